"""The order book on SQLite or PostgreSQL.

It fulfils the ports of `usecases`; no row leaves it.

`cases.py`: lists of cases over all orders, by their own indexes. Imports: domain.cases, domain.orders, domain.values,
store.engine, store.orders, store.tables.

`parties.py`: the customers and suppliers of the book. Imports: domain.orders, domain.parties, domain.records,
domain.values, store.engine, store.orders, store.tables, store.trail.

`policy.py`: the revisions of the policy that were adopted. Imports: domain.policy, store.tables.

`letters.py`: letters and other messages in and out, and the text search over what was said. Imports: domain.letters,
domain.values, errors, store.engine, store.notices, store.tables, usecases.ports.

`notices.py`: the outbox: notices read, counted, queued and kept. Imports: domain.letters, domain.notices,
domain.parties, domain.policy, domain.reports, domain.values, errors, store.engine, store.tables, usecases.ports.

`round.py`: what the round reads: which orders a clock may run out for, the last round. Imports: domain.orders,
store.engine, store.orders, store.tables.

`trail.py`: the trail: events appended, chained by their digests, read as the pasts of orders. Imports: domain.orders,
domain.parties, domain.records, domain.round, store.engine, store.tables, usecases.records.
"""
