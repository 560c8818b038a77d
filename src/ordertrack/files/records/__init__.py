"""Evidence packs: one zip that proves an order's record, with the program that checks it.

Asked for: a pack written, the same bytes for the same record.

Imports: files.transfer, usecases.records.
"""
