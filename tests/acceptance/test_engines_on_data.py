"""Data that nobody here wrote gives the same rows, figures and trail on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.test_history import FIRST, take
from tests.desk import FORMATS, Desk, new_desk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.naughty import Naughty

pytestmark = pytest.mark.postgres

EXPORTS = ("orders", "lines", "trail", "parties")
HISTORY = (
    "report overdue --as-of 2014-02-02",
    "report overdue --as-of 2013-12-31 --exit-code",
    "report aging --as-of 2014-02-02 --by customer",
    "report daily --as-of 2014-02-02",
    "report ontime --by supplier",
    "report ontime --by month",
    "report ontime --by year --unit quantity --basis latest",
    "report ontime --by quarter --unit order --tolerance 7",
    "list --customer Zambia --sort supplier --limit 50",
    "list --text syringe",
    "status",
    "party list",
    "party show zambia",
    "trail head",
)
STRANGE = (
    "list --sort number",
    "list --sort customer",
    "list --text é",
    "list --text %",
    "list --text \\",
    "party list",
)


def answers(desk: Desk, questions: tuple[str, ...], *options: str) -> dict[str, tuple[int, bytes, bytes]]:
    return {question: desk(*question.split(), *options) for question in questions}


@pytest.fixture
def other(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A book on a server; what belongs beside a book in a file goes to the folder of the test."""
    monkeypatch.chdir(tmp_path)
    return new_desk(postgres_url)


@pytest.mark.slow
def test_ten_years_of_history_are_the_same_on_both(other: Desk, data: Path, tmp_path: Path) -> None:
    one = new_desk(tmp_path / "orders.db")
    for desk in (one, other):
        said = take(desk, data / "scms" / FIRST, tmp_path)
        assert said.endswith("116 new parties; 10324 lines added\n")
    assert answers(one, HISTORY, "--json") == answers(other, HISTORY, "--json")
    for what in EXPORTS:
        assert one.do("export", what).stdout == other.do("export", what).stdout, what


@pytest.mark.parametrize("form", ["csv", "ndjson"])
@pytest.mark.slow
def test_strange_text_is_the_same_on_both(naughty: Naughty, other: Desk, tmp_path: Path, form: str) -> None:
    whole = naughty.desk.do("export", "orders", "--format", form).stdout
    one = new_desk(tmp_path / "orders.db")
    for desk in (one, other):
        desk.do("import", "orders", "-", "--history", stdin=whole)
    assert answers(one, STRANGE, "--json") == answers(other, STRANGE, "--json")
    for what in EXPORTS:
        assert one.do("export", what, "--format", form).stdout == other.do("export", what, "--format", form).stdout, (
            what
        )
    assert other.do("export", "orders", "--format", form).stdout == whole


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_the_same_on_both(other: Desk, tmp_path: Path, form: str) -> None:
    one = new_desk(tmp_path / "orders.db")
    order = ("--customer", "Žofia", "--supplier", "水花", "--promised", "2026-02-27", "--line", "2.50,M8,nut,kg,0.05")
    for desk in (one, other):
        desk.do("add", "A-1", *order, "--value", "1234.50", "--currency", "EUR", "--note", "a\tb\nc\r")
        desk.do("status", "A-1", "--to", "confirmed")
    questions = (
        "list",
        "show A-1",
        "today",
        "report daily",
        "report overdue",
        "report aging",
        "report ontime",
        "status",
    )
    exports = tuple(f"export {what}" for what in EXPORTS)
    found = answers(one, (*questions, *exports, "trail show A-1", "party list"), "--format", form)
    assert found == answers(other, (*questions, *exports, "trail show A-1", "party list"), "--format", form)
    assert {ran[0] for ran in found.values()} == {0}
