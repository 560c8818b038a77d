"""Explaining an order at the command line: every clock, what decided it, and the hours that counted (SOP 4.2a)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import reads
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.options import Number, resolve_numbers
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.usecases.round.worklist import explain_order

if TYPE_CHECKING:
    from ordertrack.domain.round.explaining import Explained


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
EXAMPLES = {"explain": "ordertrack explain SO-1013\nordertrack explain SO-1013 --intervals --csv"}
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
