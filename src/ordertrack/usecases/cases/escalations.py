"""Escalations: begun by hand, taken up, settled, and listed while they run (SOP 4.3b, 4.6b)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.escalations import (
    Escalation,
    EscalationAcknowledged,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
    Subject,
)
from ordertrack.domain.orders.lists import RunningEscalation, is_unheeded
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.round.escalating import tell
from ordertrack.errors import ConflictError, NotFoundError, RefusedError
from ordertrack.usecases.cases.cases import case_id, find_case
from ordertrack.usecases.notices.outbox import settle_calls
from ordertrack.usecases.ports import writing
from ordertrack.usecases.recording import record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.domain.orders.lists import OrderFilter
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.policy.policy import Policy
    from ordertrack.domain.time.hours import OpeningHours
    from ordertrack.usecases.ports import Book, Reads, Stamp
    from ordertrack.usecases.recording import Changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """Why a person escalates, and to which level of the matrix; the lowest if left out."""

    reason: str
    level: int | None = None


class InForce(NamedTuple):
    """The policy in force with the number of its revision, and the desk's hours."""

    policy: Policy
    revision: int
    hours: OpeningHours


def start_escalations(
    book: Book, numbers: Sequence[str], appeal: Appeal, rules: InForce, stamp: Stamp, *, dry_run: bool = False
) -> list[Changed]:
    """Escalate orders by hand, all of them or none, and say whom that tells (SOP 4.3b).

    NotFoundError when the matrix does not have the level, RefusedError when the order is over, ConflictError when
    it is escalated by hand already. That nobody is there to be told is recorded, and is no error.
    """
    level = _level(rules.policy, appeal.level)
    told = tell(
        rules.policy, [level], after=level - 1, at=stamp.at, on=stamp.today, hours=rules.hours, why=appeal.reason
    )

    def started(order: Order) -> list[OrderFact]:
        if order.status in {Status.CLOSED, Status.CANCELLED}:
            raise RefusedError(f"{order.number} is {order.status}; there is nothing to escalate")
        escalation = Escalation(
            number=max((each.number for each in order.escalations), default=0) + 1,
            subject=Subject.BY_HAND,
            reason=appeal.reason,
            started_at=stamp.at,
            revision=rules.revision,
        )
        return [EscalationStarted(escalation=escalation), EscalationTold(number=escalation.number, tellings=told)]

    with writing(book, dry_run=dry_run) as unit:
        orders = [unit.orders.get(number) for number in dict.fromkeys(numbers)]
        return [record(unit, order, started(order), stamp) for order in orders]


def acknowledge_escalations(
    book: Book, names: Sequence[str], note: str | None, stamp: Stamp, *, dry_run: bool = False
) -> list[Changed]:
    """Take up escalations: one by its id, or all that run about an order (SOP 4.3b).

    RefusedError when none runs; ConflictError when whoever does it has taken all of them up already.
    """

    def is_new(escalation: Escalation) -> bool:
        return escalation.acknowledged_by != stamp.by

    def taken_up(escalation: Escalation) -> OrderFact:
        return EscalationAcknowledged(number=escalation.number, at=stamp.at, actor=stamp.by, note=note)

    with writing(book, dry_run=dry_run) as unit:
        found = []
        for order, running in _named(unit, names):
            meant = [each for each in running if is_new(each)]
            if not meant:
                since = f"{running[0].acknowledged_at:%Y-%m-%d %H:%M} UTC"
                raise ConflictError(f"{order.number} was taken up by {stamp.by} already, {since}")
            found.append(record(unit, order, [taken_up(each) for each in meant], stamp))
            settle_calls(unit, order.number, None, stamp.at)
    return found


def end_escalations(
    book: Book, names: Sequence[str], why: str, stamp: Stamp, *, dry_run: bool = False
) -> list[Changed]:
    """Settle escalations: one by its id, or all that run about an order (SOP 4.3b). RefusedError when none runs."""

    def ended(escalation: Escalation) -> OrderFact:
        return EscalationEnded(number=escalation.number, at=max(stamp.at, escalation.started_at), why=why)

    with writing(book, dry_run=dry_run) as unit:
        return [record(unit, order, [ended(each) for each in running], stamp) for order, running in _named(unit, names)]


def running_escalations(book: Book, only: OrderFilter, *, as_of: date, at: datetime) -> list[RunningEscalation]:
    """List the running escalations: first what nobody took up in time, last what somebody did (SOP 4.3b)."""
    with book.read() as view:
        rows = view.cases.running_escalations(only, as_of=as_of, at=at)
    return sorted(rows, key=_urgency(at))


def _urgency(at: datetime) -> Callable[[RunningEscalation], tuple[object, ...]]:
    def key(row: RunningEscalation) -> tuple[object, ...]:
        escalation = row.escalation
        told = escalation.last_told
        until = told.acknowledge_by if told else None
        rank = 0 if is_unheeded(escalation, at) else 1 if escalation.acknowledged_at is None else 2
        return rank, until or escalation.started_at, row.number, escalation.number

    return key


def _level(policy: Policy, wanted: int | None) -> int:
    known = [each.level for each in policy.matrix]
    if not known:
        raise RefusedError("the policy's matrix has no level, so nothing is escalated")
    if wanted is not None and wanted not in known:
        listed = ", ".join(f"{each.level} ({each.name})" for each in policy.matrix)
        raise NotFoundError(f"the matrix has no level {wanted}; it has {listed}")
    return known[0] if wanted is None else wanted


def _named(view: Reads, names: Sequence[str]) -> list[tuple[Order, list[Escalation]]]:
    """Give the escalations named, by order: each once, in the order in which they were named."""
    orders: dict[str, Order] = {}
    meant: dict[str, dict[int, Escalation]] = {}
    for name in names:
        order, number = find_case(view, name)
        orders[order.number] = order
        found = _running(order) if number is None else [_running_one(order, number)]
        meant.setdefault(order.number, {}).update({each.number: each for each in found})
    return [(orders[number], list(each.values())) for number, each in meant.items()]


def _running(order: Order) -> Sequence[Escalation]:
    if not order.running_escalations:
        raise RefusedError(f"no escalation of {order.number} is running")
    return order.running_escalations


def _running_one(order: Order, number: int) -> Escalation:
    for escalation in order.escalations:
        if escalation.number == number:
            if not escalation.is_running:
                why = escalation.ended_why
                raise RefusedError(f"escalation {case_id(order.number, number)} has ended: {why}")
            return escalation
    known = ", ".join(case_id(order.number, each.number) for each in order.escalations) or "none"
    raise NotFoundError(f"there is no escalation {case_id(order.number, number)}; the order has {known}")
