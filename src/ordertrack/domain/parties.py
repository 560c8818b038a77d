"""The two sides of an order: customers and suppliers, found by name without regard to case and spacing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ordertrack.domain.texts import name_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody we deliver to, buy from, or both; `id` is its number in the book."""

    id: int
    name: str
    is_customer: bool = False
    is_supplier: bool = False
    emails: tuple[str, ...] = ()
    phone: str | None = None
    language: str | None = None
    zone: str | None = None
    merged_into: int | None = None

    @property
    def key(self) -> str:
        """What makes two names the same party's."""
        return name_key(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyAdded:
    """A party became known."""

    party: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyEdited:
    """What we know of a party changed; the whole of it as it is now."""

    party: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyMerged:
    """Two entries were one party: what is kept of it now names the one that its orders belong to."""

    party: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyErased:
    """What was known of a person was erased; `digest` commits to the events that said it, whose stubs stay."""

    party: Party
    cause: str
    events: int
    digest: str


def erased(party: Party) -> Party:
    """Give a party of which only its number and its part in orders are known any longer."""
    nothing = replace(party, emails=(), phone=None, language=None, zone=None)
    return replace(nothing, name=f"erased party {party.id}")
