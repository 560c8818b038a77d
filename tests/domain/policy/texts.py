"""Texts of policies for the tests: the built-in one, the same with all its examples, and how to alter it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.policy.problems import PolicyError, PolicyProblem
from ordertrack.domain.policy.text import default_text
from ordertrack.errors import UsageError
from ordertrack.files.policy.reading import read_policy

if TYPE_CHECKING:
    from ordertrack.domain.time.dates import YearHolidays

DEFAULT = default_text("Europe/Berlin")
FULL = re.sub(r"^#(?=\S)", "", DEFAULT, flags=re.MULTILINE)
NOTES = Path(__file__).with_name("mistakes.txt")


def holidays_of(country: str, region: str | None) -> YearHolidays:
    """Know two German regions and nothing else."""
    if country.upper() != "DE":
        raise UsageError(f'there is no country "{country}"')
    if region not in {None, "BE", "BY"}:
        raise UsageError(f'there is no region "{region}"')
    return lambda year: {date(year, 5, 1): "Labour Day"}


def altered(old: str, new: str, text: str = FULL) -> str:
    """The policy with its one `old` written as `new`."""
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times"
    return text.replace(old, new)


def problems_of(text: str) -> tuple[PolicyProblem, ...]:
    """What is wrong with a text."""
    try:
        read_policy(text, year_holidays_of=holidays_of)
    except PolicyError as error:
        return error.problems
    return ()


def line_of(fragment: str, text: str) -> int:
    """The line on which a fragment begins that stands once."""
    assert text.count(fragment) == 1, f"{fragment} stands {text.count(fragment)} times"
    return text[: text.index(fragment)].count("\n") + 1


class Mistake(NamedTuple):
    """A mistake somebody makes in the full text: what they change, on which line it shows, and what is said of it."""

    old: str
    new: str
    at: str
    key: str
    message: str

    def message_in(self, text: str) -> str:
        """What is said of a text, with the line on which another thing stands."""
        return re.sub(r"`(.+)`", lambda found: str(line_of(found[1].replace("\\n", "\n"), text)), self.message)


def _mistake(block: str) -> Mistake:
    lines: dict[str, list[str]] = {"-": [], "+": [], "@": [], "=": []}
    for line in block.splitlines():
        lines[line[0]].append(line[2:])
    key, _, message = lines["="][0].partition(": ")
    old, new, at = ("\n".join(lines[mark]) for mark in "-+@")
    return Mistake(old=old, new=new, at=at.replace("\\n", "\n"), key=key, message=message)


MISTAKES = [_mistake(block) for block in NOTES.read_text(encoding="utf-8").strip("\n").split("\n\n")]
"""Lines after `-` become those after `+`; `@` is a fragment that begins on the problem's line; `=` what is said.

Where that names a line, the fragment which begins there stands in its place, between backticks.
"""
