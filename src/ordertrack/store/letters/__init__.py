"""Letters and what was said about orders: kept, given to their orders, and searched as text on both engines.

Asked for: letters in their originals, the correspondence of an order, and the orders about which something was said.

Imports: domain.letters, domain.values, errors, store.engine, store.notices, store.tables, usecases.ports.
"""
