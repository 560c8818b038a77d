"""A conversation from end to end: real mail servers, one order, everything that was said proved (SOP 4, 5, 7)."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.desk import Desk, new_desk
from tests.mail.letters.dovecot import dovecot, dovecot_server
from tests.mail.notices.smtpservers import HOST, Postmaster, smtp_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.mail.letters.dovecot import Dovecot

__all__ = ["dovecot", "dovecot_server"]

CUSTOMER, SUPPLIER, DESK = "weber@nordlicht.example", "sales@kestrel.example", "orders@desk.example"


class Days:
    """A desk whose clock is set, the two servers it talks to, and the other two who talk to it."""

    def __init__(self, desk: Desk, postmaster: Postmaster, mailbox: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk, self.postmaster, self._mailbox, self._monkeypatch = desk, postmaster, mailbox, monkeypatch
        self.clock = ""

    def at(self, instant: str) -> Desk:
        """Go on at an instant (UTC)."""
        self.clock = instant
        self._monkeypatch.setenv("ORDERTRACK_AS_OF", instant)
        return self.desk

    def letter(self, to: str) -> EmailMessage:
        """Take the newest letter that somebody got."""
        found = message_from_bytes(
            [each for each in self.postmaster.arrived if each.to == (to,)][-1].message, policy=policy.default
        )
        assert isinstance(found, EmailMessage)
        return found

    def reply(self, sender: str, text: str, *, number: int) -> None:
        """Answer the newest letter that one got, now, to the address that it asks for."""
        asked = self.letter(sender)
        letter = EmailMessage()
        letter["From"], letter["To"] = sender, asked["Reply-To"]
        letter["Subject"], letter["Message-ID"] = f"Re: {asked['Subject']}", f"<{number}@elsewhere.example>"
        letter["In-Reply-To"] = asked["Message-ID"]
        quoted = asked.get_body(("plain",))
        assert quoted is not None
        letter.set_content(text + "\n\n" + "".join(f"> {line}\n" for line in quoted.get_content().splitlines()))
        self._mailbox.deliver(letter.as_bytes(policy=policy.SMTP), at=datetime.fromisoformat(self.clock))


@pytest.fixture
def days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dovecot: Dovecot) -> Iterator[Days]:
    password = tmp_path / "password"
    password.write_text(dovecot.password)
    password.chmod(0o600)
    mailbox = {"KIND": "imap", "HOST": HOST, "PORT": dovecot.tls_port, "USER": dovecot.user, "CA_FILE": dovecot.ca_file}
    for name, value in {**mailbox, "SECURITY": "tls", "PASSWORD_FILE": password}.items():
        monkeypatch.setenv(f"ORDERTRACK_MAILBOX_{name}", str(value))
    postmaster = Postmaster()
    with smtp_server(postmaster) as port:
        mail = {"TRANSPORT": "smtp", "HOST": HOST, "PORT": port, "SECURITY": "none", "SENDER": DESK}
        for name, value in mail.items():
            monkeypatch.setenv(f"ORDERTRACK_MAIL_{name}", str(value))
        monkeypatch.setenv("ORDERTRACK_ACTOR", "maria")
        monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-02T09:00:00Z")
        yield Days(new_desk(tmp_path / "orders.db"), postmaster, dovecot, monkeypatch)


def test_an_order_is_talked_about_from_its_entry_to_its_end_and_all_of_it_is_proved(days: Days, tmp_path: Path) -> None:
    _confirm(days)
    _remind(days)
    _delay(days)
    _answer(days)
    _close(days)
    _prove(days, tmp_path)


def _confirm(days: Days) -> None:
    desk = days.at("2026-03-02T09:00:00Z")
    desk.do("party", "add", "Nordlicht", "--customer", "--email", CUSTOMER)
    desk.do("party", "add", "Kestrel", "--supplier", "--email", SUPPLIER)
    desk.do(
        "add", "SO-1", "--customer", "Nordlicht", "--supplier", "Kestrel", "--promised", "2026-03-12", "--line", "4,M8"
    )
    desk.do("notice", "approve", "--all")
    desk.do("notice", "send")
    assert sorted(each.to[0] for each in days.postmaster.arrived) == [SUPPLIER, CUSTOMER]
    days.at("2026-03-02T10:00:00Z")
    days.reply(CUSTOMER, "All correct, thank you.", number=1)
    (message,) = days.at("2026-03-02T10:10:00Z").rows("mail", "fetch")
    assert (message["orders"], message["matched_by"], message["state"]) == ("SO-1", "thread", "waiting")
    desk.do("mail", "done", str(message["id"]))
    confirmation = next(
        row for row in desk.rows("notice", "list") if row["kind"] == "order-confirmation" and not row["is_copy"]
    )
    assert confirmation["acknowledged_at"] == "2026-03-02T10:00:00Z"
    desk.do("status", "SO-1", "--to", "confirmed")


def _remind(days: Days) -> None:
    """The supplier keeps silent, is asked by a letter, and answers with another date."""
    desk = days.at("2026-03-10T08:00:00Z")
    assert [row["decision"] for row in desk.rows("round")] == ["follow-up due"]
    desk.do("notice", "send")
    assert days.letter(SUPPLIER)["Subject"].startswith("SO-1") or "SO-1" in str(
        days.letter(SUPPLIER).get_body(("plain",))
    )
    days.at("2026-03-10T13:00:00Z")
    days.reply(SUPPLIER, "Sorry, our steel is late. We can deliver on 19 March.", number=2)
    (message,) = days.at("2026-03-10T13:05:00Z").rows("mail", "fetch")
    assert (message["side"], message["orders"]) == ("supplier", "SO-1")
    (followup,) = desk.rows("show", "SO-1")[0]["followups"]
    assert (followup["asked_at"], followup["answered_at"]) == ("2026-03-10T08:00:00Z", "2026-03-10T13:00:00Z")
    desk.do("mail", "done", str(message["id"]))


def _delay(days: Days) -> None:
    """The customer is told of the delay with its cause, and the minutes from learning to telling are kept."""
    desk = days.at("2026-03-10T13:20:00Z")
    desk.do("status", "SO-1", "--to", "delayed", "--expected", "2026-03-19", "--cause", "The steel is late")
    days.at("2026-03-10T13:32:00Z")
    desk.do("notice", "approve", "--all")
    desk.do("notice", "send")
    told = days.letter(CUSTOMER).get_body(("plain",))
    assert told is not None
    text = told.get_content()
    assert all(word in text for word in ("2026-03-12", "2026-03-19", "The steel is late"))
    (delay,) = [row for row in desk.rows("notice", "list", "--kind", "delay") if not row["is_copy"]]
    assert delay["minutes"] == 12


def _answer(days: Days) -> None:
    """A question that comes in the evening is answered the next morning: the working minutes are what counts."""
    days.at("2026-03-10T16:30:00Z")
    days.reply(CUSTOMER, "Can you send the half of it earlier?", number=3)
    desk = days.at("2026-03-11T09:20:00Z")
    (message,) = desk.rows("mail", "fetch")
    assert (message["done"], message["state"]) == ("opens an enquiry", "done")
    desk.do("enquiry", "answer", "SO-1", "No, it is one batch.")
    desk.do("notice", "approve", "--all")
    desk.do("notice", "send")
    assert "No, it is one batch." in str(days.letter(CUSTOMER).get_body(("plain",)))


def _close(days: Days) -> None:
    """The goods arrive, the customer confirms the receipt, and the order is closed."""
    desk = days.at("2026-03-19T11:00:00Z")
    desk.do("status", "SO-1", "--to", "delivered")
    desk.do("notice", "approve", "--all")
    desk.do("notice", "send")
    days.at("2026-03-19T14:00:00Z")
    days.reply(CUSTOMER, "Everything has arrived.", number=4)
    (message,) = days.at("2026-03-19T14:10:00Z").rows("mail", "fetch")
    assert message["state"] == "waiting"
    desk.do("mail", "confirm", str(message["id"]))
    desk.do("close", "SO-1")
    desk.do("notice", "approve", "--all")
    desk.do("notice", "send")


def _prove(days: Days, tmp_path: Path) -> None:
    desk = days.at("2026-03-20T09:00:00Z")
    (order,) = desk.rows("show", "SO-1")
    assert (order["status"], order["received_by"]) == ("closed", CUSTOMER)
    assert desk.rows("trail", "verify")[0]["ok"] is True
    (response,) = desk.rows("report", "response")
    fifty_minutes = 50 / 60  # from half past four to five, and from nine to twenty past
    assert (response["count"], round(float(response["mean_working_hours"]), 2)) == (1, round(fifty_minutes, 2))
    pack = tmp_path / "SO-1.zip"
    desk.do("export", "evidence", "SO-1", "-o", str(pack))
    with ZipFile(pack) as opened:
        opened.extract("verify.py", tmp_path)
    verified = subprocess.run(
        [sys.executable, "-I", "verify.py", str(pack)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert not desk.rows("notice", "list", "--failed")
