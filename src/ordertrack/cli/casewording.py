"""What happened to issues and enquiries, in words, with those of `chasewording` and `wording`: every fact there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.cli.chasewording import sentence  # which adds to those of `wording`
from ordertrack.domain.enquiries import EnquiryAnswered, EnquiryLogged
from ordertrack.domain.issues import IssueOpened, IssueReopened, IssueResolved, IssueResumed, IssueWaiting

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["minute", "sentence"]


def minute(at: datetime) -> str:
    """Write an instant (UTC) to the minute."""
    return f"{at:%Y-%m-%d %H:%M}Z"


@sentence.register
def _opened(fact: IssueOpened) -> str:
    issue = fact.issue
    line = f" of line {issue.position}" if issue.position else ""
    code = f" ({issue.cause_code})" if issue.cause_code else ""
    remedy = f", wanted: {issue.remedy}" if issue.remedy else ""
    when = minute(issue.opened_at)
    return (
        f"issue #{issue.number} opened {when}: {issue.kind}{line}, {issue.severity}, cause: {issue.cause}{code}{remedy}"
    )


@sentence.register
def _waiting(fact: IssueWaiting) -> str:
    return f"issue #{fact.number} waits for the {fact.side}{_more(fact.note)}"


@sentence.register
def _resumed(fact: IssueResumed) -> str:
    return f"issue #{fact.number} waits no longer{_more(fact.note)}"


@sentence.register
def _resolved(fact: IssueResolved) -> str:
    remedy = f" ({fact.remedy})" if fact.remedy else ""
    return f"issue #{fact.number} resolved {minute(fact.at)}: {fact.resolution}{remedy}"


@sentence.register
def _reopened(fact: IssueReopened) -> str:
    return f"issue #{fact.number} open again, cause: {fact.cause}"


@sentence.register
def _asked(fact: EnquiryLogged) -> str:
    asked = fact.enquiry
    return f"enquiry #{asked.number} from {asked.sender} ({asked.channel}) {minute(asked.received_at)}: {asked.text}"


@sentence.register
def _answered(fact: EnquiryAnswered) -> str:
    return f"enquiry #{fact.number} answered ({fact.channel}) {minute(fact.at)}: {fact.text}"


def _more(note: str | None) -> str:
    return f" - {note}" if note else ""
