"""How long answers, solutions and notices took: mean, median and 90th percentile of many clocks (SOP 4.4b, 7)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.policy.notices import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta

    from ordertrack.domain.cases.clocks import Clock
    from ordertrack.domain.cases.issues import Wait
    from ordertrack.domain.time.hours import OpeningHours

_MICROSECONDS_OF_AN_HOUR = 3_600_000_000


class ClockBy(StrEnum):
    """What clocks are grouped by; the month is that of the day on which one began, in the desk's zone.

    The kind of an issue is its own, that of a question the channel on which it came.
    """

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    OWNER = "owner"
    KIND = "kind"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockQuestion:
    """Which clocks, as they stood at an instant: those that began in a period, its end not included."""

    at: datetime
    by: ClockBy | None = None
    began_from: datetime | None = None
    began_before: datetime | None = None
    only: OrderFilter = field(default_factory=OrderFilter)


class RawClock(NamedTuple):
    """When a clock began and ended, if it did by the instant asked about, and what may pause it.

    `group` is None where it is not known, and for months, which depend on the desk's zone.
    """

    number: str
    group: str | None
    began_at: datetime
    ended_at: datetime | None
    waits: tuple[Wait, ...] = ()


class ReadClock(NamedTuple):
    """A clock as it was read, in its group; an open one was read at the instant asked about."""

    group: str | None
    clock: Clock
    is_open: bool


class Spread(NamedTuple):
    """Where some spans lie, in hours; None without any.

    Median and 90th percentile interpolate linearly between neighbours, as those of the delays do.
    """

    mean: Fraction | None
    median: Fraction | None
    p90: Fraction | None


class ClockFigures(NamedTuple):
    """The clocks of one group: how many ended and how long they ran, how many are open and for how long.

    The shares within the target are None without any clock to share.
    """

    group: str | None
    ended: int
    open: int
    elapsed: Spread
    working: Spread
    within_target: Fraction | None
    open_within_target: Fraction | None
    oldest_open_hours: Fraction | None


def clock_figures(clocks: Iterable[ReadClock]) -> list[ClockFigures]:
    """Sum clocks up, group by group in the order of their names, what has no group last."""
    groups: dict[str | None, list[ReadClock]] = defaultdict(list)
    for each in clocks:
        groups[each.group].append(each)
    return [_figures(name, groups[name]) for name in sorted(groups, key=lambda name: (name is None, name or ""))]


def _figures(group: str | None, clocks: Sequence[ReadClock]) -> ClockFigures:
    ended = [each.clock for each in clocks if not each.is_open]
    running = [each.clock for each in clocks if each.is_open]
    return ClockFigures(
        group=group,
        ended=len(ended),
        open=len(running),
        elapsed=spread(in_hours(clock.elapsed) for clock in ended),
        working=spread(in_hours(clock.working) for clock in ended),
        within_target=_share_in_time(ended),
        open_within_target=_share_in_time(running),
        oldest_open_hours=max((in_hours(clock.elapsed) for clock in running), default=None),
    )


def _share_in_time(clocks: Sequence[Clock]) -> Fraction | None:
    return Fraction(sum(not clock.is_late for clock in clocks), len(clocks)) if clocks else None


def spread(values: Iterable[Fraction]) -> Spread:
    """Give mean, median and 90th percentile of some values."""
    ordered = sorted(values)
    if not ordered:
        return Spread(None, None, None)
    return Spread(
        sum(ordered, Fraction()) / len(ordered),
        percentile(ordered, Fraction(1, 2)),
        percentile(ordered, Fraction(9, 10)),
    )


def percentile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """Give the value at a share of the way through sorted values, linear between neighbours (`percentile_cont`)."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def in_hours(span: timedelta) -> Fraction:
    """Give a span in hours, exactly."""
    microseconds = (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds
    return Fraction(microseconds, _MICROSECONDS_OF_AN_HOUR)


_MINUTES = 60


class NoticeTimes(NamedTuple):
    """A notice by mail or by phone: what became of it, when we learned what it tells, and when it was told."""

    kind: NoticeKind
    state: NoticeState
    is_for_party: bool
    learned_at: datetime
    sent_at: datetime | None


class NoticeFigures(NamedTuple):
    """The notices of one kind: how many were queued, and how many of them were sent, failed, withdrawn, or wait.

    `elapsed` and `working` are the minutes from learning to telling, of those that were sent to a party.
    """

    kind: NoticeKind
    queued: int
    sent: int
    failed: int
    withdrawn: int
    waiting: int
    elapsed: Spread
    working: Spread


def notice_figures(notices: Iterable[NoticeTimes], hours: OpeningHours) -> list[NoticeFigures]:
    """Sum notices up, kind by kind; a kind without any has no row."""
    by_kind: dict[NoticeKind, list[NoticeTimes]] = defaultdict(list)
    for each in notices:
        by_kind[each.kind].append(each)
    return [_notice_figures(kind, by_kind[kind], hours) for kind in NoticeKind if kind in by_kind]


def _notice_figures(kind: NoticeKind, notices: list[NoticeTimes], hours: OpeningHours) -> NoticeFigures:
    counts = {state: sum(each.state is state for each in notices) for state in NoticeState}
    spans = [
        (each.learned_at, each.sent_at)
        for each in notices
        if each.is_for_party and each.state is NoticeState.SENT and each.sent_at is not None
    ]
    return NoticeFigures(
        kind=kind,
        queued=len(notices),
        sent=counts[NoticeState.SENT],
        failed=counts[NoticeState.FAILED],
        withdrawn=counts[NoticeState.WITHDRAWN],
        waiting=counts[NoticeState.QUEUED] + counts[NoticeState.SENDING],
        elapsed=_in_minutes(spread(in_hours(told - learned) for learned, told in spans)),
        working=_in_minutes(spread(in_hours(hours.worked(learned, told)) for learned, told in spans)),
    )


def _in_minutes(hours: Spread) -> Spread:
    return type(hours)(*(minutes(each) for each in hours))


def minutes(hours: Fraction | None) -> Fraction | None:
    """Give hours in minutes."""
    return None if hours is None else hours * _MINUTES
