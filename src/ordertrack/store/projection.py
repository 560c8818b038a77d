"""Facts to table rows: the one way in which an order, living or replayed, becomes what the tables hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.codec import instant_text
from ordertrack.domain.trail import canonical
from ordertrack.store.case_rows import CONTACTS, ENQUIRIES, ESCALATIONS, FOLLOWUPS, ISSUES
from ordertrack.store.rows import LINES, ORDERS, PARTIES, PROMISES, RECEIPTS, SHIPMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Table

    from ordertrack.domain.codec import Facts
    from ordertrack.domain.parties import Party
    from ordertrack.domain.round import PolicyAdopted, RoundRun

Values = tuple[Any, ...]


class OrderRows(NamedTuple):
    """Every row of one order, dates as ISO text, columns in the order of the tables."""

    order: Values
    lines: list[Values]
    shipments: list[Values]
    receipts: list[Values]
    promises: list[Values]
    contacts: list[Values]
    followups: list[Values]
    issues: list[Values]
    escalations: list[Values]
    enquiries: list[Values]


CASES: tuple[Table, ...] = (CONTACTS, FOLLOWUPS, ISSUES, ESCALATIONS, ENQUIRIES)
CHILDREN: tuple[Table, ...] = (LINES, SHIPMENTS, RECEIPTS, PROMISES, *CASES)
NAMES: dict[str, tuple[str, ...]] = {
    table.name: tuple(column.name for column in table.columns) for table in (ORDERS, PARTIES, *CHILDREN)
}


def order_rows(facts: Facts, order_id: int, version: int = 1) -> OrderRows:
    """Lay out an order's facts (see `domain.codec`) as rows."""
    cases = [_cases(table, facts[table.name], order_id) if table.name in facts else [] for table in CASES]
    rows = OrderRows(_order(facts, order_id, version), [], [], [], [], *cases)
    for line in facts["lines"]:
        rows.lines.append(_line(line, order_id))
        for name, row_of, target in (
            ("shipments", _shipment, rows.shipments),
            ("receipts", _receipt, rows.receipts),
            ("promises", _promise, rows.promises),
        ):
            if name in line:
                position = line["position"]
                target.extend([row_of(each, order_id, position, seq) for seq, each in enumerate(line[name], 1)])
    return rows


def party_values(party: Party) -> Values:
    """Lay out a party as a row."""
    return (
        party.id,
        party.name,
        party.key,
        int(party.is_customer),
        int(party.is_supplier),
        "\n".join(party.emails) or None,
        party.phone,
        party.language,
        party.zone,
        party.merged_into,
    )


def policy_values(fact: PolicyAdopted, at: datetime, by: str) -> Values:
    """Lay out a policy revision as a row."""
    return (fact.number, fact.from_on.isoformat(), instant_text(at), by, fact.description, fact.text)


def round_values(fact: RoundRun, seq: int, at: datetime, by: str) -> Values:
    """Lay out a daily round as a row, under the number of its event."""
    return (seq, instant_text(at), fact.as_of.isoformat(), by, fact.revision, fact.decided)


def _order(facts: Facts, order_id: int, version: int) -> Values:
    get = facts.get
    delay = get("delay") or {}
    return (
        order_id,
        facts["number"],
        facts["customer"],
        facts["supplier"],
        get("status", "entered"),
        get("priority", "normal"),
        get("owner"),
        get("placed_on"),
        get("customer_ref"),
        get("supplier_ref"),
        get("value"),
        get("currency"),
        get("carrier"),
        get("tracking"),
        get("note"),
        int(get("is_history", False)),
        delay.get("reported_on"),
        delay.get("expected_on"),
        delay.get("cause"),
        get("confirmed_on"),
        get("received_by"),
        get("receipt_on"),
        get("completed_on"),
        get("closed_on"),
        get("cancelled_on"),
        get("last_contact_on"),
        get("held_cause"),
        facts["entered_on"],
        version,
    )


def _line(facts: Facts, order_id: int) -> Values:
    get = facts.get
    quantity, cancelled = facts["quantity"], get("cancelled_quantity", 0)
    delivered = shipped = 0
    complete = sent = None
    for receipt in get("receipts", ()):
        delivered += receipt["quantity"] - receipt.get("rejected", 0)
        complete = max(complete or "", receipt["received_on"])
    for shipment in get("shipments", ()):
        shipped += shipment["quantity"]
        sent = max(sent or "", shipment.get("shipped_on") or "") or None
    left = max(0, quantity - cancelled - delivered)
    if left or not delivered:
        complete = None
    shipped = max(shipped, delivered)
    return (
        order_id,
        facts["position"],
        get("ref"),
        get("sku"),
        get("description"),
        quantity,
        get("unit"),
        get("unit_price"),
        get("requested_on"),
        facts["first_promised_on"],
        facts["promised_on"],
        get("expected_on"),
        sent,
        complete,
        get("cancelled_on"),
        shipped,
        delivered,
        cancelled,
        left,
    )


def _shipment(facts: Facts, order_id: int, position: int, seq: int) -> Values:
    get = facts.get
    return (order_id, position, seq, facts["quantity"], get("shipped_on"), get("carrier"), get("tracking"))


def _receipt(facts: Facts, order_id: int, position: int, seq: int) -> Values:
    quantity, received_on = facts["quantity"], facts["received_on"]
    return (order_id, position, seq, quantity, received_on, facts.get("rejected", 0), facts.get("reason"))


def _promise(facts: Facts, order_id: int, position: int, seq: int) -> Values:
    days = (facts["said_on"], facts["previous_on"], facts["promised_on"])
    return (order_id, position, seq, *days, facts["cause"], facts.get("said_by"), facts.get("channel"))


def _cases(table: Table, cases: Sequence[Facts], order_id: int) -> list[Values]:
    """Lay out cases generically: a column is named after its field, what is nested becomes canonical JSON."""
    names = NAMES[table.name][2:]
    return [(order_id, seq, *(_cell(name, facts.get(name)) for name in names)) for seq, facts in enumerate(cases, 1)]


def _cell(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a fact holds
    if isinstance(value, list):
        return canonical(value)
    return int(value or 0) if name in _COUNTED else value


_COUNTED = frozenset({"is_automatic", "reopened", "expired"})
