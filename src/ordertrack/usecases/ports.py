"""What the use cases need of a store, and what it guarantees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
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
    from ordertrack.domain.parties import Party, PartyErased
    from ordertrack.domain.policy.notices import NoticeKind
    from ordertrack.domain.policy.policy import PolicyRevision
    from ordertrack.domain.records import Finished
    from ordertrack.domain.reports.clocks import ClockQuestion, NoticeTimes, RawClock
    from ordertrack.domain.reports.lines import AgingRow, By, OnTimeQuestion, OnTimeRow
    from ordertrack.domain.reports.sop import AdherenceQuestion, ContactMade, EscalationTurns, FollowUpTurn, OrderLife
    from ordertrack.domain.reports.suppliers import AskedSupplier, Dealings, DelayCount, ScorecardQuestion
    from ordertrack.domain.values.channels import NoticeChannel, Side
    from ordertrack.domain.values.codec import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The instant of entry (UTC), the day it is in the book's zone, and the actor."""

    at: datetime
    today: date
    by: str


class Reads(Protocol):
    """One consistent view of the book; nothing in it can lock, write or upgrade."""

    def get_order(self, number: str) -> Order:
        """Give the order of that very number; NotFoundError names near ones."""

    def find_orders(self, numbers: Collection[str]) -> Mapping[str, Order]:
        """Give those that exist of the named orders, by number."""

    def matching_numbers(self, part: str, *, limit: int) -> Sequence[str]:
        """List numbers that begin or end with `part`, without regard to case; an exact match stands alone."""

    def open_numbers(self, start: str, *, limit: int) -> Sequence[str]:
        """List the numbers of unfinished orders beginning with `start`."""

    def history(self, number: str) -> Sequence[Event]:
        """Give all events of one order in the order in which they were entered."""

    def find_party(self, name: str) -> Party | None:
        """Find a party by name, without regard to case and spacing; a merged one leads to what it became."""

    def parties(self) -> Sequence[Party]:
        """List all parties, merged ones included, by their number in the book."""

    def parties_of(self, ids: Collection[int]) -> Mapping[int, Party]:
        """Give parties by their numbers in the book; one that was merged as what it became."""

    def customer_ref_holder(self, customer: int, customer_ref: str) -> str | None:
        """Find the number of the order that already carries this customer's reference."""

    def finished_orders(self) -> Sequence[Finished]:
        """List the closed and cancelled orders, as they were entered."""

    def held_orders(self, party: int) -> Sequence[str]:
        """List the numbers of the orders of a party whose records are held."""

    def archives(self) -> Sequence[str]:
        """Name the archives of the book in the order in which they were made."""

    def archived_in(self, numbers: Collection[str]) -> Mapping[str, str]:
        """Give those of the numbers whose order was archived, with the name of the archive."""

    def head(self) -> Head:
        """Give the last event of the trail, by which all of it can be known."""

    def has_orders(self) -> bool:
        """Say whether the book holds any order."""

    def list_orders(self, only: OrderFilter, *, as_of: date, sort: Sort, limit: int | None = None) -> Sequence[ListRow]:
        """List the orders that fit, each once."""

    def count_orders(self, only: OrderFilter, *, as_of: date) -> int:
        """Count the orders that fit."""

    def board(self, *, as_of: date) -> Sequence[BoardRow]:
        """Count the orders in each status, in the order of the lifecycle, empty ones included."""

    def candidates(self, only: OrderFilter, *, as_of: date) -> Sequence[Candidate]:
        """List the unfinished orders that fit; the cost grows with them and not with the history."""

    def named_candidates(self, numbers: Collection[str], *, as_of: date) -> Sequence[Candidate]:
        """List the named orders that exist, finished ones included; the cost grows with their number."""

    def overdue(self, only: OrderFilter, *, as_of: date) -> Sequence[OverdueRow]:
        """List the overdue lines, the longest overdue first."""

    def aging(self, only: OrderFilter, *, as_of: date, by: By | None) -> Sequence[AgingRow]:
        """Count the overdue lines of each group by how late they are, the fullest group first."""

    def policies(self) -> Sequence[PolicyRevision]:
        """List the policy revisions by number."""

    def last_round(self) -> date | None:
        """Give the day of the newest daily round; None before the first."""

    def numbers_to_watch(self, *, promised_by: date) -> Sequence[str]:
        """List unfinished orders that a clock may run out for: promised by a day, or with a case that is open.

        In the order in which they were entered; the cost grows with what is open and not with the history.
        """

    def issues(self, question: IssueQuestion, *, limit: int | None = None) -> Sequence[IssueListRow]:
        """List issues, the most severe first, of those the oldest; the cost of the open ones grows with them."""

    def count_issues(self, question: IssueQuestion) -> int:
        """Count the issues that fit."""

    def enquiries(self, question: EnquiryQuestion, *, limit: int | None = None) -> Sequence[EnquiryListRow]:
        """List questions, the longest running clock first; the cost of the unanswered ones grows with them."""

    def count_enquiries(self, question: EnquiryQuestion) -> int:
        """Count the questions that fit."""

    def due_followups(self, only: OrderFilter, *, as_of: date) -> Sequence[DueFollowUp]:
        """List the follow-ups raised by a day and not made, for the promise that stands: the last one of each line.

        The lines of one supplier stand together, the supplier with the earliest promise first; the cost grows with
        what is open and not with the history.
        """

    def running_escalations(self, only: OrderFilter, *, as_of: date, at: datetime) -> Sequence[RunningEscalation]:
        """List the escalations begun by an instant that have not ended, the oldest first; the cost grows with them."""

    def customers_told(self, only: OrderFilter, *, as_of: date) -> Mapping[str, date]:
        """Give, by number, the day on which the customer of a delayed order last heard from us."""

    def response_clocks(self, question: ClockQuestion) -> Sequence[RawClock]:
        """List the clocks of customers' questions as they stood at the instant, those of one answer as one."""

    def resolution_clocks(self, question: ClockQuestion) -> Sequence[RawClock]:
        """List the clocks of issues as they stood at the instant, with what was waited for."""

    def supplier_dealings(self, question: ScorecardQuestion) -> Sequence[Dealings]:
        """Add up the orders of each supplier, by name."""

    def asked_suppliers(self, question: ScorecardQuestion) -> Sequence[AskedSupplier]:
        """List the follow-ups made, one for all the lines that were asked about together."""

    def supplier_delays(self, question: ScorecardQuestion) -> Sequence[DelayCount]:
        """Count the lines delivered in the year up to the day by supplier and days after the first promise."""

    def order_lives(self, question: AdherenceQuestion) -> Sequence[OrderLife]:
        """List the orders that fit with their days, by number."""

    def round_days(self) -> Collection[date]:
        """Give the days on which a daily round ran."""

    def followup_turns(self, question: AdherenceQuestion) -> Sequence[FollowUpTurn]:
        """List the follow-ups raised by the day, each with the day of the next one of its promise."""

    def escalation_turns(self, question: AdherenceQuestion) -> Sequence[EscalationTurns]:
        """List the escalations begun by the instant with whose turn it was."""

    def contacts_made(self, question: AdherenceQuestion) -> Sequence[ContactMade]:
        """List the contacts made by the instant."""

    def ontime(self, question: OnTimeQuestion) -> Sequence[OnTimeRow]:
        """Give one row a group, in the order of the groups; without one, a row in all."""


