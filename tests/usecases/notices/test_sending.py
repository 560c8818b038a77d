"""Sending what is queued: when, as which letter, what becomes of what a server does not take (SOP 4.1c, 4.4, 5)."""

from __future__ import annotations

import hashlib
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.followups import Contact, FollowUpOutcome
from ordertrack.domain.letters import Direction, Message, MessageState, Nature
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.errors import MailError
from ordertrack.mail.notices.mime import FolderTransport, build
from ordertrack.usecases.notices.outbox import approve_notices
from ordertrack.usecases.notices.sending import WAITS, send_notices
from ordertrack.usecases.parties import edit_party
from ordertrack.usecases.policy import get_policy
from tests.builders import CUSTOMER, SUPPLIER, is_sound, loaded
from tests.outboxes import ALL_AUTO, SENDER, Way, an_outbox, kept, notices, send, sender
from tests.rounds import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from ordertrack.domain.letters import Letter
    from ordertrack.domain.notices.notice import Notice
    from tests.rounds import RoundDesk

BUSY = MailError("451 come again later")
REFUSED = MailError("550 no such user here", is_permanent=True)
GONE = MailError("mail.example.com does not answer", is_about_letter=False)
SILENT = MailError("the answer never came", may_have_arrived=True)
CONFIRMATION, TO_SUPPLIER = 1, 3


@pytest.fixture
def desk(tmp_path: Path) -> RoundDesk:
    """A desk with order A-1, whose notices wait for nobody: 1 to the customer, 3 to the supplier."""
    made = an_outbox(tmp_path, ALL_AUTO)
    made.enter()
    return made


def notice(desk: RoundDesk, number: int) -> Notice:
    with desk.book.read() as view:
        return view.notices.get(number)


def standing(desk: RoundDesk) -> list[tuple[int, str, int, str | None]]:
    """The letters of the outbox: number, state, attempts, why."""
    return [
        (each.id, each.state.value, each.attempts, each.error) for each in notices(desk) if each.to.party is not None
    ]


def test_what_is_sent_is_a_letter_of_its_own(desk: RoundDesk) -> None:
    """SOP 4.1c."""
    way = Way()
    send(desk, way, "03-02", limit=1)
    at, sent = desk.stamp("03-02", NOON).at, notice(desk, CONFIRMATION)
    (letter,) = way.letters
    assert (letter.message_id, letter.sender, letter.to, letter.to_name, letter.at, letter.reply_to) == (
        f"<{sent.token}@example.com>",
        SENDER,
        "c@example.com",
        CUSTOMER,
        at,
        f"orders+{sent.token}@example.com",
    )
    assert letter.wording.subject == "Order A-1: confirmation"
    assert (sent.state, sent.sent_at, sent.attempts, sent.lease_until) == (NoticeState.SENT, at, 1, None)


def test_what_is_sent_stands_in_the_record_of_its_order_with_its_original(desk: RoundDesk) -> None:
    """SOP 4.4c."""
    way = Way()
    send(desk, way, "03-02", limit=1)
    at, sent = desk.stamp("03-02", NOON).at, notice(desk, CONFIRMATION)
    (letter,) = way.letters
    raw = build(letter)
    digest = hashlib.sha256(raw).hexdigest()
    message = Message(
        id=1,
        direction=Direction.OUT,
        digest=digest,
        message_id=letter.message_id,
        nature=Nature.LETTER,
        state=MessageState.DONE,
        at=at,
        kept_at=at,
        subject="Order A-1: confirmation",
        text=letter.wording.plain,
        numbers=("A-1",),
        notice=CONFIRMATION,
        party=sent.to.party,
        side=Side.CUSTOMER,
        sender=SENDER,
    )
    assert kept(desk) == [(message, raw)]
    assert loaded(desk.book).contacts == (
        Contact(
            at=at,
            made_on=date(2026, 3, 2),
            channel=Channel.EMAIL,
            side=Side.CUSTOMER,
            actor="anna",
            outcome=FollowUpOutcome.SENT,
            note="order-confirmation: Order A-1: confirmation",
            message=1,
            digest=digest,
        ),
    )
    assert is_sound(desk.book)


