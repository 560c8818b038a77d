"""Who has to be told what when something happened to an order, and which notices it overtakes (SOP 4.1c, 4.2c-4.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from ordertrack.domain.cases.enquiries import EnquiryAnswered
from ordertrack.domain.cases.escalations import Ending, EscalationTold
from ordertrack.domain.cases.followups import FollowUpsRaised
from ordertrack.domain.notices import facts as said
from ordertrack.domain.notices.facts import change_facts, one_old_date
from ordertrack.domain.notices.notice import Addressee, NoticeDraft
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.order import is_at_risk
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Channel, NoticeChannel, Side
from ordertrack.domain.policy.notices import ASKING, KINDS_BY_RULE, NoticeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from ordertrack.domain.notices.facts import Facts
    from ordertrack.domain.notices.notice import Notice
    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.domain.orders.order import Line, Order
    from ordertrack.domain.parties import Party
    from ordertrack.domain.policy.policy import Policy, Recipient

    Told = facts.DelayReported | facts.PromiseRevised | facts.ExpectationChanged
    News = tuple[NoticeKind, dict[int, date]]
    Milestone = tuple[NoticeKind, Facts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A fact with the order before and after it; `name` tells it from every other, and is the cause of its notices.

    `before` is None for an order that was entered.
    """

    before: Order | None
    after: Order
    fact: OrderFact
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGrounds:
    """By what it is decided who is told: the policies by revision, the one in force, the parties, and when it is."""

    policies: Callable[[int], Policy]
    revision: int
    parties: Mapping[int, Party]
    at: datetime
    today: date

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.policies(self.revision)


class _News(NamedTuple):
    kind: NoticeKind
    facts: Facts


_WRITTEN = ASKING | {NoticeKind.ANSWER}
"""What is said on the phone without a notice: off the list of follow-ups, and with the answer."""


def notices_for(happened: Happened, telling: NoticeGrounds) -> Iterator[NoticeDraft]:
    """Give the notices that a fact causes; none for who cannot be reached, and none about history.

    A supplier who is reached by phone alone is asked off the list of follow-ups, and a customer is answered there and
    then: neither needs a notice besides.
    """
    order = happened.after
    if type(happened.fact) not in CAUSES or order.is_history:
        return
    if isinstance(happened.fact, EscalationTold):
        yield from _escalated(happened, happened.fact, telling)
        return
    for news in _news(happened, telling):
        party = telling.parties[order.customer if news.kind.side is Side.CUSTOMER else order.supplier]
        to = addressee(party, news.kind.side)
        if to and not (news.kind in _WRITTEN and to.channel is NoticeChannel.PHONE):
            yield _draft(news.kind, to, happened, telling, {"recipient": party.name, **news.facts})
        for copy in copies(news.kind, telling):
            facts_of = {"recipient": party.name, **news.facts}
            yield _draft(news.kind, copy, happened, telling, facts_of, is_copy=True)


def addressee(party: Party, side: Side | None) -> Addressee | None:
    """Say how a party is told: by mail to the first of its addresses, else by phone; None if there is no way."""
    channel = NoticeChannel.EMAIL if party.emails else NoticeChannel.PHONE
    address = party.emails[0] if party.emails else party.phone
    if address is None:
        return None
    return Addressee(
        name=party.name, channel=channel, party=party.id, side=side, address=address, language=party.language
    )


def colleague(recipient: Recipient, means: NoticeChannel) -> Addressee:
    """Take a colleague or a role as somebody to tell by one of the means."""
    address = {NoticeChannel.EMAIL: recipient.email, NoticeChannel.PHONE: recipient.phone}.get(means)
    return Addressee(name=recipient.name, channel=means, address=address)


def copies(kind: NoticeKind, telling: NoticeGrounds) -> Iterator[Addressee]:
    """List who of the desk is told as well: in the inbox where there is one, else by mail (SOP 4.1c, 4.4b)."""
    yield from dict.fromkeys(
        _desk(telling.policy.notices.copies_of(kind), telling, (NoticeChannel.INBOX, NoticeChannel.EMAIL))
    )


def _desk(names: tuple[str, ...], telling: NoticeGrounds, by: tuple[NoticeChannel, ...]) -> Iterator[Addressee]:
    for name in names:
        recipient = telling.policy.staff.recipient_of(name, telling.today)
        ways = recipient.reached_by(by) if recipient else ()
        if recipient and ways:
            yield colleague(recipient, ways[0])


