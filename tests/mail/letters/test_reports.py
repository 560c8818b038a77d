"""Automatic replies, delivery reports and complaints are told from letters."""

from __future__ import annotations

import logging

import pytest

from ordertrack.domain.letters import Incoming, Nature
from ordertrack.mail.letters.letter import read_letter
from tests.mail.letters.written import raw, report, with_head

FAILED = """\
Reporting-MTA: dns; mx.example.org

Original-Recipient: rfc822;anna@example.org
Final-Recipient: rfc822; a.mueller@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <anna@example.org>:
 Recipient address rejected
"""
DELAYED = """\
Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; anna@example.org
Action: delayed
Status: 4.4.1
Will-Retry-Until: Thu, 5 Mar 2026 10:00:00 +0000
"""
COMPLAINT = """\
Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <orders@example.com>
"""
READ = """\
Reporting-UA: mail.example.org; Some Program
Final-Recipient: rfc822;anna@example.org
Original-Message-ID: <notice-7@orders.example.com>
Disposition: manual-action/MDN-sent-manually; displayed
"""
EXIM = """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  anna@example.org
    SMTP error from remote mail server after RCPT TO:<anna@example.org>:
    550 5.1.1 no such user

------ This is a copy of the message, including all the headers. ------

Message-ID: <notice-7@orders.example.com>
Subject: Your order A-1
"""
QMAIL = """\
Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<anna@example.org>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 no such user
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Return-Path: <orders@example.com>
Message-ID: <notice-7@orders.example.com>

Your order A-1 has left us.
"""


def told(original: bytes) -> tuple[Nature, str | None, tuple[str, ...], str | None, bool]:
    """Return what a letter reports."""
    read: Incoming = read_letter(original)
    return read.nature, read.original_id, read.failed, read.reason, read.is_final


def test_a_letter_reports_nothing() -> None:
    assert told(raw()) == (Nature.LETTER, None, (), None, False)


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated\nReturn-Path: <>",
        "Auto-Submitted: auto-generated\nX-Autoreply: yes",
        "X-Autoreply: yes",
        "X-Autorespond: On holiday",
        "Precedence: auto_reply",
        "Return-Path: <>",
        "From: MAILER-DAEMON@example.org",
    ],
)
def test_a_reply_that_no_person_wrote_is_automatic(head: str) -> None:
    assert not read_letter(with_head(f"Subject: Away\n{head}")).is_system
    assert told(with_head(f"Subject: Away\n{head}")) == (Nature.AUTOMATIC, None, (), None, False)


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: no",
        "Auto-Submitted: No (a person)",
        "X-Autoreply: no",
        "X-Auto-Response-Suppress: All",
        "Precedence: bulk",
        "Return-Path: <anna@example.org>",
        "From: Postman <postman@example.org>",
    ],
)
def test_other_headers_make_no_letter_automatic(head: str) -> None:
    assert read_letter(with_head(f"Subject: Here\n{head}")).nature is Nature.LETTER


@pytest.mark.parametrize("value", ["auto-generated; owner-email=anna@example.org", "Auto-Notified"])
def test_what_a_program_has_to_say_of_itself_is_automatic_and_no_reply(value: str) -> None:
    read = read_letter(with_head(f"Subject: Order received\nAuto-Submitted: {value}"))
    assert (read.nature, read.is_system) == (Nature.AUTOMATIC, True)


def test_a_delivery_report_names_the_letter_the_address_and_the_reason() -> None:
    assert told(report("delivery-status", FAILED)) == (
        Nature.BOUNCE,
        "<notice-7@orders.example.com>",
        ("anna@example.org",),
        "550 5.1.1 <anna@example.org>: Recipient address rejected",
        True,
    )


def test_a_delay_is_a_delivery_report_and_no_failure() -> None:
    assert told(report("delivery-status", DELAYED)) == (
        Nature.BOUNCE,
        "<notice-7@orders.example.com>",
        (),
        "4.4.1",
        False,
    )


def test_of_several_recipients_only_those_that_failed_are_named() -> None:
    fields = FAILED + "\nFinal-Recipient: rfc822; bob@example.org\nAction: delivered\nStatus: 2.0.0\n"
    assert read_letter(report("delivery-status", fields)).failed == ("anna@example.org",)


def test_a_delivery_report_may_bring_back_the_whole_letter() -> None:
    whole = report("delivery-status", FAILED).replace(b"text/rfc822-headers", b"message/rfc822")
    assert read_letter(whole).original_id == "<notice-7@orders.example.com>"


def test_a_delivery_report_without_the_letter_is_told_by_what_it_answers() -> None:
    answering = report("delivery-status", FAILED, returned="Subject: x").replace(
        b"From:", b"References: <notice-6@orders.example.com> <notice-7@orders.example.com>\nFrom:", 1
    )
    assert read_letter(answering).original_id == "<notice-7@orders.example.com>"


@pytest.mark.parametrize(
    ("head", "words", "reason"),
    [
        ("X-Failed-Recipients: anna@example.org", EXIM, "550 5.1.1 no such user"),
        ("Subject: failure notice", QMAIL, "Remote host said: 550 5.1.1 no such user"),
    ],
)
def test_delivery_reports_of_a_servers_own_form_are_understood(head: str, words: str, reason: str) -> None:
    original = with_head(f"From: Mail Delivery System <Mailer-Daemon@mx.example.org>\n{head}", words)
    assert told(original) == (Nature.BOUNCE, "<notice-7@orders.example.com>", ("anna@example.org",), reason, True)


def test_a_person_who_quotes_a_delivery_report_has_written_a_letter() -> None:
    assert told(with_head("From: Bob <bob@example.org>", QMAIL)) == (Nature.LETTER, None, (), None, False)


def test_a_complaint_names_the_letter_complained_of() -> None:
    assert told(report("feedback-report", COMPLAINT)) == (
        Nature.COMPLAINT,
        "<notice-7@orders.example.com>",
        (),
        None,
        False,
    )


def test_a_notice_of_reading_is_automatic() -> None:
    assert told(report("disposition-notification", READ)) == (Nature.AUTOMATIC, None, (), None, False)


def test_what_the_detectors_stumble_over_is_neither_raised_nor_logged(caplog: pytest.LogCaptureFixture) -> None:
    broken = b"From: MAILER-DAEMON@example.org\nContent-Type: multipart/report; boundary=x\n\n--x\n\xff\n\n--x\n"
    with caplog.at_level(logging.DEBUG):
        assert read_letter(broken).nature in set(Nature)
    assert [record.name for record in caplog.records if record.name.startswith("flufl")] == []
