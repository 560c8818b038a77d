"""Mail on its way out and in: SMTP, a folder of `.eml` files, mailboxes; knows no order book."""
