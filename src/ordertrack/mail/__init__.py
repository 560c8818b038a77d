"""Mail on its way out and in: servers, mailboxes, a folder of `.eml` files.

Knows no order book.

`tls.py`: how a connection to a mail server is kept private. Imports: errors.
"""
