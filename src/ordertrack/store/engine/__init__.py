"""Connections that keep their word, the book as a file, and what means the same on SQLite and PostgreSQL.

Asked for: an engine, a transaction, a fair place in the queue of writers, column types and expressions. Knows no table.

Imports: domain.values, errors.
"""
