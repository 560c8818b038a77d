"""Lists of orders as tables: what `list`, `status`, `today` and the board show."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import reads
from ordertrack.cli.options import CustomerName, Limit, OwnerName, SupplierName, only_orders
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.domain.orders.fields import EDITED_OF_ORDER, FIELDS, FieldKind
from ordertrack.domain.orders.lists import Sort
from ordertrack.domain.orders.statuses import Progress, Status
from ordertrack.domain.values.amounts import format_amount, format_quantity
from ordertrack.domain.values.texts import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.cli.output.result import Row
    from ordertrack.domain.orders.lists import BoardRow, ListRow
    from ordertrack.domain.round.worklist import WorkEntry

_KINDS = {
    FieldKind.DATE: Kind.DATE,
    FieldKind.MONEY: Kind.MONEY,
    FieldKind.PRICE: Kind.MONEY,
    FieldKind.POSITION: Kind.COUNT,
    FieldKind.QUANTITY: Kind.QUANTITY,
    FieldKind.COUNTED: Kind.QUANTITY,
}


def columns_of(*names: str, narrow: bool = True, drawn: bool = True) -> list[Column]:
    """Give a column to each of the named fields, under its own heading."""
    fields = [FIELDS[name] for name in names]
    return [
        Column(name=each.key, title=each.title, kind=_KINDS.get(each.kind, Kind.TEXT), narrow=narrow, drawn=drawn)
        for each in fields
    ]


def other_columns(*named: Column, drawn: bool = True) -> list[Column]:
    """Give a column to each field of an order that can be edited and has none among those."""
    have = {column.name for column in named}
    return columns_of(*(name for name in EDITED_OF_ORDER if name not in have), drawn=drawn)


BOARD = (
    Column(name="status", title="Status"),
    Column(name="orders", title="Orders", kind=Kind.COUNT),
    Column(name="overdue", title="Overdue", kind=Kind.COUNT),
    Column(name="at_risk", title="At risk", kind=Kind.COUNT),
    Column(name="delayed", title="Delayed", kind=Kind.COUNT),
)
_LISTED = (
    *columns_of("number"),
    Column(name="standing", title="Status"),
    *columns_of("customer", "supplier", "owner", "promised_on"),
    *columns_of("expected_on", narrow=False),
    Column(name="days_late", title="Days late", kind=Kind.DAYS),
    *columns_of("priority", narrow=False),
    Column(name="last_contact_on", title="Last contact", kind=Kind.DATE, narrow=False),
    *columns_of("status", drawn=False),
    Column(name="progress", title="Progress", drawn=False),
    Column(name="is_overdue", title="Overdue", kind=Kind.FLAG, drawn=False),
    Column(name="is_at_risk", title="At risk", kind=Kind.FLAG, drawn=False),
    Column(name="is_delayed", title="Delayed", kind=Kind.FLAG, drawn=False),
    Column(name="delay_cause", title="Cause of delay", drawn=False),
    Column(name="open_lines", title="Open lines", kind=Kind.COUNT, drawn=False),
    Column(name="lines", title="Lines", kind=Kind.COUNT, drawn=False),
    *columns_of("placed_on", drawn=False),
)
ORDERS = (*_LISTED, *other_columns(*_LISTED, drawn=False))
WORK = (
    Column(name="why", title="Why"),
    Column(name="number", title="Number"),
    Column(name="what", title="What is so"),
    Column(name="command", title="What to type"),
    Column(name="clause", title="SOP", narrow=False),
    Column(name="reason", title="Reason", drawn=False),
    Column(name="is_new", title="Newly overdue", kind=Kind.FLAG, drawn=False),
    Column(name="priority", title="Priority", drawn=False),
    Column(name="owner", title="Owner", narrow=False),
    Column(name="customer", title="Customer", drawn=False),
    Column(name="supplier", title="Supplier", drawn=False),
    Column(name="status", title="Status", drawn=False),
    Column(name="promised_on", title="Promised", kind=Kind.DATE, drawn=False),
    Column(name="days", title="Days", kind=Kind.DAYS, drawn=False),
    Column(name="last_contact_on", title="Last contact", kind=Kind.DATE, drawn=False),
    Column(name="also", title="And", drawn=False),
)


def board_table(rows: Sequence[BoardRow], as_of: date) -> Table:
    """Show how many orders stand where."""
    totals = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    return Table(
        kind="board",
        columns=BOARD,
        rows=rows,
        as_of=as_of,
        title="The board",
        extra=dict(zip(("orders", "overdue", "at_risk", "delayed"), totals, strict=True)),
        notes=(f"{totals[0]} orders: {totals[1]} overdue, {totals[2]} at risk, {totals[3]} delayed",),
        tone=lambda row: Tone.URGENT if row[2] else Tone.WARNING if row[3] else None,
    )


def order_table(rows: Sequence[ListRow], as_of: date, *, total: int) -> Table:
    """Show orders, one a row; `total` is how many there are, shown or not."""
    notes = (f"{len(rows)} of {total} orders; --limit cut the list",) if total > len(rows) else ()
    return Table(
        kind="orders",
        columns=ORDERS,
        rows=[_order(row) for row in rows],
        as_of=as_of,
        notes=notes,
        extra={"total": total},
        tone=_order_tone,
        empty="No order fits.",
    )


def describe_status(status: str, progress: Progress | None, delayed_days: int | None) -> str:
    """Say where an order stands in one phrase: `shipped, delayed 3 d`."""
    parts = [status]
    if progress:
        parts.append(progress.value)
    if delayed_days is not None:
        parts.append(f"delayed {delayed_days} d")
    return ", ".join(parts)


def _order(row: ListRow) -> Row:
    delay = (row.delay_expected_on - row.promised_on).days if row.delay_expected_on else None
    progress = _progress(row)
    given = {
        **row._asdict(),
        **row.own,
        "standing": describe_status(row.status, progress, delay),
        "progress": progress,
        "is_overdue": row.overdue_lines > 0,
        "is_at_risk": row.at_risk_lines > 0,
        "is_delayed": row.delay_expected_on is not None,
        "value": money(row.own["value"], row.own["currency"]),
    }
    return [given[column.name] for column in ORDERS]


def _progress(row: ListRow) -> Progress | None:
    if not row.open_lines or row.status in {Status.COMPLETED, Status.CLOSED, Status.CANCELLED}:
        return None
    if row.delivered_lines:
        return Progress.PARTLY_DELIVERED
    return Progress.PARTLY_SHIPPED if row.shipped_lines and row.status != Status.SHIPPED else None


def _order_tone(row: Row) -> Tone | None:
    values = dict(zip((column.name for column in ORDERS), row, strict=True))
    if values["is_overdue"]:
        return Tone.URGENT
    if values["is_at_risk"]:
        return Tone.WARNING
    return Tone.QUIET if values["status"] in {Status.CLOSED, Status.CANCELLED} else None


def money(minor: int | None, currency: str | None) -> Decimal | None:
    """Give an amount of money in its major unit."""
    return None if minor is None or currency is None else Decimal(format_amount(minor, currency))


def quantity(scaled: int | None) -> Decimal | None:
    """Give a quantity, kept in ten-thousandths, in its unit."""
    return None if scaled is None else Decimal(format_quantity(scaled))


def work_table(entries: Sequence[WorkEntry], as_of: date, *, owner: str | None = None) -> Table:
    """Show what must be done, the most urgent first."""
    whose = f" for {owner}" if owner else ""
    return Table(
        kind="worklist",
        columns=WORK,
        rows=[_work(entry) for entry in entries],
        as_of=as_of,
        title=f"To do on {as_of:%A}{whose}",
        notes=(count_of(len(entries), "order wants something", "orders want something"),) if entries else (),
        tone=lambda row: work_tone(str(row[0])),
        empty="Nothing to do: nothing is overdue, at risk, silent, asked, escalated, unresolved or waiting.",
    )


def _work(entry: WorkEntry) -> Row:
    order = entry.order
    given = {
        **order._asdict(),
        "why": f"{entry.reason.value}, new" if entry.is_new else entry.reason.value,
        "reason": entry.reason.value,
        "is_new": entry.is_new,
        "what": entry.sentence,
        "command": entry.command,
        "clause": entry.clause,
        "days": entry.days,
        "also": ", ".join(entry.also) or None,
    }
    return [given[column.name] for column in WORK]


def work_tone(reason: str) -> Tone | None:
    """Colour a reason."""
    return _REASON_TONES.get(reason.partition(",")[0])


_REASON_TONES = {
    "escalated": Tone.URGENT,
    "customer asks": Tone.URGENT,
    "overdue": Tone.URGENT,
    "issue": Tone.WARNING,
    "at risk": Tone.WARNING,
    "delivered": Tone.GOOD,
}


@reads
def list_(
    desk: Desk,
    status: Annotated[list[Status] | None, typer.Option("--status", help="Only these. Repeatable.")] = None,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Promised before today and still open.")] = False,
    at_risk: Annotated[bool, typer.Option("--at-risk", help="Expected after promised.")] = False,
    delayed: Annotated[bool, typer.Option("--delayed", help="With a reported delay.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Not finished.")] = False,
    promised_from: Annotated[
        str | None, typer.Option("--promised-from", metavar="DATE", help="From this day on.")
    ] = None,
    promised_to: Annotated[str | None, typer.Option("--promised-to", metavar="DATE", help="Up to this day.")] = None,
    text: Annotated[
        str | None,
        typer.Option("--text", metavar="TEXT", help="In number, references, goods or notes, or said about them."),
    ] = None,
    sort: Annotated[Sort, typer.Option("--sort", help="In which order.")] = Sort.PROMISED,
    limit: Limit = None,
) -> Table:
    """List orders, every condition given holding (SOP 4.2a)."""
    only = only_orders(
        desk,
        customer=customer,
        supplier=supplier,
        statuses=tuple(status or ()),
        owner=owner,
        is_overdue=overdue,
        is_at_risk=at_risk,
        is_delayed=delayed,
        is_open=open_,
        promised_from=desk.day(promised_from, "--promised-from"),
        promised_to=desk.day(promised_to, "--promised-to"),
        text=text,
    )
    with desk.book.read() as view:
        rows = view.orders.list(only, as_of=desk.as_of, sort=sort, limit=limit)
        total = view.orders.count(only, as_of=desk.as_of) if limit else len(rows)
    return order_table(rows, desk.as_of, total=total)


EXAMPLES = {
    "list": (
        "ordertrack list --open --supplier Bolts\nordertrack list --overdue --fields number,owner --csv\n"
        "ordertrack list --text '\"port strike\" hamb*'"
    ),
}
