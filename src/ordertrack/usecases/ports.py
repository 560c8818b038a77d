"""What the use cases ask of a store; what each method promises stands at the one that keeps the promise."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from ordertrack.domain.letters import Direction, Message, MessageState
    from ordertrack.domain.notices.notice import Notice, NoticeState
    from ordertrack.domain.orders.events import Event, Fact, OrdersArchived, RoundRun
    from ordertrack.domain.orders.lists import (
        BoardRow,
        Candidate,
        DueFollowUp,
        EnquiryListRow,
        EnquiryQuestion,
        IssueListRow,
        IssueQuestion,
        ListRow,
        OrderFilter,
        OverdueRow,
        RunningEscalation,
        Sort,
    )
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.parties import NoticeChannel, Party, PartyErased, Side
    from ordertrack.domain.policy.notices import NoticeKind
    from ordertrack.domain.policy.policy import PolicyRevision
    from ordertrack.domain.records import Finished
    from ordertrack.domain.reports.clocks import ClockQuestion, NoticeTimes, RawClock
    from ordertrack.domain.reports.lines import AgingRow, By, OnTimeQuestion, OnTimeRow
    from ordertrack.domain.reports.sop import AdherenceQuestion, ContactMade, EscalationTurns, FollowUpTurn, OrderLife
    from ordertrack.domain.reports.suppliers import AskedSupplier, Dealings, DelayCount, ScorecardQuestion
    from ordertrack.domain.values.codec import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The instant of entry (UTC), the day it is in the book's zone, and the actor."""

    at: datetime
    today: date
    by: str


