"""Whose an address is: a party's own, or by its domain that of somebody who works there (SOP 4.3c)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordertrack.domain.parties import Party

_FOR_EVERYBODY = frozenset(
    {
        "163.com",
        "aol.com",
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.ru",
        "outlook.com",
        "proton.me",
        "qq.com",
        "web.de",
    }
)
_IN_MANY_COUNTRIES = frozenset({"gmx", "yahoo"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """The parties by their addresses, and by the domains of these that are not open to everybody."""

    by_address: Mapping[str, Sequence[Party]]
    by_domain: Mapping[str, Sequence[Party]]

    def named(self, address: str | None) -> Sequence[Party]:
        """List the parties that have an address."""
        return self.by_address.get((address or "").casefold(), ())

    def behind(self, address: str | None) -> Sequence[Party]:
        """List the parties that have an address, or, where none has it, those that have another of its domain."""
        return self.named(address) or self.by_domain.get(_domain(address or ""), ())


def senders_of(parties: Sequence[Party]) -> Senders:
    """Index all parties of a book; the addresses of one that was merged lead to what it became."""
    by_id = {party.id: party for party in parties}
    addresses: dict[str, dict[int, Party]] = defaultdict(dict)
    domains: dict[str, dict[int, Party]] = defaultdict(dict)
    for party in parties:
        kept = party
        while kept.merged_into is not None:
            kept = by_id[kept.merged_into]
        for address in party.emails:
            addresses[address.casefold()][kept.id] = kept
            if not _is_for_everybody(_domain(address)):
                domains[_domain(address)][kept.id] = kept
    return Senders(by_address=_listed(addresses), by_domain=_listed(domains))


def _listed(found: Mapping[str, Mapping[int, Party]]) -> Mapping[str, Sequence[Party]]:
    return {key: tuple(each.values()) for key, each in found.items()}


def _domain(address: str) -> str:
    return address.casefold().rpartition("@")[2]


def _is_for_everybody(domain: str) -> bool:
    return domain in _FOR_EVERYBODY or domain.partition(".")[0] in _IN_MANY_COUNTRIES
