"""The example book: a small desk with three owners, and an order for everything that can happen to one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ordertrack.domain.closing import Closing
from ordertrack.domain.moves import LineAmount, Move, Target
from ordertrack.domain.quantities import parse_quantity
from ordertrack.usecases.demo import Example, Goods, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ordertrack.usecases.demo import Day

YESTERDAY = timedelta(days=-1)

KESTREL, BOEHME, LODZ = "Kestrel Fasteners", "Böhme Präzision GmbH", "Łódzkie Opakowania"
CHENLU, FERRI, KERAMOS = "晨露电子 Chenlu Electronics", "Ferri & Figli", "Κέραμος Θαλάσσης"
PRAIRIE, MIZUHANA, SOLBERG = "Prairie Paper Co.", "水花 Mizuhana Tea", "Sølberg Sensorer"
NORDLICHT, ZOE, ZURAW, OBRIEN = "Nordlicht Kliniken", "Café Zoë", "Żuraw Meble", "O'Brien & Daughters"
SENAL, PARC = "Radio Señal", "Hôtel du Parc"

PARTIES: Mapping[str, Mapping[str, Any]] = {
    NORDLICHT: {
        "is_customer": True,
        "emails": ("einkauf@nordlicht.example", "lager@nordlicht.example"),
        "phone": "+49 431 555 0170",
        "language": "de",
        "zone": "Europe/Berlin",
    },
    ZURAW: {"is_customer": True, "emails": ("zamowienia@zuraw.example",), "language": "pl"},
    PARC: {"is_customer": True, "emails": ("achats@hotelduparc.example",), "language": "fr", "zone": "Europe/Paris"},
    KESTREL: {
        "is_supplier": True,
        "emails": ("orders@kestrel.example",),
        "phone": "+44 20 7946 0018",
        "language": "en-GB",
        "zone": "Europe/London",
    },
    CHENLU: {"is_supplier": True, "emails": ("sales@chenlu.example",), "language": "zh-Hans", "zone": "Asia/Shanghai"},
    SOLBERG: {"is_customer": True, "is_supplier": True, "emails": ("ordre@solberg.example",), "language": "nb"},
}
GOODS = {
    "KF-M8": Goods(KESTREL, "Hex bolt M8 × 40, zinc", "box", "12.40"),
    "KF-W8": Goods(KESTREL, "Washer M8", "box", "4.15"),
    "BP-220": Goods(BOEHME, "Linear guide, 220 mm", "pc", "184.00"),
    "BP-607": Goods(BOEHME, "Ball bearing 607", "pc", "3.85"),
    "LO-C40": Goods(LODZ, "Carton 40 × 30 × 20 cm", "pc", "2.35"),
    "LO-T50": Goods(LODZ, "Tape, 50 m", "roll", "7.90"),
    "CE-24V": Goods(CHENLU, "Power supply 24 V", "pc", "18.20"),
    "CE-OLED": Goods(CHENLU, "Display 2.4″", "pc", "9.35"),
    "FF-ADA": Goods(FERRI, "Chair “Ada”, beech", "pc", "92.00"),
    "FF-TAV": Goods(FERRI, "Table “Tavola”, 80 × 80", "pc", "310.00"),
    "KT-CUP": Goods(KERAMOS, "Cup, glazed, 0.2 l", "pc", "3.60"),
    "KT-PLA": Goods(KERAMOS, "Plate, 24 cm", "pc", "5.45"),
    "PP-A4": Goods(PRAIRIE, "Paper A4, 80 g", "ream", "4.15"),
    "MT-SEN": Goods(MIZUHANA, "Sencha 煎茶", "kg", "5400"),
    "SS-K": Goods(SOLBERG, "Thermocouple, type K", "pc", "279.00"),
}
CURRENCIES = {
    KESTREL: "GBP",
    BOEHME: "EUR",
    LODZ: "PLN",
    CHENLU: "USD",
    FERRI: "EUR",
    KERAMOS: "EUR",
    PRAIRIE: "USD",
    MIZUHANA: "JPY",
    SOLBERG: "NOK",
}


def _moved(target: Target) -> Callable[..., Step]:
    def step(day: Day, *lines: str, **details: Any) -> Step:  # noqa: ANN401 - the fields of Move
        return Step(day=day, kind=Move, details={"to": target, "lines": _amounts(*lines), **details})

    return step


def _amounts(*texts: str) -> tuple[LineAmount, ...]:
    parts = (text.split(":") for text in texts)
    return tuple(LineAmount(position=int(line), quantity=parse_quantity(amount)) for line, amount in parts)


confirmed, processing, shipped = _moved(Target.CONFIRMED), _moved(Target.PROCESSING), _moved(Target.SHIPPED)
delivered, delayed, cancelled = _moved(Target.DELIVERED), _moved(Target.DELAYED), _moved(Target.CANCELLED)


def _told(day: Day, **details: Any) -> Step:  # noqa: ANN401 - the fields of Move
    return Step(day=day, kind=Move, details=details)


def _closed(day: Day, **details: Any) -> Step:  # noqa: ANN401 - the fields of Closing
    return Step(day=day, kind=Closing, details=details)


def _order(customer: str, owner: str, days: tuple[Day, Day], lines: str, *steps: Step, **more: Any) -> Example:  # noqa: ANN401 - the fields of Example
    entered, promised = days
    return Example(
        customer=customer,
        owner=owner,
        entered=entered,
        promised=promised,
        lines=tuple(lines.split(", ")),
        steps=steps,
        **more,
    )
