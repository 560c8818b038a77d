"""Whatever comes in is read as whole values: who wrote, when, about what, and with which files."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.letters import LONGEST_SUBJECT, LONGEST_TEXT, Attachment, Incoming, Nature
from ordertrack.mail.letters.letter import attachments_of, message_id_of, read_letter
from tests.mail.letters.written import REPLY, letter, raw, with_head

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
PARTS = [
    b"Content-Type: multipart/mixed; boundary=x\n",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
    b"Content-Type: message/rfc822\n\n",
    b"Content-Type: message/delivery-status\n\nAction: failed\n\n",
    b"Content-Type: text/html; charset=unicode_escape\n",
    b"Content-Type: text/plain; charset*0*=idna''%ff\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: x-uuencode\n",
    b"Content-Disposition: attachment; filename*=utf-8''%ff%00\n",
    b"From: MAILER-DAEMON <((((@x>\n",
    b"Subject: =?utf-8?b?!?= =?idna?q?x?=\n",
    b"Date: Mon, 99 Foo 0000 99:99:99 +9999\n",
    b"\n--x\n",
    b"\n--x--\n",
    b"\n\n",
    b"<p>a<table><td>b&#xd800;",
    b"On 5 May x wrote:\n> y\n",
    b"\xed\xa0\x80\x00\xff",
]


def test_a_reply_is_read_as_a_whole() -> None:
    assert read_letter(REPLY) == Incoming(
        digest=sha256(REPLY).hexdigest(),
        message_id="<reply-1@example.org>",
        sender="anna@example.org",
        sender_name="Anna Müller",
        recipients=("desk@example.com", "bob@example.com", "carla@example.com"),
        subject="Re: Your order № A-1",
        sent_at=datetime(2026, 3, 2, 8, 13, 30, tzinfo=UTC),
        received_at=datetime(2026, 3, 2, 8, 15, tzinfo=UTC),
        in_reply_to="<notice-7@orders.example.com>",
        references=("<notice-6@orders.example.com>", "<notice-7@orders.example.com>"),
        nature=Nature.LETTER,
        text="The new date is 5 May — sorry.",
        rest=(
            "Best regards\nAnna\n\n"
            "On Mon, 2 Mar 2026 at 08:00, The Desk <desk@example.com> wrote:\n> When will it come?"
        ),
        attachments=(),
        size=len(REPLY),
    )


def test_when_the_mailbox_took_it_in_wins_over_what_its_headers_say() -> None:
    assert read_letter(REPLY, received_at=AT).received_at == AT


def test_nothing_at_all_is_a_letter_that_says_nothing() -> None:
    assert read_letter(b"") == Incoming(
        digest=sha256(b"").hexdigest(),
        message_id=None,
        sender=None,
        sender_name=None,
        recipients=(),
        subject="",
        sent_at=None,
        received_at=None,
        in_reply_to=None,
        references=(),
        nature=Nature.LETTER,
        text="",
        rest="",
        attachments=(),
        size=0,
    )


def test_every_letter_that_others_collected_is_read(data: Path) -> None:
    files = sorted(file for file in (data / "email").rglob("*") if file.is_file() and "LICENSE" not in file.name)
    assert len(files) >= 80
    for file in files:
        original = file.read_bytes()
        read = read_letter(original)
        assert (read.digest, read.size) == (sha256(original).hexdigest(), len(original)), file.name
        assert [attachment for attachment, _ in attachments_of(original)] == list(read.attachments), file.name
        check_storable(read)


@given(st.binary(max_size=2000))
def test_any_bytes_are_read(original: bytes) -> None:
    check_storable(read_letter(original))


@given(st.lists(st.sampled_from(PARTS) | st.binary(max_size=30), max_size=25).map(b"".join))
def test_any_broken_letter_is_read(original: bytes) -> None:
    check_storable(read_letter(original))
    attachments_of(original)


def check_storable(read: Incoming) -> None:
    """Check that a database takes each text, and that headers are single lines."""
    assert isinstance(read, Incoming)
    for name, value in asdict(read).items():
        shown = str(value)
        shown.encode()
        assert "\0" not in shown
        if name not in {"text", "rest"} and isinstance(value, str):
            assert not set(value) & set("\r\n\t"), name
    assert len(read.text) + len(read.rest) <= LONGEST_TEXT + 100
    assert all(at is None or at.tzinfo is UTC for at in (read.sent_at, read.received_at))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Subject: a\n\tb\n  c", "a b c"),
        ("Subject: =?iso-8859-1?q?Gr=FC=DFe?= =?utf-8?b?4oSW?=", "Grüße№"),
        ("Subject: =?utf-8?q?a=00=0Ab=1B[2J?=", "a b [2J"),
        ("Subject: =?nonsense?q?caf=C3=A9?=", "café"),
        ("Subject: =?utf-8?b?!!?=", "=?utf-8?b?!!?="),
        ("Subject: Grüße", "Grüße"),
        ("Subject: " + "x" * 5000, "x" * LONGEST_SUBJECT),
        ("X-Subject: none", ""),
    ],
)
def test_a_subject_is_one_clean_line(written: str, read: str) -> None:
    assert read_letter(with_head(written)).subject == read


@pytest.mark.parametrize(
    ("written", "address", "name"),
    [
        ("anna@example.org", "anna@example.org", None),
        ('"Müller, Anna" <anna@example.org>', "anna@example.org", "Müller, Anna"),
        ("=?utf-8?q?Anna_=0A=22M=22?= <anna@example.org>", "anna@example.org", 'Anna "M"'),
        ("jürgen@bücher.example", "jürgen@bücher.example", None),
        ("undisclosed-recipients:;", None, None),
        ("Anna", None, None),
        ("a@b@example.org", None, None),
        ("(" * 4000 + " <anna@example.org>", "anna@example.org", None),
        ("x" * 300 + "@example.org", None, None),
    ],
)
def test_the_sender_is_an_address_with_a_name_or_none(written: str, address: str | None, name: str | None) -> None:
    read = read_letter(with_head(f"From: {written}"))
    assert (read.sender, read.sender_name) == (address, name)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<one@example.org>", "<one@example.org>"),
        ("  <one@example.org> (kept)", "<one@example.org>"),
        ("one@example.org", "<one@example.org>"),
        ("<a b@example.org>", None),
        ("", None),
        ("<" + "x" * 2000 + ">", None),
    ],
)
def test_a_message_id_has_its_brackets(written: str, read: str | None) -> None:
    original = with_head(f"Message-ID: {written}")
    assert read_letter(original).message_id == read
    assert message_id_of(original.partition(b"\n\n")[0]) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mon, 02 Mar 2026 09:13:30 +0100", datetime(2026, 3, 2, 8, 13, 30, tzinfo=UTC)),
        ("2 Mar 2026 09:13 -0000", datetime(2026, 3, 2, 9, 13, tzinfo=UTC)),
        ("Mon, 31 Feb 2026 09:13:30 +0100", None),
        ("31 Dec 9999 23:00:00 -0500", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_an_instant_or_none(written: str, read: datetime | None) -> None:
    assert read_letter(with_head(f"Date: {written}")).sent_at == read


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("utf-8", "Grüße".encode(), "Grüße"),
        ("iso-8859-1", "Grüße “x”".encode("cp1252"), "Grüße “x”"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("us-ascii", "Grüße".encode("cp1252"), "Grüße"),
        ("gb2312", "增值税发票".encode("gb2312"), "增值税发票"),
        ("gb2312", "增值税发票".encode(), "增值税发票"),
        ("x-unknown", "Grüße".encode("cp1252"), "Grüße"),
        ("unicode_escape", rb"a\u00e9", r"a\u00e9"),
        ("utf-8", b"a\xffb\0c\x1b[1m", "a�bc[1m"),
        ("utf-8", b"a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_a_body_is_text_whatever_it_claims_to_be(charset: str, body: bytes, text: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n".encode()
    assert read_letter(head + body).text == text


def test_the_plain_part_is_read_where_there_is_one_and_else_the_words_of_the_html() -> None:
    both = letter("Plain.\n")
    both.add_alternative("<p>HTML.</p>", subtype="html")
    html = EmailMessage()
    html.set_content(
        "<style>p{}</style><script>x()</script><p>New date: <b>5 May</b></p><p style='display:none'>hidden</p>"
        "<table><tr><th>Sku<th>Qty</tr><tr><td>A-1<td>3</tr></table>"
        "<div class=gmail_quote>On Mon, 2 Mar 2026 at 08:00, Desk wrote:"
        "<blockquote class=gmail_quote>When?</blockquote></div>",
        subtype="html",
    )
    read = read_letter(html.as_bytes())
    assert read_letter(both.as_bytes()).text == "Plain."
    assert read.text == "New date: 5 May\n\nSku  Qty\nA-1  3"
    assert read.rest == "On Mon, 2 Mar 2026 at 08:00, Desk wrote:\n> When?"


def test_files_are_listed_without_folders_and_given_with_what_they_hold() -> None:
    made = letter("See the files.\n")
    made.add_attachment(
        b"%PDF", maintype="application", subtype="pdf", filename="..\\..\\etc/offer\N{RIGHT-TO-LEFT OVERRIDE}.pdf"
    )
    made.add_attachment("a;b\n", subtype="csv", filename="lines.csv")
    made.add_attachment(letter("Within.\n", message_id="<two@example.org>"))
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline")
    original = made.as_bytes()
    names = [("offer.pdf", "application/pdf"), ("lines.csv", "text/csv")]
    files = attachments_of(original)
    assert [(file.name, file.media_type) for file, _ in files[:2]] == names
    assert [content for _, content in files[:2]] == [b"%PDF", b"a;b\n"]
    assert [(file.name, file.media_type) for file, _ in files[2:]] == [
        ("attachment-3.eml", "message/rfc822"),
        ("attachment-4.png", "image/png"),
    ]
    assert b"<two@example.org>" in files[2][1]
    assert all(file == Attachment(file.name, file.media_type, len(content)) for file, content in files)
    assert (read_letter(original).text, read_letter(original).attachments) == (
        "See the files.",
        tuple(file for file, _ in files),
    )


def test_a_letter_whose_boundaries_are_missing_shows_what_it_holds() -> None:
    assert read_letter(with_head("Content-Type: multipart/mixed; boundary=x")).text == "Hello."


def test_a_letter_nested_beyond_reason_keeps_its_headers_and_its_body_as_text() -> None:
    nest = "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(400))
    read = read_letter(f"Subject: Dolls\n{nest}Content-Type: text/plain\n\nInnermost.\n".encode())
    assert (read.subject, read.text.endswith("Innermost.")) == ("Dolls", True)


def test_a_long_text_is_kept_to_its_limit() -> None:
    assert len(read_letter(raw("word " * 50_000)).text) <= LONGEST_TEXT


@pytest.mark.parametrize(
    "original",
    [
        with_head("Subject: " + "=?a?q?" * 100_000),
        with_head("To: " + "(" * 500_000),
        with_head("To: " + "a@example.org, " * 100_000),
        with_head("References: " + "<" * 1_000_000),
        with_head("Content-Type: text/plain; " + "a=b; " * 20_000),
        with_head("Content-Type: text/html", "<table>" + "<tr><td>" + "w" * 60_000 + "<tr><td>" * 60_000),
        with_head("Content-Type: text/html", "<div style='padding-left:999999em'>x" * 20_000),
        with_head("Content-Type: text/html", "<ul><li>" * 60_000),
        with_head("From: MAILER-DAEMON@example.org", "The following addresses had\n" + "a@" * 500_000),
        with_head("Subject: much", "line\n" * 1_000_000),
    ],
    ids=range(10),
)
def test_a_letter_made_to_be_slow_is_read_all_the_same(original: bytes) -> None:
    check_storable(read_letter(original))


@pytest.mark.parametrize(
    ("name", "is_kept"), [("x" * 996, True), ("x" * 997, False), ("ä" * 498, True), ("ä" * 499, False)]
)
def test_a_message_id_that_is_longer_than_a_line_is_none(name: str, is_kept: bool) -> None:
    for written in (f"<{name}>", name):
        read = read_letter(f"Message-ID: {written}\nIn-Reply-To: <{name}>\n\nx\n".encode())
        expected = f"<{name}>" if is_kept else None
        assert (read.message_id, read.in_reply_to) == (expected, expected)
