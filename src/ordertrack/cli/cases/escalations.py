"""Escalations at the command line: those that run, begun by hand, taken up, settled (SOP 4.3b, 4.6b)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.cases.cases import moment, resolve_case
from ordertrack.cli.commands import Result, Written, reads_and_writes
from ordertrack.cli.notices.sheets import written_changes
from ordertrack.cli.options import Numbers, OwnerName, checked_text, only_orders, resolve_numbers
from ordertrack.cli.orders.lists import money
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.cli.sentences import sentence
from ordertrack.cli.terminal import ask
from ordertrack.domain.orders.lists import is_unheeded
from ordertrack.domain.values.texts import LIMITS, clean_text
from ordertrack.errors import UsageError
from ordertrack.usecases.cases.escalations import (
    Appeal,
    InForce,
    acknowledge_escalations,
    end_escalations,
    running_escalations,
    start_escalations,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.cli.output.result import Row
    from ordertrack.domain.cases.escalations import Escalation
    from ordertrack.domain.orders.lists import RunningEscalation
    from ordertrack.usecases.recording import Changed

RUNNING = (
    Column(name="id", title="Escalation"),
    Column(name="standing", title="Now"),
    Column(name="level", title="Level", kind=Kind.COUNT),
    Column(name="told", title="Told"),
    Column(name="acknowledge_by", title="To be taken up by", kind=Kind.INSTANT),
    Column(name="reason", title="Reason"),
    Column(name="started_at", title="Since", kind=Kind.INSTANT, narrow=False),
    Column(name="customer", title="Customer", narrow=False),
    Column(name="supplier", title="Supplier", narrow=False),
    Column(name="owner", title="Owner", narrow=False),
    Column(name="promised_on", title="Promised", kind=Kind.DATE, narrow=False),
    Column(name="days_late", title="Days late", kind=Kind.DAYS, narrow=False),
    Column(name="number", title="Order", drawn=False),
    Column(name="escalation", title="Number", kind=Kind.COUNT, drawn=False),
    Column(name="subject", title="Subject", drawn=False),
    Column(name="issue", title="Issue", drawn=False),
    Column(name="is_unheeded", title="Not taken up in time", kind=Kind.FLAG, drawn=False),
    Column(name="acknowledged_at", title="Taken up", kind=Kind.INSTANT, drawn=False),
    Column(name="acknowledged_by", title="Taken up by", drawn=False),
    Column(name="expired", title="Taken up in vain", kind=Kind.COUNT, drawn=False),
    Column(name="revision", title="Policy", kind=Kind.COUNT, drawn=False),
    Column(name="priority", title="Priority", drawn=False),
    Column(name="status", title="Status", drawn=False),
    Column(name="value", title="Value", kind=Kind.MONEY, drawn=False),
    Column(name="currency", title="Currency", drawn=False),
)
_HOW = "ordertrack escalate NUMBER... --reason TEXT"


@reads_and_writes
def escalate(
    desk: Desk,
    numbers: Numbers = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why the next level must know.")
    ] = None,
    level: Annotated[
        int | None, typer.Option("--level", metavar="N", min=1, help="Of the matrix; the lowest if left out.")
    ] = None,
    acknowledge: Annotated[bool, typer.Option("--acknowledge", help="Take it up.")] = False,
    resolve: Annotated[bool, typer.Option("--resolve", help="Say that it is settled; needs --note.")] = False,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="What is done, or how it ended.")] = None,
    owner: OwnerName = None,
) -> Result:
    """List the running escalations, start one, take it up, or settle it (SOP 4.3b, 4.6b).

    NUMBER means all that run about the order, NUMBER#N one of them.
    """
    _require_sense(bool(numbers), acknowledge, resolve, reason=reason, level=level, note=note, owner=owner)
    if not numbers:
        return _running(desk, owner)
    if acknowledge:
        return _take_up(desk, _ids(desk, numbers), note)
    if resolve:
        return _settle(desk, _ids(desk, numbers), note)
    return _start(desk, resolve_numbers(desk, numbers), reason, level)


def _require_sense(has_numbers: bool, acknowledge: bool, resolve: bool, **given: object) -> None:
    """Refuse options that would go unheard."""
    if acknowledge and resolve:
        raise UsageError("--acknowledge or --resolve, not both: what is settled needs nobody to take it up")
    is_step = acknowledge or resolve
    strays = (
        ("--note", given["note"], is_step, "--acknowledge or --resolve"),
        ("--reason", given["reason"], not is_step, "a new escalation, not with --acknowledge or --resolve"),
        ("--level", given["level"], not is_step, "a new escalation, not with --acknowledge or --resolve"),
        ("--owner", given["owner"], not has_numbers, "the list, not with a NUMBER"),
    )
    for option, value, is_heard, partner in strays:
        if value is not None and not is_heard:
            raise UsageError(f"{option} goes with {partner}")
    if not has_numbers and (is_step or given["reason"] is not None or given["level"] is not None):
        raise UsageError("no order was named", hints=(_HOW,))


def _start(desk: Desk, numbers: list[str], reason: str | None, level: int | None) -> Written:
    words = _words(desk, reason, "--reason", "Why the next level must know")
    rules = InForce(desk.policy, desk.procedure.revision.number, desk.hours)
    appeal = Appeal(reason=words, level=level)
    dry_run = desk.wishes.dry_run
    return _written(desk, start_escalations(desk.book, numbers, appeal, rules, desk.stamp, dry_run=dry_run))


def _take_up(desk: Desk, names: list[str], note: str | None) -> Written:
    words = checked_text(note, "note", "--note")
    dry_run = desk.wishes.dry_run
    return _written(desk, acknowledge_escalations(desk.book, names, words, desk.stamp, dry_run=dry_run))


def _settle(desk: Desk, names: list[str], note: str | None) -> Written:
    words = _words(desk, note, "--note", "How it was settled")
    return _written(desk, end_escalations(desk.book, names, words, desk.stamp, dry_run=desk.wishes.dry_run))


def _words(desk: Desk, text: str | None, option: str, question: str) -> str:
    """Give what was typed, asking a person for it where it is missing."""
    words = checked_text(text, "cause", option)
    if words is None and not desk.streams.can_ask():
        raise UsageError(f"missing: {option}", hints=(_HOW if option == "--reason" else f"add {option} TEXT",))
    if words is None:
        words = ask(
            question, streams=desk.streams, option=option, check=lambda given: clean_text(given, LIMITS["cause"])
        )
    return words


def _ids(desk: Desk, typed: Sequence[str]) -> list[str]:
    """Turn what was typed into the ids of escalations, or the numbers of orders."""
    found = (resolve_numbers(desk, ["-"]) if text == "-" else [resolve_case(desk, text)] for text in typed)
    return [name for names in found for name in names]


def _written(desk: Desk, changes: Sequence[Changed]) -> Written:
    said = [f"{change.after.number}: {'; '.join(sentence(fact) for fact in change.facts)}" for change in changes]
    return written_changes(desk, changes, said)


def _running(desk: Desk, owner: str | None) -> Table:
    at = moment(desk).until
    found = running_escalations(desk.book, only_orders(desk, owner=owner), as_of=desk.as_of, at=at)
    ignored = sum(is_unheeded(each.escalation, at) for each in found)
    return Table(
        kind="escalations",
        columns=RUNNING,
        rows=[_row(each, at) for each in found],
        as_of=desk.as_of,
        title="Running escalations",
        notes=(f"{len(found)} running, {ignored} of them not taken up in time",) if found else (),
        extra={"unheeded": ignored},
        tone=_tone,
        empty="No escalation is running.",
    )


def _row(running: RunningEscalation, at: datetime) -> Row:
    escalation = running.escalation
    told = escalation.last_told
    given = {
        **running._asdict(),
        **{name: getattr(escalation, name) for name in _OF_ESCALATION},
        "id": f"{running.number}#{escalation.number}",
        "escalation": escalation.number,
        "issue": None if escalation.issue is None else f"{running.number}#{escalation.issue}",
        "is_unheeded": is_unheeded(escalation, at),
        "standing": _describe_state(escalation, at),
        "level": told.level if told else escalation.level,
        "told": ", ".join(told.to) if told else None,
        "acknowledge_by": told.acknowledge_by if told else None,
        "value": money(running.value, running.currency),
    }
    return [given[column.name] for column in RUNNING]


_OF_ESCALATION = ("subject", "reason", "started_at", "acknowledged_at", "acknowledged_by", "expired", "revision")


def _describe_state(escalation: Escalation, at: datetime) -> str:
    if escalation.acknowledged_by:
        return f"taken up by {escalation.acknowledged_by}"
    if escalation.last_told is None:
        return "nobody told"
    return "not taken up" if is_unheeded(escalation, at) else "waiting"


def _tone(row: Row) -> Tone | None:
    values = dict(zip((column.name for column in RUNNING), row, strict=True))
    if values["is_unheeded"]:
        return Tone.URGENT
    return Tone.QUIET if values["acknowledged_by"] else Tone.WARNING


EXAMPLES = {
    "escalate": (
        "ordertrack escalate\nordertrack escalate SO-1042 --reason 'the plant has burnt down' --level 2\n"
        "ordertrack escalate SO-1042 --acknowledge --note 'I call their manager'\n"
        "ordertrack escalate SO-1042#2 --resolve --note 'ships from stock'"
    ),
}
