"""The daily round at the command line, its units, and why an order is late, silent or escalated (SOP 4.2a)."""

from __future__ import annotations

import shlex
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import Result, Written, reads, reads_and_writes
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.notices.sheets import counted
from ordertrack.cli.options import Number, resolve_numbers
from ordertrack.cli.output.output import require
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.domain.values.texts import count_of
from ordertrack.errors import UsageError
from ordertrack.usecases.round.round import run_round
from ordertrack.usecases.round.worklist import explain_order

if TYPE_CHECKING:
    from datetime import time

    from ordertrack.domain.round.explaining import Explained
    from ordertrack.usecases.round.round import RoundReport

CLOCKS = (
    Column(name="clock", title="Clock"),
    Column(name="state", title="State"),
    Column(name="because", title="Because"),
    Column(name="since", title="Since", narrow=False),
    Column(name="due", title="Due"),
    Column(name="counted_hours", title="Counted h", kind=Kind.QUANTITY, narrow=False),
    Column(name="paused_hours", title="Paused h", kind=Kind.QUANTITY, narrow=False),
    Column(name="outside_hours", title="Outside h", kind=Kind.QUANTITY, narrow=False),
    Column(name="clause", title="SOP", narrow=False),
    Column(name="revision", title="Policy", kind=Kind.COUNT, narrow=False),
)
INTERVALS = (
    Column(name="clock", title="Clock"),
    Column(name="start", title="From", kind=Kind.INSTANT),
    Column(name="end", title="To", kind=Kind.INSTANT),
    Column(name="kind", title="What it was"),
    Column(name="hours", title="Hours", kind=Kind.QUANTITY),
)
_TONES = {
    "overdue": Tone.URGENT,
    "late": Tone.URGENT,
    "missed": Tone.URGENT,
    "reached": Tone.WARNING,
    "due": Tone.WARNING,
    "at risk": Tone.WARNING,
    "on time": Tone.GOOD,
    "met": Tone.GOOD,
}


@reads
def explain(
    desk: Desk,
    number: Number,
    intervals: Annotated[
        bool, typer.Option("--intervals", help="The stretches of time that counted, and those that did not.")
    ] = False,
) -> Table:
    """Say why an order is late, silent, asked about or escalated, or why it is not (SOP 4.2a).

    Each clock stands with the rule and the policy revision that decide, as the daily round would decide now.
    """
    (found,) = resolve_numbers(desk, [number])
    stamp = desk.procedure.round_stamp
    explanation = explain_order(desk.book, found, desk.policies, desk.hours, stamp)
    if intervals:
        stretches = explanation.intervals
        rows = [(each.clock, each.start, each.end, each.kind, _hours(each.end - each.start)) for each in stretches]
        title, empty = f"Time that counted for {found}", f"No clock of {found} runs by the hour."
        return Table(kind="intervals", columns=INTERVALS, rows=rows, as_of=desk.as_of, title=title, empty=empty)
    return Table(
        kind="clocks",
        columns=CLOCKS,
        rows=[_row(each, desk) for each in explanation.clocks],
        as_of=desk.as_of,
        title=f"Why {found} is where it is",
        extra={"number": found},
        tone=lambda row: _TONES.get(str(row[1])),
    )


def _row(each: Explained, desk: Desk) -> tuple[object, ...]:
    hours = (_hours(span) for span in (each.counted, each.paused, each.outside))
    since, due = (_when(moment, desk) for moment in (each.since, each.due))
    return (each.clock, each.state, each.because, since, due, *hours, each.clause, each.revision)


def _when(moment: object, desk: Desk) -> str | None:
    if isinstance(moment, datetime):
        return f"{desk.hours.local(moment):%Y-%m-%d %H:%M}"
    return None if moment is None else str(moment)


