"""The procedure's numbers as of a date: hours, people, rules, the matrix, targets, causes, retention (SOP 8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ordertrack.domain.policy_people import Away, Means, Person, Recipient, Role, Staff
from ordertrack.domain.policy_rules import Condition, Level, OverdueRule, Override, Rules, SilentRule, Worth
from ordertrack.domain.texts import name_key
from ordertrack.domain.worktime import WorkingTime

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime, time
    from fractions import Fraction

    from ordertrack.domain.durations import Duration
    from ordertrack.domain.policy_notices import NoticeRules, Texts
    from ordertrack.domain.statuses import Priority
    from ordertrack.domain.workdays import YearHolidays

    YearHolidaysOf = Callable[[str, str | None], YearHolidays]
    Hours = tuple[tuple[time, time], ...]

__all__ = [
    "Away",
    "Cause",
    "Condition",
    "Fault",
    "HolidaySpec",
    "Level",
    "Means",
    "OverdueRule",
    "Override",
    "Person",
    "Policy",
    "PolicyRevision",
    "Recipient",
    "Retention",
    "RetentionClass",
    "Role",
    "Rules",
    "SilentRule",
    "Staff",
    "Targets",
    "Worth",
]


class Fault(StrEnum):
    """Whose doing a delay or an issue was."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    CARRIER = "carrier"
    DESK = "desk"
    OTHER = "other"


class RetentionClass(StrEnum):
    """What sets an order apart when it is asked how long its record is kept (SOP 6)."""

    CLOSED = "closed"
    CANCELLED = "cancelled"
    WITH_ISSUE = "with_issue"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRevision:
    """A policy as it was adopted: numbered from 1, in force from a day on, its text unchanged for good (SOP 8)."""

    number: int
    from_on: date
    adopted_at: datetime
    by: str
    description: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidaySpec:
    """Which days are free beside the week: those of a country or its region, and the desk's own with their names."""

    country: str | None = None
    region: str | None = None
    own: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What the three metrics shall reach (SOP 7): a share of 0 to 1, and two times."""

    on_time: Fraction
    response: Duration
    resolution: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why things go wrong, as a code that can be counted, under the party at fault."""

    code: str
    fault: Fault
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long the record of a finished order is kept (SOP 6)."""

    default: Duration
    classes: tuple[tuple[RetentionClass, Duration], ...] = ()

    def term_of(self, kind: RetentionClass) -> Duration:
        """Give the term of a class; the default where the policy does not name it."""
        return dict(self.classes).get(kind, self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything that the procedure times, whom it tells and what it aims at (SOP 8)."""

    zone: str
    week: tuple[Hours, ...]
    holidays: HolidaySpec
    staff: Staff
    rules: Rules
    matrix: tuple[Level, ...]
    targets: Targets
    causes: tuple[Cause, ...]
    overrides: tuple[Override, ...]
    retention: Retention
    notices: NoticeRules
    texts: Texts

    def rules_for(self, *, supplier: str, customer: str, priority: Priority) -> Rules:
        """Give the rules for an order: each value from the most specific override that fits and has one.

        An override that names more is more specific; of those that name as much, the supplier's wins over the
        customer's, and both over the priority's.
        """
        rules = self.rules
        fitting = [each for each in self.overrides if each.fits(supplier, customer, priority)]
        for override in sorted(fitting, key=lambda each: each.rank):
            rules = override.applied(rules)
        return rules

    def people_of(self, role_or_name: str, on: date) -> Person | None:
        """Give the person who acts under a name or in a role on a day, a substitute if need be; None: nobody is there.

        Of several people in a role the first in the policy's order who is there, or has a substitute who is.
        """
        acting = (self.staff.there_for(each, on) for each in self.staff.meant_by(role_or_name))
        return next((each for each in acting if each is not None), None)

    def recipient_of(self, role_or_name: str, on: date) -> Recipient | None:
        """Give who is told on a day: the person of `people_of`, else the role itself; None when that is nobody."""
        return self.staff.recipient_of(role_or_name, on)

    def why_nobody(self, role_or_name: str, on: date) -> str:
        """Say why `recipient_of` finds nobody, for the record of the failure."""
        return self.staff.why_nobody(role_or_name, on)

    def level(self, number: int) -> Level | None:
        """Find a level of the matrix by its number."""
        return next((each for each in self.matrix if each.level == number), None)

    def next_level(self, after: int) -> Level | None:
        """Find the level that comes after a number; with 0 the first."""
        return next((each for each in self.matrix if each.level > after), None)

    def cause(self, code: str) -> Cause | None:
        """Find a cause by its code, without regard to case."""
        return next((each for each in self.causes if name_key(each.code) == name_key(code)), None)

    def working_time(self, year_holidays_of: YearHolidaysOf) -> WorkingTime:
        """Give the desk's working time; `year_holidays_of` knows the holidays of a country and region by year."""
        spec = self.holidays
        own: dict[int, dict[date, str]] = {}
        for day, name in spec.own:
            own.setdefault(day.year, {})[day] = name
        of_country = year_holidays_of(spec.country, spec.region) if spec.country else None

        @cache
        def holidays(year: int) -> Mapping[date, str]:
            return {**(of_country(year) if of_country else {}), **own.get(year, {})}

        return WorkingTime(zone=ZoneInfo(self.zone), week=self.week, holidays=holidays)
