"""When notices may leave, who approves them, who else is told, and which text each has (SOP 4.1c, 4.4, 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Self, cast

from ordertrack.domain.cases.followups import FollowUpRule
from ordertrack.domain.parties import Side
from ordertrack.domain.time.walltime import DAY, EPOCH_DAY, instant_of, local_ticks, spells, ticks_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from ordertrack.domain.time.dates import Days
    from ordertrack.domain.time.hours import OpeningHours

    Stretch = tuple[int, int]

Quiet = tuple[time, time]


_CUSTOMER, _SUPPLIER = Side.CUSTOMER, Side.SUPPLIER
_ASKS = "asks for open lines, and {number} has none"


class NoticeKind(StrEnum):
    """What a notice is about: its word, the side that gets it, its name for a person, and why there is none to preview.

    Without a side it is for colleagues.
    """

    side: Side | None
    called: str
    untold: str

    ORDER_CONFIRMATION = "order-confirmation", _CUSTOMER, "order confirmation"
    SUPPLIER_ACKNOWLEDGEMENT = "supplier-acknowledgement", _SUPPLIER, "acknowledgement"
    SHIPPED = "shipped", _CUSTOMER, "shipping notice", "tells what left, and nothing of {number} was shipped"
    DATE_CHANGED = (
        "date-changed",
        _CUSTOMER,
        "notice of another date",
        "tells the old date and the new one, and no date of {number} was changed",
    )
    DELAY = (
        "delay",
        _CUSTOMER,
        "delay notice",
        "is refused without old date, new date and cause, and no delay of {number} was reported",
    )
    RECOVERED = (
        "recovered",
        _CUSTOMER,
        "notice of recovery",
        "tells that a delay is made up for, and no delay of {number} was",
    )
    DELIVERED = "delivered", _CUSTOMER, "delivery notice", "tells what arrived, and nothing of {number} was delivered"
    COMPLETED = "completed", _CUSTOMER, "completion notice", "tells that an order is complete, and {number} is not"
    SUPPLIER_REMINDER = "supplier-reminder", _SUPPLIER, "supplier reminder", _ASKS
    OVERDUE_FOLLOW_UP = "overdue-follow-up", _SUPPLIER, "overdue follow-up", _ASKS
    ESCALATION = (
        "escalation",
        None,
        "escalation",
        "tells a case, and nobody was told of {number} by a level of the matrix",
    )
    ANSWER = (
        "answer",
        _CUSTOMER,
        "answer",
        "tells question and answer, and no question about {number} was answered by e-mail",
    )
    DIGEST = "digest", None, "overdue report"

    def __new__(cls, word: str, side: Side | None = None, called: str = "", untold: str = "") -> Self:
        """Make a kind; one that is known is found by its word."""
        kind = str.__new__(cls, word)
        kind._value_ = word
        kind.side, kind.called, kind.untold = side, called, untold
        return kind


KINDS_BY_RULE = {rule: NoticeKind(rule.letter) for rule in FollowUpRule}
ASKING = frozenset(KINDS_BY_RULE.values())
"""Those that make the follow-ups they name."""
BUILT_IN_LANGUAGE = "en"
LAYOUT = "layout"
"""Stands among the texts in place of a language."""
_DAY_ONE = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRules:
    """When notices may leave and whom they concern.

    Nothing leaves in the `quiet` hours, which may pass midnight, nor, with `working_days`, on days on which the desk
    does not work; `urgent` kinds leave at any time. `auto` kinds leave without approval. `language` is for parties
    whose own is unknown or has no texts. `digest` and `copies` name roles or people of the desk.
    `signature` stands below every letter to a party.
    """

    language: str
    quiet: Quiet | None = None
    working_days: bool = False
    urgent: frozenset[NoticeKind] = frozenset()
    auto: frozenset[NoticeKind] = frozenset()
    digest: tuple[str, ...] = ()
    copies: tuple[tuple[NoticeKind, tuple[str, ...]], ...] = ()
    signature: str = ""

    def waits_for_approval(self, kind: NoticeKind) -> bool:
        """Say whether somebody has to approve a notice before it leaves; one to a colleague never waits."""
        return kind not in self.auto and kind.side is not None

    def copies_of(self, kind: NoticeKind) -> tuple[str, ...]:
        """Name the roles and people of the desk who are told as well."""
        return dict(self.copies).get(kind, ())

    def leaves_at(self, kind: NoticeKind, at: datetime, hours: OpeningHours) -> datetime:
        """Return the first instant from `at` on (UTC) at which a notice of this kind may leave: `at` when it may.

        Hours are those that the wall clock of the desk shows: one that it skips is no time to leave, one that it
        shows twice is quiet twice. ValueError when nothing leaves before the calendar ends.
        """
        if kind in self.urgent:
            return instant_of(ticks_of(at))
        start = ticks_of(at)
        zone = cast("ZoneInfo", hours.local(at).tzinfo)
        while True:
            for first, last, offset in spells(zone, start, start + DAY):
                for opens, _ in self._open(first + offset, last + offset, hours.days()):
                    return instant_of(opens - offset)
            start += DAY

    def _open(self, start: int, end: int, days: Days) -> Iterator[Stretch]:
        """Cut out of a stretch of the wall clock, which shows it without a jump, when notices may leave."""
        for number in range(start // DAY, -(-end // DAY)):
            if self.working_days and not days.is_working(date.fromordinal(number + EPOCH_DAY)):
                continue
            for opens, closes in _loud(self.quiet):
                stretch = max(number * DAY + opens, start), min(number * DAY + closes, end)
                if stretch[0] < stretch[1]:
                    yield stretch


@dataclass(frozen=True, slots=True)
class TextTemplate:
    """What a notice says, as Jinja2 templates over its facts; `language` is the tag under which it was found."""

    subject: str
    plain: str
    html: str | None = None
    language: str = BUILT_IN_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of all kinds of notices by language tag; English has every kind.

    `layout` makes the HTML part of what has none of its own, out of the `paragraphs` of the plain one. `language`
    is for whoever reads none of the others; `signature` stands below what a party gets.
    """

    templates: tuple[tuple[tuple[str, NoticeKind], TextTemplate], ...]
    layout: str
    language: str
    signature: str = ""

    def find(self, kind: NoticeKind, language: str | None) -> TextTemplate:
        """Give the text of a kind for somebody who reads a language (BCP 47).

        That of the very tag ("de-AT"), else of a wider one ("de"), else in the policy's language, else in English.
        """
        known = dict(self.templates)
        tags = [*_wider(language), *_wider(self.language), BUILT_IN_LANGUAGE]
        return next(known[tag, kind] for tag in tags if (tag, kind) in known)

    @property
    def languages(self) -> tuple[str, ...]:
        """The language tags that have at least one text, in the order of the policy."""
        return tuple(dict.fromkeys(tag for (tag, _), _ in self.templates))

    def has(self, language: str) -> bool:
        """Say whether somebody who reads a language finds any text in it, or in a wider one."""
        return any(tag in self.languages for tag in _wider(language))


def _wider(tag: str | None) -> Iterator[str]:
    """Give a tag, and the same with ever fewer of its parts."""
    parts = tag.split("-") if tag else []
    for length in range(len(parts), 0, -1):
        yield "-".join(parts[:length])


def _loud(quiet: Quiet | None) -> tuple[Stretch, ...]:
    """Give the parts of a day that are not quiet, from its midnight."""
    if quiet is None:
        return ((0, DAY),)
    begin, end = (local_ticks(datetime.combine(_DAY_ONE, each)) for each in quiet)
    return ((end, begin),) if end < begin else ((0, begin), (end, DAY))
