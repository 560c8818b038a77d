"""Rows of a file read into drafts of issues and enquiries; every problem at once (SOP 4.4a, 4.6a)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from ordertrack.domain.cases.issues import IssueKind, Severity
from ordertrack.domain.parties import Channel
from ordertrack.domain.values.texts import LIMITS, Problem, clean_code, clean_name, clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from enum import StrEnum

    from ordertrack.domain.values.texts import InputRow

    Read = Callable[[str], Any]

Choice = TypeVar("Choice", bound="StrEnum")
NOT_RECORDED = "(not recorded)"
"""What stands for a text that the past did not keep."""


class IssueDraft(NamedTuple):
    """What a row says of an issue; None where it says nothing."""

    row: int | None
    number: str
    kind: IssueKind
    opened_at: datetime
    cause: str
    severity: Severity | None = None
    resolved_at: datetime | None = None
    resolution: str | None = None

    @property
    def began_at(self) -> datetime:
        """When the clock began."""
        return self.opened_at

    @property
    def ended_at(self) -> datetime | None:
        """When it ended, if it did."""
        return self.resolved_at


class EnquiryDraft(NamedTuple):
    """What a row says of a customer's question; None where it says nothing."""

    row: int | None
    number: str
    sender: str
    received_at: datetime
    text: str
    channel: Channel | None = None
    answered_at: datetime | None = None
    answer: str | None = None

    @property
    def began_at(self) -> datetime:
        """When the clock began."""
        return self.received_at

    @property
    def ended_at(self) -> datetime | None:
        """When it ended, if it did."""
        return self.answered_at


Draft = TypeVar("Draft", IssueDraft, EnquiryDraft)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLayout(Generic[Draft]):
    """How a row is read: which field must be there, which text the past may lack, and what begins and ends it."""

    required: tuple[str, ...]
    may_lack: tuple[str, ...]
    began: str
    ended: str
    outcome: str
    readers: Mapping[str, Read]
    make: Callable[[int | None, dict[str, Any]], Draft]


class CaseReader(Generic[Draft]):
    """Reads rows; `instant` reads an instant's text (ValueError when it is none), each field by its own."""

    def __init__(self, layout: CaseLayout[Draft], instants: Mapping[str, Read], *, is_history: bool) -> None:
        self.layout: CaseLayout[Draft] = layout
        self._readers = {**layout.readers, **instants}
        self._is_history = is_history

    def read(self, row: InputRow) -> tuple[Draft | None, list[Problem]]:
        """Read one row, with every reason why it cannot be a case; None when there is any."""
        problems: list[Problem] = []
        values: dict[str, Any] = {}
        for name, text in row.values.items():
            try:
                values[name] = self._readers[name](text)
            except ValueError as error:
                problems.append(Problem(row=row.row, column=name, message=str(error)))
        said = {problem.column for problem in problems}
        needed = [*self.layout.required, *self._texts(row)]
        lacking = [name for name in needed if name not in values and name not in said]
        problems += [Problem(row=row.row, column=name, message=self._lack(name)) for name in lacking]
        problems += self._contradictions(row, values, said)
        if problems:
            return None, problems
        for name in self.layout.may_lack:
            if name != self.layout.outcome or self.layout.ended in values:
                values.setdefault(name, NOT_RECORDED)
        return self.layout.make(row.row, values), []

    def _texts(self, row: InputRow) -> list[str]:
        if self._is_history:
            return []
        is_over = self.layout.ended in row.values
        return [name for name in self.layout.may_lack if name != self.layout.outcome or is_over]

    def _lack(self, name: str) -> str:
        return "is missing; --history takes it as not recorded" if name in self.layout.may_lack else "is missing"

    def _contradictions(self, row: InputRow, values: dict[str, Any], said: set[str | None]) -> list[Problem]:
        began, ended, outcome = self.layout.began, self.layout.ended, self.layout.outcome
        if outcome in values and ended not in values and ended not in said:
            return [Problem(row=row.row, column=ended, message=f"is missing where there is {_an(outcome)}")]
        if began in values and ended in values and values[ended] < values[began]:
            return [Problem(row=row.row, column=ended, message=f"lies before {began}")]
        return []


def _an(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _choice(kind: type[Choice], text: str) -> Choice:
    word = text.strip().lower().replace(" ", "-").replace("_", "-")
    if word not in set(kind):
        raise ValueError(f'"{text}" is not one of {", ".join(kind)}')
    return kind(word)


def _words(text: str, limit: int) -> str:
    if not text.strip():
        raise ValueError("is blank; write what was said")
    return clean_text(text, limit)


_NUMBER = partial(clean_code, limit=LIMITS["number"])
ISSUE: CaseLayout[IssueDraft] = CaseLayout(
    required=("number", "kind", "opened_at"),
    may_lack=("cause", "resolution"),
    began="opened_at",
    ended="resolved_at",
    outcome="resolution",
    readers={
        "number": _NUMBER,
        "kind": partial(_choice, IssueKind),
        "severity": partial(_choice, Severity),
        "cause": partial(_words, limit=LIMITS["cause"]),
        "resolution": partial(_words, limit=LIMITS["note"]),
    },
    make=lambda row, values: IssueDraft(row, **values),
)
ENQUIRY: CaseLayout[EnquiryDraft] = CaseLayout(
    required=("number", "from", "received_at"),
    may_lack=("text", "answer"),
    began="received_at",
    ended="answered_at",
    outcome="answer",
    readers={
        "number": _NUMBER,
        "from": clean_name,
        "channel": partial(_choice, Channel),
        "text": partial(_words, limit=LIMITS["note"]),
        "answer": partial(_words, limit=LIMITS["note"]),
    },
    make=lambda row, values: EnquiryDraft(row, sender=values.pop("from"), **values),
)
