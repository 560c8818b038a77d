"""What the daily round knows when it looks at an order, and what it says it decided (SOP 4.2a)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ordertrack.domain.events import OrderFact
    from ordertrack.domain.openinghours import OpeningHours
    from ordertrack.domain.orders import Order
    from ordertrack.domain.policy import Policy
    from ordertrack.domain.policy_rules import Rules


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
