"""What strangers write does nothing but stand there: in headers, recipients, templates, HTML, on screens (SOP 5)."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from tests.desk import FORMATS, Desk, add, move
from tests.letters_in import KAI, LEE, a_letter
from tests.mail.notices.smtpservers import HOST, Arrived, Postmaster, smtp_server
from tests.mail.notices.test_sandbox import ESCAPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

EVE = "eve@example.invalid"
BREAK = f"x\r\nBcc: {EVE}\r\nSubject: you won\r\n\r\nhello\n.\r\n"
MARKUP = '<script src="//x.invalid"></script><img src=x onerror=alert(1)><a href="javascript:1">&lt;b&gt;</a>{{7*7}}'
OUR_HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Auto-Submitted", "MIME-Version", "Content-Type"),
    *("In-Reply-To", "References"),
}


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest.fixture
def server(postmaster: Postmaster, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """An SMTP server, which the settings name."""
    with smtp_server(postmaster) as port:
        settings = {"TRANSPORT": "smtp", "HOST": HOST, "SECURITY": "none", "SENDER": "orders@example.com"}
        for name, value in {**settings, "PORT": str(port)}.items():
            monkeypatch.setenv(f"ORDERTRACK_MAIL_{name}", value)
        yield port


@pytest.fixture
def reached(desk: Desk, server: int) -> Desk:
    """The desk with order A-1, whose parties have addresses and have had their confirmations."""
    del server
    for name, role, address in (("Acme", "--customer", KAI), ("Bolts", "--supplier", LEE)):
        desk.do("party", "add", name, role, "--email", address)
    add(desk, "A-1")
    send_all(desk)
    return desk


def send_all(desk: Desk) -> None:
    """Approve and send what waits."""
    if waiting := desk.column("id", "notice", "list", "--waiting"):
        desk.do("notice", "approve", *map(str, waiting))
    desk.do("notice", "send")


def parsed(arrived: Arrived) -> EmailMessage:
    return message_from_bytes(arrived.message, policy=policy.default)


def require_only(postmaster: Postmaster, *recipients: str) -> list[EmailMessage]:
    """Insist that letters went to these alone, and have no header but ours, each once and on one line."""
    assert {to for each in postmaster.arrived for to in each.to} == set(recipients)
    assert all(len(each.to) == 1 for each in postmaster.arrived)
    letters = [parsed(each) for each in postmaster.arrived]
    for letter in letters:
        names = [name for name in letter.keys() if name != "Content-Transfer-Encoding"]  # noqa: SIM118 - repeated ones
        assert (len(names), set(names) - OUR_HEADERS) == (len(set(names)), set())
        assert [value for value in letter.values() if "\n" in str(value) or "\r" in str(value)] == []
    return letters


def test_a_line_break_in_a_name_a_number_or_a_cause_brings_no_header_along(
    desk: Desk, postmaster: Postmaster, server: int
) -> None:
    del server
    name = " ".join(f"Acme {BREAK}".split())
    desk.do("party", "add", f"Acme {BREAK}", "--customer", "--email", KAI)
    desk.do("party", "add", f"Bolts {BREAK}", "--supplier", "--email", LEE)
    number = f"A-1 {BREAK}".strip()
    parties = (f"--customer=Acme {BREAK}", f"--supplier=Bolts {BREAK}")
    add(desk, number, *parties, f"--customer-ref={BREAK}", f"--owner={BREAK}", f'--line=10,"{BREAK}"')
    move(desk, number, ("confirmed",))
    move(desk, number, ("delayed", "--expected", "2026-04-01", "--cause", BREAK))
    send_all(desk)
    letters = require_only(postmaster, KAI, LEE)
    assert len(letters) == 3
    assert {str(letter["To"].addresses[0].display_name) for letter in letters} == {name, name.replace("Acme", "Bolts")}
    assert all(letter["Subject"].startswith(("Order", "Delay", "Please", "Your", "New order")) for letter in letters)
    bodies = [letter.get_body(("plain",)) for letter in letters]
    assert all(body is not None and f"Bcc: {EVE}" in body.get_content() for body in bodies), "it is shown as it is"


def test_words_that_were_edited_bring_no_header_along(desk: Desk, postmaster: Postmaster, server: int) -> None:
    del server
    desk.do("party", "add", "Acme", "--customer", "--email", KAI)
    add(desk, "A-1")
    (number,) = map(str, desk.column("id", "notice", "list", "--waiting"))
    desk("notice", "edit", number, "--subject", BREAK)  # refused, or taken for one line
    desk.do("notice", "edit", number, "--body", "-", stdin=f"{BREAK}\n.\nQUIT\n".encode())
    send_all(desk)
    (letter,) = require_only(postmaster, KAI)
    assert "\n" not in letter["Subject"]


@pytest.mark.parametrize("header", ["From", "Reply-To", "Sender", "Return-Path", "Disposition-Notification-To", "Cc"])
def test_no_address_in_a_letter_becomes_a_recipient(
    reached: Desk, postmaster: Postmaster, tmp_path: Path, header: str
) -> None:
    confirmation = next(parsed(each) for each in postmaster.arrived if each.to == (KAI,))
    raw = a_letter("When?\n", in_reply_to=str(confirmation["Message-ID"]))
    lines = [line for line in raw.splitlines() if not line.lower().startswith(header.lower().encode() + b":")]
    path = tmp_path / "letter.eml"
    path.write_bytes(b"\n".join([f"{header}: {EVE}".encode(), *lines]))
    reached.do("mail", "fetch", str(path))
    for letter in reached.column("id", "mail", "list", "--waiting"):
        reached("mail", "ask", str(letter))  # refused where the sender is nobody of the book
    reached.do("enquiry", "log", "A-1", "When?", "--from", "Kai")
    reached.do("enquiry", "answer", "A-1#1", "On Friday")
    send_all(reached)
    answer = require_only(postmaster, KAI, LEE)[-1]
    assert answer["To"].addresses[0].addr_spec == KAI
    assert EVE not in postmaster.arrived[-1].message.decode().partition("\r\n\r\n")[0]
    assert EVE not in reached.do("export", "parties").out


@pytest.mark.parametrize(
    "address",
    [
        f"{KAI}, {EVE}",
        f"{KAI}; {EVE}",
        f"Kai <{KAI}>",
        f"{KAI}\r\nBcc: {EVE}",
        f"{KAI}\n{EVE}",
        f"{KAI}\x00",
        f"{KAI}>\r\nRCPT TO:<{EVE}",
        f"@relay.invalid:{KAI}",
        '"a b"@example.org',
        "a@b@example.org",
        "a@[127.0.0.1]",
        "-oQ/tmp",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 250}.org",
        "a\u202e@example.org",
        "a@exa\u2028mple.org",
    ],
)
def test_what_is_not_one_address_alone_does_not_come_into_the_book(desk: Desk, address: str) -> None:
    desk.do("party", "add", "Acme", "--customer")
    ran = desk("party", "edit", "Acme", "--email", address)
    assert (ran.code, ran.out) == (2, "")
    assert not desk.rows("party", "show", "Acme")[0]["emails"]


def test_no_command_takes_an_address_to_send_to(reached: Desk, postmaster: Postmaster) -> None:
    before = len(postmaster.arrived)
    for words in (("send", "--to", EVE), ("send", EVE), ("edit", "1", "--address", EVE), ("edit", "1", "--to", EVE)):
        assert reached("notice", *words).code == 2
    for verb in ("approve", "retry"):  # there `--to` picks out those who are meant already
        reached("notice", verb, "--all", "--to", EVE)
    reached.do("notice", "send")
    assert len(postmaster.arrived) == before


@pytest.mark.parametrize("part", ["subject", "plain", "html"])
def test_a_policy_whose_texts_reach_for_python_is_not_adopted(desk: Desk, tmp_path: Path, part: str) -> None:
    source = tmp_path / "policy.toml"
    head, _, tail = desk.do("policy", "show").out.partition("[texts.en.delay]")
    for text in ESCAPES if part == "plain" else ESCAPES[::6]:
        words = {"subject": "s", "plain": "p", part: text}
        own = "".join(f"{name} = '''{value}'''\n" for name, value in words.items())
        source.write_text(f"{head}[texts.en.delay]\n{own}{tail[tail.index(chr(10) + '[') :]}")
        ran = desk("policy", "adopt", str(source), "--description", "other words")
        assert (text, ran.code, ran.out) == (text, 7, "")
        assert "texts.en.delay" in ran.err
        assert not re.search(r"<(class|function|built-in|bound)|Traceback", ran.err)
    assert len(desk.rows("policy", "history")) == 1


class Tags(HTMLParser):
    """The tags of a page with the names and values of their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def test_markup_in_what_people_wrote_is_text_in_the_html_part(desk: Desk, postmaster: Postmaster, server: int) -> None:
    del server
    pages = []
    for number, text in (("A-1", "plain"), ("A-2", MARKUP)):
        desk.do("party", "add", f"Acme {text}", "--customer", "--email", KAI)
        add(desk, number, f"--customer=Acme {text}", f"--line=10,{text[:90]},{text}", f"--customer-ref={text[:90]}")
        move(desk, number, ("confirmed",), ("delayed", "--expected", "2026-04-01", "--cause", text))
        postmaster.arrived.clear()
        send_all(desk)
        bodies = [letter.get_body(("html",)) for letter in require_only(postmaster, KAI)]
        pages.append([body.get_content() for body in bodies if body is not None])
    plain, marked = ([Tags(page).found for page in each] for each in pages)
    assert (plain, len(plain)) == (marked, 2)
    assert all("&lt;script" in page and "49" not in page.partition("{{7*7}}")[0][-9:] for page in pages[1])


