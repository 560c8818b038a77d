"""The three books on both engines, made once, and what the questions about each are about."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from tests.recorder import example, history, quarter
from tests.recorder.postgres import bring_back, keep, server_in
from tests.recorder.running import HERE, done, rows, sit_at, tried, workplace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers import Server

NAMES = ("example", "history", "quarter")
ENGINES = ("sqlite", "postgres")
SUBJECTS = "subjects.json"
_ENDINGS = {"sqlite": "db", "postgres": "dump"}

Subjects = dict[str, str]
"""What the names in questions stand for in one book, and `NOW`, the instant at which they are asked."""


def make_books(to: Path, *, here: Path = HERE) -> None:
    """Make all books in a new folder."""
    to.mkdir(parents=True)
    to, data = to.resolve(), history.data_folder()
    found: dict[str, Subjects] = {}
    with workplace(here, seed=2), server_in(here) as server:
        for name in NAMES:
            for engine in ENGINES:
                found[f"{name}.{engine}"] = _make(to, name, engine, server, here, data)
    (to / SUBJECTS).write_text(json.dumps(found, indent=2, ensure_ascii=False), encoding="utf-8")


def _make(to: Path, name: str, engine: str, server: Server, here: Path, data: Path) -> Subjects:
    """Make one book and keep it; what it is about is found out where it was made."""
    kept = to / f"{name}.{_ENDINGS[engine]}"
    book: Path | str = here / kept.name
    if engine == "postgres":
        server.run(f"CREATE DATABASE {name}")
        book = server.url(name)
    now = _fill(name, book, here, data)
    sit_at(book, now)
    found = subjects(now)
    if isinstance(book, str):
        keep(server, name, kept)
    else:
        shutil.copy2(book, kept)
    shutil.rmtree(here / "in")
    (here / "in").mkdir()
    return found


def _fill(name: str, book: Path | str, here: Path, data: Path) -> str:
    if name == "history":
        return history.fill(book, here, data)
    return example.fill(book, here) if name == "example" else quarter.fill(book, here)


def lay_out(name: str, books: Path, here: Path, server: Server | None) -> Path | str:
    """Give a copy of a book under its engine's name, `example.sqlite`, of the layout that the program wants."""
    title, engine = name.split(".")
    kept = books / f"{title}.{_ENDINGS[engine]}"
    book: Path | str = here / "book.db"
    if server is not None:
        bring_back(server, title, kept)
        book = server.url(title)
    else:
        shutil.copy2(kept, here / "book.db")
    sit_at(book, _subjects(books)[name]["NOW"])
    if tried("status").code:
        done("book upgrade")
    return book


def read_subjects(books: Path, name: str) -> Subjects:
    """Say what the questions about one book are about."""
    return _subjects(books)[name]


def _subjects(books: Path) -> dict[str, Subjects]:
    found: dict[str, Subjects] = json.loads((books / SUBJECTS).read_text(encoding="utf-8"))
    return found


def subjects(now: str) -> Subjects:
    """Find out what to ask about: orders of which there is much to say, their parties, and one of everything."""
    telling = list(dict.fromkeys(_of_interest()))
    first = rows("list --sort number --limit 1 --text {NUMBER}", NUMBER=telling[0])[0]
    ones = {name: _last(line, field) for name, (line, field) in _ONES.items()}
    return {
        "NOW": now,
        **dict(zip("ABC", telling, strict=False)),
        "CUSTOMER": str(first["customer"]),
        "SUPPLIER": str(first["supplier"]),
        "OWNER": str(first["owner"] or "maria"),
        **ones,
    }


_ONES = {
    "ISSUE": ("issue list --all", "id"),
    "NOTICE": ("notice list --state sent --channel email", "id"),
    "DRAFT": ("notice list --state queued", "id"),
    "TOLD": ("inbox --for ben --all", "id"),
    "MESSAGE": ("mail list", "id"),
    "FILED": ("mail list", "orders"),
    "FINISHED": ("list --status closed", "number"),
    "ANSWERED": ("enquiry list --all", "number"),
}
"""What is the last of a list, and the field of it that names it."""

_MATTERS = ("issue list --all", "escalate", "enquiry list --all", "followup", "list --sort promised", "list --open")


def _of_interest() -> Iterator[str]:
    """Name orders with an issue, an escalation, a question, a follow-up, and others, so that there are three."""
    for line in _MATTERS:
        yield from (str(each["number"]) for each in rows(line)[:2])


def _last(line: str, field: str) -> str:
    """Name the last of a list that can be named so, and has a file or an answer if it can have one."""
    ran = tried(f"{line} --json")
    found = [each for each in (ran.document["rows"] if ran.code == 0 else ()) if each[field]]
    telling = [each for each in found if each.get("attachments") or each.get("answered_at")]
    return str((telling or found)[-1][field]).partition(",")[0] if found else "1"
