"""Notices queued in the transaction of the event that caused them, or not at all (SOP 4.1c, 4.3, 4.4, 5)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from ordertrack.domain.cases.followups import FollowUp, FollowUpsRaised
from ordertrack.domain.notices.causes import (
    CAUSES,
    KINDS_BY_RULE,
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
from ordertrack.domain.notices.notice import UNSENT, Addressee, Notice, NoticeDraft, NoticeState
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.effects import enter, replay_fact
from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.policy.notices import ASKING, NoticeKind
from ordertrack.domain.values.channels import NoticeChannel
from ordertrack.domain.values.codec import instant_text
from ordertrack.errors import RefusedError
from ordertrack.usecases.policy import get_policy, revision_on, revision_or_built_in
from ordertrack.usecases.ports import NoticeQuestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ordertrack.domain.cases.enquiries import EnquiryAnswered
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.policy.policy import Policy, PolicyRevision
    from ordertrack.usecases.ports import Reads, Stamp, Writes

    Which = Sequence[int] | NoticeQuestion
    from collections.abc import Sequence

    from ordertrack.domain.orders.events import Event
    from ordertrack.domain.parties import Party


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


_NOBODY = "nobody@ordertrack.invalid"


_OWED = {
    NoticeKind.SHIPPED: "tells what left, and nothing of {number} was shipped",
    NoticeKind.DATE_CHANGED: "tells the old date and the new one, and no date of {number} was changed",
    NoticeKind.DELAY: "is refused without old date, new date and cause, and no delay of {number} was reported",
    NoticeKind.RECOVERED: "tells that a delay is made up for, and no delay of {number} was",
    NoticeKind.DELIVERED: "tells what arrived, and nothing of {number} was delivered",
    NoticeKind.COMPLETED: "tells that an order is complete, and {number} is not",
    NoticeKind.ANSWER: "tells question and answer, and no question about {number} was answered by e-mail",
    NoticeKind.ESCALATION: "tells a case, and nobody was told of {number} by a level of the matrix",
    NoticeKind.SUPPLIER_REMINDER: "asks for open lines, and {number} has none",
    NoticeKind.OVERDUE_FOLLOW_UP: "asks for open lines, and {number} has none",
}


def preview(
    view: Reads, kind: NoticeKind, number: str, revisions: Sequence[PolicyRevision], stamp: Stamp
) -> NoticeDraft:
    """Make the notice of a kind about an order from what is known of it; nothing is queued.

    A kind that tells an event takes the last such one; RefusedError names what is missing where there is none.
    """
    order = view.orders.get(number)
    if order.is_history:
        raise RefusedError(f"{number} was taken over as history, and nobody is told of that")
    telling = _telling_now(view, order, revisions, stamp)
    for happened in _happened(view, order, kind, telling):
        for draft in notices_for(happened, telling):
            if draft.kind is kind and not draft.is_copy:
                return draft
    raise RefusedError(f"a notice of kind {kind} {_OWED[kind].format(number=number)}")


def preview_digest(view: Reads, revisions: Sequence[PolicyRevision], stamp: Stamp) -> NoticeDraft:
    """Make the overdue report as it would be sent now (SOP 4.2a)."""
    revision = revision_on(revisions, stamp.today)
    names = get_policy(revisions, revision.number).notices.digest
    to = Addressee(name=names[0] if names else "the desk", channel=NoticeChannel.INBOX)
    of_it = digest_facts(
        view.reports.lines.overdue(OrderFilter(), as_of=stamp.today), view.records.head(), 0, stamp.today
    )
    return NoticeDraft(
        kind=NoticeKind.DIGEST,
        cause="preview",
        to=to,
        numbers=(),
        facts={"recipient": to.name, **of_it},
        revision=revision.number,
        queued_at=stamp.at,
        learned_at=stamp.at,
    )


def _telling_now(view: Reads, order: Order, revisions: Sequence[PolicyRevision], stamp: Stamp) -> NoticeGrounds:
    parties = view.parties.get({order.customer, order.supplier})
    return NoticeGrounds(
        policies=partial(get_policy, revisions),
        revision=revision_on(revisions, stamp.today).number,
        parties={key: _reachable(party) for key, party in parties.items()},
        at=stamp.at,
        today=stamp.today,
    )


def _reachable(party: Party) -> Party:
    """Give a party that cannot be written to an address: what it would be told can be seen all the same."""
    return party if party.emails else replace(party, emails=(_NOBODY,))


def _happened(view: Reads, order: Order, kind: NoticeKind, telling: NoticeGrounds) -> Iterator[Happened]:
    """Give what may have caused a notice of the kind: the entry as the order is now, else the last events first."""
    if kind in {NoticeKind.ORDER_CONFIRMATION, NoticeKind.SUPPLIER_ACKNOWLEDGEMENT}:
        yield Happened(before=None, after=order, fact=facts.OrderEntered(order=order), name="preview")
        return
    yield from reversed(_steps(order, view.records.history(order.number)))
    if kind in ASKING and order.open_lines:
        fact = FollowUpsRaised(followups=tuple(_first_followups(order, kind, telling)))
        yield Happened(before=order, after=order, fact=fact, name="preview")


def _steps(order: Order, history: Sequence[Event]) -> list[Happened]:
    """Live an order's events through again, without those taken back; its parties may have merged since."""
    gone = {event.fact.seq for event in history if isinstance(event.fact, facts.EventTakenBack)}
    first = history[0].fact
    if not isinstance(first, facts.OrderEntered):
        return []
    found, before = [], replace(enter(first), customer=order.customer, supplier=order.supplier)
    for event in history[1:]:
        if event.seq in gone or isinstance(event.fact, facts.EventTakenBack):
            continue
        after = replay_fact(before, event.fact, event.at)  # type: ignore[arg-type]  # an order's history holds order facts
        found.append(Happened(before=before, after=after, fact=event.fact, name="preview"))  # type: ignore[arg-type]
        before = after
    return found


def _first_followups(order: Order, kind: NoticeKind, telling: NoticeGrounds) -> Iterator[FollowUp]:
    rule = next(each for each, asked in KINDS_BY_RULE.items() if asked is kind)
    for line in order.open_lines:
        yield FollowUp(
            position=line.position,
            promised_on=line.promised_on,
            rule=rule,
            number=1,
            due_on=telling.today,
            raised_on=telling.today,
            revision=telling.revision,
        )
