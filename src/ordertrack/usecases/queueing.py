"""Notices queued in the transaction of the event that caused them, or not at all (SOP 4.1c, 4.3, 4.4, 5)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from ordertrack.domain.codec import instant_text
from ordertrack.domain.enquiries import EnquiryAnswered
from ordertrack.domain.events import EventTakenBack
from ordertrack.domain.figures import OrderFilter
from ordertrack.domain.notice_facts import digest_facts
from ordertrack.domain.notices import ASKING, UNSENT, Notice, NoticeChannel, NoticeState
from ordertrack.domain.noticing import CAUSES, Happened, Telling, digests, notices_for
from ordertrack.domain.overtaken import OVERTAKES, left_of, overtaken_by, since_told
from ordertrack.usecases.outboxports import NoticeQuestion
from ordertrack.usecases.policies import get_policy, revision_or_built_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ordertrack.domain.events import OrderFact
    from ordertrack.domain.notices import NoticeDraft
    from ordertrack.domain.orders import Order
    from ordertrack.domain.policy import Policy, PolicyRevision
    from ordertrack.usecases.outboxports import OutboxWrites
    from ordertrack.usecases.stamps import Stamp


MOST_ORDERS = 50
"""So many orders stand in one reminder; the texts of the built-in policy show no more."""


def entered(unit: OutboxWrites, order: Order, fact: OrderFact, stamp: Stamp) -> list[Notice]:
    """Queue what an order's entry causes (SOP 4.1c)."""
    return queue(unit, [Happened(before=None, after=order, fact=fact, name=f"{order.number} entered")], stamp)


def kept(unit: OutboxWrites, before: Order, after: Order, fact: OrderFact, stamp: Stamp) -> list[Notice]:
    """Keep an order with the fact that changed it, and queue what that causes; an answer that is kept was given."""
    name = event_name(after.number, unit.save(before, after, fact, at=stamp.at, by=stamp.by))
    if isinstance(fact, EventTakenBack):
        return withdraw_caused(unit, event_name(after.number, fact.seq), f"its event was taken back: {fact.cause}")
    happened = Happened(before=before, after=after, fact=fact, name=name)
    return [] if isinstance(fact, EnquiryAnswered) else queue(unit, [happened], stamp)


def queue_answer(unit: OutboxWrites, order: Order, answer: EnquiryAnswered, stamp: Stamp) -> list[Notice]:
    """Queue an answer by mail, which the one who wrote it has approved; none for who has no address (SOP 4.4a)."""
    name = f"{order.number}#{answer.number} answered {instant_text(stamp.at)}"
    found = queue(unit, [Happened(before=order, after=order, fact=answer, name=name)], stamp)
    approved = [replace(each, approved_at=stamp.at, approved_by=stamp.by) for each in found if not each.is_copy]
    for notice in approved:
        unit.save_notice(notice)
    return approved


def event_name(number: str, seq: int) -> str:
    """Name an event of an order as the cause of notices."""
    return f"{number} event {seq}"


def queue(unit: OutboxWrites, happened: Sequence[Happened], stamp: Stamp) -> list[Notice]:
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


def _newest(unit: OutboxWrites, draft: NoticeDraft) -> list[Notice]:
    """Queue a draft in the place of those that it overtakes; those are withdrawn, or tell only what it does not."""
    if draft.kind not in OVERTAKES or draft.is_copy:
        notice = _queued(unit, draft)
        return [notice] if notice else []
    waiting = unit.notices(NoticeQuestion(states=UNSENT, numbers=draft.numbers, party=draft.to.party))
    gone = [each for each in overtaken_by(draft, waiting) if not each.is_copy]
    for each in gone:
        withdrawn = replace(each, state=NoticeState.WITHDRAWN, error="overtaken by newer news", next_at=None)
        unit.save_notice(left_of(each, draft) or withdrawn)
    latest = since_told(draft, gone)
    notice = _queued(unit, latest) if latest else None
    return [notice] if notice else []


def queue_digests(unit: OutboxWrites, decided: int, stamp: Stamp) -> list[Notice]:
    """Queue the overdue report of a day, with the head of the trail, for everybody who gets it, once (SOP 4.2a)."""
    telling = _telling(unit, (), stamp)
    if not telling.policy.notices.digest:
        return []
    facts = digest_facts(unit.overdue(OrderFilter(), as_of=stamp.today), unit.head(), decided, stamp.today)
    return [notice for draft in digests(facts, telling) if (notice := _queued(unit, draft))]


def withdraw_caused(unit: OutboxWrites, cause: str, why: str) -> list[Notice]:
    """Withdraw what a fact caused and nobody has sent yet."""
    waiting = unit.notices(NoticeQuestion(states=UNSENT, causes=(cause,)))
    found = [replace(each, state=NoticeState.WITHDRAWN, error=why, next_at=None) for each in waiting]
    for notice in found:
        unit.save_notice(notice)
    return found


def _telling(unit: OutboxWrites, parties: Collection[int], stamp: Stamp) -> Telling:
    revisions = unit.policies()
    revision = revision_or_built_in(revisions, stamp)
    return Telling(
        policies=partial(_policy, {each.number: each for each in revisions}, revision),
        revision=revision.number,
        parties=unit.parties_of(parties),
        at=stamp.at,
        today=stamp.today,
    )


def _policy(revisions: Mapping[int, PolicyRevision], in_force: PolicyRevision, number: int) -> Policy:
    """Give what a revision says; what is not in the book must not keep an event from being recorded."""
    return get_policy([revisions.get(number, in_force)], revisions.get(number, in_force).number)


def _queued(unit: OutboxWrites, draft: NoticeDraft) -> Notice | None:
    """Queue a draft unless it is queued already."""
    for key in _keys(draft):
        known = unit.notice_of_key(key)
        if known is None:
            return unit.add_notice(_notice(draft), key)
        if draft.kind not in ASKING or _names_all(known, draft):
            return None
        is_open = known.state is NoticeState.QUEUED and known.approved_at is None and known.body is None
        if is_open and _has_room(known, draft):
            joined = replace(known, **_together(known, draft))
            unit.save_notice(joined)
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
