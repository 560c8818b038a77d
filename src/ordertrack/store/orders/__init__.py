"""Orders as rows: the one way there and the one way back, and lists of them by their indexes.

Asked for: rows of facts, orders of rows, filtered lists, the board.

Imports: domain.cases, domain.orders, domain.parties, domain.values, errors, store.engine, store.tables.
"""
