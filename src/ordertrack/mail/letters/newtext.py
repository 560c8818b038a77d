"""What a writer wrote, apart from the letters quoted below it and the signature (SOP 4.3c; RFC 3676)."""

from __future__ import annotations

import re
import warnings
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MOST_SIGNATURE_LINES = 25
"""Lines that are not blank; what is longer than that is no signature."""
_CLOSINGS = frozenset(
    line.casefold()
    for line in """
    regards|best regards|kind regards|kindest regards|warm regards|with best regards|with kind regards|best wishes
    sincerely|sincerely yours|yours sincerely|yours faithfully|yours truly|all the best|best|cordially|br|kr
    mit freundlichen grüßen|mit freundlichem gruß|mit freundlichen gruessen|mit besten grüßen|mit besten gruessen
    freundliche grüße|viele grüße|beste grüße|liebe grüße|herzliche grüße|schöne grüße|grüße|gruß|mfg|vg|lg
    viele gruesse|beste gruesse|freundliche gruesse|hochachtungsvoll
    cordialement|bien cordialement|très cordialement|salutations|meilleures salutations|bien à vous
    saludos|un saludo|saludos cordiales|un cordial saludo|atentamente|cordialmente
    cordiali saluti|distinti saluti|saluti|un saluto|un cordiale saluto
    met vriendelijke groet|met vriendelijke groeten|vriendelijke groeten|hartelijke groeten|groeten|groet|mvg
    z poważaniem|pozdrawiam|serdecznie pozdrawiam|pozdrowienia|s pozdravem|s úctou
    atenciosamente|cumprimentos|melhores cumprimentos|com os melhores cumprimentos
    med vänliga hälsningar|vänliga hälsningar|hälsningar|med venlig hilsen|med vennlig hilsen|venlig hilsen|hilsen|mvh
    """.strip()
    .replace("\n", "|")
    .split("|")
    for line in [line.strip()]
)
_THANKS = frozenset(
    """thanks|thank you|many thanks|thanks again|thanks in advance|cheers|danke|vielen dank|vielen dank im voraus
    merci|merci d'avance|gracias|muchas gracias|grazie|bedankt|dank u|alvast bedankt|dziękuję|tack|tak|děkuji
    obrigado|obrigada""".replace("\n    ", "|").split("|")
)
_FEW_LINES = 3
_SHORT_LINE = 40
_FOOTER_LINES = 6
_MOST_WORDS = 4
_DEVICE = re.compile(
    r"(sent from (my|outlook|mail for|yahoo)|get outlook for|gesendet von (mein|outlook)|von meinem .{2,30} gesendet"
    r"|envoyé (depuis|de) mon|enviado desde mi|inviato da(l mio)? (i?phone|ipad|outlook|smartphone)"
    r"|(verzonden|verstuurd) vanaf mijn|wysłano z|skickat från min|sendt fra min|odesláno z)[\w .<>:/®'()-]{0,80}",
    re.IGNORECASE,
)
_RULED = re.compile(r"[_-]{20,}")
_FOOTED = re.compile(r"https?://|@|unsubscribe|mailing list", re.IGNORECASE)
_DASHED_NAME = re.compile(r"[-–—~] ?[^\W\d_][^\d?!:;,]{1,40}")  # noqa: RUF001 - dashes as they are typed
_LISTED = re.compile(r"[-–—~*•] ?\w")  # noqa: RUF001 - the same
_POSTSCRIPT = re.compile(r"p\. ?s\.|ps\b", re.IGNORECASE)


def signature_at(lines: Sequence[str]) -> int:
    """Return the place of the first line of the signature, of what stands below it, or `len(lines)` when unsigned.

    A signature with a postscript is none: what was written below it would be overlooked.
    """
    first = _earliest(lines)
    shown = [line[:300].strip() for line in lines[first:]]
    end = len(shown)
    for find in _FINDERS:
        at = find(shown[:end])
        if at is not None and not any(map(_POSTSCRIPT.match, shown[at:end])):
            end = at
    return first + end


