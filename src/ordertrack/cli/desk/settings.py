"""Where the settings file is and what stands in it, where it says the book is, and where passwords are kept."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

APP = "ordertrack"
FILE_NAME = "settings.toml"
BOOK_NAME = "orders.db"
_OTHERS = 0o077
_LONGEST_PASSWORD = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings file as read, and where it was looked for; no file is no settings."""

    path: Path
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, key: str) -> str | None:
        """Give one setting."""
        value: str | None = self.values.get(key)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the book is, and which of the four ways said so."""

    where: Path | str
    source: str
    is_named: bool


def settings_path(environ: Mapping[str, str]) -> Path:
    """Say where the settings file is: `ORDERTRACK_SETTINGS`, else the platform's configuration folder."""
    named = environ.get("ORDERTRACK_SETTINGS")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / FILE_NAME


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings file; UsageError when it is not TOML."""
    path = settings_path(environ)
    try:
        return Settings(path=path, values=tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        if environ.get("ORDERTRACK_SETTINGS"):
            raise UsageError(f"ORDERTRACK_SETTINGS names {path}, which does not exist") from None
        return Settings(path=path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"the settings file {path} cannot be read: {error}") from error


def find_book(option: str | None, environ: Mapping[str, str], settings: Settings) -> Place:
    """Decide where the book is: --db, then ORDERTRACK_DB, then the settings file, then the data folder."""
    ways = (
        (option, "--db"),
        (environ.get("ORDERTRACK_DB"), "ORDERTRACK_DB"),
        (settings.text("db"), str(settings.path)),
    )
    for text, source in ways:
        if text:
            return Place(where=_place(text), source=source, is_named=True)
    from platformdirs import user_data_path

    default = user_data_path(APP, appauthor=False) / BOOK_NAME
    return Place(where=default, source="the data folder of this platform", is_named=False)


def _place(text: str) -> Path | str:
    if text.startswith("postgres://"):
        text = "postgresql" + text.removeprefix("postgres")
    if text.startswith("postgresql://"):
        text = "postgresql+psycopg" + text.removeprefix("postgresql")
    if text.startswith("sqlite:///"):
        return Path(text.removeprefix("sqlite:///"))
    if "://" in text and not text.startswith("postgresql+psycopg://"):
        scheme = text.partition("://")[0]
        raise UsageError(
            f"there is no way to a database by {scheme}://",
            hints=("give a path, or postgresql+psycopg://USER@HOST/DATABASE",),
        )
    return text if "://" in text else Path(text).expanduser()


def read_password(user: str, host: str, password_file: Path | None) -> str | None:
    """Give the password of `user` at `host`: what the file holds, else what the keyring has under `USER@HOST`.

    None when there is no file and the keyring, an extra of this program, is missing or has none. UsageError for a
    file that cannot be read, that others may read, or that holds no one line.
    """
    return _from_keyring(f"{user}@{host}") if password_file is None else _from_file(password_file)


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
        return keyring.get_password(APP, name)
    except NoKeyringError:
        return None
    except KeyringError as error:
        hint = "password_file may name a file that holds the password"
        raise UsageError(f"the keyring cannot be asked for {name}: {error}", hints=(hint,)) from None
