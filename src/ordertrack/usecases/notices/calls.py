"""Whom to ring today: follow-ups to make of suppliers with a phone, and notices that are told on one (SOP 4.3a, 5)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.followups import FollowUpRule
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.parties import NoticeChannel, Side
from ordertrack.domain.policy.notices import ASKING, KINDS_BY_RULE, NoticeKind
from ordertrack.usecases.ports import NoticeQuestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from ordertrack.domain.cases.followups import Contact
    from ordertrack.domain.orders.order import Order
    from ordertrack.usecases.ports import Reads


class Topic(NamedTuple):
    """What to ring about: which kind of news or question, and of which order; for a colleague, of which case."""

    kind: NoticeKind
    number: str
    case: str | None = None


class Call(NamedTuple):
    """Somebody to ring, once for all that there is to say; without a side it is a colleague."""

    whom: str
    phone: str | None
    side: Side | None
    topics: tuple[Topic, ...]
    owners: tuple[str, ...]
    said: Contact | None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The orders that it is about."""
        return tuple(dict.fromkeys(topic.number for topic in self.topics))


class _Who(NamedTuple):
    name: str
    phone: str | None
    side: Side | None


def calls_to_make(view: Reads, *, as_of: date, owner: str | None = None) -> list[Call]:
    """List today's calls, for the orders of one owner or all: customers first, then suppliers, then colleagues.

    What a supplier is asked stands there as a follow-up to make, not a second time as the notice of it.
    """
    topics: dict[_Who, list[Topic]] = defaultdict(list)
    for who, topic in (*_list_notice_calls(view), *_list_followup_calls(view, as_of)):
        topics[who].append(topic)
    orders = view.orders.find({topic.number for of_one in topics.values() for topic in of_one})
    calls = []
    for who, of_one in topics.items():
        mine = [topic for topic in of_one if owner is None or _is_of(orders[topic.number], owner)]
        if mine:
            calls.append(_call(who, mine, orders))
    return sorted(calls, key=lambda call: (_TURNS[call.side], call.whom, call.phone or ""))


def _is_of(order: Order, owner: str) -> bool:
    return order.owner is not None and order.owner.casefold() == owner.casefold()


_TURNS = {Side.CUSTOMER: 0, Side.SUPPLIER: 1, None: 2}


def _list_notice_calls(view: Reads) -> Iterator[tuple[_Who, Topic]]:
    for notice in view.notices.list(NoticeQuestion(states=(NoticeState.QUEUED,), channels=(NoticeChannel.PHONE,))):
        if notice.kind not in ASKING:
            escalation = notice.facts.get("escalation")
            for number in notice.numbers:
                case = f"{number}#{escalation['number']}" if escalation else None
                yield _Who(notice.to.name, notice.to.address, notice.to.side), Topic(notice.kind, number, case)


def _list_followup_calls(view: Reads, as_of: date) -> Iterator[tuple[_Who, Topic]]:
    for row in view.cases.due_followups(OrderFilter(), as_of=as_of):
        if row.phone:
            yield _Who(row.supplier, row.phone, Side.SUPPLIER), Topic(KINDS_BY_RULE[FollowUpRule(row.rule)], row.number)


def _call(who: _Who, topics: Sequence[Topic], orders: Mapping[str, Order]) -> Call:
    about = dict.fromkeys(topic.number for topic in topics)
    contacts = [each for number in about for each in orders[number].contacts if each.side is who.side]
    owners = dict.fromkeys(owner for number in about if (owner := orders[number].owner))
    return Call(
        whom=who.name,
        phone=who.phone,
        side=who.side,
        topics=tuple(dict.fromkeys(topics)),
        owners=tuple(owners),
        said=max(contacts, key=lambda each: each.at, default=None),
    )
