"""What a text may do to a fact: the few filters there are, none of which makes much out of little.

Each raises ValueError or TypeError with a sentence for what it is not meant for.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from jinja2.runtime import Undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WIDEST = 200
LONGEST_LIST = 20_000

_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_WITH_COMMA = re.compile(
    r"(?!(de-(ch|li)|it-ch|es-(419|do|gt|hn|mx|ni|pa|pe|pr|sv|us))\b)"  # these regions write a point
    r"(af|az|be|bg|bs|ca|cs|da|de|el|es|et|eu|fi|fo|fr|gl|hr|hu|hy|id|is|it|ka|kk|ky|lt|lv|mk|nb|nl|nn|no|pl|pt|ro|ru"
    r"|sk|sl|sq|sr|sv|tr|uk|uz|vi)(-.*)?",
    re.IGNORECASE,
)
"""The language tags that write a decimal comma (Unicode CLDR)."""


def _text(value: object) -> str:
    """Take a fact as text; None is an empty one. An unknown fact, a list or a table is refused."""
    if value is None:
        return ""
    if isinstance(value, (str, int, Undefined)) and not isinstance(value, bool):
        return str(value)
    raise ValueError("this filter is for texts and numbers")


def _of_text(change: Callable[[str], str]) -> Callable[[object], str]:
    return lambda value: change(_text(value))


def _default(value: object, default: object = "", boolean: object = False) -> object:  # noqa: FBT002 - Jinja2's own name
    """Give something else for a fact that is unknown or None; with `boolean` also for an empty one."""
    if isinstance(value, Undefined) or value is None or (boolean and not value):
        return default
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("this filter is for lists")
    return value


def _first(value: object) -> object:
    return next(iter(_list(value)), None)


def _last(value: object) -> object:
    return next(reversed(_list(value)), None)


def _length(value: object) -> int:
    if isinstance(value, (str, list, dict)):
        return len(value)
    raise ValueError("only a text, a list or a table has a length")


def _join(value: object, separator: str = ", ", attribute: str | None = None) -> str:
    """Write a list in one line, or one fact of each of its tables; the empty ones are left out."""
    found = [_text(each[attribute] if attribute is not None else each) for each in _list(value)]
    parts = [each for each in found if each]
    if sum(map(len, parts)) + len(separator) * len(parts) > LONGEST_LIST:
        raise ValueError(f"joins more than {LONGEST_LIST} characters")
    return separator.join(parts)


def _truncate(value: object, length: int = 80) -> str:
    """Write a text in one line, cut at so many characters."""
    line = " ".join(_text(value).split())
    return line if len(line) <= _wide(length) else f"{line[: length - 1].rstrip()}…"


def _left(value: object, width: int) -> str:
    """Fill a text up to a width, so that the next column begins at one place."""
    return _text(value).ljust(_wide(width))


def _right(value: object, width: int) -> str:
    """Move a text to the right end of a width, as figures stand in a column."""
    return _text(value).rjust(_wide(width))


def _wide(width: object) -> int:
    if isinstance(width, bool) or not isinstance(width, int) or not 1 <= width <= WIDEST:
        raise ValueError(f"a width is a whole number from 1 to {WIDEST}")
    return width


def _quote(value: object) -> str:
    """Put > before each line of a text, as mail quotes what somebody wrote."""
    return "\n".join(f"> {line}".rstrip() for line in _text(value).splitlines())


def _amount(language: str, value: object) -> str:
    """Write a quantity with the decimal sign of a language and no thousands separator; other texts as they are."""
    text = _text(value)
    return text.replace(".", ",") if _WITH_COMMA.fullmatch(language) and _DECIMAL.fullmatch(text) else text


def _day(language: str, value: object) -> str:
    """Write a date as a language does where nobody can take the day for the month; other texts as they are."""
    text = _text(value)
    is_german = language.lower().partition("-")[0] == "de"
    return f"{text[8:]}.{text[5:7]}.{text[:4]}" if is_german and _is_date(text) else text


def _is_date(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def filters_of(language: str) -> dict[str, Callable[..., Any]]:
    """Give the filters of a text by their names; `language` is the tag that the text stands under."""
    return {**_EVERYWHERE, **{name: partial(each, language) for name, each in _BY_LANGUAGE.items()}}


_BY_LANGUAGE: Mapping[str, Callable[[str, object], str]] = {"amount": _amount, "day": _day}
_EVERYWHERE: Mapping[str, Callable[..., Any]] = {
    "capitalize": _of_text(lambda text: text[:1].upper() + text[1:]),
    "default": _default,
    "first": _first,
    "join": _join,
    "last": _last,
    "left": _left,
    "length": _length,
    "lower": _of_text(str.lower),
    "quote": _quote,
    "right": _right,
    "trim": _of_text(str.strip),
    "truncate": _truncate,
    "upper": _of_text(str.upper),
}
FILTER_NAMES = tuple(sorted((*_BY_LANGUAGE, *_EVERYWHERE)))
