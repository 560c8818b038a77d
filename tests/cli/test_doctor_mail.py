from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import runner
from tests.mail.notices.smtpservers import Postmaster, smtp_server

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.running import Ran, Run

OUT, IN = "Can letters be handed over?", "Can the mailbox be read?"
NO_MAILBOX = ("no", "no mailbox is set", "set [mailbox] in the settings file", False)
LOGIN = "pässword"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    run = runner(capsys, tmp_path / "orders.db")
    assert run("book", "init", "--zone", "Europe/Berlin").code == 0
    return run


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text("")
    monkeypatch.setenv("ORDERTRACK_SETTINGS", str(path))
    return path


def mail(ran: Ran) -> dict[str, tuple[Any, ...]]:
    asked = ("answer", "detail", "advice", "is_fault")
    return {row["question"]: tuple(row[name] for name in asked) for row in ran.rows if row["topic"] == "mail"}


def test_the_way_of_mail_is_tried_only_when_asked(run: Run) -> None:
    assert mail(run("doctor", "--json")) == {}


def test_letters_of_a_new_book_lie_beside_it(run: Run, tmp_path: Path) -> None:
    ran = run("doctor", "--mail", "--json", "--exit-code")
    said = f"letters become files in {tmp_path}/orders.outbox; it is made by the first one in {tmp_path}"
    assert (ran.code, mail(ran)) == (0, {OUT: ("yes", said, None, False), IN: NO_MAILBOX})
    assert not (tmp_path / "orders.outbox").exists()


def test_a_server_is_met_and_logged_in_to(run: Run, settings: Path, tmp_path: Path) -> None:
    master = Postmaster()
    password = tmp_path / "password"
    password.touch(0o600)
    password.write_text(f"{LOGIN}\n")
    with smtp_server(master, auth_require_tls=False, authenticator=master.authenticate) as port:
        settings.write_text(
            '[mail]\ntransport = "smtp"\nhost = "127.0.0.1"\nsecurity = "none"\nsender = "orders@example.com"\n'
            f'port = {port}\nuser = "desk"\npassword_file = "{password}"\n'
        )
        ran = run("doctor", "--mail", "--json", "--exit-code")
    said = (
        f"127.0.0.1 port {port} answers as mail.example.com; the connection is not private; logged in as desk; "
        "addresses with Unicode are taken"
    )
    assert (ran.code, mail(ran)) == (0, {OUT: ("yes", said, None, False), IN: NO_MAILBOX})
    assert (master.logins, master.arrived) == ([("desk", LOGIN)], [])
    assert LOGIN not in ran.out + ran.err


def test_a_refused_login_is_a_fault_without_the_password(run: Run, settings: Path, tmp_path: Path) -> None:
    master = Postmaster()
    password = tmp_path / "password"
    password.touch(0o600)
    password.write_text("s3cret-w0rd")
    with smtp_server(master, auth_require_tls=False, authenticator=master.authenticate) as port:
        settings.write_text(
            '[mail]\ntransport = "smtp"\nhost = "127.0.0.1"\nsecurity = "none"\nsender = "orders@example.com"\n'
            f'port = {port}\nuser = "desk"\npassword_file = "{password}"\n'
        )
        ran = run("doctor", "--mail", "--json", "--exit-code")
    said = f"127.0.0.1 port {port} refuses the login of desk: 535 5.7.8 Authentication credentials invalid"
    assert (ran.code, mail(ran)) == (8, {OUT: ("no", said, None, True), IN: NO_MAILBOX})
    assert "s3cret-w0rd" not in ran.out + ran.err


def test_settings_that_are_wrong_are_faults_of_their_own(run: Run, settings: Path) -> None:
    settings.write_text('[mail]\ntransport = "smtp"\n[mailbox]\nkind = "pop"\n')
    ran = run("doctor", "--mail", "--json", "--exit-code")
    assert (ran.code, json.loads(ran.out)["faults"]) == (8, 2)
    assert mail(ran) == {
        OUT: (
            "no",
            "sending by smtp needs mail.host, and it is not set",
            f"set host under [mail] in {settings}, or ORDERTRACK_MAIL_HOST",
            True,
        ),
        IN: ("no", f'{settings}: mailbox.kind cannot be "pop"', "known are imap, maildir, mbox, files", True),
    }


def test_a_mailbox_is_tried_when_it_is_set(run: Run, settings: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    settings.write_text(f'[mailbox]\nkind = "files"\npath = "{tmp_path}/letters"\n')
    found = mail(run("doctor", "--mail", "--json", "--exit-code"))
    assert found[IN] == ("yes", f"{tmp_path}/letters can be read; 0 letters there", None, False)


def test_a_mailbox_that_is_not_there_is_a_fault(run: Run, settings: Path, tmp_path: Path) -> None:
    settings.write_text(f'[mailbox]\nkind = "maildir"\npath = "{tmp_path}/none"\n')
    ran = run("doctor", "--mail", "--json", "--exit-code")
    assert (ran.code, mail(ran)[IN][::3]) == (8, ("no", True))


def test_a_mailbox_whose_password_nobody_knows_is_a_fault(
    run: Run, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    settings.write_text('[mailbox]\nkind = "imap"\nhost = "imap.invalid"\nuser = "desk"\n')
    found = mail(run("doctor", "--mail", "--json"))[IN]
    assert found[:2] == ("no", "there is no password for desk at imap.invalid")


@pytest.mark.postgres
def test_letters_of_a_book_on_a_server_lie_in_the_data_folder(
    postgres_url: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = mail(runner(capsys, postgres_url)("doctor", "--mail", "--json"))[OUT]
    assert found[1].startswith(f"letters become files in {home}/.local/share/ordertrack/outbox; ")
