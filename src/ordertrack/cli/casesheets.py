"""What happened around an order, for its sheet: contacts, follow-ups, issues, escalations, enquiries (SOP 4.3c, 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordertrack.cli.result import Column, Kind

if TYPE_CHECKING:
    from ordertrack.domain.orders import Order

CONTACTS = (
    Column(name="at", title="At", kind=Kind.INSTANT),
    Column(name="side", title="With"),
    Column(name="channel", title="Channel"),
    Column(name="outcome", title="Outcome"),
    Column(name="actor", title="By", narrow=False),
    Column(name="ask_again_on", title="Ask again", kind=Kind.DATE, narrow=False),
    Column(name="note", title="Note"),
)
FOLLOWUPS = (
    Column(name="position", title="Line", kind=Kind.COUNT),
    Column(name="rule", title="Rule"),
    Column(name="number", title="Follow-up", kind=Kind.COUNT),
    Column(name="promised_on", title="Promise", kind=Kind.DATE),
    Column(name="due_on", title="Due", kind=Kind.DATE),
    Column(name="raised_on", title="Raised", kind=Kind.DATE, narrow=False),
    Column(name="asked_at", title="Asked", kind=Kind.INSTANT, narrow=False),
    Column(name="answered_at", title="Answered", kind=Kind.INSTANT),
    Column(name="revision", title="Policy", kind=Kind.COUNT, narrow=False),
)
ISSUES = (
    Column(name="number", title="Issue", kind=Kind.COUNT),
    Column(name="kind", title="Kind"),
    Column(name="severity", title="Severity"),
    Column(name="position", title="Line", kind=Kind.COUNT, narrow=False),
    Column(name="opened_at", title="Opened", kind=Kind.INSTANT),
    Column(name="waits_for", title="Waits for"),
    Column(name="resolved_at", title="Resolved", kind=Kind.INSTANT),
    Column(name="cause", title="Cause"),
    Column(name="resolution", title="Resolution", narrow=False),
    Column(name="remedy", title="Remedy", narrow=False),
    Column(name="cause_code", title="Cause code", drawn=False),
    Column(name="reopened", title="Reopened", kind=Kind.COUNT, drawn=False),
    Column(name="is_automatic", title="By itself", kind=Kind.FLAG, drawn=False),
)
ESCALATIONS = (
    Column(name="number", title="Escalation", kind=Kind.COUNT),
    Column(name="subject", title="Of"),
    Column(name="level", title="Level", kind=Kind.COUNT),
    Column(name="told", title="Told"),
    Column(name="started_at", title="Started", kind=Kind.INSTANT),
    Column(name="acknowledged_by", title="Taken up by", narrow=False),
    Column(name="ended_at", title="Ended", kind=Kind.INSTANT, narrow=False),
    Column(name="reason", title="Reason"),
    Column(name="ended_why", title="Why it ended", narrow=False),
    Column(name="issue", title="Issue", kind=Kind.COUNT, drawn=False),
    Column(name="revision", title="Policy", kind=Kind.COUNT, drawn=False),
)
ENQUIRIES = (
    Column(name="number", title="Enquiry", kind=Kind.COUNT),
    Column(name="sender", title="From"),
    Column(name="received_at", title="Received", kind=Kind.INSTANT),
    Column(name="text", title="Question"),
    Column(name="answered_at", title="Answered", kind=Kind.INSTANT),
    Column(name="answered_by", title="By", narrow=False),
    Column(name="answer", title="Answer"),
    Column(name="channel", title="Channel", drawn=False),
    Column(name="answer_channel", title="Answered by", drawn=False),
)
TITLES = {
    "issues": "Issues",
    "enquiries": "Enquiries",
    "escalations": "Escalations",
    "followups": "Follow-ups",
    "contacts": "Contacts",
}
_COLUMNS = {
    "issues": ISSUES,
    "enquiries": ENQUIRIES,
    "escalations": ESCALATIONS,
    "followups": FOLLOWUPS,
    "contacts": CONTACTS,
}


def case_parts(order: Order) -> list[tuple[str, tuple[Column, ...], list[list[Any]]]]:
    """Give each kind of case as rows of its own table, in the order in which they came."""
    return [
        (name, columns, [[_cell(case, column.name) for column in columns] for case in getattr(order, name)])
        for name, columns in _COLUMNS.items()
    ]


def _cell(case: Any, name: str) -> Any:  # noqa: ANN401 - a case of any kind
    if name == "told":
        told = case.last_told
        return ", ".join(told.to) if told else None
    return getattr(case, name)
