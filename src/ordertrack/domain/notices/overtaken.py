"""Notices that time has overtaken: what they say or ask is settled, or told anew (SOP 4.2c, 4.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ordertrack.domain.notices.facts import one_old_date
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.policy.notices import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordertrack.domain.notices.notice import Notice, NoticeDraft
    from ordertrack.domain.orders.order import Order

    Facts = dict[str, Any]


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