class Writes(Reads, Protocol):
    """One transaction: all of it is kept by `commit`, or nothing."""

    def enter_orders(self, entries: Sequence[Facts], *, at: datetime, by: str) -> None:
        """Add new orders, each with its event; ConflictError when a number is taken."""

    def save(self, before: Order, after: Order, fact: Fact, *, at: datetime, by: str) -> int:
        """Keep a changed order and the fact that changed it; the number of its event.

        ConflictError when the order was changed meanwhile.
        """

    def save_party(self, party: Party, fact: Fact, *, at: datetime, by: str) -> None:
        """Keep a new or changed party and the fact."""

    def save_policy(self, revision: PolicyRevision, *, at: datetime, by: str) -> None:
        """Keep a new policy revision, with its event."""

    def keep_forms(self, forms: Mapping[int, str]) -> None:
        """Keep what policy revisions say beside their texts, by number."""

    def record_round(self, fact: RoundRun, *, at: datetime, by: str) -> None:
        """Keep that a daily round ran, with its event."""

    def give_away(self, fact: OrdersArchived, *, at: datetime, by: str) -> None:
        """Take orders out that an archive holds, with its event; the trail keeps a stub of each of theirs."""

    def erase_party(self, party: Party, cause: str, *, with_correspondence: bool, at: datetime, by: str) -> PartyErased:
        """Take out all that is known of a party but its number and roles, with its event; orders keep the number.

        The trail keeps a stub of each event that told of it. With the correspondence, the words of questions about
        its orders as a customer go as well, and of their answers; that there were any stays.
        """

    def move_orders(self, party: int, into: int) -> int:
        """Give all orders of one party to another; how many moved."""

    def commit(self) -> None:
        """Keep everything; what was acknowledged after this survives a crash."""


