"""The options that give an order's fields, the same for `add` and `edit`."""

from __future__ import annotations

from typing import Annotated

import typer

from ordertrack.domain.statuses import Priority

ORDER_LINE = "QTY,SKU[,DESCRIPTION[,UNIT[,PRICE]]]"


def _text(option: str, metavar: str, about: str) -> object:
    return typer.Option(option, metavar=metavar, help=about)


Owner = Annotated[str | None, _text("--owner", "NAME", "The colleague answerable.")]
PriorityField = Annotated[Priority | None, typer.Option("--priority", help="How much it matters.")]
Value = Annotated[str | None, _text("--value", "AMOUNT", "What it is worth, such as 1234.50.")]
Currency = Annotated[str | None, _text("--currency", "CODE", "ISO 4217, such as EUR.")]
CustomerRef = Annotated[str | None, _text("--customer-ref", "R", "The customer's own number.")]
SupplierRef = Annotated[str | None, _text("--supplier-ref", "R", "The supplier's own number.")]
Carrier = Annotated[str | None, _text("--carrier", "C", "Who brings it.")]
Tracking = Annotated[str | None, _text("--tracking", "T", "The carrier's number.")]
Placed = Annotated[str | None, _text("--placed", "DATE", "The day it was ordered.")]
Promised = Annotated[str | None, _text("--promised", "DATE", "The agreed day.")]
Requested = Annotated[str | None, _text("--requested", "DATE", "What the customer asked for.")]
NewLines = Annotated[list[str] | None, _text("--line", ORDER_LINE, "One position, as a CSV record. Repeatable.")]
EditedLines = Annotated[
    list[str] | None,
    _text(
        "--line",
        f"POSITION,{ORDER_LINE}",
        "New values of a line nothing of which has shipped; an empty cell stays as it is. Repeatable.",
    ),
]
Clear = Annotated[list[str] | None, _text("--clear", "FIELD", "Empty a field. Repeatable.")]
Accept = Annotated[bool, typer.Option("--accept", help="Take what is merely suspicious.")]