def test_an_address_with_unicode_goes_to_a_server_that_knows_it(
    desk: Desk, postmaster: Postmaster, server: int
) -> None:
    del server
    for number, address in (
        ("A-1", "kai@bücher.example"),
        ("A-2", "grüße@example.org"),
        ("A-3", "ka\u0131@пример.example"),
    ):
        desk.do("party", "add", number, "--customer", "--email", address)
        add(desk, number, f"--customer={number}")
    send_all(desk)
    assert sorted(each.to[0] for each in postmaster.arrived) == [
        "grüße@example.org",
        "kai@xn--bcher-kva.example",
        "ka\u0131@xn--e1afmkfd.example",
    ]
    letter = next(each for each in postmaster.arrived if each.to == ("grüße@example.org",))
    assert "SMTPUTF8" in letter.options
    assert "To: A-2\r\n <grüße@example.org>\r\n".encode() in letter.message


def test_an_address_with_unicode_fails_in_words_where_the_server_does_not_know_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    postmaster = Postmaster()
    desk.do("party", "add", "Acme", "--customer", "--email", "grüße@example.org")
    add(desk, "A-1")
    with smtp_server(postmaster, enable_SMTPUTF8=False) as port:
        settings = {"TRANSPORT": "smtp", "HOST": HOST, "SECURITY": "none", "SENDER": "o@example.com", "PORT": str(port)}
        for name, value in settings.items():
            monkeypatch.setenv(f"ORDERTRACK_MAIL_{name}", value)
        send_all(desk)
    (row,) = desk.rows("notice", "list", "--failed")
    assert ("SMTPUTF8" in row["error"] or "Unicode" in row["error"], postmaster.arrived) == (True, [])


