from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from ordertrack.errors import UsageError
from ordertrack.files.settings import (
    MailboxSettings,
    MailSettings,
    check_settings,
    read_mail_settings,
    read_mailbox_settings,
)

FILE = Path("settings.toml")
FOLDER: dict[str, Any] = {
    "transport": "folder",
    "folder": None,
    "host": None,
    "port": 587,
    "security": "starttls",
    "user": None,
    "password_file": None,
    "sender": "orders@ordertrack.invalid",
    "reply_to": None,
    "ca_file": None,
}
IMAP: dict[str, Any] = {
    "kind": "imap",
    "path": None,
    "host": "imap.example.com",
    "port": 993,
    "security": "tls",
    "user": "desk",
    "password_file": None,
    "folder": "INBOX",
    "ca_file": None,
}
SMTP = {"transport": "smtp", "host": "mail.example.com", "sender": "orders@example.com"}


def mail(values: dict[str, Any], environ: dict[str, str] | None = None) -> dict[str, Any]:
    return vars(read_mail_settings(FILE, {"mail": values} if values else {}, environ or {}))


def mailbox(values: dict[str, Any], environ: dict[str, str] | None = None) -> dict[str, Any]:
    found = read_mailbox_settings(FILE, {"mailbox": values}, environ or {})
    assert found is not None
    return vars(found)


def refusal(text: str, environ: dict[str, str] | None = None) -> tuple[str, tuple[str, ...]]:
    is_mailbox = "mailbox" in text.lower() or any("MAILBOX" in name for name in environ or {})
    read = read_mailbox_settings if is_mailbox else read_mail_settings
    with pytest.raises(UsageError) as caught:
        read(FILE, tomllib.loads(text), environ or {})
    return caught.value.message, caught.value.hints


def test_where_nothing_is_set_letters_become_files_and_none_are_fetched() -> None:
    assert mail({}) == FOLDER
    assert read_mailbox_settings(FILE, {}, {}) is None


def test_every_setting_of_mail_is_read() -> None:
    text = """
        transport = "smtp"
        folder = "~/outbox"
        host = "mail.example.com"
        port = 2525
        security = "tls"
        user = "desk"
        password_file = "/etc/desk.password"
        sender = "orders@example.com"
        reply_to = "answers@example.com"
        ca_file = "~/ca.pem"
    """
    assert mail(tomllib.loads(text)) == {
        "transport": "smtp",
        "folder": Path("~/outbox").expanduser(),
        "host": "mail.example.com",
        "port": 2525,
        "security": "tls",
        "user": "desk",
        "password_file": Path("/etc/desk.password"),
        "sender": "orders@example.com",
        "reply_to": "answers@example.com",
        "ca_file": str(Path("~/ca.pem").expanduser()),
    }


def test_every_setting_of_the_mailbox_is_read() -> None:
    text = """
        kind = "maildir"
        path = "~/Maildir"
        host = "imap.example.com"
        port = 1143
        security = "none"
        user = "desk"
        password_file = "/etc/desk.password"
        folder = "Answers"
        ca_file = "/etc/ca.pem"
    """
    assert mailbox(tomllib.loads(text)) == {
        "kind": "maildir",
        "path": Path("~/Maildir").expanduser(),
        "host": "imap.example.com",
        "port": 1143,
        "security": "none",
        "user": "desk",
        "password_file": Path("/etc/desk.password"),
        "folder": "Answers",
        "ca_file": "/etc/ca.pem",
    }


@pytest.mark.parametrize(("security", "port"), [("none", 25), ("starttls", 587), ("tls", 465)])
def test_the_usual_port_of_smtp_follows_from_the_security(security: str, port: int) -> None:
    assert mail({**SMTP, "security": security})["port"] == port


@pytest.mark.parametrize(("security", "port"), [("none", 143), ("starttls", 143), ("tls", 993)])
def test_the_usual_port_of_imap_follows_from_the_security(security: str, port: int) -> None:
    values = {"kind": "imap", "host": "imap.example.com", "user": "desk"}
    assert mailbox({**values, "security": security}) == {**IMAP, "security": security, "port": port}


def test_the_environment_wins_over_the_file_and_an_empty_variable_says_nothing() -> None:
    environ = {"ORDERTRACK_MAIL_HOST": "other.example.com", "ORDERTRACK_MAIL_PORT": "26", "ORDERTRACK_MAIL_USER": ""}
    found = mail({**SMTP, "user": "desk"}, environ)
    assert (found["host"], found["port"], found["user"]) == ("other.example.com", 26, "desk")


def test_a_mailbox_may_be_set_by_variables_alone() -> None:
    environ = {
        "ORDERTRACK_MAILBOX_KIND": "imap",
        "ORDERTRACK_MAILBOX_HOST": "imap.example.com",
        "ORDERTRACK_MAILBOX_USER": "desk",
    }
    assert mailbox({}, environ) == IMAP


