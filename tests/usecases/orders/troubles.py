"""What goes wrong by itself with an order on paper, and the moments it began and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ordertrack.domain.cases.issues import Issue, IssueKind, Severity
from tests.builders import AT


@dataclass
class Trouble:
    """Something that went wrong by itself, until it was settled."""

    kind: str
    cause: str
    since: date
    position: int | None
    settled: date | None = None
    why: str | None = None


def as_issue(number: int, trouble: Trouble) -> Issue:
    """Write a trouble as the program would."""
    opened_at = _moment(trouble.since)
    return Issue(
        number=number,
        kind=IssueKind(trouble.kind),
        severity=Severity.MEDIUM,
        cause=trouble.cause,
        opened_at=opened_at,
        position=trouble.position,
        is_automatic=True,
        resolved_at=max(opened_at, _moment(trouble.settled)) if trouble.settled else None,
        resolution=trouble.why,
    )


def _moment(day: date) -> datetime:
    """What is typed before the next noon happened as it was typed; of an earlier day only its noon is known."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return AT if noon + timedelta(days=1) > AT else noon