def test_every_notice_leaves_once(desk: RoundDesk) -> None:
    way = Way()
    assert [each.notice.id for each in send(desk, way, "03-02").tried] == [CONFIRMATION, TO_SUPPLIER]
    assert send(desk, way, "03-02").tried == []
    assert [letter.to for letter in way.letters] == ["c@example.com", "s@example.com"]


def test_letters_can_be_files_in_a_folder(desk: RoundDesk, tmp_path: Path) -> None:
    """SOP 5."""
    send(desk, FolderTransport(tmp_path / "out"), "03-02")
    assert sorted(path.read_bytes() for path in (tmp_path / "out").iterdir()) == sorted(raw for _, raw in kept(desk))


def test_a_draft_waits_until_somebody_approves_it(tmp_path: Path) -> None:
    """SOP 4.1c."""
    desk = an_outbox(tmp_path)
    desk.enter()
    assert [each.notice.id for each in send(desk, Way(), "03-02").tried] == [TO_SUPPLIER]
    approve_notices(desk.book, [CONFIRMATION], desk.revisions, desk.stamp("03-03", NOON, "ben"))
    assert [each.notice.id for each in send(desk, Way(), "03-03").tried] == [CONFIRMATION]
    assert (notice(desk, CONFIRMATION).approved_by, notice(desk, CONFIRMATION).approved_at) == (
        "ben",
        desk.stamp("03-03", NOON).at,
    )


def test_nothing_leaves_in_quiet_hours_but_what_is_urgent(desk: RoundDesk) -> None:
    """SOP 4.4b."""
    desk.move("03-02", Target.DELAYED, expected_on=date(2026, 3, 27), cause="strike")
    assert [each.notice.kind for each in send(desk, Way(), "03-02", time(22)).tried] == [NoticeKind.DELAY]
    assert send(desk, Way(), "03-03", time(6, 59)).tried == []
    assert len(send(desk, Way(), "03-03", time(7)).tried) == 2


def test_nothing_leaves_on_a_day_off(desk: RoundDesk) -> None:
    assert send(desk, Way(), "03-07").tried == []


def test_a_letter_that_is_refused_fails_with_the_servers_words_and_holds_back_no_other(desk: RoundDesk) -> None:
    report = send(desk, Way(REFUSED), "03-02")
    assert standing(desk) == [(CONFIRMATION, "failed", 1, "550 no such user here"), (TO_SUPPLIER, "sent", 1, None)]
    assert (report.count(NoticeState.FAILED), report.count(NoticeState.SENT), report.stopped_by) == (1, 1, None)
    assert send(desk, Way(), "03-03").tried == []


def test_a_letter_that_is_not_taken_is_tried_again_after_ever_longer_waits_and_fails_in_the_end(
    desk: RoundDesk,
) -> None:
    way, at, tried = Way(*[BUSY] * 20), desk.stamp("03-02", NOON).at, []
    rules = get_policy(desk.revisions, 1).notices
    for _ in range(len(WAITS) + 1):
        report = send_notices(desk.book, sender(desk, way, at), limit=1)
        found = notice(desk, CONFIRMATION)
        tried.append((len(report.tried), found.state.value, found.next_at - at if found.next_at else None))
        at = rules.leaves_at(found.kind, found.next_at or at, desk.hours)
    assert tried == [*((1, "queued", wait) for wait in WAITS), (1, "failed", None)]


def test_what_waits_for_its_next_attempt_waits(desk: RoundDesk) -> None:
    send(desk, Way(BUSY), "03-02")
    assert standing(desk)[0] == (CONFIRMATION, "queued", 1, "451 come again later")
    assert send(desk, Way(), "03-02", time(12, 0, 59)).tried == []
    assert [each.notice.id for each in send(desk, Way(), "03-02", time(12, 1)).tried] == [CONFIRMATION]


def test_a_server_that_is_not_reached_ends_the_run_and_counts_for_no_notice(desk: RoundDesk) -> None:
    report = send(desk, Way(GONE), "03-02")
    assert (len(report.tried), report.stopped_by) == (1, GONE)
    assert standing(desk) == [
        (CONFIRMATION, "queued", 0, "mail.example.com does not answer"),
        (TO_SUPPLIER, "queued", 0, None),
    ]
    assert [each.notice.id for each in send(desk, Way(), "03-02").tried] == [TO_SUPPLIER]
    assert [each.notice.id for each in send(desk, Way(), "03-02", time(12, 1)).tried] == [CONFIRMATION]


