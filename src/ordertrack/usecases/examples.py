"""The orders of the example book: three owners, and an order for everything that can happen to one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ordertrack.domain.orders.moves import Closing, LineAmount, Move, Target
from ordertrack.domain.orders.moves import Step as Until
from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.values.channels import Channel
from ordertrack.domain.values.quantities import parse_quantity
from ordertrack.usecases.cases.enquiries import Answer, Question
from ordertrack.usecases.demo import Example, Goods, Step, Story

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ordertrack.usecases.demo import Day


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


YESTERDAY = timedelta(days=-1)
MARIA, TOMASZ, AIKO = "maria", "tomasz", "aiko"


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


def _asked(day: Day, sender: str, text: str) -> Step:
    return Step(day=day, kind=Question, details={"sender": sender, "text": text})


def _answered(day: Day, text: str) -> Step:
    return Step(day=day, kind=Answer, details={"text": text})


def _order(
    customer: str,
    owner: str,
    lines: str,
    days: tuple[Day, Day],
    *steps: Step,
    **more: Any,  # noqa: ANN401 - the fields of Example
) -> Example:
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


# Left as it is set: one or two lines read as the story of one order.
# fmt: off
_FINISHED = (
    _order(
        NORDLICHT, MARIA, "40 KF-M8, 12 KF-W8", (-62, -48),
        confirmed(-61), processing(-58), shipped(-51, carrier="DHL", tracking="JJD0146002217"), delivered(-49),
        _closed(-47, received_by="Ms Weber"),
    ),
    _order(
        ZURAW, TOMASZ, "24 FF-ADA", (-60, -40),
        confirmed(-59), shipped(-44, carrier="GLS"), delivered(-40), _closed(-38, received_by="Jan Kłos"),
    ),
    _order(
        ZOE, AIKO, "300 KT-CUP, 150 KT-PLA", (-58, -45),
        confirmed(-57), shipped(-46),
        _asked(-44, "Zoë", "Where are the cups?"), _answered(-43, "In the truck, here tomorrow."),
        delivered(-42), _closed(-40, received_by="Zoë"),
    ),
    _order(OBRIEN, MARIA, "200 PP-A4", (-55, -50), confirmed(-54), shipped(-52), delivered(-50), _closed(-49)),
    _order(
        SOLBERG, TOMASZ, "120 CE-OLED", (-54, -30),
        confirmed(-53), processing(-50),
        _told(-34, promised_on=-22, cause="the glass maker is out of stock", said_by="Lin Mei", channel=Channel.EMAIL),
        shipped(-26, carrier="DB Schenker"), delivered(-22), _closed(-20),
    ),
    _order(
        PARC, AIKO, "8 FF-TAV", (-50, -33),
        confirmed(-49), delayed(-36, expected_on=-28, cause="the lacquer dries slowly in the cold"),
        shipped(-31), delivered(-28), _closed(-26, received_by="Mme Petit", note="one leg scratched, accepted"),
    ),
    _order(
        NORDLICHT, MARIA, "6 BP-220", (-47, -32),
        confirmed(-46), shipped(-34), delivered(-32), _closed(-30),
    ),
    _order(
        SENAL, TOMASZ, "90 CE-24V", (-45, -28),
        confirmed(-44), shipped(-33, "1:60"), shipped(-30), delivered(-31, "1:60"), delivered(-28),
        _closed(-27, received_by="Íñigo"),
    ),
    _order(ZURAW, TOMASZ, "800 LO-C40", (-42, -35), confirmed(-41), shipped(-38), delivered(-37), _closed(-36)),
    _order(ZOE, AIKO, "12.5 MT-SEN", (-40, -21), confirmed(-39), shipped(-27), delivered(-21), _closed(-20)),
    _order(
        OBRIEN, MARIA, "250 LO-T50", (-38, -30),
        confirmed(-37), shipped(-32, "1:200"), delivered(-30, "1:200"),
        _closed(-27, short="this width is no longer made", received_by="Aoife"),
    ),
    _order(
        SOLBERG, TOMASZ, "500 BP-607", (-36, -26),
        confirmed(-35), shipped(-26), delivered(-24), _closed(-22),
    ),
    _order(
        PARC, AIKO, "200 KT-PLA", (-33, -15),
        confirmed(-32), cancelled(-30, cause="the terrace opens next year"),
    ),
    _order(SENAL, TOMASZ, "60 PP-A4", (-12, -2), cancelled(-11, cause="entered twice by their purchasing")),
)
_OVERDUE = (
    _order(
        NORDLICHT, MARIA, "80 CE-OLED", (-35, -14),
        confirmed(-34), processing(-28), priority=Priority.URGENT,
        note="Ward 3 cannot open without the displays.",
    ),
    _order(
        PARC, AIKO, "40 FF-ADA", (-30, -9),
        confirmed(-29), delayed(-12, expected_on=-4, cause="the finish failed inspection"),
    ),
    _order(
        ZURAW, TOMASZ, "40 KF-M8, 20 KF-W8", (-28, -6),
        confirmed(-27), shipped(-10),
        delivered(-7, "1:30", "2:20", rejected=_amounts("1:6"), cause="threads stripped"),
    ),
    _order(
        ZOE, AIKO, "8.25 MT-SEN", (-25, YESTERDAY),
        confirmed(-24), shipped(-8, carrier="Yamato", tracking="4811-0093-7725"), priority=Priority.HIGH,
    ),
    _order(OBRIEN, MARIA, "16 SS-K", (-20, YESTERDAY), confirmed(-19)),
    _order(SENAL, TOMASZ, "4 BP-220", (-22, -2), confirmed(-21), processing(-15)),
    _order(SOLBERG, TOMASZ, "60 KT-CUP", (-18, -3), confirmed(-17), shipped(-5), priority=Priority.LOW),
)
_AT_RISK = (
    _order(
        NORDLICHT, MARIA, "12 BP-220, 200 BP-607", (-24, 3),
        confirmed(-23), delayed(-4, expected_on=10, cause="guide rails held at customs"),
        _asked(-1, "Ms Weber", "Can the ball bearings come before the guide rails?"),
        priority=Priority.HIGH,
    ),
    _order(
        ZURAW, TOMASZ, "50 CE-24V, 30 CE-OLED", (-21, 6),
        confirmed(-20), delayed(-2, expected_on=12, cause="the vessel was rerouted", note="called Lin Mei"),
        _asked(-2, "Jan Kłos", "Is the new date firm?"), _answered(-1, "The carrier has confirmed it."),
    ),
    _order(
        PARC, AIKO, "14 FF-TAV", (-17, 4),
        confirmed(-16), _told(-1, expected_on=8, note="the carrier has no room this week"),
    ),
    _order(
        OBRIEN, MARIA, "400 LO-C40", (-14, 2),
        confirmed(-13), delayed(-3, expected_on=5, cause="strike at the paper mill"),
    ),
)
_QUIET = (
    _order(ZOE, AIKO, "120 KT-PLA", (-16, 2), confirmed(-15)),
    _order(SOLBERG, TOMASZ, "30 KF-W8", (-15, 4), confirmed(-14), processing(-12)),
    _order(SENAL, TOMASZ, "45 CE-OLED", (-19, 5), confirmed(-18), priority=Priority.HIGH),
    _order(NORDLICHT, MARIA, "120 PP-A4", (-11, 0), confirmed(-10)),
)
_NEW = (
    _order(PARC, AIKO, "3.5 MT-SEN", (-3, 15)),
    _order(OBRIEN, MARIA, "60 KF-M8, 60 KF-W8", (-2, 9), priority=Priority.URGENT),
    _order(ZURAW, TOMASZ, "24 SS-K", (-1, 12)),
)
_RUNNING = (
    _order(NORDLICHT, MARIA, "25 CE-24V", (-13, 16), confirmed(-12)),
    _order(SOLBERG, TOMASZ, "300 BP-607", (-10, 8), confirmed(-9), processing(-6)),
    _order(
        ZOE, AIKO, "72 LO-T50", (-9, 3),
        confirmed(-8), shipped(-2, carrier="DPD", tracking="0998 1702 33", expected_on=2),
    ),
    _order(PARC, AIKO, "160 KT-CUP, 80 KT-PLA", (-9, 11), confirmed(-8), shipped(-3, "1:100", carrier="TNT")),
    _order(
        ZURAW, TOMASZ, "36 FF-ADA, 6 FF-TAV", (-26, 7),
        confirmed(-25), shipped(-8, "1:20"), delivered(-4, "1:20"), shipped(-2, "1:16"),
    ),
    _order(SENAL, TOMASZ, "10 SS-K", (-8, 10), confirmed(-7)),
    _order(
        OBRIEN, MARIA, "5 BP-220", (-7, 20),
        confirmed(-6),
        _told(-3, promised_on=14, cause="a cancelled order freed the stock", channel=Channel.PHONE),
    ),
    _order(SOLBERG, AIKO, "150 LO-C40", (-6, 14), confirmed(-5)),
)
_ARRIVED = (
    _order(SOLBERG, TOMASZ, "40 CE-24V", (-27, -5), confirmed(-26), shipped(-9), delivered(-6)),
    _order(SENAL, TOMASZ, "25 KF-M8", (-23, -3), confirmed(-22), shipped(-5), delivered(-2)),
    _order(ZOE, AIKO, "90 PP-A4", (-10, -2), confirmed(-9), shipped(-4), delivered(-1)),
    _order(
        NORDLICHT, MARIA, "180 LO-T50", (-29, -8),
        confirmed(-28), shipped(-11), delivered(-8), _closed(-4, until=Until.COMPLETED, received_by="Ms Weber"),
    ),
)
# fmt: on

STORY = Story(
    parties=PARTIES,
    goods=GOODS,
    currencies=CURRENCIES,
    orders=sorted(
        (*_FINISHED, *_OVERDUE, *_AT_RISK, *_QUIET, *_NEW, *_RUNNING, *_ARRIVED),
        key=lambda example: example.entered,
    ),
)
