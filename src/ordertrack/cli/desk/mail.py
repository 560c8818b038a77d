"""The composition root of mail: here alone its settings are asked, and servers, mailboxes and words are wired in."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.cli.desk.settings import APP, read_password
from ordertrack.cli.terminal import ProgressLine
from ordertrack.errors import MailError, NotFoundError, UsageError
from ordertrack.usecases.letters.intake import Received, is_known, take_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.files.settings import MailboxSettings, MailSettings
    from ordertrack.mail.letters.mailboxes import Mailbox
    from ordertrack.mail.notices.mime import FolderTransport
    from ordertrack.mail.notices.smtp import SmtpTransport
    from ordertrack.mail.notices.wording import NoticeWriter
    from ordertrack.usecases.letters.intake import Taken


def mail_settings(desk: Desk) -> MailSettings:
    """Say how letters leave, from addresses as mail servers take them; UsageError when the settings are wrong."""
    from ordertrack.files.settings import read_mail_settings
    from ordertrack.mail.notices.mime import mail_address

    found = read_mail_settings(desk.settings.path, desk.settings.values, desk.environ)
    reply_to = mail_address(found.reply_to) if found.reply_to else None
    return found.model_copy(update={"sender": mail_address(found.sender), "reply_to": reply_to})


def mailbox_settings(desk: Desk) -> MailboxSettings | None:
    """Say where letters come in, None when nothing is set; UsageError when the settings are wrong."""
    from ordertrack.files.settings import read_mailbox_settings

    return read_mailbox_settings(desk.settings.path, desk.settings.values, desk.environ)


def transport(desk: Desk) -> SmtpTransport | FolderTransport:
    """Give what hands letters over, a context manager that connects at the first; UsageError for wrong settings."""
    settings = mail_settings(desk)
    if settings.transport == "smtp":
        return _smtp(settings)
    from ordertrack.mail.notices.mime import FolderTransport

    return FolderTransport(settings.folder or beside_the_book(desk))


def beside_the_book(desk: Desk) -> Path:
    """Name the folder of letters that no setting names: beside a book in a file, else in the platform's data folder."""
    where = desk.place.where
    if isinstance(where, Path):
        return where.parent / f"{where.name.removesuffix('.db')}.outbox"
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False) / "outbox"


def password_for(settings: MailSettings | MailboxSettings) -> str | None:
    """Give the password of the user that the settings name; None without a user, or where none is kept."""
    if settings.user is None or settings.host is None:
        return None
    return read_password(settings.user, settings.host, settings.password_file)


def mailbox(desk: Desk) -> Mailbox | None:
    """Give what letters are fetched from, a context manager; None when nothing is set, UsageError when it is wrong."""
    settings = mailbox_settings(desk)
    if settings is None:
        return None
    return _imap(settings) if settings.kind == "imap" else _on_this_machine(settings)


def probe_mailbox(desk: Desk) -> list[str]:
    """Go all the way to the mailbox and say what was found; MailError says what is wrong."""
    from ordertrack.mail.letters import mailboxes

    box = mailbox(desk)
    return mailboxes.probe_mailbox(box) if box is not None else []


def _imap(settings: MailboxSettings) -> Mailbox:
    from ordertrack.mail.letters.mailboxes import ImapMailbox
    from ordertrack.mail.tls import Security

    password = password_for(settings)
    if settings.host is None or settings.user is None or password is None:
        hint = "mailbox.password_file names a file that holds it; the keyring may hold it under ordertrack"
        raise UsageError(f"there is no password for {settings.user} at {settings.host}", hints=(hint,))
    return ImapMailbox(
        host=settings.host,
        port=settings.port,
        security=Security(settings.security),
        user=settings.user,
        password=password,
        folder=settings.folder,
        ca_file=settings.ca_file,
    )


def _on_this_machine(settings: MailboxSettings) -> Mailbox:
    from ordertrack.mail.letters.mailboxes import FileLetters, MaildirMailbox, MboxMailbox

    path = settings.path or Path()
    kinds: dict[str, Callable[[], Mailbox]] = {
        "maildir": lambda: MaildirMailbox(path),
        "mbox": lambda: MboxMailbox(path),
        "files": lambda: FileLetters([path]),
    }
    return kinds[settings.kind]()


def _smtp(settings: MailSettings) -> SmtpTransport:
    from ordertrack.mail.notices.smtp import Security, SmtpServer, SmtpTransport

    if settings.host is None:
        raise UsageError("sending by smtp needs mail.host, and it is not set")
    server = SmtpServer(
        host=settings.host,
        port=settings.port,
        security=Security(settings.security),
        user=settings.user,
        password=password_for(settings),
        ca_file=settings.ca_file,
    )
    return SmtpTransport(server)


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
    with (
        received(desk, paths, is_known(desk.book)) as letters,
        ProgressLine(desk.streams, "fetching letters") as progress,
    ):
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
    from ordertrack.mail.letters.letter import read_letter
    from ordertrack.mail.letters.mailboxes import Fetched

    for each in box.fetch(is_known):
        if isinstance(each, Fetched):
            yield Received(read_letter(each.raw, received_at=each.received_at), each.raw)
        else:
            desk.talk.warn(f"{each.place} has {each.size:,} bytes, more than is taken in; it stays where it is")


def _at(paths: Sequence[str]) -> Mailbox:
    """Take one path for the kind of mailbox that it is; several are letters, or folders of them."""
    from ordertrack.mail.letters.mailboxes import FileLetters, MaildirMailbox, MboxMailbox

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


@cache
def words() -> NoticeWriter:
    """Give what writes the words of notices, and tries the texts of a policy."""
    from ordertrack.mail.notices.wording import NoticeWriter

    return NoticeWriter()


def longest_subject() -> int:
    """Give how many characters a subject may have."""
    from ordertrack.mail.notices.wording import LONGEST_SUBJECT

    return LONGEST_SUBJECT
