"""Questions about notices and messages as conditions on their tables, which are loaded when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.codec import instant_text
from ordertrack.store.rows import ORDERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ordertrack.usecases.outboxports import MessageQuestion, NoticeQuestion

Condition = sa.ColumnElement[bool]

_PARTS = {
    "notices.state IN ('queued', 'sending')": {"queued", "sending"},
    "notices.state IN ('queued', 'failed')": {"queued", "failed"},
    "notices.state = 'failed'": {"failed"},
}
"""The states that an index of `notices` has: SQLite takes it where the question says so in the very words."""


def _by_index(states: Collection[str]) -> Iterator[Condition]:
    """Say once more, in the words of an index, what follows from the states asked for."""
    for words, those in _PARTS.items():
        if states and those.issuperset(states):
            yield sa.literal_column(words)


def notice_conditions(question: NoticeQuestion) -> list[Condition]:
    """Give the conditions on `notices`, but for the names of their recipients."""
    from ordertrack.store.notice_rows import NOTICE_ORDERS, NOTICES

    found: list[Condition] = [*_by_index(question.states)]
    found += [
        NOTICES.c[name].in_([each.value for each in wanted])
        for name, wanted in (("state", question.states), ("kind", question.kinds), ("channel", question.channels))
        if wanted
    ]
    if question.numbers:
        of_orders = sa.select(NOTICE_ORDERS.c.notice_id).join(ORDERS, ORDERS.c.id == NOTICE_ORDERS.c.order_id)
        found.append(NOTICES.c.id.in_(of_orders.where(ORDERS.c.number.in_(question.numbers))))
    if question.causes:
        found.append(NOTICES.c.cause.in_(question.causes))
    if question.party is not None:
        found.append(NOTICES.c.party_id == question.party)
    if question.side is not None:
        found.append(NOTICES.c.side == question.side.value)
    if question.is_unread:
        found += [NOTICES.c.channel == "inbox", NOTICES.c.read_at.is_(None), NOTICES.c.state == "sent"]
    if question.since is not None:
        found.append(NOTICES.c.queued_at >= instant_text(question.since))
    return found


def message_conditions(question: MessageQuestion) -> list[Condition]:
    """Give the conditions on `messages`."""
    from ordertrack.store.notice_rows import MESSAGE_ORDERS, MESSAGES

    found: list[Condition] = []
    if question.states:
        found.append(MESSAGES.c.state.in_([each.value for each in question.states]))
    if question.direction is not None:
        found.append(MESSAGES.c.direction == question.direction.value)
    if question.numbers:
        of_orders = sa.select(MESSAGE_ORDERS.c.message_id).join(ORDERS, ORDERS.c.id == MESSAGE_ORDERS.c.order_id)
        found.append(MESSAGES.c.id.in_(of_orders.where(ORDERS.c.number.in_(question.numbers))))
    if question.since is not None:
        found.append(MESSAGES.c.at >= f"{question.since.isoformat()}T00:00:00Z")
    return found
