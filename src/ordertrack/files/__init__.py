"""Tables that come in and go out, and packs of evidence: bytes on one side, fields and values on the other.

Knows no order book.

`validation.py`: what a file says held against a shape: every problem at once, with its path. Imports: domain.policy.
"""
