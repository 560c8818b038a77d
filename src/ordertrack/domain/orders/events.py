"""Everything that can happen to an order, a party or the whole book, as facts in the past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ordertrack.domain.cases.enquiries import EnquiryAnswered, EnquiryLogged
from ordertrack.domain.cases.escalations import (
    AcknowledgementExpired,
    EscalationAcknowledged,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
)
from ordertrack.domain.cases.followups import ContactLogged, FollowUpFact, FollowUpsAsked, FollowUpsRaised
from ordertrack.domain.cases.issues import IssueOpened, IssueReopened, IssueResolved, IssueResumed, IssueWaiting
from ordertrack.domain.orders.order import Line, Order, Receipt
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Channel, PartyAdded, PartyEdited, PartyErased, PartyMerged


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHeld:
    """The record of the order must be kept, whatever its term, until it is released."""

    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReleased:
    """Nothing holds the record of the order any longer."""

    note: str | None = None


RecordFact = OrderHeld | OrderReleased


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersArchived:
    """Orders moved whole to an archive; `digest` commits to each of their events, whose stubs stay in the trail."""

    file: str
    events: int
    digest: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRun:
    """A daily round went through what is open, as of a day in the book's zone, under a policy revision."""

    as_of: date
    revision: int
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAdopted:
    """A policy revision holds from a day on; its text never changes."""

    number: int
    from_on: date
    description: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineQuantity:
    """So much of one line, in ten-thousandths of its unit."""

    position: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReceipt:
    """A receipt against one line."""

    position: int
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field, old and new, as text; `position` when it is a field of a line."""

    field: str
    old: str | None = None
    new: str | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEntered:
    """The order came into the book, with everything then known of it (SOP 4.1b)."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMoved:
    """The order was confirmed, or is being processed (SOP 4.2b)."""

    to: Status
    on: date
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesShipped:
    """Goods left the supplier."""

    lines: tuple[LineQuantity, ...]
    on: date | None = None
    carrier: str | None = None
    tracking: str | None = None
    expected_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesReceived:
    """Goods arrived (SOP 4.5a)."""

    on: date
    lines: tuple[LineReceipt, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayReported:
    """We learnt of a delay, with its new date and its cause (SOP 4.4b). No positions: every open line."""

    on: date
    expected_on: date
    cause: str
    positions: tuple[int, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRevised:
    """A new promise was made, with who said it and why. No positions: every open line."""

    on: date
    promised_on: date
    cause: str
    said_by: str | None = None
    channel: Channel | None = None
    positions: tuple[int, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationChanged:
    """We now believe in another day, without it being a delay to report. No positions: every open line."""

    on: date
    expected_on: date
    positions: tuple[int, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesCancelled:
    """Some of the order will never come; the cause is kept. Every open quantity named: the order is cancelled."""

    on: date
    cause: str
    lines: tuple[LineQuantity, ...]
    is_short: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEdited:
    """What is not a status was changed, field by field."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesAdded:
    """The order grew by these lines."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded:
    """Somebody wrote something down."""

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptConfirmed:
    """The customer confirmed that the goods arrived (SOP 4.5a)."""

    on: date
    received_by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCompleted:
    """Delivery is confirmed and the order complete (SOP 4.5b)."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderClosed:
    """The order is closed out (SOP 4.5c)."""

    on: date
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTakenBack:
    """An earlier event of this order was typed wrong and no longer counts; both stay in the trail."""

    seq: int
    cause: str


CaseFact = (
    ContactLogged
    | FollowUpFact
    | IssueOpened
    | IssueWaiting
    | IssueResumed
    | IssueResolved
    | IssueReopened
    | EscalationStarted
    | EscalationTold
    | EscalationAcknowledged
    | AcknowledgementExpired
    | EscalationEnded
    | EnquiryLogged
    | EnquiryAnswered
)
OrderFact = (
    OrderEntered
    | StatusMoved
    | LinesShipped
    | LinesReceived
    | DelayReported
    | PromiseRevised
    | ExpectationChanged
    | LinesCancelled
    | OrderEdited
    | LinesAdded
    | NoteAdded
    | ReceiptConfirmed
    | OrderCompleted
    | OrderClosed
    | EventTakenBack
    | RecordFact
    | CaseFact
)
PartyFact = PartyAdded | PartyEdited | PartyMerged | PartyErased
BookFact = RoundRun | PolicyAdopted | OrdersArchived
Fact = OrderFact | PartyFact | BookFact
KINDS: dict[str, type[Fact]] = {
    "order entered": OrderEntered,
    "status moved": StatusMoved,
    "lines shipped": LinesShipped,
    "lines received": LinesReceived,
    "delay reported": DelayReported,
    "promise revised": PromiseRevised,
    "expectation changed": ExpectationChanged,
    "lines cancelled": LinesCancelled,
    "order edited": OrderEdited,
    "lines added": LinesAdded,
    "note added": NoteAdded,
    "receipt confirmed": ReceiptConfirmed,
    "order completed": OrderCompleted,
    "order closed": OrderClosed,
    "event taken back": EventTakenBack,
    "contact logged": ContactLogged,
    "follow-ups asked": FollowUpsAsked,
    "follow-ups raised": FollowUpsRaised,
    "issue opened": IssueOpened,
    "issue waiting": IssueWaiting,
    "issue resumed": IssueResumed,
    "issue resolved": IssueResolved,
    "issue reopened": IssueReopened,
    "escalation started": EscalationStarted,
    "escalation told": EscalationTold,
    "escalation acknowledged": EscalationAcknowledged,
    "acknowledgement expired": AcknowledgementExpired,
    "escalation ended": EscalationEnded,
    "enquiry logged": EnquiryLogged,
    "enquiry answered": EnquiryAnswered,
    "order held": OrderHeld,
    "order released": OrderReleased,
    "party added": PartyAdded,
    "party edited": PartyEdited,
    "party merged": PartyMerged,
    "party erased": PartyErased,
    "round run": RoundRun,
    "policy adopted": PolicyAdopted,
    "orders archived": OrdersArchived,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact with its actor, the instant it was entered (UTC) and, for an order's, the order's number."""

    fact: Fact
    at: datetime
    by: str
    order: str | None = None
    seq: int = 0

    @property
    def kind(self) -> str:
        """The name of the fact as the trail spells it."""
        return kind_of(self.fact)


def kind_of(fact: Fact) -> str:
    """Name a fact as the trail spells it."""
    return _NAMES[type(fact)]
