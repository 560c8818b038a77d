"""When the procedure asks, and when it tells a higher level: rules, overrides, the escalation matrix (SOP 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordertrack.domain.texts import name_key

if TYPE_CHECKING:
    from ordertrack.domain.durations import Duration
    from ordertrack.domain.issues import Severity
    from ordertrack.domain.policy_people import Means
    from ordertrack.domain.statuses import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentRule:
    """Ask when the promise lies `within` this and no contact was made for at least the `quiet` time (SOP 4.2c)."""

    within: Duration
    quiet: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRule:
    """Ask `first` after the promise, then `every` so often, `most` times in all (SOP 4.3a)."""

    first: Duration
    every: Duration
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is asked of an order's parties and when; `escalates` says whether the matrix applies to it."""

    silent: SilentRule
    overdue: OverdueRule
    keep_informed: Duration
    escalates: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Other rules for some orders: those that fit everything named. What is None stays as the rules have it."""

    supplier: str | None = None
    customer: str | None = None
    priority: Priority | None = None
    within: Duration | None = None
    quiet: Duration | None = None
    first: Duration | None = None
    every: Duration | None = None
    most: int | None = None
    keep_informed: Duration | None = None
    escalates: bool | None = None

    @property
    def rank(self) -> tuple[int, bool, bool]:
        """How specific it is: by how much it names; the supplier more than the customer, the priority least."""
        named = sum(each is not None for each in (self.supplier, self.customer, self.priority))
        return named, self.supplier is not None, self.customer is not None

    def fits(self, supplier: str, customer: str, priority: Priority) -> bool:
        """Say whether an order between these parties is meant; names count without regard to case and spacing."""
        return (
            (self.supplier is None or name_key(self.supplier) == name_key(supplier))
            and (self.customer is None or name_key(self.customer) == name_key(customer))
            and self.priority in {None, priority}
        )

    def applied(self, rules: Rules) -> Rules:
        """Give the rules with what this one says put in."""
        silent, overdue = rules.silent, rules.overdue
        return Rules(
            silent=SilentRule(within=self.within or silent.within, quiet=self.quiet or silent.quiet),
            overdue=OverdueRule(
                first=self.first or overdue.first,
                every=self.every or overdue.every,
                most=overdue.most if self.most is None else self.most,
            ),
            keep_informed=self.keep_informed or rules.keep_informed,
            escalates=rules.escalates if self.escalates is None else self.escalates,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """An amount in minor units of its currency; orders in another currency are never worth as much."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a level is due: every term that is not None must hold.

    `overdue` is at least that long after the promise, `before_due` at most that long before it and not after;
    an issue of at least `issue_severity` open for at least `issue_age` (any issue, where only one is named); at
    least so many `followups_unanswered`; an order worth at least `value`, of at least this `priority`.
    """

    overdue: Duration | None = None
    before_due: Duration | None = None
    issue_severity: Severity | None = None
    issue_age: Duration | None = None
    followups_unanswered: int | None = None
    value: Worth | None = None
    priority: Priority | None = None

    @property
    def is_about_issue(self) -> bool:
        """Whether it asks for an open issue."""
        return self.issue_severity is not None or self.issue_age is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of the escalation matrix (SOP 4.3b): due when any of `when` holds, told to all of `to`.

    It climbs on when nobody takes it up within `acknowledge_within`, or when that brings no progress within
    `progress_within`.
    """

    level: int
    name: str
    when: tuple[Condition, ...]
    to: tuple[str, ...]
    how: tuple[Means, ...]
    acknowledge_within: Duration
    progress_within: Duration
