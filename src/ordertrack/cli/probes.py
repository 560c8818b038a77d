"""What `doctor` asks of this machine: the program, its libraries, the surroundings, and what cron will see."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sys
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ordertrack import __version__
from ordertrack.cli.zones import local_zone
from ordertrack.errors import OrderTrackError
from ordertrack.settings import APP

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordertrack.cli.context import Desk

LIBRARIES = ("typer", "rich", "sqlmodel", "sqlalchemy", "python-dateutil", "tabulate", "platformdirs")
OLDEST_PYTHON = (3, 11)
CRON_PATH = "/usr/bin:/bin"
_ONLY_HERE = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "ORDERTRACK_SETTINGS")


class Answer(StrEnum):
    """What a question came to."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Reply(NamedTuple):
    """An answer, what is so, and what would help; a fault is a no that keeps the desk from working well."""

    answer: Answer
    detail: str
    advice: str | None = None
    is_fault: bool = False


def yes_or_no(detail: str, *, is_so: bool, advice: str | None = None, matters: bool = False) -> Reply:
    """Answer yes, or no with what would help; `matters` makes the no a fault."""
    if is_so:
        return Reply(Answer.YES, detail)
    return Reply(Answer.NO, detail, advice, matters)


def asked(desk: Desk, probe: Callable[[Desk], Reply]) -> Reply:
    """Ask one question; what cannot be found out is unknown."""
    try:
        return probe(desk)
    except OrderTrackError as error:
        return Reply(Answer.UNKNOWN, error.message)


def _program(_: Desk) -> Reply:
    found = shutil.which(APP)
    return yes_or_no(f"{__version__}, {found or f'run as {_here()}'}", is_so=bool(found))


def _here() -> str:
    return shutil.which(APP) or f"{sys.executable} -m {APP}"


def _python(_: Desk) -> Reply:
    is_new = sys.version_info[:2] >= OLDEST_PYTHON
    return yes_or_no(f"{platform.python_version()}, {sys.executable}", is_so=is_new, matters=True)


def _libraries(_: Desk) -> Reply:
    found = dict.fromkeys(LIBRARIES, "missing")
    for name in LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    detail = ", ".join(f"{name} {version}" for name, version in found.items())
    is_whole = "missing" not in found.values()
    return yes_or_no(detail, is_so=is_whole, advice="install ordertrack again", matters=True)


def _sqlite(desk: Desk) -> Reply:
    library = desk.upkeep.library()
    detail = f"SQLite {library.version}: new books get journal mode {'wal' if library.is_wal_safe else 'truncate'}"
    advice = "pip install 'ordertrack[wal]' brings a newer one"
    return yes_or_no(detail, is_so=library.is_wal_safe, advice=advice)


def _settings(desk: Desk) -> Reply:
    try:
        found, _ = desk.settings, desk.color
    except OrderTrackError as error:
        return Reply(Answer.NO, error.message, "repair the file, or move it away", is_fault=True)
    return Reply(Answer.YES, f"{found.path}: {', '.join(found.values) or 'nothing is set there'}")


def _actor(desk: Desk) -> Reply:
    advice = "set ORDERTRACK_ACTOR, or actor in the settings"
    return yes_or_no(desk.actor, is_so=desk.actor != "unknown", advice=advice, matters=True)


def _encoding(desk: Desk) -> Reply:
    name = locale.getpreferredencoding(do_setlocale=False)
    variables = [key for key in ("LC_ALL", "LC_CTYPE", "LANG") if desk.environ.get(key)]
    said = f"{variables[0]}={desk.environ[variables[0]]}" if variables else "no LANG"
    is_utf8 = name.lower().replace("-", "") == "utf8"
    return yes_or_no(f"{name}, {said}; ordertrack writes UTF-8 in any case", is_so=is_utf8)


def _terminal(desk: Desk) -> Reply:
    streams = desk.streams
    if not streams.is_terminal(streams.stdout):
        return Reply(Answer.NO, "plain text, one record a line")
    color = "coloured" if streams.wants_color(streams.stdout, desk.color) else "not coloured"
    asks = "asks for what is missing" if streams.can_ask() else "never asks"
    return Reply(Answer.YES, f"{streams.width()} columns, {color}, {asks}")


def _last_error(_: Desk) -> Reply:
    from platformdirs import user_state_path

    path = user_state_path(APP, appauthor=False) / "last-error.log"
    try:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return Reply(Answer.YES, f"nothing at {path}")
    except OSError as error:
        return Reply(Answer.UNKNOWN, f"{path}: {error.strerror}")
    return Reply(Answer.NO, f"{path}, {at:%Y-%m-%d %H:%M} UTC", "report it, then delete the file", is_fault=True)


def _cron_program(_: Desk) -> Reply:
    found = shutil.which(APP, path=CRON_PATH)
    advice = f"write the whole path in the crontab: {_here()}"
    return yes_or_no(found or f"not in {CRON_PATH}", is_so=bool(found), advice=advice)


def _cron_home(desk: Desk) -> Reply:
    try:
        import pwd

        home = pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return Reply(Answer.UNKNOWN, "this machine does not say which home is yours")
    here = desk.environ.get("HOME", "")
    is_same = Path(here) == Path(home)
    return yes_or_no(home if is_same else f"{home}; here it is {here or 'not set'}", is_so=is_same)


def _cron_book(desk: Desk) -> Reply:
    where, source = desk.upkeep.where(), desk.place.source
    advice = f"write --db {where} in the crontab"
    if source in {"--db", "ORDERTRACK_DB"}:
        return Reply(Answer.NO, f"only {source} names it", advice)
    strays = [name for name in _ONLY_HERE if desk.environ.get(name)]
    return yes_or_no(f"{where}, by {' and '.join([source, *strays])}", is_so=not strays, advice=advice)


def _cron_zone(desk: Desk) -> Reply:
    machine, book = local_zone(desk.environ), desk.zone.key
    detail = machine if machine == book else f"cron's hours are in {machine}, the book's days in {book}"
    return yes_or_no(detail, is_so=machine == book)


BEFORE: tuple[tuple[str, str, Callable[[Desk], Reply]], ...] = (
    ("program", "Is ordertrack on the PATH?", _program),
    ("program", "Is Python new enough?", _python),
    ("program", "Are its libraries there?", _libraries),
    ("program", "Is WAL mode safe with SQLite here?", _sqlite),
    ("you", "Can the settings be read?", _settings),
    ("you", "Is it known who you are?", _actor),
    ("you", "Is the locale's encoding UTF-8?", _encoding),
    ("you", "Does output go to a terminal?", _terminal),
    ("you", "Is there no traceback of a bug?", _last_error),
)
AFTER: tuple[tuple[str, str, Callable[[Desk], Reply]], ...] = (
    ("cron", "Will cron find ordertrack?", _cron_program),
    ("cron", "Will cron have the same HOME?", _cron_home),
    ("cron", "Will cron find this book?", _cron_book),
    ("cron", "Is cron in the book's zone?", _cron_zone),
)
