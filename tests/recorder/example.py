"""The example book of `ordertrack demo`, and a busy Monday on which something of everything happens to it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from tests.recorder.letters import a_bounce, a_letter, a_page, lay_out, with_files
from tests.recorder.running import at, done, rows, sit_at

if TYPE_CHECKING:
    from pathlib import Path

MONDAY, TUESDAY = "2026-11-23", "2026-11-24"
NOW = f"{TUESDAY}T14:30:00Z"
DATE = "Mon, 23 Nov 2026 11:00:00 +0000"
PEOPLE = """\
[[people]]
name = "anna"
role = "clerk"
email = "anna@desk.example"
phone = "+49 30 5550101"

[[people]]
name = "ben"
role = ["team lead", "manager"]
email = "ben@desk.example"
away = [{ from = 2026-12-21, to = 2027-01-02, substitute = "anna" }]
"""
_AT_TEN = (
    "party add Zoë --customer --email zoe@example.org --language de --zone Europe/Berlin",
    "party add Bolts --supplier --email bolts@example.com --phone '+44 20 7946 0020'",
    "party add Ringo --customer --phone '+44 20 7946 0021'",
    "add SO-9 --customer Zoë --supplier Bolts --placed 2026-11-02 --promised 2026-11-18 --line 10,M8 --accept",
    "add SO-8 --customer Zoë --supplier Bolts --placed 2026-11-02 --promised 2026-11-18 --line 10,M8 --accept",
    "add SO-7 --customer Ringo --supplier Bolts --promised 2026-12-18 --line '12.5,M8,\"bolt, zinc\",kg' --line 3,M10",
    "edit SO-7 --value 40 --currency EUR --customer-ref R-7 --note 'call first' --owner maria",
    "status SO-9 --to confirmed --on 2026-11-03",
    "status SO-9 --to shipped --line 1:5 --carrier DHL --tracking 0034",
    "status SO-9 --promised 2026-11-19 --cause strike",
    "status SO-7 --to confirmed",
    "status SO-7 --to delayed --expected 2026-12-28 --cause 'no capacity'",
    "escalate SO-9 --reason 'the customer calls every day'",
    "round",
    "enquiry log SO-9 --from Kai 'when will the rest come?'",
    "enquiry log SO-7 --from Ringo --channel phone --at 9:15 'Where is it?'",
    "issue open SO-9 --kind damaged --cause dented --severity high --cause-code damage --line 1",
    "issue open SO-7 --kind price --cause 'the old price' --at 'yesterday 16:30'",
    "issue wait SO-7#1 --for customer --note 'asked for the invoice'",
    "followup SO-9 --channel phone --note ringing --outcome no-answer",
    "followup SO-8 --channel portal --note 'they will say on Friday' --ask-again friday",
    "notice approve --all --kind order-confirmation",
    "notice send",
)
_AFTER_NOON = (
    "mail fetch ../in/example",
    "enquiry answer SO-9 'On Friday, by DHL'",
    "enquiry answer SO-7 --channel phone 'Before Christmas'",
    "issue resolve SO-9#1 --resolution 'sent again' --remedy replace",
    "book hold SO-8 --cause 'lawsuit 7 O 12/26'",
    "notice edit {draft} --subject 'About your order'",
    "notice withdraw --all --kind delivered --cause 'told them on the phone'",
)
_NEXT_DAY = ("round", "issue reopen SO-9#1 --cause 'crushed again'", "escalate SO-9 --acknowledge", "notice send")


def fill(book: Path | str, here: Path) -> str:
    """Make the book and give the instant at which it is asked."""
    os.environ["ORDERTRACK_AS_OF"] = f"{MONDAY}T08:05:00Z"
    if isinstance(book, str):
        _bring_over(book, here / "example-of-demo.db")
    else:
        done(f"demo --keep {book}")
    sit_at(book, f"{MONDAY}T10:00:00Z")
    text = done("policy show").out.replace("#[[people]]", f"{PEOPLE}\n#[[people]]", 1)
    done("policy adopt - --description 'Anna and Ben'", text.encode())
    for line in _AT_TEN:
        done(line)
    _write_letters(here / "in" / "example")
    at(f"{MONDAY}T13:00:00Z")
    for line in _AFTER_NOON:
        done(line, draft=_first("notice list --waiting"))
    at(NOW)
    for line in _NEXT_DAY:
        done(line)
    done("policy adopt - --description Calmer", text.replace('first = "1bd"', 'first = "2bd"').encode())
    return NOW


def _bring_over(book: str, example: Path) -> None:
    """Fill a database with the orders of the example book, since `demo` keeps its book in a file alone."""
    now = f"{MONDAY}T08:05:00Z"
    done(f"demo --keep {example}")
    sit_at(example, now)
    orders, parties = done("export orders --csv").stdout, rows("party list")
    enquiries = [_asked(each) for each in rows("enquiry list --all")]
    sit_at(book, now)
    done("book init --zone UTC")
    done("import orders - --history", orders)
    for party in parties:
        _know(party)
    done("import enquiries - --history", "".join(enquiries).encode())


def _know(party: dict[str, str | None]) -> None:
    emails = [f"--email={each}" for each in (party["emails"] or "").split(", ") if each]
    details = [f"--{name}={party[name]!s}" for name in ("phone", "language", "zone") if party[name]]
    if emails or details:
        words = " ".join(f"'{word}'" for word in (*emails, *details))
        done(f"party edit {{NAME}} {words}", NAME=str(party["name"]))


def _asked(row: dict[str, str | None]) -> str:
    names = ("number", "from", "channel", "received_at", "text", "answered_at", "answer")
    return json.dumps({name: row[name] for name in names}) + "\n"


def _first(line: str) -> str:
    return str(rows(f"{line} --limit 1")[0]["id"])


def _write_letters(folder: Path) -> None:
    """Answer what was sent to Zoë and to Bolts, ask, send files, come back, and be a stranger."""
    sent = rows("notice list --order SO-9 --state sent --channel email")
    ours = next(str(each["message_id"]) for each in sent if each["to"] == "Zoë")
    lost = next((str(each["message_id"]) for each in sent if each["to"] == "Bolts"), ours)
    zoe, bolts = "Zoë <zoe@example.org>", "Bolts <bolts@example.com>"
    letters = [
        a_letter("e1", zoe, "Re: Order SO-9", "Danke, alles richtig.\n", date=DATE, in_reply_to=ours),
        a_letter("e2", bolts, "SO-9", "It ships on Friday.\n\n-- \nKim, Bolts\n", date=DATE),
        a_page("e3", bolts, "SO-8", "We have it on Thursday.", date=DATE),
        with_files("e4", zoe, "SO-8: drawing", "Here is the drawing. When?\n", date=DATE),
        a_letter("e5", "Offers <offers@example.invalid>", "Offer", "Buy!\n", date=DATE),
        a_letter("e6", zoe, "SO-9", "I am away.\n", date=DATE, auto_submitted="auto-replied"),
        a_bounce("e7", lost, "bolts@example.com", date=DATE),
        a_letter("e8", zoe, "Frage zu SO-8", "Wann kommt der Rest?\n", date=DATE),
    ]
    lay_out(folder, letters)
