"""The files that came with the letters about an order, under names that are safe anywhere (SOP 4.3c, 6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.incoming import clean_file_name
from ordertrack.usecases.correspondence import letters_about

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ordertrack.domain.incoming import Attachment
    from ordertrack.usecases.outboxports import OutboxReads

    FilesIn = Callable[[bytes], Sequence[tuple[Attachment, bytes]]]

_LONGEST = 150
"""Bytes of a name; with what is put before it, every file system takes it."""

_UNSAFE = re.compile(r'[<>:"/\\|?*%\x00-\x1f]')


class Enclosed(NamedTuple):
    """A file that came with a letter: its name, in which the number of the letter stands, and what it holds."""

    name: str
    content: bytes


def enclosures(view: OutboxReads, number: str, files_in: FilesIn) -> Iterator[Enclosed]:
    """Give the files of an order's letters, letter by letter, no two of one name; `files_in` takes a letter apart.

    NotFoundError when there is no such order.
    """
    view.get_order(number)
    for letter in letters_about(view, number):
        if letter.attachments:
            known: set[str] = set()
            for found, content in files_in(view.original(letter.id)):
                name = _free(safe_name(found.name), known)
                known.add(name.casefold())
                yield Enclosed(f"{letter.id}-{name}", content)


def safe_name(name: str) -> str:
    """Give a file name without folders, controls and signs that mean something to a shell or a file system."""
    bare = _UNSAFE.sub("_", clean_file_name(name)).rstrip(". ")
    stem, dot, ending = bare.rpartition(".")
    if not dot or len(ending.encode()) > len("manifest"):
        stem, dot, ending = bare, "", ""
    room = _LONGEST - len(f"{dot}{ending}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore') or 'file'}{dot}{ending}"


def _free(name: str, known: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    stem, more = (stem, f"{dot}{ending}") if stem else (name, "")
    count, found = 1, name
    while found.casefold() in known:
        count += 1
        found = f"{stem}-{count}{more}"
    return found
