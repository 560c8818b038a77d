"""A page of a recording: every command line with what came of it, and what is not compared made a placeholder."""

from __future__ import annotations

import re
import shutil
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from tests.recorder.running import environment, typed, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.desk import Ran

MARK = b"=== "
"""Begins the first line of a command's part; no command prints it at the beginning of a line."""


class Placeholder(NamedTuple):
    """What is replaced in a page, by what, and why it cannot be compared."""

    pattern: re.Pattern[bytes]
    text: bytes
    reason: str


PLACEHOLDERS = (
    Placeholder(
        re.compile(rb"((?:order\s+book\s+of|the book has|SQLite,|PostgreSQL,)\s+version\s+)\d+"),
        rb"\g<1>{N}",
        "a later version of the program may have another layout",
    ),
    Placeholder(re.compile(rb"\d+(?= bytes, checked)"), b"{N}", "the same: a book of another layout has another size"),
)
"""All that is replaced, besides the folder of the recording; what is settled instead stands in `running.SETTLED`."""


class Page:
    """A file that gets one part after the other."""

    def __init__(self, file: BinaryIO, here: Path, names: Mapping[str, str]) -> None:
        self._file, self._here, self._names = file, here, names

    def ask(self, line: str, form: str = "", **environ: str) -> None:
        """Run a command line, with a form added and variables set, and write down all that came of it."""
        line, _, piped = line.partition(" < ")
        words = [*words_of(line, self._names), *form.split()]
        piped = piped.format_map(self._names)
        with environment(environ):
            ran = typed(words, piped.encode())
        self._write(_title(words, piped, environ), ran)

    def complete(self, line: str) -> None:
        """Let bash, zsh and fish complete a line, as each of them asks for it."""
        line = line.format_map(self._names)
        at = str(len(line.split(" ")) - 1)
        self.ask("", _ORDERTRACK_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=at)
        for shell in ("zsh", "fish"):
            asked = {"_ORDERTRACK_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line}
            self.ask("", **asked, _TYPER_COMPLETE_FISH_ACTION="get-args")

    def _write(self, title: str, ran: Ran) -> None:
        parts = [("stdout", ran.stdout), ("stderr", ran.stderr), *_files_made(Path())]
        body = b"".join(_part(name, content) for name, content in parts if content)
        text = MARK + f"{title}\nexit {ran.code}\n".encode() + body + b"\n"
        self._file.write(self._without_what_differs(text))

    def _without_what_differs(self, text: bytes) -> bytes:
        for each in PLACEHOLDERS:
            text = each.pattern.sub(each.text, text)
        return text.replace(str(self._here).encode(), b"{HERE}")


def _title(words: list[str], piped: str, environ: Mapping[str, str]) -> str:
    variables = "".join(f"{name}={value!r} " for name, value in environ.items())
    typed_words = " ".join(repr(word) if not word or set(" \n") & set(word) else word for word in words)
    return f"{variables}ordertrack {typed_words}{f' < {piped!r}' if piped else ''}"


def _part(name: str, content: bytes) -> bytes:
    end = b"" if content.endswith(b"\n") else b"\n(no line feed at the end)\n"
    return f"--- {name}\n".encode() + content + end


def _files_made(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file that a command left where it ran, and take them away; a book is only named."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".zip":
            yield f"file {path}", _contents(path)
        elif path.is_file():
            yield f"file {path}", b"a book\n" if path.suffix == ".db" else path.read_bytes()
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _contents(pack: Path) -> bytes:
    with zipfile.ZipFile(pack) as opened:
        lines = [f"{sha256(opened.read(name)).hexdigest()}  {name}\n" for name in opened.namelist()]
    return "".join(lines).encode()
