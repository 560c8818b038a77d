"""Whose turn it is in an escalation (SOP 4.3b)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.escalations import Ending, LevelTurn
from ordertrack.domain.parties import NoticeChannel
from ordertrack.domain.policy.policy import Away, Level, Person, Policy, Role, Staff
from ordertrack.domain.policy.text import default_text
from ordertrack.domain.round.escalating import tell
from ordertrack.domain.time.hours import parse_duration
from ordertrack.files.policy.reading import read_policy
from tests.hours import hours

if TYPE_CHECKING:
    from collections.abc import Sequence

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday, half past ten in Berlin
ON = date(2026, 3, 2)
WHY = "3bd after the promise"
DUE_AT = {"8h": datetime(2026, 3, 3, 9, 30, tzinfo=UTC), "2bd": datetime(2026, 3, 4, 9, 30, tzinfo=UTC)}
DEFAULT = read_policy(default_text("Europe/Berlin"))
INBOX = (NoticeChannel.INBOX,)


def a_level(number: int, *to: str, how: tuple[NoticeChannel, ...] = INBOX, within: str = "8h") -> Level:
    usual = DEFAULT.matrix[0]
    return replace(
        usual, level=number, name=f"level {number}", to=to, how=how, acknowledge_within=parse_duration(within)
    )


ANNA = Person(name="Anna", roles=("lead",), email="anna@desk.example")
BEN = Person(name="Ben", roles=("manager",))
LEAD, MANAGER, BOSS = a_level(1, "lead"), a_level(2, "manager", within="2bd"), a_level(4, "boss")


def a_policy(*people: Person, matrix: tuple[Level, ...] = (LEAD, MANAGER, BOSS)) -> Policy:
    roles = (Role(name="lead"), Role(name="manager"), Role(name="boss"))
    return replace(DEFAULT, staff=Staff(people=people, roles=roles), matrix=matrix)


def told_by(policy: Policy, due: Sequence[int], after: int = 0) -> tuple[LevelTurn, ...]:
    return tell(policy, due, after=after, at=AT, on=ON, hours=hours(), why=WHY)


def told(level: int, *to: str, why: str = WHY, within: str = "8h") -> LevelTurn:
    return LevelTurn(level=level, at=AT, ending=Ending.TOLD, why=why, to=to, acknowledge_by=DUE_AT[within])


def skipped(level: int, highest: int) -> LevelTurn:
    return LevelTurn(level=level, at=AT, ending=Ending.SKIPPED, why=f"level {highest} is due as well")


def failed(level: int, why: str) -> LevelTurn:
    return LevelTurn(level=level, at=AT, ending=Ending.FAILED, why=why)


def test_the_level_that_is_due_is_told_and_must_be_taken_up_in_working_time() -> None:
    """SOP 4.3b."""
    assert told_by(a_policy(ANNA, BEN), [1]) == (told(1, "Anna"),)
    assert told_by(a_policy(ANNA, BEN), [2]) == (told(2, "Ben", within="2bd"),)


def test_of_several_levels_due_only_the_highest_is_told_and_the_others_are_recorded() -> None:
    boss = Person(name="Zoë", roles=("boss",))
    tellings = told_by(a_policy(ANNA, BEN, boss), [4, 1, 2, 1])
    assert tellings == (skipped(1, 4), skipped(2, 4), told(4, "Zoë"))


def test_what_had_its_turn_has_no_other() -> None:
    assert told_by(a_policy(ANNA, BEN), [1, 2], after=1) == (told(2, "Ben", within="2bd"),)
    assert told_by(a_policy(ANNA, BEN), [1, 2], after=2) == ()


@pytest.mark.parametrize("due", [(), (3,), (9, 0, -1)])
def test_without_a_level_of_the_matrix_nobody_is_told(due: tuple[int, ...]) -> None:
    assert told_by(a_policy(ANNA, BEN), due) == ()


def test_a_level_without_anybody_has_failed_and_the_next_one_has_its_turn_at_once() -> None:
    """SOP 4.3b."""
    reason = f"{WHY}; nobody could be told at level 1"
    assert told_by(a_policy(BEN), [1]) == (
        failed(1, "nobody has the role lead"),
        told(2, "Ben", why=reason, within="2bd"),
    )


def test_the_next_level_is_the_next_there_is() -> None:
    boss = Person(name="Zoë", roles=("boss",))
    reason = f"{WHY}; nobody could be told at level 2"
    assert told_by(a_policy(boss), [2]) == (failed(2, "nobody has the role manager"), told(4, "Zoë", why=reason))


def test_where_nobody_is_at_any_level_every_failure_is_recorded() -> None:
    assert told_by(a_policy(), [1]) == tuple(
        failed(level, f"nobody has the role {role}") for level, role in ((1, "lead"), (2, "manager"), (4, "boss"))
    )


def test_levels_below_one_that_fails_stay_skipped() -> None:
    assert told_by(a_policy(ANNA), [1, 4]) == (skipped(1, 4), failed(4, "nobody has the role boss"))


def test_whoever_is_away_is_stood_in_for() -> None:
    away = replace(ANNA, away=(Away(from_on=ON, to_on=ON, substitute="Ben"),))
    assert told_by(a_policy(away, BEN), [1]) == (told(1, "Ben"),)


def test_whoever_is_away_without_a_substitute_is_named_in_the_failure() -> None:
    away = replace(ANNA, away=(Away(from_on=ON, to_on=date(2026, 3, 6)),))
    first, second = told_by(a_policy(away, BEN), [1])
    assert (first.why, second.to) == ("Anna is away until 2026-03-06 and nobody acts instead", ("Ben",))


def test_all_of_a_level_are_told_each_once() -> None:
    level = a_level(1, "lead", "manager", "anna")
    assert told_by(a_policy(ANNA, BEN, matrix=(level,)), [1]) == (told(1, "Anna", "Ben"),)


def test_those_of_a_level_that_cannot_be_told_are_named_beside_those_who_are() -> None:
    level = a_level(1, "lead", "boss")
    (telling,) = told_by(a_policy(ANNA, matrix=(level,)), [1])
    assert telling == told(1, "Anna", why=f"{WHY}; not told: nobody has the role boss")


def test_whoever_no_way_of_the_level_leads_to_cannot_be_told() -> None:
    phoned = a_level(1, "manager", how=(NoticeChannel.PHONE, NoticeChannel.EMAIL))
    assert told_by(a_policy(BEN, matrix=(phoned,)), [1]) == (failed(1, "Ben cannot be reached by phone or email"),)
