"""The larger parts of a policy's text: the staff, the rules with their overrides, and the escalation matrix."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from ordertrack.domain.cases.issues import Severity
from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.parties import clean_email, clean_phone
from ordertrack.domain.policy.policy import (
    Away,
    Condition,
    Level,
    Means,
    OverdueRule,
    Override,
    Person,
    Role,
    Rules,
    SilentRule,
    Staff,
    Worth,
)
from ordertrack.domain.policy.values import (
    a_count,
    a_day,
    a_flag,
    a_list,
    a_name,
    a_text,
    in_days,
    in_days_or_none,
    in_time,
    texts,
    word_of,
)
from ordertrack.domain.values.money import parse_amount, parse_currency
from ordertrack.domain.values.texts import clean_name, name_key, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordertrack.domain.policy.problems import Findings, Path, Section


_MOST_DECIMALS = "CLF"  # the currency that takes whatever any other does
_an_email = texts(clean_email)
_a_phone = texts(clean_phone)
_some_names = partial(a_list, read=a_name, is_short=True)
_at_least_one = partial(a_count, least=1)


def read_staff(root: Section) -> Staff:
    """Read the roles and the people; no two of them have one name, whatever the case and spacing."""
    roles, people = root.section("roles", required=True), root.sections("people")
    staff = Staff(
        roles=tuple(_role(roles, name) for name in roles.values),
        people=tuple(_person(section) for section in people),
    )
    named = [((*roles.path, key), role.name) for key, role in zip(roles.values, staff.roles, strict=True)]
    named += [((*section.path, "name"), each.name) for section, each in zip(people, staff.people, strict=True)]
    refuse_twins(root.findings, [(path, name) for path, name in named if name])
    return staff


def refuse_twins(findings: Findings, named: Iterable[tuple[Path, str]]) -> None:
    """Refuse each name that stands for something already."""
    seen: dict[str, Path] = {}
    for path, name in named:
        first = seen.setdefault(name_key(name), path)
        if first is not path:
            message = f"{quoted(name)} stands on line {findings.line_of(first)} already; a name is for one thing"
            findings.add(path, message)


def _role(roles: Section, name: str) -> Role:
    section = roles.section(name)
    try:
        name = clean_name(name)
    except ValueError as error:
        roles.refuse(name, f"as a name {error}")
        name = ""
    role = Role(
        name=name,
        email=section.maybe("email", _an_email),
        phone=section.maybe("phone", _a_phone),
        has_inbox=section.take("inbox", a_flag, default=False),
    )
    section.end()
    return role


def _person(section: Section) -> Person:
    person = Person(
        name=section.take("name", a_name),
        roles=section.take("role", _some_names),
        email=section.maybe("email", _an_email),
        phone=section.maybe("phone", _a_phone),
        away=tuple(_away(each) for each in section.sections("away")),
    )
    section.end()
    return person


def _away(section: Section) -> Away:
    away = Away(
        from_on=section.take("from", a_day),
        to_on=section.take("to", a_day),
        substitute=section.maybe("substitute", a_name),
    )
    section.end()
    return away


def read_rules(section: Section) -> Rules:
    """Read the rules that hold where no override does."""
    silent, overdue = section.section("silent", required=True), section.section("overdue", required=True)
    rules = Rules(
        silent=SilentRule(within=silent.take("within", in_days), quiet=silent.take("quiet", in_days)),
        overdue=OverdueRule(
            first=overdue.take("first", in_days),
            every=overdue.take("every", in_days),
            most=overdue.take("most", a_count),
        ),
        keep_informed=section.take("keep_informed", in_days),
    )
    for part in (silent, overdue, section):
        part.end()
    return rules


def read_overrides(root: Section) -> tuple[Override, ...]:
    """Read the overrides; one that names no order, or says nothing about it, is refused."""
    return tuple(_override(section) for section in root.sections("overrides"))


def _override(section: Section) -> Override:
    silent, overdue = section.section("silent"), section.section("overdue")
    override = Override(
        supplier=section.maybe("supplier", a_name),
        customer=section.maybe("customer", a_name),
        priority=section.maybe("priority", word_of(Priority)),
        within=silent.maybe("within", in_days),
        quiet=silent.maybe("quiet", in_days),
        first=overdue.maybe("first", in_days),
        every=overdue.maybe("every", in_days),
        most=overdue.maybe("most", a_count),
        keep_informed=section.maybe("keep_informed", in_days),
        escalates=section.maybe("escalates", a_flag),
    )
    for part in (silent, overdue, section):
        part.end()
    if not section.values.keys() & {"supplier", "customer", "priority"}:
        section.findings.add(section.path, "is for no order; name a supplier, a customer or a priority")
    if not (silent.values or overdue.values or section.values.keys() & {"keep_informed", "escalates"}):
        section.findings.add(
            section.path, "changes nothing; give silent, overdue, keep_informed or escalates another value"
        )
    return override


def read_matrix(root: Section) -> tuple[Level, ...]:
    """Read the levels of the matrix; `matrix = []` says that nothing is escalated."""
    return tuple(_level(section) for section in root.sections("matrix", required=True))


def _level(section: Section) -> Level:
    conditions = section.sections("when", required=True)
    if "when" in section.values and not conditions and section.findings.is_clean(*section.path, "when"):
        section.refuse("when", "is empty; name at least one condition")
    number = section.take("level", _at_least_one)
    level = Level(
        level=number,
        name=section.take("name", a_name, default=f"level {number}"),
        when=tuple(_condition(each) for each in conditions),
        to=section.take("to", _some_names),
        how=section.take("how", partial(a_list, read=word_of(Means), is_short=True)),
        acknowledge_within=section.take("acknowledge_within", in_time),
        progress_within=section.take("progress_within", in_time),
    )
    section.end()
    return level


def _condition(section: Section) -> Condition:
    condition = Condition(
        overdue=section.maybe("overdue", in_days),
        before_due=section.maybe("before_due", in_days_or_none),
        issue_severity=section.maybe("issue_severity", word_of(Severity)),
        issue_age=section.maybe("issue_age", in_time),
        followups_unanswered=section.maybe("followups_unanswered", _at_least_one),
        value=_worth(section.section("value")) if "value" in section.values else None,
        priority=section.maybe("priority", word_of(Priority)),
    )
    section.end()
    if not section.values:
        section.findings.add(section.path, "always holds; give it at least one term")
    if {"overdue", "before_due"} <= section.values.keys():
        section.refuse("before_due", "never holds together with overdue; make two conditions of them")
    return condition


def _worth(section: Section) -> Worth:
    currency = section.take("currency", texts(parse_currency))
    worth = Worth(amount=section.take("amount", partial(_amount, currency=currency)), currency=currency)
    section.end()
    return worth


def _amount(value: Any, currency: str) -> int:  # noqa: ANN401 - TOML has no narrower name
    """Read an amount, with or without quotes; without a currency that is one, only whether it is a number."""
    is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    text = f"{Decimal(value):f}" if is_number else a_text(value, str.strip)
    return parse_amount(text, currency or _MOST_DECIMALS)
