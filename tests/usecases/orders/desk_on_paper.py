"""What a clerk on paper makes of a command: the steps to write down, or that the procedure forbids it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.usecases.orders.paper import OVER, UNDER_WAY, ForbiddenError, Sheet, require

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from ordertrack.domain.orders.moves import Closing, Move
    from ordertrack.usecases.orders import Edit
    from tests.usecases.orders.paper import Row
    from tests.usecases.orders.troubles import Trouble

Step = partial[None]
KINDS = {
    "shipped": "ship",
    "delivered": "receive",
    "delayed": "report_delay",
    "cancelled": "cancel",
}


@dataclass
class Written:
    """One line of the journal: a step by its name, or, without one, the place of a step taken back."""

    name: str
    step: Step | None = None


@dataclass
class Folder:
    """One order on paper: the sheet it began with, and everything written since."""

    blank: Sheet
    supplier: str
    journal: list[Written] = field(default_factory=list)
    crossed_out: set[int] = field(default_factory=set)

    @property
    def version(self) -> int:
        return 1 + len(self.journal)

    def sheet(self) -> Sheet:
        """Write the sheet again from everything that counts."""
        sheet = deepcopy(self.blank)
        for place, written in enumerate(self.journal):
            if place not in self.crossed_out and written.step:
                written.step(sheet)
        return sheet

    def write(self, *steps: Step) -> None:
        sheet = self.sheet()
        for step in steps:
            step(sheet)
        self.journal += [Written(step.func.__name__, step) for step in steps]

    def standing(self) -> list[int]:
        """List the places that may be crossed out, the last first."""
        steps = [place for place, written in enumerate(self.journal) if written.step]
        return [place for place in reversed(steps) if place not in self.crossed_out]

    def move(self, move: Move) -> None:
        self.write(*steps_of(self.sheet(), move))

    def close(self, closing: Closing) -> None:
        self.write(*closing_steps(self.sheet(), closing))

    def edit(self, edit: Edit) -> bool:
        """Write an edit; whether there was anything to write."""
        sheet = self.sheet()
        require(sheet.rows.keys() >= edit.lines.keys())
        words = {name: new for name, new in edit.fields.items() if sheet.words.get(name) != new}
        goods = {position: _new_goods(sheet.rows[position], new) for position, new in edit.lines.items()}
        if not words and not any(goods.values()):
            return False
        require(sheet.stage not in OVER)
        self.write(partial(Sheet.edit, words=words, goods=goods))
        return True

    def correct(self, place: int | None, move: Move) -> None:
        """Cross out a step, or the last one of the kind that `move` would put in its place."""
        candidates = self.standing()
        if place is None:
            candidates = [each for each in candidates if self._is_replaced(each, move)]
            require(candidates)
            place = candidates[0]
        require(place in candidates)
        before = self.sheet()
        self.crossed_out.add(place)
        self.journal.append(Written("cross out"))
        after = self.sheet()
        is_move = self.journal[place].name == "move"
        require(not is_move or all(before.rows[at].first == row.first for at, row in after.rows.items()))
        require(all(_same(*pair) for pair in zip(before.troubles, after.troubles, strict=False)))
        require(len(after.troubles) <= len(before.troubles))
        if move.to or move.promised_on or move.expected_on:
            self.move(move)

    def _is_replaced(self, place: int, move: Move) -> bool:
        written = self.journal[place]
        if not (move.to or move.promised_on or move.expected_on):
            return True
        if written.name == "move" and written.step and move.to:
            return bool(written.step.keywords["to"] == move.to.value)
        if move.to:
            return written.name == KINDS.get(move.to.value)
        return written.name == ("promise" if move.promised_on else "expect")


def _same(one: Trouble, other: Trouble) -> bool:
    """Whether two entries are the same trouble, settled or not: people know it by its place in the list."""
    return (one.kind, one.position, one.since) == (other.kind, other.position, other.since)


def _new_goods(row: Row, new: Mapping[str, str | None]) -> dict[str, str]:
    known = {"sku": row.sku, "quantity": str(row.ordered)}
    return {name: text for name, text in new.items() if text is not None and text != known[name]}


def steps_of(sheet: Sheet, move: Move) -> list[Step]:
    """Say what a clerk writes down for a move."""
    only = move.positions
    steps: list[Step] = []
    if move.promised_on:
        require(move.cause)
        steps.append(partial(Sheet.promise, day=move.promised_on, on=move.on, only=only))
    if move.to:
        steps.append(_STEPS[move.to.value](sheet, move))
    if move.expected_on and (not move.to or move.to.value not in {"shipped", "delayed"}):
        named = () if move.to and move.to.value in {"delivered", "cancelled"} else only
        steps.append(partial(Sheet.expect, day=move.expected_on, on=move.on, only=named))
    if not steps and move.note:
        steps.append(partial(Sheet.note))
    require(steps)
    require(sheet.rows.keys() >= set(only))
    return steps


def _hand(_: Sheet, move: Move) -> Step:
    return partial(Sheet.move, to=move.to.value if move.to else "", on=move.on)


def _ship(sheet: Sheet, move: Move) -> Step:
    parts = _parts(sheet, move, lambda row: row.left)
    return partial(Sheet.ship, parts=parts, on=move.on, carrier=move.carrier, expected=move.expected_on)


def _receive(sheet: Sheet, move: Move) -> Step:
    parts = _parts(sheet, move, lambda row: row.wanted)
    bad = {part.position: part.quantity for part in move.rejected}
    require(move.cause or not bad)
    require(parts.keys() >= bad.keys())
    found = {position: (count, _bad(bad, position, count)) for position, count in parts.items()}
    for position, (count, refused) in found.items():
        require(move.may_exceed or count - refused <= sheet.rows[position].wanted)
    return partial(Sheet.receive, parts=found, on=move.on)


def _bad(bad: Mapping[int, int | None], position: int, count: int) -> int:
    given = bad.get(position, 0)
    return count if given is None else given


def _delay(sheet: Sheet, move: Move) -> Step:
    require(move.expected_on and move.cause)
    expected = _given(move.expected_on)
    require(expected >= move.on)
    concerned = [row for position, row in sheet.wanted().items() if not move.positions or position in move.positions]
    require(sheet.stage in UNDER_WAY)
    require(any(expected > row.promised for row in concerned))
    return partial(Sheet.report_delay, expected=expected, on=move.on, only=move.positions)


def _cancel(sheet: Sheet, move: Move) -> Step:
    require(move.cause)
    return partial(Sheet.cancel, parts=_parts(sheet, move, lambda row: row.wanted), on=move.on)


def _given(day: date | None) -> date:
    if day is None:
        raise ForbiddenError
    return day


_STEPS: dict[str, Callable[[Sheet, Move], Step]] = {
    "confirmed": _hand,
    "processing": _hand,
    "shipped": _ship,
    "delivered": _receive,
    "delayed": _delay,
    "cancelled": _cancel,
}


def _parts(sheet: Sheet, move: Move, left: Callable[[Row], int]) -> dict[int, int]:
    require(sheet.rows.keys() >= set(move.positions))
    if not move.lines:
        parts = {position: left(row) for position, row in sheet.rows.items() if left(row)}
    else:
        parts = {part.position: part.quantity or left(sheet.rows[part.position]) for part in move.lines}
    require(parts and all(parts.values()))
    return parts


def closing_steps(sheet: Sheet, closing: Closing) -> list[Step]:
    """Say what a clerk writes down to close an order out."""
    until, on = closing.until.value, closing.on
    require(sheet.stage not in {"closed", "cancelled"})
    steps: list[Step] = []
    missing = {position: row.wanted for position, row in sheet.wanted().items()}
    if missing:
        require(closing.short and any(row.here for row in sheet.rows.values()))
        steps.append(partial(Sheet.cancel, parts=missing, on=on))
    is_confirmed = "receipt_on" in sheet.days
    if sheet.stage != "completed" and (until == "receipt" or not is_confirmed):
        steps.append(partial(Sheet.confirm_receipt, on=on, by=closing.received_by))
    if sheet.stage != "completed" and until != "receipt":
        steps.append(partial(Sheet.end, to="completed", on=on))
    if until == "closed":
        steps.append(partial(Sheet.end, to="closed", on=on))
    require(steps)
    return steps


def attempt(folder: Folder, do: Callable[[Folder], Any]) -> Folder | None:
    """Give the order on paper as it is afterwards, or None when the procedure forbids it."""
    trial = deepcopy(folder)
    try:
        do(trial)
    except ForbiddenError:
        return None
    return trial
