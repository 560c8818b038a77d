"""The order book on SQLite or PostgreSQL."""
