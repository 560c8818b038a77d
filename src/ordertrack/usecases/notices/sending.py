"""Sending what is queued: claimed by a lease, marked, sent, marked again; previews (SOP 4.1c, 4.3, 4.4, 5)."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ordertrack.domain.cases.enquiries import EnquiryAnswered
from ordertrack.domain.cases.followups import (
    Contact,
    ContactLogged,
    FollowUp,
    FollowUpOutcome,
    FollowUpsAsked,
    FollowUpsRaised,
)
from ordertrack.domain.letters import Direction, Letter, Message, MessageState, Nature, Wording
from ordertrack.domain.notices.causes import (
    Happened,
    NoticeGrounds,
    asked_lines,
    notices_for,
    still_asked,
    why_moot,
)
from ordertrack.domain.notices.facts import digest_facts
from ordertrack.domain.notices.notice import Addressee, Notice, NoticeDraft, NoticeState
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.effects import replay_fact
from ordertrack.domain.orders.events import EventTakenBack
from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.parties import Channel, NoticeChannel, Side
from ordertrack.domain.policy.notices import ASKING, KINDS_BY_RULE, NoticeKind
from ordertrack.errors import MailError, RefusedError, RejectedError
from ordertrack.usecases.notices.outbox import due_now
from ordertrack.usecases.policy import get_policy, policy_on, revision_on
from ordertrack.usecases.ports import NewMessage, NoticeQuestion, Stamp
from ordertrack.usecases.recording import event_name, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from ordertrack.domain.orders.events import Event, OrderFact
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.parties import Party
    from ordertrack.domain.policy.notices import Texts
    from ordertrack.domain.policy.policy import Policy, PolicyRevision
    from ordertrack.domain.time.hours import OpeningHours
    from ordertrack.usecases.ports import Book, Reads, Writes

    Which = Sequence[int] | NoticeQuestion

MOST_REFERENCES = 10
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 720, 1440))
"""How long a notice waits after each attempt that failed; after the last it has failed for good."""
_COPY = {"en": ("Copy", "Copy of the letter to"), "de": ("Kopie", "Kopie des Schreibens an")}


class Transport(Protocol):
    """The way out."""

    def send(self, letter: Letter) -> bytes:
        """Hand a letter over, and give its very bytes; MailError says whether another try makes sense."""


class NoticeWords(Protocol):
    """What makes the words of a notice from the texts of a policy."""

    def render(self, texts: Texts, kind: NoticeKind, language: str | None, facts: Mapping[str, object]) -> Wording:
        """Give the words in a language of the texts; RejectedError where the texts do not yield any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends, by which way, when and as whom; `clock` tells the instant (UTC) of each step.

    A letter is answered to `reply_to`, with the notice's token in it (`orders+TOKEN@...`). A claim that is not
    marked within `lease` is taken for that of a sender that died.
    """

    transport: Transport
    words: NoticeWords
    revisions: Sequence[PolicyRevision]
    hours: OpeningHours
    clock: Callable[[], datetime]
    address: str
    by: str
    reply_to: str | None = None
    lease: timedelta = timedelta(minutes=30)
    waits: tuple[timedelta, ...] = WAITS

    def policy(self, at: datetime) -> Policy:
        """Give the policy in force at an instant."""
        return policy_on(self.revisions, self.hours.today(at))[1]


class Tried(NamedTuple):
    """A notice after an attempt: sent, queued again, failed or withdrawn."""

    notice: Notice
    error: str | None = None


@dataclass(slots=True)
class SendReport:
    """What a run did with each notice it tried, and what stopped it, if anything did."""

    tried: list[Tried] = field(default_factory=list)
    stopped_by: MailError | None = None

    def count(self, state: NoticeState) -> int:
        """Count the notices that ended up in a state."""
        return sum(each.notice.state is state for each in self.tried)


def send_notices(
    book: Book, sender: Sender, *, limit: int | None = None, on_tried: Callable[[int], None] = lambda _: None
) -> SendReport:
    """Send what is due, one notice after the other, each once however many run at the same time (SOP 5).

    A notice that cannot be sent holds back no other one; a server that cannot be reached ends the run, and what was
    not tried stays queued. `on_tried` hears after each how many were tried.
    """
    report, last = SendReport(), 0
    while report.stopped_by is None and (limit is None or len(report.tried) < limit):
        notice = _claim(book, sender, after=last)
        if notice is None:
            break
        last = notice.id
        is_over = notice.state is NoticeState.WITHDRAWN
        report.tried.append(Tried(notice, notice.error) if is_over else _send(book, sender, notice, report))
        on_tried(len(report.tried))
    return report


def wording_of(notice: Notice, revisions: Sequence[PolicyRevision], words: NoticeWords) -> Wording:
    """Give what a notice says: by the texts of its policy revision, or as it was edited."""
    texts = get_policy(revisions, notice.revision).texts
    if notice.body is not None:
        return Wording(notice.subject or "", notice.body)
    said = words.render(texts, notice.kind, notice.to.language, notice.facts)
    return _as_copy(said, texts.language, notice.facts["recipient"]) if notice.is_copy else said


def _as_copy(said: Wording, language: str, name: str) -> Wording:
    """Say above a colleague's copy of a letter whose letter it is."""
    word, line = _COPY.get(language.partition("-")[0].lower(), _COPY["en"])
    shown = "".join(filter(str.isprintable, name))
    return Wording(f"{word}: {said.subject}", f"{line} {shown}\n\n{said.plain}")


