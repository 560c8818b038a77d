"""The daily round: everything due by now, found in one pass over what is open (SOP 4.2a, 4.2c, 4.3, 4.6b)."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.followups import FollowUpsRaised
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.orders.effects import apply
from ordertrack.domain.orders.events import RoundRun
from ordertrack.domain.round.asking import Decision, Watch, Watched, askings, followups_due
from ordertrack.domain.round.escalating import escalations_due
from ordertrack.usecases.policy import adopt_built_in, policy_on
from ordertrack.usecases.ports import writing
from ordertrack.usecases.recording import Step, queue_digests, record_together
from ordertrack.usecases.round.worklist import watch_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ordertrack.domain.notices.notice import Notice
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.policy.policy import Policy, PolicyRevision
    from ordertrack.domain.time.hours import OpeningHours
    from ordertrack.usecases.ports import Stamp, WatchedBook

BATCH = 200


class Decided(NamedTuple):
    """A decision with its order, its parties and owner, and whether an earlier round should have taken it."""

    number: str
    supplier: str
    customer: str
    owner: str | None
    decision: Decision
    is_caught_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReport:
    """What a round did: as of which day, under which revision, when the one before was, and what it decided.

    `queued` counts the notices that are to leave by it; what lies in inboxes by now is not among them.
    """

    as_of: date
    revision: int
    last_on: date | None
    decided: Sequence[Decided]
    queued: int = 0

    @property
    def caught_up(self) -> int:
        """How many decisions a missed round should have taken."""
        return sum(each.is_caught_up for each in self.decided)


def run_round(
    book: WatchedBook,
    revisions: Sequence[PolicyRevision],
    hours: OpeningHours,
    stamp: Stamp,
    *,
    zone: str,
    dry_run: bool = False,
) -> RoundReport:
    """Decide everything due by now: each decision with its order's other changes in one transaction, once only.

    A round that is repeated decides nothing; one that was killed is made up for by the next, as is one that was
    missed. LockedError while another round of this book runs.
    """
    revision, policy = policy_on(revisions, stamp.today)
    watch = watch_at(revisions, hours, stamp)
    with nullcontext() if dry_run else book.only_round():
        if not dry_run:
            adopt_built_in(book, zone, stamp)
        with book.read() as view:
            last_on = view.round.last_day()
            numbers = view.round.numbers_to_watch(promised_by=_horizon(policy, stamp.today, hours))
            names = {party.id: party.name for party in view.parties.list()}
        found: list[Decided] = []
        notices: list[Notice] = []
        for start in range(0, len(numbers), BATCH):
            part = numbers[start : start + BATCH]
            decided, queued = _watch_batch(book, part, names, watch, stamp, last_on, dry_run=dry_run)
            found += decided
            notices += queued
        if not dry_run and (found or last_on is None or last_on < stamp.today):
            with book.write() as unit:
                fact = RoundRun(as_of=stamp.today, revision=revision.number, decided=len(found))
                notices += queue_digests(unit, len(found), stamp)
                unit.round.record(fact, at=stamp.at, by=stamp.by)
                unit.commit()
    to_leave = len({(each.kind, each.cause, each.to) for each in notices if each.state is NoticeState.QUEUED})
    return RoundReport(as_of=stamp.today, revision=revision.number, last_on=last_on, decided=found, queued=to_leave)


def decisions_for(watched: Watched, watch: Watch) -> Iterator[tuple[Order, Order, Decision]]:
    """Decide one order: each decision with the order before and after it; none before the day of its entry."""
    if watched.order.entered_on > watch.today:
        return
    steps: tuple[Callable[[Watched, Watch], Iterator[Decision]], ...] = (_followups, escalations_due)
    for step in steps:
        for decision in list(step(watched, watch)):
            before = watched.order
            after = apply(before, decision.fact, watch.now)
            watched = replace(watched, order=after)
            yield before, after, decision


def _watch_batch(
    book: WatchedBook,
    numbers: Sequence[str],
    names: Mapping[int, str],
    watch: Watch,
    stamp: Stamp,
    last_on: date | None,
    *,
    dry_run: bool,
) -> tuple[list[Decided], list[Notice]]:
    found: list[Decided] = []
    steps: list[Step] = []
    with book.read() as view:
        orders = view.orders.find(numbers).values()
        due = [each.number for each in orders if any(decisions_for(_watched(each, names), watch))]
    if not due:
        return [], []
    with writing(book, dry_run=dry_run) as unit:
        known = unit.orders.find(due)
        for number in due:
            watched = _watched(known[number], names)
            for before, after, decision in decisions_for(watched, watch):
                found.append(_decided(watched, decision, last_on, watch))
                steps.append(Step(before, after, decision.fact))
        notices = record_together(unit, steps, stamp)
    return found, notices


def _watched(order: Order, names: Mapping[int, str]) -> Watched:
    return Watched(order=order, supplier=names[order.supplier], customer=names[order.customer])


def _decided(watched: Watched, decision: Decision, last_on: date | None, watch: Watch) -> Decided:
    order, is_caught_up = watched.order, _was_missed(decision.due_on, last_on, watch)
    return Decided(order.number, watched.supplier, watched.customer, order.owner, decision, is_caught_up)


def _was_missed(due_on: date, last_on: date | None, watch: Watch) -> bool:
    """Say whether a round on the first working day from which it was due would have been after the last one."""
    turn = watch.hours.today(watch.hours.opening(due_on))
    return last_on is not None and last_on < turn < watch.today


def _followups(watched: Watched, watch: Watch) -> Iterator[Decision]:
    order, rules = watched.order, watched.rules(watch.policy)
    due = followups_due(order, rules, watch.today, watch.hours, watch.revision)
    asked = askings(order, rules, watch.today, watch.hours) if due else ()
    because = {(each.position, each.rule): each for each in asked}
    for followup in due:
        asking = because[followup.position, followup.rule]
        rule, of_all = followup.rule, f" of {asking.most}" if asking.most else ""
        yield Decision(
            fact=FollowUpsRaised(followups=(followup,)),
            kind="follow-up due",
            clause=rule.clause,
            due_on=followup.due_on,
            sentence=f"ask {watched.supplier}: {rule.says}, follow-up {followup.number}{of_all} ({asking.because})",
            position=followup.position,
        )


def _horizon(policy: Policy, today: date, hours: OpeningHours) -> date:
    """Give the last day of a promise that any rule or level may already ask about; some levels go by no day."""
    conditions = [when for level in policy.matrix for when in level.when]
    if any(when.is_timeless for when in conditions):
        return date.max
    spans = (*policy.windows, *(when.before_due for when in conditions if when.before_due))
    return max(hours.due_on(today, span) for span in spans)
