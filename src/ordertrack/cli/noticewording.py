"""Notices in words: what a command says that it queued, and what became of each (SOP 4.4)."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from ordertrack.domain.channels import Side
from ordertrack.domain.notices import NoticeChannel, NoticeKind, NoticeState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ordertrack.cli.context import Desk
    from ordertrack.domain.notices import Notice
    from ordertrack.usecases.orders import Changed
    from ordertrack.usecases.outboxports import OutboxReads

NAMES = {
    NoticeKind.ORDER_CONFIRMATION: "order confirmation",
    NoticeKind.SUPPLIER_ACKNOWLEDGEMENT: "acknowledgement",
    NoticeKind.SHIPPED: "shipping notice",
    NoticeKind.DATE_CHANGED: "notice of another date",
    NoticeKind.DELAY: "delay notice",
    NoticeKind.RECOVERED: "notice of recovery",
    NoticeKind.DELIVERED: "delivery notice",
    NoticeKind.COMPLETED: "completion notice",
    NoticeKind.SUPPLIER_REMINDER: "supplier reminder",
    NoticeKind.OVERDUE_FOLLOW_UP: "overdue follow-up",
    NoticeKind.ESCALATION: "escalation",
    NoticeKind.ANSWER: "answer",
    NoticeKind.DIGEST: "overdue report",
}


def named(notice: Notice) -> str:
    """Name a notice and whom it is for."""
    return f"{NAMES[notice.kind]} to {notice.to.name}"


def told(desk: Desk, notices: Sequence[Notice]) -> list[str]:
    """Say what a step queued or withdrew, and what that still wants; copies and inboxes go without saying."""
    worth_saying = [each for each in notices if not each.is_copy and each.to.channel is not NoticeChannel.INBOX]
    if not worth_saying:
        return []
    from ordertrack.usecases.sending import waits

    with desk.book.read() as view:
        revisions = view.policies() or desk.policies
    return [_told(each, is_waiting=waits(each, revisions), is_dry=desk.wishes.dry_run) for each in worth_saying]


def untold(desk: Desk, changes: Sequence[Changed]) -> list[str]:
    """Name the customers who could not be told of a delay, and what would help (SOP 4.4b)."""
    from ordertrack.domain.events import DelayReported

    late = [each.after for each in changes if any(isinstance(fact, DelayReported) for fact in each.facts)]
    told_of = {number for each in changes for notice in each.notices if notice.to.side for number in notice.numbers}
    missing = dict.fromkeys(order.customer for order in late if not order.is_history and order.number not in told_of)
    if not missing:
        return []
    with desk.book.read() as view:
        names = [party.name for party in view.parties_of(missing).values()]
    why = "has neither e-mail address nor phone number, and was not told"
    return [f"{name} {why}: ordertrack party edit {shlex.quote(name)} --email ADDRESS" for name in names]


def told_wrong(change: Changed) -> list[str]:
    """Name who was written to already of what was taken back."""
    tell = "tell them what is right"
    return [f"{notice.to.name} was told already (notice {notice.id}): {tell}" for notice in change.told]


def _told(notice: Notice, *, is_waiting: bool, is_dry: bool) -> str:
    if notice.state is NoticeState.WITHDRAWN:
        return f"{named(notice)} withdrawn"
    if notice.to.channel is NoticeChannel.PHONE:
        return f"{named(notice)} by phone: ordertrack calls"
    if not is_waiting:
        return f"{named(notice)} queued"
    command = "" if is_dry else f": ordertrack notice approve {notice.id}"
    return f"{named(notice)} queued, waits for approval{command}"


def became(notice: Notice) -> str:
    """Say what became of a notice that was tried."""
    if notice.state is NoticeState.QUEUED:
        again = f" until {notice.next_at:%Y-%m-%d %H:%M}Z" if notice.next_at else ""
        return f"waits{again}: {notice.error}"
    return notice.state.value if notice.state is NoticeState.SENT else f"{notice.state}: {notice.error}"


def confirmation(view: OutboxReads, number: str) -> str | None:
    """Say whether an order was confirmed to its customer, and whether they acknowledged that (SOP 4.1c)."""
    from ordertrack.usecases.outboxports import NoticeQuestion

    question = NoticeQuestion(kinds=(NoticeKind.ORDER_CONFIRMATION,), numbers=(number,), side=Side.CUSTOMER)
    for notice in view.notices(question):
        if notice.state is not NoticeState.SENT or notice.sent_at is None:
            return f"{notice.state}, notice {notice.id}"
        answer = f"acknowledged {notice.acknowledged_at:%Y-%m-%d}" if notice.acknowledged_at else "not acknowledged"
        return f"sent {notice.sent_at:%Y-%m-%d}, {answer}"
    return None


def counted(counts: Iterable[tuple[int, str, str]]) -> str:
    """Say how many of each: `(3, "waits", "wait")` is "3 wait"; of what there is none nothing is said."""
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)