@pytest.mark.parametrize("option", ["--subject", "--body"])
def test_words_beyond_the_stated_size_are_refused(desk: Desk, option: str) -> None:
    desk.do("party", "add", "Acme", "--customer", "--email", KAI)
    add(desk, "A-1")
    (number,) = map(str, desk.column("id", "notice", "list", "--waiting"))
    before, text = desk.content, "x" * 200_001
    ran = desk("notice", "edit", number, option, text if option == "--subject" else "-", stdin=text.encode())
    assert (ran.code, ran.out) == (2, "")
    assert "at most" in ran.err
    assert desk.content == before


def test_a_letter_beyond_all_size_does_no_harm(desk: Desk, tmp_path: Path) -> None:
    add(desk, "A-1")
    desk.do("party", "edit", "Acme", "--email", KAI)
    path = tmp_path / "huge.eml"
    head = a_letter("", subject="A-1").rstrip(b"\n")
    path.write_bytes(head + b"\nX-Long: " + b"x" * 1_000_000 + b"\n\n" + b"<" * 3_000_000 + b"\n" + b"> " * 1_000_000)
    desk.do("mail", "fetch", str(path))
    (row,) = desk.rows("mail", "show", "1")
    assert len(row["text"]) + len(row["rest"]) <= 100_001
    assert len(desk.rows("enquiry", "list")[0]["text"]) == 4000
    assert desk.do("mail", "show", "1", "--original").stdout == path.read_bytes()


SCREENS = ("mail list", "mail show 1 --full", "show A-1", "log A-1", "enquiry list", "today", "trail show A-1")


@pytest.mark.parametrize("form", FORMATS)
def test_a_letter_does_not_act_on_a_terminal_wherever_it_is_shown(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    evil = "\x1b]52;c;aGk=\x07\x1b[2J\x9b31m\u202egnp.exe\u2066\u200b"
    add(desk, "A-1")
    desk.do("party", "edit", "Acme", "--email", KAI)
    head = f'From: "{evil}" <{KAI}>\nSubject: A-1 {evil}\nContent-Type: multipart/mixed; boundary=e\n\n--e\n'
    body = f"Content-Type: text/plain; charset=utf-8\n\nWhere? {evil}\n\n> {evil}\n--e\n"
    file = f'Content-Type: text/x-y; name="{evil}.pdf"\nContent-Disposition: attachment\n\n{evil}\n--e--\n'
    path = tmp_path / "evil.eml"
    path.write_text(head + body + file, "utf-8")
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    ran = desk.do("mail", "fetch", str(path), "--format", form)
    shown = [ran.out, ran.err, *(desk.do(*words.split(), "--format", form).out for words in SCREENS)]
    acting = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")
    assert [acting.findall(text) for text in shown] == [[] for _ in shown]
    assert "gnp.exe" in shown[0]
