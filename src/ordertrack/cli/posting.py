"""The composition root of mail: here alone its settings are asked and the delivery is wired in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ordertrack.errors import UsageError
from ordertrack.settings import APP

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordertrack.cli.context import Desk
    from ordertrack.delivery.folder import FolderTransport
    from ordertrack.delivery.mailboxes import Mailbox
    from ordertrack.delivery.smtp import SmtpTransport
    from ordertrack.mail_settings import MailboxSettings, MailSettings


def mail_settings(desk: Desk) -> MailSettings:
    """Say how letters leave, from addresses as mail servers take them; UsageError when the settings are wrong."""
    from ordertrack.delivery.mime import mail_address
    from ordertrack.mail_settings import read_mail_settings

    found = read_mail_settings(desk.settings, desk.environ)
    reply_to = mail_address(found.reply_to) if found.reply_to else None
    return replace(found, sender=mail_address(found.sender), reply_to=reply_to)


def mailbox_settings(desk: Desk) -> MailboxSettings | None:
    """Say where letters come in, None when nothing is set; UsageError when the settings are wrong."""
    from ordertrack.mail_settings import read_mailbox_settings

    return read_mailbox_settings(desk.settings, desk.environ)


def transport(desk: Desk) -> SmtpTransport | FolderTransport:
    """Give what hands letters over, a context manager that connects at the first; UsageError for wrong settings."""
    settings = mail_settings(desk)
    if settings.transport == "smtp":
        return _smtp(settings)
    from ordertrack.delivery.folder import FolderTransport

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
    from ordertrack.mail_settings import read_password

    return read_password(settings.user, settings.host, settings.password_file)


def mailbox(desk: Desk) -> Mailbox | None:
    """Give what letters are fetched from, a context manager; None when nothing is set, UsageError when it is wrong."""
    settings = mailbox_settings(desk)
    if settings is None:
        return None
    return _imap(settings) if settings.kind == "imap" else _on_this_machine(settings)


def probe_mailbox(desk: Desk) -> list[str]:
    """Go all the way to the mailbox and say what was found; MailError says what is wrong."""
    from ordertrack.delivery import mailboxes

    box = mailbox(desk)
    return mailboxes.probe_mailbox(box) if box is not None else []


def _imap(settings: MailboxSettings) -> Mailbox:
    from ordertrack.delivery.imap import ImapMailbox
    from ordertrack.delivery.tls import Security

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
    from ordertrack.delivery.mailboxes import FileLetters, MaildirMailbox, MboxMailbox

    path = settings.path or Path()
    kinds: dict[str, Callable[[], Mailbox]] = {
        "maildir": lambda: MaildirMailbox(path),
        "mbox": lambda: MboxMailbox(path),
        "files": lambda: FileLetters([path]),
    }
    return kinds[settings.kind]()


def _smtp(settings: MailSettings) -> SmtpTransport:
    from ordertrack.delivery.smtp import Security, SmtpServer, SmtpTransport

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
