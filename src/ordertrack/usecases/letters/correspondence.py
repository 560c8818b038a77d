"""What was said about an order, read as a conversation, and the files that came with it (SOP 4.3c, 4.4a, 5, 6)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.followups import FollowUpOutcome
from ordertrack.domain.letters import DESK, CorrespondenceEntry, Direction, Nature, Part, clean_file_name
from ordertrack.domain.parties import Channel, Side
from ordertrack.usecases.ports import MessageQuestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ordertrack.domain.cases.enquiries import Enquiry
    from ordertrack.domain.cases.followups import Contact
    from ordertrack.domain.letters import Attachment, Message
    from ordertrack.domain.orders.order import Order
    from ordertrack.usecases.ports import Reads

    FilesIn = Callable[[bytes], Sequence[tuple[Attachment, bytes]]]


def letters_about(view: Reads, number: str) -> Sequence[Message]:
    """List the letters about an order, in and out, by their time."""
    return view.letters.list(MessageQuestion(numbers=(number,)))


def whom(message: Message, names: Mapping[int, str]) -> str:
    """Name the other side of a letter: the party, if it is known which, else as the letter has it."""
    named = message.sender_name or message.sender if message.direction is Direction.IN else None
    return named or names.get(message.party or 0) or "somebody"


def conversation(view: Reads, number: str) -> list[CorrespondenceEntry]:
    """Give everything said about an order, the oldest first: letters, logged contacts, questions and answers.

    A contact that a letter made is that letter; a question asked by letter likewise. Notices are not in it before
    they are sent. NotFoundError when there is no such order (SOP 4.3c, 5).
    """
    order = view.orders.get(number)
    letters = letters_about(view, number)
    parties = view.parties.get([order.customer, order.supplier, *(each.party for each in letters if each.party)])
    names = {party: found.name for party, found in parties.items()}
    contacts = {each.message: each for each in order.contacts if each.message is not None}
    asked = {each.received_at for each in order.enquiries if each.channel is Channel.EMAIL}
    written = [_letter(each, names, contacts.get(each.id), asked) for each in letters]
    known = {each.id for each in letters}
    told = (_contact(each, order, names) for each in order.contacts if each.message not in known)
    by_letter = {each.at for each in written if each.part in {Part.ENQUIRY, Part.NOTICE}}
    return sorted([*written, *told, *_questions(order.enquiries, by_letter)], key=lambda entry: entry.at)


def _letter(
    message: Message, names: Mapping[int, str], contact: Contact | None, asked: Iterable[object]
) -> CorrespondenceEntry:
    other = whom(message, names)
    entry = CorrespondenceEntry(
        at=message.at,
        part=message.nature,
        sender=other,
        recipient=DESK,
        channel=Channel.EMAIL,
        text=message.text,
        direction=message.direction,
        subject=message.subject,
        outcome=contact.outcome if contact else None,
        rest=message.rest,
        message=message.id,
        attachments=message.attachments,
    )
    if message.direction is Direction.OUT:
        return replace(entry, part=Part.NOTICE, sender=contact.actor if contact else DESK, recipient=other)
    is_question = message.side is Side.CUSTOMER and message.nature is Nature.LETTER and message.at in asked
    return replace(entry, part=Part.ENQUIRY) if is_question else entry


def _contact(contact: Contact, order: Order, names: Mapping[int, str]) -> CorrespondenceEntry:
    party = names[order.supplier if contact.side is Side.SUPPLIER else order.customer]
    came = contact.outcome is FollowUpOutcome.RECEIVED
    return CorrespondenceEntry(
        at=contact.at,
        part=Part.CONTACT,
        sender=party if came else contact.actor,
        recipient=contact.actor if came else party,
        channel=contact.channel,
        text=contact.note,
        outcome=contact.outcome,
        message=contact.message,
    )


def _questions(enquiries: Sequence[Enquiry], by_letter: Iterable[object]) -> Iterator[CorrespondenceEntry]:
    """Give the questions and the answers that no letter is, each answer once, whatever it settles."""
    settled = set()
    for each in enquiries:
        if not (each.channel is Channel.EMAIL and each.received_at in by_letter):
            yield CorrespondenceEntry(
                at=each.received_at,
                part=Part.ENQUIRY,
                sender=each.sender,
                recipient=DESK,
                channel=each.channel,
                text=each.text,
            )
        is_sent = each.answer_channel is Channel.EMAIL and each.answered_at in by_letter
        if each.answered_at is not None and not is_sent and (each.answered_at, each.answer) not in settled:
            settled.add((each.answered_at, each.answer))
            yield CorrespondenceEntry(
                at=each.answered_at,
                part=Part.ANSWER,
                sender=each.answered_by or DESK,
                recipient=each.sender,
                channel=each.answer_channel or each.channel,
                text=each.answer,
            )


_LONGEST = 150
"""Bytes of a name; with what is put before it, every file system takes it."""
_UNSAFE = re.compile(r'[<>:"/\\|?*%\x00-\x1f]')


class Enclosed(NamedTuple):
    """A file that came with a letter: its name, in which the number of the letter stands, and what it holds."""

    name: str
    content: bytes


def enclosures(view: Reads, number: str, files_in: FilesIn) -> Iterator[Enclosed]:
    """Give the files of an order's letters, letter by letter, no two of one name; `files_in` takes a letter apart.

    NotFoundError when there is no such order.
    """
    view.orders.get(number)
    for letter in letters_about(view, number):
        if letter.attachments:
            known: set[str] = set()
            for found, content in files_in(view.letters.original(letter.id)):
                name = _free(safe_name(found.name), known)
                known.add(name.casefold())
                yield Enclosed(f"{letter.id}-{name}", content)


def safe_name(name: str) -> str:
    """Give a file name without folders, controls and signs that mean something to a shell or a file system."""
    bare = _UNSAFE.sub("_", clean_file_name(name)).rstrip(". ")
    stem, dot, ending = bare.rpartition(".")
    if not dot or len(ending.encode()) > len("manifest"):
        stem, dot, ending = bare, "", ""
    room = _LONGEST - len(f"{dot}{ending}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore') or 'file'}{dot}{ending}"


def _free(name: str, known: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    stem, more = (stem, f"{dot}{ending}") if stem else (name, "")
    count, found = 1, name
    while found.casefold() in known:
        count += 1
        found = f"{stem}-{count}{more}"
    return found
