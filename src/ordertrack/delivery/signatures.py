"""Where the signature of a letter begins: its delimiter, a closing formula, a footer (RFC 3676)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MOST_LINES = 25
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
    left = _MOST_LINES
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
