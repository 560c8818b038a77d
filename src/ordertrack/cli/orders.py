"""Orders at the command line: add, edit, show, list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli import fields
from ordertrack.cli.commands import Written, reads, writes
from ordertrack.cli.options import (
    CustomerName,
    NoteText,
    Number,
    Numbers,
    OwnerName,
    SupplierName,
    only_orders,
    resolve_numbers,
)
from ordertrack.domain.figures import Sort
from ordertrack.domain.statuses import Status

if TYPE_CHECKING:
    from ordertrack.cli.context import Desk
    from ordertrack.cli.result import Sheet, Table

MOST = 1_000_000_000
"""The highest --limit: more orders than there are."""


@writes
def add(
    desk: Desk,
    number: Annotated[str | None, typer.Argument(metavar="NUMBER", help="The new order's number.")] = None,
    customer: Annotated[str | None, typer.Option("--customer", metavar="NAME", help="Who gets the goods.")] = None,
    supplier: Annotated[str | None, typer.Option("--supplier", metavar="NAME", help="Who delivers them.")] = None,
    promised: fields.Promised = None,
    placed: fields.Placed = None,
    requested: fields.Requested = None,
    owner: fields.Owner = None,
    priority: fields.PriorityField = None,
    value: fields.Value = None,
    currency: fields.Currency = None,
    customer_ref: fields.CustomerRef = None,
    supplier_ref: fields.SupplierRef = None,
    line: fields.NewLines = None,
    note: NoteText = None,
    accept: fields.Accept = False,
) -> Written:
    """Verify an order and enter it into the book (SOP 4.1)."""
    from ordertrack.cli.entry import asked_for, entered, order_rows
    from ordertrack.usecases.orders import add_order

    given = {
        "number": number,
        "customer": customer,
        "supplier": supplier,
        "promised_on": promised,
        "placed_on": placed,
        "requested_on": requested,
        "owner": owner,
        "priority": priority,
        "value": value,
        "currency": currency,
        "customer_ref": customer_ref,
        "supplier_ref": supplier_ref,
        "note": note,
    }
    rows, reader = order_rows(desk, asked_for(desk, given), line or ())
    dry_run = desk.wishes.dry_run
    return entered(desk, add_order(desk.book, rows, reader, desk.stamp, accept=accept, dry_run=dry_run))


@writes
def edit(
    desk: Desk,
    number: Number,
    owner: fields.Owner = None,
    priority: fields.PriorityField = None,
    value: fields.Value = None,
    currency: fields.Currency = None,
    customer_ref: fields.CustomerRef = None,
    supplier_ref: fields.SupplierRef = None,
    carrier: fields.Carrier = None,
    tracking: fields.Tracking = None,
    placed: fields.Placed = None,
    requested: fields.Requested = None,
    note: NoteText = None,
    line: fields.EditedLines = None,
    clear: fields.Clear = None,
) -> Written:
    """Change what is not a status, each change kept with old and new (SOP 4.2b)."""
    from ordertrack.cli.entry import edit_from, edited
    from ordertrack.usecases.orders import edit_order

    (found,) = resolve_numbers(desk, [number])
    given = {
        "owner": owner,
        "priority": priority,
        "value": value,
        "currency": currency,
        "customer_ref": customer_ref,
        "supplier_ref": supplier_ref,
        "carrier": carrier,
        "tracking": tracking,
        "placed_on": placed,
        "requested_on": requested,
        "note": note,
    }
    request = edit_from(desk, found, given, line or (), clear or ())
    return edited(edit_order(desk.book, found, request, desk.stamp, dry_run=desk.wishes.dry_run))


@reads
def show(desk: Desk, numbers: Numbers = None) -> Sheet:
    """Show orders whole: header, lines, receipts, promises, timeline (SOP 4.4c)."""
    from ordertrack.cli.sheets import order_sheet

    return order_sheet(desk, resolve_numbers(desk, numbers))


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
    limit: Annotated[int | None, typer.Option("--limit", min=1, max=MOST, help="At most so many.")] = None,
) -> Table:
    """List orders, every condition given holding (SOP 4.2a)."""
    from ordertrack.cli.lists import order_table

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
        rows = view.list_orders(only, as_of=desk.as_of, sort=sort, limit=limit)
        total = view.count_orders(only, as_of=desk.as_of) if limit else len(rows)
    return order_table(rows, desk.as_of, total=total)


EXAMPLES = {
    "add": (
        "ordertrack add SO-1042 --customer Acme --supplier Bolts --promised +2w\n"
        "ordertrack add SO-1043 --customer Acme --supplier Bolts --promised 2026-12-24 "
        "--line '100,M8,\"bolt, zinc\",pcs,0.05'"
    ),
    "show": "ordertrack show SO-1042\nordertrack show SO-1042 --json | jq '.rows[0].lines'",
    "list": (
        "ordertrack list --open --supplier Bolts\nordertrack list --overdue --fields number,owner --csv\n"
        "ordertrack list --text '\"port strike\" hamb*'"
    ),
    "edit": "ordertrack edit SO-1042 --owner maria --priority high\nordertrack edit SO-1042 --line 1,120",
}
