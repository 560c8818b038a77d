"""The tables, one class each with every rule a database can hold, and the steps that lead an older book to them.

Asked for: a layout created, compared, or migrated to.

Imports: domain.cases, domain.letters, domain.notices, domain.orders, domain.parties, domain.policy, domain.values,
errors, store.engine.
"""
