"""A quarter of two hundred orders at a desk in Berlin: rounds, calls, letters, issues, escalations, notices."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.acceptance.quarter import DAYS, FIRST, ROUNDS, UNITS, scripts
from tests.recorder.example import PEOPLE
from tests.recorder.letters import a_bounce, a_letter, a_page, lay_out, with_files
from tests.recorder.running import at, done, rows, sit_at, tried

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from tests.acceptance.quarter import Script, Step

COUNT, SEED = 200, 2026
OWNERS = ("maria", "tomasz", "aiko")
CUSTOMERS = {
    "Nordlicht Kliniken": "--email einkauf@nordlicht.example --language de --zone Europe/Berlin",
    "Café Zoë": "--email zoe@cafe.example --phone '+49 30 5550110'",
    "Żuraw Meble": "--email zamowienia@zuraw.example --language pl",
    "O'Brien & Daughters": "--phone '+353 1 555 0170' --language en-IE",
    "水花 Mizuhana Tea": "",
}
SUPPLIERS = {
    "Kestrel Fasteners": "--email orders@kestrel.example --phone '+44 20 7946 0018' --language en-GB",
    "Böhme Präzision GmbH": "--email auftrag@boehme.example --language de-AT",
    "晨露电子 Chenlu Electronics": "--email sales@chenlu.example --language zh-Hans",
    "Ferri & Figli": "--phone '+39 045 555 0101'",
}
_FIELDS = (
    *("number", "customer", "supplier", "owner", "priority", "placed_on", "promised_on", "value", "currency"),
    *("customer_ref", "line.ref", "line.sku", "line.description", "line.quantity", "line.unit", "line.unit_price"),
)
_GOODS = (
    ("KF-M8", "Hex bolt M8x40, zinc", "box"),
    ("BP-607", "Ball bearing 607", "pc"),
    ("FF-TAV", "Tisch “Tavola”", "pc"),
)
_KINDS = ("delay", "short", "over", "damaged", "wrong-goods", "quality", "documents", "price", "other")
_CODES = ("capacity", "material", "transit", "damage", "entry")
_OVERRIDE = """\
[[overrides]]
supplier = "Kestrel Fasteners"
silent = { within = "10bd", quiet = "8bd" }
overdue = { first = "2bd", every = "3bd", most = 5 }

