"""What the settings file may say about mail, and every problem of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ordertrack.cli.desk.settings import Settings
from ordertrack.domain.parties import clean_email
from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


MAIL = {
    "transport": "ORDERTRACK_MAIL_TRANSPORT",
    "folder": "ORDERTRACK_MAIL_FOLDER",
    "host": "ORDERTRACK_MAIL_HOST",
    "port": "ORDERTRACK_MAIL_PORT",
    "security": "ORDERTRACK_MAIL_SECURITY",
    "user": "ORDERTRACK_MAIL_USER",
    "password_file": "ORDERTRACK_MAIL_PASSWORD_FILE",
    "sender": "ORDERTRACK_MAIL_SENDER",
    "reply_to": "ORDERTRACK_MAIL_REPLY_TO",
    "ca_file": "ORDERTRACK_MAIL_CA_FILE",
}
"""The settings of `[mail]`, and the variables of the environment that win over them."""


MAILBOX = {
    "kind": "ORDERTRACK_MAILBOX_KIND",
    "path": "ORDERTRACK_MAILBOX_PATH",
    "host": "ORDERTRACK_MAILBOX_HOST",
    "port": "ORDERTRACK_MAILBOX_PORT",
    "security": "ORDERTRACK_MAILBOX_SECURITY",
    "user": "ORDERTRACK_MAILBOX_USER",
    "password_file": "ORDERTRACK_MAILBOX_PASSWORD_FILE",
    "folder": "ORDERTRACK_MAILBOX_FOLDER",
    "ca_file": "ORDERTRACK_MAILBOX_CA_FILE",
}
"""The settings of `[mailbox]`, and the variables of the environment that win over them."""


TRANSPORTS = ("folder", "smtp")


KINDS = ("imap", "maildir", "mbox", "files")


SMTP_PORTS = {"none": 25, "starttls": 587, "tls": 465}


IMAP_PORTS = {"none": 143, "starttls": 143, "tls": 993}


NOBODY = "orders@ordertrack.invalid"


KEYRING_SERVICE = "ordertrack"


_LAST_PORT = 65535


_OTHERS = 0o077


_LONGEST_PASSWORD = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The way out for letters; without a `folder` they lie beside the book.

    Letters into a folder need no `sender`. Where none is set they are from `orders@ordertrack.invalid`, an address
    that nobody has or can have, so that such a file shows that it was not meant to leave.
    """

    transport: str
    folder: Path | None
    host: str | None
    port: int
    security: str
    user: str | None
    password_file: Path | None
    sender: str
    reply_to: str | None
    ca_file: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxSettings:
    """Where letters come in: the IMAP `folder` at `host`, else what lies at `path` on this machine."""

    kind: str
    path: Path | None
    host: str | None
    port: int
    security: str
    user: str | None
    password_file: Path | None
    folder: str
    ca_file: str | None


def read_mail_settings(settings: Settings, environ: Mapping[str, str]) -> MailSettings:
    """Read `[mail]`; UsageError names what is wrong, or missing for the transport that is chosen."""
    given = _Given("mail", MAIL, settings, environ)
    transport, security = given.word("transport", TRANSPORTS, "folder"), given.word("security", SMTP_PORTS, "starttls")
    if transport == "smtp":
        for key in ("host", "sender"):
            given.require(key, "sending by smtp")
    return MailSettings(
        transport=transport,
        folder=given.path("folder"),
        host=given.text("host"),
        port=given.port(SMTP_PORTS[security]),
        security=security,
        user=given.text("user"),
        password_file=given.path("password_file"),
        sender=given.address("sender") or NOBODY,
        reply_to=given.address("reply_to"),
        ca_file=given.file_name("ca_file"),
    )


def read_mailbox_settings(settings: Settings, environ: Mapping[str, str]) -> MailboxSettings | None:
    """Read `[mailbox]`; None when nothing is set. UsageError names what is wrong, or missing for its kind."""
    given = _Given("mailbox", MAILBOX, settings, environ)
    if not given.values:
        return None
    given.require("kind", "fetching mail")
    kind, security = given.word("kind", KINDS, "imap"), given.word("security", IMAP_PORTS, "tls")
    for key in ("host", "user") if kind == "imap" else ("path",):
        given.require(key, f"a mailbox of kind {kind}")
    return MailboxSettings(
        kind=kind,
        path=given.path("path"),
        host=given.text("host"),
        port=given.port(IMAP_PORTS[security]),
        security=security,
        user=given.text("user"),
        password_file=given.path("password_file"),
        folder=given.text("folder") or "INBOX",
        ca_file=given.file_name("ca_file"),
    )


