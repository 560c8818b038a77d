"""The outbox and the messages as rows: read, counted, claimed, marked.

Asked for: notices by what they wait for, and every change of them within the transaction of a use case.

Imports: domain.letters, domain.notices, domain.policy, domain.reports, domain.values, errors, store.engine,
store.tables, usecases.ports.
"""
