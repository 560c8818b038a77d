"""Who is there when the daily round wants to tell somebody, and until when they must take it up (SOP 3, 4.3b)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.builders import loaded
from tests.roundpolicies import level, policy
from tests.rounds import NOON, a_round_desk, table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rounds import RoundDesk

NO_INBOX = tuple(
    (f"[roles.{role}]\ninbox = true", f"[roles.{role}]") for role in ('"team lead"', "manager", "management")
)
ZOE = """[[people]]
name = "Zoë"
role = "clerk"
away = [%s]
"""
AWAY = """[[people]]
name = "%s"
role = "%s"
away = [{ from = 2026-03-10, to = 2026-03-%s, substitute = "Zoë" }]

"""


def people(*texts: str) -> tuple[str, str]:
    """Put people into the policy."""
    heading = "# Follow-ups.\n"
    return heading, "".join(texts) + heading


def away(name: str, role: str, until: int) -> str:
    """Somebody who is away from the 10th of March, and has Zoë act instead."""
    return AWAY % (name, role, until)


def zoe(away: str = "") -> str:
    """Zoë, a clerk."""
    return ZOE % away


ON_THE_11TH = "{ from = 2026-03-11, to = 2026-03-11 }"
ALL_AWAY = (away("Mia", "manager", 12), away("Max", "management", 12), zoe("{ from = 2026-03-11, to = 2026-03-12 }"))


def late(folder: Path, *changes: tuple[str, str]) -> RoundDesk:
    """A desk on the evening before level 1 hears of an order promised for the 6th."""
    desk = a_round_desk(folder, policy(*changes))
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-10")
    return desk


def test_whoever_is_away_is_stood_in_for(tmp_path: Path) -> None:
    desk = late(tmp_path, people(away("Ben", "team lead", 11), zoe()))
    desk.round("03-11")

    assert desk.told() == [("03-11", "1", "level 1", "told", "Zoë")]


def test_where_nobody_is_there_in_a_role_the_role_itself_is_told(tmp_path: Path) -> None:
    desk = late(tmp_path, people(away("Ben", "team lead", 11), zoe(ON_THE_11TH)))
    desk.round("03-11")

    assert desk.told() == [("03-11", "1", "level 1", "told", "team lead")]


def test_a_level_without_anybody_is_a_failure_with_its_reason_and_the_next_one_is_told_at_once(tmp_path: Path) -> None:
    desk = late(tmp_path, people(away("Ben", "team lead", 11), zoe(ON_THE_11TH)), NO_INBOX[0])
    desk.rounds("03-11", "03-12")

    assert desk.told() == table("""
        day    escalation  what     how     to
        03-11  1           level 1  failed  Ben is away until 2026-03-11 and Zoë, who should act, is not there
        03-11  1           level 2  told    manager
        03-12  1           level 3  told    management
    """)


def test_where_nobody_is_at_all_it_is_tried_again_once_a_day(tmp_path: Path) -> None:
    desk = late(tmp_path, people(away("Ben", "team lead", 12), *ALL_AWAY), *NO_INBOX)
    desk.round("03-11")
    head = desk.head
    again = desk.round("03-11", NOON)

    assert (again.decided, desk.head) == ([], head)
    desk.round("03-12")
    assert desk.told() == table("""
        day    escalation  what     how     to
        03-11  1           level 1  failed  Ben is away until 2026-03-12 and Zoë, who should act, is not there
        03-11  1           level 2  failed  Mia is away until 2026-03-12 and Zoë, who should act, is not there
        03-11  1           level 3  failed  Max is away until 2026-03-12 and Zoë, who should act, is not there
        03-12  1           level 1  failed  Ben is away until 2026-03-12 and Zoë, who should act, is not there
        03-12  1           level 2  failed  Mia is away until 2026-03-12 and Zoë, who should act, is not there
        03-12  1           level 3  failed  Max is away until 2026-03-12 and Zoë, who should act, is not there
    """)


def test_whoever_comes_back_is_told_what_nobody_could_be_and_it_climbs_from_there(tmp_path: Path) -> None:
    desk = late(tmp_path, people(away("Ben", "team lead", 11), *ALL_AWAY), *NO_INBOX)
    desk.rounds("03-11", "03-13")

    assert desk.told()[3:] == table("""
        day    escalation  what     how   to
        03-12  1           level 1  told  Ben
        03-13  1           level 2  told  Mia
    """)


NIGHT = ("sunday = []", 'sunday = ["00:00-06:00"]')


@pytest.mark.parametrize(
    ("promised", "on", "within", "until"),
    [
        ("03-26", "03-27", "8h", "2026-03-27T16:00"),  # Friday from nine to five, in winter
        ("03-26", "03-27", "12h", "2026-03-30T11:00"),  # four more hours on Monday, in summer
        ("03-26", "03-27", "1bd", "2026-03-30T04:00"),  # Monday at six on the clock
        ("03-26", "03-27", "2d", "2026-03-29T04:00"),  # Sunday at six on the clock
        ("10-22", "10-23", "12h", "2026-10-26T12:00"),
        ("10-22", "10-23", "1bd", "2026-10-26T05:00"),
        ("10-22", "10-23", "2d", "2026-10-25T05:00"),
    ],
)
def test_over_a_night_in_which_the_clock_changes_it_is_to_be_taken_up_in_true_hours_and_days_of_the_clock(
    tmp_path: Path, promised: str, on: str, within: str, until: str
) -> None:
    text = policy(zone="Europe/Berlin", matrix=level(1, "team lead", '{ overdue = "1bd" }', acknowledge=within))
    desk = a_round_desk(tmp_path, text, "Europe/Berlin")
    desk.enter(promised=promised)
    desk.round(on)

    assert _until(desk) == datetime.fromisoformat(until).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("promised", "on", "until"),
    [
        ("03-26", "03-28", "2026-03-29T03:00"),  # there is no hour from two to three: five on the clock
        ("10-22", "10-24", "2026-10-25T02:00"),  # there are two of them: three on the clock
    ],
)
def test_in_a_night_in_which_the_clock_changes_four_hours_are_four_hours(
    tmp_path: Path, promised: str, on: str, until: str
) -> None:
    when = level(1, "team lead", '{ overdue = "2d" }', acknowledge="4h")
    desk = a_round_desk(tmp_path, policy(NIGHT, zone="Europe/Berlin", matrix=when), "Europe/Berlin")
    desk.enter(promised=promised)
    desk.round(on, NOON)

    assert _until(desk) == datetime.fromisoformat(until).replace(tzinfo=UTC)


def _until(desk: RoundDesk) -> datetime | None:
    (escalation,) = loaded(desk.book).escalations
    (telling,) = escalation.tellings
    return telling.acknowledge_by
