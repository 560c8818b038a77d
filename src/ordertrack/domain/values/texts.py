"""What a name, a code and a free text may be, and when two names are one typing slip apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Read = Callable[[str], Any]


class InputRow(NamedTuple):
    """One row of input: its number in the file (None for a command) and its cells by field, empty ones left out."""

    row: int | None
    values: Mapping[str, str]


LIMITS: dict[str, int] = {
    "number": 64,
    "name": 200,
    "ref": 100,
    "sku": 100,
    "description": 1000,
    "unit": 20,
    "owner": 100,
    "carrier": 100,
    "tracking": 100,
    "cause": 1000,
    "note": 4000,
    "email": 254,
    "phone": 50,
    "code": 50,
    "policy": 100_000,
    "template": 20_000,
}
"""The most characters (code points) each kind of text may have, after cleaning."""
_LEAST_COMPARED = 4  # shorter names differ by one letter too often for that to mean a slip
_LONGEST_QUOTE = 40


@lru_cache(maxsize=16_384)
def clean_name(text: str) -> str:
    """Return a name as the book keeps it: NFC, trimmed, each run of white space one space.

    Raises ValueError when nothing is left, a character cannot be stored, or the name is too long (SOP 4.1a).
    """
    _check_storable(text)
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name:
        raise ValueError("is blank; write a name")
    _check_length(name, LIMITS["name"])
    return name


@lru_cache(maxsize=16_384)
def name_key(text: str) -> str:
    """Return what identifies a name: equal keys mean one party, whatever the case and spacing.

    Raises ValueError as `clean_name` does.
    """
    # Unicode's canonical caseless match: folding a decomposed text; folding a composed one misses some pairs.
    folded = unicodedata.normalize("NFD", clean_name(text)).casefold()
    return unicodedata.normalize("NFC", folded)


def clean_text(text: str, limit: int) -> str:
    """Return a free text exactly as it was written, having checked that it can be stored.

    Raises ValueError for a NUL, a lone surrogate, or more than `limit` characters.
    """
    _check_storable(text)
    _check_length(text, limit)
    return text


def clean_code(text: str, limit: int) -> str:
    """Return an order number, reference or sku as the book keeps it: NFC and trimmed, otherwise exact.

    Raises ValueError when nothing is left, when a character cannot be stored, or beyond `limit` characters.
    """
    _check_storable(text)
    code = unicodedata.normalize("NFC", text.strip())
    if not code:
        raise ValueError("is blank; write at least one character")
    _check_length(code, limit)
    return code


def near(a: str, b: str) -> bool:
    """Tell whether two names are one slip apart: a letter too many, missing or wrong, or two swapped.

    Names are compared by their keys. Equal names are not near, nor is any to one shorter than four letters.
    """
    left, right = name_key(a), name_key(b)
    if left == right or min(len(left), len(right)) < _LEAST_COMPARED:
        return False
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (one, other) in enumerate(zip(short, long, strict=False)) if one != other), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or _is_swapped(short[at:], long[at:])


def count_of(count: int, one: str, many: str = "") -> str:
    """Say how many: `1 order`, `2 orders`; `many` where an s behind `one` is not its plural."""
    return f"{count} {one}" if count == 1 else f"{count} {many or one + 's'}"


def quoted(text: str) -> str:
    """Return a text as a sentence quotes it: cut at forty characters, the unprintable as escapes."""
    cut = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
    return f'"{cut if cut.isprintable() else "".join(map(_escaped, cut))}"'


def _check_storable(text: str) -> None:
    if "\0" in text:
        raise ValueError(f"has a NUL character at position {text.index(chr(0)) + 1}; remove it")
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = f"U+{ord(text[error.start]):04X}"
        raise ValueError(
            f"has half a character ({code}) at position {error.start + 1}; remove it, or save the text again as UTF-8"
        ) from None


def _check_length(text: str, limit: int) -> None:
    if len(text) > limit:
        raise ValueError(f"has {len(text)} characters; shorten it to at most {limit}")


def _is_swapped(left: str, right: str) -> bool:
    return left[1::-1] == right[:2] and left[2:] == right[2:]


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason against a piece of input.

    `row` counts the rows of a file as an editor counts lines of a table (the header is row 1) and is None for a
    command; `column` names the field; `message` says what is so and what would help.
    """

    message: str
    column: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        """Read as one line: `row 7, promised_on: "31/02" is not a date`."""
        place = ", ".join(part for part in (f"row {self.row}" if self.row else "", self.column or "") if part)
        return f"{place}: {self.message}" if place else self.message


LONGEST_WORD = 200
"""Characters; what is longer is found by its beginning."""
_IDEOGRAPH = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_PIECE = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')


class Term(NamedTuple):
    """Words sought in this order, one beside the other; with `is_prefix` the last is the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool


def words_in(text: str) -> list[str]:
    """Give the words of a text as they are sought: without case, accents and signs; each ideograph is a word."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(each for each in decomposed if unicodedata.category(each) != "Mn")
    apart = "".join(each if each.isalnum() else " " for each in _IDEOGRAPH.sub(r" \1 ", bare))
    return [word[:LONGEST_WORD] for word in apart.split()]


def terms_of(question: str) -> tuple[Term, ...]:
    """Read what is sought: words, `wor*` for how one begins, and "words in quotation marks" that stand together.

    Signs are no words: a question of nothing else has no terms.
    """
    found = []
    for phrase, star, bare in _PIECE.findall(question):
        words = tuple(words_in(phrase or bare))
        if words:
            found.append(Term(words, bool(star) or bare.endswith("*")))
    return tuple(found)