def digests(facts_of: Facts, telling: NoticeGrounds) -> Iterator[NoticeDraft]:
    """Give the overdue report of a day to everybody who gets it: by mail, which leaves the book, else in the inbox."""
    for to in dict.fromkeys(_desk(telling.policy.notices.digest, telling, (NoticeChannel.EMAIL, NoticeChannel.INBOX))):
        yield NoticeDraft(
            kind=NoticeKind.DIGEST,
            cause=f"round {telling.today}",
            to=to,
            numbers=(),
            facts={"recipient": to.name, **facts_of},
            revision=telling.revision,
            queued_at=telling.at,
            learned_at=telling.at,
        )


def _draft(
    kind: NoticeKind,
    to: Addressee,
    happened: Happened,
    telling: NoticeGrounds,
    facts_of: Facts,
    *,
    is_copy: bool = False,
) -> NoticeDraft:
    is_asking = isinstance(happened.fact, FollowUpsRaised)
    return NoticeDraft(
        kind=kind,
        cause=f"round {telling.today}" if is_asking else happened.name,
        to=to,
        numbers=(happened.after.number,),
        facts=facts_of,
        revision=telling.revision,
        queued_at=telling.at,
        learned_at=telling.at,
        is_copy=is_copy,
    )


def _escalated(happened: Happened, fact: EscalationTold, telling: NoticeGrounds) -> Iterator[NoticeDraft]:
    order = happened.after
    escalation = next(each for each in order.escalations if each.number == fact.number)
    policy = telling.policies(escalation.revision)
    for turn in fact.tellings:
        level = policy.level(turn.level)
        if turn.ending is not Ending.TOLD or level is None:
            continue
        of_case = {
            **_about(order, telling),
            **said.escalation_facts(order, escalation, turn, level, telling.policy.zone),
        }
        for name in turn.to:
            recipient = policy.staff.recipient_of(name, telling.today)
            for means in recipient.reached_by(level.how) if recipient else ():
                to = colleague(recipient, means)  # type: ignore[arg-type]  # there is one, or no means
                yield _draft(NoticeKind.ESCALATION, to, happened, telling, {"recipient": name, **of_case})


def _about(order: Order, telling: NoticeGrounds) -> Facts:
    parties = telling.parties
    return {"order": said.order_facts(order, parties[order.customer], parties[order.supplier])}


def _news(happened: Happened, telling: NoticeGrounds) -> Iterator[_News]:
    fact, order = happened.fact, happened.after
    about = _about(order, telling)
    if isinstance(fact, facts.OrderEntered):
        yield _News(NoticeKind.ORDER_CONFIRMATION, about)
        yield _News(NoticeKind.SUPPLIER_ACKNOWLEDGEMENT, about)
    elif isinstance(fact, FollowUpsRaised):
        yield from _news_of_followups(order, fact, telling.today)
    elif isinstance(fact, EnquiryAnswered):
        yield from _answered(order, fact, about, telling)
    elif found := milestone(happened):
        kind, of_it = found
        yield _News(kind, {**about, **of_it})


def _news_of_followups(order: Order, fact: FollowUpsRaised, today: date) -> Iterator[_News]:
    for rule, kind in KINDS_BY_RULE.items():
        due = [each for each in fact.followups if each.rule is rule]
        if due:
            number = max(each.number for each in due)
            yield _News(kind, {"number": number, "orders": [said.chase_facts(order, due, today)]})


def _answered(order: Order, fact: EnquiryAnswered, about: Facts, telling: NoticeGrounds) -> Iterator[_News]:
    question = next(each for each in order.enquiries if each.number == fact.number)
    if fact.channel is Channel.EMAIL:  # said on the phone, or in a portal, it has been said
        received_on = question.received_at.astimezone(ZoneInfo(telling.policy.zone)).date()
        of_it = said.answer_facts(question, received_on, fact.text, fact.actor)
        yield _News(NoticeKind.ANSWER, {**about, **of_it})


def milestone(happened: Happened) -> Milestone | None:
    """Say which news a step of the order is, and its facts; None when it is none."""
    before, tell = happened.before, _MILESTONES.get(type(happened.fact))
    return tell(before, happened.after, happened.fact) if tell and before else None


def _shipped(_: Order, order: Order, fact: facts.LinesShipped) -> Milestone:
    of_it = {
        "on": said.day(fact.on),
        "carrier": fact.carrier or order.carrier,
        "tracking": fact.tracking or order.tracking,
        "expected_on": said.day(fact.expected_on),
        "lines": said.short_lines(order, ((part.position, part.quantity) for part in fact.lines)),
    }
    return NoticeKind.SHIPPED, {"shipped": of_it}


