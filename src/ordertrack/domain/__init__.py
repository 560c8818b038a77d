"""What the procedure says: pure rules over frozen values, with nothing but the standard library and dateutil.

Time and actor are arguments; no database, no terminal, no file system.

`letters.py`: letters in and out as values, matched to their orders. Imports: domain.notices, domain.orders,
domain.parties.

`parties.py`: customers and suppliers: found, reached, told from their near twins. Imports: domain.values.

`records.py`: the hash chain, how long orders are kept, what erasing leaves. Imports: domain.orders, domain.parties,
domain.policy, domain.time, domain.values.
"""
