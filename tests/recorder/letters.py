"""Letters as they come in, the same bytes every time."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OURS = "orders@desk.example"
_EDGE = "edge-of-a-part"


def a_letter(name: str, sender: str, subject: str, text: str, *, date: str, to: str = OURS, **headers: str) -> bytes:
    """Write a letter; `in_reply_to="..."` is its header `In-Reply-To`."""
    return _headed(name, sender, subject, text, date=date, to=to, **headers).as_bytes()


def a_page(name: str, sender: str, subject: str, text: str, *, date: str) -> bytes:
    """Write a letter with the same in HTML, which quotes another one."""
    made = _headed(name, sender, subject, f"{text}\n\nOn Monday we wrote:\n> Please confirm the date.\n", date=date)
    page = f"<p>{text}</p><blockquote>Please confirm the date.</blockquote>"
    made.add_alternative(page, subtype="html")
    made.set_boundary(_EDGE)
    return made.as_bytes()


def with_files(name: str, sender: str, subject: str, text: str, *, date: str) -> bytes:
    """Write a letter with two files."""
    made = _headed(name, sender, subject, text, date=date)
    made.add_attachment(b"%PDF-1.4 drawing", maintype="application", subtype="pdf", filename="drawing 7.pdf")
    made.add_attachment(b"part;count\nM8;10\n", maintype="text", subtype="csv", filename="Stückliste.csv")
    made.set_boundary(_EDGE)
    return made.as_bytes()


def a_bounce(name: str, of: str, recipient: str, *, date: str) -> bytes:
    """Write a delivery report about a letter of ours."""
    return f"""\
From: MAILER-DAEMON@mx.example.net
To: {OURS}
Message-ID: <{name}@mx.example.net>
Date: {date}
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{_EDGE}"

--{_EDGE}

It came back.
--{_EDGE}
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--{_EDGE}
Content-Type: text/rfc822-headers

Message-ID: {of}

--{_EDGE}--
""".encode()


def lay_out(folder: Path, letters: list[bytes]) -> None:
    """Put letters into a new folder, named in their order."""
    folder.mkdir(parents=True)
    for number, raw in enumerate(letters, 1):
        (folder / f"{number:03}.eml").write_bytes(raw)


def _headed(
    name: str, sender: str, subject: str, text: str, *, date: str, to: str = OURS, **headers: str
) -> EmailMessage:
    made = EmailMessage()
    usual = {"From": sender, "To": to, "Subject": subject, "Message-ID": f"<{name}@example.org>", "Date": date}
    for key, value in {**usual, **{key.replace("_", "-").title(): value for key, value in headers.items()}}.items():
        made[key] = value
    made.set_content(text)
    return made
