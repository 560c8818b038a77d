"""Tables that come in and go out: CSV and NDJSON."""