def _hours(span: timedelta | None) -> Decimal | None:
    return None if span is None else (Decimal(span // timedelta(seconds=1)) / 3600).quantize(Decimal("0.01"))


COLUMNS = (
    Column(name="number", title="Number"),
    Column(name="line", title="Line", kind=Kind.COUNT),
    Column(name="decision", title="Decision"),
    Column(name="sentence", title="Why"),
    Column(name="clause", title="SOP"),
    Column(name="due_on", title="Due", kind=Kind.DATE, narrow=False),
    Column(name="caught_up", title="Caught up", kind=Kind.FLAG, narrow=False),
    Column(name="supplier", title="Supplier", narrow=False),
    Column(name="customer", title="Customer", drawn=False),
    Column(name="owner", title="Owner", narrow=False),
)
EXAMPLES = {
    "explain": "ordertrack explain SO-1013\nordertrack explain SO-1013 --intervals --csv",
    "round": "ordertrack round\nordertrack round --dry-run --csv\nordertrack round --print-cron | crontab -",
}


@reads_and_writes
def round_(
    desk: Desk,
    print_cron: Annotated[bool, typer.Option("--print-cron", help="Print a line for crontab instead.")] = False,
    print_systemd: Annotated[
        bool, typer.Option("--print-systemd", help="Print a systemd timer and its service instead.")
    ] = False,
) -> Result:
    """Find everything that is due by now: follow-ups and escalations, each decided once (SOP 4.2a, 4.3).

    Run it every working day, best by cron. A day that was missed is caught up; running it again changes nothing.
    """
    if print_cron or print_systemd:
        for line in (cron_line(desk) if print_cron else systemd_units(desk)).splitlines():
            desk.streams.stdout.write(f"{line}\n")
        return Written(said=[])
    return _round(desk)


def _round(desk: Desk) -> Table:
    if desk.as_of > desk.today:
        raise UsageError(f"--as-of {desk.as_of} lies in the future; a round decides what is due by now")
    require(desk.output, COLUMNS)
    stamp = desk.procedure.round_stamp
    report = run_round(
        desk.book, desk.policies, desk.hours, stamp, zone=desk.zone.key, dry_run=bool(desk.wishes.dry_run)
    )
    rows = [
        (
            each.number,
            each.decision.position,
            each.decision.kind,
            each.decision.sentence,
            each.decision.clause,
            each.decision.due_on,
            each.is_caught_up,
            each.supplier,
            each.customer,
            each.owner,
        )
        for each in report.decided
    ]
    if rows or not desk.wishes.quiet_if_empty:
        desk.talk.say(_summary(len(rows), report, desk))
    return Table(
        kind="round",
        columns=COLUMNS,
        rows=rows,
        as_of=report.as_of,
        title=f"Daily round of {report.as_of}",
        extra={
            "revision": report.revision,
            "last_round_on": report.last_on,
            "caught_up": report.caught_up,
            "queued": report.queued,
        },
        empty="Nothing is due.",
    )


def _summary(count: int, report: RoundReport, desk: Desk) -> str:
    what = count_of(count, "decision") if count else "nothing is due"
    said = [f"would decide: {what}" if desk.wishes.dry_run else what]
    if report.last_on is None:
        said.append("this is the first round")
    elif report.last_on != desk.as_of:
        said.append(f"last round {count_of((desk.as_of - report.last_on).days, 'day')} ago")
    if report.caught_up:
        said.append(f"{report.caught_up} caught up")
    if report.queued:
        said.append(counted([(report.queued, "notice queued", "notices queued")]))
    return "; ".join(said)


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LOCALE = "C.UTF-8"


def cron_line(desk: Desk) -> str:
    """Give what `crontab -` takes: the round at the opening of every working day, silent when nothing is due.

    Cron knows neither our zone nor our locale, so both stand there; `CRON_TZ` is read by cronie and Debian's cron.
    """
    lines = [
        "# ordertrack: the daily round; what it prints is mailed to you",
        f"CRON_TZ={desk.zone.key}",
        f"LC_ALL={_LOCALE}",
    ]
    for at, days in _openings(desk).items():
        listed = ",".join(str((day + 1) % 7) for day in days)
        command = _command(desk).replace("%", r"\%")
        lines.append(f"{at.minute} {at.hour} * * {listed} {command}")
    return "\n".join(lines)


def systemd_units(desk: Desk) -> str:
    """Give the two files of a user's timer, one after the other, each under its name; missed days are caught up."""
    calendars = "\n".join(
        f"OnCalendar={','.join(_DAYS[day] for day in days)} {at:%H:%M}:00 {desk.zone.key}"
        for at, days in _openings(desk).items()
    )
    return f"""# ~/.config/systemd/user/ordertrack-round.service
[Unit]
Description=The daily round of the order book

[Service]
Type=oneshot
Environment=LC_ALL={_LOCALE}
ExecStart={_command(desk).replace("%", "%%")}
SuccessExitStatus=75

# ~/.config/systemd/user/ordertrack-round.timer
[Unit]
Description=The daily round of the order book, every working day

[Timer]
{calendars}
Persistent=true

[Install]
WantedBy=timers.target"""


def _openings(desk: Desk) -> dict[time, list[int]]:
    """Give the weekdays by the time at which the desk opens on them."""
    found: dict[time, list[int]] = {}
    for day, hours in enumerate(desk.policy.week):
        if hours:
            found.setdefault(hours[0][0], []).append(day)
    return found


def _command(desk: Desk) -> str:
    where = desk.place.where
    if isinstance(where, str):
        raise UsageError(
            "the URL of this book holds what must not stand in a unit",
            hints=("name the book in the settings file, and leave --db and ORDERTRACK_DB out",),
        )
    program = [str(Path(sys.executable).absolute()), "-m", "ordertrack"]
    words = [*program, "--db", str(where.absolute()), "--actor", "round", "round", "--quiet-if-empty"]
    return shlex.join(words)
