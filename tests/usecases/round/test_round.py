"""The daily round missed, repeated, tried, run twice at once, broken off, and run for an earlier day (SOP 4.2a)."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordertrack.domain.orders.events import RoundRun
from ordertrack.domain.records import event_from
from ordertrack.errors import LockedError
from ordertrack.usecases.round import round as rounds
from tests.builders import loaded
from tests.desk import Desk, add, new_desk
from tests.roundpolicies import policy
from tests.rounds import NOON, RoundDesk, a_round_desk, raised_in, table


@pytest.fixture
def desk(tmp_path: Path) -> RoundDesk:
    return a_round_desk(tmp_path, policy())


def runs(desk: RoundDesk) -> list[tuple[str, int]]:
    """The rounds the trail knows: day and number of decisions."""
    with desk.book.read() as view:
        found = [event_from(body, seq).fact for seq, _, body, *_ in view.exports.trail()]
    return [(f"{fact.as_of:%m-%d}", fact.decided) for fact in found if isinstance(fact, RoundRun)]


def test_a_missed_week_doubles_no_follow_up_and_tells_only_the_highest_level(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-06")

    report = desk.round("03-16")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-16   overdue  1       1     03-06    03-09
    """)
    assert desk.told() == table("""
        day    escalation  what     how      to
        03-16  1           level 1  skipped  level 2 is due as well
        03-16  1           level 2  told     manager
    """)
    assert (f"{report.last_on:%m-%d}", len(report.decided), report.caught_up) == ("03-06", 3, 3)
    assert [f"{each.decision.due_on:%m-%d}" for each in report.decided] == ["03-09", "03-11", "03-11"]


def test_after_a_missed_week_the_next_follow_up_counts_from_the_one_that_was_made_up_for(desk: RoundDesk) -> None:
    desk.enter(promised="03-20")
    desk.rounds("03-02", "03-20")
    desk.rounds("03-30", "04-10")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-13   silent   1       1     03-20    03-13
        03-20   silent   2       1     03-20    03-20
        03-30   overdue  1       1     03-20    03-23
        04-01   overdue  2       1     03-20    04-01
        04-03   overdue  3       1     03-20    04-03
    """)


def test_what_was_not_taken_up_in_a_missed_week_climbs_by_one_level(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-11")

    report = desk.round("03-18")

    assert desk.told()[1:] == table("""
        day    escalation  what     how   to
        03-18  1           level 2  told  manager
    """)
    assert [(each.decision.kind, each.is_caught_up) for each in report.decided] == [
        ("follow-up due", True),
        ("escalation told", True),
    ]


def test_nothing_is_caught_up_on_a_monday_or_in_the_first_round(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    first = desk.round("03-13")
    desk.enter("A-2", on="03-13", promised="03-12")
    desk.enter("A-3", on="03-13", promised="03-13")
    monday = desk.round("03-16")

    assert (len(first.decided), first.caught_up) == (3, 0)
    assert sorted({each.number for each in monday.decided}) == ["A-1", "A-2", "A-3"]
    assert monday.caught_up == 0


def test_a_round_that_is_repeated_changes_nothing(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.enter("A-2")
    desk.round("03-13")
    head = desk.head

    assert (desk.round("03-13").decided, desk.head) == ([], head)
    assert desk.round("03-13", NOON).decided == []
    assert desk.head == head
    assert runs(desk) == [("03-13", 4)]


def test_a_day_without_anything_due_is_a_round_too(desk: RoundDesk) -> None:
    desk.rounds("03-02", "03-03")
    desk.round("03-03", NOON)

    assert runs(desk) == [("03-02", 0), ("03-03", 0)]


def test_a_dry_run_says_the_same_and_writes_nothing(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    content = Path(desk.book.place).read_bytes()

    tried = desk.round("03-13", dry_run=True)

    assert Path(desk.book.place).read_bytes() == content
    assert tried == desk.round("03-13")
    assert len(tried.decided) == 3


def test_a_dry_run_works_beside_another_round_and_does_not_wait(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    with desk.book.only_round():
        assert len(desk.round("03-13", dry_run=True).decided) == 3


def test_of_two_rounds_at_once_one_works(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    head = desk.head
    with desk.book.only_round(), pytest.raises(LockedError) as caught:
        desk.round("03-13")

    assert caught.value.message == "another daily round of this book is running; it does all the work"
    assert desk.head == head


def test_at_the_command_line_the_second_of_two_rounds_exits_with_75(tmp_path: Path) -> None:
    from ordertrack.store.book.book import SqlBook

    desk: Desk = new_desk(tmp_path / "orders.db")
    add(desk, "SO-1", "--promised=2020-01-15")
    with SqlBook(tmp_path / "orders.db").only_round():
        second = desk("round")

    assert (second.code, second.stdout) == (75, b"")
    assert desk("round").code == 0


def test_a_round_that_was_broken_off_is_made_up_for_by_the_next(
    desk: RoundDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "BATCH", 1)
    for number in ("A-1", "A-2", "A-3"):
        desk.enter(number, promised="03-06")
    with monkeypatch.context() as patch:
        patch.setattr(type(desk.book), "write", _dies_at(desk, 2))
        with pytest.raises(KeyboardInterrupt):
            desk.round("03-13")
    kept = [len(desk.asked(number)) for number in ("A-1", "A-2", "A-3")]
    desk.round("03-13")

    assert kept == [1, 0, 0]
    assert [len(raised_in(desk.book, number)) for number in ("A-1", "A-2", "A-3")] == [1, 1, 1]
    assert [len(loaded(desk.book, number).escalations) for number in ("A-1", "A-2", "A-3")] == [1, 1, 1]
    assert runs(desk) == [("03-13", 6)]
    assert desk.is_sound()


def _dies_at(desk: RoundDesk, which: int) -> object:
    """Open so many transactions, and die when one more is wanted."""
    opened, write = [0], type(desk.book).write

    def dying(self: object) -> object:
        opened[0] += 1
        if opened[0] == which:
            raise KeyboardInterrupt
        return write(self)  # type: ignore[arg-type]  # it is the book's own

    return dying


def test_a_round_of_an_earlier_day_undoes_nothing(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.enter("A-2", promised="03-10")
    desk.rounds("03-02", "03-12")
    desk.call("03-12")
    desk.round("03-13")
    before = [(desk.asked(number), desk.told(number)) for number in ("A-1", "A-2")]
    desk.rounds("03-02", "03-12")

    assert [(desk.asked(number), desk.told(number)) for number in ("A-1", "A-2")] == before
    assert desk.is_sound()


def test_a_round_of_an_earlier_day_asks_nothing_about_what_came_later(desk: RoundDesk) -> None:
    desk.enter(on="03-12", promised="03-06")
    desk.issue("03-13")

    assert [desk.round(on).decided for on in ("03-10", "03-11")] == [[], []]
    assert len(desk.round("03-12").decided) == 3
