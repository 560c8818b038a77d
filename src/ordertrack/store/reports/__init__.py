"""Reports as statements that return exactly the rows shown.

Asked for: the rows of a figure; what they mean is said in `domain.reports`.

Imports: domain.cases, domain.orders, domain.parties, domain.reports, domain.values, store.engine, store.orders,
store.tables.
"""
