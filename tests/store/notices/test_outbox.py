"""The contract of the store: notices come out as they went in, and each question finds what it asks for.

What is asked is asked within the transaction that filled the book, so that nothing of it need be kept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from ordertrack.domain.letters import MessageState
from ordertrack.domain.notices.notice import Addressee, NoticeState
from ordertrack.domain.parties import NoticeChannel, Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.domain.reports.clocks import NoticeTimes
from ordertrack.errors import ConflictError, NotFoundError
from ordertrack.store.notices import notice_conditions
from ordertrack.store.tables.notices import MESSAGES, NOTICES
from ordertrack.usecases.ports import NoticeQuestion, OutboxCounts
from tests.builders import AT
from tests.store.drawn import holding
from tests.store.letters import a_letter, a_notice, desk, keep_all, queue_all, waiting
from tests.store.whole import NOTICE

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

HOUR = timedelta(hours=1)
MAIL, INBOX, PHONE = NoticeChannel.EMAIL, NoticeChannel.INBOX, NoticeChannel.PHONE
QUEUED, SENDING, SENT, FAILED, WITHDRAWN = NoticeState
TO_LEE = Addressee(name="Acme Fasteners", channel=MAIL, party=2, side=Side.SUPPLIER, address="lee@example.org")


def to_colleague(name: str, channel: NoticeChannel = INBOX) -> Addressee:
    return Addressee(name=name, channel=channel)


def test_a_notice_comes_back_equal(blank_book: SqlBook) -> None:
    with desk(blank_book) as unit:
        whole, plain = queue_all(unit, NOTICE, waiting("bare", to=to_colleague("anna"), facts={}))
        assert whole == replace(NOTICE, token=whole.token)
        assert plain == replace(waiting("bare", to=to_colleague("anna"), facts={}), id=2, token=plain.token)
        assert [unit.notices.get(1), unit.notices.get(2)] == [whole, plain]
        assert unit.notices.list(NoticeQuestion()) == [whole, plain]
        assert unit.notices.list(NoticeQuestion(), limit=1) == [whole]
        assert [unit.notices.find_by_key(key) for key in (NOTICE.cause, "bare", "none")] == [whole, plain, None]
        assert [unit.notices.find_by_token(each) for each in (whole.token, plain.token, "")] == [whole, plain, None]
        sent_under = "<notice-1@example.org>"
        assert unit.notices.find_by_message_ids([sent_under, "<none@example.org>"]) == {sent_under: whole}
        assert unit.notices.find_by_message_ids([]) == {}
        with pytest.raises(NotFoundError) as missing:
            unit.notices.get(3)
    assert missing.value.message == "there is no notice 3"


def test_a_token_is_another_one_each_time_and_can_stand_in_an_address(blank_book: SqlBook) -> None:
    with desk(blank_book) as unit:
        one, other = queue_all(unit, NOTICE, waiting("bare"))
    with holding(blank_book, []) as unit:
        elsewhere = unit.notices.add(waiting("bare"), "bare")
    tokens = {one.token, other.token, elsewhere.token}
    assert len(tokens) == 3
    assert {(len(each), each.isalnum(), each.lower() == each) for each in tokens} == {(16, True, True)}


def test_whatever_changes_of_a_notice_is_saved_but_for_its_key(blank_book: SqlBook) -> None:
    with desk(blank_book) as unit:
        other, plain = queue_all(unit, waiting("other", "A-1"), waiting("bare", "A-1", "A-2"))
        changed = replace(NOTICE, id=plain.id, token=plain.token, numbers=("W-1", "A-2"))
        unit.notices.save(changed)
        assert unit.notices.list(NoticeQuestion()) == [replace(changed, numbers=("W-1", "A-2")), other]
        assert unit.notices.find_by_key("bare") == changed
        unit.notices.save(plain)
        assert [unit.notices.get(other.id), unit.notices.get(plain.id)] == [other, plain]
        with pytest.raises(NotFoundError) as missing:
            unit.notices.save(replace(plain, id=9))
    assert missing.value.message == "there is no notice 9"


def test_a_taken_key_is_a_conflict_and_work_goes_on(blank_book: SqlBook) -> None:
    with desk(blank_book) as unit:
        (known,) = queue_all(unit, waiting("one", "A-1"))
        with pytest.raises(ConflictError) as taken:
            unit.notices.add(waiting("two", "A-2"), "one")
        (later,) = queue_all(unit, waiting("two", "A-2"))
        assert unit.notices.list(NoticeQuestion()) == [known, later]
    assert (later.id, taken.value.message) == (2, "that notice to Müller & Søn is queued already")


OUTBOX = (
    a_notice("A-1", cause="told", queued_at=AT - HOUR),
    waiting("asked", "A-1", "W-1", kind=NoticeKind.SUPPLIER_REMINDER, to=TO_LEE),
    waiting("failed", "A-2", state=FAILED, queued_at=AT - 2 * HOUR),
    a_notice("A-2", cause="read", kind=NoticeKind.ESCALATION, to=to_colleague("Zoë"), read_at=AT),
    a_notice("A-2", cause="unread", kind=NoticeKind.ESCALATION, to=to_colleague("Zoë")),
    waiting("not there yet", kind=NoticeKind.DIGEST, to=to_colleague("anna")),
    waiting("call", "W-1", to=replace(TO_LEE, channel=PHONE, address=None)),
)
ASKED: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["failed", "told", "asked", "read", "unread", "not there yet", "call"]),
    ({"states": (QUEUED,)}, ["asked", "not there yet", "call"]),
    ({"states": (FAILED, SENT)}, ["failed", "told", "read", "unread"]),
    ({"kinds": (NoticeKind.DIGEST, NoticeKind.SUPPLIER_REMINDER)}, ["asked", "not there yet"]),
    ({"channels": (MAIL,)}, ["failed", "told", "asked"]),
    ({"channels": (INBOX, PHONE)}, ["read", "unread", "not there yet", "call"]),
    ({"names": ("anna", "Acme Fasteners")}, ["asked", "not there yet", "call"]),
    ({"names": ("nobody",)}, []),
    ({"numbers": ("W-1",)}, ["asked", "call"]),
    ({"numbers": ("A-1", "A-2")}, ["failed", "told", "asked", "read", "unread"]),
    ({"numbers": ("none",)}, []),
    ({"causes": ("told", "call", "none")}, ["told", "call"]),
    ({"party": 1}, ["failed", "told"]),
    ({"side": Side.SUPPLIER}, ["asked", "call"]),
    ({"is_unread": True}, ["unread"]),
    ({"since": AT - HOUR}, ["told", "asked", "read", "unread", "not there yet", "call"]),
    ({"states": (QUEUED,), "party": 2, "names": ("acme fasteners",), "numbers": ("A-1",), "since": AT}, ["asked"]),
]


def test_every_condition_of_a_question_about_notices_holds(blank_book: SqlBook) -> None:
    with desk(blank_book) as unit:
        queue_all(unit, *OUTBOX)
        found = [(asked, [each.cause for each in unit.notices.list(NoticeQuestion(**asked))]) for asked, _ in ASKED]
    assert found == ASKED


SOUGHT = {
    "Zoë": ("ZOË", "zoë", "ZoE\u0308", " Zoë\t"),
    "ÉMILE  Øst": ("émile øst", "Émile Øst"),
    "Straße 二十": ("STRASSE 二十", "strasse 二十"),
    "Zoe": ("ZOE",),
}


def test_a_recipient_is_found_without_regard_to_case_in_any_language(blank_book: SqlBook) -> None:
    with desk(blank_book) as unit:
        queue_all(unit, *(a_notice(cause=name, to=to_colleague(name)) for name in SOUGHT))
        for known, names in SOUGHT.items():
            for name in names:
                question = NoticeQuestion(names=(name,), is_unread=True)
                assert [each.cause for each in unit.notices.list(question)] == [known], name


def test_notices_are_due_once_they_may_be_tried(blank_book: SqlBook) -> None:
    at, leased = AT, {"state": SENDING, "lease_until": AT}
    with desk(blank_book) as unit:
        queue_all(
            unit,
            waiting("new"),
            waiting("again now", next_at=at),
            waiting("again later", next_at=at + timedelta(seconds=1)),
            waiting("left", **leased),
            waiting("being sent", **{**leased, "lease_until": at + timedelta(seconds=1)}),
            waiting("inbox", to=to_colleague("anna")),
            waiting("phone", to=to_colleague("anna", PHONE)),
            *(waiting(str(state), state=state, sent_at=AT) for state in (SENT, FAILED, WITHDRAWN)),
            waiting("queued first", queued_at=at - HOUR),
        )
        due = unit.notices.list_due(at, after=0, limit=9)
        assert due == [unit.notices.get(each) for each in (1, 2, 4, 11)]
        assert [each.cause for each in due] == ["new", "again now", "left", "queued first"]
        pages = [unit.notices.list_due(at, after=after, limit=2) for after in (0, 2, 11)]
        assert [[each.id for each in page] for page in pages] == [[1, 2], [4, 11], []]
        later = unit.notices.list_due(at + timedelta(seconds=1), after=2, limit=3)
        assert [each.cause for each in later] == ["again later", "left", "being sent"]


def test_what_may_wait_for_a_person_is_counted(blank_book: SqlBook) -> None:
    with desk(blank_book) as unit:
        assert unit.notices.count_waiting() == OutboxCounts(drafts={}, failed=0, unread={}, letters={})
        queue_all(
            unit,
            *OUTBOX,
            waiting("approved", approved_at=AT, approved_by="anna"),
            waiting("other", to=TO_LEE, kind=NoticeKind.SUPPLIER_REMINDER, revision=2),
            waiting("alike", to=TO_LEE, kind=NoticeKind.SUPPLIER_REMINDER, revision=2),
            waiting("for a colleague", kind=NoticeKind.ESCALATION, to=to_colleague("Zoë", MAIL)),
            a_notice(cause="second", to=to_colleague("Zoë")),
            a_notice(cause="written otherwise", to=to_colleague("ZOË")),
        )
        states = (*[MessageState.UNMATCHED] * 2, MessageState.WAITING, MessageState.DONE)
        keep_all(unit, *(a_letter(state=state, digest=str(at)) for at, state in enumerate(states)))
        assert unit.notices.count_waiting() == OutboxCounts(
            drafts={(1, NoticeKind.SUPPLIER_REMINDER): 1, (2, NoticeKind.SUPPLIER_REMINDER): 2},
            failed=1,
            unread={"Zoë": 2, "ZOË": 1},
            letters={MessageState.UNMATCHED: 2, MessageState.WAITING: 1},
        )


def test_when_notices_of_a_period_were_to_be_told_and_were(blank_book: SqlBook) -> None:
    sent = NoticeTimes(kind=NoticeKind.DELAY, state=SENT, is_for_party=True, learned_at=AT - HOUR, sent_at=AT)
    call = sent._replace(state=QUEUED, learned_at=AT, sent_at=None)
    desk_mail = sent._replace(kind=NoticeKind.ESCALATION, is_for_party=False, learned_at=AT)
    with desk(blank_book) as unit:
        queue_all(
            unit,
            a_notice(cause="sent", queued_at=AT - HOUR, learned_at=AT - HOUR),
            waiting("call", to=replace(TO_LEE, channel=PHONE)),
            a_notice(cause="inbox", to=to_colleague("anna")),
            a_notice(cause="mail", kind=NoticeKind.ESCALATION, to=to_colleague("anna", MAIL), queued_at=AT + HOUR),
        )
        assert unit.notices.list_times(since=None, before=None) == [sent, call, desk_mail]
        assert unit.notices.list_times(since=AT, before=None) == [call, desk_mail]
        assert unit.notices.list_times(since=AT - HOUR, before=AT + HOUR) == [sent, call]


@pytest.mark.parametrize(
    ("question", "index"),
    [
        ({"states": (NoticeState.QUEUED, NoticeState.FAILED), "causes": ("A-1 event 1",)}, "notices_by_cause"),
        ({"states": (NoticeState.QUEUED,), "channels": (NoticeChannel.PHONE,)}, "notices_"),
        ({"states": (NoticeState.FAILED,)}, "notices_failed"),
    ],
)
def test_what_is_open_is_found_by_an_index_and_not_in_the_history(
    sqlite_book: SqlBook, question: dict[str, Any], index: str
) -> None:
    query = sa.select(NOTICES.c.id).where(*notice_conditions(NoticeQuestion(**question)))
    assert index in plan(sqlite_book, query)


def test_a_letter_is_found_by_its_message_id_through_an_index(sqlite_book: SqlBook) -> None:
    assert "messages_by_message_id" in plan(
        sqlite_book, sa.select(MESSAGES.c.id).where(MESSAGES.c.message_id.in_(["<1@x>", "<2@x>"]))
    )


def plan(book: SqlBook, query: sa.Select[Any]) -> str:
    """How SQLite goes about a question whose values it does not know yet."""
    sql = query.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    with desk(book) as unit:
        values = tuple(sql.params[name] for name in sql.positiontup or ())
        rows = unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
    return "\n".join(str(row[-1]) for row in rows)
