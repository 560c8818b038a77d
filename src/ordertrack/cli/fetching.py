"""The composition root of letters that come in: a mailbox is opened and read here, and nowhere else."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.cli.posting import mailbox
from ordertrack.cli.talk import Progress
from ordertrack.errors import MailError, NotFoundError, UsageError
from ordertrack.usecases.intake import Received, is_known, take_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ordertrack.cli.context import Desk
    from ordertrack.delivery.mailboxes import Mailbox
    from ordertrack.usecases.intake import Taken


class Fetch(NamedTuple):
    """The letters that were taken in, and what stopped it, if anything did."""

    taken: list[Taken]
    stopped_by: MailError | None


def fetch_letters(desk: Desk, paths: Sequence[str]) -> Fetch:
    """Take in what lies at the paths, else in the mailbox; what came before the way there closed is in the book.

    UsageError when there is no mailbox to read, NotFoundError when nothing lies at a path, MailError when it was closed
    from the beginning.
    """
    taken: list[Taken] = []
    is_dry = bool(desk.wishes.dry_run)
    with received(desk, paths, is_known(desk.book)) as letters, Progress(desk.streams, "fetching letters") as progress:
        try:
            for each in take_in(
                desk.book, letters, desk.hours, desk.stamp, on_refused=partial(_refused, desk), dry_run=is_dry
            ):
                taken.append(each)
                progress.update(len(taken))
        except MailError as error:
            return Fetch(taken, error)
    return Fetch(taken, None)


def _refused(desk: Desk, received: Received, error: Exception) -> None:
    letter = received.letter
    name = letter.message_id or f"with SHA-256 {letter.digest}"
    desk.talk.warn(f"the letter {name} is not taken in: {error}; it stays where it is")


@contextmanager
def received(desk: Desk, paths: Sequence[str], is_known: Callable[[str], bool]) -> Iterator[Iterator[Received]]:
    """Open the mailbox, or what lies at the paths, and give its letters that are not known as they are read."""
    box = _at(paths) if paths else mailbox(desk)
    if box is None:
        raise UsageError(
            "no mailbox is set, and no file was named",
            hints=("set [mailbox] in the settings file, or name files: ordertrack mail fetch letters/*.eml",),
        )
    with box:
        yield _read(desk, box, is_known)


def _read(desk: Desk, box: Mailbox, is_known: Callable[[str], bool]) -> Iterator[Received]:
    from ordertrack.delivery.mailboxes import Fetched
    from ordertrack.delivery.reading import read_letter

    for each in box.fetch(is_known):
        if isinstance(each, Fetched):
            yield Received(read_letter(each.raw, received_at=each.received_at), each.raw)
        else:
            desk.talk.warn(f"{each.place} has {each.size:,} bytes, more than is taken in; it stays where it is")


def _at(paths: Sequence[str]) -> Mailbox:
    """Take one path for the kind of mailbox that it is; several are letters, or folders of them."""
    from ordertrack.delivery.mailboxes import FileLetters, MaildirMailbox, MboxMailbox

    found = [Path(each) for each in paths]
    first = found[0]
    try:
        missing = next((each for each in found if not each.exists()), None)
        if missing is not None:
            raise NotFoundError(f"there is no file or folder {missing}")
        is_maildir, is_mbox = (first / "cur").is_dir(), first.is_file() and _is_mbox(first)
    except OSError:  # whoever reads it says why it cannot be read
        is_maildir = is_mbox = False
    if len(found) == 1 and is_maildir:
        return MaildirMailbox(first)
    return MboxMailbox(first) if len(found) == 1 and is_mbox else FileLetters(tuple(found))


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From "
