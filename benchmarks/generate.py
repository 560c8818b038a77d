"""Writes the order files of a desk that never was: the same for the same seed, whatever the machine."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AS_OF = date(2026, 6, 30)
"""The day on which everything is asked; most of the history was delivered before it."""
OPEN_SHARE = 0.03
OVERDUE_SHARE = 1 / 3
YEARS, YEAR = 1500, 365

ORDER_FORM = (
    *("number", "customer", "supplier", "owner", "priority", "placed_on", "requested_on", "promised_on"),
    *("customer_ref", "supplier_ref", "value", "currency", "note"),
    *("line.ref", "line.sku", "line.description", "line.quantity", "line.unit", "line.unit_price"),
)
HISTORY = ("line.delivered_on",)
NOT_MAPPED = ("plant", "cost_center", "incoterms", "payment_terms", "created_by", "changed_at")
"""What other systems export beside it, and the import passes over."""

_TOWNS = (
    *("Aalen", "Bergen", "Cardiff", "Delft", "Espoo", "Fulda", "Ghent", "Horsens"),
    *("Izola", "Jena", "Kosice", "Lille", "Malmo", "Namur", "Oulu", "Porto"),
)
_TRADES = (
    *("Bearings", "Castings", "Drives", "Fasteners", "Gaskets", "Hydraulics"),
    *("Lighting", "Motors", "Optics", "Pumps", "Seals", "Valves"),
)
_FORMS = ("Ltd", "GmbH", "BV", "AB")
_OWNERS = ("maria", "jonas", "amara", "wei", "sofia", "pavel", "ines", "tom")
_THINGS = ("bearing, sealed", "hex bolt M8x40", "gear motor 0.75 kW", "oil seal 40x62x7", "pressure valve", "LED panel")
_UNITS = ("pcs", "pcs", "pcs", "m", "kg", "box")
_NOTES = ("deliver to gate 3, ring before", 'marked "urgent" by the customer', "replaces an order of last year")
_PRIORITIES = ("normal",) * 8 + ("high", "low", "urgent")


class Desk(NamedTuple):
    """What was written: how many orders, how many of them are open, how many are overdue on `AS_OF`."""

    orders: int
    open: int
    overdue: int


def write_new_orders(path: Path, count: int, *, seed: int = 1) -> Desk:
    """Write orders of one line each that have just been placed."""
    _write(path, (*ORDER_FORM, *NOT_MAPPED), _new_orders(count, Random(seed)))  # noqa: S311 - an example, no secret
    return Desk(count, count, 0)


def write_history(path: Path, count: int, *, seed: int = 2, days: int = YEARS) -> Desk:
    """Write orders of one line each as that many days left them: `OPEN_SHARE` open, a third of those overdue."""
    open_orders = round(count * OPEN_SHARE)
    overdue = round(open_orders * OVERDUE_SHARE)
    rows = _history(count, open_orders, overdue, days, Random(seed))  # noqa: S311 - an example, no secret
    _write(path, (*ORDER_FORM, *HISTORY, *NOT_MAPPED), rows)
    return Desk(count, open_orders, overdue)


def _write(path: Path, header: tuple[str, ...], rows: Iterator[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _new_orders(count: int, random: Random) -> Iterator[list[object]]:
    for number in range(count):
        placed = AS_OF - timedelta(random.randrange(10))
        promised = AS_OF + timedelta(random.randrange(5, 90))
        yield [*_form(number, placed, promised, random), *_not_mapped(placed, random)]


def _history(count: int, open_orders: int, overdue: int, days: int, random: Random) -> Iterator[list[object]]:
    """Mix the open ones, the overdue first among them, evenly into the delivered."""
    waits = random.sample(range(count), open_orders)
    is_overdue = {number: at < overdue for at, number in enumerate(waits)}
    for number in range(count):
        if number in is_overdue:
            ahead = -random.randrange(1, 60) if is_overdue[number] else random.randrange(90)
            promised, delivered = AS_OF + timedelta(ahead), ""
        else:
            promised = AS_OF - timedelta(random.randrange(20, days))
            delivered = str(promised + timedelta(random.choice((-3, -1, 0, 0, 0, 0, 1, 4, 12))))
        placed = promised - timedelta(random.randrange(60, 120))
        yield [*_form(number, placed, promised, random), delivered, *_not_mapped(placed, random)]


def _form(number: int, placed: date, promised: date, random: Random) -> list[object]:
    quantity, price = random.randrange(1, 500), random.randrange(10, 90_000)
    value = quantity * price
    return [
        f"SO-{2_000_000 + number}",
        _party(random.randrange(400)),
        _party(random.randrange(80) + 1000),
        random.choice(_OWNERS),
        random.choice(_PRIORITIES),
        placed,
        promised - timedelta(random.randrange(7)),
        promised,
        f"PO-{7_000_000 + number}",
        f"AB{random.randrange(10**8):08d}" if random.random() < 0.7 else "",  # noqa: PLR2004 - most have confirmed
        f"{value // 100}.{value % 100:02d}",
        random.choice(("EUR", "EUR", "GBP", "SEK")),
        random.choice(_NOTES) if random.random() < 0.15 else "",  # noqa: PLR2004 - few carry one
        f"{10 * (1 + number % 9)}",
        f"SKU-{random.randrange(20_000):05d}",
        random.choice(_THINGS),
        quantity,
        random.choice(_UNITS),
        f"{price // 100}.{price % 100:02d}",
    ]


def _party(at: int) -> str:
    town, rest = _TOWNS[at % len(_TOWNS)], at // len(_TOWNS)
    return f"{town} {_TRADES[rest % len(_TRADES)]} {_FORMS[at % len(_FORMS)]} {at}"


def _not_mapped(placed: date, random: Random) -> list[object]:
    return [
        f"{random.randrange(1000, 1020)}",
        f"CC{random.randrange(100_000, 100_400)}",
        random.choice(("DAP", "EXW", "FCA", "DDP")),
        random.choice(("net 30", "net 60", "2 % 14 d, net 30")),
        random.choice(_OWNERS),
        f"{placed}T{random.randrange(6, 20):02d}:{random.randrange(60):02d}:00Z",
    ]
