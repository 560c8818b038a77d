"""What issues and enquiries have in common at the command line: ids, instants, clocks, tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from ordertrack.cli.commands import Written
from ordertrack.cli.options import checked_code, checked_text, complete_numbers, resolve_numbers
from ordertrack.cli.output.result import Column, Kind, Sheet, Table, Tone
from ordertrack.cli.sentences import sentence
from ordertrack.cli.terminal import one_line
from ordertrack.domain.values.texts import count_of
from ordertrack.errors import RefusedError
from ordertrack.usecases.cases.cases import ClockRules
from ordertrack.usecases.policy import targets_by_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.cli.output.result import Row
    from ordertrack.domain.cases.clocks import Clock
    from ordertrack.domain.cases.issues import Wait
    from ordertrack.domain.orders.events import Event
    from ordertrack.domain.policy.policy import Targets
    from ordertrack.domain.time.hours import Duration
    from ordertrack.usecases.cases.cases import CaseChange
    from ordertrack.usecases.cases.enquiries import TimedEnquiry
    from ordertrack.usecases.cases.issues import TimedIssue

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_HUNDREDTH = Decimal("0.01")
CaseId = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="NUMBER#N, or the order's number where only one can be meant.",
        autocompletion=complete_numbers,
        show_default=False,
    ),
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="INSTANT", help="When it was, such as 'yesterday 16:30'; now if left out."),
]


class Moment(NamedTuple):
    """Until when clocks are read, and the instant in the past, if one is asked about, that decides what was open."""

    until: datetime
    at: datetime | None


def resolve_case(desk: Desk, text: str) -> str:
    """Turn what was typed into the id of a case; a person may shorten the order's number in it."""
    name = checked_code(text, "ref", "ID")
    if not desk.streams.is_terminal(desk.streams.stdin):
        return name
    head, _, tail = name.rpartition("#")
    is_case = bool(head) and tail.isascii() and tail.isdigit()
    with desk.book.read() as view:
        is_order = bool(view.orders.find([name]))
    if is_order or not is_case:
        return resolve_numbers(desk, [name])[0]
    return f"{resolve_numbers(desk, [head])[0]}#{tail}"


def require_text(text: str | None, limit: str, option: str, sentence: str) -> str:
    """Check a text that the procedure wants; RefusedError with the sentence when it is missing."""
    found = checked_text(text, limit, option)
    if found is None:
        raise RefusedError(sentence, hints=(f"add {option} TEXT",))
    return found


def moment(desk: Desk) -> Moment:
    """Read clocks now, or at the end of the day that --as-of names."""
    if desk.as_of == desk.today:
        return Moment(desk.now, None)
    end = desk.hours.instant(desk.as_of + _DAY) - _SECOND
    return Moment(end, end if desk.as_of < desk.today else None)


def clock_rules(desk: Desk, which: Callable[[Targets], Duration]) -> ClockRules:
    """Give the desk's hours and a target, each as the policy of its day has it."""
    targets_on = targets_by_day(desk.policies)
    return ClockRules(desk.hours, lambda day: which(targets_on(day)))


def clock_values(clock: Clock, target: Duration) -> dict[str, object]:
    """Show a clock: hours as they elapsed and as they were worked, the target, and what became of it."""
    return {
        "hours": in_hours(clock.elapsed),
        "working_hours": in_hours(clock.working),
        "paused_hours": in_hours(sum((until - since for since, until in clock.pauses), timedelta())),
        "target": str(target),
        "due_at": clock.due_at,
        "is_late": clock.is_late,
    }


