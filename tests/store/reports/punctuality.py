"""On-time delivery reckoned anew with the standard library's own statistics: what the store's answers are held to."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ordertrack.domain.reports.lines import Basis, CountedUnit, OnTimeQuestion, OnTimeRow
from tests.store.reckoning import completed_on, fits, group_of, is_counted, missing, standing_promise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ordertrack.domain.orders.order import Line, Order


@dataclass(frozen=True, slots=True)
class _Counted:
    """So much of a group: delivered with this delay in days, or (None) overdue and open."""

    group: str | None
    delay: int | None
    weight: int = 1


def ontime(orders: Sequence[Order], question: OnTimeQuestion) -> list[OnTimeRow]:
    """On-time delivery of each group, in the order of the groups, the one without a name last."""
    count = {CountedUnit.LINE: _lines, CountedUnit.ORDER: _whole, CountedUnit.QUANTITY: _quantities}[question.unit]
    asked = [order for order in orders if fits(order, question.only, question.as_of)]
    counted = [part for order in asked for part in count(order, question)]
    groups = sorted({part.group for part in counted}, key=lambda group: (group is None, group or ""))
    return [_row(group, [part for part in counted if part.group == group], question) for group in groups]


def _row(group: str | None, parts: list[_Counted], question: OnTimeQuestion) -> OnTimeRow:
    weights: Counter[int | None] = Counter()
    for part in parts:
        weights[part.delay] += part.weight
    overdue_open = weights.pop(None, 0)
    delays = sorted(Fraction(delay) for delay in weights.elements() if delay is not None)
    late = sum(delay > question.tolerance_days for delay in delays)
    return OnTimeRow(
        group=group,
        due=len(delays) + overdue_open,
        delivered=len(delays),
        on_time=len(delays) - late,
        late=late,
        overdue_open=overdue_open,
        mean_delay=statistics.mean(delays) if delays else None,
        median_delay=statistics.median(delays) if delays else None,
        p90_delay=_ninetieth(delays) if delays else None,
    )


def _ninetieth(delays: list[Fraction]) -> Fraction:
    return statistics.quantiles(delays, n=10, method="inclusive")[8] if len(delays) > 1 else delays[0]


def _dated(order: Order, question: OnTimeQuestion) -> list[tuple[Line, date]]:
    """The lines that count, each with the day it is measured against."""
    found = []
    for line in order.lines:
        days = {
            Basis.FIRST: line.first_promised_on,
            Basis.LATEST: standing_promise(line, question.as_of),
            Basis.REQUESTED: line.requested_on,
        }
        day = days[question.basis]
        if is_counted(line) and day is not None:
            found.append((line, day))
    return found


def _is_asked(day: date, question: OnTimeQuestion) -> bool:
    return (question.promised_from or day) <= day <= (question.promised_to or day)


def _lines(order: Order, question: OnTimeQuestion) -> Iterator[_Counted]:
    for line, day in _dated(order, question):
        if _is_asked(day, question):
            yield from _one([(line, day)], order, question)


def _whole(order: Order, question: OnTimeQuestion) -> Iterator[_Counted]:
    dated = _dated(order, question)
    if dated and _is_asked(max(day for _, day in dated), question):
        yield from _one(dated, order, question)


def _one(dated: list[tuple[Line, date]], order: Order, question: OnTimeQuestion) -> Iterator[_Counted]:
    """Count lines as one: delivered when all of them are, as late as the latest of them."""
    group = group_of(order, max(day for _, day in dated), question.by)
    still = [day for line, day in dated if missing(line, question.as_of)]
    if not still:
        yield _Counted(group, max(((completed_on(line) or day) - day).days for line, day in dated))
    elif min(still) < question.as_of:
        yield _Counted(group, None)


def _quantities(order: Order, question: OnTimeQuestion) -> Iterator[_Counted]:
    for line, day in _dated(order, question):
        if _is_asked(day, question):
            group = group_of(order, day, question.by)
            for part in line.receipts:
                if part.received_on <= question.as_of and part.quantity > part.rejected:
                    yield _Counted(group, (part.received_on - day).days, part.quantity - part.rejected)
            if day < question.as_of and missing(line, question.as_of):
                yield _Counted(group, None, missing(line, question.as_of))