KNOWN_MAIL = ("known are transport, folder, host, port, security, user, password_file, sender, reply_to, ca_file",)


@pytest.mark.parametrize(
    ("text", "message", "hints"),
    [
        ("mail.hots = 'x'", "settings.toml: [mail] has no setting hots", KNOWN_MAIL),
        ("mail.password = 'x'", "settings.toml: [mail] has no setting password", KNOWN_MAIL),
        ("mail.transport = 'fax'", 'settings.toml: mail.transport cannot be "fax"', ("known are folder, smtp",)),
        ("mail.security = 'ssl'", 'settings.toml: mail.security cannot be "ssl"', ("known are none, starttls, tls",)),
        ("mail.port = 0", "settings.toml: mail.port wants a number from 1 to 65535", ()),
        ("mail.port = 65536", "settings.toml: mail.port wants a number from 1 to 65535", ()),
        ("mail.port = true", "settings.toml: mail.port wants a number from 1 to 65535", ()),
        ("mail.port = 'smtp'", "settings.toml: mail.port wants a number from 1 to 65535", ()),
        ("mail.host = 5", "settings.toml: mail.host wants a text on one line", ()),
        ("mail.host = ' '", "settings.toml: mail.host wants a text on one line", ()),
        ('mail.user = "a\\nb"', "settings.toml: mail.user wants a text on one line", ()),
        (
            "mail.sender = 'Bob <a@b.c>'",
            'settings.toml: mail.sender: "Bob <a@b.c>" has white space or a control character; write the address alone',
            (),
        ),
        (
            "mail.reply_to = 'desk'",
            'settings.toml: mail.reply_to: "desk" is not an e-mail address; write one like orders@example.com',
            (),
        ),
        (
            "mail.transport = 'smtp'",
            "sending by smtp needs mail.host, and it is not set",
            ("set host under [mail] in settings.toml, or ORDERTRACK_MAIL_HOST",),
        ),
        (
            "mail = {transport = 'smtp', host = 'mail.example.com'}",
            "sending by smtp needs mail.sender, and it is not set",
            ("set sender under [mail] in settings.toml, or ORDERTRACK_MAIL_SENDER",),
        ),
        (
            "mailbox.folder = 'INBOX'",
            "fetching mail needs mailbox.kind, and it is not set",
            ("set kind under [mailbox] in settings.toml, or ORDERTRACK_MAILBOX_KIND",),
        ),
        (
            "mailbox.kind = 'imap'",
            "a mailbox of kind imap needs mailbox.host, and it is not set",
            ("set host under [mailbox] in settings.toml, or ORDERTRACK_MAILBOX_HOST",),
        ),
        (
            "mailbox = {kind = 'imap', host = 'imap.example.com'}",
            "a mailbox of kind imap needs mailbox.user, and it is not set",
            ("set user under [mailbox] in settings.toml, or ORDERTRACK_MAILBOX_USER",),
        ),
        (
            "mailbox.kind = 'mbox'",
            "a mailbox of kind mbox needs mailbox.path, and it is not set",
            ("set path under [mailbox] in settings.toml, or ORDERTRACK_MAILBOX_PATH",),
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_setting(text: str, message: str, hints: tuple[str, ...]) -> None:
    assert refusal(text) == (message, hints)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ORDERTRACK_MAIL_PORT", "x", "ORDERTRACK_MAIL_PORT wants a number from 1 to 65535"),
        ("ORDERTRACK_MAIL_PORT", "9" * 5000, "ORDERTRACK_MAIL_PORT wants a number from 1 to 65535"),
        ("ORDERTRACK_MAIL_SECURITY", "ssl", 'ORDERTRACK_MAIL_SECURITY cannot be "ssl"'),
        ("ORDERTRACK_MAIL_PASSWORD", "s3cret", "there is no variable ORDERTRACK_MAIL_PASSWORD"),
        ("ORDERTRACK_MAILBOX_KIND", "pop", 'ORDERTRACK_MAILBOX_KIND cannot be "pop"'),
        ("ORDERTRACK_MAILBOX_HOTS", "x", "there is no variable ORDERTRACK_MAILBOX_HOTS"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(name: str, value: str, message: str) -> None:
    assert refusal("", {name: value})[0] == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mail = 'smtp'", "settings.toml: mail wants a table"),
        ("mailbox = 1", "settings.toml: mailbox wants a table"),
        ("db = 1", "settings.toml: db wants a text"),
        ("colour = 'never'", "settings.toml: there is no setting colour"),
    ],
)
def test_what_the_file_may_not_say_is_named(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_settings(FILE, tomllib.loads(text))
    assert caught.value.message == message
    assert caught.value.hints == (("known are db, actor, color, mail, mailbox",) if "no setting" in message else ())


def test_no_setting_and_no_variable_holds_a_password() -> None:
    keys = (*MailSettings.keys(), *MailboxSettings.keys())
    assert not [key for key in keys if re.fullmatch(r"pass(word|wd|phrase)?", key)]
