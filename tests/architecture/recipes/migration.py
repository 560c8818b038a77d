"""A migration: an index of the orders by their owner."""

from __future__ import annotations

TESTS = (
    "tests/store/book/test_releases.py::test_it_is_upgraded_to_the_layout_of_a_fresh_book",
    "tests/store/book/test_migrations.py::test_there_is_a_step_to_every_released_version",
)
EDITS = {
    "src/ordertrack/store/tables/orders.py": [
        (
            '        Index("orders_by_status", "status"),\n',
            '        Index("orders_by_status", "status"),\n        Index("orders_by_owner", "owner"),\n',
        ),
    ],
    "src/ordertrack/store/tables/identity.py": [("SCHEMA_VERSION = 3", "SCHEMA_VERSION = 4")],
    "src/ordertrack/store/book/migrations.py": [
        (
            "\n\nSTEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3}",
            '''

def _to_4(connection: sa.Connection) -> None:
    """Find the orders of a colleague by an index."""
    connection.exec_driver_sql("CREATE INDEX orders_by_owner ON orders (owner)")


STEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3, 4: _to_4}''',
        ),
    ],
}
NEW: dict[str, str] = {}
