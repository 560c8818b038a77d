"""Letters taken into the book: each once, with its original, given to its orders and followed up (SOP 4.3c, 4.4a)."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.letters import (
    Direction,
    FoundOrders,
    Match,
    Message,
    MessageState,
    Nature,
    answered_ids,
    from_sender,
    is_about,
    of_notice,
    of_sender,
    possible_numbers,
    reply_tokens,
    side_of,
)
from ordertrack.domain.orders.moves import Closing, ClosingStep, closing_facts
from ordertrack.domain.parties import Side, senders_of
from ordertrack.domain.values.texts import LIMITS
from ordertrack.errors import LockedError, MailError, OrderTrackError, RefusedError
from ordertrack.usecases.letters.following import ask, follow
from ordertrack.usecases.ports import NewMessage, writing
from ordertrack.usecases.recording import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ordertrack.domain.letters import Incoming
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.parties import Senders
    from ordertrack.domain.time.hours import OpeningHours
    from ordertrack.usecases.ports import Book, Reads, Stamp, Writes

BATCH = 100
BATCH_BYTES = 20_000_000
"""At most so many letters, and not many more bytes, are taken in by one transaction."""
_FIRST_MAIL = datetime(1971, 1, 1, tzinfo=UTC)
_FOR_A_CLERK = frozenset({Nature.LETTER, Nature.COMPLAINT})
_REPORTS = frozenset({Nature.BOUNCE, Nature.COMPLAINT})
_REFUSALS = (OrderTrackError, ValueError)  # what a driver cannot encode is the latter


class Received(NamedTuple):
    """A letter as it was read, and its original."""

    letter: Incoming
    raw: bytes


class Taken(NamedTuple):
    """A letter that is in the book now, and what was done with it, in words."""

    message: Message
    done: str


def is_known(book: Book) -> Callable[[str], bool]:
    """Give what says of a Message-ID whether that letter is in the book by now, or is one of our own."""
    with book.read() as view:
        return view.letters.known_message_ids().__contains__


def take_in(
    book: Book,
    letters: Iterable[Received],
    hours: OpeningHours,
    stamp: Stamp,
    *,
    on_refused: Callable[[Received, Exception], None],
    dry_run: bool = False,
) -> Iterator[Taken]:
    """Take letters in, each once: by its Message-ID, else by its digest; those known already are passed over.

    A supplier's letter answers the follow-ups that run; a customer's opens an enquiry, or waits for a clerk where it
    answers what we asked. Automatic replies, delivery reports and complaints are no answer to anything. What is given
    is in the book; a MailError from `letters` comes after all that was read before it. In a dry run a letter is
    judged by the book alone, not by the letters that came just before it.

    A letter that the book does not take keeps back no other one: `on_refused` hears of it. OrderTrackError when the
    book takes none of several letters, or somebody else writes.
    """
    with book.read() as view:
        senders = senders_of(view.parties.list())

    def take(batch: Sequence[Received]) -> list[Taken]:
        with writing(book, dry_run=dry_run) as unit:
            ours = unit.notices.find_by_message_ids(
                [each.letter.message_id for each in batch if each.letter.message_id]
            )
            others = [each for each in batch if each.letter.message_id not in ours]  # ours come in a copy
            return [taken for each in others if (taken := _take(unit, each, senders, hours, stamp))]

    for batch in _batches(_once(letters)):
        try:
            found = take(batch)
        except LockedError:
            raise
        except _REFUSALS:
            found = _one_by_one(batch, take, on_refused)
        yield from found


def _one_by_one(
    batch: Sequence[Received],
    take: Callable[[Sequence[Received]], list[Taken]],
    on_refused: Callable[[Received, Exception], None],
) -> list[Taken]:
    found: list[Taken] = []
    refused: list[tuple[Received, Exception]] = []
    for each in batch:
        try:
            found += take([each])
        except LockedError:
            raise
        except _REFUSALS as error:
            refused.append((each, error))
    if len(refused) == len(batch) > 1:  # it is the book, and no letter
        raise refused[0][1]
    for each, why in refused:
        on_refused(each, why)
    return found


def _once(letters: Iterable[Received]) -> Iterator[Received]:
    """Pass over what comes a second time from one mailbox; a dry run has nothing else to know it by."""
    seen: set[str] = set()
    for each in letters:
        name = each.letter.message_id or each.letter.digest
        if name not in seen:
            seen.add(name)
            yield each


def _batches(letters: Iterable[Received]) -> Iterator[list[Received]]:
    batch: list[Received] = []
    try:
        for each in letters:
            batch.append(each)
            if len(batch) == BATCH or sum(len(one.raw) for one in batch) >= BATCH_BYTES:
                yield batch
                batch = []
    except MailError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def assign(book: Book, message: int, number: str, hours: OpeningHours, stamp: Stamp, *, dry_run: bool = False) -> Taken:
    """Give a letter that found no order the one it is about, with all that follows from it (SOP 4.3c).

    One whose sender is neither party of the order is about it as well, and waits for a clerk. RefusedError when it
    has an order already, or wants none.
    """
    with writing(book, dry_run=dry_run) as unit:
        known = unit.letters.get(message)
        if known.direction is not Direction.IN:
            raise RefusedError(f"message {message} went out; only a letter that came in is given an order")
        if known.state is not MessageState.UNMATCHED:
            of = f" with {', '.join(known.numbers)}" if known.numbers else ""
            raise RefusedError(f"message {message} is {known.state}{of}; only one without an order is given one")
        order = unit.orders.get(number)
        stand = side_of(order, senders_of(unit.parties.list()).named(known.sender))
        party, side = (stand[0].id, stand[1]) if stand else (None, None)
        found = FoundOrders((order.number,), Match.HAND, party=party, side=side)
        taken = _followed(unit, _with(known, found), Matched(found, [order]), hours, stamp)
        unit.letters.save(taken.message)
    return taken


def _take(unit: Writes, received: Received, senders: Senders, hours: OpeningHours, stamp: Stamp) -> Taken | None:
    letter = received.letter
    if unit.letters.is_known(message_id=letter.message_id, digest=letter.digest):
        return None
    matched = _find(unit, letter, senders)
    message = _message(letter, stamp.at)
    if matched is None:
        return Taken(unit.letters.keep(NewMessage(message, received.raw)), "fits no order")
    numbered = replace(_with(message, matched.found), id=unit.letters.next_number())
    taken = _followed(unit, numbered, matched, hours, stamp)
    unit.letters.keep(NewMessage(taken.message, received.raw))
    return taken


class Matched(NamedTuple):
    """How a letter found its orders, and these."""

    found: FoundOrders
    orders: Sequence[Order]


def _find(unit: Reads, letter: Incoming, senders: Senders) -> Matched | None:
    """Find the orders of a letter; a report may be about a notice that is about none."""
    found = _of_thread(unit, letter)
    if found and found.notice and not is_about(letter, found.notice):
        found = found._replace(notice=None)
    if found and found.numbers:
        orders = unit.orders.find(found.numbers)
        return Matched(_by_whom(unit, found, letter, senders, orders), list(orders.values()))
    if found and found.notice and not _is_for_a_clerk(letter):
        return Matched(found, ())
    parties = senders.named(letter.sender)
    is_news = letter.nature is Nature.LETTER or letter.is_system
    words = possible_numbers(letter) if parties and is_news else ()
    orders = unit.orders.find(words) if words else {}
    named = of_sender(parties, orders, words)
    return Matched(named, [orders[number] for number in named.numbers]) if named else None


def _by_whom(
    unit: Reads, found: FoundOrders, letter: Incoming, senders: Senders, orders: Mapping[str, Order]
) -> FoundOrders:
    """Say whom a letter of a thread is from; a report is about the thread's party, whoever sent it."""
    parties = senders.named(letter.sender)
    if found.party is not None:  # which may have been merged since
        found = found._replace(party=unit.parties.get([found.party])[found.party].id)
        parties = senders.behind(letter.sender)
    return found if letter.nature in _REPORTS else from_sender(found, parties, orders)


