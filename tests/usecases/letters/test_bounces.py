"""Delivery reports: a notice that did not arrive fails, in the server's words, and its address is an issue (SOP 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.followups import FollowUpsAsked
from ordertrack.domain.cases.issues import Issue, IssueKind, Severity
from ordertrack.domain.letters import MessageState
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.usecases.cases.issues import Resolution, resolve_issue
from tests.builders import AT, a_stamp, close_whole, facts_of
from tests.hours import HOUR
from tests.letters_in import KAI, Mailroom, a_bounce, a_mailroom

if TYPE_CHECKING:
    from pathlib import Path

    from ordertrack.usecases.letters.intake import Taken

DONE = MessageState.DONE


@pytest.fixture
def room(tmp_path: Path) -> Mailroom:
    return a_mailroom(tmp_path)


def outcome(taken: Taken) -> tuple[MessageState, str]:
    return taken.message.state, taken.done


def test_a_final_bounce_fails_its_notice_with_the_servers_words_and_raises_an_issue(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.DELAY, "A-1", "A-2")
    taken = room.one(a_bounce(notice.message_id or ""))
    words = "550 5.1.1 no such user"
    assert outcome(taken) == (DONE, f"notice {notice.id} was not delivered: {words}")
    assert room.get_notice(notice) == replace(notice, state=NoticeState.FAILED, error=words)
    issue = Issue(
        number=1,
        kind=IssueKind.OTHER,
        severity=Severity.MEDIUM,
        cause=f"mail to Müller & Søn was not delivered (notice {notice.id}): {words}",
        opened_at=AT,
        is_automatic=True,
    )
    assert [room.order(number).issues for number in ("A-1", "A-2")] == [(issue,), (issue,)]
    assert [room.order(number).contacts for number in ("A-1", "A-2")] == [(), ()]
    assert room.is_sound()


def test_an_address_that_is_wrong_raises_one_issue_however_much_comes_back(room: Mailroom) -> None:
    first, second = room.notice(NoticeKind.DELAY, "A-1"), room.notice(NoticeKind.SHIPPED, "A-1")
    room.take(
        a_bounce(first.message_id or ""),
        a_bounce(first.message_id or "", "smtp; 550 again (queue 7)", message_id="<b2@mx.example.org>"),
        a_bounce(second.message_id or "", message_id="<b3@mx.example.org>"),
    )
    assert len(room.order().issues) == 1
    assert {room.get_notice(each).state for each in (first, second)} == {NoticeState.FAILED}
    resolve_issue(room.book, "A-1#1", Resolution(text="address mended", at=AT), a_stamp())
    third = room.notice(NoticeKind.DELAY, "A-1")
    room.take(a_bounce(third.message_id or "", message_id="<b4@mx.example.org>"))
    assert [each.is_open for each in room.order().issues] == [False, True]


def test_a_bounce_without_a_reason_fails_its_notice_too(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.DELAY, "A-1")
    raw = a_bounce(notice.message_id or "", reason="").replace(b"Status: 5.1.1\n", b"")
    assert outcome(room.one(raw)) == (DONE, f"notice {notice.id} was not delivered: no reason was given")
    assert room.get_notice(notice).error == "no reason was given"


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        (NoticeState.QUEUED, {}),
        (NoticeState.SENDING, {"lease_until": AT + HOUR}),
        (NoticeState.WITHDRAWN, {}),
        (NoticeState.FAILED, {"error": "451 later"}),
    ],
)
def test_a_bounce_fails_no_notice_but_one_that_was_sent(
    room: Mailroom, state: NoticeState, fields: dict[str, Any]
) -> None:
    notice = room.notice(NoticeKind.DELAY, "A-1", state=state, sent_at=None, **fields)
    assert outcome(room.one(a_bounce(notice.message_id or ""))) == (
        DONE,
        f"a delivery report; notice {notice.id} is {state}",
    )
    assert (room.get_notice(notice), room.order().issues) == (notice, ())


def test_a_bounce_of_another_address_fails_no_notice_and_waits_for_a_clerk(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.DELAY, "A-1")
    raw = a_bounce(notice.message_id or "").replace(f"rfc822; {KAI}".encode(), b"rfc822; uma@example.net")
    said = "some other letter was not delivered; waits for a clerk"
    assert outcome(room.one(raw)) == (MessageState.WAITING, said)
    assert (room.get_notice(notice), room.order().issues) == (notice, ())


def test_a_bounce_about_an_order_that_is_over_raises_no_issue(room: Mailroom) -> None:
    close_whole(room.book)
    notice = room.notice(NoticeKind.COMPLETED, "A-1")
    room.one(a_bounce(notice.message_id or ""))
    assert (room.order().issues, room.get_notice(notice).state) == ((), NoticeState.FAILED)


def test_a_bounce_of_a_notice_about_no_order_fails_it(room: Mailroom) -> None:
    digest = room.notice(NoticeKind.DIGEST)
    room.one(a_bounce(digest.message_id or ""))
    assert room.get_notice(digest).state is NoticeState.FAILED


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_report_that_nothing_has_failed_does_nothing(room: Mailroom, action: str) -> None:
    notice = room.notice(NoticeKind.DELAY, "A-1")
    before = room.order()
    taken = room.one(a_bounce(notice.message_id or "", action=action))
    assert outcome(taken) == (DONE, "a delivery report; nothing has failed")
    assert (room.get_notice(notice), room.order()) == (notice, before)


def test_a_bounce_of_a_letter_that_is_not_ours_changes_nothing(room: Mailroom) -> None:
    before = [room.order(number) for number in ("A-1", "A-2", "B-1")]
    assert room.one(a_bounce("<other@example.net>")).done == "fits no order"
    assert [room.order(number) for number in ("A-1", "A-2", "B-1")] == before


def test_a_reminder_that_comes_back_has_asked_nothing_and_may_be_sent_again(room: Mailroom) -> None:
    """SOP 4.3a."""
    asked = {"number": 1, "orders": [{"number": "A-1", "supplier_ref": None, "lines": [{"position": 1}]}]}
    notice = room.notice(NoticeKind.OVERDUE_FOLLOW_UP, "A-1", facts=asked)
    room.one(a_bounce(notice.message_id or ""))
    (fact,) = [fact for fact in facts_of(room.book) if isinstance(fact, FollowUpsAsked)]
    assert (fact.not_delivered, fact.at, fact.positions) == (True, notice.sent_at, (1,))
    assert room.is_sound()
