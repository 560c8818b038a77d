"""TOML text to policy: what each table may hold, under which names, each problem named at once (SOP 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, ValidationInfo, create_model

from ordertrack.domain.cases.issues import Severity
from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.parties import NoticeChannel, clean_email, clean_language, clean_phone
from ordertrack.domain.policy import policy as model
from ordertrack.domain.policy.checks import check_across
from ordertrack.domain.policy.notices import LAYOUT, NoticeKind, NoticeRules, Quiet, Texts, TextTemplate
from ordertrack.domain.policy.policy import Fault, Policy, RetentionClass, Staff
from ordertrack.domain.policy.problems import Findings, Path, PolicyError, PolicyProblem, toml_text
from ordertrack.domain.policy.text import default_text, values_of
from ordertrack.domain.time.dates import WEEKDAYS
from ordertrack.domain.time.hours import Duration
from ordertrack.domain.values.amounts import parse_amount, parse_currency
from ordertrack.domain.values.texts import LIMITS, clean_name, clean_text, name_key, quoted
from ordertrack.files.policy import values
from ordertrack.files.validation import HOLE, Named, Shape, Tables, by, held_against, made, some_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordertrack.domain.policy.checks import TextProblems
    from ordertrack.domain.policy.policy import YearHolidaysOf
    from ordertrack.files.validation import Flaw

    Values = Mapping[str, Any]

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
_Week: Any = create_model("Week", __base__=Shape, **_hours)


class _WorkingWeek(_Week):  # type: ignore[misc]  # made of the names of the days
    def faults(self) -> Iterator[tuple[Path, str]]:
        if all(hours == () for hours in self.made()):
            yield (), "has no working hours; give at least one day some"

    def made(self) -> tuple[model.Hours, ...]:
        return tuple(self.__dict__.values())


class _Holidays(Shape):
    country: Code | None = None
    region: Code | None = None
    own: Named[Sentence] = {}

    def faults(self) -> Iterator[tuple[Path, str]]:
        yield from _refused(("own",), self.own, values.a_day, "")
        if self.region and not self.country:
            yield ("region",), "needs a country beside it"

    def made(self) -> model.HolidaySpec:
        own = sorted((day, self.own[key]) for key, day in _taken(self.own, values.a_day))
        return model.HolidaySpec(country=self.country, region=self.region, own=tuple(own))


class _Away(Shape):
    becomes = model.Away
    from_on: Day = Field(alias="from")
    to_on: Day = Field(alias="to")
    substitute: Name | None = None


class _Person(Shape):
    becomes = model.Person
    name: Name
    roles: Names = Field(alias="role")
    email: Email | None = None
    phone: Phone | None = None
    away: Tables[_Away] = []


class _Role(Shape):
    email: Email | None = None
    phone: Phone | None = None
    has_inbox: Flag = Field(default=False, alias="inbox")


class _Silent(Shape):
    becomes = model.SilentRule
    within: InDays
    quiet: InDays


class _Overdue(Shape):
    becomes = model.OverdueRule
    first: InDays
    every: InDays
    most: Count


class _Rules(Shape):
    becomes = model.Rules
    silent: _Silent
    overdue: _Overdue
    keep_informed: InDays


class _OtherSilent(Shape):
    within: InDays | None = None
    quiet: InDays | None = None


class _OtherOverdue(Shape):
    first: InDays | None = None
    every: InDays | None = None
    most: Count | None = None


class _Override(Shape):
    silent: _OtherSilent = _OtherSilent()
    overdue: _OtherOverdue = _OtherOverdue()
    supplier: Name | None = None
    customer: Name | None = None
    priority: Urgency | None = None
    keep_informed: InDays | None = None
    escalates: Flag | None = None

    def faults(self) -> Iterator[tuple[Path, str]]:
        given = self.model_fields_set
        if not given & {"supplier", "customer", "priority"}:
            yield (), "is for no order; name a supplier, a customer or a priority"
        says_more = any(part.model_fields_set or part.model_extra for part in (self.silent, self.overdue))
        if not (says_more or given & {"keep_informed", "escalates"}):
            yield (), "changes nothing; give silent, overdue, keep_informed or escalates another value"

    def made(self) -> model.Override:
        whole = {**self.__dict__, **self.silent.__dict__, **self.overdue.__dict__}
        return model.Override(**{name: each for name, each in whole.items() if name not in {"silent", "overdue"}})


def _amount(value: Any, info: ValidationInfo) -> int | None:  # noqa: ANN401 - whatever TOML has
    """Read an amount, with or without quotes; without a currency that is one, only whether it is a number."""
    if value is HOLE:
        return None
    is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    text = f"{Decimal(value):f}" if is_number else values.a_text(value, str.strip)
    return parse_amount(text, info.data.get("currency") or _MOST_DECIMALS)


class _Worth(Shape):
    becomes = model.Worth
    currency: Annotated[str, by(values.texts(parse_currency))]
    amount: Annotated[int, PlainValidator(_amount)]


class _Condition(Shape):
    becomes = model.Condition
    overdue: InDays | None = None
    before_due: Annotated[Duration, by(values.in_days_or_none)] | None = None
    issue_severity: Annotated[Severity, by(values.word_of(Severity))] | None = None
    issue_age: InTime | None = None
    followups_unanswered: AtLeastOne | None = None
    value: _Worth | None = None
    priority: Urgency | None = None

    def faults(self) -> Iterator[tuple[Path, str]]:
        if not (self.model_fields_set or self.model_extra):
            yield (), "always holds; give it at least one term"
        if {"overdue", "before_due"} <= self.model_fields_set:
            yield ("before_due",), "never holds together with overdue; make two conditions of them"


def _conditions(value: Any) -> Any:  # noqa: ANN401 - whatever TOML has
    if value == []:
        raise ValueError("is empty; name at least one condition")
    return some_tables(value)


class _Level(Shape):
    when: Annotated[list[_Condition], BeforeValidator(_conditions)]
    level: AtLeastOne
    name: Name | None = None
    to: Names
    how: Annotated[tuple[NoticeChannel, ...], by(_a_list(read=values.word_of(NoticeChannel, NoticeChannel.INBOX)))]
    acknowledge_within: InTime
    progress_within: InTime

    def made(self) -> model.Level:
        return model.Level(**{**self.__dict__, "when": made(self.when), "name": self.name or f"level {self.level}"})


class _Targets(Shape):
    becomes = model.Targets
    on_time: Annotated[Fraction, by(values.a_share)]
    response: InTime
    resolution: InTime


class _Causes(Shape):
    supplier: Named[Sentence] = {}
    customer: Named[Sentence] = {}
    carrier: Named[Sentence] = {}
    desk: Named[Sentence] = {}
    other: Named[Sentence] = {}

    def faults(self) -> Iterator[tuple[Path, str]]:
        for fault in Fault:
            yield from _refused((fault,), getattr(self, fault), values.a_code, "as a code ")

    def found(self) -> list[tuple[Path, model.Cause]]:
        return [
            (("causes", fault, key), model.Cause(code=code, fault=fault, text=texts[key]))
            for fault in Fault
            for texts in [getattr(self, fault)]
            for key, code in _taken(texts, values.a_code)
        ]


class _Terms(Shape):
    closed: InYears | None = None
    cancelled: InYears | None = None
    with_issue: InYears | None = None


class _Retention(Shape):
    default: InYears
    classes: _Terms = _Terms()

    def made(self) -> model.Retention:
        terms = ((kind, getattr(self.classes, kind)) for kind in RetentionClass)
        return model.Retention(default=self.default, classes=tuple((kind, term) for kind, term in terms if term))


def _by_kind(name: str, kind: Any) -> Any:  # noqa: ANN401 - types as values
    fields: Any = {each.name.lower(): (kind | None, Field(default=None, alias=each)) for each in NoticeKind}
    return create_model(name, __base__=Shape, **fields)


_Copies: Any = _by_kind("Copies", NamesOrNone)


class _Notices(Shape):
    copies: _Copies = Field(default_factory=_Copies, alias="copy")
    quiet: Annotated[Quiet | None, by(values.quiet_hours)]
    working_days: Flag
    urgent: Kinds
    auto: Kinds
    language: Annotated[str, by(values.texts(clean_language))]
    signature: Annotated[str, by(values.texts(lambda text: clean_text(text.strip(), LIMITS["cause"])))]
    digest: NamesOrNone

    def copied(self) -> list[tuple[NoticeKind, tuple[str, ...]]]:
        return [(kind, names or ()) for kind, names in _each_kind(self.copies)]


class _Text(Shape):
    subject: Template
    plain: Template
    html: Template | None = None


class _Layout(Shape):
    html: Template


_Language: Any = _by_kind("Language", _Text)


class _Texts(Shape):
    __pydantic_extra__: dict[str, _Language] = Field(init=False)
    layout: _Layout

    def faults(self) -> Iterator[tuple[Path, str]]:
        given = self.model_extra or {}
        yield from _refused((), given, clean_language, "")
        yield from (((key,), f'write the tag "{tag}"') for key, tag in _taken(given, clean_language) if tag != key)

    def found(self) -> dict[tuple[str, NoticeKind], TextTemplate]:
        given = self.model_extra or {}
        return {
            (tag, kind): TextTemplate(text.subject, text.plain, text.html, tag)
            for key, tag in _taken(given, clean_language)
            for kind, text in _each_kind(given[key])
        }


class PolicyText(Shape):
    """The whole text of a policy."""

    zone: Annotated[str, by(values.a_zone)]
    week: _WorkingWeek
    holidays: _Holidays = _Holidays()
    roles: Named[_Role]
    people: Tables[_Person] = []
    rules: _Rules
    matrix: Tables[_Level]
    targets: _Targets
    causes: _Causes
    overrides: Tables[_Override] = []
    retention: _Retention
    notices: _Notices
    texts: _Texts

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


def read_policy(
    text: str, *, year_holidays_of: YearHolidaysOf | None = None, text_problems: TextProblems | None = None
) -> Policy:
    """Read a policy; PolicyError with every problem at once.

    `year_holidays_of` refuses countries and regions that it does not know, `text_problems` texts of notices that
    cannot be rendered; without them both are taken as they are (a revision that was adopted has been checked).
    """
    given, findings = values_of(text), Findings(text)
    try:
        policy = _policy(given, findings)
        check_across(policy, findings, year_holidays_of, text_problems)
    except RecursionError:
        raise PolicyError([PolicyProblem(line=1, key="", message="the text is nested too deeply")]) from None
    if findings.problems:
        raise PolicyError(findings.problems)
    return policy


read_again = lru_cache(maxsize=64)(read_policy)
"""Read a policy that was adopted, and so was checked; each text once."""


def _policy(given: Values, findings: Findings) -> Policy:
    built_in = _built_in()
    shape, faults = held_against(PolicyText, _completed(given, built_in))
    for fault in faults:
        findings.add(fault.path, _sentence(fault, built_in))
    staff, causes = shape.staff(), shape.causes.found()
    roles = [(("roles", key), role.name) for key, role in zip(shape.roles, staff.roles, strict=True)]
    people = [(("people", place, "name"), person.name) for place, person in enumerate(staff.people)]
    _refuse_twins(findings, [(path, name) for path, name in (*roles, *people) if name])
    _refuse_twins(findings, [(path, cause.code) for path, cause in causes])
    if not causes and findings.is_clean("causes"):
        findings.add(("causes",), "has no code; give at least one")
    rest = ("zone", "week", "holidays", "rules", "matrix", "targets", "overrides", "retention")
    return Policy(
        **{name: made(getattr(shape, name)) for name in rest},
        staff=staff,
        causes=tuple(cause for _, cause in causes),
        notices=(rules := _notices(shape, given.get("notices"), staff)),
        texts=_texts(shape, built_in, rules),
    )


@cache
def _built_in() -> Values:
    return values_of(default_text("UTC"))


def _completed(given: Values, built_in: Values) -> Values:
    """Give the values with what their notices leave out as the built-in policy has it."""
    notices, texts = given.get("notices", {}), given.get("texts", {})
    if isinstance(texts, dict):
        texts = {key: _completed_texts(each, built_in["texts"].get(key, {}), key) for key, each in texts.items()}
        texts = {LAYOUT: built_in["texts"][LAYOUT], **texts}
    return {**given, "notices": _over(built_in["notices"], notices), "texts": texts}


def _completed_texts(given: Any, built_in: Values, key: str) -> Any:  # noqa: ANN401 - whatever TOML has
    if key == LAYOUT or not isinstance(given, dict):
        return _over(built_in, given)
    return {kind: _over(built_in.get(kind, {}), text) for kind, text in given.items()}


def _over(built_in: Values, given: Any) -> Any:  # noqa: ANN401 - whatever TOML has
    return {**built_in, **given} if isinstance(given, dict) else given


def _sentence(fault: Flaw, built_in: Values) -> str:
    """Say of what is missing what the built-in policy has in its place."""
    if not fault.is_missing:
        return fault.sentence
    value: Any = built_in
    for part in fault.path:
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value)):
        return "is missing; the built-in policy shows what it may hold"
    return "is missing" if value is None else f"is missing; the built-in policy has {toml_text(value)}"


def _refuse_twins(findings: Findings, named: Iterable[tuple[Path, str]]) -> None:
    """Refuse each name that stands for something already."""
    seen: dict[str, Path] = {}
    for path, name in named:
        first = seen.setdefault(name_key(name), path)
        if first is not path:
            message = f"{quoted(name)} stands on line {findings.line_of(first)} already; a name is for one thing"
            findings.add(path, message)


def _notices(shape: PolicyText, given: Values | None, staff: Staff) -> NoticeRules:
    """Give when notices leave and whom they concern.

    Whom the built-in policy names is left out where the text does not name them and has no such role.
    """
    notices, chosen = shape.notices, given if isinstance(given, dict) else {}
    named = {name: each for name, each in notices.__dict__.items() if name != "copies"}
    own = {
        "urgent": frozenset(notices.urgent or ()),
        "auto": frozenset(notices.auto or ()),
        "digest": _chosen(notices.digest, None if "digest" in chosen else staff),
        "copies": tuple(
            (kind, _chosen(names, None if "copy" in chosen else staff)) for kind, names in notices.copied()
        ),
    }
    return NoticeRules(**{**named, **own})


def _chosen(names: tuple[str, ...] | None, staff: Staff | None) -> tuple[str, ...]:
    """Keep the names; of those that nobody chose, the ones there are."""
    if staff is None or not names:
        return names or ()
    there = [*(each.name for each in staff.roles), *(each.name for each in staff.people)]
    known = {name_key(each) for each in there if each}
    return tuple(each for each in names if name_key(each) in known)


def _texts(shape: PolicyText, built_in: Values, rules: NoticeRules) -> Texts:
    """Give the texts of all kinds in all languages, on top of the built-in ones."""
    templates = {
        (tag, NoticeKind(kind)): TextTemplate(text["subject"], text["plain"], text.get("html"), tag)
        for tag, kinds in built_in["texts"].items()
        if tag != LAYOUT
        for kind, text in kinds.items()
    } | shape.texts.found()
    layout, items = shape.texts.layout.html, tuple(templates.items())
    return Texts(templates=items, layout=layout, language=rules.language, signature=rules.signature)
