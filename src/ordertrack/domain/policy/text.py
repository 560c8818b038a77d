"""The text of a policy as such: the built-in one, and the TOML of any."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from ordertrack.domain.policy.problems import PolicyError, PolicyProblem
from ordertrack.domain.values.texts import LIMITS, clean_text

_PLACE = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")


def default_text(zone: str) -> str:
    """Give the built-in policy, complete and commented, for a desk in this zone."""
    return built_in("policy.toml").replace("{zone}", zone)


@cache
def built_in(name: str) -> str:
    """Give what this program brings along: the text `policy.toml`, and `policy.json`, which is the form of it."""
    return resources.files("ordertrack.domain.policy").joinpath(name).read_text(encoding="utf-8")


def values_of(text: str) -> dict[str, Any]:
    """Read the TOML of a policy and nothing more; PolicyError when it is none."""
    try:
        clean_text(text, LIMITS["policy"])
    except ValueError as error:
        raise PolicyError([_whole(str(error))]) from None
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise PolicyError([_whole("is nested too deeply")]) from None
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([_not_toml(str(error), text)]) from None
    except ValueError:  # an integer of thousands of digits
        raise PolicyError([_whole("has a number that is too long")]) from None


def _whole(sentence: str) -> PolicyProblem:
    return PolicyProblem(line=1, key="", message=f"the text {sentence}")


def _not_toml(message: str, text: str) -> PolicyProblem:
    """Say what tomllib says, with the line taken out of its sentence; at the end of the text that is the last."""
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
    sentence = _PLACE.sub("", message)
    return PolicyProblem(line=line, key="", message=f"is not TOML: {sentence[:1].lower()}{sentence[1:]}")
