"""Follow-ups as the daily round raises them, and the policy that the examples of chasing go by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ordertrack.domain.cases.followups import FollowUp, FollowUpRule, FollowUpsRaised
from ordertrack.domain.policy.policy import Person
from ordertrack.domain.policy.reading import default_text, read_policy
from tests.builders import PROMISED, TODAY, a_stamp, apply
from tests.hours import hours

if TYPE_CHECKING:
    from datetime import date

    from ordertrack.domain.policy.policy import Policy
    from ordertrack.store.book.book import SqlBook

BEN = Person(name="Ben", roles=("team lead",))
ZOE = Person(name="Zoë", roles=("manager",))
HOURS = hours("UTC")
OVERDUE, SILENT = FollowUpRule.OVERDUE, FollowUpRule.SILENT


def a_policy(*people: Person) -> Policy:
    """The built-in policy of a desk in UTC with these people, and no role that could be told without them."""
    policy = read_policy(default_text("UTC"))
    roles = tuple(replace(role, has_inbox=False) for role in policy.staff.roles)
    return replace(policy, staff=replace(policy.staff, people=people, roles=roles))


def a_followup(number: int = 1, **fields: Any) -> FollowUp:  # noqa: ANN401 - any field of a follow-up
    """The overdue follow-up of line 1 for the usual promise, raised today under the first revision."""
    usual = FollowUp(
        position=1,
        promised_on=PROMISED,
        rule=OVERDUE,
        number=number,
        due_on=TODAY,
        raised_on=TODAY,
        revision=1,
    )
    return replace(usual, **fields)


def raise_followups(book: SqlBook, *followups: FollowUp, number: str = "A-1", on: date = TODAY) -> None:
    """Keep follow-ups as the round does."""
    stamp = a_stamp(on, by="round")
    with book.write() as unit:
        before = unit.orders.get(number)
        fact = FollowUpsRaised(followups=followups)
        unit.orders.save(before, apply(before, fact), fact, at=stamp.at, by=stamp.by)
        unit.commit()
