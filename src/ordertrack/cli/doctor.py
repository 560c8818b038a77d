"""Is everything as it should be? The program, the book, this terminal and what cron will see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import Found, reads
from ordertrack.cli.context import Desk
from ordertrack.cli.probes import AFTER, BEFORE, Answer, Reply, asked, yes_or_no
from ordertrack.cli.result import Column, Kind, Table, Tone
from ordertrack.errors import NotFoundError, OrderTrackError, UsageError
from ordertrack.settings import Settings, settings_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.cli.result import Row

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
_ANSWERS = {"ok": Answer.YES, "failed": Answer.NO, "unknown": Answer.UNKNOWN}
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
) -> Found:
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
        notes=("no fault found" if not faults else "1 fault found" if faults == 1 else f"{faults} faults found",),
        tone=_tone,
        extra={"faults": faults},
    )
    return Found(result=table, exit_code=FOUND if exit_code and faults else 0)


def _answers(desk: Desk, *, with_mail: bool) -> Iterator[tuple[str, str, Reply]]:
    for topic, question, probe in BEFORE:
        yield topic, question, asked(desk, probe)
    for question, reply in _book(desk):
        yield "book", question, reply
    if with_mail:
        from ordertrack.cli.mailprobes import mail_answers

        for question, reply in mail_answers(desk):
            yield "mail", question, reply
    for topic, question, probe in AFTER:
        yield topic, question, asked(desk, probe)


def _do_without_broken_settings(desk: Desk) -> None:
    """Let the answers be printed when the settings, which also say how, cannot be read."""
    try:
        _ = desk.color
    except OrderTrackError:
        desk.settings = Settings(path=settings_path(desk.environ))


def _book(desk: Desk) -> Iterator[tuple[str, Reply]]:
    existence = _existence(desk)
    yield "Is there an order book?", existence
    if existence.answer is not Answer.YES:
        return
    if isinstance(desk.place.where, Path):
        yield "Is it yours alone?", _privacy(desk.place.where)
    for check in desk.upkeep.check():
        answer = _ANSWERS[check.verdict]
        advice = None if answer is Answer.YES else _ADVICE.get(check.name, _RESTORE)
        yield _QUESTIONS[check.name], Reply(answer, check.sentence, advice, answer is Answer.NO)
    yield "Does it say its zone?", asked(desk, _keeping)


def _existence(desk: Desk) -> Reply:
    try:
        where = f"{desk.upkeep.where()}, named by {desk.place.source}"
        desk.upkeep.versions()
    except NotFoundError as error:
        named = f"{error.message}, the place named by {desk.place.source}"
        return Reply(Answer.NO, named, "; ".join(error.hints) or None, is_fault=True)
    except UsageError as error:
        return Reply(Answer.UNKNOWN, error.message)
    except OrderTrackError as error:
        return Reply(Answer.NO, error.message, "; ".join(error.hints) or None, is_fault=True)
    return Reply(Answer.YES, where)


def _privacy(path: Path) -> Reply:
    mode = path.stat().st_mode & 0o777
    advice = f"chmod 600 {path}, unless it is meant so"
    return yes_or_no(f"mode {mode:04o}", is_so=not mode & _OTHERS, advice=advice)


def _keeping(desk: Desk) -> Reply:
    info = desk.upkeep.info()
    journal = f", journal {info['journal']}" if info["journal"] else ""
    version = f"version {info['schema_version']}"
    return Reply(Answer.YES, f"{info['engine']}, {version}{journal}, zone {desk.zone.key}, where it is {desk.today}")


def _tone(row: Row) -> Tone | None:
    if row[-1]:
        return Tone.URGENT
    return Tone.WARNING if row[2] is Answer.UNKNOWN else None


EXAMPLES = {"doctor": "ordertrack doctor\nordertrack doctor --mail\nordertrack doctor --json"}
