"""The figures as tables, each with its definition, its day and its zone (SOP 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.cli.orders.lists import quantity, standing, work_tone
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.cli.reports.clocks import rounded
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.reports.lines import Basis, By, OnTimeQuestion, Unit
from ordertrack.domain.values.texts import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.cli.output.result import Row
    from ordertrack.domain.orders.lists import OverdueRow
    from ordertrack.domain.reports.lines import AgingRow, OnTimeRow
    from ordertrack.domain.round.worklist import WorkEntry
    from ordertrack.usecases.round.worklist import Review


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
DAILY = (
    Column(name="section", title="Section"),
    Column(name="number", title="Number"),
    Column(name="days", title="Days", kind=Kind.DAYS),
    Column(name="news", title="New"),
    Column(name="customer", title="Customer"),
    Column(name="supplier", title="Supplier"),
    Column(name="owner", title="Owner"),
    Column(name="standing", title="Status", narrow=False),
    Column(name="promised_on", title="Promised", kind=Kind.DATE),
    Column(name="expected_on", title="Expected", kind=Kind.DATE, narrow=False),
    Column(name="last_contact_on", title="Last contact", kind=Kind.DATE, narrow=False),
    Column(name="status", title="Status alone", drawn=False),
    Column(name="what", title="What is so", narrow=False),
    Column(name="is_new", title="Newly overdue", kind=Kind.FLAG, drawn=False),
    Column(name="priority", title="Priority", drawn=False),
    Column(name="clause", title="SOP", drawn=False),
    Column(name="command", title="What to type", drawn=False),
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
    Unit.LINE: "lines",
    Unit.ORDER: "orders, on time when no line is late",
    Unit.QUANTITY: "quantities, each receipt by its own date",
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


def daily_table(found: Review, as_of: date, zone: str) -> Table:
    """Show the morning's review: one section a reason, the board below."""
    board = {row.status: row.orders for row in found.board}
    running = ", ".join(f"{count} {status}" for status, count in board.items() if count) or "no orders"
    overdue = sum(row.overdue for row in found.board)
    risky, delayed = sum(row.at_risk for row in found.board), sum(row.delayed for row in found.board)
    new = sum(entry.is_new for entry in found.entries)
    return Table(
        kind="daily",
        columns=DAILY,
        rows=[_daily(entry) for entry in found.entries],
        as_of=as_of,
        title=f"The desk on {as_of:%A}",
        group_by="section",
        notes=(
            f"the board: {running}",
            f"{overdue} overdue ({new} new since the day before), {risky} at risk, {delayed} delayed",
            f"as of {as_of} in {zone}",
        ),
        extra={
            "board": {Status(status).value: count for status, count in board.items()},
            "overdue": overdue,
            "new": new,
            "at_risk": risky,
            "delayed": delayed,
            "zone": zone,
        },
        tone=lambda row: work_tone(str(row[0])),
        empty="Nothing wants attention this morning.",
    )


def _daily(entry: WorkEntry) -> Row:
    given = {
        **entry.order._asdict(),
        "section": entry.reason.value,
        "days": entry.days,
        "what": entry.sentence,
        "is_new": entry.is_new,
        "news": "new" if entry.is_new else "",
        "standing": standing(entry.order.status, None, entry.order.delay_days),
        "clause": entry.clause,
        "command": entry.command,
    }
    return [given[column.name] for column in DAILY]


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


def _in_unit(unit: Unit) -> tuple[Column, ...]:
    if unit is not Unit.QUANTITY:
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
    if question.unit is Unit.QUANTITY:
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
