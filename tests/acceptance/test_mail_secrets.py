"""A credential stands where its owner put it and nowhere else: in no book, answer, message or log (SOP 5)."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, NoReturn

import pytest

from ordertrack.cli.desk.desk import Desk as Surroundings
from ordertrack.cli.desk.desk import Wishes
from ordertrack.cli.desk.mail import mailbox, transport
from ordertrack.cli.terminal import Streams
from ordertrack.mail.notices.smtp import SmtpTransport
from tests.desk import Desk, Ran, add, run, spawn
from tests.letters_in import KAI
from tests.mail.notices.smtpservers import HOST, Postmaster, smtp_server

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tests.mail.letters.dovecot import Dovecot

OUT, IN, URL = "0ut-p4ss-word", "1n-p4ss-word", "url-p4ss-word"
SECRETS = (OUT, IN, URL)


@pytest.fixture
def passwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files of both passwords, as the settings name them."""
    found = []
    for table, secret in (("MAIL", OUT), ("MAILBOX", IN)):
        path = tmp_path / f"{table.lower()}-password"
        path.touch(0o600)
        path.write_text(f"{secret}\n")
        monkeypatch.setenv(f"ORDERTRACK_{table}_PASSWORD_FILE", str(path))
        monkeypatch.setenv(f"ORDERTRACK_{table}_USER", "desk")
        monkeypatch.setenv(f"ORDERTRACK_{table}_HOST", HOST)
        monkeypatch.setenv(f"ORDERTRACK_{table}_SECURITY", "none")
        monkeypatch.setenv(f"ORDERTRACK_{table}_PORT", "1")
        found.append(path)
    monkeypatch.setenv("ORDERTRACK_MAIL_TRANSPORT", "smtp")
    monkeypatch.setenv("ORDERTRACK_MAIL_SENDER", "orders@example.com")
    monkeypatch.setenv("ORDERTRACK_MAILBOX_KIND", "imap")
    return found


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A desk with a notice to send."""
    desk.do("party", "add", "Acme", "--customer", "--email", KAI)
    add(desk, "A-1")
    desk.do("notice", "approve", *map(str, desk.column("id", "notice", "list", "--waiting")))
    return desk


def told(rans: Iterable[Ran], *folders: Path, but: Iterable[Path]) -> dict[str, list[str]]:
    """Say where a secret was told: by a command, or in a file below the folders."""
    files = {path for each in folders for path in each.rglob("*") if path.is_file()}.difference(but)
    texts: Mapping[str, bytes] = {
        **{f"command {number}": ran.stdout + ran.stderr for number, ran in enumerate(rans)},
        **{str(path): path.read_bytes() for path in files},
    }
    found = {name: [each for each in SECRETS if each.encode() in text] for name, text in texts.items()}
    return {name: secrets for name, secrets in found.items() if secrets}


def stumble(*_: object, **__: object) -> NoReturn:
    raise ZeroDivisionError("stumbled")


def test_servers_that_are_not_there_are_told_no_secret(
    filled: Desk, passwords: list[Path], tmp_path: Path, home: Path
) -> None:
    rans = [
        filled("doctor", "--mail", "--json"),
        filled("doctor", "--mail"),
        filled("notice", "send"),
        filled("mail", "fetch"),
        filled("trail", "show", "A-1"),
        filled("export", "trail"),
    ]
    assert [ran.code for ran in rans] == [0, 0, 6, 6, 0, 0]
    assert told(rans, tmp_path, home, but=passwords) == {}


def test_a_login_that_is_refused_is_told_without_the_password(
    filled: Desk, passwords: list[Path], tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postmaster = Postmaster()
    with smtp_server(postmaster, auth_require_tls=False, authenticator=postmaster.authenticate) as port:
        monkeypatch.setenv("ORDERTRACK_MAIL_PORT", str(port))
        rans = [filled("doctor", "--mail", "--json"), filled("notice", "send"), filled("notice", "list", "--json")]
    assert postmaster.logins == [("desk", OUT)] * 2
    assert rans[1].code == 6
    assert told(rans, tmp_path, home, but=passwords) == {}


def test_an_imap_server_that_refuses_the_login_is_told_of_without_the_password(
    filled: Desk, passwords: list[Path], dovecot: Dovecot, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_MAILBOX_PORT", str(dovecot.port))
    rans = [filled("doctor", "--mail", "--json"), filled("mail", "fetch")]
    assert [ran.code for ran in rans] == [0, 6]
    assert "refuses the login" in rans[1].err
    assert told(rans, tmp_path, home, but=passwords) == {}


@pytest.mark.parametrize("place", ["smtplib.SMTP.ehlo_or_helo_if_needed", "smtplib.SMTP.docmd", "smtplib.SMTP.mail"])
def test_a_crash_in_the_middle_of_a_login_leaves_no_password_in_its_traceback(
    filled: Desk, passwords: list[Path], tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    postmaster = Postmaster()
    passwords[0].write_text("pässword\n")  # the one that the server takes
    with smtp_server(postmaster, auth_require_tls=False, authenticator=postmaster.authenticate) as port:
        monkeypatch.setenv("ORDERTRACK_MAIL_PORT", str(port))
        monkeypatch.setattr(place, stumble)
        ran = filled("notice", "send")
    log = (home / ".local/state/ordertrack/last-error.log").read_text()
    assert (ran.code, log.splitlines()[-1]) == (1, "ZeroDivisionError: stumbled")
    assert "pässword" not in log + ran.out + ran.err
    assert [each for each in (KAI, "Acme", "A-1") if each in log] == []
    assert told([ran], tmp_path, home, but=passwords) == {}


def test_what_knows_a_password_does_not_show_it(filled: Desk, passwords: list[Path]) -> None:
    del passwords
    streams = Streams(stdin=io.StringIO(), stdout=io.StringIO(), stderr=io.StringIO())
    desk = Surroundings(streams, os.environ, Wishes(db=str(filled.place)))
    way = transport(desk)
    assert isinstance(way, SmtpTransport)
    shown = repr((way, vars(way), mailbox(desk), desk.settings))
    assert [each for each in SECRETS if each in shown] == []


@pytest.mark.parametrize(
    "words", [("list",), ("doctor", "--mail", "--json"), ("book", "init"), ("mail", "fetch", "none.eml"), ("today",)]
)
def test_the_password_in_the_url_of_a_database_is_not_told(
    passwords: list[Path], tmp_path: Path, home: Path, words: tuple[str, ...]
) -> None:
    urls = [f"postgresql://desk:{URL}@127.0.0.1:1/orders", f"postgresql://desk:{URL}@127.0.0.1:port/orders"]
    urls += [f"postgresql://desk:p@ss:{URL}@127.0.0.1/orders", f"mysql://desk:{URL}@127.0.0.1/orders"]
    rans = [run("--db", url, *words) for url in urls]
    assert [ran.code for ran in rans if ran.code not in {0, 2, 6}] == []
    assert told(rans, tmp_path, home, but=passwords) == {}


def test_a_crash_with_a_password_in_the_url_leaves_none_in_its_traceback(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordertrack.store.engine.engine.sa.make_url", stumble)
    ran = run("--db", f"postgresql://desk:{URL}@127.0.0.1:1/orders", "list")
    assert ran.code == 1
    assert told([ran], tmp_path, home, but=()) == {}


@pytest.mark.parametrize("option", ["--password", "--mail-password", "--secret", "--password-file"])
def test_no_command_takes_a_password(desk: Desk, option: str) -> None:
    for words in (("doctor", "--mail"), ("mail", "fetch"), ("notice", "send")):
        assert desk(*words, option, OUT).code == 2


def test_a_password_file_that_others_may_read_is_refused_unread(
    filled: Desk, passwords: list[Path], tmp_path: Path, home: Path
) -> None:
    for path in passwords:
        path.chmod(0o644)
    rans = [filled("notice", "send"), filled("mail", "fetch"), filled("doctor", "--mail", "--json")]
    assert [ran.code for ran in rans] == [2, 2, 0]
    assert "may be read by others" in rans[0].err + rans[1].err
    assert told(rans, tmp_path, home, but=passwords) == {}


def test_a_process_of_its_own_tells_no_more(filled: Desk, passwords: list[Path], tmp_path: Path, home: Path) -> None:
    rans = [spawn("--db", str(filled.place), *words) for words in (("doctor", "--mail"), ("mail", "fetch"))]
    assert [ran.code for ran in rans] == [0, 6]
    assert told(rans, tmp_path, home, but=passwords) == {}
