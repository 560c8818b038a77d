"""How a party is reached: what an e-mail address, a phone number and a language tag may be (SOP 5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ordertrack.domain.texts import LIMITS, clean_code, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_EMAILS = 10
_LOCAL_BYTES = 64
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_DOMAIN = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?(\.[^\W_]([\w-]{0,61}[^\W_])?)*")
_LANGUAGE = re.compile(
    r"(?P<language>[a-z]{2,3})(-(?P<script>[a-z]{4}))?(-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<rest>(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)",
    re.IGNORECASE | re.ASCII,
)


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
