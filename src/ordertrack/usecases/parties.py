"""Customers and suppliers: found by name, made known on first use, corrected, merged, erased (SOP 4.1a, 6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.orders.lists import OrderFilter, Sort
from ordertrack.domain.parties import Party, PartyAdded, PartyEdited, PartyMerged, erased, what_became
from ordertrack.domain.values.codec import canonical
from ordertrack.domain.values.texts import clean_name, count_of, name_key, near
from ordertrack.errors import ConflictError, LockedError, NotFoundError, RefusedError
from ordertrack.usecases.ports import NoticeQuestion, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ordertrack.domain.policy.policy import Policy
    from ordertrack.usecases.ports import Book, Reads, Stamp, Writes

ROLES = ("customer", "supplier")


class PartyBook:
    """The parties as one transaction sees them: looked up once, added when an order names a new one."""

    def __init__(self, unit: Writes, stamp: Stamp) -> None:
        self._unit, self._stamp = unit, stamp
        self._by_id = {party.id: party for party in unit.parties.list()}
        self._ids = {party.key: what_became(party, self._by_id).id for party in self._by_id.values()}
        self.added: list[Party] = []

    def find(self, name: str) -> Party | None:
        """Find a party by name; a merged one leads to what it became."""
        known = self._ids.get(name_key(name))
        return self._by_id[known] if known is not None else None

    def everyone(self) -> Sequence[Party]:
        """List all parties that still stand for themselves."""
        return [party for party in self._by_id.values() if party.merged_into is None]

    def number_of(self, name: str, role: str) -> int:
        """Give the party's number in the book; a new name is added, a new role noted (SOP 4.1b)."""
        party = self.find(name)
        if party is None:
            fresh = Party(id=len(self._by_id) + 1, name=clean_name(name), **_role(role))
            self._keep(fresh, PartyAdded(party=fresh))
            self.added.append(fresh)
            return fresh.id
        if not getattr(party, f"is_{role}"):
            party = replace(party, **_role(role))
            self._keep(party, PartyEdited(party=party))
        return party.id

    def _keep(self, party: Party, fact: PartyAdded | PartyEdited) -> None:
        self._unit.parties.save(party, fact, at=self._stamp.at, by=self._stamp.by)
        self._by_id[party.id] = party
        self._ids[party.key] = party.id


def _role(role: str) -> dict[str, Any]:
    return {f"is_{role}": True}


def get_party(view: Reads, name: str) -> Party:
    """Give a party by name; NotFoundError names near ones."""
    party = view.parties.find(name)
    if party is None:
        close = [each.name for each in view.parties.list() if near(each.name, name) or name_key(name) in each.key]
        hints = (f"near it: {', '.join(close[:5])}",) if close else ()
        raise NotFoundError(f"there is no party {name}", hints=hints)
    return party


def add_party(book: Book, name: str, stamp: Stamp, *, dry_run: bool = False, **details: Any) -> Party:  # noqa: ANN401
    """Make a party known; ConflictError when the name is taken."""
    with writing(book, dry_run=dry_run) as unit:
        known = unit.parties.find(name)
        if known is not None:
            raise ConflictError(
                f"{known.name} is known already", hints=("`ordertrack party edit` changes what is known of it",)
            )
        party = Party(id=len(unit.parties.list()) + 1, name=clean_name(name), **details)
        unit.parties.save(party, PartyAdded(party=party), at=stamp.at, by=stamp.by)
    return party


def edit_party(
    book: Book,
    name: str,
    stamp: Stamp,
    /,
    *,
    dry_run: bool = False,
    **changes: Any,  # noqa: ANN401 - the fields of Party
) -> tuple[Party, Party]:
    """Change what is known of a party; before and after. ConflictError when a new name is taken."""
    with writing(book, dry_run=dry_run) as unit:
        before = get_party(unit, name)
        after = replace(before, **changes)
        if any(party.key == after.key and party.id != before.id for party in unit.parties.list()):
            raise ConflictError(
                f"{after.name} is known already", hints=("`ordertrack party merge` makes one party of two",)
            )
        if after != before:
            unit.parties.save(after, PartyEdited(party=after), at=stamp.at, by=stamp.by)
    return before, after


def merge_parties(book: Book, name: str, into: str, stamp: Stamp, *, dry_run: bool = False) -> tuple[Party, int]:
    """Make one party of two: the orders of `name` go to `into`, its name keeps leading there; how many moved."""
    with writing(book, dry_run=dry_run) as unit:
        gone, kept = get_party(unit, name), get_party(unit, into)
        if gone.id == kept.id:
            raise RefusedError(f"{gone.name} and {kept.name} are one party already")
        merged = replace(gone, merged_into=kept.id)
        unit.parties.save(merged, PartyMerged(party=merged), at=stamp.at, by=stamp.by)
        grown = replace(
            kept, is_customer=kept.is_customer or gone.is_customer, is_supplier=kept.is_supplier or gone.is_supplier
        )
        if grown != kept:
            unit.parties.save(grown, PartyEdited(party=grown), at=stamp.at, by=stamp.by)
        moved = unit.orders.reassign(gone.id, kept.id)
    return grown, moved


