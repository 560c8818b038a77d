"""What the round decides about an order on paper on one morning, asked day by day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.acceptance.clockwork import HIGHEST, MOST, PROGRESS_WITHIN, Asked, Climb, Decided, Paper, moved

if TYPE_CHECKING:
    from collections.abc import Iterator

Levels = dict[int, date]
"""The levels that are due, and since when."""


def round_on_paper(paper: Paper, today: date) -> list[Decided]:
    """Decide everything about one order on one morning."""
    if paper.script.entered_on > today or paper.status == "cancelled":
        return []
    found = list(_ask(paper, today))
    subjects: list[int | None] = [None]
    subjects += [number for number, each in enumerate(paper.troubles, 1) if each.is_open]
    for issue in subjects:
        found += _escalate(paper, issue, today)
    paper.rows += [each.row for each in found if each.row[0] != "ask" and each.row[2] != "started"]
    return found


def _ask(paper: Paper, today: date) -> Iterator[Decided]:
    if paper.status != "open":
        return
    rule, due_on = ("overdue", _overdue(paper)) if paper.promised_on < today else ("silent", _silent(paper, today))
    if due_on is None or due_on > today:
        return
    number = len(_past(paper, rule)) + 1
    paper.asked.append(Asked(rule, number, paper.promised_on, today, due_on))
    yield Decided(today, due_on, ("ask", rule, str(number)))


def _past(paper: Paper, rule: str) -> list[Asked]:
    return [each for each in paper.asked if (each.rule, each.promised_on) == (rule, paper.promised_on)]


def _overdue(paper: Paper) -> date | None:
    past, every = _past(paper, "overdue"), 1 if paper.is_urgent else 2
    if len(past) == MOST:
        return None
    start = past[-1].raised_on if past else paper.promised_on
    known_since = max([date.min, *(each.raised_on for each in past), *paper.promises])
    answer = paper.answers[-1] if paper.answers else None
    if answer and answer.until and answer.until > start and answer.on >= known_since:
        return answer.until
    if answer and answer.on >= max(start, paper.promised_on):
        return moved(answer.on, every)
    return moved(start, every if past else 1)


def _silent(paper: Paper, today: date) -> date | None:
    opens_on = moved(paper.promised_on, -5)
    if today < opens_on:
        return None
    past = [each.raised_on for each in _past(paper, "silent")]
    heard_on = max([paper.script.entered_on, *paper.tries, *paper.promises, *_receipts(paper), *past])
    answer = paper.answers[-1] if paper.answers else None
    if answer and answer.until and answer.on >= heard_on:
        return max(answer.until, opens_on)
    return max(moved(heard_on, 2 if paper.is_urgent else 5), opens_on)


def _receipts(paper: Paper) -> list[date]:
    days = {step.on for step in paper.script.steps if step.what == "receive"}
    return [day for day in paper.moves if day in days]


def _late_levels(paper: Paper, today: date) -> Levels:
    if paper.status != "open":
        return {}
    promised_on, unanswered = paper.promised_on, paper.unanswered
    found: list[tuple[int, date]] = []
    if promised_on < today:
        third, fifth, tenth = (moved(promised_on, count) for count in (3, 5, 10))
        found += [(1, third), (2, fifth), (3, tenth)]
        found += [(3, fifth)] * (paper.is_urgent or paper.is_dear)
    elif paper.is_urgent and unanswered:
        found.append((1, moved(promised_on, -2)))
    found += [(level, today) for level, least in ((1, 2), (2, 3)) if unanswered >= least]
    return _earliest(found, today)


def _issue_levels(paper: Paper, issue: int, today: date) -> Levels:
    trouble = paper.troubles[issue - 1]
    opened_on = trouble.opened_on
    found: list[tuple[int, date]] = []
    if trouble.severity in {"high", "critical"}:
        found += [(1, moved(opened_on, 1)), (2, moved(opened_on, 3))]
    if trouble.severity == "critical":
        found += [(2, opened_on), (3, moved(opened_on, 2))]
    return _earliest([(level, due_on) for level, due_on in found if due_on < today], today)


def _earliest(found: list[tuple[int, date]], today: date) -> Levels:
    levels: Levels = {}
    for level, due_on in found:
        if due_on <= today:
            levels[level] = min(due_on, levels.get(level, due_on))
    return levels


def _escalate(paper: Paper, issue: int | None, today: date) -> Iterator[Decided]:
    due = _late_levels(paper, today) if issue is None else _issue_levels(paper, issue, today)
    climb = next((each for each in paper.running() if each.issue == issue), None)
    if climb is None:
        due = {level: since for level, since in due.items() if level > _settled(paper, issue, today)}
        if due:
            climb = Climb(len(paper.climbs) + 1, issue)
            paper.climbs.append(climb)
            yield Decided(today, min(due.values()), (f"{today:%m-%d}", str(climb.number), "started"))
            yield from _tell(climb, list(due), today, min(due.values()))
    elif not due and issue is None:
        climb.ended_on = today
        why = "no level of the matrix holds any more"
        yield Decided(today, today, (f"{today:%m-%d}", str(climb.number), "ended", why))
    else:
        yield from _go_on(paper, climb, {level: since for level, since in due.items() if level > climb.level}, today)


def _settled(paper: Paper, issue: int | None, today: date) -> int:
    late = paper.promised_on if paper.promised_on < today else date.min
    said_on = max([paper.script.entered_on, *paper.promises])
    return max(
        (
            each.level
            for each in paper.climbs
            if each.settled and each.issue == issue and each.ended_on
            if issue is not None or (each.ended_on >= said_on and each.ended_on > late)
        ),
        default=0,
    )


def _go_on(paper: Paper, climb: Climb, above: Levels, today: date) -> Iterator[Decided]:
    further = list(above) or [min(climb.level + 1, HIGHEST)]
    if climb.taken_up_on:
        news = [each.on for each in paper.answers] + paper.moves + paper.promises
        until = moved(max([climb.taken_up_on, *news]), PROGRESS_WITHIN[climb.level])
        if until < today:
            yield Decided(today, until, (f"{today:%m-%d}", str(climb.number), "expired"))
            yield from _tell(climb, further, today, until)
    elif above:
        yield from _tell(climb, further, today, min(above.values()))
    elif climb.told_on and climb.told_on < today:
        ran_out_on = climb.told_on if climb.level == 1 else moved(climb.told_on, 1)
        yield from _tell(climb, further, today, ran_out_on)


def _tell(climb: Climb, levels: list[int], today: date, due_on: date) -> Iterator[Decided]:
    for level in sorted(levels):
        how = "told" if level == max(levels) else "skipped"
        yield Decided(today, due_on, (f"{today:%m-%d}", str(climb.number), f"level {level}", how))
    climb.level, climb.told_on, climb.taken_up_on = max(levels), today, None
