"""Looking after the outbox: approving, editing, withdrawing, trying again, and what waits for whom (SOP 4.2a, 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.letters import MessageState
from ordertrack.domain.notices.notice import UNSENT, Notice, NoticeState
from ordertrack.domain.parties import NoticeChannel, Side
from ordertrack.domain.values.texts import name_key
from ordertrack.errors import RefusedError
from ordertrack.usecases.policy import get_policy
from ordertrack.usecases.ports import NoticeQuestion, Stamp, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from ordertrack.domain.policy.policy import Policy, PolicyRevision
    from ordertrack.domain.time.hours import OpeningHours
    from ordertrack.usecases.ports import Book, Reads, Writes

    Which = Sequence[int] | NoticeQuestion


class Standing(NamedTuple):
    """A notice, whether it waits for approval, and when it leaves at the earliest; None where it will not."""

    notice: Notice
    waits: bool
    leaves_at: datetime | None


def explain_wait(
    notice: Notice, revisions: Sequence[PolicyRevision], policy: Policy, hours: OpeningHours, at: datetime
) -> Standing:
    """Say what a notice still waits for."""
    is_waiting = waits(notice, revisions)
    is_to_go = notice.state is NoticeState.QUEUED and notice.to.channel is NoticeChannel.EMAIL and not is_waiting
    return Standing(notice, is_waiting, leaves(notice, policy, at, hours) if is_to_go else None)


def due_now(
    view: Reads,
    revisions: Sequence[PolicyRevision],
    policy: Policy,
    hours: OpeningHours,
    at: datetime,
    *,
    after: int = 0,
) -> Iterator[Notice]:
    """List what would leave at an instant, in the order in which it would, after the notice of a number."""
    while page := view.notices.list_due(at, after=after, limit=PAGE):
        for notice in page:
            if not waits(notice, revisions) and leaves(notice, policy, at, hours) <= at:
                yield notice
        after = page[-1].id


def approve_notices(
    book: Book, which: Which, revisions: Sequence[PolicyRevision], stamp: Stamp, *, dry_run: bool = False
) -> list[Notice]:
    """Let drafts leave (SOP 4.1c, 4.4); RefusedError for one that was named and does not wait for it."""

    def approve(notice: Notice) -> Notice:
        if not waits(notice, revisions):
            raise RefusedError(f"notice {notice.id} is {notice.state} and waits for nobody's approval")
        return replace(notice, approved_at=stamp.at, approved_by=stamp.by)

    return _each(book, which, approve, dry_run=dry_run)


def edit_notice(
    book: Book,
    notice: int,
    *,
    subject: str | None,
    body: str | None,
    plain: Callable[[Notice], tuple[str, str]],
    dry_run: bool = False,
) -> Notice:
    """Give a notice words of one's own; `plain` gives subject and text as they are. It waits for approval as before.

    RefusedError when it was sent or withdrawn, or when nobody reads it in writing.
    """

    def edit(known: Notice) -> Notice:
        if known.state not in UNSENT:
            raise RefusedError(f"notice {known.id} is {known.state}; its words stay as they are")
        if known.to.channel is not NoticeChannel.EMAIL:
            raise RefusedError(f"notice {known.id} goes by {known.to.channel}; nobody reads its words in writing")
        was_subject, was_body = plain(known)
        return replace(known, subject=subject or was_subject, body=body or was_body, approved_at=None, approved_by=None)

    return _each(book, [notice], edit, dry_run=dry_run)[0]


def withdraw_notices(book: Book, which: Which, why: str, *, dry_run: bool = False) -> list[Notice]:
    """Keep notices from being sent, for a reason; RefusedError for one named that was sent, or is being sent."""

    def withdraw(notice: Notice) -> Notice:
        if notice.state not in UNSENT:
            raise RefusedError(f"notice {notice.id} is {notice.state} and cannot be withdrawn")
        return replace(notice, state=NoticeState.WITHDRAWN, error=why, next_at=None)

    return _each(book, which, withdraw, dry_run=dry_run)


def retry_notices(book: Book, which: Which, *, dry_run: bool = False) -> list[Notice]:
    """Try notices again at once that failed, or wait for their next attempt; RefusedError for any other one named."""

    def retry(notice: Notice) -> Notice:
        if notice.state is not NoticeState.FAILED and notice.next_at is None:
            raise RefusedError(f"notice {notice.id} is {notice.state} and waits for no other attempt")
        return replace(notice, state=NoticeState.QUEUED, attempts=0, next_at=None)

    return _each(book, which, retry, dry_run=dry_run)


def read_inbox(book: Book, which: Which, stamp: Stamp, *, dry_run: bool = False) -> list[Notice]:
    """Note that notices in an inbox were read; one that was read already stays as it is."""

    def read(notice: Notice) -> Notice:
        if notice.to.channel is not NoticeChannel.INBOX:
            raise RefusedError(f"notice {notice.id} went out by {notice.to.channel}, not into an inbox")
        return replace(notice, read_at=notice.read_at or stamp.at)

    return _each(book, which, read, dry_run=dry_run)


def settle_calls(unit: Writes, number: str, side: Side | None, at: datetime) -> list[Notice]:
    """Note that what was to be said on the phone about an order was said; without a side: to colleagues (SOP 5)."""
    question = NoticeQuestion(states=(NoticeState.QUEUED,), channels=(NoticeChannel.PHONE,), numbers=(number,))
    said = [each for each in unit.notices.list(question) if each.to.side is side]
    found = [replace(each, state=NoticeState.SENT, sent_at=at) for each in said]
    for notice in found:
        unit.notices.save(notice)
    return found


def _each(book: Book, which: Which, change: Callable[[Notice], Notice], *, dry_run: bool) -> list[Notice]:
    """Change the notices that were named, all or none; of those that fit a question, each that can be changed so."""
    with writing(book, dry_run=dry_run) as unit:
        if isinstance(which, NoticeQuestion):
            found = [after for each in unit.notices.list(which) if (after := _changed(each, change))]
        else:
            found = [change(unit.notices.get(number)) for number in dict.fromkeys(which)]
        for notice in found:
            unit.notices.save(notice)
    return found


def _changed(notice: Notice, change: Callable[[Notice], Notice]) -> Notice | None:
    try:
        return change(notice)
    except RefusedError:
        return None


PAGE = 50


def waits(notice: Notice, revisions: Sequence[PolicyRevision]) -> bool:
    """Say whether a notice waits for somebody's approval, by the policy under which it was queued."""
    is_for_party = notice.to.party is not None and notice.to.channel is NoticeChannel.EMAIL  # a call makes a person
    if notice.state is not NoticeState.QUEUED or notice.approved_at is not None or not is_for_party:
        return False
    return get_policy(revisions, notice.revision).notices.waits_for_approval(notice.kind)