def _is_for_a_clerk(letter: Incoming) -> bool:
    return letter.nature in _FOR_A_CLERK or letter.is_system


def _of_thread(unit: Reads, letter: Incoming) -> FoundOrders | None:
    """Find what a letter answers: the notice, else the earlier letter, else the notice that its address names."""
    ids = answered_ids(letter)
    notices = unit.notices.find_by_message_ids(ids) if ids else {}
    for each in ids:
        if each in notices:
            return of_notice(notices[each], letter, Match.THREAD)
    if (earlier := unit.letters.find_by_message_ids(ids)) and earlier.numbers:
        return FoundOrders(earlier.numbers, Match.THREAD, party=earlier.party, side=earlier.side)
    for token in reply_tokens(letter):
        if notice := unit.notices.find_by_token(token):
            return of_notice(notice, letter, Match.TOKEN)
    return None


def _followed(unit: Writes, message: Message, matched: Matched, hours: OpeningHours, stamp: Stamp) -> Taken:
    """Do what follows from a letter; where the procedure forbids it, a clerk decides."""
    try:
        return Taken(*follow(unit, message, matched.orders, matched.found.notice, hours, stamp))
    except RefusedError as error:
        return Taken(replace(message, state=MessageState.WAITING), f"waits for a clerk: {error.message}")


