"""Whom the procedure tells: the people of the desk, their roles, and who acts for whom (SOP 3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ordertrack.domain.texts import name_key

if TYPE_CHECKING:
    from datetime import date


class Means(StrEnum):
    """How a level of the matrix is told: in this program, by mail or by phone (SOP 5)."""

    INBOX = "inbox"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """The days a person is not there, the last one included, and who acts instead."""

    from_on: date
    to_on: date
    substitute: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A colleague, the roles filled and where to reach them. Everybody reads their own inbox in this program."""

    name: str
    roles: tuple[str, ...]
    email: str | None = None
    phone: str | None = None
    away: tuple[Away, ...] = ()

    def absence_on(self, day: date) -> Away | None:
        """Find the absence that covers a day."""
        return next((each for each in self.away if each.from_on <= day <= each.to_on), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role of the desk (SOP 3); with an address or an inbox of its own it can be told while nobody fills it."""

    name: str
    email: str | None = None
    phone: str | None = None
    has_inbox: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is really told on a day: a person, or the role itself; `instead_of` is the one away whose place it takes."""

    name: str
    email: str | None = None
    phone: str | None = None
    has_inbox: bool = True
    instead_of: str | None = None

    def reached_by(self, how: tuple[Means, ...]) -> tuple[Means, ...]:
        """Keep those of the ways that lead to this recipient, in their order."""
        ways = {Means.INBOX: self.has_inbox, Means.EMAIL: bool(self.email), Means.PHONE: bool(self.phone)}
        return tuple(each for each in how if ways[each])


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """The people and the roles of a policy, in its order."""

    people: tuple[Person, ...] = ()
    roles: tuple[Role, ...] = ()

    def person(self, name: str) -> Person | None:
        """Find a person by name, without regard to case and spacing."""
        return next((each for each in self.people if name_key(each.name) == name_key(name)), None)

    def role(self, name: str) -> Role | None:
        """Find a role by name, without regard to case and spacing."""
        return next((each for each in self.roles if name_key(each.name) == name_key(name)), None)

    def holders(self, role: str) -> tuple[Person, ...]:
        """List the people who have a role."""
        key = name_key(role)
        return tuple(each for each in self.people if key in map(name_key, each.roles))

    def meant_by(self, role_or_name: str) -> tuple[Person, ...]:
        """List the people a name may mean: the one of that name, else those who have the role."""
        person = self.person(role_or_name)
        return (person,) if person else self.holders(role_or_name)

    def there_for(self, person: Person, on: date) -> Person | None:
        """Give who acts for a person on a day: themselves, else the first in the chain of substitutes who is there."""
        asked: set[str] = set()
        while name_key(person.name) not in asked:
            asked.add(name_key(person.name))
            absence = person.absence_on(on)
            if absence is None:
                return person
            substitute = self.person(absence.substitute) if absence.substitute else None
            if substitute is None:
                return None
            person = substitute
        return None

    def recipient_of(self, role_or_name: str, on: date) -> Recipient | None:
        """Give who is told on a day: a person or their substitute, else the role itself; None when that is nobody.

        Of several people in a role the first in the policy's order who is there, or has a substitute who is.
        """
        for person in self.meant_by(role_or_name):
            found = self.there_for(person, on)
            if found is not None:
                return replace(as_recipient(found), instead_of=None if found is person else person.name)
        role = self.role(role_or_name)
        recipient = as_recipient(role) if role else None
        return recipient if recipient and recipient.reached_by(tuple(Means)) else None

    def why_nobody(self, role_or_name: str, on: date) -> str:
        """Say why `recipient_of` finds nobody."""
        meant = self.meant_by(role_or_name)
        if not meant:
            is_known = self.role(role_or_name) is not None
            return f"nobody has the role {role_or_name}" if is_known else f"the policy knows no {role_or_name}"
        return "; ".join(_why_away(each, on) for each in meant)


def as_recipient(told: Person | Role) -> Recipient:
    """Take a person, or a role for want of one, as somebody to tell; every person has an inbox."""
    has_inbox = told.has_inbox if isinstance(told, Role) else True
    return Recipient(name=told.name, email=told.email, phone=told.phone, has_inbox=has_inbox)


def _why_away(person: Person, on: date) -> str:
    absence = person.absence_on(on)
    if absence is None:
        return f"{person.name} is there"
    stands_in = f"{absence.substitute}, who should act, is not there" if absence.substitute else "nobody acts instead"
    return f"{person.name} is away until {absence.to_on} and {stands_in}"
