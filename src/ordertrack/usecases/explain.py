"""Explaining an order: why it is late, silent or escalated, or not (SOP 4.2a, 4.4c)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.explaining import explain, intervals
from ordertrack.domain.watch import Watch, Watched
from ordertrack.usecases.policies import policy_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.explaining import Explained, Interval
    from ordertrack.domain.openinghours import OpeningHours
    from ordertrack.domain.policy import PolicyRevision
    from ordertrack.usecases.ports import Book
    from ordertrack.usecases.stamps import Stamp


class Explanation(NamedTuple):
    """Every clock of an order, and the stretches of those that run by the hour."""

    clocks: Sequence[Explained]
    intervals: Sequence[Interval]


def explain_order(
    book: Book, number: str, revisions: Sequence[PolicyRevision], hours: OpeningHours, stamp: Stamp
) -> Explanation:
    """Say how every clock of an order stands now, by the same rules that the daily round decides by."""
    with book.read() as view:
        order = view.get_order(number)
        names = {party.id: party.name for party in view.parties()}
    watch = watch_at(revisions, hours, stamp)
    watched = Watched(order=order, supplier=names[order.supplier], customer=names[order.customer])
    by_day = partial(policy_on, revisions)
    return Explanation(explain(watched, watch, by_day), intervals(order, watch, by_day))


def watch_at(revisions: Sequence[PolicyRevision], hours: OpeningHours, stamp: Stamp) -> Watch:
    """Give the surroundings of every decision at an instant."""
    return Watch(
        now=stamp.at,
        today=stamp.today,
        hours=hours,
        policies={each.number: policy_on([each], each.from_on)[1] for each in revisions},
        revision=policy_on(revisions, stamp.today)[0].number,
    )