class Erasure(NamedTuple):
    """Whom an erasure took out, as they were; how many events lost their text; which archives keep what they hold."""

    parties: Sequence[Party]
    events: int
    archives: Sequence[str]


def erase_party(
    book: Book, name: str, cause: str, stamp: Stamp, *, with_correspondence: bool = False, dry_run: bool = False
) -> Erasure:
    """Erase a party, and those that became one with it: name, addresses, phone, language, zone (SOP 6).

    What waits to be sent to it is withdrawn. RefusedError while an order of it is unfinished or held, or when it is
    erased already; LockedError while a notice that names it is being sent.
    """
    with writing(book, dry_run=dry_run) as unit:
        party = get_party(unit, name)
        _require_erasable(unit, party, stamp)
        group = [each for each in unit.parties.list() if _is_now(unit, each, party)]
        _require_unsent(unit, group)
        facts = [
            unit.records.erase_party(each, cause, with_correspondence=with_correspondence, at=stamp.at, by=stamp.by)
            for each in group
        ]
        archives = unit.records.archives()
    return Erasure(group, sum(fact.events for fact in facts), archives)


def _require_unsent(view: Reads, group: Sequence[Party]) -> None:
    """Refuse while a sender would write back what it knows."""
    for notice in view.notices.list(NoticeQuestion(states=(NoticeState.SENDING,))):
        if any(notice.to.party == each.id or canonical(each.name) in canonical(notice.facts) for each in group):
            hints = ("`ordertrack notice send` takes up what a sender left",)
            raise LockedError(f"notice {notice.id} is being sent, and names {group[0].name}", hints=hints)


def _is_now(view: Reads, party: Party, root: Party) -> bool:
    found = view.parties.find(party.name)
    return found is not None and found.id == root.id


def _require_erasable(view: Reads, party: Party, stamp: Stamp) -> None:
    if party == erased(party):
        raise RefusedError(f"{party.name} is erased already")
    asked = {
        "customer": OrderFilter(customer=party.id, is_open=True),
        "supplier": OrderFilter(supplier=party.id, is_open=True),
    }
    for role, only in asked.items():
        count = view.orders.count(only, as_of=stamp.today)
        if count:
            what = count_of(count, "order that is", "orders that are")
            hints = (f"ordertrack list --open --{role} '{party.name}'",)
            raise RefusedError(f"{party.name} is the {role} of {what} not finished", hints=hints)
    held = view.records.held_of(party.id)
    if held:
        hints = ("`ordertrack book hold NUMBER --release` releases one",)
        raise RefusedError(f"the records of {', '.join(held[:10])} are held, and {party.name} with them", hints=hints)


_MOST_NAMED = 5
_MOST_LOOKED_AT = 1_000


def require_recipient(view: Reads, policy: Policy, name: str) -> None:
    """Raise NotFoundError for a name that is no party, colleague or role, and that no notice is for."""
    if not view.parties.find(name) and not _is_told(view, policy, name):
        raise _nobody(f"nobody of the name {name} is told anything", name, (*_desk(policy), *_parties(view)))


def require_reader(view: Reads, policy: Policy, name: str) -> None:
    """Raise NotFoundError for a name that is no colleague or role of the policy, and that no notice is for."""
    if not _is_told(view, policy, name):
        raise _nobody(f"there is no colleague or role {name}, and no notice for one", name, _desk(policy))


def require_owner(view: Reads, policy: Policy, name: str, *, as_of: date) -> None:
    """Raise NotFoundError for a name that is no colleague of the policy and owns no order."""
    if policy.staff.person(name) or view.orders.count(OrderFilter(owner=name), as_of=as_of):
        return
    rows = view.orders.list(OrderFilter(is_open=True), as_of=as_of, sort=Sort.NUMBER, limit=_MOST_LOOKED_AT)
    people = (person.name for person in policy.staff.people)
    raise _nobody(f"there is no order of {name}", name, (*people, *(row.owner for row in rows if row.owner)))


def _is_told(view: Reads, policy: Policy, name: str) -> bool:
    is_known = policy.staff.person(name) or policy.staff.role(name)
    return bool(is_known or view.notices.list(NoticeQuestion(names=(name,)), limit=1))


def _desk(policy: Policy) -> tuple[str, ...]:
    return (*(each.name for each in policy.staff.people), *(each.name for each in policy.staff.roles))


def _parties(view: Reads) -> Iterable[str]:
    return (party.name for party in view.parties.list())


def _nobody(sentence: str, name: str, known: Iterable[str]) -> NotFoundError:
    key = name_key(name)
    close = [each for each in dict.fromkeys(known) if near(each, name) or key in name_key(each)]
    return NotFoundError(sentence, hints=(f"near it: {', '.join(close[:_MOST_NAMED])}",) if close else ())
