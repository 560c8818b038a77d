"""Tables that come in and go out, packs of evidence, texts that people write: bytes on one side, values on the other.

Knows no order book.

`evidence.py`: evidence packs: one zip that proves an order's record, the same bytes for the same record. Imports:
files.transfer, files.verifier, usecases.records.

`settings.py`: what the settings may say, and every problem of it. Imports: domain.parties, domain.policy, errors,
files.validation.

`validation.py`: values held against shapes. Imports: domain.policy.

`verifier.py`: the program in each pack that checks it, and stands alone. Imports: nothing.
"""