class Head(NamedTuple):
    """The number and the hash (hexadecimal) of the trail's last event; 0 in a trail without any."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeQuestion:
    """Which notices: every condition given holds; none given, all of them.

    `names` are recipients, without regard to case; `numbers` orders they are about; `is_unread` those in an inbox
    that nobody has read.
    """

    states: tuple[NoticeState, ...] = ()
    kinds: tuple[NoticeKind, ...] = ()
    channels: tuple[NoticeChannel, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    party: int | None = None
    side: Side | None = None
    is_unread: bool = False
    since: datetime | None = None


class OutboxCounts(NamedTuple):
    """How many notices nobody approved or kept from leaving, by policy revision and kind, and how many failed.

    `unread` counts what lies in inboxes by their names, `letters` the messages that are not done by their state.
    """

    drafts: Mapping[tuple[int, NoticeKind], int]
    failed: int
    unread: Mapping[str, int]
    letters: Mapping[MessageState, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageQuestion:
    """Which messages: every condition given holds."""

    states: tuple[MessageState, ...] = ()
    direction: Direction | None = None
    numbers: tuple[str, ...] = ()
    since: date | None = None


class NewMessage(NamedTuple):
    """A message to keep, with its original."""

    message: Message
    raw: bytes


class OrderReads(Protocol):
    """The orders, read."""

    def get(self, number: str) -> Order: ...
    def find(self, numbers: Collection[str]) -> Mapping[str, Order]: ...
    def matching_numbers(self, part: str, *, limit: int) -> Sequence[str]: ...
    def open_numbers(self, start: str, *, limit: int) -> Sequence[str]: ...
    def customer_ref_holder(self, customer: int, customer_ref: str) -> str | None: ...
    def has_any(self) -> bool: ...
    def list(
        self, only: OrderFilter, *, as_of: date, sort: Sort = ..., limit: int | None = None
    ) -> Sequence[ListRow]: ...
    def count(self, only: OrderFilter, *, as_of: date) -> int: ...
    def board(self, *, as_of: date) -> Sequence[BoardRow]: ...
    def candidates(self, only: OrderFilter, *, as_of: date) -> Sequence[Candidate]: ...
    def named_candidates(self, numbers: Collection[str], *, as_of: date) -> Sequence[Candidate]: ...


class OrderWrites(OrderReads, Protocol):
    """The orders, entered and changed."""

    def enter(self, entries: Sequence[Facts], *, at: datetime, by: str) -> None: ...
    def save(self, before: Order, after: Order, fact: Fact, *, at: datetime, by: str) -> int: ...
    def reassign(self, party: int, into: int) -> int: ...


class PartyReads(Protocol):
    """The parties, read."""

    def get(self, ids: Collection[int]) -> Mapping[int, Party]: ...
    def find(self, name: str) -> Party | None: ...
    def list(self) -> Sequence[Party]: ...


class PartyWrites(PartyReads, Protocol):
    """The parties, added and changed."""

    def save(self, party: Party, fact: Fact, *, at: datetime, by: str) -> None: ...


class CaseReads(Protocol):
    """The cases, read."""

    def issues(self, question: IssueQuestion, *, limit: int | None = None) -> Sequence[IssueListRow]: ...
    def count_issues(self, question: IssueQuestion) -> int: ...
    def enquiries(self, question: EnquiryQuestion, *, limit: int | None = None) -> Sequence[EnquiryListRow]: ...
    def count_enquiries(self, question: EnquiryQuestion) -> int: ...
    def due_followups(self, only: OrderFilter, *, as_of: date) -> Sequence[DueFollowUp]: ...
    def running_escalations(self, only: OrderFilter, *, as_of: date, at: datetime) -> Sequence[RunningEscalation]: ...


class PolicyReads(Protocol):
    """The policy, read."""

    def revisions(self) -> Sequence[PolicyRevision]: ...


class PolicyWrites(PolicyReads, Protocol):
    """The policy, adopted."""

    def save(self, revision: PolicyRevision, *, at: datetime, by: str) -> None: ...

    def keep_forms(self, forms: Mapping[int, str]) -> None: ...


class RoundReads(Protocol):
    """What the daily round reads."""

    def last_day(self) -> date | None: ...
    def numbers_to_watch(self, *, promised_by: date) -> Sequence[str]: ...
    def customers_told(self, only: OrderFilter, *, as_of: date) -> Mapping[str, date]: ...


class RoundWrites(RoundReads, Protocol):
    """What the daily round keeps."""

    def record(self, fact: RoundRun, *, at: datetime, by: str) -> None: ...


class NoticeReads(Protocol):
    """The notices, read."""

    def list(self, question: NoticeQuestion, *, limit: int | None = None) -> Sequence[Notice]: ...
    def get(self, notice: int) -> Notice: ...
    def find_by_key(self, key: str) -> Notice | None: ...
    def find_by_token(self, token: str) -> Notice | None: ...
    def find_by_message_ids(self, message_ids: Collection[str]) -> Mapping[str, Notice]: ...
    def list_due(self, at: datetime, *, after: int, limit: int) -> Sequence[Notice]: ...
    def list_times(self, *, since: datetime | None, before: datetime | None) -> Sequence[NoticeTimes]: ...
    def count_waiting(self) -> OutboxCounts: ...


class NoticeWrites(NoticeReads, Protocol):
    """The notices, queued and changed."""

    def add(self, notice: Notice, key: str) -> Notice: ...
    def save(self, notice: Notice) -> None: ...


class LetterReads(Protocol):
    """The messages, read."""

    def list(self, question: MessageQuestion, *, limit: int | None = None) -> Sequence[Message]: ...
    def get(self, message: int) -> Message: ...
    def original(self, message: int) -> bytes: ...
    def find_by_message_ids(self, message_ids: Collection[str]) -> Message | None: ...
    def last_message_ids(self, party: int, numbers: Collection[str], *, before: int) -> Sequence[str]: ...
    def known_message_ids(self) -> Collection[str]: ...
    def is_known(self, *, message_id: str | None, digest: str | None) -> bool: ...


class LetterWrites(LetterReads, Protocol):
    """The messages, kept and changed."""

    def keep(self, new: NewMessage) -> Message: ...
    def next_number(self) -> int: ...
    def save(self, message: Message) -> None: ...


class LineReports(Protocol):
    """The reports over lines."""

    def overdue(self, only: OrderFilter, *, as_of: date) -> Sequence[OverdueRow]: ...
    def aging(self, only: OrderFilter, *, as_of: date, by: By | None) -> Sequence[AgingRow]: ...
    def ontime(self, question: OnTimeQuestion) -> Sequence[OnTimeRow]: ...


class ClockReports(Protocol):
    """The clocks of questions and issues."""

    def response(self, question: ClockQuestion) -> Sequence[RawClock]: ...
    def resolution(self, question: ClockQuestion) -> Sequence[RawClock]: ...


class SupplierReports(Protocol):
    """What suppliers' orders add up to."""

    def dealings(self, question: ScorecardQuestion) -> Sequence[Dealings]: ...
    def asked(self, question: ScorecardQuestion) -> Sequence[AskedSupplier]: ...
    def delays(self, question: ScorecardQuestion) -> Sequence[DelayCount]: ...


