"""Why a piece of input is refused, said so that the person who wrote it can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason against a piece of input.

    `row` counts the rows of a file as an editor counts lines of a table (the header is row 1) and is None for a
    command; `column` names the field; `message` says what is so and what would help.
    """

    message: str
    column: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        """Read as one line: `row 7, promised_on: "31/02" is not a date`."""
        place = ", ".join(part for part in (f"row {self.row}" if self.row else "", self.column or "") if part)
        return f"{place}: {self.message}" if place else self.message
