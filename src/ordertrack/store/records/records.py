"""What is kept and for how long, and what leaves the book (SOP 6): archived orders; a person, with what it wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.orders.events import OrdersArchived
from ordertrack.domain.parties import PartyAdded, PartyEdited, PartyErased, PartyMerged, Side, erased, what_became
from ordertrack.domain.policy.policy import RetentionClass
from ordertrack.domain.records import (
    ERASED,
    GENESIS,
    Finished,
    Theirs,
    event_body,
    event_from,
    stubs_digest,
    without_correspondence,
)
from ordertrack.domain.values.codec import canonical
from ordertrack.errors import OutsideError
from ordertrack.store.engine.engine import in_parts, insert_many, stream
from ordertrack.store.engine.functions import Day
from ordertrack.store.letters import forget, reindex, wipe
from ordertrack.store.orders.rows import CHILDREN, load_parties
from ordertrack.store.tables.cases import ARCHIVED, CONTACTS, ENQUIRIES, ESCALATIONS, ISSUES
from ordertrack.store.tables.notices import MESSAGE_ORDERS, MESSAGES, NOTICE_ORDERS, NOTICES
from ordertrack.store.tables.orders import ORDERS, TRAIL
from ordertrack.store.trail import SAID, make_stubs, overwrite_what_goes
from ordertrack.usecases.ports import Head

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from ordertrack.domain.orders.events import Event
    from ordertrack.domain.parties import Party
    from ordertrack.store.parties import PartyWrites
    from ordertrack.store.trail import Tail


class Records:
    """What is kept of orders, living, finished and archived."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def head(self) -> Head:
        """Give the last event of the trail, by which all of it can be known."""
        query = sa.select(TRAIL.c.seq, TRAIL.c.hash).order_by(TRAIL.c.seq.desc()).limit(1)
        last = self._connection.execute(query).first()
        return Head(last.seq, bytes(last.hash).hex()) if last else Head(0, GENESIS.hex())

    def history(self, number: str) -> Sequence[Event]:
        """Give all events of one order in the order in which they were entered."""
        return [_event(seq, body) for seq, body in self.bodies(number)]

    def bodies(self, number: str) -> Sequence[tuple[int, str]]:
        """Give the very text of each event of one order."""
        query = sa.select(TRAIL.c.seq, SAID).join(ORDERS, ORDERS.c.id == TRAIL.c.order_id)
        found = self._connection.execute(query.where(ORDERS.c.number == number).order_by(TRAIL.c.seq))
        return [(seq, body) for seq, body in found]

    def finished(self) -> Sequence[Finished]:
        """List the closed and cancelled orders, as they were entered."""
        finished_on = sa.func.coalesce(ORDERS.c.closed_on, ORDERS.c.cancelled_on, ORDERS.c.entered_on, type_=Day())
        is_open = sa.or_(
            _has(ISSUES, ISSUES.c.resolved_at.is_(None)),
            _has(ENQUIRIES, ENQUIRIES.c.answered_at.is_(None)),
            _has(ESCALATIONS, ESCALATIONS.c.ended_at.is_(None)),
        )
        waits = ORDERS.c.id.in_(_waiting())
        query = (
            sa.select(ORDERS.c.number, ORDERS.c.status, finished_on, ORDERS.c.held_cause, _has(ISSUES), is_open, waits)
            .where(ORDERS.c.status.in_(list(_CLASSES)))
            .order_by(ORDERS.c.id)
        )
        return [_finished(row) for row in self._connection.execute(query)]

    def held_of(self, party: int) -> Sequence[str]:
        """List the numbers of the orders of a party whose records are held."""
        is_theirs = sa.or_(ORDERS.c.customer_id == party, ORDERS.c.supplier_id == party)
        query = sa.select(ORDERS.c.number).where(is_theirs, ORDERS.c.held_cause.is_not(None))
        return self._connection.execute(query.order_by(ORDERS.c.id)).scalars().all()

    def archives(self) -> Sequence[str]:
        """Name the archives of the book in the order in which they were made."""
        return [fact.file for fact in archivings(self._connection)]

    def archived_in(self, numbers: Collection[str]) -> Mapping[str, str]:
        """Give those of the numbers whose order was archived, with the name of the archive."""
        found: dict[str, int] = {}
        for part in in_parts(numbers):
            query = sa.select(ARCHIVED.c.number, ARCHIVED.c.seq).where(ARCHIVED.c.number.in_(part))
            found |= {row.number: row.seq for row in self._connection.execute(query)}
        query = sa.select(TRAIL.c.seq, TRAIL.c.body).where(TRAIL.c.seq.in_(set(found.values())))
        facts = {row.seq: event_from(row.body, row.seq).fact for row in self._connection.execute(query)}
        files = {seq: fact.file for seq, fact in facts.items() if isinstance(fact, OrdersArchived)}
        return {number: files.get(seq, "") for number, seq in found.items()}


