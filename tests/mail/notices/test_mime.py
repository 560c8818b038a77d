from __future__ import annotations

from email import message_from_bytes, message_from_string, policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ordertrack.domain.letters import Wording
from ordertrack.errors import MailError
from ordertrack.mail.notices.mime import LARGEST, build, mail_address
from tests.mail.notices.letters import letter

if TYPE_CHECKING:
    from email.message import EmailMessage

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
]
ANY_TEXT = st.text(max_size=300) | st.text(st.characters(codec="ascii"), max_size=300)
NASTY = 'Bob"\r\nBcc: eve@example.org\n\r\x00\u2028\x85Subject: hi, eve <eve@example.org>, =?utf-8?q?x=0d=0aBcc:y?= \\'


def parsed(**changes: Any) -> EmailMessage:  # noqa: ANN401
    return message_from_bytes(build(letter(**changes)), policy=policy.default)


def decoded(value: str) -> str:
    return str(make_header(decode_header(value)))


def one_line(text: str) -> str:
    kept = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return " ".join("".join(" " if char in CONTROLS else char for char in kept).split())


CONTROLS = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u2028", "\u2029"}


def test_a_letter_is_a_message_of_two_parts_that_says_it_was_made_by_a_machine() -> None:
    message = build(
        letter(
            to_name="Bob Smith",
            reply_to="orders+abc@example.com",
            in_reply_to="<question@example.org>",
            references=("<first@example.org>", "<question@example.org>"),
        )
    )
    assert message.decode() == (
        "From: orders@example.com\r\n"
        "To: Bob Smith\r\n <bob@example.org>\r\n"
        "Subject: Your order A-1\r\n"
        "Date: Mon, 02 Mar 2026 12:00:00 +0000\r\n"
        "Message-ID: <notice-1@orders.example.com>\r\n"
        "Reply-To: orders+abc@example.com\r\n"
        "In-Reply-To: <question@example.org>\r\n"
        "References: <first@example.org>\r\n <question@example.org>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: multipart/alternative;\r\n"
        ' boundary="=_323f247a8e4f039d5a05c2e095ae3280"\r\n'
        "\r\n"
        "--=_323f247a8e4f039d5a05c2e095ae3280\r\n"
        'Content-Type: text/plain; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "It has left us.\r\n"
        "\r\n"
        "--=_323f247a8e4f039d5a05c2e095ae3280\r\n"
        'Content-Type: text/html; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "MIME-Version: 1.0\r\n"
        "\r\n"
        "<p>It has left us.</p>\r\n"
        "\r\n"
        "--=_323f247a8e4f039d5a05c2e095ae3280--\r\n"
    )


def test_a_letter_without_html_is_one_plain_part() -> None:
    message = parsed(wording=Wording("Hello", "It has left us.\n"))
    assert (message.get_content_type(), message.get_content()) == ("text/plain", "It has left us.\r\n")


def test_the_same_letter_is_the_same_bytes_and_another_has_another_boundary() -> None:
    assert build(letter()) == build(letter())
    other = parsed(message_id="<notice-2@orders.example.com>")
    assert other.get_boundary() != parsed().get_boundary()


@given(name=ANY_TEXT, subject=ANY_TEXT)
@example(name=NASTY, subject=NASTY)
@example(name="\udcff", subject="x" * 2000)
@example(name="a" * 67, subject="ü" * 2000)
@example(name="=?utf-8?q?x?=", subject="=?utf-8?q?x?=")
@example(name="Müller, Eve <eve@example.org>" * 20, subject="a b  c")
def test_no_name_and_no_subject_brings_in_a_header_or_an_address(name: str, subject: str) -> None:
    refs: dict[str, Any] = {
        "reply_to": "a@example.com",
        "in_reply_to": "<b@example.com>",
        "references": ("<b@example.com>",),
    }
    raw = build(letter(to_name=name, wording=Wording(subject, "Hello\n", "<p>Hello</p>"), **refs))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    as_written = message_from_bytes(raw)
    assert as_written.keys() == HEADERS
    assert decoded("".join(as_written["Subject"].splitlines())) == one_line(subject)
    modern = message_from_bytes(raw, policy=policy.default)
    assert modern.keys() == HEADERS
    assert [address.addr_spec for address in modern["To"].addresses] == ["bob@example.org"]
    assert decoded(parseaddr("".join(as_written["To"].splitlines()))[0]) == one_line(name)
    assert not modern.defects


