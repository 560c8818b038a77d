"""The two sides of an order: customers and suppliers, found by name without regard to case and spacing."""

from __future__ import annotations

from dataclasses import dataclass

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
