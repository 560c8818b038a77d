"""What each fact about an order queues: for whom, by which channel, once (SOP 4.1c, 4.3, 4.4, 4.5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.notices.notice import Addressee, Notice, NoticeState
from ordertrack.domain.orders.moves import Closing, ClosingStep, Target
from ordertrack.domain.parties import Channel, NoticeChannel, Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.usecases.cases.enquiries import Answer, Question, answer_enquiry, log_enquiry
from ordertrack.usecases.cases.escalations import Appeal, InForce, start_escalations
from ordertrack.usecases.orders import Correction, add_order, close_orders, correct_orders
from ordertrack.usecases.policy import get_policy
from ordertrack.usecases.recording import event_name
from tests.builders import CUSTOMER, SUPPLIER, a_move, a_reader, a_row, is_sound, seq_of
from tests.outboxes import an_outbox, notices, rows
from tests.roundpolicies import level
from tests.rounds import NOON, day, table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rounds import RoundDesk

PHONE = {"phone": "+49 30 1"}


@pytest.fixture
def desk(tmp_path: Path) -> RoundDesk:
    """A desk with order A-1 of ten units, promised for the 20th, confirmed on the 2nd of March."""
    made = an_outbox(tmp_path)
    made.enter()
    return made


def later(desk: RoundDesk) -> list[tuple[str, ...]]:
    """What was queued after the entry of the order."""
    return rows([each for each in notices(desk) if each.cause != "A-1 entered"])


def test_an_entry_is_confirmed_to_the_customer_and_acknowledged_to_the_supplier(desk: RoundDesk) -> None:
    """SOP 4.1c."""
    assert rows(notices(desk)) == table("""
        kind                      to              channel  state   copy
        order-confirmation        Müller & Søn    email    queued
        order-confirmation        team lead       inbox    sent    copy
        supplier-acknowledgement  Acme Fasteners  email    queued
    """)


def test_a_delay_is_told_with_both_dates_and_the_cause(desk: RoundDesk) -> None:
    """SOP 4.4b."""
    desk.move("03-04", Target.DELAYED, expected_on=date(2026, 3, 27), cause="strike", note="two days")
    (found,) = notices(desk, kinds=(NoticeKind.DELAY,), side=Side.CUSTOMER)
    at = desk.stamp("03-04", NOON).at
    line = {"position": 1, "sku": None, "description": None, "unit": None}
    with desk.book.read() as view:
        party = view.orders.get("A-1").customer
    assert found == Notice(
        id=4,
        kind=NoticeKind.DELAY,
        state=NoticeState.QUEUED,
        to=Addressee(
            name=CUSTOMER, channel=NoticeChannel.EMAIL, party=party, side=Side.CUSTOMER, address="c@example.com"
        ),
        numbers=("A-1",),
        facts={
            "recipient": CUSTOMER,
            "order": found.facts["order"],
            "change": {
                "old_on": "2026-03-20",
                "new_on": "2026-03-27",
                "cause": "strike",
                "note": "two days",
                "lines": [{**line, "quantity": "10", "old_on": "2026-03-20"}],
            },
        },
        cause=event_name("A-1", seq_of(desk.book, "delay reported")),
        revision=1,
        queued_at=at,
        learned_at=at,
        token=found.token,
    )
    assert found.facts["order"]["lines"][0]["promised_on"] == "2026-03-20"
    assert len(found.token) == 16


MILESTONES: dict[str, tuple[dict[str, object], str]] = {
    "what was shipped": (
        {"to": Target.SHIPPED, "carrier": "DHL", "tracking": "0034"},
        "shipped  Müller & Søn  email  queued",
    ),
    "what arrived": ({"to": Target.DELIVERED}, "delivered  Müller & Søn  email  queued"),
    "another expected date": (
        {"expected_on": date(2026, 3, 18)},
        "date-changed  Müller & Søn  email  queued",
    ),
    "another promise": (
        {"promised_on": date(2026, 3, 25), "cause": "capacity"},
        "date-changed  Müller & Søn  email  queued",
    ),
}


@pytest.mark.parametrize("what", MILESTONES)
def test_the_customer_is_told(desk: RoundDesk, what: str) -> None:
    """SOP 4.2b, 4.4b."""
    given, row = MILESTONES[what]
    desk.move("03-04", **given)  # type: ignore[arg-type]  # whatever a move takes
    assert later(desk) == [tuple(row.split("  "))]


def test_a_date_that_is_no_other_one_is_no_news(desk: RoundDesk) -> None:
    desk.move("03-04", expected_on=date(2026, 3, 20))
    assert later(desk) == []


def test_a_delay_that_is_made_up_for_before_anybody_was_told_is_told_to_nobody(desk: RoundDesk) -> None:
    """SOP 4.4b."""
    desk.move("03-04", Target.DELAYED, expected_on=date(2026, 3, 27), cause="strike")
    desk.move("03-05", expected_on=date(2026, 3, 20))
    assert later(desk) == table("""
        kind   to            channel  state      copy
        delay  Müller & Søn  email    withdrawn
        delay  team lead     inbox    sent       copy
    """)


def test_a_longer_delay_takes_the_place_of_one_that_nobody_was_told_with_its_old_date(desk: RoundDesk) -> None:
    """SOP 4.4b."""
    desk.move("03-04", Target.DELAYED, expected_on=date(2026, 3, 27), cause="strike")
    desk.move("03-05", expected_on=date(2026, 3, 30))
    assert later(desk) == table("""
        kind   to            channel  state      copy
        delay  Müller & Søn  email    withdrawn
        delay  team lead     inbox    sent       copy
        delay  Müller & Søn  email    queued
    """)
    change = notices(desk, side=Side.CUSTOMER)[-1].facts["change"]
    assert (change["old_on"], change["new_on"], change["cause"]) == ("2026-03-20", "2026-03-30", "strike")


def test_a_completed_order_is_told(desk: RoundDesk) -> None:
    """SOP 4.5."""
    desk.move("03-04", Target.DELIVERED)
    closing = Closing(on=day("03-05"), until=ClosingStep.COMPLETED, received_by="Ms Weber")
    close_orders(desk.book, ["A-1"], closing, desk.stamp("03-05", NOON, "anna"))
    assert later(desk)[-1] == ("completed", CUSTOMER, "email", "queued")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({}, [("answer", CUSTOMER, "email", "queued")]),
        ({"channel": Channel.PHONE}, []),
        ({"was_given": True}, []),
    ],
)
def test_an_answer_is_sent_unless_it_was_given(
    desk: RoundDesk, answer: dict[str, object], expected: list[tuple[str, ...]]
) -> None:
    """SOP 4.4a."""
    stamp = desk.stamp("03-04", NOON, "anna")
    log_enquiry(desk.book, "A-1", Question(sender="Ms Weber", text="When?", at=stamp.at), stamp)
    given = Answer(text="On Friday", at=stamp.at, **answer)  # type: ignore[arg-type]
    answer_enquiry(desk.book, "A-1", given, stamp)
    assert later(desk) == expected


def test_a_supplier_gets_one_letter_a_round_for_all_that_is_due(desk: RoundDesk) -> None:
    """SOP 4.3a."""
    desk.enter("A-2", promised="03-19")
    desk.round("03-24")
    (found,) = notices(desk, kinds=(NoticeKind.OVERDUE_FOLLOW_UP,))
    asked = [(order["number"], [line["days_late"] for line in order["lines"]]) for order in found.facts["orders"]]
    assert (found.to.name, found.numbers, found.facts["number"]) == (SUPPLIER, ("A-1", "A-2"), 1)
    assert sorted(asked) == [("A-1", [4]), ("A-2", [5])]
    desk.round("03-24")
    assert len(notices(desk, kinds=(NoticeKind.OVERDUE_FOLLOW_UP,))) == 1


def test_a_round_reports_what_is_to_leave(desk: RoundDesk) -> None:
    assert (desk.round("03-23").queued, desk.round("03-24").queued, desk.round("03-24").queued) == (1, 0, 0)
    assert rows(notices(desk, kinds=(NoticeKind.DIGEST,))) == [("digest", "team lead", "inbox", "sent")] * 2


def test_the_digest_goes_by_mail_where_there_is_an_address(tmp_path: Path) -> None:
    """SOP 4.2a."""
    ben = '[[people]]\nname = "Ben"\nrole = "team lead"\nemail = "ben@example.com"\n\n[rules]\n'
    desk = an_outbox(tmp_path, ("[rules]\n", ben), ('digest = ["team lead"]', 'digest = ["Ben"]'))
    desk.enter()
    desk.round("03-23")
    assert rows(notices(desk, kinds=(NoticeKind.DIGEST,))) == [("digest", "Ben", "email", "queued")]


def test_an_escalation_goes_by_every_means_of_its_level_that_leads_there(tmp_path: Path) -> None:
    """SOP 4.3b."""
    matrix = level(1, "Ben", '{ overdue = "3bd" }').replace('["inbox"]', '["inbox", "email", "phone"]')
    ben = '[[people]]\nname = "Ben"\nrole = "manager"\nemail = "ben@example.com"\n\n[rules]\n'
    desk = an_outbox(tmp_path, ("[rules]\n", ben), matrix=matrix)
    desk.enter()
    rules = InForce(get_policy(desk.revisions, 1), 1, desk.hours)
    start_escalations(desk.book, ["A-1"], Appeal(reason="fire"), rules, desk.stamp("03-04", NOON, "anna"))
    assert rows(notices(desk, kinds=(NoticeKind.ESCALATION,))) == table("""
        kind        to   channel  state
        escalation  Ben  inbox    sent
        escalation  Ben  email    queued
    """)


def test_who_has_no_mail_is_told_on_the_phone_and_who_has_neither_not_at_all(tmp_path: Path) -> None:
    """SOP 5."""
    desk = an_outbox(tmp_path, customer=PHONE, supplier={})
    desk.enter()
    assert rows(notices(desk)) == table("""
        kind                to            channel  state   copy
        order-confirmation  Müller & Søn  phone    queued
        order-confirmation  team lead     inbox    sent    copy
    """)


def test_a_taken_back_event_takes_its_notices_with_it(desk: RoundDesk) -> None:
    """SOP 4.4c."""
    desk.move("03-04", Target.DELAYED, expected_on=date(2026, 3, 27), cause="strike")
    correction = Correction(cause="another order was meant")
    stamp = desk.stamp("03-04", NOON, "anna")
    (change,) = correct_orders(desk.book, ["A-1"], correction, a_move(on=day("03-04")), stamp)
    (found,) = notices(desk, kinds=(NoticeKind.DELAY,), side=Side.CUSTOMER)
    assert list(change.notices) == [found]
    assert (found.state, found.error) == (
        NoticeState.WITHDRAWN,
        "its event was taken back: another order was meant",
    )


def test_nothing_is_queued_of_what_was_not_kept(desk: RoundDesk) -> None:
    before = notices(desk)
    row, stamp = a_row(number="A-9"), desk.stamp("03-04")
    found = add_order(desk.book, (row,), a_reader(), stamp, accept=True, dry_run=True)
    assert rows(list(found.notices)) == rows(before)
    assert notices(desk) == before
    assert is_sound(desk.book)