def _claim(book: Book, sender: Sender, *, after: int) -> Notice | None:
    """Take the next notice that may leave; what it asks for may have been settled meanwhile: then it is withdrawn."""
    at = sender.clock()
    policy = sender.policy(at)
    with book.write() as unit:
        notice = next(due_now(unit, sender.revisions, policy, sender.hours, at, after=after), None)
        if notice is None:
            return None
        claimed = _claimed(unit, notice, sender, at)
        unit.notices.save(claimed)
        unit.commit()
    return claimed


def _claimed(unit: Reads, notice: Notice, sender: Sender, at: datetime) -> Notice:
    orders = unit.orders.find(notice.numbers)
    left = still_asked(notice, orders) if notice.kind in ASKING else notice
    why = why_moot(notice, orders) or _taken_back(unit, notice)
    if why or (notice.kind in ASKING and not left.numbers):
        return replace(notice, state=NoticeState.WITHDRAWN, lease_until=None, error=why or "nothing of it is open now")
    notice = left if notice.body is None else replace(notice, facts=left.facts)
    to = notice.to
    if to.party is not None:  # the book may know a better address by now
        party = unit.parties.get([to.party])[to.party]
        to = replace(to, name=party.name, address=next(iter(party.emails), None), language=party.language)
    return replace(
        notice,
        to=to,
        state=NoticeState.SENDING,
        may_repeat=notice.may_repeat or notice.state is NoticeState.SENDING,
        attempts=notice.attempts + 1,
        lease_until=at + sender.lease,
        message_id=notice.message_id or f"<{notice.token}@{sender.address.rpartition('@')[2]}>",
    )


def _taken_back(unit: Reads, notice: Notice) -> str | None:
    """Say why, when what caused a notice was taken back while somebody was sending it."""
    for number in notice.numbers if notice.attempts else ():
        for event in unit.records.history(number):
            if isinstance(event.fact, EventTakenBack) and event_name(number, event.fact.seq) == notice.cause:
                return f"its event was taken back: {event.fact.cause}"
    return None


def _send(book: Book, sender: Sender, notice: Notice, report: SendReport) -> Tried:
    try:
        letter = _letter(book, sender, notice)
        raw = sender.transport.send(letter)
    except RejectedError as error:  # no text of the policy fits it
        return Tried(_failed(book, sender, notice, MailError(error.message, is_permanent=True)), error.message)
    except MailError as error:
        if not error.is_about_letter:
            report.stopped_by = error
        return Tried(_failed(book, sender, notice, error), error.message)
    return Tried(_sent(book, sender, notice, letter, raw))


def _letter(book: Book, sender: Sender, notice: Notice) -> Letter:
    if notice.to.address is None or notice.message_id is None:
        raise MailError(f"{notice.to.name} has no e-mail address any more", is_permanent=True)
    with book.read() as view:
        earlier = (
            view.letters.last_message_ids(notice.to.party, notice.numbers, before=notice.id) if notice.to.party else ()
        )
    return Letter(
        message_id=notice.message_id,
        sender=sender.address,
        to=notice.to.address,
        to_name=notice.to.name,
        wording=wording_of(notice, sender.revisions, sender.words),
        at=sender.clock(),
        reply_to=_with_token(sender.reply_to or sender.address, notice.token) if notice.to.party else sender.reply_to,
        in_reply_to=earlier[-1] if earlier else None,
        references=tuple(earlier[-MOST_REFERENCES:]),
    )


