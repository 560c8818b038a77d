"""The settings file: what it may say about the book and about mail, and every problem of it."""

from __future__ import annotations

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
KNOWN: dict[str, type] = {"db": str, "actor": str, "color": str, "mail": dict, "mailbox": dict}


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
    """Read the settings file; UsageError when it is not TOML or holds something unknown."""
    path = settings_path(environ)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if environ.get("ORDERTRACK_SETTINGS"):
            raise UsageError(f"ORDERTRACK_SETTINGS names {path}, which does not exist") from None
        return Settings(path=path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"the settings file {path} cannot be read: {error}") from error
    for key, value in values.items():
        if key not in KNOWN:
            raise UsageError(f"{path}: there is no setting {key}", hints=(f"known are {', '.join(KNOWN)}",))
        if not isinstance(value, KNOWN[key]):
            raise UsageError(f"{path}: {key} wants a {'text' if KNOWN[key] is str else 'table'}")
    return Settings(path=path, values=values)


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
