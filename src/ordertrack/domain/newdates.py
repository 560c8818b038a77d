"""Which news another date is to the customer, line by line: a delay, its end, or merely another date (SOP 4.4b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.domain import events as facts
from ordertrack.domain.notice_facts import change_facts
from ordertrack.domain.notices import NoticeKind
from ordertrack.domain.orders import is_at_risk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.domain.notice_facts import Facts
    from ordertrack.domain.orders import Line, Order

    Told = facts.DelayReported | facts.PromiseRevised | facts.ExpectationChanged
    News = tuple[NoticeKind, dict[int, date]]


def another_date(before: Order, order: Order, fact: Told) -> tuple[NoticeKind, Facts] | None:
    """Say which news another date is, and name the lines that it is news of; none when no date is another one.

    A reported delay is always news, since it has a cause (SOP 4.4b).
    """
    named = set(fact.positions)
    meant = [line for line in before.open_lines if not named or line.position in named]
    new = fact.promised_on if isinstance(fact, facts.PromiseRevised) else fact.expected_on
    kind, old = _news(before, meant, fact, new)
    if not old:
        return None
    cause = None if isinstance(fact, facts.ExpectationChanged) else fact.cause
    note = fact.note if kind is NoticeKind.DELAY else None
    return kind, {"change": change_facts(order, old, new, cause, note)}


def _news(before: Order, meant: Sequence[Line], fact: Told, new: date) -> News:
    believed = {line.position: line.expected_on or line.promised_on for line in meant}
    if isinstance(fact, facts.DelayReported):
        return _delayed(meant, believed, new)
    if before.delay and _is_made_up_for(before, meant, new):
        return NoticeKind.RECOVERED, _others(believed, new)
    if isinstance(fact, facts.PromiseRevised):
        return NoticeKind.DATE_CHANGED, _others({line.position: line.promised_on for line in meant}, new)
    return NoticeKind.DATE_CHANGED, _others(believed, new)


def _delayed(meant: Sequence[Line], believed: dict[int, date], new: date) -> News:
    """Take a delay as one of the lines that come later; as mere other dates when lines only come earlier."""
    if later := {position: on for position, on in believed.items() if on < new}:
        return NoticeKind.DELAY, later
    if others := _others(believed, new):
        return NoticeKind.DATE_CHANGED, others
    # The date was believed in before it was reported, or is reported again with another cause.
    return NoticeKind.DELAY, {line.position: line.promised_on for line in meant if line.promised_on < new}


def _others(days: dict[int, date], new: date) -> dict[int, date]:
    return {position: on for position, on in days.items() if on != new}


def _is_made_up_for(before: Order, meant: Sequence[Line], new: date) -> bool:
    """Say whether some of the lines were late, and now no open line of the order is."""
    positions = {line.position for line in meant}
    left = (line for line in before.open_lines if line.position not in positions)
    return (
        any(map(is_at_risk, meant))
        and all(new <= line.promised_on for line in meant)
        and not any(map(is_at_risk, left))
    )
