"""Looking after the outbox: approve, edit, withdraw, try again, read, ring, and what still waits (SOP 4.1c, 4.4, 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.followups import FollowUpOutcome
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.parties import Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.domain.reports.clocks import NoticeTimes, notice_figures
from ordertrack.errors import MailError, NotFoundError, RefusedError
from ordertrack.usecases.cases.escalations import Appeal, InForce, start_escalations
from ordertrack.usecases.notices.calls import Topic, calls_to_make
from ordertrack.usecases.notices.outbox import (
    Waiting,
    approve_notices,
    due_now,
    edit_notice,
    explain_wait,
    inboxes_of,
    read_inbox,
    retry_notices,
    waiting,
    withdraw_notices,
)
from ordertrack.usecases.policy import get_policy
from ordertrack.usecases.ports import NoticeQuestion
from tests.builders import CUSTOMER, SUPPLIER
from tests.outboxes import ALL_AUTO, MAILS, Way, an_outbox, notices, send
from tests.roundpolicies import level
from tests.rounds import NOON, day

if TYPE_CHECKING:
    from pathlib import Path

    from ordertrack.domain.notices.notice import Notice
    from tests.rounds import RoundDesk

DRAFT, COPY, TO_SUPPLIER = 1, 2, 3
PHONE = {"phone": "+49 30 1"}
BEN = ("[rules]\n", '[[people]]\nname = "Ben"\nrole = ["team lead", "clerk"]\nphone = "+49 30 2"\n\n[rules]\n')


@pytest.fixture
def desk(tmp_path: Path) -> RoundDesk:
    """A desk with order A-1: notice 1 is a draft to the customer, 2 a copy of it, 3 leaves for the supplier."""
    made = an_outbox(tmp_path, BEN)
    made.enter()
    return made


def notice(desk: RoundDesk, number: int) -> Notice:
    with desk.book.read() as view:
        return view.notices.get(number)


def states(desk: RoundDesk) -> list[str]:
    return [each.state.value for each in notices(desk)]


def stand(desk: RoundDesk, number: int, at: time = NOON) -> tuple[bool, str | None]:
    """Whether a notice waits for approval, and when it leaves, as it is known on the 2nd of March."""
    policy = get_policy(desk.revisions, 1)
    found = explain_wait(notice(desk, number), desk.revisions, policy, desk.hours, desk.stamp("03-02", at).at)
    return found.waits, f"{found.leaves_at:%m-%d %H:%M}" if found.leaves_at else None


def test_a_notice_says_what_it_waits_for(desk: RoundDesk) -> None:
    """SOP 4.1c."""
    assert [stand(desk, each) for each in (DRAFT, COPY, TO_SUPPLIER)] == [
        (True, None),
        (False, None),
        (False, "03-02 12:00"),
    ]
    assert stand(desk, TO_SUPPLIER, time(21)) == (False, "03-03 07:00")


def test_a_draft_is_approved_once(desk: RoundDesk) -> None:
    """SOP 4.1c."""
    stamp = desk.stamp("03-03", NOON, "ben")
    before = notice(desk, DRAFT)
    after = replace(before, approved_at=stamp.at, approved_by="ben")
    assert approve_notices(desk.book, [DRAFT], desk.revisions, stamp, dry_run=True) == [after]
    assert notice(desk, DRAFT) == before
    assert approve_notices(desk.book, [DRAFT, DRAFT], desk.revisions, stamp) == [after]
    with pytest.raises(RefusedError, match=r"^notice 1 is queued and waits for nobody's approval$"):
        approve_notices(desk.book, [DRAFT], desk.revisions, stamp)


def test_one_notice_that_cannot_be_approved_keeps_all_that_were_named(desk: RoundDesk) -> None:
    with pytest.raises(RefusedError, match=r"^notice 3 is queued"):
        approve_notices(desk.book, [DRAFT, TO_SUPPLIER], desk.revisions, desk.stamp("03-03"))
    assert notice(desk, DRAFT).approved_at is None


def test_of_all_that_fit_a_question_those_are_approved_that_wait_for_it(desk: RoundDesk) -> None:
    found = approve_notices(desk.book, NoticeQuestion(numbers=("A-1",)), desk.revisions, desk.stamp("03-03"))
    assert [each.id for each in found] == [DRAFT]


def plain(known: Notice) -> tuple[str, str]:
    return f"about {known.id}", "as it was\n"


def test_words_of_ones_own_are_sent_as_they_are_and_wait_again(desk: RoundDesk) -> None:
    """SOP 4.4."""
    approve_notices(desk.book, [DRAFT], desk.revisions, desk.stamp("03-02"))
    after = edit_notice(desk.book, DRAFT, subject=None, body="Dear {{ you }}\n", plain=plain)
    assert (after.subject, after.body, after.approved_at) == ("about 1", "Dear {{ you }}\n", None)
    approve_notices(desk.book, [DRAFT], desk.revisions, desk.stamp("03-02"))
    way = Way()
    send(desk, way, "03-02", limit=1)
    assert way.letters[0].wording == ("about 1", "Dear {{ you }}\n", None)


def test_what_was_sent_keeps_its_words(desk: RoundDesk) -> None:
    for number in (COPY, TO_SUPPLIER):
        send(desk, Way(), "03-02")
        with pytest.raises(RefusedError, match="is sent; its words stay as they are"):
            edit_notice(desk.book, number, subject="x", body=None, plain=plain)


def test_a_call_has_no_words_to_edit(tmp_path: Path) -> None:
    desk = an_outbox(tmp_path, customer=PHONE)
    desk.enter()
    with pytest.raises(RefusedError, match=r"^notice 1 goes by phone; nobody reads its words in writing$"):
        edit_notice(desk.book, 1, subject="x", body=None, plain=plain)


def test_a_notice_is_withdrawn_for_a_reason_and_never_leaves(desk: RoundDesk) -> None:
    """SOP 4.4."""
    (after,) = withdraw_notices(desk.book, [TO_SUPPLIER], "told them")
    assert (after.state, after.error) == (NoticeState.WITHDRAWN, "told them")
    assert send(desk, Way(), "03-02").tried == []
    with pytest.raises(RefusedError, match=r"^notice 3 is withdrawn and cannot be withdrawn$"):
        withdraw_notices(desk.book, [TO_SUPPLIER], "again")


def test_what_failed_is_tried_again_from_the_beginning(desk: RoundDesk) -> None:
    send(desk, Way(MailError("550 no", is_permanent=True)), "03-02")
    (after,) = retry_notices(desk.book, NoticeQuestion())
    assert (after.id, after.state, after.attempts, after.error) == (TO_SUPPLIER, NoticeState.QUEUED, 0, "550 no")
    assert send(desk, Way(), "03-02").count(NoticeState.SENT) == 1
    with pytest.raises(RefusedError, match=r"^notice 3 is sent and waits for no other attempt$"):
        retry_notices(desk.book, [TO_SUPPLIER])


def test_there_is_no_such_notice(desk: RoundDesk) -> None:
    with pytest.raises(NotFoundError, match=r"^there is no notice 9$"):
        retry_notices(desk.book, [9])


def test_an_inbox_is_read_once(desk: RoundDesk) -> None:
    """SOP 5."""
    first, second = desk.stamp("03-02", NOON), desk.stamp("03-03", NOON)
    assert [each.read_at for each in read_inbox(desk.book, [COPY], first)] == [first.at]
    assert [each.read_at for each in read_inbox(desk.book, [COPY], second)] == [first.at]
    assert notices(desk, is_unread=True) == []
    with pytest.raises(RefusedError, match=r"^notice 1 went out by email, not into an inbox$"):
        read_inbox(desk.book, [DRAFT], first)


def test_everybody_reads_the_inboxes_of_their_roles(desk: RoundDesk) -> None:
    policy = get_policy(desk.revisions, 1)
    assert [inboxes_of(policy, name) for name in ("BEN", "Team Lead", "zoë")] == [
        ("Ben", "team lead", "clerk"),
        ("team lead",),
        None,
    ]


def test_what_waits_for_a_person_is_counted(desk: RoundDesk) -> None:
    """SOP 4.2a."""
    send(desk, Way(MailError("550 no", is_permanent=True)), "03-02")

    def counted(*inboxes: str, every: bool = False) -> Waiting:
        with desk.book.read() as view:
            return waiting(view, desk.revisions, None if every else inboxes)

    nobody = Waiting(unread=0, drafts=1, failed=1, unmatched=0, letters=0)
    assert counted() == nobody
    assert counted("ben") == counted(every=True) == nobody._replace(unread=1)
    approve_notices(desk.book, [DRAFT], desk.revisions, desk.stamp("03-02"))
    assert counted() == nobody._replace(drafts=0)


def test_what_would_leave_now_is_listed(desk: RoundDesk) -> None:
    policy = get_policy(desk.revisions, 1)
    with desk.book.read() as view:
        found = [
            [each.id for each in due_now(view, desk.revisions, policy, desk.hours, desk.stamp("03-02", at).at)]
            for at in (NOON, time(21))
        ]
    assert found == [[TO_SUPPLIER], []]


def calls(desk: RoundDesk, on: str, owner: str | None = None) -> list[tuple[str, str | None, tuple[Topic, ...]]]:
    with desk.book.read() as view:
        found = calls_to_make(view, as_of=day(on), owner=owner)
    return [(each.whom, each.phone, each.topics) for each in found]


def test_a_supplier_with_a_phone_is_rung_once_about_all_that_is_due(tmp_path: Path) -> None:
    """SOP 4.3a, 5."""
    desk = an_outbox(tmp_path, customer=MAILS[0], supplier=PHONE)
    desk.enter()
    desk.enter("A-2", owner="maria")
    desk.call("03-03", number="A-1")
    desk.call("03-03", number="A-2")
    assert calls(desk, "03-23") == []
    desk.round("03-23")
    asked = [Topic(NoticeKind.OVERDUE_FOLLOW_UP, number) for number in ("A-1", "A-2")]
    assert calls(desk, "03-23") == [(SUPPLIER, "+49 30 1", tuple(asked))]
    assert calls(desk, "03-23", "maria") == [(SUPPLIER, "+49 30 1", (asked[1],))]
    with desk.book.read() as view:
        (call,) = calls_to_make(view, as_of=day("03-23"))
    assert call.said is not None
    assert (call.side, call.owners, call.said.made_on, call.said.outcome) == (
        Side.SUPPLIER,
        ("maria",),
        date(2026, 3, 3),
        FollowUpOutcome.ANSWERED,
    )


def test_a_call_to_the_customer_settles_what_they_were_to_be_told(tmp_path: Path) -> None:
    """SOP 4.4b, 5."""
    desk = an_outbox(tmp_path, customer=PHONE)
    desk.enter()
    desk.move("03-03", Target.DELAYED, expected_on=date(2026, 3, 27), cause="strike")
    topics = (Topic(NoticeKind.ORDER_CONFIRMATION, "A-1"), Topic(NoticeKind.DELAY, "A-1"))
    assert calls(desk, "03-03") == [(CUSTOMER, "+49 30 1", topics)]
    desk.call("03-03", FollowUpOutcome.NO_ANSWER, side=Side.CUSTOMER)
    desk.call("03-03", side=Side.SUPPLIER)
    assert len(calls(desk, "03-03")) == 1
    desk.call("03-04", side=Side.CUSTOMER)
    assert calls(desk, "03-04") == []
    (told,) = notices(desk, kinds=(NoticeKind.DELAY,), side=Side.CUSTOMER)
    assert (told.state, told.sent_at) == (NoticeState.SENT, desk.stamp("03-04", NOON).at)


def test_a_colleague_who_takes_a_case_up_need_not_be_rung(tmp_path: Path) -> None:
    """SOP 4.3b, 5."""
    matrix = level(1, "Ben", '{ overdue = "3bd" }').replace('["inbox"]', '["phone"]')
    desk = an_outbox(tmp_path, BEN, matrix=matrix)
    desk.enter()
    rules = InForce(get_policy(desk.revisions, 1), 1, desk.hours)
    start_escalations(desk.book, ["A-1"], Appeal(reason="fire"), rules, desk.stamp("03-04", NOON, "anna"))
    assert calls(desk, "03-04") == [("Ben", "+49 30 2", (Topic(NoticeKind.ESCALATION, "A-1", "A-1#1"),))]
    desk.acknowledge("03-04")
    assert calls(desk, "03-04") == []


def test_the_minutes_from_learning_to_telling_are_summed_up(tmp_path: Path) -> None:
    """SOP 4.4b, 7."""
    desk = an_outbox(tmp_path, ALL_AUTO)
    desk.enter()
    send(desk, Way(MailError("550 no", is_permanent=True)), "03-02", time(12, 30))
    desk.move("03-02", Target.DELAYED, expected_on=date(2026, 3, 27), cause="strike")
    send(desk, Way(), "03-02", time(18))
    with desk.book.read() as view:
        times = list(view.notices.list_times(since=None, before=None))
        assert list(view.notices.list_times(since=None, before=desk.stamp("03-02", time(11)).at)) == times[:2]
        assert list(view.notices.list_times(since=desk.stamp("03-02", NOON).at, before=None)) == times[2:]
    assert times[2] == NoticeTimes(
        kind=NoticeKind.DELAY,
        state=NoticeState.SENT,
        is_for_party=True,
        learned_at=desk.stamp("03-02", NOON).at,
        sent_at=desk.stamp("03-02", time(18)).at,
    )
    found = [(each[:6], each.elapsed.median, each.working.median) for each in notice_figures(times, desk.hours)]
    assert found == [
        ((NoticeKind.ORDER_CONFIRMATION, 1, 0, 1, 0, 0), None, None),
        ((NoticeKind.SUPPLIER_ACKNOWLEDGEMENT, 1, 1, 0, 0, 0), 180, 180),
        ((NoticeKind.DELAY, 1, 1, 0, 0, 0), 360, 300),
    ]
