"""From what a clerk types at `add` and `edit` to rows of input and changes, and what is said afterwards."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ordertrack.cli.commands import Written
from ordertrack.cli.options import one_record, read
from ordertrack.cli.prompts import ask
from ordertrack.domain.changes import ORDER_FIELDS
from ordertrack.domain.dates import DateReader
from ordertrack.domain.drafts import DATE_FIELDS, DEFAULTS_FOR_LINES, DraftReader, InputRow, read_field
from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordertrack.cli.context import Desk
    from ordertrack.usecases.orders import Changed, Edit, Entered

Given = dict[str, "str | None"]
QUESTIONS = {
    "number": ("Number of the order", "NUMBER"),
    "customer": ("Customer", "--customer"),
    "supplier": ("Supplier", "--supplier"),
    "promised_on": ("Promised for (YYYY-MM-DD, +2w, friday ...)", "--promised"),
}
DATES = {"promised_on": "--promised", "placed_on": "--placed", "requested_on": "--requested"}
LINE_CELLS = ("line.quantity", "line.sku", "line.description", "line.unit", "line.unit_price")


def asked_for(desk: Desk, given: Given) -> Given:
    """Ask a person for what is missing and make dates exact; elsewhere name the option that is missing."""
    asked = _with_owner(given)
    missing = [name for name in QUESTIONS if not asked.get(name)]
    if missing and not desk.streams.can_ask():
        names = ", ".join(QUESTIONS[name][1] for name in missing)
        raise UsageError(
            f"missing: {names}",
            hints=("ordertrack add NUMBER --customer NAME --supplier NAME --promised DATE",),
        )
    for name in missing:
        question, option = QUESTIONS[name]
        check = desk.read_day if name in DATES else None
        asked[name] = ask(question, streams=desk.streams, option=option, check=check)
    days = {name: desk.day(asked.get(name), option) for name, option in DATES.items()}
    return asked | {name: day.isoformat() if day else None for name, day in days.items()}


def _with_owner(given: Mapping[str, str | None]) -> Given:
    """Give the owner's name as names are kept: on one line."""
    owner = given.get("owner")
    return {**given, "owner": " ".join(owner.split())} if owner else dict(given)


def order_rows(desk: Desk, given: Given, lines: Sequence[str]) -> tuple[list[InputRow], DraftReader]:
    """Lay out what was typed as rows of input: the order's fields with the first line, then the other lines."""
    del desk
    order = {name: text for name, text in given.items() if text and text.strip()}
    dates = {name: order[name] for name in DEFAULTS_FOR_LINES if name in order}
    rows = [InputRow(None, (dates if at else order) | _line(text)) for at, text in enumerate(lines)]
    iso = DateReader()
    return rows or [InputRow(None, order)], DraftReader(dict.fromkeys(DATE_FIELDS, iso.read))


def _line(text: str) -> dict[str, str]:
    cells = one_record(text, "--line")
    if len(cells) > len(LINE_CELLS):
        raise UsageError(
            f"--line: {text} has {len(cells)} cells; it is QTY,SKU[,DESCRIPTION[,UNIT[,PRICE]]]",
            hints=("quote a cell that has a comma: --line '5,M8,\"bolt, zinc\"'",),
        )
    return {name: cell for name, cell in zip(LINE_CELLS, cells, strict=False) if cell.strip()}


def entered(desk: Desk, found: Entered) -> Written:
    """Say what came into the book, and whom that is told."""
    from ordertrack.cli.noticewording import told

    order = found.order
    lines = "1 line" if len(order.lines) == 1 else f"{len(order.lines)} lines"
    said = [f"{order.number}: entered with {lines}, promised {order.promised_on}"]
    said += [f"new party: {party.name}" for party in found.new_parties]
    said += [f"accepted: {doubt}" for doubt in found.accepted]
    said += told(desk, found.notices)
    return Written(said=said, names=[order.number])


def edit_from(
    desk: Desk, number: str, given: Mapping[str, str | None], lines: Sequence[str], clear: Sequence[str]
) -> Edit:
    """Turn what was typed into new values by field; `requested_on` goes to every line not delivered."""
    from ordertrack.usecases.orders import Edit

    texts = {name: text for name, text in _with_owner(given).items() if text is not None}
    texts |= {name: str(desk.day(texts[name], option)) for name, option in DATES.items() if name in texts}
    with desk.book.read() as view:
        order = view.get_order(number)
    currency = (texts.get("currency") or order.currency or "").strip().upper()
    fields: dict[str, str | None] = {
        name: _as_kept(name, text, currency) for name, text in texts.items() if name != "requested_on"
    }
    fields |= {_clearable(name): None for name in clear}
    by_line: dict[int, dict[str, str | None]] = {}
    if "requested_on" in texts:
        by_line = {line.position: {"requested_on": texts["requested_on"]} for line in order.open_lines}
    for text in lines:
        position, cells = _edited_line(text)
        by_line.setdefault(position, {}).update(cells)
    if not fields and not by_line:
        raise UsageError("nothing to change was named", hints=("ordertrack edit --help lists what can be changed",))
    return Edit(fields=fields, lines=by_line)


def _as_kept(name: str, text: str, currency: str) -> str:
    option = f"--{name.removesuffix('_on').replace('_', '-')}"
    if name == "value":
        from ordertrack.domain.money import parse_amount

        if not currency:
            raise UsageError("--value needs a currency", hints=("add --currency CODE",))
        return str(read(lambda given: parse_amount(given, currency), text, option))
    return str(read(lambda given: read_field(name, given), text, option))


def _clearable(name: str) -> str:
    field = name.strip().lower().replace("-", "_")
    kept = {"priority", "number"}
    if field not in ORDER_FIELDS or field in kept:
        known = ", ".join(each for each in ORDER_FIELDS if each not in kept)
        raise UsageError(f"--clear: there is no field {name} to empty; there are {known}")
    return field


def _edited_line(text: str) -> tuple[int, dict[str, str | None]]:
    position, *cells = one_record(text, "--line") or [""]
    if not (position.isascii() and position.isdigit()) or not cells:
        raise UsageError(f"--line: {text} is not POSITION,QTY,SKU[,DESCRIPTION[,UNIT[,PRICE]]]")
    given = {name: cell for name, cell in zip(LINE_CELLS, cells, strict=False) if cell.strip()}
    return int(position), {
        name.removeprefix("line."): str(read(partial(read_field, name), cell, "--line")) for name, cell in given.items()
    }


def edited(change: Changed) -> Written:
    """Say what changed."""
    from ordertrack.cli.wording import sentence

    number = change.after.number
    said = [f"{number}: {sentence(fact)}" for fact in change.facts] or [f"{number}: unchanged"]
    return Written(said=said, names=[number])
