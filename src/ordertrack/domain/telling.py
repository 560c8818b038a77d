"""Whose turn it is in an escalation: who is told, who is passed over, and who cannot be told (SOP 4.3b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.domain.escalations import Ending, Telling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from ordertrack.domain.openinghours import OpeningHours
    from ordertrack.domain.policy import Level, Policy, Recipient


def tell(
    policy: Policy,
    level_numbers_due: Sequence[int],
    *,
    after: int,
    at: datetime,
    on: date,
    hours: OpeningHours,
    why: str,
) -> tuple[Telling, ...]:
    """Give the turns of the levels that are due above `after`, the lowest first; none when none of the matrix is.

    The highest is told and the others are recorded as skipped, so that after a missed week nobody hears of what
    went by. A level at which nobody can be told has failed, with the reason, and the next one of the matrix has its
    turn at once, due or not; above the last there is none, and then nobody is told. `on` is the day, in the desk's
    zone, by which it is decided who is there; working time counts from `at` (UTC).
    """
    known = {level.level: level for level in policy.matrix if level.level > after}
    due = sorted(known.keys() & set(level_numbers_due))
    if not due:
        return ()
    *lower, highest = due
    skipped = [
        Telling(level=each, at=at, ending=Ending.SKIPPED, why=f"level {highest} is due as well") for each in lower
    ]
    return (*skipped, *_climb(policy, known[highest], at, on, hours, why))


def _climb(policy: Policy, first: Level, at: datetime, on: date, hours: OpeningHours, why: str) -> Iterator[Telling]:
    level: Level | None = first
    while level:
        found, missing = _recipients(policy, level, on)
        if found:
            because = "; ".join([why, *(f"not told: {each}" for each in missing)])
            until = hours.due_at(at, level.acknowledge_within)
            yield Telling(level=level.level, at=at, ending=Ending.TOLD, why=because, to=found, acknowledge_by=until)
            return
        yield Telling(level=level.level, at=at, ending=Ending.FAILED, why="; ".join(missing))
        why = f"{why}; nobody could be told at level {level.level}"
        level = policy.next_level(level.level)


def _recipients(policy: Policy, level: Level, on: date) -> tuple[tuple[str, ...], list[str]]:
    """Name who is there for a level, each once, and say for everybody else why not."""
    found: list[str] = []
    missing: list[str] = []
    for role_or_name in level.to:
        recipient = policy.recipient_of(role_or_name, on)
        if recipient is None:
            missing.append(policy.why_nobody(role_or_name, on))
        elif not recipient.reached_by(level.how):
            missing.append(_out_of_reach(recipient, level))
        else:
            found.append(recipient.name)
    return tuple(dict.fromkeys(found)), list(dict.fromkeys(missing))


def _out_of_reach(recipient: Recipient, level: Level) -> str:
    return f"{recipient.name} cannot be reached by {' or '.join(level.how)}"
