"""Customers and suppliers: found by name, made known on first use, corrected, merged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ordertrack.domain.parties import Party, PartyAdded, PartyEdited, PartyMerged
from ordertrack.domain.texts import clean_name, name_key, near
from ordertrack.errors import ConflictError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.usecases.ports import Book, Reads, Writes
    from ordertrack.usecases.stamps import Stamp

ROLES = ("customer", "supplier")


class PartyBook:
    """The parties as one transaction sees them: looked up once, added when an order names a new one."""

    def __init__(self, unit: Writes, stamp: Stamp) -> None:
        self._unit, self._stamp = unit, stamp
        self._by_id = {party.id: party for party in unit.parties()}
        self._ids = {party.key: self._merged(party).id for party in self._by_id.values()}
        self.added: list[Party] = []

    def _merged(self, party: Party) -> Party:
        while party.merged_into is not None:
            party = self._by_id[party.merged_into]
        return party

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
        self._unit.save_party(party, fact, at=self._stamp.at, by=self._stamp.by)
        self._by_id[party.id] = party
        self._ids[party.key] = party.id


def _role(role: str) -> dict[str, Any]:
    return {f"is_{role}": True}


def get_party(view: Reads, name: str) -> Party:
    """Give a party by name; NotFoundError names near ones."""
    party = view.find_party(name)
    if party is None:
        close = [each.name for each in view.parties() if near(each.name, name) or name_key(name) in each.key]
        hints = (f"near it: {', '.join(close[:5])}",) if close else ()
        raise NotFoundError(f"there is no party {name}", hints=hints)
    return party


def add_party(book: Book, name: str, stamp: Stamp, *, dry_run: bool = False, **details: Any) -> Party:  # noqa: ANN401
    """Make a party known; ConflictError when the name is taken."""
    with book.write() as unit:
        known = unit.find_party(name)
        if known is not None:
            raise ConflictError(
                f"{known.name} is known already",
                hints=("`ordertrack party edit` changes what is known of it",),
            )
        party = Party(id=len(unit.parties()) + 1, name=clean_name(name), **details)
        unit.save_party(party, PartyAdded(party=party), at=stamp.at, by=stamp.by)
        if not dry_run:
            unit.commit()
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
    with book.write() as unit:
        before = get_party(unit, name)
        after = replace(before, **changes)
        if any(party.key == after.key and party.id != before.id for party in unit.parties()):
            raise ConflictError(
                f"{after.name} is known already", hints=("`ordertrack party merge` makes one party of two",)
            )
        if after != before:
            unit.save_party(after, PartyEdited(party=after), at=stamp.at, by=stamp.by)
        if not dry_run:
            unit.commit()
    return before, after


def merge_parties(book: Book, name: str, into: str, stamp: Stamp, *, dry_run: bool = False) -> tuple[Party, int]:
    """Make one party of two: the orders of `name` go to `into`, its name keeps leading there; how many moved."""
    with book.write() as unit:
        gone, kept = get_party(unit, name), get_party(unit, into)
        if gone.id == kept.id:
            raise RefusedError(f"{gone.name} and {kept.name} are one party already")
        merged = replace(gone, merged_into=kept.id)
        unit.save_party(merged, PartyMerged(party=merged), at=stamp.at, by=stamp.by)
        grown = replace(
            kept,
            is_customer=kept.is_customer or gone.is_customer,
            is_supplier=kept.is_supplier or gone.is_supplier,
        )
        if grown != kept:
            unit.save_party(grown, PartyEdited(party=grown), at=stamp.at, by=stamp.by)
        moved = unit.move_orders(gone.id, kept.id)
        if not dry_run:
            unit.commit()
    return grown, moved
