"""What another policy would have done: the book's past gone through once more, under two of them (SOP 8)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.policy.text import form_of
from ordertrack.domain.records import event_from
from ordertrack.domain.round.pasts import BY_ROUND_ALONE, is_spared, past_of
from ordertrack.domain.round.simulation import Comparison, World, relive
from ordertrack.domain.time.hours import remembering
from ordertrack.errors import OutsideError, UsageError
from ordertrack.usecases.policy import policy_on, require_zone, timeline
from ordertrack.usecases.round.round import decisions_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ordertrack.domain.policy.policy import Policy, PolicyRevision, YearHolidaysOf
    from ordertrack.domain.round.pasts import Past, Recorded, Share
    from ordertrack.domain.values.codec import Facts
    from ordertrack.usecases.ports import PartyReads

T = TypeVar("T")
_DAY = timedelta(days=1)
_AT_REST = frozenset({Status.CLOSED, Status.CANCELLED})


class PastReads(Protocol):
    """The past of every order, read share by share."""

    def in_shares(
        self, since: date, until: date, work: Callable[[PastReads, Share], T], aloud: Callable[[PastReads, Share], T]
    ) -> list[T]: ...
    def count(self, share: Share) -> int: ...
    def read(self, share: Share) -> Iterator[Recorded]: ...


class PastView(Protocol):
    """A view of the whole book that gives the past of every order."""

    @property
    def parties(self) -> PartyReads: ...
    @property
    def pasts(self) -> PastReads: ...


class Period(NamedTuple):
    """From a day to another, both counted."""

    since: date
    until: date


class Sides(NamedTuple):
    """The policy in force and the one proposed, each as if it had held all along."""

    now: World
    proposed: World


def two_sides(
    revisions: Sequence[PolicyRevision],
    text: str,
    today: date,
    read: Callable[[str], Policy],
    *,
    year_holidays_of: YearHolidaysOf,
) -> Sides:
    """Give the policy in force today and the proposed one, under the number it would get (SOP 8).

    PolicyError when the text is no policy, RefusedError when its dates would be meant in another zone.
    """
    policy = read(text)
    in_force, says = policy_on(revisions, today)
    require_zone(policy, says)
    number = max(each.number for each in revisions) + 1
    proposed = replace(in_force, number=number, text=text, form=form_of(policy, text))
    worlds = [
        World(
            revision=each.number,
            policy=policy_on([each], today)[1],
            hours=remembering(timeline([each], year_holidays_of)),
        )
        for each in (in_force, proposed)
    ]
    return Sides(*worlds)


def simulate(
    view: PastView, sides: Sides, period: Period, today: date, advance: Callable[[int, int], None]
) -> Comparison:
    """Go through the past of every order under both policies, and count what each decided in the period (SOP 8).

    An order is gone through from its entry, so that what ran when the period began runs here, too. People did what
    they did: a level that a policy tells and that nobody heard of then is not taken up by anybody. `advance` hears
    how many orders of how many are done. UsageError when the period ends before it begins, or has not passed.
    """
    _require_past(period, today)

    reader = _Reader(sides, period, {party.id: party.name for party in view.parties.list()})

    def work(pasts: PastReads, share: Share) -> Comparison:
        return _go_through(pasts, share, reader)

    def aloud(pasts: PastReads, share: Share) -> Comparison:
        return _go_through(pasts, share, reader, advance)

    found = Comparison()
    for part in view.pasts.in_shares(period.since, period.until, work, aloud):
        found.include(part)
    return found


def _go_through(
    pasts: PastReads, share: Share, reader: _Reader, advance: Callable[[int, int], None] | None = None
) -> Comparison:
    found = Comparison(orders=pasts.count(share))
    for done, recorded in enumerate(pasts.read(share)):
        if advance:
            advance(done, found.orders)
        past = reader.read(recorded)
        if past:
            found.lived += 1
            _live(past, recorded, reader.sides, reader.period, found)
    return found


def _live(past: Past, recorded: Recorded, sides: Sides, period: Period, found: Comparison) -> None:
    now, proposed = (
        tally.add(relive(past, world, period.until, decisions_for), recorded.supplier, recorded.customer, period.since)
        for world, tally in zip(sides, (found.now, found.proposed), strict=True)
    )
    promised_on = min(line.first_promised_on for line in past.entry.lines)
    for level in now.keys() & proposed.keys():
        if max(now[level], proposed[level]) >= period.since:
            days = [sides.now.hours.days_between(promised_on, told[level]) for told in (now, proposed)]
            found.knew.setdefault(level, Counter())[days[0], days[1]] += 1


class _Reader:
    """Reads the past of an order from its events, as far as anything can come of it in the period."""

    def __init__(self, sides: Sides, period: Period, names: Mapping[int, str]) -> None:
        self.sides, self.period, self._names = sides, period, names

    def read(self, recorded: Recorded) -> Past | None:
        """Give the past; None when no round of the period could have decided anything."""
        events = recorded.events
        plain = json.loads(events[0][1])
        is_alone = len(events) == 1
        if self._is_outside(plain, recorded) or (is_alone and self._is_spared(plain["facts"]["order"])):
            return None
        kept = [events[0], *(each for each in events[1:] if json.loads(each[1])["kind"] not in BY_ROUND_ALONE)]
        names = self._names[recorded.supplier], self._names[recorded.customer]
        try:
            return past_of([event_from(body, seq) for seq, body in kept], *names, self.sides.now.hours)
        except ValueError as error:
            raise OutsideError(str(error), hints=("`ordertrack trail verify` checks all of it",)) from error

    def _is_outside(self, entry: Facts, recorded: Recorded) -> bool:
        """Say whether the order came after the period, or was over before it; by the day, one either side of it."""
        is_history = entry["facts"]["order"].get("is_history", False)
        if not is_history and entry["at"] > f"{self.period.until + 2 * _DAY}":
            return True
        is_over = recorded.status in _AT_REST and not (is_history and len(recorded.events) == 1)
        last: str = json.loads(recorded.events[-1][1])["at"]
        return is_over and last < f"{self.period.since - _DAY}"

    def _is_spared(self, order: Facts) -> bool:
        promised_on = date.fromisoformat(min(line["promised_on"] for line in order["lines"]))
        opens = min(world.opens(promised_on) for world in self.sides)
        return is_spared(order, opens, self.period.since)


def _require_past(period: Period, today: date) -> None:
    if period.until < period.since:
        raise UsageError(f"--to {period.until} comes before --from {period.since}")
    if period.until > today:
        raise UsageError(f"--to {period.until} lies in the future; only what has happened can be gone through again")
