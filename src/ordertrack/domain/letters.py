"""A letter: a notice with its words, ready to be handed to a mail server (SOP 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class Wording(NamedTuple):
    """The words of a message: the plain part always, and the HTML part that says the same."""

    subject: str
    plain: str
    html: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message to one address; `at` is its date (UTC), `references` the letters before it, the oldest first.

    Two letters of one `message_id` are one to whoever receives them.
    """

    message_id: str
    sender: str
    to: str
    to_name: str | None
    wording: Wording
    at: datetime
    reply_to: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
