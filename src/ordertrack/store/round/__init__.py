"""What the round and a simulation read: which orders a clock may run out for, and every order's past.

Asked for: orders to look at, batch by batch, and pasts by one process or several.

Imports: domain.orders, domain.round, store.engine, store.orders, store.records, store.tables.
"""
