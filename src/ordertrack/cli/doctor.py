"""Is everything as it should be? The program, the book, this terminal, mail, and what cron will see."""

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
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ordertrack import __version__
from ordertrack.cli.commands import ResultWithCode, reads
from ordertrack.cli.desk import mail
from ordertrack.cli.desk.desk import Desk, local_zone
from ordertrack.cli.desk.settings import APP, Settings, settings_path
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.domain.values.texts import count_of
from ordertrack.errors import NotFoundError, OrderTrackError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ordertrack.cli.output.result import Row

LIBRARIES = ("typer", "rich", "sqlmodel", "sqlalchemy", "python-dateutil", "tabulate", "platformdirs")
OLDEST_PYTHON = (3, 11)
CRON_PATH = "/usr/bin:/bin"
_ONLY_HERE = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "ORDERTRACK_SETTINGS")


class Diagnosis(StrEnum):
    """What a question came to."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Reply(NamedTuple):
    """An answer, what is so, and what would help; a fault is a no that keeps the desk from working well."""

    answer: Diagnosis
    detail: str
    advice: str | None = None
    is_fault: bool = False


def yes_or_no(detail: str, *, is_so: bool, advice: str | None = None, matters: bool = False) -> Reply:
    """Answer yes, or no with what would help; `matters` makes the no a fault."""
    if is_so:
        return Reply(Diagnosis.YES, detail)
    return Reply(Diagnosis.NO, detail, advice, matters)


def ask_question(desk: Desk, probe: Callable[[Desk], Reply]) -> Reply:
    """Ask one question; what cannot be found out is unknown."""
    try:
        return probe(desk)
    except OrderTrackError as error:
        return Reply(Diagnosis.UNKNOWN, error.message)


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
        return Reply(Diagnosis.NO, error.message, "repair the file, or move it away", is_fault=True)
    return Reply(Diagnosis.YES, f"{found.path}: {', '.join(found.values) or 'nothing is set there'}")


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
        return Reply(Diagnosis.NO, "plain text, one record a line")
    color = "coloured" if streams.wants_color(streams.stdout, desk.color) else "not coloured"
    asks = "asks for what is missing" if streams.can_ask() else "never asks"
    return Reply(Diagnosis.YES, f"{streams.width()} columns, {color}, {asks}")


def _last_error(_: Desk) -> Reply:
    from platformdirs import user_state_path

    path = user_state_path(APP, appauthor=False) / "last-error.log"
    try:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return Reply(Diagnosis.YES, f"nothing at {path}")
    except OSError as error:
        return Reply(Diagnosis.UNKNOWN, f"{path}: {error.strerror}")
    return Reply(Diagnosis.NO, f"{path}, {at:%Y-%m-%d %H:%M} UTC", "report it, then delete the file", is_fault=True)


def _cron_program(_: Desk) -> Reply:
    found = shutil.which(APP, path=CRON_PATH)
    advice = f"write the whole path in the crontab: {_here()}"
    return yes_or_no(found or f"not in {CRON_PATH}", is_so=bool(found), advice=advice)


def _cron_home(desk: Desk) -> Reply:
    try:
        import pwd

        home = pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return Reply(Diagnosis.UNKNOWN, "this machine does not say which home is yours")
    here = desk.environ.get("HOME", "")
    is_same = Path(here) == Path(home)
    return yes_or_no(home if is_same else f"{home}; here it is {here or 'not set'}", is_so=is_same)


def _cron_book(desk: Desk) -> Reply:
    where, source = desk.upkeep.where(), desk.place.source
    advice = f"write --db {where} in the crontab"
    if source in {"--db", "ORDERTRACK_DB"}:
        return Reply(Diagnosis.NO, f"only {source} names it", advice)
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


def mail_answers(desk: Desk) -> Iterator[tuple[str, Reply]]:
    """Go the way of letters out and, where a mailbox is set, in: a real handshake each, and no letter moved."""
    yield "Can letters be handed over?", _tried(lambda: mail.transport(desk).probe())
    try:
        has_mailbox = mail.mailbox_settings(desk) is not None
    except OrderTrackError as error:
        yield "Can the mailbox be read?", _fault(error)
        return
    if has_mailbox:
        yield "Can the mailbox be read?", _tried(lambda: mail.probe_mailbox(desk))
    else:
        yield "Can the mailbox be read?", Reply(Diagnosis.NO, "no mailbox is set", "set [mailbox] in the settings file")


def _tried(probe: Callable[[], list[str]]) -> Reply:
    try:
        return Reply(Diagnosis.YES, "; ".join(probe()))
    except OrderTrackError as error:
        return _fault(error)


def _fault(error: OrderTrackError) -> Reply:
    return Reply(Diagnosis.NO, error.message, "; ".join(error.hints) or None, is_fault=True)


COLUMNS = (
    Column(name="topic", title="About"),
    Column(name="question", title="Question"),
    Column(name="answer", title="Answer"),
    Column(name="detail", title="What is so"),
    Column(name="advice", title="What would help", narrow=False),
    Column(name="is_fault", title="Fault", kind=Kind.FLAG, narrow=False),
)
FOUND = 8
_OTHERS = 0o077
_QUESTIONS = {
    "opened": "Can it be opened?",
    "identity": "Has it this program's version?",
    "integrity": "Is the file sound?",
    "references": "Does every reference hold?",
    "layout": "Is its layout whole, trail triggers too?",
    "settings": "Does the database keep our settings?",
    "journal": "Is the journal mode as chosen, and safe?",
    "disk": "Is it on a local disk?",
    "durability": "Does a write survive a power cut?",
    "encoding": "Can every name be written?",
}
_ANSWERS = {"ok": Diagnosis.YES, "failed": Diagnosis.NO, "unknown": Diagnosis.UNKNOWN}
_RESTORE = "look at ordertrack book check, restore a backup"
_ADVICE = {
    "identity": "ordertrack book upgrade --dry-run",
    "journal": "ordertrack book journal truncate",
    "disk": "move it to a local disk, or use PostgreSQL",
}


@reads
def doctor(
    desk: Desk,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 8 when a fault is found.")] = False,
    mail: Annotated[bool, typer.Option("--mail", help="Try the mail server and the mailbox, too.")] = False,
) -> ResultWithCode:
    """Say whether all is well, here and under cron.

    Each question is answered yes, no or unknown. A no that keeps the desk from working well is a fault. --mail goes
    the whole way to the mail server and the mailbox, login included, and moves no letter.
    """
    rows = [(topic, question, *reply) for topic, question, reply in _answers(desk, with_mail=mail)]
    _do_without_broken_settings(desk)
    faults = sum(bool(row[-1]) for row in rows)
    table = Table(
        kind="doctor",
        columns=COLUMNS,
        rows=rows,
        group_by="topic",
        notes=(count_of(faults, "fault found", "faults found") if faults else "no fault found",),
        tone=_tone,
        extra={"faults": faults},
    )
    return ResultWithCode(result=table, exit_code=FOUND if exit_code and faults else 0)


def _answers(desk: Desk, *, with_mail: bool) -> Iterator[tuple[str, str, Reply]]:
    for topic, question, probe in BEFORE:
        yield topic, question, ask_question(desk, probe)
    for question, reply in _book(desk):
        yield "book", question, reply
    if with_mail:
        for question, reply in mail_answers(desk):
            yield "mail", question, reply
    for topic, question, probe in AFTER:
        yield topic, question, ask_question(desk, probe)


def _do_without_broken_settings(desk: Desk) -> None:
    """Let the answers be printed when the settings, which also say how, cannot be read."""
    try:
        _ = desk.color
    except OrderTrackError:
        desk.settings = Settings(path=settings_path(desk.environ))


def _book(desk: Desk) -> Iterator[tuple[str, Reply]]:
    existence = _existence(desk)
    yield "Is there an order book?", existence
    if existence.answer is not Diagnosis.YES:
        return
    if isinstance(desk.place.where, Path):
        yield "Is it yours alone?", _privacy(desk.place.where)
    for check in desk.upkeep.check():
        answer = _ANSWERS[check.verdict]
        advice = None if answer is Diagnosis.YES else _ADVICE.get(check.name, _RESTORE)
        yield _QUESTIONS[check.name], Reply(answer, check.sentence, advice, answer is Diagnosis.NO)
    yield "Does it say its zone?", ask_question(desk, _keeping)


def _existence(desk: Desk) -> Reply:
    try:
        where = f"{desk.upkeep.where()}, named by {desk.place.source}"
        desk.upkeep.versions()
    except NotFoundError as error:
        named = f"{error.message}, the place named by {desk.place.source}"
        return Reply(Diagnosis.NO, named, "; ".join(error.hints) or None, is_fault=True)
    except UsageError as error:
        return Reply(Diagnosis.UNKNOWN, error.message)
    except OrderTrackError as error:
        return Reply(Diagnosis.NO, error.message, "; ".join(error.hints) or None, is_fault=True)
    return Reply(Diagnosis.YES, where)


def _privacy(path: Path) -> Reply:
    mode = path.stat().st_mode & 0o777
    advice = f"chmod 600 {path}, unless it is meant so"
    return yes_or_no(f"mode {mode:04o}", is_so=not mode & _OTHERS, advice=advice)


def _keeping(desk: Desk) -> Reply:
    info = desk.upkeep.info()
    journal = f", journal {info['journal']}" if info["journal"] else ""
    version = f"version {info['schema_version']}"
    return Reply(Diagnosis.YES, f"{info['engine']}, {version}{journal}, zone {desk.zone.key}, where it is {desk.today}")


def _tone(row: Row) -> Tone | None:
    if row[-1]:
        return Tone.URGENT
    return Tone.WARNING if row[2] is Diagnosis.UNKNOWN else None


EXAMPLES = {"doctor": "ordertrack doctor\nordertrack doctor --mail\nordertrack doctor --json"}