"""


def fill(book: Path | str, here: Path) -> str:
    """Make the book and give the instant at which it is asked."""
    sit_at(book, f"{FIRST}T06:00:00Z")
    desk = Quarter(here / "in" / "quarter")
    desk.open()
    for day in DAYS:
        desk.spend(day)
    return f"{DAYS[-1]}T14:00:00Z"


class Quarter:
    """What the desk knows of its orders, day by day; what the program refuses is left alone."""

    def __init__(self, letters: Path) -> None:
        self._letters = letters
        self._stories = scripts(COUNT, SEED)
        self._die = Random(SEED)
        self._entered: list[Script] = []
        self._left: dict[str, int] = {}

    def open(self) -> None:
        """Make the book and its policy, and let the parties be known."""
        done("book init --zone Europe/Berlin")
        text = done("policy show").out
        text = text.replace("#[[people]]", f"{PEOPLE}\n#[[people]]", 1).replace("#[[overrides]]", _OVERRIDE, 1)
        text = text.replace('auto = ["supp', 'auto = ["order-confirmation", "delay", "shipped", "answer", "supp', 1)
        done("policy adopt - --description 'Our own people'", text.encode())
        for side, parties in (("--customer", CUSTOMERS), ("--supplier", SUPPLIERS)):
            for name, details in parties.items():
                done(f"party add {{NAME}} {side} {details}", NAME=name)

    def spend(self, day: date) -> None:
        """Let one day pass: the round, what is entered, what people do, what is asked, what is sent and comes in."""
        at(f"{day}T05:00:00Z")
        if day in ROUNDS:
            done("round")
        at(f"{day}T08:30:00Z")
        self._enter([each for each in self._stories if each.entered_on == day])
        at(f"{day}T10:00:00Z")
        for story in self._entered:
            for step in story.steps:
                if step.on == day:
                    self._do(story.number, step)
        self._take_up(day)
        self._talk(day)
        at(f"{day}T12:00:00Z")
        self._send(day)
        if day.weekday() == 4:
            self._end_the_week(day)

    def _enter(self, stories: list[Script]) -> None:
        for story in stories:
            self._entered.append(story)
            self._left[story.number] = UNITS
            done("import orders -", _order_file(story).encode())
        if stories:
            done(f"status {' '.join(each.number for each in stories)} --to confirmed")

    def _do(self, number: str, step: Step) -> None:
        if step.what == "call":
            again = f"--ask-again {step.until}" if step.until else ""
            tried(f"followup {number} --channel phone --outcome {step.word} --note 'rang them' {again}")
        elif step.what == "promise":
            self._promise(number, step)
        elif step.what == "receive":
            self._receive(number, step)
        elif step.what == "cancel":
            tried(f"cancel {number} --cause 'not needed'")
        elif step.what == "issue":
            self._open_issue(number, step)

    def _promise(self, number: str, step: Step) -> None:
        line = self._die.choice(
            (
                f"status {number} --promised {step.until} --cause capacity --said-by Kim --channel email",
                f"followup {number} --channel phone --note 'a new date' --promised {step.until}",
                f"status {number} --to delayed --expected {step.until} --cause 'waits for material'",
            )
        )
        tried(line)

    def _receive(self, number: str, step: Step) -> None:
        left = self._left[number]
        count = min(step.units, left)
        if count < left:
            tried(f"status {number} --to delivered --line 1:{count}")
        else:
            tried(f"status {number} --to shipped --carrier GLS --tracking {number}-T")
            tried(f"status {number} --to delivered")
        self._left[number] = left - count

    def _open_issue(self, number: str, step: Step) -> None:
        kind, code = self._die.choice(_KINDS), self._die.choice(_CODES)
        words = f"--kind {kind} --cause-code {code} --cause 'found {step.on}' --severity {step.word}"
        tried(f"issue open {number} {words} --at 9:45")
        if self._die.random() < 0.4:
            tried(f"issue wait {number} --for {self._die.choice(['customer', 'supplier'])}")

    def _take_up(self, day: date) -> None:
        """Resolve, take up and settle what the stories say, as far as there is anything to."""
        drawn = {(story.number, step.what) for story in self._entered for step in story.steps if step.on == day}
        for issue in rows("issue list"):
            if (issue["number"], "resolve") in drawn:
                tried(f"issue resolve {issue['id']} --resolution credited --remedy credit")
        for escalation in rows("escalate"):
            if (escalation["number"], "settle") in drawn:
                tried(f"escalate {escalation['id']} --resolve --note agreed --actor ben")
            elif (escalation["number"], "acknowledge") in drawn and not escalation["acknowledged_by"]:
                tried(f"escalate {escalation['id']} --acknowledge --actor ben")

    def _talk(self, day: date) -> None:
        """Let a customer ask, and answer what was asked before."""
        for enquiry in rows("enquiry list"):
            if self._die.random() < 0.5:
                tried(f"enquiry answer {enquiry['id']} 'It comes soon' {self._die.choice(['', '--given'])}")
        if self._entered and self._die.random() < 0.6:
            number = self._die.choice(self._entered).number
            channel = self._die.choice(["email", "phone", "portal"])
            words = f"--from 'Ms Weber' --channel {channel} --at 8:{day.day:02}"
            tried(f"enquiry log {number} {words} 'Is {number} on its way?'")

    def _send(self, day: date) -> None:
        if day.weekday() in {1, 3}:
            tried("notice approve --all --kind date-changed --kind recovered --kind completed")
        if day.weekday() == 2:
            tried("notice withdraw --all --kind delivered --cause 'told on the phone'")
        done("notice send")
        tried(f"inbox --read-all --for {self._die.choice(['ben', 'anna'])}")

    def _end_the_week(self, day: date) -> None:
        """Take letters in, and close what arrived."""
        folder = self._letters / str(day)
        lay_out(folder, self._written(day))
        tried("mail fetch {FOLDER}", FOLDER=str(folder))
        for letter in rows("mail list --unmatched")[:1]:
            tried(f"mail assign {letter['id']} {self._entered[0].number}")
        for letter in rows("mail list --waiting"):
            tried(f"mail {self._die.choice(['ask', 'confirm', 'done'])} {letter['id']}")
        for order in rows("list --status delivered")[::2]:
            tried(f"close {order['number']} --received-by 'Ms Weber'")

    def _written(self, day: date) -> list[bytes]:
        """Write what comes in on a Friday: answers to our letters, questions, files, a bounce, and somebody strange."""
        sent = [each for each in rows("notice list --state sent --channel email") if each["address"]]
        date, die = f"{day:%a, %d %b %Y} 11:00:00 +0000", self._die
        name = f"q{day:%m%d}"
        letters = [a_letter(f"{name}s", "Offers <offers@example.invalid>", "Offer", f"Buy on {day}!\n", date=date)]
        for number, notice in enumerate(die.sample(sent, min(3, len(sent)))):
            who = f"{notice['to']} <{notice['address']}>"
            text = f"Noted; it ships in week {number + 20}.\n\n> Please confirm.\n"
            answered = str(notice["message_id"])
            letters.append(a_letter(f"{name}a{number}", who, "Re: order", text, date=date, in_reply_to=answered))
        order = die.choice(self._entered).number
        kestrel, zoe = "Kestrel <orders@kestrel.example>", "Zoë <zoe@cafe.example>"
        letters.append(a_page(f"{name}h", kestrel, order, "It is packed.", date=date))
        letters.append(with_files(f"{name}f", zoe, f"{order}: drawing", "Here it is. When?\n", date=date))
        letters.append(a_letter(f"{name}o", zoe, order, "Away.\n", date=date, auto_submitted="auto-replied"))
        if sent:
            lost = die.choice(sent)
            letters.append(a_bounce(f"{name}b", str(lost["message_id"]), str(lost["address"]), date=date))
        return letters


def _order_file(story: Script) -> str:
    at_number = int(story.number[2:])
    sku, description, unit = _GOODS[at_number % 3]
    order = {
        "number": story.number,
        "customer": list(CUSTOMERS)[at_number % 5],
        "supplier": list(SUPPLIERS)[at_number % 4],
        "owner": OWNERS[at_number % 3],
        "priority": story.priority,
        "placed_on": str(story.entered_on),
        "promised_on": str(story.promised_on),
        "value": str(story.value or ""),
        "currency": story.currency or "",
        "customer_ref": f"C-{at_number}" if at_number % 2 else "",
    }
    line = {"line.sku": sku, "line.description": description, "line.quantity": str(UNITS), "line.unit": unit}
    lines = [line | {"line.unit_price": "2.50"}, line | {"line.quantity": "2.5"}][: 2 if at_number % 3 == 0 else 1]
    table = [",".join(_FIELDS)]
    table += [",".join(f'"{(order | each).get(name, "")}"' for name in _FIELDS) for each in lines]
    return "\n".join(table)
