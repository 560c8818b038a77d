"""The order book: opened to read or to write, one transaction each; made, copied, upgraded, verified.

Asked for: a view or a unit of work that answers and keeps everything the ports name, by the rooms beside it.

Imports: domain.letters, domain.notices, domain.orders, domain.parties, domain.policy, domain.records, domain.values,
errors, store.cases, store.engine, store.letters, store.notices, store.orders, store.records, store.reports,
store.round, store.tables, usecases.ports.
"""
