"""An order's own past, without what the daily rounds decided: what happened to it, and when it became known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.escalations import (
    NOTHING_HOLDS,
    AcknowledgementExpired,
    EscalationAcknowledged,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
    Subject,
)
from ordertrack.domain.cases.followups import FollowUpsRaised
from ordertrack.domain.orders import case_effects
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.effects import replay_fact
from ordertrack.domain.orders.order import status_from_quantities
from ordertrack.domain.orders.statuses import Status
from ordertrack.errors import OrderTrackError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from ordertrack.domain.cases.escalations import Escalation
    from ordertrack.domain.orders.events import Event, OrderFact
    from ordertrack.domain.orders.order import Line, Order
    from ordertrack.domain.time.hours import OpeningHours
    from ordertrack.domain.values.codec import Facts

BY_ROUND_ALONE = frozenset({"follow-ups raised", "acknowledgement expired"})
"""What only a round decides, by its name in the trail: it need not even be read."""


class Share(NamedTuple):
    """The orders that may have been open between two days, from one key of the book to another, all counted."""

    since: date
    until: date
    first: int
    last: int


class Recorded(NamedTuple):
    """An order as the trail has it: the numbers of its parties, its status by now, the text of each of its events."""

    supplier: int
    customer: int
    status: Status
    events: Sequence[tuple[int, str]]


class PastStep(NamedTuple):
    """Something that became known on a day: an event, or for imported history the order as it then stood."""

    on: date
    event: Event | None
    known: Order | None = None


class Past(NamedTuple):
    """An order as it was entered, the names of its parties, and its steps by their days."""

    entry: Order
    supplier: str
    customer: str
    steps: Sequence[PastStep]


def past_of(events: Sequence[Event], supplier: str, customer: str, hours: OpeningHours) -> Past:
    """Give the past of an order from its events, those of the rounds among them or not.

    What came in as history began on the day it was placed: its shipments, receipts and cancelled quantities become
    known on their days, and not with the entry. ValueError when the events do not begin with the entry.
    """
    entered = events[0].fact if events else None
    if not isinstance(entered, facts.OrderEntered):
        raise ValueError("an order's events begin with its entry")  # noqa: TRY004 - it is the trail that is wrong
    entry = entered.order
    steps: list[PastStep] = []
    day = hours.today(events[0].at)
    if entry.is_history:
        began_on = min(_began_on(entry), day)
        entry = replace(entry, entered_on=began_on)
        known_on = {each for each in _known_days(entry) if began_on <= each < day}
        steps = [PastStep(each, None, _known_on(entry, each)) for each in sorted({began_on, *known_on} - {day})]
    for event in events:
        day = max(day, hours.today(event.at))
        steps.append(PastStep(day, event))
    return Past(entry, supplier, customer, steps)


def is_spared(order: Facts, opens: date, since: date) -> bool:
    """Say from the facts of an imported order alone that no round since a day could have decided anything.

    `opens` is the first day on which any rule can ask about its earliest promise. True only when every line was
    settled by then, or before `since`.
    """
    if not order.get("is_history") or "delay" in order:
        return False
    settled = [_settled_on(line) for line in order["lines"]]
    last = max((day for day in settled if day), default="")
    return None not in settled and (last <= opens.isoformat() or last < since.isoformat())


def _settled_on(line: Facts) -> str | None:
    """Give the day from which on nothing of a line is open, "" when it never was as far as anybody knows."""
    due: int = line["quantity"] - line.get("cancelled_quantity", 0)
    receipts = line.get("receipts", ())
    if sum(receipt["quantity"] - receipt.get("rejected", 0) for receipt in receipts) < due:
        return None
    days: list[str] = [line.get("cancelled_on", ""), *(receipt["received_on"] for receipt in receipts)]
    return max(days)


class Life:
    """An order on its way through its past once more, with what simulated rounds decide about it.

    What people did about an escalation they do again to the one that runs for the same reason, if one does;
    `revision` is the number of the policy that decides.
    """

    def __init__(self, past: Past, revision: int) -> None:
        self.order = past.entry
        self._past, self._revision = past, revision
        self._base = past.entry
        self._log: list[tuple[int, OrderFact, datetime]] = []
        self._subjects: dict[int, tuple[Subject, int | None]] = {}
        self._begun = False

    def take(self, step: PastStep, at: datetime) -> None:
        """Go one step; `at` is the instant of a step that has no event."""
        event = step.event
        if event is None or isinstance(event.fact, facts.OrderEntered):
            self._enter(step.known or self._past.entry, event.at if event else at)
        elif isinstance(event.fact, facts.EventTakenBack):
            self._take_back(event.fact.seq)
        else:
            for fact in self._own(event):
                self._log.append((event.seq, fact, event.at))
                self.order = replay_fact(self.order, fact, event.at)

    def decided(self, fact: OrderFact, after: Order, at: datetime) -> None:
        """Keep what a simulated round decided, and the order after it."""
        self._log.append((0, fact, at))
        self.order = after

    def _enter(self, known: Order, at: datetime) -> None:
        before = self.order if self._begun else known
        after = known
        if before.followups or before.escalations:
            after = replace(known, followups=before.followups, escalations=before.escalations)
        if before.open_lines and not after.open_lines:
            after = case_effects.settled(after, at)
        self.order = self._base = after
        self._begun = True

    def _take_back(self, seq: int) -> None:
        """Go through everything again without one event; a decision that rested on it falls away."""
        self._log = [each for each in self._log if each[0] != seq]
        order = self._base
        for number, fact, at in self._log:
            try:
                order = replay_fact(order, fact, at)
            except OrderTrackError:
                if number:
                    raise
        self.order = order

    def _own(self, event: Event) -> Iterator[OrderFact]:
        """Give what a person did, as it is here; nothing for what a round decided."""
        fact = event.fact
        if isinstance(fact, FollowUpsRaised | AcknowledgementExpired):
            return
        if isinstance(fact, EscalationStarted):
            yield from self._started(fact.escalation)
        elif isinstance(fact, EscalationAcknowledged | EscalationEnded | EscalationTold):
            running = self._counterpart(fact.number)
            if running and not _is_of_round(fact, running, event.at):
                yield replace(fact, number=running.number)
        else:
            yield fact  # type: ignore[misc]  # an order's history holds order facts

    def _started(self, escalation: Escalation) -> Iterator[OrderFact]:
        self._subjects[escalation.number] = escalation.subject, escalation.issue
        if escalation.subject is Subject.BY_HAND:
            number = max((each.number for each in self.order.escalations), default=0) + 1
            yield EscalationStarted(escalation=replace(escalation, number=number, revision=self._revision))

    def _counterpart(self, number: int) -> Escalation | None:
        meant = self._subjects.get(number)
        running = self.order.running_escalations
        return next((each for each in running if (each.subject, each.issue) == meant), None)


def _is_of_round(
    fact: EscalationAcknowledged | EscalationEnded | EscalationTold, running: Escalation, at: datetime
) -> bool:
    if isinstance(fact, EscalationTold):
        return running.subject is not Subject.BY_HAND or running.started_at != at or bool(running.tellings)
    return isinstance(fact, EscalationEnded) and fact.why == NOTHING_HOLDS


def _began_on(entry: Order) -> date:
    """Give the day an imported order was placed; where that is not known, the first day that it names."""
    named = (day for line in entry.lines for day in (line.promised_on, line.first_promised_on, line.requested_on))
    return entry.placed_on or min(day for day in (entry.entered_on, *_known_days(entry), *named) if day)


def _known_days(entry: Order) -> Iterator[date]:
    for line in entry.lines:
        yield from (each.shipped_on for each in line.shipments if each.shipped_on)
        yield from (each.received_on for each in line.receipts)
        if line.cancelled_on:
            yield line.cancelled_on


def _known_on(entry: Order, day: date) -> Order:
    """Give an imported order as it stood on a day; what has no day is taken for known when the order was entered."""
    before = replace(
        entry,
        lines=tuple(_line_on(line, day) for line in entry.lines),
        status=Status.CONFIRMED,
        delay=None,
        last_contact_on=max((each for each in _known_days(entry) if each <= day), default=None),
    )
    status = status_from_quantities(before)
    return before if status is before.status else replace(before, status=status)


def _line_on(line: Line, day: date) -> Line:
    is_cancelled = line.cancelled_on is None or line.cancelled_on <= day
    return replace(
        line,
        shipments=tuple(each for each in line.shipments if each.shipped_on and each.shipped_on <= day),
        receipts=tuple(each for each in line.receipts if each.received_on <= day),
        cancelled_quantity=line.cancelled_quantity if is_cancelled else 0,
        cancelled_on=line.cancelled_on if is_cancelled else None,
    )
