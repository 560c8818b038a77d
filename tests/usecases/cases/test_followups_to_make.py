"""The follow-ups that are to be made, with what was said last (SOP 4.2c, 4.3a)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.followups import FollowUpOutcome
from ordertrack.domain.orders.lists import DueFollowUp, OrderFilter
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.parties import Channel, Side
from ordertrack.usecases.cases.followups import Conversation, ToAsk, followups_to_make, log_followups
from ordertrack.usecases.parties import edit_party
from ordertrack.usecases.policy import built_in_revision
from tests.builders import AT, CUSTOMER, PROMISED, SUPPLIER, TODAY, a_stamp, enter, move, ten, units
from tests.chasing import SILENT, a_followup, raise_followups

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

DAY = timedelta(days=1)
LATER = PROMISED + 5 * DAY
HELD = Conversation(at=AT, made_on=TODAY, channel=Channel.PHONE, note="ships on Friday")
REVISIONS = [built_in_revision("UTC", a_stamp())]


def log(book: SqlBook, **said: Any) -> None:  # noqa: ANN401 - any field
    log_followups(book, ["A-1"], replace(HELD, **said), a_stamp())


DUE = DueFollowUp(
    number="A-1",
    line=1,
    followup=1,
    rule="overdue",
    revision=1,
    due_on=TODAY,
    raised_on=TODAY,
    promised_on=PROMISED,
    days_late=None,
    expected_on=None,
    sku=None,
    description=None,
    open_quantity=units(10),
    unit=None,
    customer=CUSTOMER,
    supplier=SUPPLIER,
    supplier_ref=None,
    phone=None,
    emails=None,
    owner=None,
    priority="normal",
    status="entered",
    said_on=None,
    said_by=None,
    said_channel=None,
    said_outcome=None,
    said_note=None,
)


def to_make(book: SqlBook, as_of: date = TODAY, **only: Any) -> list[ToAsk]:  # noqa: ANN401 - any field of a filter
    return followups_to_make(book, OrderFilter(**only), REVISIONS, as_of=as_of)


def lines_to_ask(book: SqlBook, as_of: date = TODAY, **only: Any) -> list[tuple[str, int, int]]:  # noqa: ANN401
    return [(row.number, row.line, row.followup) for row, _ in to_make(book, as_of, **only)]


def test_a_follow_up_to_make_comes_with_whom_to_ask_and_what_was_said_last(book: SqlBook) -> None:
    """SOP 4.3a, 4.3c."""
    enter(book, ten(line_sku="M8", line_unit="pcs", owner="maria", supplier_ref="K-7"))
    edit_party(book, SUPPLIER, a_stamp(), emails=("a@acme.example", "b@acme.example"), phone="+49 30 1")
    log(book, outcome=FollowUpOutcome.REFUSED, note="not before Easter")
    log(book, side=Side.CUSTOMER, note="wants it soon")
    raise_followups(book, a_followup(2))
    asked = DUE._replace(
        followup=2,
        days_late=3,
        sku="M8",
        unit="pcs",
        supplier_ref="K-7",
        phone="+49 30 1",
        emails="a@acme.example, b@acme.example",
        owner="maria",
        said_on=TODAY,
        said_by="anna",
        said_channel="phone",
        said_outcome="refused",
        said_note="not before Easter",
    )
    assert to_make(book, PROMISED + 3 * DAY) == [ToAsk(asked, 3)]


def test_the_silent_rule_sets_no_end(book: SqlBook) -> None:
    """SOP 4.2c."""
    enter(book, ten())
    raise_followups(book, a_followup(rule=SILENT))
    assert to_make(book) == [ToAsk(DUE._replace(rule="silent"), None)]


def test_what_was_made_is_not_to_be_made(book: SqlBook) -> None:
    enter(book, ten())
    raise_followups(book, a_followup())
    log(book, outcome=FollowUpOutcome.NO_ANSWER)
    assert to_make(book) == []
    raise_followups(book, a_followup(2))
    assert lines_to_ask(book) == [("A-1", 1, 2)]


def test_of_a_line_only_the_last_follow_up_is_listed(book: SqlBook) -> None:
    enter(book, ten(), ten())
    raise_followups(book, a_followup(rule=SILENT), a_followup(position=2))
    raise_followups(book, a_followup(), a_followup(2, raised_on=TODAY + DAY))
    assert lines_to_ask(book) == [("A-1", 1, 1), ("A-1", 2, 1)]
    assert [row.rule for row, _ in to_make(book)] == ["overdue", "overdue"]
    assert lines_to_ask(book, TODAY + DAY) == [("A-1", 1, 2), ("A-1", 2, 1)]


def test_what_is_raised_only_later_is_not_listed(book: SqlBook) -> None:
    enter(book, ten())
    raise_followups(book, a_followup(raised_on=TODAY + DAY))
    assert (lines_to_ask(book), lines_to_ask(book, TODAY + DAY)) == ([], [("A-1", 1, 1)])


@pytest.mark.parametrize(
    ("target", "fields"),
    [
        (None, {"promised_on": LATER, "cause": "strike"}),
        (Target.DELIVERED, {}),
        (Target.CANCELLED, {"cause": "not needed"}),
    ],
)
def test_a_follow_up_is_over_with_its_promise(
    sqlite_book: SqlBook, target: Target | None, fields: dict[str, Any]
) -> None:
    enter(sqlite_book, ten())
    move(sqlite_book, Target.CONFIRMED)
    raise_followups(sqlite_book, a_followup())
    move(sqlite_book, target, **fields)
    assert to_make(sqlite_book) == []


def test_the_lines_of_one_supplier_stand_together_the_latest_first(book: SqlBook) -> None:
    """SOP 4.3a."""
    promises = {"A-1": ("Bolts", 9), "A-2": ("Zips", 3), "A-3": ("Bolts", 5), "A-4": ("Zips", 7), "A-5": ("Acme", 9)}
    for number, (supplier, day) in promises.items():
        promised_on = date(2026, 3, day)
        enter(book, ten(number=number, supplier=supplier, promised_on=promised_on.isoformat(), owner=supplier[0]))
        raise_followups(book, a_followup(promised_on=promised_on), number=number)
    assert [number for number, _, _ in lines_to_ask(book)] == ["A-2", "A-4", "A-3", "A-1", "A-5"]
    assert [number for number, _, _ in lines_to_ask(book, owner="z")] == ["A-2", "A-4"]
    with book.read() as view:
        bolts = view.parties.find("Bolts")
    assert bolts
    assert [number for number, _, _ in lines_to_ask(book, supplier=bolts.id)] == ["A-3", "A-1"]
