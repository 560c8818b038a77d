"""Letters fetched from a real IMAP server: each once, over a trusted line, and nothing there is changed."""

from __future__ import annotations

import time
import traceback
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.errors import MailError
from ordertrack.mail.letters import mailboxes
from ordertrack.mail.letters.mailboxes import Fetched, ImapMailbox, TooLarge, probe_mailbox
from ordertrack.mail.tls import Security
from tests.mail.letters.dovecot import running_dovecot
from tests.mail.letters.written import raw

if TYPE_CHECKING:
    from collections.abc import Collection

    from tests.mail.letters.dovecot import Dovecot

ONE = raw("One.\n", message_id="<1@example.org>").replace(b"\n", b"\r\n")
TWO = raw("Two.\n", message_id="<2@example.org>").replace(b"\n", b"\r\n")
NAMELESS = b"Subject: no name\r\n\r\nThree.\r\n"
TIMES = timedelta(minutes=10)


def mailbox_at(server: Dovecot, **changes: Any) -> ImapMailbox:  # noqa: ANN401
    """Give the inbox of a server over TLS, changed as asked."""
    usual: dict[str, Any] = {
        "host": server.host,
        "port": server.tls_port,
        "security": Security.TLS,
        "user": server.user,
        "password": server.password,
        "ca_file": server.ca_file,
        "timeout": 10,
    }
    return ImapMailbox(**{**usual, **changes})


def refusal(server: Dovecot, **changes: Any) -> MailError:  # noqa: ANN401
    """Return the error that a probe of a mailbox ends in; no password is in it or in its traceback."""
    box = mailbox_at(server, **changes)
    with pytest.raises(MailError) as caught:
        probe_mailbox(box)
    shown = "".join(traceback.format_exception(caught.value)) + repr(box)
    assert server.password not in shown
    assert str(changes.get("password", server.password)) not in shown
    assert caught.value.is_about_letter is False
    return caught.value


def fetched(server: Dovecot, known: Collection[str] = ()) -> tuple[list[Fetched | TooLarge], int]:
    """Fetch what is not known; return it, and how many bodies the server says it gave out."""
    before = bodies(server)
    with mailbox_at(server) as box:
        found = list(box.fetch(lambda name: name in known))
    return found, bodies(server) - before


def bodies(server: Dovecot) -> int:
    """Return how many bodies the server gave out so far; it notes that when a session has ended."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        lines = server.said()
        ended = [line.partition("body_count=")[2].split()[0] for line in lines if "body_count=" in line]
        if len(ended) == sum("Info: Login: " in line for line in lines):
            return sum(map(int, ended))
        time.sleep(0.02)
    raise TimeoutError("a session does not end")


@pytest.mark.parametrize("security", Security)
def test_letters_are_fetched_whole_with_the_time_the_server_took_them_in(dovecot: Dovecot, security: Security) -> None:
    for letter in (ONE, TWO, NAMELESS):
        dovecot.deliver(letter)
    port = dovecot.tls_port if security is Security.TLS else dovecot.port
    with mailbox_at(dovecot, security=security, port=port) as box:
        found = [each for each in box.fetch(lambda _: False) if isinstance(each, Fetched)]
        count = box.count()
    assert [each.raw for each in found] == [ONE, TWO, NAMELESS]
    assert [each.place for each in found] == ["INBOX, UID 1", "INBOX, UID 2", "INBOX, UID 3"]
    assert count == 3
    for each in found:
        assert each.received_at is not None
        assert abs(each.received_at - taken_in(dovecot)) < TIMES


def taken_in(server: Dovecot) -> datetime:
    """Return when the server's inbox was last written to."""
    return datetime.fromtimestamp((server.folder / "mail").stat().st_mtime, UTC)


def test_what_is_known_is_not_loaded_again(dovecot: Dovecot) -> None:
    for letter in (ONE, TWO):
        dovecot.deliver(letter)
    known = {"<1@example.org>", "<2@example.org>"}
    assert len(fetched(dovecot)[0]) == 2
    assert fetched(dovecot, known) == ([], 0)
    dovecot.deliver(raw("Three.\n", message_id="<3@example.org>"))
    found, loaded = fetched(dovecot, known)
    assert ([each.place for each in found], loaded) == (["INBOX, UID 3"], 1)


def test_letters_come_in_many_answers_in_their_order(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "_HEADS_AT_ONCE", 7)
    monkeypatch.setattr(mailboxes, "_BODIES_AT_ONCE", 3)
    letters = [raw(f"{i}\n", message_id=f"<{i}@example.org>").replace(b"\n", b"\r\n") for i in range(20)]
    for letter in letters:
        dovecot.deliver(letter)
    with mailbox_at(dovecot) as box:
        found = list(box.fetch(lambda name: name == "<5@example.org>"))
    assert [each.raw for each in found if isinstance(each, Fetched)] == letters[:5] + letters[6:]


