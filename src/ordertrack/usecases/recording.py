"""The one door to the orders of the book: a fact is kept with its event and with the notices that it causes.

Who wants no notices of a fact, or those of many facts together, says so by the function that it calls.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.cases.enquiries import EnquiryAnswered
from ordertrack.domain.notices.causes import (
    CAUSES,
    OVERTAKES,
    Happened,
    NoticeGrounds,
    digests,
    left_of,
    notices_for,
    overtaken_by,
    since_told,
)
from ordertrack.domain.notices.facts import digest_facts
from ordertrack.domain.notices.notice import UNSENT, Notice, NoticeDraft, NoticeState
from ordertrack.domain.orders.effects import apply
from ordertrack.domain.orders.events import OrderEntered
from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.orders.order import Order
from ordertrack.domain.parties import NoticeChannel
from ordertrack.domain.policy.notices import ASKING
from ordertrack.domain.values.codec import decode, instant_text
from ordertrack.usecases.policy import get_policy, revision_or_built_in
from ordertrack.usecases.ports import NoticeQuestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ordertrack.domain.orders.events import Event, EventTakenBack, OrderFact
    from ordertrack.domain.policy.policy import Policy, PolicyRevision
    from ordertrack.domain.values.codec import Facts
    from ordertrack.usecases.ports import Stamp, Writes


class Changed(NamedTuple):
    """An order before and after, what happened in between, and the notices that it caused.

    `wrong` is the event that was taken back, `told` the letters to parties that had told of it already.
    """

    before: Order
    after: Order
    facts: Sequence[OrderFact]
    notices: Sequence[Notice] = ()
    wrong: Event | None = None
    told: Sequence[Notice] = ()


class Step(NamedTuple):
    """One fact, with its order before and after it."""

    before: Order
    after: Order
    fact: OrderFact


def steps_of(order: Order, facts: Iterable[OrderFact], stamp: Stamp) -> list[Step]:
    """Apply facts to an order one after the other; RefusedError when the SOP forbids one."""
    found = []
    for fact in facts:
        before, order = order, apply(order, fact, stamp.at)
        found.append(Step(before, order, fact))
    return found


def record(unit: Writes, order: Order, facts: Sequence[OrderFact], stamp: Stamp) -> Changed:
    """Keep an order with the facts that changed it, each under the stamp, and queue the notices of them.

    RefusedError when the SOP forbids one.
    """
    before, notices = order, []
    for fact in facts:
        (step,) = steps_of(order, [fact], stamp)
        notices += record_together(unit, [step], stamp)
        order = step.after
    return Changed(before, order, facts, tuple(notices))


def record_together(unit: Writes, steps: Iterable[Step], stamp: Stamp) -> list[Notice]:
    """Keep what happened to any orders, and queue the notices of all of it at once: one reminder asks for many lines.

    An answer that is kept was given, and nobody is told of it again.
    """
    happened = [_save(unit, step, stamp) for step in steps]
    return queue(unit, [each for each in happened if not isinstance(each.fact, EnquiryAnswered)], stamp)


def record_untold(unit: Writes, steps: Iterable[Step], stamp: Stamp) -> None:
    """Keep what a file says of orders; whoever brings it in has told, or does not tell, whom it concerns."""
    for step in steps:
        _save(unit, step, stamp)


def record_taken_back(unit: Writes, before: Order, undone: Order, fact: EventTakenBack, stamp: Stamp) -> list[Notice]:
    """Keep an order as it is without one of its events, and withdraw what that event caused and nobody has sent."""
    _save(unit, Step(before, undone, fact), stamp)
    return withdraw_caused(unit, event_name(undone.number, fact.seq), f"its event was taken back: {fact.cause}")


def record_entry(unit: Writes, facts: Facts, stamp: Stamp) -> tuple[Order, list[Notice]]:
    """Add a new order, and queue what its entry causes (SOP 4.1c)."""
    record_entries_untold(unit, [facts], stamp)
    order = decode(Order, facts)
    name = f"{order.number} entered"
    happened = Happened(before=None, after=order, fact=OrderEntered(order=order), name=name)
    return order, queue(unit, [happened], stamp)


def record_entries_untold(unit: Writes, entries: Sequence[Facts], stamp: Stamp) -> None:
    """Add new orders from a file, of which nobody is told."""
    unit.orders.enter(entries, at=stamp.at, by=stamp.by)


def _save(unit: Writes, step: Step, stamp: Stamp) -> Happened:
    seq = unit.orders.save(step.before, step.after, step.fact, at=stamp.at, by=stamp.by)
    name = event_name(step.after.number, seq)
    return Happened(before=step.before, after=step.after, fact=step.fact, name=name)


MOST_ORDERS = 50
"""So many orders stand in one reminder; the texts of the built-in policy show no more."""


def queue_answer(unit: Writes, order: Order, answer: EnquiryAnswered, stamp: Stamp) -> list[Notice]:
    """Queue an answer by mail, which the one who wrote it has approved; none for who has no address (SOP 4.4a)."""
    name = f"{order.number}#{answer.number} answered {instant_text(stamp.at)}"
    found = queue(unit, [Happened(before=order, after=order, fact=answer, name=name)], stamp)
    approved = [replace(each, approved_at=stamp.at, approved_by=stamp.by) for each in found if not each.is_copy]
    for notice in approved:
        unit.notices.save(notice)
    return approved


def event_name(number: str, seq: int) -> str:
    """Name an event of an order as the cause of notices."""
    return f"{number} event {seq}"


def queue(unit: Writes, happened: Sequence[Happened], stamp: Stamp) -> list[Notice]:
    """Queue what these facts cause, each notice once; more lines for one supplier join the reminder of that day."""
    telling_of = [each for each in happened if type(each.fact) in CAUSES]
    if not telling_of:
        return []
    parties = {party for each in telling_of for party in (each.after.customer, each.after.supplier)}
    telling = _telling(unit, parties, stamp)
    drafts: dict[str, NoticeDraft] = {}
    for each in telling_of:
        for draft in notices_for(each, telling):
            key = next(key for key in _keys(draft) if key not in drafts or _has_room(drafts[key], draft))
            known = drafts.get(key)
            drafts[key] = replace(known, **_together(known, draft)) if known else draft
    return [notice for draft in drafts.values() for notice in _newest(unit, draft)]


def _newest(unit: Writes, draft: NoticeDraft) -> list[Notice]:
    """Queue a draft in the place of those that it overtakes; those are withdrawn, or tell only what it does not."""
    if draft.kind not in OVERTAKES or draft.is_copy:
        notice = _queued(unit, draft)
        return [notice] if notice else []
    waiting = unit.notices.list(NoticeQuestion(states=UNSENT, numbers=draft.numbers, party=draft.to.party))
    gone = [each for each in overtaken_by(draft, waiting) if not each.is_copy]
    for each in gone:
        withdrawn = replace(each, state=NoticeState.WITHDRAWN, error="overtaken by newer news", next_at=None)
        unit.notices.save(left_of(each, draft) or withdrawn)
    latest = since_told(draft, gone)
    notice = _queued(unit, latest) if latest else None
    return [notice] if notice else []


def queue_digests(unit: Writes, decided: int, stamp: Stamp) -> list[Notice]:
    """Queue the overdue report of a day, with the head of the trail, for everybody who gets it, once (SOP 4.2a)."""
    telling = _telling(unit, (), stamp)
    if not telling.policy.notices.digest:
        return []
    facts = digest_facts(
        unit.reports.lines.overdue(OrderFilter(), as_of=stamp.today), unit.records.head(), decided, stamp.today
    )
    return [notice for draft in digests(facts, telling) if (notice := _queued(unit, draft))]


def withdraw_caused(unit: Writes, cause: str, why: str) -> list[Notice]:
    """Withdraw what a fact caused and nobody has sent yet."""
    waiting = unit.notices.list(NoticeQuestion(states=UNSENT, causes=(cause,)))
    found = [replace(each, state=NoticeState.WITHDRAWN, error=why, next_at=None) for each in waiting]
    for notice in found:
        unit.notices.save(notice)
    return found


def _telling(unit: Writes, parties: Collection[int], stamp: Stamp) -> NoticeGrounds:
    revisions = unit.policy.revisions()
    revision = revision_or_built_in(revisions, stamp)
    return NoticeGrounds(
        policies=partial(_policy, {each.number: each for each in revisions}, revision),
        revision=revision.number,
        parties=unit.parties.get(parties),
        at=stamp.at,
        today=stamp.today,
    )


def _policy(revisions: Mapping[int, PolicyRevision], in_force: PolicyRevision, number: int) -> Policy:
    """Give what a revision says; what is not in the book must not keep an event from being recorded."""
    return get_policy([revisions.get(number, in_force)], revisions.get(number, in_force).number)


def _queued(unit: Writes, draft: NoticeDraft) -> Notice | None:
    """Queue a draft unless it is queued already."""
    for key in _keys(draft):
        known = unit.notices.find_by_key(key)
        if known is None:
            return unit.notices.add(_notice(draft), key)
        if draft.kind not in ASKING or _names_all(known, draft):
            return None
        is_open = known.state is NoticeState.QUEUED and known.approved_at is None and known.body is None
        if is_open and _has_room(known, draft):
            joined = replace(known, **_together(known, draft))
            unit.notices.save(joined)
            return joined
    return None


def _keys(draft: NoticeDraft) -> Iterable[str]:
    """Give the key; of a reminder that is sent, approved, edited or full, another one of the same day follows."""
    yield draft.key
    if draft.kind in ASKING:
        yield from (f"{draft.key}|{number}" for number in count(2))


def _names_all(known: Notice, draft: NoticeDraft) -> bool:
    asked = {(order["number"], line["position"]) for order in known.facts["orders"] for line in order["lines"]}
    return all(
        (order["number"], line["position"]) in asked for order in draft.facts["orders"] for line in order["lines"]
    )


def _has_room(known: Notice | NoticeDraft, draft: NoticeDraft) -> bool:
    """Say whether one reminder can ask about the orders of both; any other notice stands for all of its key."""
    if draft.kind not in ASKING:
        return True
    return len({order["number"] for each in (known, draft) for order in each.facts["orders"]}) <= MOST_ORDERS


def _together(known: Notice | NoticeDraft, draft: NoticeDraft) -> dict[str, Any]:
    """Let one reminder ask for the lines of both; any other notice of one key stays as it is."""
    if draft.kind not in ASKING:
        return {}
    orders: dict[str, dict[str, Any]] = {}
    for order in (*known.facts["orders"], *draft.facts["orders"]):
        lines = {line["position"]: line for line in (*orders.get(order["number"], order)["lines"], *order["lines"])}
        orders[order["number"]] = {**order, "lines": list(lines.values())}
    number = max(known.facts["number"], draft.facts["number"])
    facts = {**known.facts, "number": number, "orders": list(orders.values())}
    return {"facts": facts, "numbers": tuple(dict.fromkeys((*known.numbers, *draft.numbers)))}


def _notice(draft: NoticeDraft) -> Notice:
    is_there = draft.to.channel is NoticeChannel.INBOX
    return Notice(
        id=0,
        kind=draft.kind,
        state=NoticeState.SENT if is_there else NoticeState.QUEUED,
        to=draft.to,
        numbers=draft.numbers,
        facts=draft.facts,
        cause=draft.cause,
        revision=draft.revision,
        queued_at=draft.queued_at,
        learned_at=draft.learned_at,
        token="",
        is_copy=draft.is_copy,
        sent_at=draft.queued_at if is_there else None,
    )