def _received(_: Order, order: Order, fact: facts.LinesReceived) -> Milestone | None:
    amounts = ((part.position, part.receipt.quantity - part.receipt.rejected) for part in fact.lines)
    lines = said.short_lines(order, ((place, amount) for place, amount in amounts if amount))
    of_it = {"on": said.day(fact.on), "is_complete": not order.open_lines, "lines": lines}
    return (NoticeKind.DELIVERED, {"delivery": of_it}) if lines else None


def _completed(_: Order, __: Order, fact: facts.OrderCompleted) -> Milestone:
    return NoticeKind.COMPLETED, {"completed_on": said.day(fact.on)}


def _another_date(before: Order, order: Order, fact: Told) -> Milestone | None:
    """Say which news another date is, and name the lines that it is news of; none when no date is another one.

    A reported delay is always news, since it has a cause (SOP 4.4b).
    """
    named = set(fact.positions)
    meant = [line for line in before.open_lines if not named or line.position in named]
    new = fact.promised_on if isinstance(fact, facts.PromiseRevised) else fact.expected_on
    kind, old = _news_of_dates(before, meant, fact, new)
    if not old:
        return None
    cause = None if isinstance(fact, facts.ExpectationChanged) else fact.cause
    note = fact.note if kind is NoticeKind.DELAY else None
    return kind, {"change": change_facts(order, old, new, cause, note)}


def _news_of_dates(before: Order, meant: Sequence[Line], fact: Told, new: date) -> News:
    believed = {line.position: line.expected_on or line.promised_on for line in meant}
    if isinstance(fact, facts.DelayReported):
        return _delayed(meant, believed, new)
    if before.delay and _is_made_up_for(before, meant, new):
        return NoticeKind.RECOVERED, _others(believed, new)
    if isinstance(fact, facts.PromiseRevised):
        return NoticeKind.DATE_CHANGED, _others({line.position: line.promised_on for line in meant}, new)
    return NoticeKind.DATE_CHANGED, _others(believed, new)


def _delayed(meant: Sequence[Line], believed: dict[int, date], new: date) -> News:
    """Take a delay as one of the lines that come later; as mere other dates when lines only come earlier."""
    if later := {position: on for position, on in believed.items() if on < new}:
        return NoticeKind.DELAY, later
    if others := _others(believed, new):
        return NoticeKind.DATE_CHANGED, others
    # The date was believed in before it was reported, or is reported again with another cause.
    return NoticeKind.DELAY, {line.position: line.promised_on for line in meant if line.promised_on < new}


def _others(days: dict[int, date], new: date) -> dict[int, date]:
    return {position: on for position, on in days.items() if on != new}


def _is_made_up_for(before: Order, meant: Sequence[Line], new: date) -> bool:
    """Say whether some of the lines were late, and now no open line of the order is."""
    positions = {line.position for line in meant}
    left = (line for line in before.open_lines if line.position not in positions)
    return (
        any(map(is_at_risk, meant))
        and all(new <= line.promised_on for line in meant)
        and not any(map(is_at_risk, left))
    )


_MILESTONES: Mapping[type, Callable[[Order, Order, Any], Milestone | None]] = {
    facts.LinesShipped: _shipped,
    facts.LinesReceived: _received,
    facts.OrderCompleted: _completed,
    **dict.fromkeys((facts.DelayReported, facts.PromiseRevised, facts.ExpectationChanged), _another_date),
}
"""What tells each news of an order, from the order before and after it, and the fact."""
CAUSES = frozenset({facts.OrderEntered, FollowUpsRaised, EscalationTold, EnquiryAnswered, *_MILESTONES})
"""The facts that anybody is told of."""
ABOUT_DATES = frozenset({NoticeKind.DELAY, NoticeKind.DATE_CHANGED, NoticeKind.RECOVERED})
OVERTAKES: Mapping[NoticeKind, frozenset[NoticeKind]] = {
    **dict.fromkeys(ABOUT_DATES, ABOUT_DATES),
    NoticeKind.DELIVERED: ABOUT_DATES | {NoticeKind.DELIVERED},
    NoticeKind.COMPLETED: ABOUT_DATES | {NoticeKind.DELIVERED, NoticeKind.SHIPPED},
}
"""The kinds of which one that nobody has sent yet is not sent any more once another says how it went on."""
_OVER_WITH_THE_ORDER = frozenset(NoticeKind) - {NoticeKind.ANSWER, NoticeKind.ESCALATION, NoticeKind.DIGEST}