def test_a_letter_above_the_limit_is_named_and_not_loaded(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "LARGEST_LETTER", 1000)
    large = raw("x\n" * 1000, message_id="<large@example.org>").replace(b"\n", b"\r\n")
    for letter in (ONE, large, TWO):
        dovecot.deliver(letter)
    found, loaded = fetched(dovecot)
    assert {each for each in found if isinstance(each, TooLarge)} == {
        TooLarge("INBOX, UID 2", len(large), "<large@example.org>")
    }
    assert ([each.raw for each in found if isinstance(each, Fetched)], loaded) == ([ONE, TWO], 2)


def test_no_flag_is_set(dovecot: Dovecot) -> None:
    dovecot.deliver(ONE)
    with mailbox_at(dovecot) as box:
        list(box.fetch(lambda _: False))
    assert "".join(dovecot.flags()) == ""


def test_another_folder_can_be_read(dovecot: Dovecot) -> None:
    dovecot.deliver(ONE, folder="Suppliers")
    with mailbox_at(dovecot, folder="Suppliers") as box:
        assert [each.place for each in box.fetch(lambda _: False)] == ["Suppliers, UID 1"]


def test_an_empty_folder_gives_nothing(dovecot: Dovecot) -> None:
    with mailbox_at(dovecot) as box:
        assert (list(box.fetch(lambda _: False)), box.count()) == ([], 0)


def test_a_probe_says_how_far_it_came(dovecot: Dovecot) -> None:
    dovecot.deliver(ONE)
    assert probe_mailbox(mailbox_at(dovecot, security=Security.STARTTLS, port=dovecot.port)) == [
        f"connected to 127.0.0.1 port {dovecot.port} by STARTTLS",
        "logged in",
        "the folder INBOX can be read",
        "1 letter there",
    ]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_certificate_that_is_not_trusted_ends_it(dovecot: Dovecot, security: Security) -> None:
    port = dovecot.tls_port if security is Security.TLS else dovecot.port
    logins = sum("Login:" in line for line in dovecot.said())
    error = refusal(dovecot, security=security, port=port, ca_file=None)
    assert error.message.startswith(f"the certificate of 127.0.0.1 port {port} is not trusted: ")
    assert sum("Login:" in line for line in dovecot.said()) == logins


def test_a_certificate_for_another_name_ends_it(dovecot: Dovecot) -> None:
    error = refusal(dovecot, host="localhost")
    assert error.message.startswith(f"the certificate of localhost port {dovecot.tls_port} is not trusted: Hostname")


@pytest.mark.parametrize("password", ["wrong", "wröng", 'wr"ong\\'])
def test_a_login_that_is_refused_is_said_in_the_servers_words(dovecot: Dovecot, password: str) -> None:
    assert refusal(dovecot, password=password).message == (
        f"127.0.0.1 port {dovecot.tls_port} refuses the login: [AUTHENTICATIONFAILED] Authentication failed."
    )


def test_a_folder_that_is_not_there_is_said_with_those_that_are(dovecot: Dovecot) -> None:
    dovecot.deliver(ONE, folder="Suppliers")
    error = refusal(dovecot, folder="Nowhere")
    assert (error.message, error.hints) == (
        f"127.0.0.1 port {dovecot.tls_port} has no folder Nowhere",
        ("there are INBOX, Suppliers",),
    )


def test_a_name_that_leads_nowhere_is_said(dovecot: Dovecot) -> None:
    error = refusal(dovecot, host="imap.example.invalid")
    assert error.message.startswith(f"the name of imap.example.invalid port {dovecot.tls_port} leads nowhere: ")


def test_a_port_where_nobody_listens_is_said(dovecot: Dovecot) -> None:
    assert refusal(dovecot, port=1).message == "127.0.0.1 port 1 cannot be reached: Connection refused"


def test_tls_where_the_server_speaks_plainly_is_said(dovecot: Dovecot) -> None:
    error = refusal(dovecot, port=dovecot.port)
    assert error.message.startswith(f"127.0.0.1 port {dovecot.port} does not speak TLS as expected: ")


@pytest.mark.usefixtures("dovecot")
def test_a_server_that_goes_away_in_the_middle_is_said() -> None:
    with running_dovecot() as server:
        server.deliver(ONE)
        box = mailbox_at(server)
        box.__enter__()
        assert box.count() == 1
    with pytest.raises(MailError) as caught:
        box.count()
    assert caught.value.message.startswith(f"127.0.0.1 port {server.tls_port} closed the connection")
    box.__exit__()


def test_a_mailbox_is_read_within_its_with_block(dovecot: Dovecot) -> None:
    with pytest.raises(RuntimeError, match="within its with block"):
        mailbox_at(dovecot).count()