def read_password(user: str, host: str, password_file: Path | None) -> str | None:
    """Give the password of `user` at `host`: what the file holds, else what the keyring has under `USER@HOST`.

    None when there is no file and the keyring, an extra of this program, is missing or has none. UsageError for a
    file that cannot be read, that others may read, or that holds no one line.
    """
    return _from_keyring(f"{user}@{host}") if password_file is None else _from_file(password_file)


class _Given:
    """What is set in one table and by its variables; each value knows where it was said."""

    def __init__(
        self, table: str, variables: Mapping[str, str], settings: Settings, environ: Mapping[str, str]
    ) -> None:
        self._table, self._variables, self._file = table, variables, settings.path
        said: Mapping[str, Any] = settings.values.get(table, {})
        _require_known(
            [key for key in said if key not in variables], f"{self._file}: [{table}] has no setting", variables
        )
        names = sorted(name for name in environ if name.startswith(f"ORDERTRACK_{table.upper()}_"))
        known = tuple(variables.values())
        _require_known([name for name in names if name not in known], "there is no variable", known)
        self.values: dict[str, tuple[Any, str]] = {
            **{key: (value, f"{self._file}: {table}.{key}") for key, value in said.items()},
            **{key: (environ[name], name) for key, name in variables.items() if environ.get(name)},
        }

    def text(self, key: str) -> str | None:
        value, source = self.values.get(key, (None, ""))
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise UsageError(f"{source} wants a text on one line")
        return value.strip()

    def require(self, key: str, purpose: str) -> None:
        if self.text(key) is None:
            hint = f"set {key} under [{self._table}] in {self._file}, or {self._variables[key]}"
            raise UsageError(f"{purpose} needs {self._table}.{key}, and it is not set", hints=(hint,))

    def word(self, key: str, words: Collection[str], usual: str) -> str:
        word = self.text(key) or usual
        if word not in words:
            raise UsageError(f'{self.values[key][1]} cannot be "{word}"', hints=(f"known are {', '.join(words)}",))
        return word

    def port(self, usual: int) -> int:
        value, source = self.values.get("port", (usual, ""))
        text = "" if isinstance(value, bool) else str(value).strip()
        if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) <= _LAST_PORT):
            raise UsageError(f"{source} wants a number from 1 to {_LAST_PORT}")
        return int(text)

    def path(self, key: str) -> Path | None:
        text = self.text(key)
        return Path(text).expanduser() if text else None

    def file_name(self, key: str) -> str | None:
        path = self.path(key)
        return str(path) if path else None

    def address(self, key: str) -> str | None:
        text = self.text(key)
        try:
            return clean_email(text) if text else None
        except ValueError as error:
            raise UsageError(f"{self.values[key][1]}: {error}") from None


def _require_known(strays: Sequence[str], complaint: str, known: Collection[str]) -> None:
    if strays:
        raise UsageError(f"{complaint} {strays[0]}", hints=(f"known are {', '.join(known)}",))


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            content = b"" if mode & _OTHERS else file.read(_LONGEST_PASSWORD)
    except OSError as error:
        raise UsageError(f"password_file {path} cannot be read: {error.strerror or error}") from None
    if mode & _OTHERS:
        hint = f"chmod 600 {path}"
        raise UsageError(f"password_file {path} may be read by others (mode {mode:04o})", hints=(hint,))
    return _one_line(content, path)


def _one_line(content: bytes, path: Path) -> str:
    try:
        password = content.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        password = ""
    if not password or not password.isprintable():
        raise UsageError(f"password_file {path} does not hold one line of text in UTF-8")
    return password


def _from_keyring(name: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(KEYRING_SERVICE, name)
    except NoKeyringError:
        return None
    except KeyringError as error:
        hint = "password_file may name a file that holds the password"
        raise UsageError(f"the keyring cannot be asked for {name}: {error}", hints=(hint,)) from None