def why_moot(notice: Notice, orders: Mapping[str, Order]) -> str | None:
    """Say why a notice about these orders is not to be sent any more; None when it is."""
    about = [order for number in notice.numbers if (order := orders.get(number)) is not None]
    if notice.kind in _OVER_WITH_THE_ORDER and about and all(each.status is Status.CANCELLED for each in about):
        return f"{', '.join(each.number for each in about)} was cancelled"
    if notice.kind is NoticeKind.DELIVERED and all(each.receipt_on is not None for each in about):
        return "the receipt is confirmed"
    if notice.kind is NoticeKind.ANSWER and all(_is_answered(each, notice) for each in about):
        return "the question was answered otherwise"
    return None


def still_asked(notice: Notice, orders: Mapping[str, Order]) -> Notice:
    """Leave out of a reminder what was settled, promised anew or asked for since; no numbers: nothing is left."""
    left = []
    for asked in notice.facts["orders"]:
        order = orders.get(asked["number"])
        lines = [line for line in asked["lines"] if order and _is_to_ask(order, line)]
        if lines:
            left.append({**asked, "lines": lines})
    return replace(notice, facts={**notice.facts, "orders": left}, numbers=tuple(each["number"] for each in left))


def asked_lines(notice: Notice, number: str) -> tuple[int, ...]:
    """Name the lines of an order that a reminder asks about."""
    return tuple(
        line["position"] for order in notice.facts["orders"] if order["number"] == number for line in order["lines"]
    )


def overtaken_by(draft: NoticeDraft, waiting: Sequence[Notice]) -> list[Notice]:
    """Choose, of the notices to the same addressee about the same order that wait, those that a new one overtakes."""
    kinds = OVERTAKES.get(draft.kind, frozenset())
    if draft.kind is NoticeKind.DELIVERED and not draft.facts["delivery"]["is_complete"]:
        return []
    return [each for each in waiting if each.kind in kinds and (each.to.party, each.to.name) == _whom(draft)]


def _whom(draft: NoticeDraft) -> tuple[int | None, str]:
    return draft.to.party, draft.to.name


def _is_to_ask(order: Order, asked: Facts) -> bool:
    line = order.line(asked["position"])
    if line is None or not line.is_open or line.promised_on.isoformat() != asked["promised_on"]:
        return False
    of_line = [each for each in order.followups if each.position == line.position]
    return any(each.number == asked["followup"] and each.asked_at is None for each in of_line)


def _is_answered(order: Order, notice: Notice) -> bool:
    number = notice.facts["question"]["number"]
    return any(each.number == number and each.is_answered for each in order.enquiries)


def since_told(draft: NoticeDraft, unheard: Sequence[Notice]) -> NoticeDraft | None:
    """Tell another date as of what the addressee was told last, past the notices that were never sent.

    Nothing is told of a date that has become again what it was when they last heard of it.
    """
    before = {line["position"]: line["old_on"] for each in reversed(unheard) for line in date_lines(each)}
    if draft.kind not in ABOUT_DATES or not before:
        return draft
    change = draft.facts["change"]
    new = change["new_on"]
    lines = [{**line, "old_on": before.get(line["position"], line["old_on"])} for line in change["lines"]]
    lines = [line for line in lines if line["old_on"] != new]
    delays = [each.facts["change"] for each in unheard if each.kind is NoticeKind.DELAY]
    later = [line for line in lines if line["old_on"] < new]
    cause = change["cause"] or next((each["cause"] for each in reversed(delays)), None)
    note = change["note"] or next((each["note"] for each in reversed(delays)), None)
    kind = NoticeKind.DATE_CHANGED
    if later and cause and (delays or draft.kind is NoticeKind.DELAY):
        kind, lines = NoticeKind.DELAY, later
    elif draft.kind is NoticeKind.RECOVERED and not later:
        kind = NoticeKind.RECOVERED
    told = {**change, "lines": lines, "old_on": one_old_date(lines), "cause": cause}
    told["note"] = note if kind is NoticeKind.DELAY else None
    return replace(draft, kind=kind, facts={**draft.facts, "change": told}) if lines else None


def left_of(notice: Notice, draft: NoticeDraft) -> Notice | None:
    """Give what of a notice about other dates a newer one does not tell anew; None when that is nothing."""
    anew = {line["position"] for line in draft.facts["change"]["lines"]} if draft.kind in ABOUT_DATES else None
    lines = [line for line in date_lines(notice) if anew is not None and line["position"] not in anew]
    if not lines:
        return None
    change = {**notice.facts["change"], "lines": lines, "old_on": one_old_date(lines)}
    return replace(notice, facts={**notice.facts, "change": change})


def date_lines(notice: Notice) -> list[Facts]:
    """List the lines that a notice about other dates names; none for any other."""
    return list(notice.facts["change"]["lines"]) if notice.kind in ABOUT_DATES else []
