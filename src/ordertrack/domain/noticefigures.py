"""How many notices of each kind left, and how long they took from what we learned to telling it (SOP 4.4b, 7)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.clockfigures import in_hours, spread
from ordertrack.domain.notices import NoticeKind, NoticeState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from fractions import Fraction

    from ordertrack.domain.clockfigures import Spread
    from ordertrack.domain.openinghours import OpeningHours

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
    return [_figures(kind, by_kind[kind], hours) for kind in NoticeKind if kind in by_kind]


def _figures(kind: NoticeKind, notices: list[NoticeTimes], hours: OpeningHours) -> NoticeFigures:
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
