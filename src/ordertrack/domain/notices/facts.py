"""What a notice is made from: plain facts of an order as the texts of the policy may name them (SOP 4.1c, 4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ordertrack.domain.values.amounts import format_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from ordertrack.domain.cases.enquiries import Enquiry
    from ordertrack.domain.cases.escalations import Escalation, LevelTurn
    from ordertrack.domain.cases.followups import FollowUp
    from ordertrack.domain.cases.issues import Issue
    from ordertrack.domain.orders.lists import OverdueRow
    from ordertrack.domain.orders.order import Line, Order
    from ordertrack.domain.parties import Party
    from ordertrack.domain.policy.policy import Level

Facts = dict[str, Any]
_LAST_CONTACTS = 5
MOST_OVERDUE = 200
"""So many lines stand in a digest; how many more there are is said."""


def order_facts(order: Order, customer: Party, supplier: Party) -> Facts:
    """Give what every notice about one order may say of it."""
    return {
        "number": order.number,
        "customer": customer.name,
        "supplier": supplier.name,
        "customer_ref": order.customer_ref,
        "supplier_ref": order.supplier_ref,
        "owner": order.owner,
        "status": order.status.value,
        "priority": order.priority.value,
        "placed_on": day(order.placed_on),
        "carrier": order.carrier,
        "tracking": order.tracking,
        "lines": [_line(line) for line in order.counted_lines],
    }


def day(on: date | None) -> str | None:
    """Write a day as every notice does, so that nobody has to guess which number is the month."""
    return on.isoformat() if on else None


def short_lines(order: Order, amounts: Iterable[tuple[int, int]]) -> list[Facts]:
    """Name lines by position with so much of each, in ten-thousandths of its unit."""
    return [short_line(line, amount) for position, amount in amounts if (line := order.line(position))]


def short_line(line: Line, quantity: int) -> Facts:
    """Name a line and so much of it."""
    return {**_goods(line), "quantity": format_quantity(quantity)}


def change_facts(order: Order, old: Mapping[int, date], new: date, cause: str | None, note: str | None) -> Facts:
    """Say what the date of each line was, by its position, and what it is now."""
    meant = [line for line in order.lines if line.position in old]
    lines = [{**short_line(line, line.open_quantity), "old_on": day(old[line.position])} for line in meant]
    return {"old_on": one_old_date(lines), "new_on": day(new), "cause": cause, "note": note, "lines": lines}


def one_old_date(lines: Iterable[Facts]) -> str | None:
    """Give the old date that all lines of a change had; None where they had different ones."""
    days = {line["old_on"] for line in lines}
    return days.pop() if len(days) == 1 else None


def chase_facts(order: Order, followups: Iterable[FollowUp], today: date) -> Facts:
    """Say what is asked of a supplier about one order."""
    lines = [
        _chased(line, followup, today) for followup in followups if (line := order.line(followup.position)) is not None
    ]
    return {"number": order.number, "supplier_ref": order.supplier_ref, "lines": lines}


def _chased(line: Line, followup: FollowUp, today: date) -> Facts:
    late = (today - line.promised_on).days
    return {
        **_goods(line),
        "open": format_quantity(line.open_quantity),
        "promised_on": day(line.promised_on),
        "expected_on": day(line.expected_on),
        "days_late": late if late > 0 else None,
        "followup": followup.number,
    }


def escalation_facts(order: Order, escalation: Escalation, telling: LevelTurn, level: Level | None, zone: str) -> Facts:
    """Put a case on one page: why it climbs, what it is about, and what was said last; times are those of a zone."""
    issue = next((each for each in order.issues if each.number == escalation.issue), None)
    name = f"{order.number}#{escalation.number}"
    return {
        "escalation": {
            "number": escalation.number,
            "level": telling.level,
            "name": level.name if level else f"level {telling.level}",
            "reason": escalation.reason,
            "why": telling.why,
            "acknowledge_by": _moment(telling.acknowledge_by, zone) if telling.acknowledge_by else None,
            "command": f"ordertrack escalate {name} --acknowledge",
        },
        "issue": _issue(issue) if issue else None,
        "contacts": [
            {
                "on": day(each.made_on),
                "side": each.side.value,
                "channel": each.channel.value,
                "outcome": each.outcome.value,
                "note": each.note,
            }
            for each in order.contacts[-_LAST_CONTACTS:]
        ],
    }


def _moment(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"


def answer_facts(question: Enquiry, received_on: date, answer: str, answered_by: str) -> Facts:
    """Give a question and its answer."""
    return {
        "question": {"number": question.number, "text": question.text, "received_on": day(received_on)},
        "answer": answer,
        "answered_by": answered_by,
    }


def _issue(issue: Issue) -> Facts:
    return {
        "number": issue.number,
        "kind": issue.kind.value,
        "severity": issue.severity.value,
        "cause": issue.cause,
    }


def _line(line: Line) -> Facts:
    return {
        **_goods(line),
        "ref": line.ref,
        "quantity": format_quantity(line.quantity - line.cancelled_quantity),
        "open": format_quantity(line.open_quantity),
        "requested_on": day(line.requested_on),
        "promised_on": day(line.promised_on),
        "expected_on": day(line.expected_on),
    }


def _goods(line: Line) -> Facts:
    return {"position": line.position, "sku": line.sku, "description": line.description, "unit": line.unit}


def digest_facts(overdue: Sequence[OverdueRow], head: tuple[int, str], decided: int, as_of: date) -> Facts:
    """Give the overdue report of a day, at most so many lines of it, with the head of the trail."""
    seq, digest = head
    rows = [
        {
            "number": row.number,
            "line": row.line,
            "customer": row.customer,
            "supplier": row.supplier,
            "promised_on": day(row.promised_on),
            "days_late": row.days_late,
            "description": row.description,
            "owner": row.owner,
        }
        for row in overdue[:MOST_OVERDUE]
    ]
    return {
        "as_of": day(as_of),
        "overdue": rows,
        "more": max(0, len(overdue) - MOST_OVERDUE),
        "decided": decided,
        "head": {"seq": seq, "hash": digest},
    }