class Book(Protocol):
    """The order book."""

    def read(self) -> AbstractContextManager[OutboxReads]:
        """Open one consistent view."""

    def write(self) -> AbstractContextManager[OutboxWrites]:
        """Open one transaction, waiting for other writers; leaving it without `commit` discards it.

        LockedError when the turn does not come in time.
        """


class WatchedBook(Book, Protocol):
    """The order book as the daily round uses it."""

    def only_round(self) -> AbstractContextManager[None]:
        """Be the only daily round of this book, without waiting; LockedError while another one runs."""


class Head(NamedTuple):
    """The number and the hash (hexadecimal) of the trail's last event; 0 in a trail without any."""

    seq: int
    hash: str


class Filed(NamedTuple):
    """An archive that was made: the fact of it, and where it stands."""

    fact: OrdersArchived
    place: str


class Shelf(Protocol):
    """Where the archives of a book stand."""

    def put(self, unit: Writes, numbers: Sequence[str], *, at: datetime) -> Filed:
        """Write orders whole to a new archive: checked, and safe from a crash, when this returns.

        Nothing leaves the book by it. One that a crash left behind before its orders were taken out is replaced.
        ConflictError when its place is taken, OutsideError when it cannot be made.
        """


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


class OutboxReads(Reads, Protocol):
    """The notices and messages of the book, in one consistent view."""

    def notices(self, question: NoticeQuestion, *, limit: int | None = None) -> Sequence[Notice]:
        """List the notices that fit, as they were queued."""

    def outbox_counts(self) -> OutboxCounts:
        """Count what may wait for a person; the cost grows with what is open and not with the history."""

    def notice_times(self, *, since: datetime | None, before: datetime | None) -> Sequence[NoticeTimes]:
        """List when the notices queued in a period were to be told, and were told; the end is not in the period."""

    def get_notice(self, notice: int) -> Notice:
        """Give a notice by its number; NotFoundError when there is none."""

    def notice_of_key(self, key: str) -> Notice | None:
        """Find the one notice of a cause, recipient and channel."""

    def notices_of_letters(self, message_ids: Collection[str]) -> Mapping[str, Notice]:
        """Give the notices that were sent under these Message-IDs, by them."""

    def message_of_letters(self, message_ids: Collection[str]) -> Message | None:
        """Find the latest message that has one of these Message-IDs."""

    def notice_of_token(self, token: str) -> Notice | None:
        """Find the notice whose reply address has a token."""

    def last_letters(self, party: int, numbers: Collection[str], *, before: int) -> Sequence[str]:
        """Give the Message-IDs of what passed between us and a party about orders, oldest first, up to a notice."""

    def messages(self, question: MessageQuestion, *, limit: int | None = None) -> Sequence[Message]:
        """List the messages that fit, by their time."""

    def get_message(self, message: int) -> Message:
        """Give a message by its number; NotFoundError when there is none."""

    def original(self, message: int) -> bytes:
        """Give the very bytes of a message; NotFoundError when there is none."""

    def known_letters(self) -> Collection[str]:
        """Give the Message-IDs of all letters that came in, and of our own."""

    def knows_letter(self, *, message_id: str | None, digest: str | None) -> bool:
        """Say whether a letter came in already: by its Message-ID, else by the SHA-256 of its bytes."""

    def due_notices(self, at: datetime, *, after: int, limit: int) -> Sequence[Notice]:
        """List notices by mail that may be tried at an instant, by number: queued, or left by a sender that died.

        Whether the policy lets them leave is asked of the policy, not here.
        """


class OutboxWrites(OutboxReads, Writes, Protocol):
    """One transaction over the book with its notices and messages."""

    def add_notice(self, notice: Notice, key: str) -> Notice:
        """Queue a notice under the next number, with a token of its own; ConflictError when the key is taken."""

    def save_notice(self, notice: Notice) -> None:
        """Keep what changed of a notice."""

    def keep_message(self, new: NewMessage) -> Message:
        """Keep a message with its original, under the next number if it has none.

        ConflictError when it is kept already.
        """

    def next_message(self) -> int:
        """Give the number under which the next message can be kept."""

    def save_message(self, message: Message) -> None:
        """Keep what changed of a message: its orders, its state, whom it is from."""
