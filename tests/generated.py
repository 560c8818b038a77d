"""Orders, facts and histories that Hypothesis makes up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from ordertrack.domain.cases.enquiries import Enquiry, EnquiryAnswered, EnquiryLogged
from ordertrack.domain.cases.escalations import (
    AcknowledgementExpired,
    Ending,
    Escalation,
    EscalationAcknowledged,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
    LevelTurn,
    Subject,
)
from ordertrack.domain.cases.followups import (
    Contact,
    ContactLogged,
    FollowUp,
    FollowUpOutcome,
    FollowUpRule,
    FollowUpsRaised,
)
from ordertrack.domain.cases.issues import (
    IssueKind,
    IssueOpened,
    IssueReopened,
    IssueResolved,
    IssueResumed,
    IssueWaiting,
)
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.order import Line, Order, Receipt, Shipment
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Channel, Side
from ordertrack.errors import OrderTrackError
from tests.builders import AT, PROMISED, TODAY, a_history, an_issue, an_order, apply, units

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordertrack.domain.orders.events import Event, Fact, OrderFact

MOST_LINES = 3
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
PAST_DAYS = st.dates(TODAY - timedelta(days=60), TODAY)
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - bounds
    lambda at: at.replace(microsecond=0)
)
st.register_type_strategy(datetime, INSTANTS)
NEAR = st.integers(0, 4).map(lambda hours: AT + timedelta(hours=hours))
NUMBERS = st.integers(1, 2)
TEXTS = st.text(min_size=1, max_size=12)
COUNTS = st.integers(1, 12).map(units)
WHOLE_ORDERS = st.from_type(Order).filter(lambda order: order.lines).map(lambda order: replace(order, version=1))


def facts_of_type(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    """Facts of one kind with anything that their types allow, possible or not, as long as they are about something."""
    if kind is facts.OrderEntered:
        return st.builds(facts.OrderEntered, order=WHOLE_ORDERS)
    made: st.SearchStrategy[Fact] = st.from_type(kind)
    return made.filter(lambda fact: all(getattr(fact, name, True) for name in _NEVER_EMPTY))


_NEVER_EMPTY = ("lines", "changes", "followups", "tellings")


ANY_FACTS = st.sampled_from(sorted(facts.KINDS)).flatmap(lambda kind: facts_of_type(facts.KINDS[kind]))

RECEIPTS = st.builds(
    lambda quantity, share, on: Receipt(quantity=quantity, received_on=on, rejected=quantity * share // 4),
    COUNTS,
    st.sampled_from([0, 0, 1, 4]),
    PAST_DAYS,
)


@st.composite
def lines(draw: st.DrawFn, position: int = 1) -> Line:
    """A line that something has happened to, or not."""
    quantity, promised_on = draw(COUNTS), draw(DAYS)
    gone = draw(st.sampled_from([0, 0, 0, quantity // 2, quantity]))
    return Line(
        position=position,
        quantity=quantity,
        promised_on=promised_on,
        first_promised_on=promised_on,
        cancelled_quantity=gone,
        cancelled_on=draw(PAST_DAYS) if gone else None,
        shipments=tuple(draw(st.lists(st.builds(Shipment, quantity=COUNTS, shipped_on=PAST_DAYS), max_size=2))),
        receipts=tuple(draw(st.lists(RECEIPTS, max_size=2))),
    )


@st.composite
def orders_under_way(draw: st.DrawFn) -> Order:
    """An order of up to three lines that something has happened to, in any status."""
    count = draw(st.integers(1, MOST_LINES))
    return an_order(
        lines=tuple(draw(lines(position)) for position in range(1, count + 1)),
        status=draw(st.sampled_from(Status)),
    )


@st.composite
def new_orders(draw: st.DrawFn) -> Order:
    """An order of up to three lines that nothing has happened to yet."""
    count = draw(st.integers(1, MOST_LINES))
    made = [draw(lines(position)) for position in range(1, count + 1)]
    fresh = {"cancelled_quantity": 0, "cancelled_on": None, "shipments": (), "receipts": ()}
    return an_order(lines=tuple(replace(line, **fresh) for line in made))  # type: ignore[arg-type]


@st.composite
def likely_facts(draw: st.DrawFn) -> OrderFact:
    """A fact such as a clerk might type; whether it is legal depends on the order."""
    make = draw(st.sampled_from(_LIKELY))
    return make(draw, draw(st.integers(1, MOST_LINES)))


def _shipped(draw: st.DrawFn, position: int) -> OrderFact:
    part = facts.LineQuantity(position=position, quantity=draw(COUNTS))
    return facts.LinesShipped(lines=(part,), on=draw(PAST_DAYS), expected_on=draw(st.none() | DAYS))


def _received(draw: st.DrawFn, position: int) -> OrderFact:
    receipt = draw(RECEIPTS)
    return facts.LinesReceived(on=receipt.received_on, lines=(facts.LineReceipt(position=position, receipt=receipt),))


def _cancelled(draw: st.DrawFn, position: int) -> OrderFact:
    part = facts.LineQuantity(position=position, quantity=draw(COUNTS))
    return facts.LinesCancelled(on=draw(PAST_DAYS), cause="c", lines=(part,), is_short=draw(st.booleans()))


def _named(draw: st.DrawFn, position: int) -> tuple[int, ...]:
    return draw(st.sampled_from([(), (position,)]))


def _delayed(draw: st.DrawFn, position: int) -> OrderFact:
    return facts.DelayReported(on=draw(PAST_DAYS), expected_on=draw(DAYS), cause="c", positions=_named(draw, position))


def _promised(draw: st.DrawFn, position: int) -> OrderFact:
    return facts.PromiseRevised(
        on=draw(PAST_DAYS),
        promised_on=draw(DAYS),
        cause="c",
        channel=draw(st.none() | st.sampled_from(Channel)),
        positions=_named(draw, position),
    )


def _expected(draw: st.DrawFn, position: int) -> OrderFact:
    return facts.ExpectationChanged(on=draw(PAST_DAYS), expected_on=draw(DAYS), positions=_named(draw, position))


def _edited(draw: st.DrawFn, position: int) -> OrderFact:
    changes = [
        facts.Change(field="owner", new=draw(TEXTS)),
        facts.Change(field="value", new=draw(st.none() | st.just("100"))),
        facts.Change(field="currency", new=draw(st.none() | st.just("EUR"))),
        facts.Change(field="quantity", new=str(draw(COUNTS)), position=position),
        facts.Change(field="requested_on", new=draw(DAYS).isoformat(), position=position),
    ]
    return facts.OrderEdited(changes=(draw(st.sampled_from(changes)),))


def _moved(draw: st.DrawFn, _: int) -> OrderFact:
    return facts.StatusMoved(to=draw(st.sampled_from([Status.CONFIRMED, Status.PROCESSING])), on=draw(PAST_DAYS))


def _closing(draw: st.DrawFn, _: int) -> OrderFact:
    on = draw(PAST_DAYS)
    steps: list[OrderFact] = [
        facts.ReceiptConfirmed(on=on, received_by="Lee"),
        facts.OrderCompleted(on=on),
        facts.OrderClosed(on=on),
        facts.NoteAdded(note="n"),
    ]
    return draw(st.sampled_from(steps))


def _contacted(draw: st.DrawFn, _: int) -> OrderFact:
    at = draw(NEAR)
    contact = Contact(
        at=at,
        made_on=at.date(),
        channel=draw(st.sampled_from(Channel)),
        side=draw(st.sampled_from(Side)),
        actor="anna",
        outcome=draw(st.sampled_from(FollowUpOutcome)),
    )
    return ContactLogged(contact=contact)


def _raised(draw: st.DrawFn, position: int) -> OrderFact:
    followup = FollowUp(
        position=position,
        promised_on=PROMISED,
        rule=draw(st.sampled_from(FollowUpRule)),
        number=draw(NUMBERS),
        due_on=TODAY,
        raised_on=TODAY,
        revision=1,
    )
    return FollowUpsRaised(followups=(followup,))


def _issue(draw: st.DrawFn, position: int) -> OrderFact:
    return draw(st.sampled_from(_story_of_an_issue(draw, position)))


def _story_of_an_issue(draw: st.DrawFn, position: int) -> list[OrderFact]:
    number, at = draw(NUMBERS), draw(NEAR)
    issue = an_issue(draw(st.sampled_from(IssueKind)), number=number, opened_at=at, position=position)
    return [
        IssueOpened(issue=issue),
        IssueWaiting(number=number, side=draw(st.sampled_from(Side)), at=at),
        IssueResumed(number=number, at=at),
        IssueResolved(number=number, at=at, resolution="r"),
        IssueReopened(number=number, at=at, cause="c"),
    ]


def _escalation(draw: st.DrawFn, position: int) -> OrderFact:
    return draw(st.sampled_from(_story_of_an_escalation(draw, position)))


def _story_of_an_escalation(draw: st.DrawFn, _: int) -> list[OrderFact]:
    number, at = draw(NUMBERS), draw(NEAR)
    subject, issue = draw(st.sampled_from([(Subject.LATE, None), (Subject.ISSUE, 1), (Subject.BY_HAND, None)]))
    started = Escalation(number=number, subject=subject, reason="r", started_at=at, revision=1, issue=issue)
    telling = LevelTurn(level=number, at=at, ending=draw(st.sampled_from(Ending)), why="w")
    return [
        EscalationStarted(escalation=started),
        EscalationTold(number=number, tellings=(telling,)),
        EscalationAcknowledged(number=number, at=at, actor="anna"),
        AcknowledgementExpired(number=number, at=at),
        EscalationEnded(number=number, at=at, why="w"),
    ]


def _asked(draw: st.DrawFn, _: int) -> OrderFact:
    number, at = draw(NUMBERS), draw(NEAR)
    if draw(st.booleans()):
        return EnquiryLogged(enquiry=Enquiry(number=number, sender="Kai", received_at=at, text="where?"))
    return EnquiryAnswered(number=number, at=at, actor="anna", text="at sea", channel=Channel.EMAIL)


_LIKELY: list[Callable[[st.DrawFn, int], OrderFact]] = [
    _moved,
    _shipped,
    _received,
    _cancelled,
    _delayed,
    _promised,
    _expected,
    _edited,
    _closing,
    _contacted,
    _raised,
    _issue,
    _escalation,
    _asked,
]


@st.composite
def _stories(draw: st.DrawFn) -> list[OrderFact]:
    """One fact, or what happens to an issue or an escalation one after the other, some of it left out."""
    kind = draw(st.sampled_from([None, None, None, _story_of_an_issue, _story_of_an_escalation]))
    if kind is None:
        return [draw(likely_facts())]
    first, *rest = kind(draw, draw(st.integers(1, MOST_LINES)))
    return [first, *(fact for fact in rest if draw(st.booleans()))]


@st.composite
def histories(draw: st.DrawFn, *, least: int = 0) -> list[Event]:
    """Everything that happened to an order, each step legal; at least so many steps tried after the entry."""
    entered = draw(new_orders())
    order, told = entered, list[Any]()
    first: list[OrderFact] = [facts.StatusMoved(to=Status.CONFIRMED, on=TODAY)]
    for fact in chain(first, *draw(st.lists(_stories(), min_size=least, max_size=9))):
        try:
            order = apply(order, fact)
        except OrderTrackError:
            continue
        told.append(fact)
    return a_history(entered, *told)