def _earliest(lines: Sequence[str]) -> int:
    left = _MOST_SIGNATURE_LINES
    for at in range(len(lines) - 1, -1, -1):
        left -= bool(lines[at].strip())
        if left < 0:
            return at + 1
    return 0


def _footer(lines: Sequence[str]) -> int | None:
    for at in [at for at, line in enumerate(lines) if _RULED.fullmatch(line)]:
        below = [other for other in lines[at + 1 :] if other]
        if 0 < len(below) <= _FOOTER_LINES and any(map(_FOOTED.search, below)):
            return at
    return None


def _device(lines: Sequence[str]) -> int | None:
    at = _last(lines)
    return at if at is not None and _DEVICE.fullmatch(lines[at]) else None


def _delimiter(lines: Sequence[str]) -> int | None:
    return next((at for at, line in enumerate(lines) if line == "--"), None)


def _closing(lines: Sequence[str]) -> int | None:
    for at, line in enumerate(lines):
        words = line.rstrip(" ,.!-").casefold()
        if words in _CLOSINGS or (words in _THANKS and _is_name(lines[at + 1 :])):
            return at
    return None


def _dashed_name(lines: Sequence[str]) -> int | None:
    at = _last(lines)
    if at is None or not _DASHED_NAME.fullmatch(lines[at]) or len(lines[at].split()) > _MOST_WORDS:
        return None
    above = _last(lines[:at])
    is_apart = above is not None and above < at - 1
    return at if is_apart and not _LISTED.match(lines[above or 0]) and not lines[at].endswith(".") else None


def _last(lines: Sequence[str]) -> int | None:
    return next((at for at in range(len(lines) - 1, -1, -1) if lines[at]), None)


def _is_name(lines: Sequence[str]) -> bool:
    """Tell whether it can be a name below thanks: a few short lines that ask nothing."""
    below = [line for line in lines if line]
    return 0 < len(below) <= _FEW_LINES and all(len(line) <= _SHORT_LINE and "?" not in line for line in below)


_FINDERS: tuple[Callable[[Sequence[str]], int | None], ...] = (_footer, _device, _delimiter, _closing, _dashed_name)
_LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "cs", "da", "sv"]
_LOOKED_AT = 20_000  # characters; the patterns of the library are slow on texts made to be so
_MOST_LINES = 1000
_LONGEST_LINE = 200
_FEWEST_LABELS = 3
_MADE_OF_RULES = re.compile(r"[-_=*~ ]{5,}")
_LABEL = re.compile(r"[*> ]*[^\W\d_][\w .-]{0,20}:")
_SUBJECT = re.compile(
    r"[*> ]*(subject|betreff|objet|asunto|oggetto|onderwerp|temat|předmět|emne|ämne)[* ]*:", re.IGNORECASE
)
_FORWARDED = re.compile(r"-{3,} ?[^\W\d_][^-]{2,60}-{3,}")
_INTRODUCTION = re.compile(r"(?=.*\d{1,2}[:.h]\d\d)[^>].{8,198}:")


class _Introduction(NamedTuple):
    """The lines that name the letter quoted below them."""

    start: int
    end: int


def split_new(text: str) -> tuple[str, str]:
    """Return what the writer wrote, and the rest: letters quoted and the signature.

    Each line of the text, blank ones apart, is in one of the two. Where nothing were new, all of it is.
    """
    lines = text.split("\n")
    quoted = _quoted(lines)
    signed = _signed(lines, quoted)
    for marks in (signed, quoted):
        new, rest = _runs(lines, marks, kept=False), _runs(lines, marks, kept=True)
        if new:
            return new, rest
    return text.strip(), ""


def _quoted(lines: Sequence[str]) -> list[bool]:
    marks = [line.lstrip().startswith(">") for line in lines]
    for start, end in _introductions(lines):
        below = next((at for at in range(end, len(lines)) if lines[at].strip()), None)
        last = end if below is not None and marks[below] else len(lines)
        first = _above_rules(lines, start)
        marks[first:last] = [True] * (last - first)
        if last == len(lines):
            break
    return marks


