"""Follow-ups: the ones to make, with what was said last, and the ones made, logged (SOP 4.2c, 4.3a, 4.3c)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.followups import Contact, ContactLogged, FollowUpOutcome, FollowUpRule
from ordertrack.domain.orders import moves
from ordertrack.domain.orders.moves import LineAmount, Move
from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.parties import Channel, Side
from ordertrack.errors import RefusedError, UsageError
from ordertrack.usecases.cases.cases import require_past
from ordertrack.usecases.notices.outbox import settle_calls
from ordertrack.usecases.policy import get_policy
from ordertrack.usecases.ports import writing
from ordertrack.usecases.recording import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.domain.orders.lists import DueFollowUp, OrderFilter
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.policy.policy import Policy, PolicyRevision
    from ordertrack.usecases.ports import Book, Stamp
    from ordertrack.usecases.recording import Changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A follow-up as it was made: when (UTC, and the day in the desk's zone), how, with whom, what came of it.

    With `promised_on` it ended with a new promise, for the lines at `positions` or for every open one.
    """

    at: datetime
    made_on: date
    channel: Channel
    note: str
    side: Side = Side.SUPPLIER
    outcome: FollowUpOutcome | None = None
    promised_on: date | None = None
    cause: str | None = None
    positions: tuple[int, ...] = ()
    ask_again_on: date | None = None


class ToAsk(NamedTuple):
    """A follow-up to make, and how many the policy that asked for it wants for one promise; None: no end is set."""

    due: DueFollowUp
    most: int | None


def log_followups(
    book: Book, numbers: Sequence[str], held: Conversation, stamp: Stamp, *, dry_run: bool = False
) -> list[Changed]:
    """Log one conversation about orders, in all of their records or in none (SOP 4.3c).

    A promise that was made in it is revised with it, in the words of the party; lines promised for that very day
    already keep theirs. UsageError when what was said contradicts itself; RefusedError when it was held in the
    future or before the order, or when an order can take no new promise.
    """
    _require_sense(held)
    with writing(book, dry_run=dry_run) as unit:
        names = {party.id: party.name for party in unit.parties.list()} if held.promised_on else {}
        found = []
        for number in dict.fromkeys(numbers):
            order = unit.orders.get(number)
            found.append(record(unit, order, _facts(order, held, names, stamp), stamp))
            if held.channel is Channel.PHONE and held.outcome is not FollowUpOutcome.NO_ANSWER:
                settle_calls(unit, number, held.side, held.at)
    return found


def followups_to_make(
    book: Book, only: OrderFilter, revisions: Sequence[PolicyRevision], *, as_of: date
) -> list[ToAsk]:
    """List the follow-ups raised by a day and not made, the lines of one supplier together (SOP 4.2c, 4.3a)."""
    with book.read() as view:
        rows = view.cases.due_followups(only, as_of=as_of)
    policies = {number: get_policy(revisions, number) for number in {row.revision for row in rows}}
    return [ToAsk(row, _most(row, policies[row.revision])) for row in rows]


def _most(row: DueFollowUp, policy: Policy) -> int | None:
    if row.rule != FollowUpRule.OVERDUE:
        return None
    rules = policy.rules_for(supplier=row.supplier, customer=row.customer, priority=Priority(row.priority))
    return rules.overdue.most


def _require_sense(held: Conversation) -> None:
    says_when = held.promised_on is not None
    if says_when and held.outcome in {FollowUpOutcome.NO_ANSWER, FollowUpOutcome.REFUSED}:
        raise UsageError(f"--promised {held.promised_on} contradicts --outcome {held.outcome}")
    if held.outcome is FollowUpOutcome.PROMISED and not says_when:
        raise UsageError("--outcome promised needs the day", hints=("add --promised DATE",))
    for option, value in (("--line", held.positions), ("--cause", held.cause)):
        if value and not says_when:
            raise UsageError(f"{option} goes with --promised")
    if held.promised_on and held.promised_on < held.made_on:
        raise RefusedError(f"the promise {held.promised_on} had passed when it was made, on {held.made_on}")
    if held.ask_again_on and held.ask_again_on <= held.made_on:
        raise RefusedError(f"to ask again on {held.ask_again_on} is not after the day of asking, {held.made_on}")


def _facts(order: Order, held: Conversation, names: Mapping[int, str], stamp: Stamp) -> list[OrderFact]:
    outcome = FollowUpOutcome.PROMISED if held.promised_on else held.outcome or FollowUpOutcome.ANSWERED
    contact = Contact(
        at=require_past(order, held.at, stamp),
        made_on=held.made_on,
        channel=held.channel,
        side=held.side,
        actor=stamp.by,
        outcome=outcome,
        note=held.note,
        ask_again_on=held.ask_again_on,
    )
    party = order.supplier if held.side is Side.SUPPLIER else order.customer
    return [ContactLogged(contact=contact), *_promise(order, held, names.get(party, held.side))]


def _promise(order: Order, held: Conversation, said_by: str) -> list[OrderFact]:
    if held.promised_on is None:
        return []
    meant = [line for line in order.open_lines if not held.positions or line.position in held.positions]
    kept = {line.position for line in meant if line.promised_on == held.promised_on}
    if meant and len(kept) == len(meant):
        return []
    named = held.positions or (tuple(line.position for line in meant) if kept else ())
    move = Move(
        on=held.made_on,
        lines=tuple(LineAmount(position=each) for each in named if each not in kept),
        promised_on=held.promised_on,
        cause=held.cause or held.note,
        said_by=said_by,
        channel=held.channel,
    )
    return moves.facts_for(order, move)
