"""What the text of a policy may hold, table by table: under which names, each value of which kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, ValidationInfo, create_model

from ordertrack.domain.cases.issues import Severity
from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.parties import clean_email, clean_language, clean_phone
from ordertrack.domain.policy import policy as model
from ordertrack.domain.policy.notices import NoticeKind, Quiet, TextTemplate
from ordertrack.domain.policy.policy import Fault, Means, RetentionClass
from ordertrack.domain.policy.problems import Path
from ordertrack.domain.time.dates import WEEKDAYS
from ordertrack.domain.time.hours import Duration
from ordertrack.domain.values.money import parse_amount, parse_currency
from ordertrack.domain.values.texts import LIMITS, clean_name, clean_text
from ordertrack.files.policy import values
from ordertrack.files.validation import HOLE, Named, Shape, Tables, by, made, some_tables

_MOST_DECIMALS = "CLF"  # the currency that takes whatever any other does
_a_list = partial(partial, values.a_list, is_short=True)

Name = Annotated[str, by(values.a_name)]
Names = Annotated[tuple[str, ...], by(_a_list(read=values.a_name))]
NamesOrNone = Annotated[tuple[str, ...], by(_a_list(read=values.a_name, may_be_empty=True))]
Kinds = Annotated[tuple[NoticeKind, ...], by(_a_list(read=values.word_of(NoticeKind), may_be_empty=True))]
Code = Annotated[str, by(values.a_code)]
Sentence = Annotated[str, by(values.a_sentence)]
Template = Annotated[str, by(values.a_template)]
Email = Annotated[str, by(values.texts(clean_email))]
Phone = Annotated[str, by(values.texts(clean_phone))]
Flag = Annotated[bool, by(values.a_flag)]
Count = Annotated[int, by(values.a_count)]
AtLeastOne = Annotated[int, by(partial(values.a_count, least=1))]
Day = Annotated[date, by(values.a_day)]
InDays = Annotated[Duration, by(values.in_days)]
InTime = Annotated[Duration, by(values.in_time)]
InYears = Annotated[Duration, by(values.in_years)]
Urgency = Annotated[Priority, by(values.word_of(Priority))]


_hours: Any = dict.fromkeys(WEEKDAYS, (Annotated[model.Hours, by(values.hours)], ...))
Week: Any = create_model("Week", __base__=Shape, **_hours)


class WorkingWeek(Week):  # type: ignore[misc]  # made of the names of the days
    """The opening hours of each day."""

    def faults(self) -> Iterator[tuple[Path, str]]:
        """Refuse a week without any hours."""
        if all(hours == () for hours in self.made()):
            yield (), "has no working hours; give at least one day some"

    def made(self) -> tuple[model.Hours, ...]:
        """Give the hours from Monday on."""
        return tuple(self.__dict__.values())


class Holidays(Shape):
    """The days on which nobody works."""

    country: Code | None = None
    region: Code | None = None
    own: Named[Sentence] = {}

    def faults(self) -> Iterator[tuple[Path, str]]:
        """Refuse days that are none, and a region of no country."""
        yield from _refused(("own",), self.own, values.a_day, "")
        if self.region and not self.country:
            yield ("region",), "needs a country beside it"

    def made(self) -> model.HolidaySpec:
        """Give the days in their order."""
        own = sorted((day, self.own[key]) for key, day in _taken(self.own, values.a_day))
        return model.HolidaySpec(country=self.country, region=self.region, own=tuple(own))


class Away(Shape):
    """Some days on which a person is not there."""

    becomes = model.Away
    from_on: Day = Field(alias="from")
    to_on: Day = Field(alias="to")
    substitute: Name | None = None


class Person(Shape):
    """A colleague."""

    becomes = model.Person
    name: Name
    roles: Names = Field(alias="role")
    email: Email | None = None
    phone: Phone | None = None
    away: Tables[Away] = []


class Role(Shape):
    """A role, whose name is its key."""

    email: Email | None = None
    phone: Phone | None = None
    has_inbox: Flag = Field(default=False, alias="inbox")


class Silent(Shape):
    """When a silent supplier is asked."""

    becomes = model.SilentRule
    within: InDays
    quiet: InDays


class Overdue(Shape):
    """When an overdue line is asked about."""

    becomes = model.OverdueRule
    first: InDays
    every: InDays
    most: Count


class Rules(Shape):
    """The rules that hold where no override does."""

    becomes = model.Rules
    silent: Silent
    overdue: Overdue
    keep_informed: InDays


class OtherSilent(Shape):
    """What an override says of silence."""

    within: InDays | None = None
    quiet: InDays | None = None


class OtherOverdue(Shape):
    """What an override says of lines that are overdue."""

    first: InDays | None = None
    every: InDays | None = None
    most: Count | None = None


class Override(Shape):
    """Other rules for some orders."""

    silent: OtherSilent = OtherSilent()
    overdue: OtherOverdue = OtherOverdue()
    supplier: Name | None = None
    customer: Name | None = None
    priority: Urgency | None = None
    keep_informed: InDays | None = None
    escalates: Flag | None = None

    def faults(self) -> Iterator[tuple[Path, str]]:
        """Refuse one that names no order, or says nothing about it."""
        given = self.model_fields_set
        if not given & {"supplier", "customer", "priority"}:
            yield (), "is for no order; name a supplier, a customer or a priority"
        says_more = any(part.model_fields_set or part.model_extra for part in (self.silent, self.overdue))
        if not (says_more or given & {"keep_informed", "escalates"}):
            yield (), "changes nothing; give silent, overdue, keep_informed or escalates another value"

    def made(self) -> model.Override:
        """Give both parts as one."""
        whole = {**self.__dict__, **self.silent.__dict__, **self.overdue.__dict__}
        return model.Override(**{name: each for name, each in whole.items() if name not in {"silent", "overdue"}})


def _amount(value: Any, info: ValidationInfo) -> int | None:  # noqa: ANN401 - whatever TOML has
    """Read an amount, with or without quotes; without a currency that is one, only whether it is a number."""
    if value is HOLE:
        return None
    is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    text = f"{Decimal(value):f}" if is_number else values.a_text(value, str.strip)
    return parse_amount(text, info.data.get("currency") or _MOST_DECIMALS)


class Worth(Shape):
    """What an order is worth."""

    becomes = model.Worth
    currency: Annotated[str, by(values.texts(parse_currency))]
    amount: Annotated[int, PlainValidator(_amount)]


class Condition(Shape):
    """When a level is due."""

    becomes = model.Condition
    overdue: InDays | None = None
    before_due: Annotated[Duration, by(values.in_days_or_none)] | None = None
    issue_severity: Annotated[Severity, by(values.word_of(Severity))] | None = None
    issue_age: InTime | None = None
    followups_unanswered: AtLeastOne | None = None
    value: Worth | None = None
    priority: Urgency | None = None

    def faults(self) -> Iterator[tuple[Path, str]]:
        """Refuse one that always holds, or never."""
        if not (self.model_fields_set or self.model_extra):
            yield (), "always holds; give it at least one term"
        if {"overdue", "before_due"} <= self.model_fields_set:
            yield ("before_due",), "never holds together with overdue; make two conditions of them"


def _conditions(value: Any) -> Any:  # noqa: ANN401 - whatever TOML has
    if value == []:
        raise ValueError("is empty; name at least one condition")
    return some_tables(value)


class Level(Shape):
    """A level of the matrix."""

    when: Annotated[list[Condition], BeforeValidator(_conditions)]
    level: AtLeastOne
    name: Name | None = None
    to: Names
    how: Annotated[tuple[Means, ...], by(_a_list(read=values.word_of(Means)))]
    acknowledge_within: InTime
    progress_within: InTime

    def made(self) -> model.Level:
        """Give the level; one without a name has its number."""
        return model.Level(**{**self.__dict__, "when": made(self.when), "name": self.name or f"level {self.level}"})


class Targets(Shape):
    """What the metrics shall reach."""

    becomes = model.Targets
    on_time: Annotated[Fraction, by(values.a_share)]
    response: InTime
    resolution: InTime


class Causes(Shape):
    """The codes of causes, under whose fault they are."""

    supplier: Named[Sentence] = {}
    customer: Named[Sentence] = {}
    carrier: Named[Sentence] = {}
    desk: Named[Sentence] = {}
    other: Named[Sentence] = {}

    def faults(self) -> Iterator[tuple[Path, str]]:
        """Refuse codes that are none."""
        for fault in Fault:
            yield from _refused((fault,), getattr(self, fault), values.a_code, "as a code ")

    def found(self) -> list[tuple[Path, model.Cause]]:
        """Give the causes, each with where it stands."""
        return [
            (("causes", fault, key), model.Cause(code=code, fault=fault, text=texts[key]))
            for fault in Fault
            for texts in [getattr(self, fault)]
            for key, code in _taken(texts, values.a_code)
        ]


class Terms(Shape):
    """How long the records of each class are kept."""

    closed: InYears | None = None
    cancelled: InYears | None = None
    with_issue: InYears | None = None


class Retention(Shape):
    """How long records are kept."""

    default: InYears
    classes: Terms = Terms()

    def made(self) -> model.Retention:
        """Give the terms that are named."""
        terms = ((kind, getattr(self.classes, kind)) for kind in RetentionClass)
        return model.Retention(default=self.default, classes=tuple((kind, term) for kind, term in terms if term))


def _by_kind(name: str, kind: Any) -> Any:  # noqa: ANN401 - types as values
    fields: Any = {each.name.lower(): (kind | None, Field(default=None, alias=each)) for each in NoticeKind}
    return create_model(name, __base__=Shape, **fields)


Copies: Any = _by_kind("Copies", NamesOrNone)


class Notices(Shape):
    """When notices leave and whom they concern."""

    copies: Copies = Field(default_factory=Copies, alias="copy")
    quiet: Annotated[Quiet | None, by(values.quiet_hours)]
    working_days: Flag
    urgent: Kinds
    auto: Kinds
    language: Annotated[str, by(values.texts(clean_language))]
    signature: Annotated[str, by(values.texts(lambda text: clean_text(text.strip(), LIMITS["cause"])))]
    digest: NamesOrNone

    def copied(self) -> list[tuple[NoticeKind, tuple[str, ...]]]:
        """Give who is told of each kind that is named."""
        return [(kind, names or ()) for kind, names in _each_kind(self.copies)]


class Text(Shape):
    """The text of a kind in a language."""

    subject: Template
    plain: Template
    html: Template | None = None


class Layout(Shape):
    """What makes HTML of a text that has none."""

    html: Template


Language: Any = _by_kind("Language", Text)


class Texts(Shape):
    """The texts of notices, under the tags of their languages."""

    __pydantic_extra__: dict[str, Language] = Field(init=False)
    layout: Layout

    def faults(self) -> Iterator[tuple[Path, str]]:
        """Refuse tags that are none, or are spelled otherwise."""
        given = self.model_extra or {}
        yield from _refused((), given, clean_language, "")
        yield from (((key,), f'write the tag "{tag}"') for key, tag in _taken(given, clean_language) if tag != key)

    def found(self) -> dict[tuple[str, NoticeKind], TextTemplate]:
        """Give the texts that are there."""
        given = self.model_extra or {}
        return {
            (tag, kind): TextTemplate(text.subject, text.plain, text.html, tag)
            for key, tag in _taken(given, clean_language)
            for kind, text in _each_kind(given[key])
        }


class PolicyText(Shape):
    """The whole text of a policy."""

    zone: Annotated[str, by(values.a_zone)]
    week: WorkingWeek
    holidays: Holidays = Holidays()
    roles: Named[Role]
    people: Tables[Person] = []
    rules: Rules
    matrix: Tables[Level]
    targets: Targets
    causes: Causes
    overrides: Tables[Override] = []
    retention: Retention
    notices: Notices
    texts: Texts

    def faults(self) -> Iterator[tuple[Path, str]]:
        """Refuse roles whose names are none."""
        yield from _refused(("roles",), self.roles, clean_name, "as a name ")

    def staff(self) -> model.Staff:
        """Give the roles and the people."""
        names = dict(_taken(self.roles, clean_name))
        roles = (model.Role(name=names.get(key, ""), **role.__dict__) for key, role in self.roles.items())
        return model.Staff(roles=tuple(roles), people=made(self.people))


def _each_kind(shape: Shape) -> list[tuple[NoticeKind, Any]]:
    """Give what a table by kinds has of those that it names."""
    named = shape.model_fields_set
    return [(kind, getattr(shape, kind.name.lower())) for kind in NoticeKind if kind.name.lower() in named]


def _refused(above: Path, named: Iterable[str], read: Any, what: str) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 - a reader
    for key in named:
        try:
            read(key)
        except ValueError as error:
            yield (*above, key), f"{what}{error}"


def _taken(named: Iterable[str], read: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - a reader
    refused = {path[-1] for path, _ in _refused((), named, read, "")}
    return [(key, read(key)) for key in named if key not in refused]
