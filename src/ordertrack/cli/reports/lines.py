"""The figures as tables, each with its definition, its day and its zone (SOP 7)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import FOUND, ResultWithCode, reads
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.options import CustomerName, ExitCode, OwnerName, SupplierName, only_orders, period
from ordertrack.cli.orders.lists import quantity
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.domain.reports.lines import Basis, By, CountedUnit, OnTimeQuestion
from ordertrack.domain.values.texts import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from ordertrack.cli.output.result import Row
    from ordertrack.domain.orders.lists import OverdueRow
    from ordertrack.domain.reports.lines import AgingRow, OnTimeRow

OVERDUE = (
    Column(name="number", title="Number"),
    Column(name="line", title="Line", kind=Kind.COUNT),
    Column(name="days_late", title="Days late", kind=Kind.DAYS),
    Column(name="news", title="New"),
    Column(name="customer", title="Customer"),
    Column(name="supplier", title="Supplier"),
    Column(name="owner", title="Owner"),
    Column(name="promised_on", title="Promised", kind=Kind.DATE),
    Column(name="expected_on", title="Expected", kind=Kind.DATE, narrow=False),
    Column(name="last_contact_on", title="Last contact", kind=Kind.DATE),
    Column(name="sku", title="SKU", drawn=False),
    Column(name="description", title="Description", narrow=False),
    Column(name="open_quantity", title="Open", kind=Kind.QUANTITY, narrow=False),
    Column(name="unit", title="Unit", drawn=False),
    Column(name="priority", title="Priority", drawn=False),
    Column(name="status", title="Status", narrow=False),
    Column(name="is_new", title="Newly overdue", kind=Kind.FLAG, drawn=False),
    Column(name="delay_cause", title="Cause of delay", drawn=False),
)
RATES = (
    Column(name="due", title="Due", kind=Kind.COUNT, narrow=False),
    Column(name="delivered", title="Delivered", kind=Kind.COUNT),
    Column(name="on_time", title="On time", kind=Kind.COUNT),
    Column(name="late", title="Late", kind=Kind.COUNT),
    Column(name="overdue_open", title="Overdue", kind=Kind.COUNT),
    Column(name="rate", title="Rate", kind=Kind.RATE),
    Column(name="rate_delivered", title="Of delivered", kind=Kind.RATE, narrow=False),
    Column(name="mean_delay_days", title="Mean delay", kind=Kind.DAYS, narrow=False),
    Column(name="median_delay_days", title="Median", kind=Kind.DAYS),
    Column(name="p90_delay_days", title="90 %", kind=Kind.DAYS, narrow=False),
)
AGES = (
    Column(name="days_1_7", title="1-7 d", kind=Kind.COUNT),
    Column(name="days_8_14", title="8-14 d", kind=Kind.COUNT),
    Column(name="days_15_30", title="15-30 d", kind=Kind.COUNT),
    Column(name="days_31_60", title="31-60 d", kind=Kind.COUNT),
    Column(name="days_61_90", title="61-90 d", kind=Kind.COUNT),
    Column(name="days_over_90", title="> 90 d", kind=Kind.COUNT),
    Column(name="lines", title="Lines", kind=Kind.COUNT),
    Column(name="orders", title="Orders", kind=Kind.COUNT),
    Column(name="oldest_days", title="Oldest", kind=Kind.DAYS),
)
OVERDUE_DEFINITION = "overdue: promised before the day, not cancelled, and not delivered by it"
_BASES = {
    Basis.FIRST: "the first promise",
    Basis.LATEST: "the latest promise",
    Basis.REQUESTED: "the requested date",
}
_UNITS = {
    CountedUnit.LINE: "lines",
    CountedUnit.ORDER: "orders, on time when no line is late",
    CountedUnit.QUANTITY: "quantities, each receipt by its own date",
}


def overdue_table(rows: Sequence[OverdueRow], as_of: date, zone: str) -> Table:
    """Show the overdue lines, one a row."""
    orders, new = len({row.number for row in rows}), sum(row.is_new for row in rows)
    return Table(
        kind="overdue",
        columns=OVERDUE,
        rows=[_overdue(row) for row in rows],
        as_of=as_of,
        title=f"Overdue on {as_of:%A}",
        notes=(
            f"{count_of(len(rows), 'line')} in {count_of(orders, 'order')}, {new} new since the day before",
            f"{OVERDUE_DEFINITION}; {as_of} in {zone}",
        ),
        extra={
            "lines": len(rows),
            "orders": orders,
            "new": new,
            "definition": OVERDUE_DEFINITION,
            "zone": zone,
        },
        tone=lambda row: Tone.WARNING if row[3] else Tone.URGENT,
        empty=f"Nothing is overdue on {as_of}.",
    )


def _overdue(row: OverdueRow) -> Row:
    given = {
        **row._asdict(),
        "open_quantity": quantity(row.open_quantity),
        "is_new": bool(row.is_new),
        "news": "new" if row.is_new else "",
    }
    return [given[column.name] for column in OVERDUE]


def ontime_table(rows: Sequence[OnTimeRow], question: OnTimeQuestion, zone: str) -> Table:
    """Show on-time delivery with its definition."""
    by = question.by
    first = Column(name=by.value if by else "group", title=by.value.capitalize() if by else "What")
    columns = (first, *_in_unit(question.unit))
    definition = _definition(question)
    return Table(
        kind="ontime",
        columns=columns,
        rows=[_ontime(row, question) for row in rows],
        as_of=question.as_of,
        title="On-time delivery",
        notes=(definition, f"as of {question.as_of} in {zone}; delays in calendar days, early is negative"),
        extra={
            "definition": definition,
            "zone": zone,
            "unit": question.unit.value,
            "basis": question.basis.value,
            "from": question.promised_from,
            "to": question.promised_to,
            "tolerance_days": question.tolerance_days,
        },
        empty="n/a: nothing was due.",
    )


def _in_unit(unit: CountedUnit) -> tuple[Column, ...]:
    if unit is not CountedUnit.QUANTITY:
        return RATES
    return tuple(
        Column(name=column.name, title=column.title, kind=Kind.QUANTITY) if column.kind is Kind.COUNT else column
        for column in RATES
    )


def _definition(question: OnTimeQuestion) -> str:
    rate = "rate = on time / (delivered + overdue open)"
    late = f", {question.tolerance_days} d tolerated" if question.tolerance_days else ""
    return f"{_UNITS[question.unit]}; against {_BASES[question.basis]}{late}; {rate}"


def _ontime(row: OnTimeRow, question: OnTimeQuestion) -> Row:
    counts: Sequence[object] = row[1:6]
    if question.unit is CountedUnit.QUANTITY:
        counts = [quantity(count) for count in row[1:6]]
    name = row.group if question.by else f"all {question.unit.value}s".replace("quantitys", "quantities")
    delays = [rounded(each) for each in (row.mean_delay, row.median_delay, row.p90_delay)]
    return [name, *counts, row.rate, row.rate_delivered, *delays]


def aging_table(rows: Sequence[AgingRow], by: By, as_of: date, zone: str) -> Table:
    """Show overdue lines by age."""
    lines = sum(row.lines for row in rows)
    return Table(
        kind="aging",
        columns=(Column(name=by.value, title=by.value.capitalize()), *AGES),
        rows=[(row.group or "", *row[1:10]) for row in rows],
        as_of=as_of,
        title="Overdue lines by age",
        notes=(count_of(lines, "overdue line"), f"{OVERDUE_DEFINITION}; {as_of} in {zone}"),
        extra={"lines": lines, "definition": OVERDUE_DEFINITION, "zone": zone},
        tone=lambda row: Tone.URGENT if row[6] else None,
        empty=f"Nothing is overdue on {as_of}.",
    )


LONGEST = 36_525
"""The most days of tolerance: a century."""
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="Promised on this day or later.")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Promised on this day or earlier.")]


@reads
def overdue(
    desk: Desk,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> ResultWithCode:
    """List the overdue lines: how late, whom to ask, when they were last heard, what is new (SOP 4.3a)."""
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    with desk.book.read() as view:
        rows = view.reports.lines.overdue(only, as_of=desk.as_of)
    table = overdue_table(rows, desk.as_of, desk.zone.key)
    return ResultWithCode(result=table, exit_code=FOUND if exit_code and rows else 0)


@reads
def ontime(
    desk: Desk,
    unit: Annotated[CountedUnit, typer.Option("--unit", help="What is counted.")] = CountedUnit.LINE,
    basis: Annotated[Basis, typer.Option("--basis", help="Against which date.")] = Basis.FIRST,
    by: Annotated[By | None, typer.Option("--by", help="One row for each.")] = None,
    from_: From = None,
    to: To = None,
    tolerance: Annotated[
        int,
        typer.Option(
            "--tolerance", metavar="DAYS", min=0, max=LONGEST, help="Calendar days that still count as on time."
        ),
    ] = 0,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> ResultWithCode:
    """Say how many deliveries came by the promised date (SOP 7)."""
    first, last = period(desk, from_, to)
    question = OnTimeQuestion(
        as_of=desk.as_of,
        unit=unit,
        basis=basis,
        by=by,
        promised_from=first,
        promised_to=last,
        tolerance_days=tolerance,
        only=only_orders(desk, customer=customer, supplier=supplier, owner=owner),
    )
    with desk.book.read() as view:
        rows = view.reports.lines.ontime(question)
    table = ontime_table(rows, question, desk.zone.key)
    has_late = any(row.late or row.overdue_open for row in rows)
    return ResultWithCode(result=table, exit_code=FOUND if exit_code and has_late else 0)


@reads
def aging(
    desk: Desk,
    by: Annotated[By, typer.Option("--by", help="One row for each.")] = By.SUPPLIER,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> ResultWithCode:
    """Count the overdue lines by how late they are (SOP 4.3a, 7)."""
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    with desk.book.read() as view:
        rows = view.reports.lines.aging(only, as_of=desk.as_of, by=by)
    table: Table = aging_table(rows, by, desk.as_of, desk.zone.key)
    return ResultWithCode(result=table, exit_code=FOUND if exit_code and rows else 0)


EXAMPLES = {
    "overdue": (
        "ordertrack report overdue --supplier Bolts --csv\nordertrack report overdue --exit-code --quiet-if-empty"
    ),
    "ontime": (
        "ordertrack report ontime --by supplier\n"
        "ordertrack report ontime --unit order --basis latest --by month --from 2026-01-01"
    ),
    "aging": "ordertrack report aging --by owner",
}


def rounded(exact: Fraction | None, *, places: int = 4) -> Decimal | None:
    """Give a number of hours or days to four places, or so many, a half to the even one."""
    if exact is None:
        return None
    near = round(exact, places)
    return Decimal(near.numerator) / Decimal(near.denominator)
