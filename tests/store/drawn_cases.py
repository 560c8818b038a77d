"""What may have happened around an order, drawn at random: anything that the tables can hold, likely or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from ordertrack.domain.cases.enquiries import Enquiry
from ordertrack.domain.cases.escalations import Ending, Escalation, LevelTurn, Subject
from ordertrack.domain.cases.followups import Contact, FollowUp, FollowUpOutcome, FollowUpRule
from ordertrack.domain.cases.issues import Issue, IssueKind, Remedy, Severity, Wait
from ordertrack.domain.parties import Channel, Side

if TYPE_CHECKING:
    from datetime import date

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 10**7).map(lambda seconds: BEGIN + timedelta(seconds=seconds))
LATER = st.integers(0, 10**7).map(lambda seconds: BEGIN + timedelta(days=365, seconds=seconds))
COUNTS = st.integers(0, 10**6)


def cases(texts: st.SearchStrategy[str], days: st.SearchStrategy[date]) -> st.SearchStrategy[dict[str, Any]]:
    """Contacts, follow-ups, issues, escalations and enquiries of an order, by the names of its fields."""
    return st.fixed_dictionaries(
        {
            "contacts": _few(_contacts(texts, days)),
            "followups": _few(_followups(days), is_numbered=True),
            "issues": _few(_issues(texts), is_numbered=True),
            "escalations": _few(_escalations(texts), is_numbered=True),
            "enquiries": _few(_enquiries(texts), is_numbered=True),
        }
    )


def _few(part: st.SearchStrategy[Any], *, is_numbered: bool = False) -> st.SearchStrategy[tuple[Any, ...]]:
    found = st.lists(part, max_size=2)
    if not is_numbered:
        return found.map(tuple)
    return found.map(lambda drawn: tuple(replace(each, number=number) for number, each in enumerate(drawn, 1)))


def _contacts(texts: st.SearchStrategy[str], days: st.SearchStrategy[date]) -> st.SearchStrategy[Contact]:
    return st.builds(
        Contact,
        at=INSTANTS,
        made_on=days,
        channel=st.sampled_from(Channel),
        side=st.sampled_from(Side),
        actor=texts,
        outcome=st.sampled_from(FollowUpOutcome),
        note=st.none() | texts,
        ask_again_on=st.none() | days,
    )


def _followups(days: st.SearchStrategy[date]) -> st.SearchStrategy[FollowUp]:
    return st.builds(
        FollowUp,
        position=st.integers(1, 999_999),
        promised_on=days,
        rule=st.sampled_from(FollowUpRule),
        number=st.just(1),
        due_on=days,
        raised_on=days,
        revision=COUNTS,
        asked_at=st.none() | INSTANTS,
        answered_at=st.none() | INSTANTS,
    )


@st.composite
def _issues(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Issue:
    is_resolved = draw(st.booleans())
    return Issue(
        number=1,
        kind=draw(st.sampled_from(IssueKind)),
        severity=draw(st.sampled_from(Severity)),
        cause=draw(texts),
        opened_at=draw(INSTANTS),
        position=draw(st.none() | st.integers(1, 999_999)),
        cause_code=draw(st.none() | texts),
        remedy=draw(st.none() | st.sampled_from(Remedy)),
        is_automatic=draw(st.booleans()),
        waits=tuple(draw(st.lists(_WAITS, max_size=2))),
        resolved_at=draw(LATER) if is_resolved else None,
        resolution=draw(texts) if is_resolved else None,
        reopened=draw(COUNTS),
    )


_WAITS = st.builds(Wait, side=st.sampled_from(Side), since=INSTANTS, until=st.none() | LATER)


@st.composite
def _escalations(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Escalation:
    is_taken_up, is_over = draw(st.booleans()), draw(st.booleans())
    return Escalation(
        number=1,
        subject=draw(st.sampled_from(Subject)),
        reason=draw(texts),
        started_at=draw(INSTANTS),
        revision=draw(COUNTS),
        issue=draw(st.none() | COUNTS),
        tellings=tuple(draw(st.lists(_tellings(texts), max_size=2))),
        acknowledged_at=draw(INSTANTS) if is_taken_up else None,
        acknowledged_by=draw(texts) if is_taken_up else None,
        expired=draw(COUNTS),
        ended_at=draw(LATER) if is_over else None,
        ended_why=draw(texts) if is_over else None,
    )


def _tellings(texts: st.SearchStrategy[str]) -> st.SearchStrategy[LevelTurn]:
    return st.builds(
        LevelTurn,
        level=COUNTS,
        at=INSTANTS,
        ending=st.sampled_from(Ending),
        why=texts,
        to=st.lists(texts, max_size=2).map(tuple),
        acknowledge_by=st.none() | LATER,
    )


@st.composite
def _enquiries(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Enquiry:
    is_answered = draw(st.booleans())
    return Enquiry(
        number=1,
        sender=draw(texts),
        received_at=draw(INSTANTS),
        text=draw(texts),
        channel=draw(st.sampled_from(Channel)),
        answered_at=draw(LATER) if is_answered else None,
        answered_by=draw(texts) if is_answered else None,
        answer=draw(st.none() | texts) if is_answered else None,
        answer_channel=draw(st.none() | st.sampled_from(Channel)) if is_answered else None,
    )
