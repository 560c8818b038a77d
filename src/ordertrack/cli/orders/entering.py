"""Entering and editing orders at the command line (SOP 4.1, 4.2b)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli import options
from ordertrack.cli.commands import Written, writes
from ordertrack.cli.notices.sheets import describe_queued
from ordertrack.cli.options import Number, one_record, read, resolve_numbers
from ordertrack.cli.sentences import sentence
from ordertrack.cli.terminal import ask
from ordertrack.domain.orders.entry import DraftReader, read_field
from ordertrack.domain.orders.fields import DATE_FIELDS, DEFAULTS_FOR_LINES, EDITED_OF_ORDER, FIELDS, ChangedBy
from ordertrack.domain.time.dates import DateReader
from ordertrack.domain.values.amounts import parse_amount
from ordertrack.domain.values.texts import InputRow, count_of
from ordertrack.errors import UsageError
from ordertrack.usecases.orders import Edit, add_order, edit_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.usecases.orders import Entered
    from ordertrack.usecases.recording import Changed

Given = dict[str, "str | None"]
QUESTIONS = {
    "number": ("Number of the order", "NUMBER"),
    "customer": ("Customer", FIELDS["customer"].option),
    "supplier": ("Supplier", FIELDS["supplier"].option),
    "promised_on": ("Promised for (YYYY-MM-DD, +2w, friday ...)", FIELDS["promised_on"].option),
}
DATES = {name: FIELDS[name].option for name in ("promised_on", "placed_on", "requested_on")}
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


def describe_entry(desk: Desk, found: Entered) -> Written:
    """Say what came into the book, and whom that is told."""
    order = found.order
    said = [f"{order.number}: entered with {count_of(len(order.lines), 'line')}, promised {order.promised_on}"]
    said += [f"new party: {party.name}" for party in found.new_parties]
    said += [f"accepted: {doubt}" for doubt in found.accepted]
    said += describe_queued(desk, found.notices)
    return Written(said=said, names=[order.number])


def edit_from(
    desk: Desk, number: str, given: Mapping[str, str | None], lines: Sequence[str], clear: Sequence[str]
) -> Edit:
    """Turn what was typed into new values by field; `requested_on` goes to every line not delivered."""
    texts = {name: text for name, text in _with_owner(given).items() if text is not None}
    texts |= {name: str(desk.day(texts[name], option)) for name, option in DATES.items() if name in texts}
    with desk.book.read() as view:
        order = view.orders.get(number)
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
    option = FIELDS[name].option
    if name == "value":
        if not currency:
            raise UsageError("--value needs a currency", hints=("add --currency CODE",))
        return str(read(lambda given: parse_amount(given, currency), text, option))
    return str(read(lambda given: read_field(name, given), text, option))


def _clearable(name: str) -> str:
    field = name.strip().lower().replace("-", "_")
    kept = {"priority", "number"}
    if field not in EDITED_OF_ORDER or field in kept:
        known = ", ".join(each for each in EDITED_OF_ORDER if each not in kept)
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
    number = change.after.number
    said = [f"{number}: {sentence(fact)}" for fact in change.facts] or [f"{number}: unchanged"]
    return Written(said=said, names=[number])


_ASKED = ("customer", "supplier", "promised_on", "placed_on", "requested_on")
_FIRST = ("owner", "priority", "value", "currency", "customer_ref", "supplier_ref")
_LAST = ("placed_on", "requested_on", "note")
_EDITED = (*_FIRST, *(name for name in EDITED_OF_ORDER if name not in {*_FIRST, *_LAST}))
_ENTERED = tuple(name for name in _EDITED if FIELDS[name].changed_by is not ChangedBy.EDIT_OR_SHIPMENT)


@writes
@options.for_fields(*_ASKED, *_ENTERED, "line", "note", "accept")
def add(
    desk: Desk,
    number: Annotated[str | None, typer.Argument(metavar="NUMBER", help="The new order's number.")] = None,
    *,
    line: options.NewLines = None,
    accept: options.Accept = False,
    **given: str | None,
) -> Written:
    """Verify an order and enter it into the book (SOP 4.1)."""
    rows, reader = order_rows(desk, asked_for(desk, {"number": number, **given}), line or ())
    dry_run = desk.wishes.dry_run
    return describe_entry(desk, add_order(desk.book, rows, reader, desk.stamp, accept=accept, dry_run=dry_run))


@writes
@options.for_fields(*_EDITED, *_LAST, "line", "clear")
def edit(
    desk: Desk,
    number: Number,
    *,
    line: options.EditedLines = None,
    clear: options.Clear = None,
    **given: str | None,
) -> Written:
    """Change what is not a status, each change kept with old and new (SOP 4.2b)."""
    (found,) = resolve_numbers(desk, [number])
    request = edit_from(desk, found, given, line or (), clear or ())
    return edited(edit_order(desk.book, found, request, desk.stamp, dry_run=desk.wishes.dry_run))


EXAMPLES = {
    "add": (
        "ordertrack add SO-1042 --customer Acme --supplier Bolts --promised +2w\n"
        "ordertrack add SO-1043 --customer Acme --supplier Bolts --promised 2026-12-24 "
        "--line '100,M8,\"bolt, zinc\",pcs,0.05'"
    ),
    "edit": "ordertrack edit SO-1042 --owner maria --priority high\nordertrack edit SO-1042 --line 1,120",
}
