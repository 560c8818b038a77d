"""A follow-up rule: `ahead`, by which a supplier is asked some days before each promise whether it will be kept."""

from __future__ import annotations

TESTS = (
    "tests/architecture/test_words.py::test_a_thing_has_one_word",
    "tests/docs/test_reference.py",
    "tests/domain/policy",
    "tests/domain/round/test_simulation.py",
    "tests/usecases/round/test_followups.py",
    "tests/store/book/test_releases.py::test_it_is_upgraded_to_the_layout_of_a_fresh_book",
    "tests/store/book/test_releases.py::test_every_row_stays_as_it_was",
)
CONSOLES = ("docs/howto/policy.md",)
EDITS = {
    "src/ordertrack/domain/cases/followups.py": [
        (
            "    OVERDUE =",
            '    AHEAD = "ahead", "4.2c", "promised soon", "supplier-reminder"\n    OVERDUE =',
        ),
    ],
    "src/ordertrack/domain/policy/policy.py": [
        (
            "    keep_informed: Duration\n",
            "    keep_informed: Duration\n    ahead: Duration | None = None\n",
        ),
        (
            "return (self.silent.within,)",
            "return (self.silent.within, self.ahead) if self.ahead else (self.silent.within,)",
        ),
        (
            "    keep_informed: Duration | None = None\n",
            "    keep_informed: Duration | None = None\n    ahead: Duration | None = None\n",
        ),
        (
            "            keep_informed=self.keep_informed or rules.keep_informed,\n",
            "            keep_informed=self.keep_informed or rules.keep_informed,\n"
            "            ahead=self.ahead or rules.ahead,\n",
        ),
    ],
    "src/ordertrack/files/policy/reading.py": [
        (
            "    keep_informed: InDays\n",
            "    keep_informed: InDays\n    ahead: InDays | None = None\n",
        ),
        (
            "    keep_informed: InDays | None = None\n",
            "    keep_informed: InDays | None = None\n    ahead: InDays | None = None\n",
        ),
        ('given & {"keep_informed", "escalates"}', 'given & {"keep_informed", "ahead", "escalates"}'),
        ("give silent, overdue, keep_informed or", "give silent, overdue, keep_informed, ahead or"),
    ],
    "src/ordertrack/domain/round/asking.py": [
        (
            "            yield _overdue(order, line, rules, hours)\n",
            "            yield _overdue(order, line, rules, hours)\n"
            "        elif asking := _ahead(order, line, rules, today, hours):\n"
            "            yield asking\n",
        ),
        (
            "    if past and past[-1].raised_on >= heard:\n"
            '        heard, what = past[-1].raised_on, f"follow-up {past[-1].number}"\n',
            "    asked = [*past, *_raised(order, line, FollowUpRule.AHEAD)]\n"
            "    if asked and (latest := max(asked, key=lambda each: each.raised_on)).raised_on >= heard:\n"
            '        heard, what = latest.raised_on, f"follow-up {latest.number}"\n',
        ),
        (
            "\n\ndef _silent(",
            '''

def _ahead(order: Order, line: Line, rules: Rules, today: date, hours: OpeningHours) -> Asking | None:
    """Ask once about a promise that was made before that day, whatever was heard since."""
    if rules.ahead is None or _raised(order, line, FollowUpRule.AHEAD):
        return None
    due_on = hours.due_on(line.promised_on, -rules.ahead)
    if not max([order.entered_on, *(each.said_on for each in line.promises)]) < due_on <= today:
        return None
    because = f"{rules.ahead} before the promise of {line.promised_on}"
    return Asking(FollowUpRule.AHEAD, line.position, line.promised_on, 1, 1, due_on, because)


def _silent(''',
        ),
    ],
    "src/ordertrack/domain/policy/policy.toml": [
        (
            'keep_informed = "3bd"\n',
            'keep_informed = "3bd"\n'
            "# How long before each promise its supplier is asked once whether it will be kept, whatever was heard; never if\n"
            "# left out (SOP 4.2c).\n"
            '#ahead = "3bd"\n',
        ),
    ],
    "src/ordertrack/store/tables/identity.py": [("SCHEMA_VERSION = 3", "SCHEMA_VERSION = 4")],
    "src/ordertrack/store/book/migrations.py": [
        (
            "\n\nSTEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3}",
            '''

def _to_4(connection: sa.Connection) -> None:
    """Let a follow-up be due ahead of its promise."""
    rule = "CONSTRAINT followups_rule_known CHECK (rule = 'silent' OR rule = 'ahead' OR rule = 'overdue')"
    if connection.dialect.name == "sqlite":
        sql = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'followups'").scalar_one()
        rebuild_table(connection, "followups", re.sub(r"CONSTRAINT followups_rule_known CHECK \\([^)]*\\)", rule, sql))
    else:
        connection.exec_driver_sql(f"ALTER TABLE followups DROP CONSTRAINT followups_rule_known, ADD {rule}")


STEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3, 4: _to_4}''',
        ),
    ],
    "tests/domain/policy/mistakes.txt": [
        ("give silent, overdue, keep_informed or", "give silent, overdue, keep_informed, ahead or"),
    ],
}
NEW = {
    "tests/cli/round/test_ahead.py": '''"""A supplier is asked ahead of a promise whether it will be kept (SOP 4.2c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.policy.text import default_text
from tests.desk import add

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk

NOTED = ("--channel", "phone", "--note", "all is well")


@pytest.fixture
def asking(desk: Desk, tmp_path: Path) -> Desk:
    """A desk that asks three working days ahead, with an order for Friday, 20 March."""
    path = tmp_path / "policy.toml"
    path.write_text(default_text("UTC").replace('#ahead = "3bd"', 'ahead = "3bd"'), encoding="utf-8")
    desk.do("policy", "adopt", str(path), "--description", "We ask ahead")
    add(desk, "SO-1", "--promised=2026-03-20")
    return desk


def test_the_round_asks_once_though_the_supplier_was_heard(asking: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-16T09:00:00Z")
    asking.do("followup", "SO-1", *NOTED)
    assert asking.rows("round") == []
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-17T09:00:00Z")
    sentence = "ask Bolts: promised soon, follow-up 1 of 1 (3bd before the promise of 2026-03-20)"
    assert asking.column("sentence", "round") == [sentence]
    assert asking.rows("round") == []
    assert asking.column("rule", "followup") == ["ahead"]


def test_a_promise_that_is_younger_is_not_asked_about(asking: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-17T09:00:00Z")
    asking.do("followup", "SO-1", *NOTED, "--promised", "2026-03-19")
    assert asking.rows("round") == []
''',
}
