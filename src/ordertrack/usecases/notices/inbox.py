"""What waits for a person: in inboxes, in the outbox, and among the letters that came in (SOP 4.2a, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.letters import MessageState
from ordertrack.domain.values.texts import name_key
from ordertrack.usecases.policy import get_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.policy.policy import Policy, PolicyRevision
    from ordertrack.usecases.ports import NoticeQuestion, Reads

    Which = Sequence[int] | NoticeQuestion
    from collections.abc import Sequence


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
