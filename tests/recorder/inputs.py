"""The files that commands are given: orders, issues, questions, letters, words, and a policy that is one or is not."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from tests.recorder.letters import a_bounce, a_letter, a_page, lay_out, with_files
from tests.recorder.running import done, rows

if TYPE_CHECKING:
    from pathlib import Path

_ORDERS = "number,customer,supplier,promised_on,priority,line.sku,line.quantity,line.unit_price,currency\n"
FILES = {
    "new.csv": _ORDERS
    + "I-1,Acme,Gearworks,2099-03-20,high,M8,10,0.05,EUR\n"
    + "I-1,Acme,Gearworks,2099-03-20,high,M9,12.5,0.07,EUR\n"
    + "I-2,Acme,Gearworks,2099-04-20,,M8,3,,\n",
    "changed.csv": _ORDERS + "I-1,Acme,Gearworks,2099-03-20,urgent,M8,11,0.05,EUR\n",
    "bad.csv": _ORDERS
    + "I-3,Acme,Gearworks,2099-13-01,,M8,1,,\n"
    + "I-4,Acme,Gearworks,2099-03-20,soon,M8,0,x,EUX\n"
    + "I-5,,Gearworks,2099-03-20,,M8,1,,\n"
    + "I-6,Acme,Gearworks,2099-03-20,,M8,1,,\n",
    "issues.csv": "number,kind,severity,cause,opened_at,resolved_at,resolution\n"
    "W-1,short,low,two are missing,2015-03-02T09:00Z,2015-03-03T10:00Z,sent\n",
    "bad-issues.csv": "number,kind,severity,cause,opened_at\n"
    "W-1,lost,low,x,2015-03-02T09:00Z\nNONE,price,low,x,never\n",
    "enquiries.csv": "number,from,channel,received_at,text,answered_at,answer\n"
    "W-1,Kai,phone,2015-03-02T09:00,How long?,2015-03-02T12:00,A week\n",
    "settings.toml": 'actor = "maria"\ncolor = "always"\n\n[mail]\nfolder = "../in/sent"\n'
    'sender = "desk@desk.example"\n\n[mailbox]\nkind = "files"\npath = "../in/letters"\n',
    "words.txt": "Guten Tag,\n\nhier noch einmal in unseren Worten.\n",
}


def write_inputs(folder: Path, now: str) -> None:
    """Write all of them into a folder; the policy is the book's own with other numbers, or with wrong ones."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    text = done("policy show").out
    changed = text.replace('within = "5bd"', 'within = "8bd"').replace("most = 3", "most = 4")
    wrong = text.replace("most = 3", "most = true").replace('quiet = "5bd"', 'quiet = "soon"')
    (folder / "policy.toml").write_text(changed, encoding="utf-8")
    (folder / "wrong.toml").write_text(wrong.replace("[week]", "[weak]"), encoding="utf-8")
    lay_out(folder / "letters", _letters(_an_hour_before(now)))


def write_replies(folder: Path, now: str) -> None:
    """Answer every letter about three orders that has left."""
    line = "notice list --order {NUMBER} --state sent --channel email"
    sent = [each for number in ("W-1", "W-2", "W-3") for each in rows(line, NUMBER=number)]
    date = _an_hour_before(now)
    lay_out(folder, [_reply(f"r{at}", each, date) for at, each in enumerate(sent)])


def _reply(name: str, notice: dict[str, Any], date: str) -> bytes:
    who, text = f"{notice['to']} <{notice['address']}>", f"Everything is right.\n\n> {notice['orders']}\n"
    return a_letter(name, who, "Re: your order", text, date=date, in_reply_to=str(notice["message_id"]))


def _an_hour_before(now: str) -> str:
    return format_datetime(datetime.fromisoformat(now) - timedelta(hours=1))


def _letters(date: str) -> list[bytes]:
    kai, lee = "Kai <kai@acme.example>", "Lee <lee@gearworks.example>"
    return [
        a_letter("w1", kai, "W-1", "When will the rest come?\n\n> We shipped on Monday.\n", date=date),
        a_letter("w2", lee, "Ihre Bestellung W-2", "Kommt am Freitag.\n\n-- \nLee\n", date=date),
        a_page("w3", lee, "W-1", "It is packed.", date=date),
        with_files("w4", kai, "W-1: drawing", "Here is the drawing.\n", date=date),
        a_letter("w5", "Offers <offers@example.invalid>", "Offer", "Buy!\n", date=date),
        a_letter("w6", kai, "W-2", "I am away.\n", date=date, auto_submitted="auto-replied"),
        a_letter("w7", kai, "W-3", "All is here, thank you.\n", date=date),
        a_letter("w8", kai, "W-2", "Noch eine Frage: wann?\n", date=date),
        a_bounce("w9", "<nobody-knows@example.com>", "kai@acme.example", date=date),
    ]
