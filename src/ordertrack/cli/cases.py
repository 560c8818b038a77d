"""What issues and enquiries have in common at the command line: ids, instants, clocks and what they owe."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ordertrack.cli.commands import Written
from ordertrack.cli.options import checked_code, checked_text, complete_numbers, resolve_numbers
from ordertrack.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ordertrack.cli.context import Desk
    from ordertrack.domain.caseclocks import Clock
    from ordertrack.domain.durations import Duration
    from ordertrack.domain.policy import Targets
    from ordertrack.usecases.cases import CaseChange, ClockRules

MOST = 1_000_000_000
"""The highest --limit: more cases than there are."""

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
Limit = Annotated[int | None, typer.Option("--limit", min=1, max=MOST, help="At most so many.")]


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
        is_order = bool(view.find_orders([name]))
    if is_order or not is_case:
        return resolve_numbers(desk, [name])[0]
    return f"{resolve_numbers(desk, [head])[0]}#{tail}"


def owed(text: str | None, limit: str, option: str, sentence: str) -> str:
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
    from ordertrack.usecases.cases import ClockRules
    from ordertrack.usecases.policies import targets_by_day

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
    from ordertrack.cli.casewording import sentence

    return Written(said=[f"{change.after.number}: {sentence(change.fact)}", *more], names=[change.name])