@given(plain=st.text(max_size=500), html=st.text(max_size=500))
@example(plain="x" * 5000, html=".\n..\nFrom here\n")
@example(plain="", html="--=_\n=_")
def test_every_text_arrives_as_it_was(plain: str, html: str) -> None:
    raw = build(letter(wording=Wording("Hello", plain, html)))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    parts = list(message_from_bytes(raw, policy=policy.default).iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [lines(part.get_content()) for part in parts] == [lines(plain), lines(html)]


def lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def test_a_thread_that_has_no_proper_name_is_left_out() -> None:
    message = parsed(
        in_reply_to="no id\r\nBcc: eve@example.org", references=("<a@example.org>", "", "<b c@d>", "<ü@d>")
    )
    assert (message["In-Reply-To"], message["References"], message["Bcc"]) == (None, "<a@example.org>", None)


@pytest.mark.parametrize("message_id", ["", "<>", "notice", "<a@b>\r\nBcc: eve@example.org", "<a b@c>"])
def test_a_letter_without_a_message_id_is_refused(message_id: str) -> None:
    with pytest.raises(MailError) as caught:
        build(letter(message_id=message_id))
    assert (caught.value.message, caught.value.is_permanent) == (
        "the letter has no Message-ID like <name@example.com>",
        True,
    )


@pytest.mark.parametrize("which", ["to", "sender", "reply_to"])
@pytest.mark.parametrize(
    "address", ["", "bob", "bob@example.org\r\nBcc: eve@example.org", "a@b.c, d@e.f", "Bob <a@b.c>"]
)
def test_what_is_not_one_address_is_refused(which: str, address: str) -> None:
    if which == "reply_to" and not address:
        return
    with pytest.raises(MailError) as caught:
        build(letter(**{which: address}))
    assert caught.value.is_permanent


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("bob@bücher.example", "bob@xn--bcher-kva.example"),
        ("bob@BÜCHER.example", "bob@xn--bcher-kva.example"),
        ("bob@straße.example", "bob@straße.example"),
        ("jürgen@example.org", "jürgen@example.org"),
        ("用户@例子.example", "用户@xn--fsqu00a.example"),
        ("Bob@Example.ORG", "Bob@Example.ORG"),
    ],
)
def test_a_domain_is_ascii_where_only_one_can_be_meant(address: str, known_as: str) -> None:
    assert mail_address(address) == known_as
    message = message_from_string(build(letter(to=address, to_name="Jürgen")).decode(), policy=policy.default)
    assert message["To"].addresses[0].addr_spec == known_as
    assert message["To"].addresses[0].display_name == "Jürgen"
    assert build(letter(to=address)).isascii() == known_as.isascii()


def test_a_sender_without_an_ascii_form_may_name_its_letters_by_it() -> None:
    raw = build(letter(sender="orders@straße.example", message_id="<n1@straße.example>"))
    assert b"Message-ID: <n1@stra\xc3\x9fe.example>\r\n" in raw


def test_a_letter_has_at_most_a_megabyte_of_text() -> None:
    assert build(letter(wording=Wording("S", "x" * (LARGEST - 1))))
    with pytest.raises(MailError) as caught:
        build(letter(wording=Wording("S", "x" * (LARGEST - 1), "h")))
    assert (caught.value.message, caught.value.is_permanent) == (
        "the letter has 1000001 bytes of text; at most 1000000 are sent",
        True,
    )
