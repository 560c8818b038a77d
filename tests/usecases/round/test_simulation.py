"""The past gone through once more: what the rounds really decided is what a simulation says they would (SOP 8)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.followups import FollowUpRule
from ordertrack.domain.records import event_from
from ordertrack.domain.round.pasts import Share, past_of
from ordertrack.domain.round.simulation import Figure, figures, relive
from ordertrack.files.policy.reading import read_policy
from ordertrack.usecases.round.round import decisions_for
from ordertrack.usecases.round.simulation import Period, simulate, two_sides
from tests.builders import a_book
from tests.domain.round.walking import walk
from tests.rounds import HastyBook
from tests.usecases.round.reenacted import FIRST, LAST, ORDERS, Desk, decided, no_holidays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.domain.round.pasts import Past
    from ordertrack.domain.round.simulation import Comparison
    from ordertrack.usecases.round.simulation import Sides

WHOLE = Period(FIRST, LAST)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk after its five weeks."""
    desk = Desk(HastyBook(a_book(tmp_path_factory.mktemp("desk")).place), seed=7)
    desk.live()
    return desk


def sides_of(desk: Desk, *changes: tuple[str, str]) -> Sides:
    text = desk.revisions[0].text
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    return two_sides(desk.revisions, text, LAST, read_policy, year_holidays_of=no_holidays)


def pasts(desk: Desk, sides: Sides) -> Iterator[Past]:
    with desk.book.read() as view:
        names = {party.id: party.name for party in view.parties.list()}
        for recorded in view.pasts.read(Share(FIRST, LAST, 0, 2 * ORDERS)):
            events = [event_from(body, seq) for seq, body in recorded.events]
            yield past_of(events, names[recorded.supplier], names[recorded.customer], sides.now.hours)


def compared(desk: Desk, *changes: tuple[str, str], period: Period = WHOLE) -> Comparison:
    with desk.book.read() as view:
        return simulate(view, sides_of(desk, *changes), period, LAST, lambda _done, _total: None)


@pytest.mark.slow
def test_a_simulation_decides_what_the_rounds_decided(desk: Desk) -> None:
    sides = sides_of(desk)
    found = [
        decided(day, past.entry.number, past.supplier, decision)
        for past in pasts(desk, sides)
        for day, decision in relive(past, sides.now, LAST, decisions_for)
        if decision
    ]
    assert sorted(found) == sorted(desk.decided)


def test_the_desk_has_seen_everything_that_a_simulation_must_take_again(desk: Desk) -> None:
    kinds = {event.event.kind for past in pasts(desk, sides_of(desk)) for event in past.steps if event.event}
    assert kinds >= {
        "event taken back",
        "escalation acknowledged",
        "escalation ended",
        "acknowledgement expired",
        "issue waiting",
        "issue reopened",
        "contact logged",
        "promise revised",
        "lines received",
        "lines cancelled",
        "delay reported",
    }


def test_the_figures_of_the_policy_in_force_are_those_of_the_rounds(desk: Desk) -> None:
    now = compared(desk).now
    kinds = Counter(each.kind for each in desk.decided)
    asked = {(each.on, each.supplier) for each in desk.decided if each.kind == "follow-up due"}
    assert (now.followups.total(), now.begun.total(), now.expired, len(now.asked)) == (
        kinds["follow-up due"],
        kinds["escalation started"],
        kinds["acknowledgement expired"],
        len(asked),
    )
    overdue = [each for each in desk.decided if each.kind == "follow-up due" and "overdue" in each.sentence]
    assert now.followups[FollowUpRule.OVERDUE] == len(overdue)


def test_a_part_of_the_period_counts_what_was_decided_in_it(desk: Desk) -> None:
    period = Period(FIRST + timedelta(days=20), FIRST + timedelta(days=29))
    now = compared(desk, period=period).now
    meant = [each for each in desk.decided if period.since <= each.on <= period.until]
    kinds = Counter(each.kind for each in meant)
    assert now.followups.total() == kinds["follow-up due"]
    assert now.begun.total() == kinds["escalation started"]


def test_the_figures_do_not_depend_on_who_works_them_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = compared(desk, *POLICIES["sooner"])
    monkeypatch.setattr("ordertrack.store.trail.FEW", 0)
    assert compared(desk, *POLICIES["sooner"]) == alone


def test_the_same_policy_differs_in_nothing(desk: Desk) -> None:
    sides = sides_of(desk)
    rows = list(figures(compared(desk), sides.now.policy, sides.proposed.policy))
    assert {row.difference for row in rows} <= {0, None}
    assert Figure("follow-ups", "overdue rule", *[compared(desk).now.followups[FollowUpRule.OVERDUE]] * 2) in rows


POLICIES = {
    "as it is": (),
    "sooner": (('first = "1bd"', 'first = "1d"'), ('every = "2bd"', 'every = "1d"'), ("most = 3", "most = 9")),
    "wider": (('within = "5bd"', 'within = "12d"'), ('quiet = "5bd"', 'quiet = "2d"')),
    "before due": (('{ overdue = "3bd" }', '{ overdue = "1d" }, { before_due = "4bd", priority = "high" }'),),
    "by worth": (('{ overdue = "3bd" }', '{ value = { amount = 100, currency = "EUR" } }'),),
    "by hours": (('issue_age = "1bd"', 'issue_age = "3h"'), ('issue_severity = "high"', 'issue_severity = "low"')),
    "nobody there": (
        ("[roles.manager]\ninbox = true", "[roles.manager]"),
        (
            "[rules]\n",
            '[[people]]\nname = "Zoë"\nrole = "manager"\naway = [{ from = 2026-01-01, to = 2026-12-31 }]\n[rules]\n',
        ),
    ),
    "weekends": (("saturday = []", 'saturday = ["10:00-14:00"]'), ('monday = ["09:00-17:00"]', "monday = []")),
    "some left out": (('silent = { quiet = "2bd" }', "escalates = false"),),
}


@pytest.mark.parametrize("name", POLICIES)
def test_days_that_are_passed_over_would_have_decided_nothing(desk: Desk, name: str) -> None:
    sides = sides_of(desk, *POLICIES[name])
    for past in pasts(desk, sides):
        found = list(relive(past, sides.proposed, LAST, decisions_for))
        assert found == list(walk(past, sides.proposed, LAST, decisions_for)), past.entry.number
