"""Every way in which ordertrack says no: the class fixes the exit code, the message says what would help.

OrderTrackError            1
├── UsageError             2   the command was typed wrong
├── NotFoundError          3   nothing has that name
│   └── AmbiguousError     3   several things have that name
├── RefusedError           4   the procedure forbids it
├── ConflictError          5   it exists already, or somebody else changed it
├── OutsideError           6   the database, the disk, the mail
│   └── MailError          6   a mail server, or the way to one
├── RejectedError          7   rows of input were refused
└── LockedError           75   somebody else is writing; try again
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class OrderTrackError(Exception):
    """The root of the tree; `exit_code` is what the shell sees, `hints` are further lines for the person."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hints: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hints = tuple(hints)


class UsageError(OrderTrackError):
    """The command line asks for something that cannot be meant."""

    exit_code = 2


class NotFoundError(OrderTrackError):
    """A named order, party, event or book does not exist."""

    exit_code = 3


class AmbiguousError(NotFoundError):
    """A shortened name fits several; the hints list the candidates."""


class RefusedError(OrderTrackError):
    """The procedure forbids the request: an illegal move, a missing cause, an unaccepted suspicion."""

    exit_code = 4


class ConflictError(OrderTrackError):
    """A twin exists, or the order was changed by somebody else since it was read."""

    exit_code = 5


class OutsideError(OrderTrackError):
    """The database, the disk or another service did not do its part; the book is as it was."""

    exit_code = 6


class MailError(OutsideError):
    """A letter was not taken, or the mail server was not reached.

    `is_permanent`: it never will be taken as it is. `is_about_letter`: the server is well, another letter may pass;
    otherwise none will for now. `may_have_arrived`: the letter was handed over and the answer never came.
    """

    def __init__(
        self,
        message: str,
        *,
        is_permanent: bool = False,
        is_about_letter: bool = True,
        may_have_arrived: bool = False,
        hints: Sequence[str] = (),
    ) -> None:
        super().__init__(message, hints=hints)
        self.is_permanent = is_permanent
        self.is_about_letter = is_about_letter
        self.may_have_arrived = may_have_arrived


class RejectedError(OrderTrackError):
    """Input rows were refused; nothing was written unless the caller asked for the good ones."""

    exit_code = 7


class LockedError(OrderTrackError):
    """Another process holds the book; the same command may be tried again."""

    exit_code = 75
