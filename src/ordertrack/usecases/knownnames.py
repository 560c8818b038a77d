"""Names that somebody typed to look for: one nobody has is no empty list (SOP 4.4, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.domain.figures import OrderFilter, Sort
from ordertrack.domain.texts import name_key, near
from ordertrack.errors import NotFoundError
from ordertrack.usecases.outboxports import NoticeQuestion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ordertrack.domain.policy import Policy
    from ordertrack.usecases.outboxports import OutboxReads

_MOST_NAMED = 5
_MOST_LOOKED_AT = 1_000


def require_recipient(view: OutboxReads, policy: Policy, name: str) -> None:
    """Raise NotFoundError for a name that is no party, colleague or role, and that no notice is for."""
    if not view.find_party(name) and not _is_told(view, policy, name):
        raise _nobody(f"nobody of the name {name} is told anything", name, (*_desk(policy), *_parties(view)))


def require_reader(view: OutboxReads, policy: Policy, name: str) -> None:
    """Raise NotFoundError for a name that is no colleague or role of the policy, and that no notice is for."""
    if not _is_told(view, policy, name):
        raise _nobody(f"there is no colleague or role {name}, and no notice for one", name, _desk(policy))


def require_owner(view: OutboxReads, policy: Policy, name: str, *, as_of: date) -> None:
    """Raise NotFoundError for a name that is no colleague of the policy and owns no order."""
    if policy.staff.person(name) or view.count_orders(OrderFilter(owner=name), as_of=as_of):
        return
    rows = view.list_orders(OrderFilter(is_open=True), as_of=as_of, sort=Sort.NUMBER, limit=_MOST_LOOKED_AT)
    people = (person.name for person in policy.staff.people)
    raise _nobody(f"there is no order of {name}", name, (*people, *(row.owner for row in rows if row.owner)))


def _is_told(view: OutboxReads, policy: Policy, name: str) -> bool:
    is_known = policy.staff.person(name) or policy.staff.role(name)
    return bool(is_known or view.notices(NoticeQuestion(names=(name,)), limit=1))


def _desk(policy: Policy) -> tuple[str, ...]:
    return (*(each.name for each in policy.staff.people), *(each.name for each in policy.staff.roles))


def _parties(view: OutboxReads) -> Iterable[str]:
    return (party.name for party in view.parties())


def _nobody(sentence: str, name: str, known: Iterable[str]) -> NotFoundError:
    key = name_key(name)
    close = [each for each in dict.fromkeys(known) if near(each, name) or key in name_key(each)]
    return NotFoundError(sentence, hints=(f"near it: {', '.join(close[:_MOST_NAMED])}",) if close else ())
