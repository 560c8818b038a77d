"""What a notice of a kind would say of an order now (SOP 4.1c, 4.4, 8)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ordertrack.domain import events as facts
from ordertrack.domain.figures import OrderFilter
from ordertrack.domain.followups import FollowUp, FollowUpsRaised
from ordertrack.domain.notice_facts import digest_facts
from ordertrack.domain.notices import ASKING, Addressee, NoticeChannel, NoticeDraft, NoticeKind
from ordertrack.domain.noticing import KINDS_BY_RULE, Happened, Telling, notices_for
from ordertrack.domain.replay import enter, told
from ordertrack.errors import RefusedError
from ordertrack.usecases.policies import get_policy, revision_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ordertrack.domain.events import Event
    from ordertrack.domain.orders import Order
    from ordertrack.domain.parties import Party
    from ordertrack.domain.policy import PolicyRevision
    from ordertrack.usecases.outboxports import OutboxReads
    from ordertrack.usecases.stamps import Stamp

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
    view: OutboxReads, kind: NoticeKind, number: str, revisions: Sequence[PolicyRevision], stamp: Stamp
) -> NoticeDraft:
    """Make the notice of a kind about an order from what is known of it; nothing is queued.

    A kind that tells an event takes the last such one; RefusedError names what is missing where there is none.
    """
    order = view.get_order(number)
    if order.is_history:
        raise RefusedError(f"{number} was taken over as history, and nobody is told of that")
    telling = _telling(view, order, revisions, stamp)
    for happened in _happened(view, order, kind, telling):
        for draft in notices_for(happened, telling):
            if draft.kind is kind and not draft.is_copy:
                return draft
    raise RefusedError(f"a notice of kind {kind} {_OWED[kind].format(number=number)}")


def preview_digest(view: OutboxReads, revisions: Sequence[PolicyRevision], stamp: Stamp) -> NoticeDraft:
    """Make the overdue report as it would be sent now (SOP 4.2a)."""
    revision = revision_on(revisions, stamp.today)
    names = get_policy(revisions, revision.number).notices.digest
    to = Addressee(name=names[0] if names else "the desk", channel=NoticeChannel.INBOX)
    of_it = digest_facts(view.overdue(OrderFilter(), as_of=stamp.today), view.head(), 0, stamp.today)
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


def _telling(view: OutboxReads, order: Order, revisions: Sequence[PolicyRevision], stamp: Stamp) -> Telling:
    parties = view.parties_of({order.customer, order.supplier})
    return Telling(
        policies=partial(get_policy, revisions),
        revision=revision_on(revisions, stamp.today).number,
        parties={key: _reachable(party) for key, party in parties.items()},
        at=stamp.at,
        today=stamp.today,
    )


def _reachable(party: Party) -> Party:
    """Give a party that cannot be written to an address: what it would be told can be seen all the same."""
    return party if party.emails else replace(party, emails=(_NOBODY,))


def _happened(view: OutboxReads, order: Order, kind: NoticeKind, telling: Telling) -> Iterator[Happened]:
    """Give what may have caused a notice of the kind: the entry as the order is now, else the last events first."""
    if kind in {NoticeKind.ORDER_CONFIRMATION, NoticeKind.SUPPLIER_ACKNOWLEDGEMENT}:
        yield Happened(before=None, after=order, fact=facts.OrderEntered(order=order), name="preview")
        return
    yield from reversed(_steps(order, view.history(order.number)))
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
        after = told(before, event.fact, event.at)  # type: ignore[arg-type]  # an order's history holds order facts
        found.append(Happened(before=before, after=after, fact=event.fact, name="preview"))  # type: ignore[arg-type]
        before = after
    return found


def _first_followups(order: Order, kind: NoticeKind, telling: Telling) -> Iterator[FollowUp]:
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
