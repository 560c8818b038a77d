"""The order book on SQLite or PostgreSQL.

It fulfils the ports of `usecases`; no row leaves it.

`cases.py`: lists of cases over all orders, by their own indexes. Imports: domain.cases, domain.orders, domain.values,
store.engine, store.orders, store.tables.

`parties.py`: the customers and suppliers of the book. Imports: domain.orders, domain.parties, domain.records,
domain.values, store.engine, store.orders, store.records, store.tables.

`policy.py`: the revisions of the policy that were adopted. Imports: domain.policy, store.tables.
"""