def _with(message: Message, found: FoundOrders) -> Message:
    return replace(
        message,
        numbers=found.numbers,
        matched_by=found.matched_by,
        notice=found.notice.id if found.notice else None,
        party=found.party,
        side=found.side,
    )


def _message(letter: Incoming, at: datetime) -> Message:
    """Keep a letter without an order; one without a time, or with one that cannot be, came now."""
    said = letter.received_at or letter.sent_at or at
    return Message(
        id=0,
        direction=Direction.IN,
        digest=letter.digest,
        message_id=letter.message_id,
        nature=letter.nature,
        state=MessageState.UNMATCHED if _is_for_a_clerk(letter) else MessageState.DONE,
        at=said.replace(microsecond=0) if _FIRST_MAIL <= said <= at else at,
        kept_at=at,
        subject=letter.subject,
        text=letter.text,
        rest=letter.rest,
        sender=letter.sender,
        sender_name=letter.sender_name,
        attachments=letter.attachments,
        reason=(letter.reason or "no reason was given") if letter.is_final else None,
    )


def settle_messages(book: Book, messages: Sequence[int], *, dry_run: bool = False) -> list[Taken]:
    """Note that letters were read and nothing of them is left to do, whether they found an order or not."""

    def settled(_: Writes, message: Message) -> Taken:
        return Taken(replace(message, state=MessageState.DONE), "is done")

    return _each(book, messages, settled, dry_run=dry_run)


def ask_by_message(book: Book, message: int, stamp: Stamp, *, dry_run: bool = False) -> Taken:
    """Open an enquiry with a customer's letter that waited, from when it was received (SOP 4.4a)."""

    def asked(unit: Writes, known: Message) -> Taken:
        _require_customer(known)
        return Taken(*ask(unit, known, stamp))

    return _each(book, [message], asked, dry_run=dry_run)[0]


def confirm_by_message(book: Book, message: int, hours: OpeningHours, stamp: Stamp, *, dry_run: bool = False) -> Taken:
    """Take a customer's letter for the confirmation that the goods arrived (SOP 4.5a); who wrote it confirmed it."""

    def confirmed(unit: Writes, known: Message) -> Taken:
        _require_customer(known)
        on, by = hours.today(known.at), (known.sender_name or known.sender or "the customer")[: LIMITS["name"]]
        closing = Closing(on=on, until=ClosingStep.RECEIPT, received_by=by, note=f"message {known.id}")
        for order in unit.orders.find(known.numbers).values():
            _require_delivered(known, order)
            record(unit, order, closing_facts(order, closing), stamp)
        return Taken(replace(known, state=MessageState.DONE), f"confirms the receipt on {on}")

    return _each(book, [message], confirmed, dry_run=dry_run)[0]


def _require_delivered(message: Message, order: Order) -> None:
    """Raise RefusedError while something of an order is still to come, in the words of who reads the letter."""
    if not order.open_lines or order.is_finished:
        return
    some = any(line.delivered_quantity for line in order.lines)
    what = "is not delivered in full yet" if some else f"is {order.status} and nothing of it was delivered yet"
    hints = (
        f"if it arrived: ordertrack status {shlex.quote(order.number)} --to delivered, then mail confirm {message.id}",
        f"`ordertrack mail done {message.id}` sets the letter aside",
    )
    raise RefusedError(f"{order.number} {what}; there is no receipt to confirm", hints=hints)


def _require_customer(message: Message) -> None:
    if message.side is not Side.CUSTOMER or message.nature is not Nature.LETTER or not message.numbers:
        raise RefusedError(f"message {message.id} is no letter of a customer about an order")


def _each(
    book: Book, messages: Sequence[int], step: Callable[[Writes, Message], Taken], *, dry_run: bool
) -> list[Taken]:
    with writing(book, dry_run=dry_run) as unit:
        found = []
        for number in dict.fromkeys(messages):
            known = unit.letters.get(number)
            if known.direction is not Direction.IN or known.state is MessageState.DONE:
                way = "is done already" if known.direction is Direction.IN else "went out"
                raise RefusedError(f"message {number} {way}; there is nothing to decide")
            taken = step(unit, known)
            unit.letters.save(taken.message)
            found.append(taken)
    return found
