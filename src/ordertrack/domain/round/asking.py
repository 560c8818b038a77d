"""When a party must be asked: the silent and the overdue rule, for one line and its promise (SOP 4.2c, 4.3a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.followups import FollowUp, FollowUpRule
from ordertrack.domain.orders.statuses import AWAITING_DELIVERY
from ordertrack.domain.parties import Side

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from ordertrack.domain.cases.followups import Contact
    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.domain.orders.order import Line, Order
    from ordertrack.domain.policy.policy import Policy, Rules
    from ordertrack.domain.time.hours import OpeningHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The surroundings of a decision: now (UTC), today in the desk's zone, and the policy revisions by number."""

    now: datetime
    today: date
    hours: OpeningHours
    policies: Mapping[int, Policy]
    revision: int

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.policies[self.revision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An order with the names of its parties, which the overrides of the policy go by."""

    order: Order
    supplier: str
    customer: str

    def rules(self, policy: Policy) -> Rules:
        """Give the rules for this order."""
        return policy.rules_for(supplier=self.supplier, customer=self.customer, priority=self.order.priority)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing the round decided: the fact, what it is called, the day it was due, and the sentence for people."""

    fact: OrderFact
    kind: str
    clause: str
    due_on: date
    sentence: str
    position: int | None = None


class Asking(NamedTuple):
    """The next follow-up of a line: which number, on which day (working days counted), and how that day came about.

    `due_on` is None when the rule will not ask again for this promise.
    """

    rule: FollowUpRule
    position: int
    promised_on: date
    number: int
    most: int | None
    due_on: date | None
    because: str


def askings(order: Order, rules: Rules, today: date, hours: OpeningHours) -> Iterator[Asking]:
    """Say for each open line what is asked next and when; before the promise the silent rule, after it the other."""
    if order.status not in AWAITING_DELIVERY:
        return
    for line in order.open_lines:
        if line.promised_on < today:
            yield _overdue(order, line, rules, hours)
        elif hours.due_on(today, rules.silent.within) >= line.promised_on:
            yield _silent(order, line, rules, hours)


def followups_due(order: Order, rules: Rules, today: date, hours: OpeningHours, revision: int) -> tuple[FollowUp, ...]:
    """Give the follow-ups that are due and not raised yet; one a line and day, however many days were missed."""
    return tuple(
        FollowUp(
            position=asking.position,
            promised_on=asking.promised_on,
            rule=asking.rule,
            number=asking.number,
            due_on=asking.due_on,
            raised_on=today,
            revision=revision,
        )
        for asking in askings(order, rules, today, hours)
        if asking.due_on is not None and asking.due_on <= today
    )


def unanswered(order: Order) -> int:
    """Count the follow-ups of the line that has most of them without an answer, by the promise it has now."""
    standing = {line.position: line.promised_on for line in order.open_lines}
    counts = dict.fromkeys(standing, 0)
    for each in order.followups:
        if standing.get(each.position) == each.promised_on and each.answered_at is None:
            counts[each.position] += 1
    return max(counts.values(), default=0)


def _overdue(order: Order, line: Line, rules: Rules, hours: OpeningHours) -> Asking:
    rule, past = rules.overdue, _raised(order, line, FollowUpRule.OVERDUE)
    number = len(past) + 1
    if past:
        start, span = past[-1].raised_on, rule.every
        because = f"{span} after follow-up {past[-1].number} of {start}"
    else:
        start, span = line.promised_on, rule.first
        because = f"{span} after the promise of {start}"
    due_on: date | None = hours.due_on(start, span)
    last = _last_answer(order)
    if last and last.ask_again_on and last.ask_again_on > start and last.made_on >= _agreed_since(line, past):
        due_on, because = last.ask_again_on, f"to ask again on that day, as agreed on {last.made_on}"
    elif last and last.made_on >= start and last.made_on >= line.promised_on:
        due_on, because = hours.due_on(last.made_on, rule.every), f"{rule.every} after the answer of {last.made_on}"
    if number > rule.most:
        due_on, because = None, f"asked {rule.most} times, which is all for one promise"
    return Asking(FollowUpRule.OVERDUE, line.position, line.promised_on, number, rule.most, due_on, because)


def _silent(order: Order, line: Line, rules: Rules, hours: OpeningHours) -> Asking:
    rule, past = rules.silent, _raised(order, line, FollowUpRule.SILENT)
    heard, what = _last_news(order)
    if past and past[-1].raised_on >= heard:
        heard, what = past[-1].raised_on, f"follow-up {past[-1].number}"
    opens = hours.due_on(line.promised_on, -rule.within)
    quiet = hours.due_on(heard, rule.quiet)
    due_on, because = quiet, f"{rule.quiet} after {what} of {heard}"
    if opens > quiet:
        due_on, because = opens, f"{rule.within} before the promise of {line.promised_on}, no news since {heard}"
    last = _last_answer(order)
    if last and last.ask_again_on and last.made_on >= heard:
        due_on, because = (
            max(last.ask_again_on, opens),
            f"to ask again on {last.ask_again_on}, as agreed on {last.made_on}",
        )
    return Asking(FollowUpRule.SILENT, line.position, line.promised_on, len(past) + 1, None, due_on, because)


def _agreed_since(line: Line, past: list[FollowUp]) -> date:
    """Give the day from which on what was agreed is about the promise as it is and the follow-up that is next."""
    days = [each.raised_on for each in past] + [each.said_on for each in line.promises]
    return max(days, default=date.min)


def _raised(order: Order, line: Line, rule: FollowUpRule) -> list[FollowUp]:
    return [
        each
        for each in order.followups
        if (each.position, each.promised_on, each.rule) == (line.position, line.promised_on, rule)
    ]


def _last_answer(order: Order) -> Contact | None:
    reached = (each for each in order.contacts if each.side is Side.SUPPLIER and each.was_reached)
    return max(reached, key=lambda each: each.at, default=None)


def _last_news(order: Order) -> tuple[date, str]:
    """Find the last contact in either direction and by whatever channel; a new order counts from its entry.

    What is written to the customer, or by the customer, breaks nobody's silence.
    """
    days = [(order.entered_on, "its entry")]
    if order.last_contact_on:
        days.append((order.last_contact_on, "the last news"))
    calls = (each for each in order.contacts if each.side is Side.SUPPLIER or each.message is None)
    days += [(each.made_on, "the last contact") for each in calls]
    return max(days, key=lambda day: day[0])
