"""An order on one sheet: header, lines, shipments and receipts, promises, cases, timeline (SOP 4.4c, 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordertrack.cli.commands import reads
from ordertrack.cli.letters import MESSAGES, TITLE, message_rows
from ordertrack.cli.notices.sheets import confirmation
from ordertrack.cli.options import Numbers, resolve_numbers
from ordertrack.cli.orders.lists import columns_of, describe_status, money, other_columns, quantity
from ordertrack.cli.output.result import Column, Kind, Sheet, Table, Tone
from ordertrack.cli.sentences import day_of, sentence
from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.orders.order import is_at_risk, is_overdue
from ordertrack.usecases.round.worklist import work_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.domain.orders.events import Event
    from ordertrack.domain.orders.order import Line, Order
    from ordertrack.domain.round.worklist import WorkEntry
    from ordertrack.usecases.ports import Reads

_HEAD = (
    *columns_of("number"),
    Column(name="standing", title="Status"),
    *columns_of(
        "customer", "customer_ref", "supplier", "supplier_ref", "owner", "priority", "placed_on", "promised_on"
    ),
    Column(name="days_late", title="Days late", kind=Kind.DAYS),
    Column(name="delay_cause", title="Cause of delay"),
)
_FOOT = (
    Column(name="received_by", title="Received by"),
    Column(name="last_contact_on", title="Last contact", kind=Kind.DATE),
    Column(name="confirmation", title="Confirmation"),
    Column(name="urgency", title="Urgency"),
    *columns_of("note"),
    Column(name="held_cause", title="Held"),
    Column(name="status", title="Status alone", drawn=False),
    Column(name="version", title="Version", kind=Kind.COUNT, drawn=False),
)
HEADER = (*_HEAD, *other_columns(*_HEAD, *_FOOT), *_FOOT)
LINES = (
    *columns_of("line.position", "line.sku", "line.description", "line.quantity"),
    *columns_of("line.shipped_quantity", narrow=False),
    *columns_of("line.delivered_quantity"),
    *columns_of("line.cancelled_quantity", "line.unit", "line.requested_on", "line.first_promised_on", narrow=False),
    *columns_of("line.promised_on"),
    *columns_of("line.expected_on", "line.delivered_on", narrow=False),
    Column(name="standing", title="Now"),
    *columns_of("line.ref", "line.unit_price", "line.shipped_on", drawn=False),
)
MOVEMENTS = (
    Column(name="on", title="On", kind=Kind.DATE),
    Column(name="what", title="What"),
    Column(name="line", title="Line", kind=Kind.COUNT),
    Column(name="quantity", title="Quantity", kind=Kind.QUANTITY),
    Column(name="rejected", title="Rejected", kind=Kind.QUANTITY),
    Column(name="details", title="Details"),
)
PROMISES = (
    Column(name="said_on", title="Said on", kind=Kind.DATE),
    Column(name="line", title="Line", kind=Kind.COUNT),
    Column(name="previous_on", title="From", kind=Kind.DATE),
    Column(name="promised_on", title="To", kind=Kind.DATE),
    Column(name="said_by", title="By"),
    Column(name="channel", title="Channel"),
    Column(name="cause", title="Cause"),
)
TIMELINE = (
    Column(name="seq", title="Event", kind=Kind.COUNT),
    Column(name="at", title="Entered", kind=Kind.INSTANT),
    Column(name="by", title="By"),
    Column(name="on", title="Happened", kind=Kind.DATE, narrow=False),
    Column(name="what", title="What"),
)


def order_sheet(desk: Desk, numbers: Sequence[str]) -> Sheet:
    """Gather everything the book knows of the named orders."""
    with desk.book.read() as view:
        return sheet_in(view, desk, numbers)


def sheet_in(view: Reads, desk: Desk, numbers: Sequence[str]) -> Sheet:
    """Gather everything that one view of the book knows of the named orders."""
    standards = desk.procedure.standards
    rows: list[dict[str, object]] = []
    tables: list[Table] = []
    headers: list[list[object]] = []
    names = {party.id: party.name for party in view.parties.list()}
    wanting = {each.order.number: each for each in work_in(view, standards, OrderFilter(numbers=tuple(numbers)))}
    for number in numbers:
        order, history = view.orders.get(number), view.records.history(number)
        parts = _parts(order, history, desk.as_of)
        parts.insert(-1, ("messages", MESSAGES, [*message_rows(view, number, names)]))
        more = {"urgency": _urgency(wanting.get(number)), "confirmation": confirmation(view, number)}
        header = _header(order, names, desk.as_of) | more
        headers.append([header[column.name] for column in HEADER])
        rows.append({**header, **{name: _objects(columns, cells) for name, columns, cells in parts}})
        tables += _tables(order, header, parts)
    first = Table(kind="order", columns=HEADER, rows=headers, as_of=desk.as_of, upright=True)
    if len(numbers) == 1:
        tables[0] = first
    return Sheet(kind="order", rows=rows, tables=tables, flat=first, as_of=desk.as_of)


def _urgency(entry: WorkEntry | None) -> str | None:
    """Name what the worklist ranks the order by: its reasons, its priority, and the days it has waited."""
    if entry is None:
        return None
    reasons = ", ".join((entry.reason, *entry.also))
    return f"{reasons}; priority {entry.order.priority}; {entry.days} d (SOP {entry.clause})"


Part = tuple[str, tuple[Column, ...], "list[list[Any]]"]


def _parts(order: Order, history: Sequence[Event], as_of: date) -> list[Part]:
    return [
        ("lines", LINES, [_line(line, as_of) for line in order.lines]),
        ("movements", MOVEMENTS, sorted(_movements(order), key=lambda row: (str(row[0] or ""), row[2]))),
        ("promises", PROMISES, _promises(order)),
        *case_parts(order),
        (
            "timeline",
            TIMELINE,
            [[event.seq, event.at, event.by, day_of(event.fact), sentence(event.fact)] for event in history],
        ),
    ]


def _objects(columns: tuple[Column, ...], rows: list[list[Any]]) -> list[dict[str, object]]:
    return [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]


def _tables(order: Order, header: dict[str, object], parts: list[Part]) -> list[Table]:
    shown = tuple(
        column for column in HEADER if header[column.name] is not None and column.name not in {"status", "version"}
    )
    cells = [[header[column.name] for column in shown]]
    tables = [Table(kind="order", columns=shown, rows=cells, title=f"Order {order.number}", upright=True)]
    titles = {
        "lines": "Lines",
        "movements": "Shipments and receipts",
        "promises": "Later promises",
        **TITLES,
        "messages": TITLE,
        "timeline": "Timeline",
    }
    for name, columns, rows in parts:
        if rows:
            tone = _line_tone if name == "lines" else None
            tables.append(Table(kind=name, columns=columns, rows=rows, title=titles[name], tone=tone))
    return tables


def _header(order: Order, names: dict[int, str], as_of: date) -> dict[str, object]:
    late = [line.promised_on for line in order.lines if is_overdue(line, as_of)]
    delay = (order.delay.expected_on - order.promised_on).days if order.delay else None
    given = {
        "standing": describe_status(order.status.value, order.progress, delay),
        "customer": names[order.customer],
        "supplier": names[order.supplier],
        "days_late": (as_of - min(late)).days if late else None,
        "delay_cause": order.delay.cause if order.delay else None,
        "value": money(order.value, order.currency),
    }
    return {column.name: given.get(column.name, getattr(order, column.name, None)) for column in HEADER}


def _line(line: Line, as_of: date) -> list[Any]:
    given = {
        name: quantity(getattr(line, name))
        for name in ("quantity", "shipped_quantity", "delivered_quantity", "cancelled_quantity")
    }
    now = {"standing": _describe_line(line, as_of), "unit_price": quantity(line.unit_price)}
    return [{**given, **now}.get(column.name, getattr(line, column.name, None)) for column in LINES]


def _describe_line(line: Line, as_of: date) -> str:
    if not line.is_open:
        return "delivered" if line.delivered_on else "cancelled"
    words = ["shipped"] if not line.unshipped_quantity else ["open"]
    if is_overdue(line, as_of):
        words.append(f"overdue {(as_of - line.promised_on).days} d")
    elif is_at_risk(line):
        words.append("at risk")
    return ", ".join(words)


def _line_tone(row: Sequence[object]) -> Tone | None:
    words = str(row[[column.name for column in LINES].index("standing")])
    return Tone.URGENT if "overdue" in words else Tone.WARNING if "at risk" in words else None


def _movements(order: Order) -> list[list[Any]]:
    found: list[list[Any]] = []
    for line in order.lines:
        for shipment in line.shipments:
            details = " ".join(part for part in (shipment.carrier, shipment.tracking) if part)
            amount = quantity(shipment.quantity)
            found.append([shipment.shipped_on, "shipped", line.position, amount, None, details or None])
        for receipt in line.receipts:
            refused = quantity(receipt.rejected) if receipt.rejected else None
            amount = quantity(receipt.quantity)
            found.append([receipt.received_on, "received", line.position, amount, refused, receipt.reason])
    return found


def _promises(order: Order) -> list[list[Any]]:
    return [
        [
            each.said_on,
            line.position,
            each.previous_on,
            each.promised_on,
            each.said_by,
            each.channel,
            each.cause,
        ]
        for line in order.lines
        for each in line.promises
    ]


CONTACTS = (
    Column(name="at", title="At", kind=Kind.INSTANT),
    Column(name="side", title="With"),
    Column(name="channel", title="Channel"),
    Column(name="outcome", title="Outcome"),
    Column(name="actor", title="By", narrow=False),
    Column(name="ask_again_on", title="Ask again", kind=Kind.DATE, narrow=False),
    Column(name="note", title="Note"),
)
FOLLOWUPS = (
    Column(name="position", title="Line", kind=Kind.COUNT),
    Column(name="rule", title="Rule"),
    Column(name="number", title="Follow-up", kind=Kind.COUNT),
    Column(name="promised_on", title="Promise", kind=Kind.DATE),
    Column(name="due_on", title="Due", kind=Kind.DATE),
    Column(name="raised_on", title="Raised", kind=Kind.DATE, narrow=False),
    Column(name="asked_at", title="Asked", kind=Kind.INSTANT, narrow=False),
    Column(name="answered_at", title="Answered", kind=Kind.INSTANT),
    Column(name="revision", title="Policy", kind=Kind.COUNT, narrow=False),
)
ISSUES = (
    Column(name="number", title="Issue", kind=Kind.COUNT),
    Column(name="kind", title="Kind"),
    Column(name="severity", title="Severity"),
    Column(name="position", title="Line", kind=Kind.COUNT, narrow=False),
    Column(name="opened_at", title="Opened", kind=Kind.INSTANT),
    Column(name="waits_for", title="Waits for"),
    Column(name="resolved_at", title="Resolved", kind=Kind.INSTANT),
    Column(name="cause", title="Cause"),
    Column(name="resolution", title="Resolution", narrow=False),
    Column(name="remedy", title="Remedy", narrow=False),
    Column(name="cause_code", title="Cause code", drawn=False),
    Column(name="reopened", title="Reopened", kind=Kind.COUNT, drawn=False),
    Column(name="is_automatic", title="By itself", kind=Kind.FLAG, drawn=False),
)
ESCALATIONS = (
    Column(name="number", title="Escalation", kind=Kind.COUNT),
    Column(name="subject", title="Of"),
    Column(name="level", title="Level", kind=Kind.COUNT),
    Column(name="told", title="Told"),
    Column(name="started_at", title="Started", kind=Kind.INSTANT),
    Column(name="acknowledged_by", title="Taken up by", narrow=False),
    Column(name="ended_at", title="Ended", kind=Kind.INSTANT, narrow=False),
    Column(name="reason", title="Reason"),
    Column(name="ended_why", title="Why it ended", narrow=False),
    Column(name="issue", title="Issue", kind=Kind.COUNT, drawn=False),
    Column(name="revision", title="Policy", kind=Kind.COUNT, drawn=False),
)
ENQUIRIES = (
    Column(name="number", title="Enquiry", kind=Kind.COUNT),
    Column(name="sender", title="From"),
    Column(name="received_at", title="Received", kind=Kind.INSTANT),
    Column(name="text", title="Question"),
    Column(name="answered_at", title="Answered", kind=Kind.INSTANT),
    Column(name="answered_by", title="By", narrow=False),
    Column(name="answer", title="Answer"),
    Column(name="channel", title="Channel", drawn=False),
    Column(name="answer_channel", title="Answered by", drawn=False),
)
TITLES = {
    "issues": "Issues",
    "enquiries": "Enquiries",
    "escalations": "Escalations",
    "followups": "Follow-ups",
    "contacts": "Contacts",
}
_COLUMNS = {
    "issues": ISSUES,
    "enquiries": ENQUIRIES,
    "escalations": ESCALATIONS,
    "followups": FOLLOWUPS,
    "contacts": CONTACTS,
}


def case_parts(order: Order) -> list[tuple[str, tuple[Column, ...], list[list[Any]]]]:
    """Give each kind of case as rows of its own table, in the order in which they came."""
    return [
        (name, columns, [[_cell(case, column.name) for column in columns] for case in getattr(order, name)])
        for name, columns in _COLUMNS.items()
    ]


def _cell(case: Any, name: str) -> Any:  # noqa: ANN401 - a case of any kind
    if name == "told":
        told = case.last_told
        return ", ".join(told.to) if told else None
    return getattr(case, name)


@reads
def show(desk: Desk, numbers: Numbers = None) -> Sheet:
    """Show orders whole: header, lines, receipts, promises, timeline (SOP 4.4c)."""
    return order_sheet(desk, resolve_numbers(desk, numbers))


EXAMPLES = {"show": "ordertrack show SO-1042\nordertrack show SO-1042 --json | jq '.rows[0].lines'"}
