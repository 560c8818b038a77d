"""Policies for the examples of the daily round: the built-in one with changes, or with another matrix."""

from __future__ import annotations

from ordertrack.domain.policy.reading import default_text
from tests.domain.policy.texts import altered


def policy(*changes: tuple[str, str], zone: str = "UTC", matrix: str | None = None) -> str:
    """The built-in policy with changes, and with another matrix if one is given; "" is one without levels."""
    text = default_text(zone)
    if matrix is not None:
        before, _, rest = text.partition("[[matrix]]")
        rest = rest[rest.index("# ----") :]
        text = before + matrix + rest if matrix else f"matrix = []\n{before}{rest}"
    for old, new in changes:
        text = altered(old, new, text)
    return text


def level(number: int, to: str, *when: str, acknowledge: str = "8h", progress: str = "2bd") -> str:
    """A level of a matrix."""
    return (
        f'[[matrix]]\nlevel = {number}\nwhen = [{", ".join(when)}]\nto = ["{to}"]\nhow = ["inbox"]\n'
        f'acknowledge_within = "{acknowledge}"\nprogress_within = "{progress}"\n\n'
    )


UNESCALATED = policy(matrix="")
