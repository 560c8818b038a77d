"""What a clerk decides about a letter: set it aside, take it for a question, or for the receipt (SOP 4.4a, 4.5a)."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from ordertrack.domain.channels import Side
from ordertrack.domain.closing import Closing, Step, facts_for
from ordertrack.domain.incoming import Nature
from ordertrack.domain.messages import Direction, Message, MessageState
from ordertrack.domain.texts import LIMITS
from ordertrack.errors import RefusedError
from ordertrack.usecases.following import ask
from ordertrack.usecases.intake import Taken
from ordertrack.usecases.recording import record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ordertrack.domain.openinghours import OpeningHours
    from ordertrack.domain.orders import Order
    from ordertrack.usecases.outboxports import OutboxWrites
    from ordertrack.usecases.ports import Book
    from ordertrack.usecases.stamps import Stamp


def settle_messages(book: Book, messages: Sequence[int], *, dry_run: bool = False) -> list[Taken]:
    """Note that letters were read and nothing of them is left to do, whether they found an order or not."""

    def settled(_: OutboxWrites, message: Message) -> Taken:
        return Taken(replace(message, state=MessageState.DONE), "is done")

    return _each(book, messages, settled, dry_run=dry_run)


def ask_by_message(book: Book, message: int, stamp: Stamp, *, dry_run: bool = False) -> Taken:
    """Open an enquiry with a customer's letter that waited, from when it was received (SOP 4.4a)."""

    def asked(unit: OutboxWrites, known: Message) -> Taken:
        _require_customer(known)
        return Taken(*ask(unit, known, stamp))

    return _each(book, [message], asked, dry_run=dry_run)[0]


def confirm_by_message(book: Book, message: int, hours: OpeningHours, stamp: Stamp, *, dry_run: bool = False) -> Taken:
    """Take a customer's letter for the confirmation that the goods arrived (SOP 4.5a); who wrote it confirmed it."""

    def confirmed(unit: OutboxWrites, known: Message) -> Taken:
        _require_customer(known)
        on, by = hours.today(known.at), (known.sender_name or known.sender or "the customer")[: LIMITS["name"]]
        closing = Closing(on=on, until=Step.RECEIPT, received_by=by, note=f"message {known.id}")
        for order in unit.find_orders(known.numbers).values():
            _require_delivered(known, order)
            record(unit, order, facts_for(order, closing), stamp)
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
    book: Book, messages: Sequence[int], step: Callable[[OutboxWrites, Message], Taken], *, dry_run: bool
) -> list[Taken]:
    with book.write() as unit:
        found = []
        for number in dict.fromkeys(messages):
            known = unit.get_message(number)
            if known.direction is not Direction.IN or known.state is MessageState.DONE:
                way = "is done already" if known.direction is Direction.IN else "went out"
                raise RefusedError(f"message {number} {way}; there is nothing to decide")
            taken = step(unit, known)
            unit.save_message(taken.message)
            found.append(taken)
        if not dry_run:
            unit.commit()
    return found
