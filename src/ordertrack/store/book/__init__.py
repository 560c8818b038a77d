"""The order book: opened to read or to write, one transaction each; made, copied, upgraded, verified.

Asked for: a view or a unit of work that answers and keeps everything the ports name, by the rooms beside it.

Imports: domain.cases, domain.orders, domain.parties, domain.policy, domain.records, domain.values, errors, store.cases,
store.engine, store.letters, store.notices, store.orders, store.parties, store.policy, store.records, store.reports,
store.round, store.tables, store.trail, usecases.ports.
"""
