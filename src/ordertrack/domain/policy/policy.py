"""The procedure's numbers as of a date: hours, people, rules, matrix, targets, causes, retention (SOP 3, 4.3, 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ordertrack.domain.cases.issues import Severity
from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.parties import NoticeChannel
from ordertrack.domain.policy.notices import NoticeRules, Texts
from ordertrack.domain.time.hours import Duration
from ordertrack.domain.time.worktime import WorkingTime
from ordertrack.domain.values.texts import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordertrack.domain.time.dates import YearHolidays

    YearHolidaysOf = Callable[[str, str | None], YearHolidays]

Hours = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """The days a person is not there, the last one included, and who acts instead."""

    from_on: date
    to_on: date
    substitute: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A colleague, the roles filled and where to reach them. Everybody reads their own inbox in this program."""

    name: str
    roles: tuple[str, ...]
    email: str | None = None
    phone: str | None = None
    away: tuple[Away, ...] = ()

    def absence_on(self, day: date) -> Away | None:
        """Find the absence that covers a day."""
        return next((each for each in self.away if each.from_on <= day <= each.to_on), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role of the desk (SOP 3); with an address or an inbox of its own it can be told while nobody fills it."""

    name: str
    email: str | None = None
    phone: str | None = None
    has_inbox: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is really told on a day: a person, or the role itself; `instead_of` is the one away whose place it takes."""

    name: str
    email: str | None = None
    phone: str | None = None
    has_inbox: bool = True
    instead_of: str | None = None

    def reached_by(self, how: tuple[NoticeChannel, ...]) -> tuple[NoticeChannel, ...]:
        """Keep those of the ways that lead to this recipient, in their order."""
        ways = {
            NoticeChannel.INBOX: self.has_inbox,
            NoticeChannel.EMAIL: bool(self.email),
            NoticeChannel.PHONE: bool(self.phone),
        }
        return tuple(each for each in how if ways[each])


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """The people and the roles of a policy, in its order."""

    people: tuple[Person, ...] = ()
    roles: tuple[Role, ...] = ()

    def person(self, name: str) -> Person | None:
        """Find a person by name, without regard to case and spacing."""
        return next((each for each in self.people if name_key(each.name) == name_key(name)), None)

    def role(self, name: str) -> Role | None:
        """Find a role by name, without regard to case and spacing."""
        return next((each for each in self.roles if name_key(each.name) == name_key(name)), None)

    def holders(self, role: str) -> tuple[Person, ...]:
        """List the people who have a role."""
        key = name_key(role)
        return tuple(each for each in self.people if key in map(name_key, each.roles))

    def meant_by(self, role_or_name: str) -> tuple[Person, ...]:
        """List the people a name may mean: the one of that name, else those who have the role."""
        person = self.person(role_or_name)
        return (person,) if person else self.holders(role_or_name)

    def there_for(self, person: Person, on: date) -> Person | None:
        """Give who acts for a person on a day: themselves, else the first in the chain of substitutes who is there."""
        asked: set[str] = set()
        while name_key(person.name) not in asked:
            asked.add(name_key(person.name))
            absence = person.absence_on(on)
            if absence is None:
                return person
            substitute = self.person(absence.substitute) if absence.substitute else None
            if substitute is None:
                return None
            person = substitute
        return None

    def recipient_of(self, role_or_name: str, on: date) -> Recipient | None:
        """Give who is told on a day: a person or their substitute, else the role itself; None when that is nobody.

        Of several people in a role the first in the policy's order who is there, or has a substitute who is.
        """
        for person in self.meant_by(role_or_name):
            found = self.there_for(person, on)
            if found is not None:
                return replace(as_recipient(found), instead_of=None if found is person else person.name)
        role = self.role(role_or_name)
        recipient = as_recipient(role) if role else None
        return recipient if recipient and recipient.reached_by(tuple(NoticeChannel)) else None

    def why_nobody(self, role_or_name: str, on: date) -> str:
        """Say why `recipient_of` finds nobody."""
        meant = self.meant_by(role_or_name)
        if not meant:
            is_known = self.role(role_or_name) is not None
            return f"nobody has the role {role_or_name}" if is_known else f"the policy knows no {role_or_name}"
        return "; ".join(_why_away(each, on) for each in meant)


def as_recipient(told: Person | Role) -> Recipient:
    """Take a person, or a role for want of one, as somebody to tell; every person has an inbox."""
    has_inbox = told.has_inbox if isinstance(told, Role) else True
    return Recipient(name=told.name, email=told.email, phone=told.phone, has_inbox=has_inbox)


def _why_away(person: Person, on: date) -> str:
    absence = person.absence_on(on)
    if absence is None:
        return f"{person.name} is there"
    stands_in = f"{absence.substitute}, who should act, is not there" if absence.substitute else "nobody acts instead"
    return f"{person.name} is away until {absence.to_on} and {stands_in}"


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

    @property
    def windows(self) -> tuple[Duration, ...]:
        """How long before a promise each rule begins that asks before it has passed."""
        return (self.silent.within,)


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

    @property
    def is_timeless(self) -> bool:
        """Whether it may hold on any day, however far the promise is and nothing asked yet."""
        terms = (self.overdue, self.before_due, self.followups_unanswered)
        return not self.is_about_issue and not any(terms)


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
    how: tuple[NoticeChannel, ...]
    acknowledge_within: Duration
    progress_within: Duration


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
    """A policy as it was adopted: numbered from 1, in force from a day on, its text unchanged for good (SOP 8).

    `form` is what was read of the text when it was adopted, `reader` reads it anew where that is not known.
    """

    number: int
    from_on: date
    adopted_at: datetime
    by: str
    description: str
    text: str
    form: str | None = field(default=None, compare=False, repr=False)
    reader: Callable[[str], Policy] | None = field(default=None, compare=False, repr=False)


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
    targets: Targets
    causes: tuple[Cause, ...]
    retention: Retention
    notices: NoticeRules
    texts: Texts
    matrix: tuple[Level, ...] = ()
    overrides: tuple[Override, ...] = ()

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

    @property
    def windows(self) -> tuple[Duration, ...]:
        """How long before its promise any order may be asked about by a rule."""
        of_some = (window for each in self.overrides for window in each.applied(self.rules).windows)
        return (*self.rules.windows, *of_some)

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
