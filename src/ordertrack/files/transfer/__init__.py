"""Files of tables: read strictly, mapped to fields, parked until orders are whole; written to read back exactly.

Asked for: rows by order with every fault at its file and row, and new files that are whole or not there.

Imports: domain.orders, domain.values, errors, files.validation.
"""
