"""The response and resolution times as tables, each with its definition, its instant and its zone (SOP 7)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.cli.output.result import Column, Kind, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from ordertrack.cli.output.result import Row
    from ordertrack.domain.reports.clocks import ClockBy, ClockFigures


FIGURES = (
    Column(name="count", title="Ended", kind=Kind.COUNT),
    Column(name="open", title="Open", kind=Kind.COUNT),
    Column(name="mean_hours", title="Mean h", kind=Kind.QUANTITY, narrow=False),
    Column(name="median_hours", title="Median h", kind=Kind.QUANTITY, narrow=False),
    Column(name="p90_hours", title="90 % h", kind=Kind.QUANTITY, narrow=False),
    Column(name="mean_working_hours", title="Mean work h", kind=Kind.QUANTITY),
    Column(name="median_working_hours", title="Median work h", kind=Kind.QUANTITY, narrow=False),
    Column(name="p90_working_hours", title="90 % work h", kind=Kind.QUANTITY),
    Column(name="within_target", title="In target", kind=Kind.RATE),
    Column(name="open_within_target", title="Open in target", kind=Kind.RATE, narrow=False),
    Column(name="oldest_open_hours", title="Oldest open h", kind=Kind.QUANTITY),
)


class Wording(NamedTuple):
    """What a report about clocks is called, counts and means."""

    kind: str
    title: str
    what: str
    definition: str


RESPONSE = Wording(
    "response",
    "Customer update response time",
    "questions",
    "from the receipt of a question to the first answer; several questions before an answer are one, from the oldest",
)
RESOLUTION = Wording(
    "resolution",
    "Issue resolution time",
    "issues",
    "from opened to resolved without the time of waiting for the customer; one opened again was never resolved",
)


class Asked(NamedTuple):
    """What was asked of a report about clocks: the groups, the days on which the clocks began, and as of when."""

    by: ClockBy | None
    first: date | None
    last: date | None
    as_of: date
    zone: str


def clock_table(rows: Sequence[ClockFigures], wording: Wording, asked: Asked) -> Table:
    """Show the figures of many clocks, a row a group."""
    by = asked.by
    group = Column(name=by.value if by else "group", title=by.value.capitalize() if by else "What")
    ended, running = sum(row.ended for row in rows), sum(row.open for row in rows)
    return Table(
        kind=wording.kind,
        columns=(group, *FIGURES),
        rows=[_figures(row, by, wording) for row in rows],
        as_of=asked.as_of,
        title=wording.title,
        notes=(
            f"{wording.what}: {ended} ended, {running} open",
            f"{wording.definition}; within the target of the day on which it began",
            f"hours as they elapsed, and working hours; as of {asked.as_of} in {asked.zone}",
        ),
        extra={
            "definition": wording.definition,
            "zone": asked.zone,
            "from": asked.first,
            "to": asked.last,
            "ended": ended,
            "total": ended + running,
        },
        tone=lambda row: Tone.URGENT if row[10] not in {None, 1} else None,
        empty=f"n/a: there are no {wording.what}.",
    )


def _figures(row: ClockFigures, by: ClockBy | None, wording: Wording) -> Row:
    spans = [rounded(each) for spread in (row.elapsed, row.working) for each in spread]
    name = row.group if by else f"all {wording.what}"
    shares = (row.within_target, row.open_within_target)
    return [name, row.ended, row.open, *spans, *shares, rounded(row.oldest_open_hours)]


def rounded(exact: Fraction | None, *, places: int = 4) -> Decimal | None:
    """Give a number of hours or days to four places, or so many, a half to the even one."""
    if exact is None:
        return None
    near = round(exact, places)
    return Decimal(near.numerator) / Decimal(near.denominator)