def in_hours(span: timedelta) -> Decimal:
    """Give a span in hours, to the hundredth."""
    return (Decimal(span // _SECOND) / 3600).quantize(_HUNDREDTH)


def written(change: CaseChange, *more: str) -> Written:
    """Say what happened to a case, and name it."""
    return Written(said=[f"{change.after.number}: {sentence(change.fact)}", *more], names=[change.name])


_CLOCK = (
    Column(name="hours", title="Hours", kind=Kind.QUANTITY, narrow=False),
    Column(name="working_hours", title="Working h", kind=Kind.QUANTITY),
    Column(name="due_at", title="Due", kind=Kind.INSTANT, narrow=False),
    Column(name="is_late", title="Late", kind=Kind.FLAG),
)
_ORDER = (
    Column(name="number", title="Order", drawn=False),
    Column(name="supplier", title="Supplier", drawn=False),
    Column(name="priority", title="Priority", drawn=False),
    Column(name="status", title="Status", drawn=False),
)
ISSUES = (
    Column(name="id", title="Issue"),
    Column(name="kind", title="Kind"),
    Column(name="severity", title="Severity"),
    Column(name="cause", title="Cause"),
    Column(name="standing", title="Now"),
    Column(name="customer", title="Customer", narrow=False),
    Column(name="owner", title="Owner", narrow=False),
    *_CLOCK,
    *_ORDER,
    Column(name="issue", title="Number", kind=Kind.COUNT, drawn=False),
    Column(name="line", title="Line", kind=Kind.COUNT, drawn=False),
    Column(name="cause_code", title="Code", drawn=False),
    Column(name="remedy", title="Remedy", drawn=False),
    Column(name="opened_at", title="Opened", kind=Kind.INSTANT, drawn=False),
    Column(name="waits_for", title="Waits for", drawn=False),
    Column(name="paused_hours", title="Paused", kind=Kind.QUANTITY, drawn=False),
    Column(name="target", title="Target", drawn=False),
    Column(name="resolved_at", title="Resolved", kind=Kind.INSTANT, drawn=False),
    Column(name="resolution", title="Resolution", drawn=False),
    Column(name="reopened", title="Reopened", kind=Kind.COUNT, drawn=False),
    Column(name="is_automatic", title="By itself", kind=Kind.FLAG, drawn=False),
)
ENQUIRIES = (
    Column(name="id", title="Enquiry"),
    Column(name="from", title="From"),
    Column(name="text", title="Question"),
    Column(name="customer", title="Customer", narrow=False),
    Column(name="owner", title="Owner", narrow=False),
    *_CLOCK[:2],
    Column(name="due_at", title="Due", kind=Kind.INSTANT),
    *_CLOCK[3:],
    *_ORDER,
    Column(name="enquiry", title="Number", kind=Kind.COUNT, drawn=False),
    Column(name="channel", title="Channel", drawn=False),
    Column(name="received_at", title="Received", kind=Kind.INSTANT, drawn=False),
    Column(name="asked_since", title="Asked since", kind=Kind.INSTANT, drawn=False),
    Column(name="target", title="Target", drawn=False),
    Column(name="answered_at", title="Answered", kind=Kind.INSTANT, drawn=False),
    Column(name="answered_by", title="Answered by", drawn=False),
    Column(name="answer", title="Answer", drawn=False),
    Column(name="answer_channel", title="Answered by way of", drawn=False),
)
WAITS = (
    Column(name="side", title="For"),
    Column(name="since", title="Since", kind=Kind.INSTANT),
    Column(name="until", title="Until", kind=Kind.INSTANT),
    Column(name="hours", title="Hours", kind=Kind.QUANTITY),
    Column(name="is_pause", title="Clock stands still", kind=Kind.FLAG),
)
EVENTS = (
    Column(name="seq", title="Event", kind=Kind.COUNT),
    Column(name="at", title="Entered", kind=Kind.INSTANT),
    Column(name="by", title="By"),
    Column(name="what", title="What"),
)
_BEGINNING = 60


def issue_table(found: Sequence[TimedIssue], moment: Moment, as_of: date, zone: str, *, total: int) -> Table:
    """Show issues, the most severe first; `total` is how many there are, shown or not."""
    return Table(
        kind="issues",
        columns=ISSUES,
        rows=[_row(ISSUES, issue_values(each, moment)) for each in found],
        as_of=as_of,
        title="Issues",
        notes=_notes("issue", found, total, "the clock of an issue stands still while it waits for the customer", zone),
        extra={"total": total, "zone": zone},
        tone=_issue_tone,
        empty="No issue fits.",
    )


def enquiry_table(
    found: Sequence[TimedEnquiry], moment: Moment, as_of: date, zone: str, *, total: int, is_drawn: bool
) -> Table:
    """Show questions, the longest running clock first; one that is drawn shows how each begins."""
    return Table(
        kind="enquiries",
        columns=ENQUIRIES,
        rows=[_row(ENQUIRIES, _enquiry_values(each, moment) | _begins(each, is_drawn)) for each in found],
        as_of=as_of,
        title="Enquiries",
        notes=_notes("question", found, total, "the clock runs from the oldest question that waits", zone),
        extra={"total": total, "zone": zone},
        tone=_enquiry_tone,
        empty="No enquiry fits.",
    )


def issue_sheet(
    found: TimedIssue, waits: Sequence[Wait], events: Sequence[Event], moment: Moment, as_of: date
) -> Sheet:
    """Show one issue whole: what it is, who was waited for, and what happened to it."""
    values = issue_values(found, moment)
    rows = [_wait(wait, moment.until) for wait in waits]
    told = [[event.seq, event.at, event.by, sentence(event.fact)] for event in events]
    whole = Table(kind="issue", columns=_drawn(ISSUES), rows=[_row(ISSUES, values)], as_of=as_of, upright=True)
    tables = [replace(whole, title=f"Issue {values['id']}")]
    if rows:
        tables.append(Table(kind="waits", columns=WAITS, rows=rows, title="Waits"))
    if told:
        tables.append(Table(kind="timeline", columns=EVENTS, rows=told, title="What happened"))
    parts = {"waits": _objects(WAITS, rows), "timeline": _objects(EVENTS, told)}
    return Sheet(kind="issue", rows=[{**values, **parts}], tables=tables, flat=whole, as_of=as_of)


def issue_values(found: TimedIssue, moment: Moment) -> dict[str, Any]:
    """Give every field of an issue, as it stood at the moment."""
    row = found.row
    is_open = row.resolved_at is None or row.resolved_at > moment.until
    waiting = next((str(wait.side) for wait in row.waits if is_open and _is_on(wait, moment.until)), None)
    standing = (f"waits for {waiting}" if waiting else "open") if is_open else "resolved"
    given = {
        **row._asdict(),
        **clock_values(found.clock, found.target),
        "id": f"{row.number}#{row.issue}",
        "standing": standing,
        "waits_for": waiting,
        "resolved_at": None if is_open else row.resolved_at,
        "resolution": None if is_open else row.resolution,
    }
    return {column.name: given[column.name] for column in ISSUES}


def _is_on(wait: Wait, at: datetime) -> bool:
    return wait.since <= at and (wait.until is None or wait.until > at)


def _enquiry_values(found: TimedEnquiry, moment: Moment) -> dict[str, Any]:
    row = found.row
    is_answered = row.answered_at is not None and row.answered_at <= moment.until
    answer = ("answered_at", "answered_by", "answer", "answer_channel")
    return {
        **row._asdict(),
        **clock_values(found.clock, found.target),
        "id": f"{row.number}#{row.enquiry}",
        "from": row.sender,
        **({} if is_answered else dict.fromkeys(answer)),
    }


def _begins(found: TimedEnquiry, is_drawn: bool) -> dict[str, Any]:
    return {"text": one_line(found.row.text, _BEGINNING)} if is_drawn else {}


def _wait(wait: Wait, until: datetime) -> list[object]:
    end = min(wait.until or until, until)
    return [wait.side, wait.since, wait.until, in_hours(max(end, wait.since) - wait.since), wait.side == "customer"]


def _row(columns: Sequence[Column], values: dict[str, Any]) -> Row:
    return [values[column.name] for column in columns]


def _objects(columns: Sequence[Column], rows: Sequence[Row]) -> list[dict[str, object]]:
    return [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]


def _drawn(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Show at a terminal what a list has no room for."""
    return tuple(Column(name=each.name, title=each.title, kind=each.kind) for each in columns)


def _notes(
    what: str, found: Sequence[TimedIssue] | Sequence[TimedEnquiry], total: int, definition: str, zone: str
) -> tuple[str, ...]:
    if not found:
        return ()
    late = sum(each.clock.is_late for each in found)
    first = f"{count_of(total, what)}, {late} of them past the target"
    if total > len(found):
        first = f"{len(found)} of {first}; --limit cut the list"
    return first, f"{definition}; working hours in {zone}"


def _issue_tone(row: Row) -> Tone | None:
    values = dict(zip((column.name for column in ISSUES), row, strict=True))
    if values["standing"] == "resolved":
        return Tone.QUIET
    if values["is_late"]:
        return Tone.URGENT
    return Tone.WARNING if values["severity"] in {"high", "critical"} else None


def _enquiry_tone(row: Row) -> Tone | None:
    values = dict(zip((column.name for column in ENQUIRIES), row, strict=True))
    if values["answered_at"]:
        return Tone.QUIET
    return Tone.URGENT if values["is_late"] else None
