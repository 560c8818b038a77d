"""A status: `on hold`, where an order stands that somebody stopped for a while."""

from __future__ import annotations

TESTS = (
    "tests/architecture/test_words.py::test_a_thing_has_one_word",
    "tests/architecture/test_glossary.py",
    "tests/store/book/test_releases.py::test_it_is_upgraded_to_the_layout_of_a_fresh_book",
)
GENERATED = ("docs/reference/commands.md",)
CONSOLES = ("docs/tutorial.md",)
EDITS = {
    "src/ordertrack/domain/orders/statuses.py": [
        (
            '    PROCESSING = "processing"\n',
            '    PROCESSING = "processing"\n    ON_HOLD = "on hold"\n',
        ),
        (
            "frozenset({Status.CONFIRMED, Status.PROCESSING})",
            "frozenset({Status.CONFIRMED, Status.PROCESSING, Status.ON_HOLD})",
        ),
        (
            "(Status.PROCESSING, Status.SHIPPED, Status.DELIVERED, Status.CANCELLED),\n",
            "(Status.PROCESSING, Status.ON_HOLD, Status.SHIPPED, Status.DELIVERED, Status.CANCELLED),\n",
        ),
        (
            "    Status.PROCESSING: (Status.SHIPPED, Status.DELIVERED, Status.CANCELLED),\n",
            "    Status.PROCESSING: (Status.ON_HOLD, Status.SHIPPED, Status.DELIVERED, Status.CANCELLED),\n"
            "    Status.ON_HOLD: (Status.PROCESSING, Status.CANCELLED),\n",
        ),
    ],
    "src/ordertrack/domain/orders/moves.py": [
        (
            '    PROCESSING = "processing"\n',
            '    PROCESSING = "processing"\n    ON_HOLD = "on hold"\n',
        ),
    ],
    "src/ordertrack/store/tables/identity.py": [("SCHEMA_VERSION = 3", "SCHEMA_VERSION = 4")],
    "src/ordertrack/store/book/migrations.py": [
        (
            "\n\nSTEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3}",
            '''

_STATUSES = ("entered", "confirmed", "processing", "on hold", "shipped", "delivered", "completed", "closed", "cancelled")


def _to_4(connection: sa.Connection) -> None:
    """Let an order be on hold."""
    known = " OR ".join(f"status = '{each}'" for each in _STATUSES)
    rule = f"CONSTRAINT orders_status_known CHECK ({known})"
    if connection.dialect.name == "sqlite":
        sql = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'orders'").scalar_one()
        rebuild_table(connection, "orders", re.sub(r"CONSTRAINT orders_status_known CHECK \\([^)]*\\)", rule, sql))
    else:
        connection.exec_driver_sql(f"ALTER TABLE orders DROP CONSTRAINT orders_status_known, ADD {rule}")


STEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3, 4: _to_4}''',
        ),
    ],
    "docs/glossary.md": [
        ("entered, confirmed, processing, shipped,", "entered, confirmed, processing, on hold, shipped,")
    ],
    "tests/domain/orders/test_statuses.py": [
        (
            '    ("processing", "shipped"),\n',
            '    ("confirmed", "on hold"),\n    ("processing", "on hold"),\n    ("on hold", "processing"),\n'
            '    ("on hold", "cancelled"),\n    ("processing", "shipped"),\n',
        ),
        (
            '("confirmed", ("processing", "shipped",',
            '("confirmed", ("processing", "on hold", "shipped",',
        ),
        (
            '("processing", ("shipped",',
            '("processing", ("on hold", "shipped",',
        ),
        (
            "from confirmed it can go to processing, shipped",
            "from confirmed it can go to processing, on hold, shipped",
        ),
        (
            '    "processing": "from processing it can go to shipped, delivered, cancelled, delayed",\n',
            '    "processing": "from processing it can go to on hold, shipped, delivered, cancelled, delayed",\n'
            '    "on hold": "from on hold it can go to processing, cancelled, delayed",\n',
        ),
    ],
}
NEW = {
    "tests/cli/test_on_hold.py": '''"""An order can be put on hold, and goes on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk import add

if TYPE_CHECKING:
    from tests.desk import Desk


def test_an_order_is_stopped_and_goes_on(desk: Desk) -> None:
    add(desk, "SO-1")
    desk.do("status", "SO-1", "--to", "confirmed")
    desk.do("status", "SO-1", "--to", "on hold")
    assert desk.column("status", "list", "--status", "on hold") == ["on hold"]
    assert desk("status", "SO-1", "--to", "shipped").code != 0
    desk.do("status", "SO-1", "--to", "processing")
    assert desk.column("status", "list") == ["processing"]
''',
}
