"""The two sides of an order: customers and suppliers, how they are found, reached, and told from their near twins."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ordertrack.domain.values.texts import LIMITS, Problem, clean_code, name_key, near, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_EMAILS = 10
_LOCAL_BYTES = 64
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_DOMAIN = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?(\.[^\W_]([\w-]{0,61}[^\W_])?)*")
_LANGUAGE = re.compile(
    r"(?P<language>[a-z]{2,3})(-(?P<script>[a-z]{4}))?(-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<rest>(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)",
    re.IGNORECASE | re.ASCII,
)


class Side(StrEnum):
    """Which of an order's two parties."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"


class Channel(StrEnum):
    """The way a message took, to a party or from it."""

    EMAIL = "email"
    PHONE = "phone"
    PORTAL = "portal"
    VISIT = "visit"
    OTHER = "other"


class NoticeChannel(StrEnum):
    """The way a notice takes (SOP 5): by mail, into an inbox of this program, or read out on the phone."""

    EMAIL = "email"
    INBOX = "inbox"
    PHONE = "phone"


def clean_email(text: str) -> str:
    """Return exactly one e-mail address, `local@domain`, trimmed; its characters stay as they were written.

    Raises ValueError with a sentence for a display name, a list, white space, a control character, or beyond
    254 bytes: an address from here can stand in a header and bring nothing else along.
    """
    address = text.strip()
    if not address.isprintable() or any(char.isspace() for char in address):
        raise ValueError(f"{quoted(address)} has white space or a control character; write the address alone")
    if any(char in address for char in "<>,;"):
        raise ValueError(f"{quoted(address)} is not one address alone; give each by itself, without a name")
    local, at, domain = address.rpartition("@")
    if len(address.encode()) > LIMITS["email"] or len(local.encode()) > _LOCAL_BYTES:
        raise ValueError(f"{quoted(address)} is longer than mail allows: 64 bytes before the @, 254 in all")
    if not at or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise ValueError(f"{quoted(address)} is not an e-mail address; write one like orders@example.com")
    return address


def clean_emails(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses, each once, in the order given; ValueError beyond ten or for one that is none."""
    found = tuple(dict.fromkeys(clean_email(text) for text in texts))
    if len(found) > MOST_EMAILS:
        raise ValueError(f"there are {len(found)} addresses; a party has at most {MOST_EMAILS}")
    return found


def clean_phone(text: str) -> str:
    """Return a phone number as people write it, trimmed; ValueError without a digit or with a control."""
    phone = clean_code(text, LIMITS["phone"])
    if not phone.isprintable() or not any(char.isdigit() for char in phone):
        raise ValueError(f"{quoted(phone)} is not a phone number; write one like +49 30 1234567")
    return phone


def clean_language(text: str) -> str:
    """Return a language tag (BCP 47: language, script, region, variants) in its usual case: `zh-Hant-TW`.

    Raises ValueError for anything else; that the tag is well-formed is checked, not that somebody speaks it.
    """
    match = _LANGUAGE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{quoted(text.strip())} is not a language tag; write one like de, en-GB or zh-Hant")
    script, region = match["script"], match["region"]
    parts = (match["language"].lower(), script and script.title(), region and region.upper())
    return "-".join(part for part in parts if part) + match["rest"].lower()


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


def what_became(party: Party, parties: Mapping[int, Party]) -> Party:
    """Give the party that another became by merging, or itself; `parties` are all of them by number."""
    while party.merged_into is not None:
        party = parties[party.merged_into]
    return party


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
        kept = what_became(party, by_id)
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


def twin_number(number: str) -> Problem:
    """Say that the number is taken."""
    return Problem(column="number", message=f"{number} is in the book already")


def twin_reference(customer: str, reference: str, holder: str) -> Problem:
    """Say that the customer's reference stands on another order."""
    return Problem(column="customer_ref", message=f"{reference} of {customer} stands on order {holder} already")


def near_name(name: str, role: str, parties: Iterable[Party]) -> Problem | None:
    """Suspect a new name that is one typo away from a known one; names that differ in a digit are meant to."""
    key = name_key(name)
    for party in parties:
        if near(key, party.key) and _digits(key) == _digits(party.key):
            return Problem(column=role, message=f'"{name}" is new, and one letter away from "{party.name}"')
    return None


def _digits(text: str) -> list[str]:
    return [char for char in text if char.isdigit()]