def _with_token(address: str, token: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def _failed(book: Book, sender: Sender, notice: Notice, error: MailError) -> Notice:
    """Note why a notice was not sent: for good, or until it is tried again; a server's trouble counts for nobody."""
    tries = notice.attempts if error.is_about_letter else notice.attempts - 1
    is_over = error.is_permanent or tries > len(sender.waits)
    wait = None if is_over else sender.waits[max(tries, 1) - 1]  # or one that no server hears of is ever the first
    after = replace(
        notice,
        state=NoticeState.FAILED if is_over else NoticeState.QUEUED,
        attempts=tries,
        next_at=sender.clock() + wait if wait else None,
        lease_until=None,
        may_repeat=notice.may_repeat or error.may_have_arrived,
        error=error.message[:1000],
    )
    with book.write() as unit:
        if _is_ours(unit, notice):
            unit.notices.save(after)
            unit.commit()
    return after


def _sent(book: Book, sender: Sender, notice: Notice, letter: Letter, raw: bytes) -> Notice:
    """Note that a notice left, with its original, in the record of each of its orders (SOP 4.3c, 4.4c)."""
    at = sender.clock()
    after = replace(notice, state=NoticeState.SENT, sent_at=at, lease_until=None, next_at=None, error=None)
    with book.write() as unit:
        if not _is_ours(unit, notice):  # the lease ran out and somebody else has it: they mark it
            return after
        unit.notices.save(after)
        keep_sent(unit, after, letter, raw, stamp=Stamp(at=at, today=sender.hours.today(at), by=sender.by))
        unit.commit()
    return after


def _is_ours(unit: Reads, notice: Notice) -> bool:
    now = unit.notices.get(notice.id)
    return now.state is NoticeState.SENDING and now.lease_until == notice.lease_until


def keep_sent(unit: Writes, notice: Notice, letter: Letter, raw: bytes, *, stamp: Stamp) -> None:
    """Keep a letter that left; a reminder has asked now, an answer has stopped the clock of its question.

    A copy, or a notice to a colleague, leaves no trace in the record but its original.
    """
    message = unit.letters.keep(NewMessage(_message(notice, letter, raw, stamp), raw))
    if notice.to.side is None or notice.is_copy:
        return
    for order in unit.orders.find(notice.numbers).values():
        now = order
        for fact in _facts(order, notice, message, notice.to.side, stamp):
            with suppress(RefusedError):  # the question was answered by somebody else while the letter left
                now = record(unit, now, [fact], stamp).after


def _facts(order: Order, notice: Notice, message: Message, side: Side, stamp: Stamp) -> list[OrderFact]:
    found: list[OrderFact] = [ContactLogged(contact=_contact(notice, message, side, stamp))]
    if notice.kind in ASKING:
        positions = asked_lines(notice, order.number)
        found.append(FollowUpsAsked(at=stamp.at, asked_on=stamp.today, positions=positions))
    if notice.kind is NoticeKind.ANSWER:
        said = notice.facts
        number, actor = said["question"]["number"], said["answered_by"]
        answered = EnquiryAnswered(number=number, at=stamp.at, actor=actor, text=said["answer"], channel=Channel.EMAIL)
        found.append(answered)
    return found


def _contact(notice: Notice, message: Message, side: Side, stamp: Stamp) -> Contact:
    return Contact(
        at=message.at,
        made_on=stamp.today,
        channel=Channel.EMAIL,
        side=side,
        actor=stamp.by,
        outcome=FollowUpOutcome.SENT,
        note=f"{notice.kind}: {message.subject}",
        message=message.id,
        digest=message.digest,
    )


def _message(notice: Notice, letter: Letter, raw: bytes, stamp: Stamp) -> Message:
    return Message(
        id=0,
        direction=Direction.OUT,
        digest=hashlib.sha256(raw).hexdigest(),
        message_id=letter.message_id,
        nature=Nature.LETTER,
        state=MessageState.DONE,
        at=stamp.at,
        kept_at=stamp.at,
        subject=letter.wording.subject,
        text=letter.wording.plain,
        numbers=notice.numbers,
        notice=notice.id,
        party=notice.to.party,
        side=notice.to.side,
        sender=letter.sender,
    )


_NOBODY = "nobody@ordertrack.invalid"


def preview_notice(
    view: Reads, kind: NoticeKind, number: str, revisions: Sequence[PolicyRevision], stamp: Stamp
) -> NoticeDraft:
    """Make the notice of a kind about an order from what is known of it; nothing is queued.

    A kind that tells an event takes the last such one; RefusedError names what is missing where there is none.
    """
    order = view.orders.get(number)
    if order.is_history:
        raise RefusedError(f"{number} was taken over as history, and nobody is told of that")
    telling = _telling_now(view, order, revisions, stamp)
    for happened in _happened(view, order, kind, telling):
        for draft in notices_for(happened, telling):
            if draft.kind is kind and not draft.is_copy:
                return draft
    raise RefusedError(f"a notice of kind {kind} {kind.untold.format(number=number)}")


def preview_digest(view: Reads, revisions: Sequence[PolicyRevision], stamp: Stamp) -> NoticeDraft:
    """Make the overdue report as it would be sent now (SOP 4.2a)."""
    revision = revision_on(revisions, stamp.today)
    names = get_policy(revisions, revision.number).notices.digest
    to = Addressee(name=names[0] if names else "the desk", channel=NoticeChannel.INBOX)
    of_it = digest_facts(
        view.reports.lines.overdue(OrderFilter(), as_of=stamp.today), view.records.head(), 0, stamp.today
    )
    return NoticeDraft(
        kind=NoticeKind.DIGEST,
        cause="preview",
        to=to,
        numbers=(),
        facts={"recipient": to.name, **of_it},
        revision=revision.number,
        queued_at=stamp.at,
        learned_at=stamp.at,
    )


def _telling_now(view: Reads, order: Order, revisions: Sequence[PolicyRevision], stamp: Stamp) -> NoticeGrounds:
    parties = view.parties.get({order.customer, order.supplier})
    return NoticeGrounds(
        policies=partial(get_policy, revisions),
        revision=revision_on(revisions, stamp.today).number,
        parties={key: _reachable(party) for key, party in parties.items()},
        at=stamp.at,
        today=stamp.today,
    )


def _reachable(party: Party) -> Party:
    """Give a party that cannot be written to an address: what it would be told can be seen all the same."""
    return party if party.emails else replace(party, emails=(_NOBODY,))


def _happened(view: Reads, order: Order, kind: NoticeKind, telling: NoticeGrounds) -> Iterator[Happened]:
    """Give what may have caused a notice of the kind: the entry as the order is now, else the last events first."""
    if kind in {NoticeKind.ORDER_CONFIRMATION, NoticeKind.SUPPLIER_ACKNOWLEDGEMENT}:
        yield Happened(before=None, after=order, fact=facts.OrderEntered(order=order), name="preview")
        return
    yield from reversed(_steps(order, view.records.history(order.number)))
    if kind in ASKING and order.open_lines:
        fact = FollowUpsRaised(followups=tuple(_first_followups(order, kind, telling)))
        yield Happened(before=order, after=order, fact=fact, name="preview")


def _steps(order: Order, history: Sequence[Event]) -> list[Happened]:
    """Live an order's events through again, without those taken back; its parties may have merged since."""
    gone = {event.fact.seq for event in history if isinstance(event.fact, facts.EventTakenBack)}
    first = history[0].fact
    if not isinstance(first, facts.OrderEntered):
        return []
    found, before = [], replace(first.order, customer=order.customer, supplier=order.supplier)
    for event in history[1:]:
        if event.seq in gone or isinstance(event.fact, facts.EventTakenBack):
            continue
        after = replay_fact(before, event.fact, event.at)  # type: ignore[arg-type]  # an order's history holds order facts
        found.append(Happened(before=before, after=after, fact=event.fact, name="preview"))  # type: ignore[arg-type]
        before = after
    return found


def _first_followups(order: Order, kind: NoticeKind, telling: NoticeGrounds) -> Iterator[FollowUp]:
    rule = next(each for each, asked in KINDS_BY_RULE.items() if asked is kind)
    for line in order.open_lines:
        yield FollowUp(
            position=line.position,
            promised_on=line.promised_on,
            rule=rule,
            number=1,
            due_on=telling.today,
            raised_on=telling.today,
            revision=telling.revision,
        )
