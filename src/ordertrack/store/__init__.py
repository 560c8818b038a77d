"""The order book on SQLite or PostgreSQL.

It fulfils the ports of `usecases`; no row leaves it.

`cases.py`: lists of cases over all orders, by their own indexes. Imports: domain.cases, domain.orders, domain.values,
store.engine, store.orders, store.tables.

`letters.py`: the text search over what was said about orders. Imports: domain.letters, store.engine, store.tables.
"""
