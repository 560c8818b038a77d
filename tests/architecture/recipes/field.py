"""A field of an order: `incoterm`, the term of delivery."""

from __future__ import annotations

TESTS = (
    "tests/architecture/test_words.py::test_a_thing_has_one_word",
    "tests/docs/test_reference.py",
    "tests/store/test_fields.py",
    "tests/store/tables/test_checks.py::test_text_is_as_long_as_its_limit_and_no_longer",
    "tests/store/book/test_releases.py::test_it_is_upgraded_to_the_layout_of_a_fresh_book",
    "tests/store/book/test_releases.py::test_every_row_stays_as_it_was",
    "tests/store/records/test_streams.py::test_an_order_with_everything_in_it_goes_out_whole",
)
GENERATED = ("docs/howto/import.md", "docs/reference/commands.md", "docs/reference/formats.md")
CONSOLES = ("docs/howto/import.md",)
EDITS = {
    "src/ordertrack/domain/orders/fields.py": [
        (
            '    Field("note", "Note"',
            '    Field("incoterm", "Incoterm", _CODE, _EDIT, 20, "TERM", "The term of delivery, such as FCA."),\n'
            '    Field("note", "Note"',
        ),
    ],
    "src/ordertrack/domain/orders/order.py": [
        (
            "    note: str | None = None\n    is_history",
            "    incoterm: str | None = None\n    note: str | None = None\n    is_history",
        ),
    ],
    "src/ordertrack/store/tables/orders.py": [
        (
            '            held_cause=LIMITS["cause"],\n',
            '            held_cause=LIMITS["cause"],\n            incoterm=20,\n',
        ),
        (
            "\n\nclass LineRow(",
            '    incoterm: str | None = Field(sa_column=text("incoterm"))\n\n\nclass LineRow(',
        ),
    ],
    "src/ordertrack/store/tables/identity.py": [("SCHEMA_VERSION = 3", "SCHEMA_VERSION = 4")],
    "src/ordertrack/store/book/migrations.py": [
        (
            "\n\nSTEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3}",
            '''

def _to_4(connection: sa.Connection) -> None:
    """Give orders an incoterm."""
    is_sqlite = connection.dialect.name == "sqlite"
    collation = "" if is_sqlite else ' COLLATE "C"'
    no_nul = " CONSTRAINT orders_incoterm_nul CHECK (instr(incoterm, char(0)) = 0)" if is_sqlite else ""
    length = " CONSTRAINT orders_incoterm_length CHECK (length(incoterm) <= 20)"
    connection.exec_driver_sql(f"ALTER TABLE orders ADD COLUMN incoterm TEXT{collation}{length}{no_nul}")


STEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3, 4: _to_4}''',
        ),
    ],
}
NEW = {
    "tests/cli/test_incoterm.py": '''"""An order says on which term it is delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk import add

if TYPE_CHECKING:
    from tests.desk import Desk


def test_a_term_is_entered_changed_and_shown(desk: Desk) -> None:
    add(desk, "SO-1", "--incoterm=FCA")
    desk.do("edit", "SO-1", "--incoterm", "DAP")
    assert desk.column("incoterm", "list") == ["DAP"]
    assert desk.rows("show", "SO-1")[0]["incoterm"] == "DAP"
    assert desk.column("incoterm", "export", "orders") == ["DAP"]
''',
}