def _above_rules(lines: Sequence[str], start: int) -> int:
    first = start
    for at in range(start - 1, -1, -1):
        if _MADE_OF_RULES.fullmatch(lines[at].strip()):
            first = at
        elif lines[at].strip():
            break
    return first


def _introductions(lines: Sequence[str]) -> list[_Introduction]:
    """Return the introductions of quoted letters, from the top; those that are quoted themselves are left out."""
    found = {*_named_by_library(lines), *_forwarded(lines), *_of_other_languages(lines)}
    return sorted(each for each in found if not lines[each.start].lstrip().startswith(">"))


def _named_by_library(lines: Sequence[str]) -> Iterator[_Introduction]:
    head, places = _head(lines)
    at = 0
    for header in _headers("\n".join(head)):
        wanted = header.split("\n")
        found = next((i for i in range(at, len(head)) if head[i : i + len(wanted)] == wanted), None)
        if found is None:
            continue
        at = found + len(wanted)
        if _is_introduction(wanted):
            yield _Introduction(places[found], places[at - 1] + 1)


def _head(lines: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the lines that the library is given, and the place of each: no rules, no two blank lines in a row."""
    head: list[str] = []
    places: list[int] = []
    left = _LOOKED_AT
    for place, line in enumerate(lines):
        shown = line.strip()[:_LONGEST_LINE].strip()
        left -= len(shown) + 1
        if left < 0 or len(head) == _MOST_LINES:
            break
        shown = "" if _MADE_OF_RULES.fullmatch(shown) else shown
        if shown or (head and head[-1]):
            head.append(shown)
            places.append(place)
    return head, places


def _headers(text: str) -> list[str]:
    from mailparser_reply import EmailReplyParser  # type: ignore[import-untyped]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it calls re.sub in a way that newer Pythons deplore
        read = EmailReplyParser(languages=list(_LANGUAGES)).read(text)
    return [reply.headers for reply in read.replies if reply.headers]


def _is_introduction(header: Sequence[str]) -> bool:
    """Tell whether it names a letter: `On ... wrote:` with a date, or the headers of one.

    The library takes two labelled lines for headers, and in one language a single one: a letter may have such of
    its own, where something goes from here to there on a date.
    """
    text = " ".join(header)
    labels = sum(_LABEL.match(line) is not None for line in header)
    if text.endswith(":") and labels <= 1:
        return any(map(str.isdigit, text))
    is_named = labels >= _FEWEST_LABELS and any(map(_SUBJECT.match, header))
    return text.startswith("-----") or is_named or (labels > 1 and "@" in text)


def _forwarded(lines: Sequence[str]) -> Iterator[_Introduction]:
    for at, line in enumerate(lines):
        if line.startswith("---") and _FORWARDED.fullmatch(line[:_LONGEST_LINE].strip()):
            below = [other for other in lines[at + 1 : at + 4] if other.strip()]
            if below and _LABEL.match(below[0]):
                yield _Introduction(at, at + 1)


def _of_other_languages(lines: Sequence[str]) -> Iterator[_Introduction]:
    """Yield lines that name a time, end with a colon and stand just above a quotation."""
    for at, line in enumerate(lines):
        below = next((other for other in lines[at + 1 : at + 3] if other.strip()), "")
        if below.startswith(">") and line.rstrip().endswith(":") and _INTRODUCTION.fullmatch(line[:400].strip()):
            yield _Introduction(at, at + 1)


def _signed(lines: Sequence[str], quoted: Sequence[bool]) -> list[bool]:
    marks = list(quoted)
    for is_quoted, run in groupby(range(len(lines)), key=quoted.__getitem__):
        if is_quoted:
            continue
        places = list(run)
        at = places[0] + signature_at([lines[place] for place in places])
        marks[at : places[-1] + 1] = [True] * (places[-1] + 1 - at)
    return marks


def _runs(lines: Sequence[str], marks: Sequence[bool], *, kept: bool) -> str:
    texts = []
    for mark, run in groupby(range(len(lines)), key=marks.__getitem__):
        if mark is kept:
            texts.append("\n".join(lines[place].rstrip() for place in run).strip("\n"))
    return "\n\n".join(filter(None, texts))
