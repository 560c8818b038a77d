"""What was said about an order: read as a conversation, and found by its words (SOP 4.3c, 4.4c, 5)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from ordertrack.domain.channels import Channel
    from ordertrack.domain.incoming import Attachment, Nature
    from ordertrack.domain.messages import Direction

LONGEST_WORD = 200
"""Characters; what is longer is found by its beginning."""

DESK = "the desk"
"""Us, where nobody in particular wrote or was written to."""

_IDEOGRAPH = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_PIECE = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')


class Part(StrEnum):
    """What an entry of a conversation is; a letter that came in is named by its nature."""

    NOTICE = "notice"
    CONTACT = "contact"
    ENQUIRY = "enquiry"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing said about an order: when (UTC), by whom to whom, how, and in which words.

    `direction` is that of a letter; `outcome` what came of a contact; `rest` what a letter quoted or signed.
    """

    at: datetime
    part: Part | Nature
    sender: str
    recipient: str
    channel: Channel
    text: str | None = None
    direction: Direction | None = None
    subject: str | None = None
    outcome: str | None = None
    rest: str = ""
    message: int | None = None
    attachments: tuple[Attachment, ...] = ()


class Term(NamedTuple):
    """Words sought in this order, one beside the other; with `is_prefix` the last is the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool


def words_in(text: str) -> list[str]:
    """Give the words of a text as they are sought: without case, accents and signs; each ideograph is a word."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(each for each in decomposed if unicodedata.category(each) != "Mn")
    apart = "".join(each if each.isalnum() else " " for each in _IDEOGRAPH.sub(r" \1 ", bare))
    return [word[:LONGEST_WORD] for word in apart.split()]


def terms_of(question: str) -> tuple[Term, ...]:
    """Read what is sought: words, `wor*` for how one begins, and "words in quotation marks" that stand together.

    Signs are no words: a question of nothing else has no terms.
    """
    found = []
    for phrase, star, bare in _PIECE.findall(question):
        words = tuple(words_in(phrase or bare))
        if words:
            found.append(Term(words, bool(star) or bare.endswith("*")))
    return tuple(found)
