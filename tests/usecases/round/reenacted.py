"""A desk whose thirty orders live through five weeks, at random but always the same, with a round every evening."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.escalations import EscalationAcknowledged, EscalationEnded
from ordertrack.domain.cases.followups import Contact, ContactLogged, FollowUpOutcome
from ordertrack.domain.cases.issues import (
    Issue,
    IssueKind,
    IssueOpened,
    IssueReopened,
    IssueResolved,
    IssueResumed,
    IssueWaiting,
    Severity,
)
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.effects import list_correctable_events, take_back
from ordertrack.domain.orders.events import Event
from ordertrack.domain.orders.order import Receipt
from ordertrack.domain.orders.statuses import AWAITING_DELIVERY, Status
from ordertrack.domain.parties import Channel, Side
from ordertrack.errors import OrderTrackError
from ordertrack.usecases.cases.escalations import Appeal, InForce, start_escalations
from ordertrack.usecases.policy import adopt_built_in, policy_on, timeline
from ordertrack.usecases.ports import Stamp
from ordertrack.usecases.recording import record
from ordertrack.usecases.round.round import run_round
from tests.builders import enter, ten, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.orders.events import Fact, OrderFact
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.policy.policy import PolicyRevision
    from ordertrack.domain.round.asking import Decision
    from ordertrack.domain.time.dates import YearHolidays
    from ordertrack.domain.time.worktime import Timeline
    from ordertrack.store.book.book import SqlBook
    from ordertrack.usecases.ports import Writes

FIRST = date(2026, 3, 2)
LAST = FIRST + timedelta(days=35)
ORDERS = 30
_BY_ROUND = "follow-ups raised", "escalation started", "escalation told", "acknowledgement expired", "escalation ended"


class Decided(NamedTuple):
    """What a round decided about an order, in its own words."""

    on: date
    number: str
    supplier: str
    kind: str
    due_on: date
    sentence: str


def decided(on: date, number: str, supplier: str, decision: Decision) -> Decided:
    """What a decision says."""
    return Decided(on, number, supplier, decision.kind, decision.due_on, decision.sentence)


def no_holidays(_country: str, _region: str | None) -> YearHolidays:
    """No country has any holiday."""
    return lambda _year: {}


class Desk:
    """The desk with what its rounds have decided so far."""

    def __init__(self, book: SqlBook, seed: int) -> None:
        self.book, self._random = book, Random(seed)
        self.decided: list[Decided] = []
        adopt_built_in(book, "UTC", _stamp(FIRST, time(8)))
        with book.read() as view:
            self.revisions: Sequence[PolicyRevision] = view.policy.revisions()
        self.hours: Timeline = timeline(self.revisions, no_holidays)

    def live(self) -> None:
        """Let the weeks go by."""
        entries = sorted(self._random.randrange(20) for _ in range(ORDERS))
        for at in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=at)
            for number in (each for each, on in enumerate(entries) if on == at):
                self._enter(f"SO-{number}", day)
            self._work(day)
            stamp = _stamp(day, time(23, 59, 59), by="round")
            report = run_round(self.book, self.revisions, self.hours, stamp, zone="UTC")
            self.decided += [decided(day, each.number, each.supplier, each.decision) for each in report.decided]

    def _enter(self, number: str, day: date) -> None:
        random = self._random
        rows = [
            ten(
                number=number,
                supplier=random.choice(["Acme", "Bolts", "Kestrel"]),
                customer=random.choice(["Nordlicht", "Svea"]),
                promised_on=f"{day + timedelta(days=random.randrange(1, 16))}",
                line_sku=f"sku {line}",
            )
            for line in range(random.choice([1, 1, 2, 3]))
        ]
        first = rows[0].values
        priority = random.choice(["normal", "normal", "high", "urgent"])
        of_order = {"priority": priority, "value": "30000", "currency": "EUR"}
        same = {name: first[name] for name in ("supplier", "customer")} | (of_order if len(number) % 2 else {})
        lines = [row._replace(values={**row.values, **same}) for row in rows]
        enter(self.book, *lines, stamp=_stamp(day, time(9)))

    def _work(self, day: date) -> None:
        stamp = _stamp(day, time(9, 30))
        with self.book.read() as view:
            numbers = sorted(view.orders.find([f"SO-{at}" for at in range(ORDERS)]))
        with self.book.write() as unit:
            for number in self._random.sample(numbers, min(len(numbers), 18)):
                with suppress(OrderTrackError):
                    order = unit.orders.get(number)
                    if self._random.random() < 0.05:
                        _take_back(unit, order, stamp)
                    else:
                        record(unit, order, [self._something(order, stamp)], stamp)
            unit.commit()
        if numbers and self._random.random() < 0.2:
            revision, policy = policy_on(self.revisions, day)
            with suppress(OrderTrackError):
                appeal, rules = Appeal(reason="it smells"), InForce(policy, revision.number, self.hours)
                start_escalations(self.book, [self._random.choice(numbers)], appeal, rules, stamp)

    def _something(self, order: Order, stamp: Stamp) -> OrderFact:
        """Draw what happens to an order; most of it the order takes."""
        doings: list[OrderFact] = [self._contact(stamp), self._issue(order, stamp), facts.NoteAdded(note="hm")]
        doings += self._goods(order, stamp) * 2
        doings += self._cases(order, stamp) * 3
        return self._random.choice(doings)

    def _goods(self, order: Order, stamp: Stamp) -> list[OrderFact]:
        if order.status not in AWAITING_DELIVERY:
            return [facts.OrderCompleted(on=stamp.today), facts.OrderClosed(on=stamp.today)]
        line = self._random.choice(order.open_lines)
        part, soon = self._random.choice([1, 4, 10]), stamp.today + timedelta(days=self._random.randrange(12))
        gone = (facts.LineQuantity(position=line.position, quantity=min(units(part), line.open_quantity)),)
        rejected = units(1) if self._random.random() < 0.2 else 0
        receipt = Receipt(quantity=line.open_quantity, received_on=stamp.today, rejected=rejected)
        arrived = (facts.LineReceipt(position=line.position, receipt=receipt),)
        return [
            *[facts.StatusMoved(to=Status.CONFIRMED, on=stamp.today)] * 3,
            *[facts.LinesShipped(lines=gone, on=stamp.today)] * 3,
            facts.LinesReceived(on=stamp.today - timedelta(days=self._random.randrange(3)), lines=arrived),
            facts.DelayReported(on=stamp.today, expected_on=soon, cause="strike"),
            facts.PromiseRevised(on=stamp.today, promised_on=soon, cause="strike", positions=(line.position,)),
            facts.LinesCancelled(on=stamp.today, cause="not needed", lines=gone),
        ]

    def _contact(self, stamp: Stamp) -> OrderFact:
        random = self._random
        again_on = stamp.today + timedelta(days=random.randrange(1, 6)) if random.random() < 0.3 else None
        contact = Contact(
            at=stamp.at - timedelta(hours=random.randrange(24)),
            made_on=stamp.today,
            channel=Channel.PHONE,
            side=random.choice([Side.SUPPLIER, Side.SUPPLIER, Side.CUSTOMER]),
            actor=stamp.by,
            outcome=random.choice([FollowUpOutcome.ANSWERED, FollowUpOutcome.NO_ANSWER, FollowUpOutcome.REFUSED]),
            ask_again_on=again_on,
        )
        return ContactLogged(contact=contact)

    def _issue(self, order: Order, stamp: Stamp) -> OrderFact:
        severity = self._random.choice([Severity.LOW, Severity.HIGH, Severity.CRITICAL])
        number = max((each.number for each in order.issues), default=0) + 1
        issue = Issue(number=number, kind=IssueKind.OTHER, severity=severity, cause="odd", opened_at=stamp.at)
        return IssueOpened(issue=issue)

    def _cases(self, order: Order, stamp: Stamp) -> list[OrderFact]:
        at = stamp.at
        found: list[OrderFact] = []
        for issue in order.open_issues:
            side = self._random.choice([Side.CUSTOMER, Side.SUPPLIER])
            found += [IssueWaiting(number=issue.number, side=side, at=at), IssueResumed(number=issue.number, at=at)]
            found.append(IssueResolved(number=issue.number, at=at, resolution="settled"))
        found += [IssueReopened(number=each.number, at=at, cause="no") for each in order.issues if not each.is_open]
        for running in order.running_escalations:
            found += [EscalationAcknowledged(number=running.number, at=at, actor="zoë")] * 3
            found.append(EscalationEnded(number=running.number, at=at, why="settled with them"))
        return found


def _take_back(unit: Writes, order: Order, stamp: Stamp) -> None:
    history = unit.records.history(order.number)
    wrong = next((each for each in list_correctable_events(history) if each.kind not in _BY_ROUND), None)
    if wrong:
        fact: Fact = facts.EventTakenBack(seq=wrong.seq, cause="typed wrong")
        undone = take_back(history, Event(fact=fact, at=stamp.at, by=stamp.by, order=order.number))
        unit.orders.save(order, undone, fact, at=stamp.at, by=stamp.by)


def _stamp(day: date, at: time, by: str = "anna") -> Stamp:
    return Stamp(at=datetime.combine(day, at, tzinfo=UTC), today=day, by=by)
