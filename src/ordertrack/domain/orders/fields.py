"""Every field of an order and of its lines: its name, what its text may be, who may change it, what it is called."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ordertrack.domain.values.texts import LIMITS


class FieldKind(StrEnum):
    """What the text of a field is read as."""

    NAME = "name"
    CODE = "code"
    TEXT = "text"
    PRIORITY = "priority"
    STATUS = "status"
    DATE = "date"
    MONEY = "amount"
    CURRENCY = "currency"
    POSITION = "position"
    QUANTITY = "quantity"
    COUNTED = "quantity so far"
    PRICE = "price"


class ChangedBy(StrEnum):
    """What may change a field once its order is in the book."""

    NOTHING = "nothing"
    EDIT = "`edit`"
    EDIT_OR_SHIPMENT = "`edit`, a shipment"
    EDIT_UNTIL_SHIPPED = "`edit`, until the line has shipped"
    MOVE = "`status`"


class Field(NamedTuple):
    """One field, under its name in files: `line.sku` is a line's, `sku` its key there.

    `limit` is the most characters of a text; `metavar` and `help` are those of the option that sets it. A default for
    lines is what an order says for each of its lines that does not say otherwise.
    """

    name: str
    title: str
    kind: FieldKind
    changed_by: ChangedBy
    limit: int = 0
    metavar: str = ""
    help: str = ""
    is_required: bool = False
    is_default_for_lines: bool = False

    @property
    def key(self) -> str:
        """The name within the order or the line."""
        return self.name.removeprefix("line.")

    @property
    def is_of_line(self) -> bool:
        """Whether each line has one of its own."""
        return self.name.startswith("line.")

    @property
    def option(self) -> str:
        """The option that sets it."""
        return f"--{self.name.removesuffix('_on').replace('_', '-')}"


_NAME, _CODE, _TEXT, _DATE = FieldKind.NAME, FieldKind.CODE, FieldKind.TEXT, FieldKind.DATE
_NEVER, _EDIT, _MOVE = ChangedBy.NOTHING, ChangedBy.EDIT, ChangedBy.MOVE
_CARRIAGE, _GOODS = ChangedBy.EDIT_OR_SHIPMENT, ChangedBy.EDIT_UNTIL_SHIPPED
_REF = LIMITS["ref"]
ORDER_FIELDS = (
    Field("number", "Number", _CODE, _NEVER, LIMITS["number"], "NUMBER", "The new order's number.", is_required=True),
    Field("customer", "Customer", _NAME, _NEVER, LIMITS["name"], "NAME", "Who gets the goods.", is_required=True),
    Field("supplier", "Supplier", _NAME, _NEVER, LIMITS["name"], "NAME", "Who delivers them.", is_required=True),
    Field("owner", "Owner", _CODE, _EDIT, LIMITS["owner"], "NAME", "The colleague answerable."),
    Field("priority", "Priority", FieldKind.PRIORITY, _EDIT, help="How much it matters."),
    Field("status", "Status", FieldKind.STATUS, _MOVE),
    Field("placed_on", "Placed", _DATE, _EDIT, 0, "DATE", "The day it was ordered."),
    Field(
        "requested_on", "Requested", _DATE, _EDIT, 0, "DATE", "What the customer asked for.", is_default_for_lines=True
    ),
    Field(
        *("promised_on", "Promised", _DATE, _MOVE, 0, "DATE", "The agreed day."),
        is_required=True,
        is_default_for_lines=True,
    ),
    Field("expected_on", "Expected", _DATE, _MOVE, is_default_for_lines=True),
    Field("carrier", "Carrier", _CODE, _CARRIAGE, LIMITS["carrier"], "C", "Who brings it."),
    Field("tracking", "Tracking", _CODE, _CARRIAGE, LIMITS["tracking"], "T", "The carrier's number."),
    Field("customer_ref", "Customer's ref", _CODE, _EDIT, _REF, "R", "The customer's own number."),
    Field("supplier_ref", "Supplier's ref", _CODE, _EDIT, _REF, "R", "The supplier's own number."),
    Field("value", "Value", FieldKind.MONEY, _EDIT, 0, "AMOUNT", "What it is worth, such as 1234.50."),
    Field("currency", "Currency", FieldKind.CURRENCY, _EDIT, 0, "CODE", "ISO 4217, such as EUR."),
    Field("note", "Note", _TEXT, _EDIT, LIMITS["note"], "TEXT", "Anything worth keeping."),
)
LINE_FIELDS = (
    Field("line.ref", "Ref", _CODE, _EDIT, _REF),
    Field("line.position", "Line", FieldKind.POSITION, _NEVER),
    Field("line.sku", "SKU", _CODE, _GOODS, LIMITS["sku"]),
    Field("line.description", "Description", _TEXT, _GOODS, LIMITS["description"]),
    Field("line.quantity", "Ordered", FieldKind.QUANTITY, _GOODS),
    Field("line.unit", "Unit", _CODE, _GOODS, LIMITS["unit"]),
    Field("line.unit_price", "Unit price", FieldKind.PRICE, _GOODS),
    Field("line.requested_on", "Requested", _DATE, _EDIT),
    Field("line.first_promised_on", "First promise", _DATE, _NEVER),
    Field("line.promised_on", "Promised", _DATE, _MOVE),
    Field("line.expected_on", "Expected", _DATE, _MOVE),
    Field("line.shipped_on", "Shipped on", _DATE, _MOVE),
    Field("line.delivered_on", "Delivered on", _DATE, _MOVE),
    Field("line.cancelled_on", "Cancelled on", _DATE, _MOVE),
    Field("line.shipped_quantity", "Shipped", FieldKind.COUNTED, _MOVE),
    Field("line.delivered_quantity", "Delivered", FieldKind.COUNTED, _MOVE),
    Field("line.cancelled_quantity", "Cancelled", FieldKind.COUNTED, _MOVE),
)
FIELDS = {each.name: each for each in ORDER_FIELDS + LINE_FIELDS}
"""By name, in the order of a file that comes in."""
DATE_FIELDS = tuple(each.name for each in FIELDS.values() if each.kind is _DATE)
EDITED_OF_ORDER = {
    each.key: each
    for each in sorted(
        ORDER_FIELDS,
        key=lambda each: (each.kind is _TEXT, each.kind is _DATE, each.changed_by is _CARRIAGE),
    )
    if each.changed_by in {_EDIT, _CARRIAGE} and not each.is_default_for_lines
}
"""What `edit` changes of an order, in the order in which changes are told: carriage, days and notes last."""
EDITED_OF_LINE = {
    each.key: each
    for each in sorted(LINE_FIELDS, key=lambda each: each.changed_by is not _GOODS)
    if each.changed_by in {_EDIT, _GOODS}
}
"""What `edit` changes of a line, the goods first."""
REJECTED = tuple(
    each.name
    for each in sorted(
        FIELDS.values(),
        key=lambda each: (each.kind is _DATE, each.is_of_line, each.is_default_for_lines, not each.is_required),
    )
)
"""The order of a file of what was refused: dates last, those of the order before those of its lines."""
DEFAULTS_FOR_LINES = tuple(name for name in REJECTED if FIELDS[name].is_default_for_lines)
