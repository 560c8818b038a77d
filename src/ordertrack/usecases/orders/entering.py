"""Entering an order and changing what is not its status (SOP 4.1, 4.2b)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.orders.entry import entry_from
from ordertrack.domain.orders.events import Change, OrderEdited
from ordertrack.domain.orders.fields import EDITED_OF_LINE, EDITED_OF_ORDER
from ordertrack.domain.orders.order import line_of
from ordertrack.domain.parties import near_name, twin_number, twin_reference
from ordertrack.domain.values.texts import count_of
from ordertrack.errors import ConflictError, RefusedError
from ordertrack.usecases.parties import ROLES, PartyBook
from ordertrack.usecases.recording import Changed, record, record_entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordertrack.domain.notices.notice import Notice
    from ordertrack.domain.orders.entry import Draft, DraftReader
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.parties import Party
    from ordertrack.domain.values.texts import InputRow, Problem
    from ordertrack.usecases.ports import Book, Stamp, Writes


class Entered(NamedTuple):
    """An order that came into the book, the parties that came with it, what was accepted, and whom it is told."""

    order: Order
    new_parties: Sequence[Party]
    accepted: Sequence[Problem]
    notices: Sequence[Notice] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """New values by field, and by position and field for lines, as the trail writes them; None clears."""

    fields: Mapping[str, str | None]
    lines: Mapping[int, Mapping[str, str | None]]


def add_order(
    book: Book,
    rows: Sequence[InputRow],
    reader: DraftReader,
    stamp: Stamp,
    *,
    accept: bool = False,
    dry_run: bool = False,
) -> Entered:
    """Verify an order and enter it (SOP 4.1a, 4.1b).

    Raises ConflictError for a twin number, RefusedError for everything else that is wrong, naming all of it at
    once; what is merely suspicious is refused unless `accept`.
    """
    draft, problems = reader.read(rows)
    with book.write() as unit:
        parties = PartyBook(unit, stamp)
        suspicions = _suspicions(draft, unit, parties) if draft else []
        is_twin = draft is not None and bool(unit.orders.find([draft.number]))
        if is_twin and draft:
            problems = [twin_number(draft.number), *problems]
        facts = None
        if draft:
            entry = entry_from(draft, is_history=False, today=stamp.today.isoformat())
            facts, problems = entry.facts, [*problems, *entry.problems, *entry.warnings]
        if draft is None or facts is None or problems or (suspicions and not accept):
            raise _refused(rows, problems, suspicions, is_twin=is_twin)
        facts["customer"] = parties.number_of(draft.customer, "customer")
        facts["supplier"] = parties.number_of(draft.supplier, "supplier")
        order, notices = record_entry(unit, facts, stamp)
        if not dry_run:
            unit.commit()
    return Entered(order, parties.added, suspicions, tuple(notices))


def _suspicions(draft: Draft, unit: Writes, parties: PartyBook) -> list[Problem]:
    found: list[Problem] = []
    for role in ROLES:
        name = getattr(draft, role)
        doubt = None if parties.find(name) else near_name(name, role, parties.everyone())
        if doubt:
            found.append(doubt)
    reference, customer = draft.fields.get("customer_ref"), parties.find(draft.customer)
    holder = unit.orders.customer_ref_holder(customer.id, reference) if customer and reference else None
    if customer and holder:
        found.append(twin_reference(customer.name, str(reference), holder))
    return found


def _refused(
    rows: Sequence[InputRow], problems: Sequence[Problem], suspicions: Sequence[Problem], *, is_twin: bool
) -> RefusedError | ConflictError:
    named = rows[0].values.get("number", "")
    what = count_of(len(problems) + len(suspicions), "thing is", "things are")
    hints = [str(problem) for problem in problems]
    hints += [f"{doubt} (if it is meant so, add --accept)" for doubt in suspicions]
    kind = ConflictError if is_twin else RefusedError
    verdict = "wrong" if problems else "suspicious"
    return kind(f"order {named} was not entered, {what} {verdict}:", hints=hints)


def edit_order(book: Book, number: str, edit: Edit, stamp: Stamp, *, dry_run: bool = False) -> Changed:
    """Change what is not a status, each field with its old and new value in the trail (SOP 4.2b)."""
    with book.write() as unit:
        before = unit.orders.get(number)
        changes = _changes(before, edit)
        if not changes:
            return Changed(before, before, ())
        if before.is_finished:
            raise RefusedError(f"{number} is {before.status} and stays as it is")
        changed = record(unit, before, (OrderEdited(changes=tuple(changes)),), stamp)
        if not dry_run:
            unit.commit()
    return changed


def _changes(order: Order, edit: Edit) -> list[Change]:
    found = [_change(name, getattr(order, name), new) for name, new in edit.fields.items() if name in EDITED_OF_ORDER]
    for position, fields in edit.lines.items():
        line = line_of(order, position)
        found += [
            _change(name, getattr(line, name), new, position) for name, new in fields.items() if name in EDITED_OF_LINE
        ]
    return [change for change in found if change.old != change.new]


def _change(name: str, old: object, new: str | None, position: int | None = None) -> Change:
    return Change(field=name, old=None if old is None else str(old), new=new, position=position)
