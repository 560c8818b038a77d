"""Who the example book deals with, and what is sold in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordertrack.usecases.demo import Goods

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    PARC: {
        "is_customer": True,
        "emails": ("achats@hotelduparc.example",),
        "language": "fr",
        "zone": "Europe/Paris",
    },
    KESTREL: {
        "is_supplier": True,
        "emails": ("orders@kestrel.example",),
        "phone": "+44 20 7946 0018",
        "language": "en-GB",
        "zone": "Europe/London",
    },
    CHENLU: {
        "is_supplier": True,
        "emails": ("sales@chenlu.example",),
        "language": "zh-Hans",
        "zone": "Asia/Shanghai",
    },
    SOLBERG: {
        "is_customer": True,
        "is_supplier": True,
        "emails": ("ordre@solberg.example",),
        "language": "nb",
    },
}
GOODS = {
    "KF-M8": Goods(KESTREL, "Hex bolt M8x40, zinc", "box", "12.40"),
    "KF-W8": Goods(KESTREL, "Washer M8", "box", "4.15"),
    "BP-220": Goods(BOEHME, "Linear guide, 220 mm", "pc", "184.00"),
    "BP-607": Goods(BOEHME, "Ball bearing 607", "pc", "3.85"),
    "LO-C40": Goods(LODZ, "Carton 40x30x20 cm", "pc", "2.35"),
    "LO-T50": Goods(LODZ, "Tape, 50 m", "roll", "7.90"),
    "CE-24V": Goods(CHENLU, "Power supply 24 V", "pc", "18.20"),
    "CE-OLED": Goods(CHENLU, "Display 2.4″", "pc", "9.35"),
    "FF-ADA": Goods(FERRI, "Chair “Ada”, beech", "pc", "92.00"),
    "FF-TAV": Goods(FERRI, "Table “Tavola”, 80x80", "pc", "310.00"),
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
