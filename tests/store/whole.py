"""An order with everything in it: no field of it or of its parts is left at its default."""

from __future__ import annotations

from datetime import date

from ordertrack.domain.orders import Channel, Delay, Line, Priority, Promise, Receipt, Shipment, Status
from tests.builders import an_order

WHOLE = an_order(
    "W-1",
    lines=(
        Line(
            position=7,
            quantity=10,
            promised_on=date(2026, 3, 27),
            first_promised_on=date(2026, 3, 20),
            ref="L-1",
            sku="BOLT-8",
            description='bolts, 8 mm\n"zinc"\r\n\t二十',
            unit="box",
            unit_price=12_500,
            requested_on=date(2026, 3, 15),
            expected_on=date(2026, 4, 1),
            cancelled_quantity=2,
            cancelled_on=date(2026, 2, 28),
            shipments=(Shipment(quantity=8, shipped_on=date(2026, 2, 26), carrier="DHL", tracking="JD0001"),),
            receipts=(Receipt(quantity=3, received_on=date(2026, 2, 27), rejected=1, reason="rust"),),
            promises=(
                Promise(
                    said_on=date(2026, 2, 25),
                    previous_on=date(2026, 3, 20),
                    promised_on=date(2026, 3, 27),
                    cause="strike",
                    said_by="Lee",
                    channel=Channel.PHONE,
                ),
            ),
        ),
    ),
    status=Status.PROCESSING,
    priority=Priority.URGENT,
    owner="Zoë",
    placed_on=date(2026, 2, 1),
    customer_ref="PO 7",
    supplier_ref="AB-9",
    value=0,
    currency="EUR",
    carrier="DHL",
    tracking="JD0001",
    note="  kept exactly \u202e as it is ",
    is_history=True,
    delay=Delay(reported_on=date(2026, 2, 28), expected_on=date(2026, 4, 2), cause="strike"),
    confirmed_on=date(2026, 2, 2),
    received_by="Kai",
    receipt_on=date(2026, 2, 3),
    completed_on=date(2026, 2, 4),
    closed_on=date(2026, 2, 5),
    cancelled_on=date(2026, 2, 6),
    last_contact_on=date(2026, 2, 7),
)
