"""What the settings may say, in their file and in the variables of the environment that win over it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from ordertrack.domain.parties import clean_email
from ordertrack.errors import UsageError
from ordertrack.files.validation import Shape, by, tried

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from ordertrack.domain.policy.problems import Path as Place

    Values = Mapping[str, Any]

S = TypeVar("S", bound=Shape)
SMTP_PORTS = {"none": 25, "starttls": 587, "tls": 465}
IMAP_PORTS = {"none": 143, "starttls": 143, "tls": 993}
NOBODY = "orders@ordertrack.invalid"
_LAST_PORT = 65535


# What is said against a value continues after the place where it stands.


def _of(kind: type, name: str) -> Callable[[object], Any]:
    def read(value: object) -> object:
        if not isinstance(value, kind):
            raise ValueError(f" wants a {name}")  # noqa: TRY004 - one kind of error for all
        return value

    return read


def _line(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError(" wants a text on one line")
    return value.strip()


def _one_of(words: Collection[str]) -> Callable[[object], str]:
    def read(value: object) -> str:
        word = _line(value)
        if word not in words:
            raise ValueError(f' cannot be "{word}"', f"known are {', '.join(words)}")
        return word

    return read


def _port(value: object) -> int:
    text = "" if isinstance(value, bool) else str(value).strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) <= _LAST_PORT):
        raise ValueError(f" wants a number from 1 to {_LAST_PORT}")
    return int(text)


def _path(value: object) -> Path:
    return Path(_line(value)).expanduser()


def _address(value: object) -> str:
    text = _line(value)
    try:
        return clean_email(text)
    except ValueError as error:
        raise ValueError(f": {error}") from None


Text = Annotated[str, by(_of(str, "text"))]
Table = Annotated[dict[str, Any], by(_of(dict, "table"))]
Line = Annotated[str, by(_line)]
Port = Annotated[int, by(_port)]
Location = Annotated[Path, by(_path)]
FileName = Annotated[str, by(lambda value: str(_path(value)))]
Address = Annotated[str, by(_address)]


class SettingsText(Shape):
    """The whole file: where the book is, who works with it, and about mail what is read when mail is."""

    db: Text = ""
    actor: Text = ""
    color: Text = ""
    mail: Table = {}
    mailbox: Table = {}


class MailSettings(Shape):
    """The way out for letters; without a `folder` they lie beside the book.

    Letters into a folder need no `sender`. Where none is set they are from `orders@ordertrack.invalid`, an address
    that nobody has or can have, so that such a file shows that it was not meant to leave.
    """

    transport: Annotated[str, by(_one_of(("folder", "smtp")))] = "folder"
    folder: Location | None = None
    host: Line | None = None
    port: Port = 0
    security: Annotated[str, by(_one_of(SMTP_PORTS))] = "starttls"
    user: Line | None = None
    password_file: Location | None = None
    sender: Address = NOBODY
    reply_to: Address | None = None
    ca_file: FileName | None = None

    def faults(self) -> Iterator[tuple[Place, str]]:
        """Miss where a server is and who writes, for letters that leave by one."""
        if self.transport == "smtp":
            yield from _missing(self, "mail", ("host", "sender"), "sending by smtp")


class MailboxSettings(Shape):
    """Where letters come in: the IMAP `folder` at `host`, else what lies at `path` on this machine."""

    kind: Annotated[str, by(_one_of(("imap", "maildir", "mbox", "files")))] = ""
    path: Location | None = None
    host: Line | None = None
    port: Port = 0
    security: Annotated[str, by(_one_of(IMAP_PORTS))] = "tls"
    user: Line | None = None
    password_file: Location | None = None
    folder: Line = "INBOX"
    ca_file: FileName | None = None

    def faults(self) -> Iterator[tuple[Place, str]]:
        """Miss the kind, and what a mailbox of this kind is found by."""
        if self.model_fields_set:
            yield from _missing(self, "mailbox", ("kind",), "fetching mail")
            needed = ("host", "user") if self.kind == "imap" else ("path",)
            yield from _missing(self, "mailbox", needed, f"a mailbox of kind {self.kind}")


def _missing(shape: Shape, table: str, keys: Collection[str], purpose: str) -> Iterator[tuple[Place, str]]:
    for key in keys:
        if key not in shape.model_fields_set:
            yield (key,), f"{purpose} needs {table}.{key}, and it is not set"


def check_settings(file: Path, values: Values) -> None:
    """Raise UsageError for what the file may not say."""
    _refuse_strays(values, SettingsText.keys(), f"{file}: there is no setting")
    for flaw in tried(SettingsText, values)[1]:
        raise UsageError(f"{file}: {flaw.path[0]}{flaw.sentence}")


def read_mail_settings(file: Path, values: Values, environ: Mapping[str, str]) -> MailSettings:
    """Read `[mail]`; UsageError names what is wrong, or missing for the transport that is chosen."""
    found = _read(MailSettings, "mail", file, values, environ)
    return found.model_copy(update={"port": found.port or SMTP_PORTS[found.security]})


def read_mailbox_settings(file: Path, values: Values, environ: Mapping[str, str]) -> MailboxSettings | None:
    """Read `[mailbox]`; None when nothing is set. UsageError names what is wrong, or missing for its kind."""
    found = _read(MailboxSettings, "mailbox", file, values, environ)
    port = found.port or IMAP_PORTS[found.security]
    return found.model_copy(update={"port": port}) if found.model_fields_set else None


def _read(shape: type[S], table: str, file: Path, values: Values, environ: Mapping[str, str]) -> S:
    """Read a table, and its variables, which win; each value knows where it was said."""
    prefix = f"ORDERTRACK_{table.upper()}_"
    variables = {key: f"{prefix}{key.upper()}" for key in shape.model_fields}
    said = values.get(table, {})
    _refuse_strays(said, variables, f"{file}: [{table}] has no setting")
    strays = sorted(name for name in environ if name.startswith(prefix))
    _refuse_strays(strays, variables.values(), "there is no variable")
    won = {key: environ[name] for key, name in variables.items() if environ.get(name)}
    found, flaws = tried(shape, {**said, **won})
    if found is None:
        key, flaw = str(flaws[0].path[0]), flaws[0]
        source = variables[key] if key in won else f"{file}: {table}.{key}"
        raise UsageError(f"{source}{flaw.sentence}", hints=flaw.hints)
    for path, sentence in found.faults():
        hint = f"set {path[0]} under [{table}] in {file}, or {variables[str(path[0])]}"
        raise UsageError(sentence, hints=(hint,))
    return found


def _refuse_strays(names: Iterable[str], known: Collection[str], complaint: str) -> None:
    for name in names:
        if name not in known:
            raise UsageError(f"{complaint} {name}", hints=(f"known are {', '.join(known)}",))
