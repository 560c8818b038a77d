"""The suppliers' scorecards as a table, with its definition, its day and its zone (SOP 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.cli.cases.cases import moment
from ordertrack.cli.commands import FOUND, ResultWithCode, reads
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.options import CustomerName, ExitCode, OwnerName, SupplierName, only_orders
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.cli.reports.lines import rounded
from ordertrack.domain.reports.suppliers import ScorecardQuestion
from ordertrack.usecases.reports import scorecards

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.cli.output.result import Row
    from ordertrack.domain.reports.suppliers import Scorecard

SUPPLIERS = (
    Column(name="supplier", title="Supplier"),
    Column(name="orders", title="Orders", kind=Kind.COUNT, narrow=False),
    Column(name="open_orders", title="Open", kind=Kind.COUNT, narrow=False),
    Column(name="rate_first", title="On time", kind=Kind.RATE),
    Column(name="rate_latest", title="By latest", kind=Kind.RATE, narrow=False),
    Column(name="rate_requested", title="By request", kind=Kind.RATE, narrow=False),
    Column(name="promise_changes", title="Moved", kind=Kind.COUNT),
    Column(name="mean_slip_days", title="Slip d", kind=Kind.DAYS, narrow=False),
    Column(name="answers", title="Answers", kind=Kind.COUNT, drawn=False),
    Column(name="unanswered", title="Unanswered", kind=Kind.COUNT, drawn=False),
    Column(name="mean_answer_hours", title="Answer h", kind=Kind.QUANTITY, drawn=False),
    Column(name="mean_answer_working_hours", title="Answer work h", kind=Kind.QUANTITY, narrow=False),
    Column(name="silence_days", title="Silent d", kind=Kind.DAYS),
    Column(name="rejected_share", title="Rejected", kind=Kind.RATE, narrow=False),
    Column(name="overdue_lines", title="Overdue", kind=Kind.COUNT),
    Column(name="forecast", title="What to expect"),
    Column(name="usual_delay_days", title="Usual delay d", kind=Kind.DAYS, drawn=False),
    Column(name="deliveries", title="Deliveries", kind=Kind.COUNT, drawn=False),
)
DEFINITION = (
    "on time: lines, against the first promise; slip: days from a promise to the one that replaced it; "
    "usual delay: median against the first promise of the lines delivered in the year before, n/a under 5"
)
SILENCE = "silent: days without a contact, of the open order about which nobody was heard for longest"


def scorecard_table(cards: Sequence[Scorecard], as_of: date, zone: str) -> Table:
    """Show the suppliers, one a row."""
    overdue = sum(card.overdue_lines for card in cards)
    return Table(
        kind="suppliers",
        columns=SUPPLIERS,
        rows=[_card(card) for card in cards],
        as_of=as_of,
        title="Suppliers",
        notes=(
            f"{len(cards)} suppliers, {sum(card.orders for card in cards)} orders, {overdue} overdue lines",
            DEFINITION,
            f"{SILENCE}; as of {as_of} in {zone}",
        ),
        extra={"definition": f"{DEFINITION}; {SILENCE}", "zone": zone, "overdue_lines": overdue},
        tone=lambda row: Tone.WARNING if row[14] else None,
        empty="No supplier has an order that fits.",
    )


def _card(card: Scorecard) -> Row:
    in_part = {"mean_slip_days", "mean_answer_hours", "mean_answer_working_hours", "usual_delay_days"}
    values = {**card._asdict(), "forecast": card.forecast}
    return [rounded(values[each.name]) if each.name in in_part else values[each.name] for each in SUPPLIERS]


@reads
def suppliers(
    desk: Desk,
    supplier: SupplierName = None,
    customer: CustomerName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> ResultWithCode:
    """Give every supplier a scorecard: punctual, heard, faultless or not, and what to expect of it (SOP 4.2c, 7)."""
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    question = ScorecardQuestion(as_of=desk.as_of, at=moment(desk).until, only=only)
    with desk.book.read() as view:
        cards = scorecards(view, question, desk.hours)
    has_overdue = any(card.overdue_lines for card in cards)
    table = scorecard_table(cards, desk.as_of, desk.zone.key)
    return ResultWithCode(result=table, exit_code=FOUND if exit_code and has_overdue else 0)


EXAMPLES = {
    "suppliers": "ordertrack report suppliers\nordertrack report suppliers --supplier Bolts --json",
}
