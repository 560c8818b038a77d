"""What the facts of each kind of notice look like: examples that every text of a policy has to pass (SOP 8).

They are told by the functions that tell of real orders, so that whatever these say is in the examples.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from ordertrack.domain.cases.enquiries import Enquiry
from ordertrack.domain.cases.escalations import Ending, Escalation, LevelTurn, Subject
from ordertrack.domain.cases.followups import Contact, FollowUp, FollowUpOutcome, FollowUpRule
from ordertrack.domain.cases.issues import Issue, IssueKind, Severity
from ordertrack.domain.notices.causes import Happened, milestone
from ordertrack.domain.notices.facts import (
    answer_facts,
    change_facts,
    chase_facts,
    digest_facts,
    escalation_facts,
    order_facts,
)
from ordertrack.domain.orders.events import LineQuantity, LineReceipt, LinesReceived, LinesShipped, OrderCompleted
from ordertrack.domain.orders.lists import OverdueRow
from ordertrack.domain.orders.order import Line, Order, Receipt
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.parties import Channel, Party, Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.domain.policy.policy import Level
from ordertrack.domain.time.hours import parse_duration
from ordertrack.domain.values.amounts import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ordertrack.domain.notices.facts import Facts
    from ordertrack.domain.orders.events import OrderFact


def _day(number: int) -> date:
    return date(2026, 3, number)


def _noon(number: int) -> datetime:
    return datetime(2026, 3, number, 12, tzinfo=UTC)


_PARTIES = {
    each.id: each
    for each in (
        Party(id=1, name="Nordlicht Kliniken gGmbH", is_customer=True),
        Party(id=2, name="Kestrel Fasteners & Sons Ltd", is_supplier=True),
        Party(id=3, name="Żuraw", is_customer=True),
        Party(id=4, name="Ö", is_supplier=True),
    )
}
_BOLTS = Line(
    position=1,
    quantity=parse_quantity("2500"),
    ref="10",
    sku="KF-M8-40",
    description="Hexagon bolt M8 x 40, zinc-plated, DIN 933 & ISO 4017",
    unit="pcs",
    requested_on=_day(9),
    promised_on=_day(13),
    first_promised_on=_day(13),
    expected_on=_day(20),
    receipts=(Receipt(quantity=parse_quantity("1500"), received_on=_day(10)),),
)
_CABLE = Line(
    position=12,
    quantity=parse_quantity("37.5"),
    description='Cable <3 x 1.5 mm²>, "halogen-free"',
    unit="m",
    promised_on=_day(16),
    first_promised_on=_day(16),
)
_RICH = Order(
    number="PO-2026-0041",
    customer=1,
    supplier=2,
    customer_ref="NK/4711",
    supplier_ref="SO 88-1",
    owner="Anna Example",
    status=Status.PROCESSING,
    priority=Priority.URGENT,
    entered_on=_day(2),
    placed_on=_day(2),
    carrier="Meridian Freight",
    tracking="MF 0042 7781 DE",
    lines=(_BOLTS, _CABLE),
)
"""An order with everything."""
_ONE = Line(position=1, quantity=parse_quantity("1"), promised_on=_day(13), first_promised_on=_day(13))
_BARE = Order(number="7", customer=3, supplier=4, entered_on=_day(2), lines=(_ONE,))
"""An order without anything that may be missing."""
_LEFT = {line.position: line.open_quantity for line in _RICH.lines}


def samples(kind: NoticeKind) -> tuple[Facts, ...]:
    """Give examples of the facts of a kind: one with everything, one in which all that may be missing is None.

    A third one of another date has lines with different old dates. Those of supplier-reminder and overdue-follow-up are
    numbered 1, 2 and 3.
    """
    return _MAKERS.get(kind, _orders)(kind)


def _about(kind: NoticeKind, order: Order, **facts: Any) -> Facts:  # noqa: ANN401 - whatever is said beside the order
    customer, supplier = _PARTIES[order.customer], _PARTIES[order.supplier]
    name = {Side.CUSTOMER: customer.name, Side.SUPPLIER: supplier.name, None: "Ben Example"}[kind.side]
    return {"recipient": name, "order": order_facts(order, customer, supplier), **facts}


def _orders(kind: NoticeKind) -> tuple[Facts, ...]:
    return _about(kind, _RICH), _about(kind, _BARE)


def _happened(kind: NoticeKind, *facts: tuple[Order, OrderFact]) -> tuple[Facts, ...]:
    found = ((after, milestone(Happened(before=after, after=after, fact=fact, name=""))) for after, fact in facts)
    return tuple(_about(kind, order, **news[1]) for order, news in found if news)


def _shipped(kind: NoticeKind) -> tuple[Facts, ...]:
    lines = tuple(LineQuantity(position=place, quantity=amount) for place, amount in _LEFT.items())
    rich = LinesShipped(lines=lines, on=_day(12), carrier=_RICH.carrier, tracking=_RICH.tracking, expected_on=_day(16))
    return _happened(kind, (_RICH, rich), (_BARE, LinesShipped(lines=(LineQuantity(position=1, quantity=10_000),))))


def _delivered(kind: NoticeKind) -> tuple[Facts, ...]:
    on = _day(16)
    parts = [LineReceipt(position=at, receipt=Receipt(quantity=left, received_on=on)) for at, left in _LEFT.items()]
    all_of_it = Receipt(quantity=_ONE.quantity, received_on=on)
    arrived = replace(_BARE, lines=(replace(_ONE, receipts=(all_of_it,)),))
    whole = LinesReceived(on=on, lines=(LineReceipt(position=1, receipt=all_of_it),))
    return _happened(kind, (_RICH, LinesReceived(on=on, lines=tuple(parts))), (arrived, whole))


def _completed(kind: NoticeKind) -> tuple[Facts, ...]:
    fact = OrderCompleted(on=_day(18))
    return _happened(kind, (_RICH, fact), (_BARE, fact))


def _another_date(kind: NoticeKind) -> tuple[Facts, ...]:
    new = _day(12 if kind is NoticeKind.RECOVERED else 20)
    is_delay = kind is NoticeKind.DELAY
    cause = "No capacity at the supplier"
    note = "The rest follows\nas soon as it is made." if is_delay else None
    same, different = dict.fromkeys(_LEFT, _day(13)), {1: _day(13), 12: _day(16)}
    return (
        _about(kind, _RICH, change=change_facts(_RICH, same, new, cause, note)),
        _about(kind, _BARE, change=change_facts(_BARE, {1: _day(13)}, new, "strike" if is_delay else None, None)),
        _about(kind, _RICH, change=change_facts(_RICH, different, new, cause, None)),
    )


def _chases(_: NoticeKind) -> tuple[Facts, ...]:
    bare = chase_facts(_BARE, [_followup(1, 1)], _day(12))
    late = replace(_RICH, lines=(_BOLTS, replace(_CABLE, promised_on=_day(20))))
    asked: list[Facts] = [{"number": 1, "orders": [bare]}]
    for number in (2, 3):
        again = chase_facts(late, [_followup(1, number), _followup(12, 1)], _day(18))
        asked.insert(0, {"number": number, "orders": [again, {**bare, "number": "PO-2026-0042"}]})
    return tuple({"recipient": _PARTIES[2].name, **facts} for facts in asked)


def _followup(position: int, number: int) -> FollowUp:
    return FollowUp(
        position=position,
        promised_on=_day(13),
        rule=FollowUpRule.OVERDUE,
        number=number,
        due_on=_day(18),
        raised_on=_day(18),
        revision=1,
    )


_LEVEL = Level(
    level=1,
    name="team lead",
    when=(),
    to=(),
    how=(),
    acknowledge_within=parse_duration("1bd"),
    progress_within=parse_duration("1bd"),
)
_LATE = Escalation(
    number=2, subject=Subject.LATE, reason="overdue since 2026-03-13", started_at=_noon(18), revision=1, issue=1
)
_SEEN = Escalation(number=1, subject=Subject.BY_HAND, reason="seen by hand", started_at=_noon(18), revision=1)
_RICH_CASE = replace(
    _RICH,
    issues=(Issue(number=1, kind=IssueKind.DELAY, severity=Severity.HIGH, cause="strike", opened_at=_noon(16)),),
    contacts=(
        Contact(
            at=_noon(16),
            made_on=_day(16),
            channel=Channel.EMAIL,
            side=Side.SUPPLIER,
            actor="anna",
            outcome=FollowUpOutcome.NO_ANSWER,
        ),
        Contact(
            at=_noon(17),
            made_on=_day(17),
            channel=Channel.PHONE,
            side=Side.CUSTOMER,
            actor="anna",
            note="Needs half of it\nby Friday & asks for <news>",
        ),
    ),
)


def _escalated(kind: NoticeKind) -> tuple[Facts, ...]:
    told = LevelTurn(
        level=1,
        at=_noon(18),
        ending=Ending.TOLD,
        why="3 working days overdue; 2 follow-ups without an answer",
        acknowledge_by=datetime(2026, 3, 19, 8, 30, tzinfo=UTC),
    )
    seen = LevelTurn(level=1, at=_noon(18), ending=Ending.TOLD, why="seen by hand")
    return (
        _about(kind, _RICH, **escalation_facts(_RICH_CASE, _LATE, told, _LEVEL, "Europe/Berlin")),
        _about(kind, _BARE, **escalation_facts(_BARE, _SEEN, seen, None, "UTC")),
    )


def _answered(kind: NoticeKind) -> tuple[Facts, ...]:
    long = "When do the bolts come?\n\nWe need <half> & soon."
    said = "On 2026-03-20.\n\nHalf of them can come on 2026-03-18."
    asked = Enquiry(number=3, sender="Ms Weber", received_at=_noon(16), text=long)
    short = replace(asked, number=1, text="When?")
    return (
        _about(kind, _RICH, **answer_facts(asked, _day(16), said, "Anna Example")),
        _about(kind, _BARE, **answer_facts(short, _day(16), "On 2026-03-20.", "anna")),
    )


def _digests(_: NoticeKind) -> tuple[Facts, ...]:
    head = 1204, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    rows = [_overdue(_RICH, _BOLTS, 5), _overdue(_BARE, replace(_ONE, position=12, promised_on=_day(17)), 1)]
    found = digest_facts(rows, head, 4, _day(18)), digest_facts((), head, 0, _day(18))
    return tuple({"recipient": "team lead", **facts} for facts in found)


def _overdue(order: Order, line: Line, days_late: int) -> OverdueRow:
    return OverdueRow(
        number=order.number,
        line=line.position,
        sku=line.sku,
        description=line.description,
        open_quantity=line.open_quantity,
        unit=line.unit,
        customer=_PARTIES[order.customer].name,
        supplier=_PARTIES[order.supplier].name,
        owner=order.owner,
        priority=order.priority.value,
        status=order.status.value,
        promised_on=line.promised_on,
        expected_on=line.expected_on,
        days_late=days_late,
        is_new=False,
        last_contact_on=None,
        delay_cause=None,
    )


_MAKERS: Mapping[NoticeKind, Callable[[NoticeKind], tuple[Facts, ...]]] = {
    NoticeKind.SHIPPED: _shipped,
    NoticeKind.DATE_CHANGED: _another_date,
    NoticeKind.DELAY: _another_date,
    NoticeKind.RECOVERED: _another_date,
    NoticeKind.DELIVERED: _delivered,
    NoticeKind.COMPLETED: _completed,
    NoticeKind.SUPPLIER_REMINDER: _chases,
    NoticeKind.OVERDUE_FOLLOW_UP: _chases,
    NoticeKind.ESCALATION: _escalated,
    NoticeKind.ANSWER: _answered,
    NoticeKind.DIGEST: _digests,
}