def test_what_may_have_arrived_says_so_and_repeats_under_its_message_id(desk: RoundDesk) -> None:
    send(desk, Way(SILENT), "03-02", limit=1)
    before = notice(desk, CONFIRMATION)
    way = Way()
    send(desk, way, "03-02", time(12, 5), limit=1)
    after = notice(desk, CONFIRMATION)
    assert (before.may_repeat, after.may_repeat, after.state) == (True, True, NoticeState.SENT)
    assert before.message_id == after.message_id == way.letters[0].message_id


class Dying:
    """A way out whose sender dies when it has handed a letter over."""

    def send(self, letter: Letter) -> bytes:
        """Take the letter, and die."""
        raise KeyboardInterrupt(letter.message_id)


def test_a_sender_that_dies_leaves_its_notice_to_the_next_once_its_lease_is_over(desk: RoundDesk) -> None:
    with pytest.raises(KeyboardInterrupt) as died:
        send(desk, Dying(), "03-02", limit=1)
    left = notice(desk, CONFIRMATION)
    lease = desk.stamp("03-02", NOON).at + timedelta(minutes=30)
    assert (left.state, left.lease_until, left.may_repeat) == (NoticeState.SENDING, lease, False)

    way = Way()
    assert [each.notice.id for each in send(desk, way, "03-02", time(12, 29)).tried] == [TO_SUPPLIER]
    send(desk, way, "03-02", time(12, 30))
    after = notice(desk, CONFIRMATION)
    assert (after.state, after.may_repeat, after.attempts) == (NoticeState.SENT, True, 2)
    assert way.letters[-1].message_id == str(died.value) == after.message_id


def test_a_letter_goes_to_the_address_that_the_book_knows_by_then(desk: RoundDesk) -> None:
    edit_party(desk.book, CUSTOMER, desk.stamp("03-02"), emails=("new@example.com",))
    way = Way()
    send(desk, way, "03-02", limit=1)
    assert way.letters[0].to == "new@example.com"


def test_a_party_without_an_address_by_then_fails_its_notice(desk: RoundDesk) -> None:
    edit_party(desk.book, CUSTOMER, desk.stamp("03-02"), emails=())
    send(desk, Way(), "03-02")
    assert standing(desk)[0] == (CONFIRMATION, "failed", 1, f"{CUSTOMER} has no e-mail address any more")


def test_a_question_that_was_settled_meanwhile_is_not_asked(desk: RoundDesk) -> None:
    """SOP 4.3a."""
    send(desk, Way(), "03-02")
    desk.round("03-23")
    desk.call("03-23")
    (tried,) = send(desk, Way(), "03-23").tried
    assert (tried.notice.kind, tried.notice.state) == (NoticeKind.OVERDUE_FOLLOW_UP, NoticeState.WITHDRAWN)
    assert tried.error == "nothing of it is open now"


def test_a_follow_up_that_is_sent_was_made(desk: RoundDesk) -> None:
    """SOP 4.3a, 4.3c."""
    desk.round("03-23")
    send(desk, Way(), "03-23")
    (asked,) = loaded(desk.book).followups
    assert asked.asked_at == desk.stamp("03-23", NOON).at
    assert [(each.side, each.outcome) for each in loaded(desk.book).contacts][-1] == (
        Side.SUPPLIER,
        FollowUpOutcome.SENT,
    )


def test_a_second_letter_about_an_order_answers_the_first(desk: RoundDesk) -> None:
    way = Way()
    send(desk, way, "03-02")
    desk.move("03-03", Target.DELAYED, expected_on=date(2026, 3, 27), cause="strike")
    send(desk, way, "03-03")
    first, to_supplier, second = way.letters
    assert (second.in_reply_to, second.references) == (first.message_id, (first.message_id,))
    assert to_supplier.in_reply_to is None
    assert to_supplier.to_name == SUPPLIER


def test_the_sender_hears_how_many_were_tried(desk: RoundDesk) -> None:
    heard: list[int] = []
    send_notices(desk.book, sender(desk, Way(REFUSED), desk.stamp("03-02", NOON).at), on_tried=heard.append)
    assert heard == [1, 2]