def _event(seq: int, body: str) -> Event:
    try:
        return event_from(body, seq)
    except ValueError as error:
        raise OutsideError(str(error), hints=("`ordertrack trail verify` checks all of it",)) from error


_CLASSES = {"closed": RetentionClass.CLOSED, "cancelled": RetentionClass.CANCELLED}


def _has(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(table.c.order_id == ORDERS.c.id, *conditions)


def _waiting() -> sa.CompoundSelect[tuple[int]]:
    """Select the orders about which a notice waits to be sent, or a letter for a clerk."""
    notices = sa.select(NOTICES.c.id).where(NOTICES.c.state.in_(["queued", "sending"]))
    letters = sa.select(MESSAGES.c.id).where(MESSAGES.c.state != "done")
    return sa.union_all(
        sa.select(NOTICE_ORDERS.c.order_id).where(NOTICE_ORDERS.c.notice_id.in_(notices)),
        sa.select(MESSAGE_ORDERS.c.order_id).where(MESSAGE_ORDERS.c.message_id.in_(letters)),
    )


def _finished(row: sa.Row[Any]) -> Finished:
    number, status, finished_on, held_cause, has_issue, is_open, waits = tuple(row)
    classes = (_CLASSES[status], *([RetentionClass.WITH_ISSUE] if has_issue else []))
    return Finished(number, finished_on, classes, held_cause, not is_open, not waits)


def archivings(connection: sa.Connection) -> list[OrdersArchived]:
    """List what was archived, in the order of the trail."""
    tellers = sa.select(ARCHIVED.c.seq).distinct()
    query = sa.select(TRAIL.c.seq, TRAIL.c.body).where(TRAIL.c.seq.in_(tellers)).order_by(TRAIL.c.seq)
    facts = (event_from(row.body, row.seq).fact for row in connection.execute(query))
    return [fact for fact in facts if isinstance(fact, OrdersArchived)]


def ids_of(connection: sa.Connection, numbers: Collection[str]) -> list[int]:
    """Give the keys of orders, rising."""
    found: list[int] = []
    for part in in_parts(numbers):
        found += connection.execute(sa.select(ORDERS.c.id).where(ORDERS.c.number.in_(part))).scalars()
    return sorted(found)


def events_of(connection: sa.Connection, ids: Sequence[int]) -> list[tuple[int, bytes]]:
    """Give sequence and hash of every event of some orders, in the order of the trail."""
    found: list[tuple[int, bytes]] = []
    for part in in_parts(ids):
        query = sa.select(TRAIL.c.seq, TRAIL.c.hash).where(TRAIL.c.order_id.in_(part))
        found += [(seq, digest) for seq, digest in connection.execute(query)]
    return sorted(found)


class RecordWrites(Records):
    """The same in a transaction, which may take records out of the book."""

    def __init__(self, connection: sa.Connection, tail: Tail, parties: PartyWrites) -> None:
        super().__init__(connection)
        self._tail, self._parties = tail, parties

    def give_away(self, fact: OrdersArchived, *, at: datetime, by: str) -> None:
        """Take orders out that an archive holds, with its event; the trail keeps a stub of each of theirs."""
        remove_orders(self._connection, fact.numbers, self._tail.append(event_body(fact, at=at, by=by)))

    def erase_party(self, party: Party, cause: str, *, with_correspondence: bool, at: datetime, by: str) -> PartyErased:
        """Take out all that is known of a party but its number and roles, with its event; orders keep the number.

        The trail keeps a stub of each event that told of it. With the correspondence, the words of questions about
        its orders as a customer go as well, and of their answers; that there were any stays.
        """
        told = events_of_party(self._connection, party.id)
        if with_correspondence:
            told = sorted([*told, *correspondence_with(self._connection, party)])
        events, digest = stubs_digest(told)
        fact = PartyErased(party=erased(party), cause=cause, events=events, digest=digest)
        overwrite_what_goes(self._connection)
        self._parties.save(fact.party, fact, at=at, by=by)
        make_stubs(self._connection, [(seq, rest) for seq, _, rest in told], self._tail.seq, of_orders=False)
        silence(self._connection, party, with_correspondence=with_correspondence)
        return fact


def remove_orders(connection: sa.Connection, numbers: Sequence[str], told_by: int) -> None:
    """Take archived orders out of the book, but for a stub of each event, for which the event `told_by` accounts."""
    ids = ids_of(connection, numbers)
    stubs = [(seq, None) for seq, _ in events_of(connection, ids)]
    make_stubs(connection, stubs, told_by, of_orders=True)
    left = unlink(connection, ids)
    for part in in_parts(ids):
        for table in reversed(CHILDREN):
            connection.execute(table.delete().where(table.c.order_id.in_(part)))
        connection.execute(ORDERS.delete().where(ORDERS.c.id.in_(part)))
    remove_unneeded(connection, left)
    insert_many(connection, ARCHIVED, [(number, told_by) for number in numbers])


Told = tuple[int, bytes, str | None]
_TELLING = (PartyAdded, PartyEdited, PartyMerged)
_COLUMNS = {Side.CUSTOMER: ORDERS.c.customer_id, Side.SUPPLIER: ORDERS.c.supplier_id}


def events_of_party(connection: sa.Connection, party: int) -> list[Told]:
    """List the events that tell of a party, in the order of the trail; nothing is said on of them."""
    query = sa.select(TRAIL.c.seq, TRAIL.c.hash, TRAIL.c.body).where(TRAIL.c.order_id.is_(None), TRAIL.c.body != "")
    return [
        (seq, bytes(digest), None)
        for seq, digest, body in stream(connection, query.order_by(TRAIL.c.seq))
        if _tells(body, seq, party)
    ]


def _tells(body: str, seq: int, party: int) -> bool:
    fact = event_from(body, seq).fact
    return isinstance(fact, _TELLING) and fact.party.id == party


def correspondence_with(connection: sa.Connection, party: Party) -> list[Told]:
    """List the events with what a party wrote, asked or was answered, each with what is said on of it."""
    is_theirs = is_letter_of(connection, party)
    letters = set(connection.execute(sa.select(MESSAGES.c.id).where(is_theirs)).scalars())
    may_have = sa.or_(TRAIL.c.body.contains("enquir"), TRAIL.c.body.contains('"message":'))
    query = sa.select(TRAIL.c.seq, TRAIL.c.hash, TRAIL.c.body, *_COLUMNS.values())
    query = query.join(ORDERS, ORDERS.c.id == TRAIL.c.order_id).where(has_words_of(party, is_theirs), may_have)
    found: list[Told] = []
    for seq, digest, body, *parties in stream(connection, query.order_by(TRAIL.c.seq)):
        sides = [side for side, number in zip(_COLUMNS, parties, strict=True) if number == party.id]
        rest = without_correspondence(body, Theirs(sides, letters))
        if rest is not None:
            found.append((seq, bytes(digest), rest))
    return found


def silence(connection: sa.Connection, party: Party, *, with_correspondence: bool) -> None:
    """Take who a party was out of what was written to it and by it, and on demand the words as well."""
    if with_correspondence:
        _silence_enquiries(connection, party.id)
        _silence_notes(connection, party)
    erase(connection, party, with_correspondence=with_correspondence)


def _silence_notes(connection: sa.Connection, party: Party) -> None:
    """Take the words out of the notes of letters: all of a party's side of its orders, and its own about any."""
    letters = sa.select(MESSAGES.c.id).where(is_letter_of(connection, party))
    are_theirs: list[sa.ColumnElement[bool]] = [CONTACTS.c.message.in_(letters)]
    for side, column in _COLUMNS.items():
        orders = sa.select(ORDERS.c.id).where(column == party.id)
        are_theirs.append(sa.and_(CONTACTS.c.side == side.value, CONTACTS.c.order_id.in_(orders)))
    noted = sa.and_(CONTACTS.c.message.is_not(None), CONTACTS.c.note.is_not(None))
    connection.execute(CONTACTS.update().where(noted, sa.or_(*are_theirs)).values(note=ERASED))


def _silence_enquiries(connection: sa.Connection, customer: int) -> None:
    """Take the words out of the questions about a customer's orders, and of the answers."""
    theirs = sa.select(ORDERS.c.id).where(ORDERS.c.customer_id == customer)
    of_these = ENQUIRIES.update().where(ENQUIRIES.c.order_id.in_(theirs))
    connection.execute(of_these.values(sender=ERASED, text=ERASED))
    connection.execute(of_these.where(ENQUIRIES.c.answer.is_not(None)).values(answer=ERASED))


_AT_ONCE = 20
"""Letters may be large: so few are held in memory."""


def copy(source: sa.Connection, target: sa.Connection, ids: Collection[int]) -> None:
    """Copy what was written about orders, by their keys, to the archive that has them already."""
    messages = _messages_of(source, ids)
    for table, keys in ((NOTICES, _notices_of(source, ids, messages)), (MESSAGES, messages)):
        for part in in_parts(keys, _AT_ONCE):
            rows = source.execute(table.select().where(table.c.id.in_(part)))
            insert_many(target, table, [tuple(row) for row in rows])
    for table in (NOTICE_ORDERS, MESSAGE_ORDERS):
        for part in in_parts(ids):
            links = source.execute(table.select().where(table.c.order_id.in_(part)))
            insert_many(target, table, [tuple(row) for row in links])
    reindex(target, ids)


class Left(NamedTuple):
    """What was written about orders that leave, and may be needed by others."""

    messages: list[int]
    notices: list[int]


def unlink(connection: sa.Connection, ids: Collection[int]) -> Left:
    """Let nothing be about these orders any longer, by their keys, and the search not find them."""
    messages = _messages_of(connection, ids)
    left = Left(messages, _notices_of(connection, ids, messages))
    for part in in_parts(ids):
        for table in (NOTICE_ORDERS, MESSAGE_ORDERS):
            connection.execute(table.delete().where(table.c.order_id.in_(part)))
        forget(connection, part)
    return left


def remove_unneeded(connection: sa.Connection, left: Left) -> None:
    """Take out those messages and notices that no order in the book is about or speaks of; their orders are gone."""
    for part in in_parts(left.messages):
        is_linked = sa.exists().where(MESSAGE_ORDERS.c.message_id == MESSAGES.c.id)
        spoken_of = set(connection.execute(sa.select(CONTACTS.c.message).where(CONTACTS.c.message.in_(part))).scalars())
        gone = [each for each in part if each not in spoken_of]
        connection.execute(MESSAGES.delete().where(MESSAGES.c.id.in_(gone), sa.not_(is_linked)))
    for part in in_parts(left.notices):
        is_linked = sa.exists().where(NOTICE_ORDERS.c.notice_id == NOTICES.c.id)
        is_answered = sa.exists().where(MESSAGES.c.notice_id == NOTICES.c.id)
        unneeded = sa.not_(sa.or_(is_linked, is_answered))
        connection.execute(NOTICES.delete().where(NOTICES.c.id.in_(part), unneeded))
    if left.messages or left.notices:
        wipe(connection)


def parties_in(connection: sa.Connection, ids: Collection[int]) -> set[int]:
    """Give the parties to whom, or from whom, something was written about orders, by their keys."""
    messages = _messages_of(connection, ids)
    found: set[int] = set()
    for table, keys in ((MESSAGES, messages), (NOTICES, _notices_of(connection, ids, messages))):
        for part in in_parts(keys):
            query = sa.select(table.c.party_id).where(table.c.id.in_(part), table.c.party_id.is_not(None))
            found |= set(connection.execute(query).scalars())
    return found


def erase(connection: sa.Connection, party: Party, *, with_correspondence: bool) -> None:
    """Take out who a party was from all that was written to it, by it, or to others naming it.

    What waits to be sent to it is withdrawn. `with_correspondence`: also what was written to it and by it; of a
    letter its digest stays. The search is made anew for its orders, and those that its letters are about.
    """
    _erase_notices(connection, party)
    is_theirs = is_letter_of(connection, party)
    values: dict[str, Any] = {"party_id": party.id, "sender": None, "sender_name": None}
    if with_correspondence:
        values |= {"subject": ERASED, "text": ERASED, "rest": "", "raw": b"", "attachments": "[]", "reason": None}
    orders = set(connection.execute(sa.select(ORDERS.c.id).where(has_words_of(party, is_theirs))).scalars())
    connection.execute(MESSAGES.update().where(is_theirs).values(values))
    if with_correspondence:
        reindex(connection, orders)
        wipe(connection)


def is_letter_of(connection: sa.Connection, party: Party) -> sa.ColumnElement[bool]:
    """Tell a party's messages: those given to it, and those given to nobody from an address that it alone has."""
    is_from_it = sa.func.lower(MESSAGES.c.sender).in_(_own_addresses(connection, party))
    return sa.or_(MESSAGES.c.party_id == party.id, sa.and_(MESSAGES.c.party_id.is_(None), is_from_it))


def _own_addresses(connection: sa.Connection, party: Party) -> list[str]:
    """Give a party's addresses but for those of others; one that was merged is what it became."""
    parties = {each.id: each for each in load_parties(connection)}
    root = what_became(party, parties).id
    others = [each for each in parties.values() if what_became(each, parties).id != root]
    shared = {address for each in others for address in _lower(each.emails)}
    return sorted(set(_lower(party.emails)) - shared)


def has_words_of(party: Party, is_theirs: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Tell the orders of a party, and those that one of its letters is about, or that speak of one."""
    about = sa.select(MESSAGE_ORDERS.c.order_id).join(MESSAGES, MESSAGES.c.id == MESSAGE_ORDERS.c.message_id)
    speaking = sa.select(CONTACTS.c.order_id).join(MESSAGES, MESSAGES.c.id == CONTACTS.c.message)
    return sa.or_(
        ORDERS.c.customer_id == party.id,
        ORDERS.c.supplier_id == party.id,
        ORDERS.c.id.in_(about.where(is_theirs)),
        ORDERS.c.id.in_(speaking.where(is_theirs)),
    )


def _erase_notices(connection: sa.Connection, party: Party) -> None:
    name = erased(party).name
    is_theirs = NOTICES.c.party_id == party.id
    waits = NOTICES.c.state.in_([NoticeState.QUEUED.value, NoticeState.FAILED.value])
    withdrawn = {"state": NoticeState.WITHDRAWN.value, "next_at": None, "error": ERASED}
    connection.execute(NOTICES.update().where(is_theirs, waits).values(withdrawn))
    nobody = {"recipient": name, "address": None, "language": None}
    nothing = {"facts": "{}", "subject": ERASED, "body": ERASED}
    connection.execute(NOTICES.update().where(is_theirs).values(nobody | nothing))
    connection.execute(NOTICES.update().where(is_theirs, NOTICES.c.error.is_not(None)).values(error=ERASED))
    for known, now in ((party.name, name), *((each, ERASED) for each in (*party.emails, party.phone) if each)):
        said, says = canonical(known), canonical(now)
        names_it = NOTICES.c.facts.contains(said, autoescape=True)
        words = {
            "facts": sa.func.replace(NOTICES.c.facts, said, says),
            "subject": sa.func.replace(NOTICES.c.subject, known, now),
            "body": sa.func.replace(NOTICES.c.body, known, now),
        }
        connection.execute(NOTICES.update().where(names_it).values(words))


def _lower(addresses: Iterable[str]) -> list[str]:
    return [each.lower() for each in addresses]


def _messages_of(connection: sa.Connection, ids: Collection[int]) -> list[int]:
    """Give the messages about orders, and those of which their contacts speak, by their keys."""
    linked = sa.select(MESSAGE_ORDERS.c.message_id, MESSAGE_ORDERS.c.order_id)
    spoken_of = sa.select(CONTACTS.c.message, CONTACTS.c.order_id).where(CONTACTS.c.message.is_not(None))
    found: set[int] = set()
    for part in in_parts(ids):
        for query in (linked, spoken_of):
            of_part = query.where(query.selected_columns.order_id.in_(part))
            found |= {message for message, _ in connection.execute(of_part)}
    return sorted(found)


def _notices_of(connection: sa.Connection, ids: Collection[int], messages: Collection[int]) -> list[int]:
    """Give the notices about orders, and those of which these messages are, or which they answer, by their keys."""
    found: set[int] = set()
    for part in in_parts(ids):
        query = sa.select(NOTICE_ORDERS.c.notice_id).where(NOTICE_ORDERS.c.order_id.in_(part))
        found |= set(connection.execute(query).scalars())
    for part in in_parts(messages):
        query = sa.select(MESSAGES.c.notice_id).where(MESSAGES.c.id.in_(part), MESSAGES.c.notice_id.is_not(None))
        found |= set(connection.execute(query).scalars())
    return sorted(found)
