"""Response and resolution times of a generated log equal a reckoning minute by minute (SOP 7)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.enquiries import Enquiry
from ordertrack.domain.cases.issues import Issue, IssueKind, Severity, Wait
from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.parties import Channel, Party, PartyAdded, Side
from ordertrack.domain.policy.policy import PolicyRevision
from ordertrack.domain.policy.text import default_text
from ordertrack.domain.reports.clocks import ClockBy, ClockFigures, ClockQuestion
from ordertrack.domain.values.codec import encode
from ordertrack.files.policy.reading import read_again
from ordertrack.usecases.cases.cases import ClockRules
from ordertrack.usecases.policy import policy_on, timeline
from ordertrack.usecases.reports import resolution_figures, response_figures
from tests.builders import AT, BY, an_order
from tests.clocklogs import (
    CUSTOMERS,
    FIRST,
    LAST,
    OWNERS,
    SUPPLIERS,
    Calendar,
    Case,
    Rule,
    drawn_issues,
    drawn_orders,
    drawn_questions,
    figures,
    merged,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ordertrack.domain.policy.policy import Targets
    from ordertrack.store.book.book import SqlBook

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
RULES = (
    Rule(
        from_on=date(2026, 1, 1),
        hours=dict.fromkeys(range(5), ((9, 17),)),
        free=frozenset({date(2026, 3, 6), date(2026, 3, 28)}),
        response=8,
        resolution=24,
    ),
    Rule(
        from_on=date(2026, 3, 16),
        hours={**dict.fromkeys(range(4), ((0, 2), (7, 12), (13, 18))), 4: ((7, 12),), 6: ((1, 4),)},
        free=frozenset({date(2026, 3, 20), date(2026, 4, 3), date(2026, 4, 6)}),
        response=4,
        resolution=16,
    ),
)
MOMENTS = (
    datetime(2026, 3, 11, 14, 30, tzinfo=UTC),
    datetime(2026, 3, 30, 1, 30, tzinfo=UTC),
    LAST - timedelta(days=1),
)
PARTIES = {name: number for number, name in enumerate((*CUSTOMERS, *SUPPLIERS), 1)}


def revisions(zone: str) -> list[PolicyRevision]:
    return [
        PolicyRevision(
            number=at,
            from_on=rule.from_on,
            adopted_at=AT,
            by=BY,
            description="hours",
            text=rule.text(default_text(zone)),
            reader=read_again,
        )
        for at, rule in enumerate(RULES, 1)
    ]


def rules(zone: str, which: Callable[[Targets], object]) -> ClockRules:
    known = revisions(zone)
    return ClockRules(timeline(known, lambda *_: lambda _: {}), lambda day: which(policy_on(known, day)[1].targets))  # type: ignore[arg-type,return-value]  # no country is named; the target is a duration


def enquiry(number: int, case: Case) -> Enquiry:
    asked = Enquiry(number=number, sender="Ms Weber", received_at=case.began, text="?", channel=Channel(case.kind))
    return replace(asked, answered_at=case.ended, answered_by=BY, answer="!") if case.ended else asked


def issue(number: int, case: Case) -> Issue:
    found = Issue(
        number=number,
        kind=IssueKind(case.kind),
        severity=Severity.MEDIUM,
        cause="rust",
        opened_at=case.began,
        waits=tuple(Wait(side=Side(side), since=a, until=b) for side, a, b in case.waits),
    )
    return replace(found, resolved_at=case.ended, resolution="replaced") if case.ended else found


def fill(
    book: SqlBook,
    orders: Sequence[tuple[str, str, str, str | None]],
    questions: Sequence[Case],
    issues: Sequence[Case],
) -> None:
    entries = []
    for number, customer, supplier, owner in orders:
        asked = [each for each in questions if each.number == number]
        wrong = [each for each in issues if each.number == number]
        order = an_order(
            number,
            customer=PARTIES[customer],
            supplier=PARTIES[supplier],
            owner=owner,
            enquiries=tuple(enquiry(at, each) for at, each in enumerate(asked, 1)),
            issues=tuple(issue(at, each) for at, each in enumerate(wrong, 1)),
        )
        entries.append(encode(order))
    with book.write() as unit:
        for name, key in PARTIES.items():
            party = Party(id=key, name=name, is_customer=name in CUSTOMERS, is_supplier=name in SUPPLIERS)
            unit.parties.save(party, PartyAdded(party=party), at=AT, by=BY)
        unit.orders.enter(entries, at=AT, by=BY)
        unit.commit()


def shown(row: ClockFigures) -> dict[str, float | int | None]:
    names = [f"{name}_{what}" for what in ("hours", "working_hours") for name in ("mean", "median", "p90")]
    spans = dict(zip(names, (*row.elapsed, *row.working), strict=True))
    rest = {
        "within_target": row.within_target,
        "open_within_target": row.open_within_target,
        "oldest_open_hours": row.oldest_open_hours,
    }
    known = {name: None if exact is None else float(exact) for name, exact in {**spans, **rest}.items()}
    return {"count": row.ended, "open": row.open, **known}


def group_of(case: Case, by: ClockBy | None, desk: Calendar) -> str | None:
    groups = {
        ClockBy.CUSTOMER: case.customer,
        ClockBy.SUPPLIER: case.supplier,
        ClockBy.OWNER: case.owner,
        ClockBy.KIND: case.kind,
        ClockBy.MONTH: f"{desk.day(case.began):%Y-%m}",
    }
    return groups[by] if by else None


def reckoned(
    cases: Sequence[Case], at: datetime, by: ClockBy | None, desk: Calendar, target: str
) -> dict[str | None, dict[str, object]]:
    begun = [each for each in cases if each.began <= at]
    names = {group_of(each, by, desk) for each in begun}
    return {
        name: {
            key: value if value is None else pytest.approx(value, abs=1e-9)
            for key, value in figures(
                [each for each in begun if group_of(each, by, desk) == name], at, desk, target
            ).items()
        }
        for name in names
    }


@pytest.mark.parametrize("zone", ZONES)
def test_the_figures_of_a_log_are_those_reckoned_minute_by_minute(sqlite_book: SqlBook, zone: str) -> None:
    """Every figure of both times, in all and by each breakdown, on three days (SOP 7)."""
    die = random.Random(zone)
    orders = drawn_orders(die, 160)
    questions, issues = drawn_questions(die, orders), drawn_issues(die, orders)
    assert min(len(questions), len(issues)) > 200
    fill(sqlite_book, orders, questions, issues)
    desk = Calendar(zone, RULES)
    response = rules(zone, lambda targets: targets.response)
    resolution = rules(zone, lambda targets: targets.resolution)
    with sqlite_book.read() as view:
        for at in MOMENTS:
            for by in (None, *ClockBy):
                question = ClockQuestion(at=at, by=by)
                answered = {row.group: shown(row) for row in response_figures(view, question, response)}
                assert answered == reckoned(merged(questions, at), at, by, desk, "response"), (at, by)
                resolved = {row.group: shown(row) for row in resolution_figures(view, question, resolution)}
                assert resolved == reckoned(issues, at, by, desk, "resolution"), (at, by)


def test_a_period_and_a_party_narrow_the_log(book: SqlBook) -> None:
    """A clock belongs to the day on which it began (SOP 7)."""
    zone, die = ZONES[0], random.Random(7)
    orders = drawn_orders(die, 80)
    questions, issues = drawn_questions(die, orders), drawn_issues(die, orders)
    fill(book, orders, questions, issues)
    desk, at = Calendar(zone, RULES), MOMENTS[2]
    first, before = FIRST + timedelta(days=7), FIRST + timedelta(days=21)

    def is_meant(case: Case) -> bool:
        return first <= case.began < before and case.supplier == "Bolts" and case.owner == "anna"

    only = OrderFilter(supplier=PARTIES["Bolts"], owner="Anna")
    question = ClockQuestion(at=at, began_from=first, began_before=before, only=only)
    with book.read() as view:
        answered = response_figures(view, question, rules(zone, lambda targets: targets.response))
        resolved = resolution_figures(view, question, rules(zone, lambda targets: targets.resolution))
    asked = [each for each in merged(questions, at) if is_meant(each)]
    assert [shown(row) for row in answered] == [*reckoned(asked, at, None, desk, "response").values()]
    wrong = [each for each in issues if is_meant(each)]
    assert [shown(row) for row in resolved] == [*reckoned(wrong, at, None, desk, "resolution").values()]
    assert min(len(asked), len(wrong)) > 5
    assert set(OWNERS) == {owner for *_, owner in orders}
