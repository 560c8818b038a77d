"""The command `clauses`, which says what the procedure asks."""

from __future__ import annotations

TESTS = (
    "tests/architecture/test_words.py::test_a_thing_has_one_word",
    "tests/architecture/test_rooms.py::test_rooms_import_only_what_they_say_and_say_nothing_stale",
    "tests/docs/test_reference.py",
)
GENERATED = ("docs/reference/commands.md",)
EDITS = {
    "src/ordertrack/cli/app.py": [
        (
            '    "issue": ("cases.issues"',
            '    "clauses": ("reports.sop", "clauses", "Say what the procedure asks, clause by clause"),\n'
            '    "issue": ("cases.issues"',
        ),
    ],
    "src/ordertrack/cli/reports/sop.py": [
        (
            "from ordertrack.domain.reports.sop import AdherenceQuestion\n",
            "from ordertrack.domain.reports import sop as procedure\n"
            "from ordertrack.domain.reports.sop import AdherenceQuestion\n",
        ),
        ('DEFINITION = "', 'ASKED = CLAUSES[:2]\nDEFINITION = "'),
        ("EXAMPLES = {\n", 'EXAMPLES = {\n    "clauses": "ordertrack clauses --csv",\n'),
        (
            "\n\ndef _values(row",
            '''

@reads
def clauses(desk: Desk) -> Table:
    """Say what the procedure asks, clause by clause (SOP 3 to 8)."""
    rows = [(clause.number, clause.asks) for clause in procedure.CLAUSES]
    return Table(kind="clauses", columns=ASKED, rows=rows, as_of=desk.as_of, title="What the procedure asks")


def _values(row''',
        ),
    ],
    "docs/reference/formats.md": [
        (
            "### `report response`",
            """### `clauses`: kind `clauses`

One row a clause, in the order of the procedure.

| field | type | meaning |
|---|---|---|
| `clause` | text | its number |
| `asks` | text | what it asks |

### `report response`""",
        ),
    ],
}
NEW = {
    "tests/cli/reports/test_clauses_command.py": '''"""`clauses` says what the procedure asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desk import Desk


def test_every_clause_says_what_it_asks(desk: Desk) -> None:
    rows = desk.rows("clauses")
    assert rows[1] == {"clause": "4.1a", "asks": "verify order details on receipt"}
    assert len(rows) == 22
''',
}