def leaves(notice: Notice, policy: Policy, at: datetime, hours: OpeningHours) -> datetime:
    """Say when a notice that may be sent leaves at the earliest: not in quiet hours, unless it is urgent."""
    return policy.notices.leaves_at(notice.kind, max(at, notice.next_at or at), hours)


class Waiting(NamedTuple):
    """How much of the outbox and the mailbox waits for a person."""

    unread: int
    drafts: int
    failed: int
    unmatched: int
    letters: int


def waiting(view: Reads, revisions: Sequence[PolicyRevision], inboxes: Sequence[str] | None) -> Waiting:
    """Count what waits for a person: in inboxes of these names (None: in all), for approval, or for another try."""
    counts = view.notices.count_waiting()
    names = None if inboxes is None else {name_key(name) for name in inboxes}
    return Waiting(
        unread=sum(count for name, count in counts.unread.items() if names is None or name_key(name) in names),
        drafts=sum(
            count
            for (revision, kind), count in counts.drafts.items()
            if get_policy(revisions, revision).notices.waits_for_approval(kind)
        ),
        failed=counts.failed,
        unmatched=counts.letters.get(MessageState.UNMATCHED, 0),
        letters=counts.letters.get(MessageState.WAITING, 0),
    )


def inboxes_of(policy: Policy, name: str) -> tuple[str, ...] | None:
    """Name the inboxes that somebody reads: their own and those of their roles; None for who is not in the policy."""
    person = policy.staff.person(name)
    if person is not None:
        return (person.name, *person.roles)
    role = policy.staff.role(name)
    return (role.name,) if role else None