class SopReports(Protocol):
    """How orders were dealt with."""

    def order_lives(self, question: AdherenceQuestion) -> Sequence[OrderLife]: ...
    def round_days(self) -> Collection[date]: ...
    def followup_turns(self, question: AdherenceQuestion) -> Sequence[FollowUpTurn]: ...
    def escalation_turns(self, question: AdherenceQuestion) -> Sequence[EscalationTurns]: ...
    def contacts_made(self, question: AdherenceQuestion) -> Sequence[ContactMade]: ...


class ReportReads(Protocol):
    """The reports."""

    @property
    def lines(self) -> LineReports: ...
    @property
    def clocks(self) -> ClockReports: ...
    @property
    def suppliers(self) -> SupplierReports: ...
    @property
    def sop(self) -> SopReports: ...


class RecordReads(Protocol):
    """The records, read."""

    def head(self) -> Head: ...
    def history(self, number: str) -> Sequence[Event]: ...
    def finished(self) -> Sequence[Finished]: ...
    def held_of(self, party: int) -> Sequence[str]: ...
    def archives(self) -> Sequence[str]: ...
    def archived_in(self, numbers: Collection[str]) -> Mapping[str, str]: ...


class RecordWrites(RecordReads, Protocol):
    """The records, given away and erased."""

    def give_away(self, fact: OrdersArchived, *, at: datetime, by: str) -> None: ...
    def erase_party(
        self, party: Party, cause: str, *, with_correspondence: bool, at: datetime, by: str
    ) -> PartyErased: ...


class Reads(Protocol):
    """One consistent view of the book; nothing in it can lock, write or upgrade."""

    @property
    def orders(self) -> OrderReads: ...
    @property
    def parties(self) -> PartyReads: ...
    @property
    def cases(self) -> CaseReads: ...
    @property
    def policy(self) -> PolicyReads: ...
    @property
    def round(self) -> RoundReads: ...
    @property
    def notices(self) -> NoticeReads: ...
    @property
    def letters(self) -> LetterReads: ...
    @property
    def reports(self) -> ReportReads: ...
    @property
    def records(self) -> RecordReads: ...


class Writes(Reads, Protocol):
    """One transaction: all of it is kept by `commit`, or nothing."""

    @property
    def orders(self) -> OrderWrites: ...
    @property
    def parties(self) -> PartyWrites: ...
    @property
    def policy(self) -> PolicyWrites: ...
    @property
    def round(self) -> RoundWrites: ...
    @property
    def notices(self) -> NoticeWrites: ...
    @property
    def letters(self) -> LetterWrites: ...
    @property
    def records(self) -> RecordWrites: ...
    def commit(self) -> None: ...


class Book(Protocol):
    """The order book: `write` waits for other writers, and leaving it without `commit` discards all of it."""

    def read(self) -> AbstractContextManager[Reads]: ...
    def write(self) -> AbstractContextManager[Writes]: ...


@contextmanager
def writing(book: Book, *, dry_run: bool) -> Iterator[Writes]:
    """Open a transaction that is kept when it is left in order; in a dry run nothing ever is."""
    with book.write() as unit:
        yield unit
        if not dry_run:
            unit.commit()


class WatchedBook(Book, Protocol):
    """The order book as the daily round uses it, of which one runs at a time."""

    def only_round(self) -> AbstractContextManager[None]: ...


class Filed(NamedTuple):
    """An archive that was made: the fact of it, and where it stands."""

    fact: OrdersArchived
    place: str


class Shelf(Protocol):
    """Where the archives of a book stand."""

    def put(self, unit: Writes, numbers: Sequence[str], *, at: datetime) -> Filed: ...
