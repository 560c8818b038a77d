"""A desk whose parties can be written to, what its outbox holds, and ways out for letters that fail on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordertrack.mail.notices.mime import build
from ordertrack.mail.notices.wording import NoticeWriter
from ordertrack.usecases.notices.sending import Sender, send_notices
from ordertrack.usecases.parties import add_party
from ordertrack.usecases.ports import NoticeQuestion
from tests.builders import CUSTOMER, SUPPLIER
from tests.roundpolicies import policy
from tests.rounds import NOON, RoundDesk, a_round_desk

if TYPE_CHECKING:
    from datetime import datetime, time
    from pathlib import Path

    from ordertrack.domain.letters import Letter
    from ordertrack.domain.notices.notice import Notice
    from ordertrack.errors import MailError
    from ordertrack.usecases.notices.sending import SendReport, Transport
    from ordertrack.usecases.ports import NewMessage

_OTHERS = '"order-confirmation", "shipped", "date-changed", "delay", "recovered", "delivered", "completed", "answer"'
ALL_AUTO = ("auto = [", f"auto = [{_OTHERS}, ")
"""The change of the built-in policy by which nothing waits for approval."""

MAILS = {"emails": ("c@example.com",)}, {"emails": ("s@example.com",)}
SENDER = "orders@example.com"


def an_outbox(
    folder: Path,
    *changes: tuple[str, str],
    matrix: str | None = None,
    customer: dict[str, Any] = MAILS[0],
    supplier: dict[str, Any] = MAILS[1],
) -> RoundDesk:
    """An empty book under the built-in policy with changes, which knows the two parties and where to write to them."""
    desk = a_round_desk(folder, policy(*changes, matrix=matrix))
    stamp = desk.stamp("03-01", NOON, "anna")
    add_party(desk.book, CUSTOMER, stamp, is_customer=True, **customer)
    add_party(desk.book, SUPPLIER, stamp, is_supplier=True, **supplier)
    return desk


def notices(desk: RoundDesk, **question: Any) -> list[Notice]:  # noqa: ANN401 - any field of a question
    """The notices that fit, as they were queued."""
    with desk.book.read() as view:
        return list(view.notices.list(NoticeQuestion(**question)))


def rows(found: list[Notice]) -> list[tuple[str, ...]]:
    """Notices as rows of a table: kind, recipient, channel, state, and `copy` for one."""
    cells = ((each.kind, each.to.name, each.to.channel, each.state, "copy" if each.is_copy else "") for each in found)
    return [tuple(str(cell) for cell in row if cell) for row in cells]


def send(
    desk: RoundDesk, way: Transport, on: str, at: time = NOON, *, limit: int | None = None, by: str = "anna"
) -> SendReport:
    """Send what may leave on a day of 2026."""
    return send_notices(desk.book, sender(desk, way, desk.stamp(on, at).at, by=by), limit=limit)


def sender(desk: RoundDesk, way: Transport, at: datetime, *, by: str = "anna") -> Sender:
    """Whoever sends, at one instant."""
    return Sender(
        transport=way,
        words=NoticeWriter(),
        revisions=desk.revisions,
        hours=desk.hours,
        clock=lambda: at,
        address=SENDER,
        by=by,
    )


class Way:
    """A way out that gives its answers in turn: an error, or None for a letter that is taken; then takes all."""

    def __init__(self, *answers: MailError | None) -> None:
        self._answers = list(answers)
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> bytes:
        """Take a letter, or raise what is next."""
        answer = self._answers.pop(0) if self._answers else None
        if answer is not None:
            raise answer
        self.letters.append(letter)
        return build(letter)


def kept(desk: RoundDesk) -> list[NewMessage]:
    """The messages of the book with their originals, by their time."""
    from ordertrack.usecases.ports import MessageQuestion, NewMessage

    with desk.book.read() as view:
        return [NewMessage(each, view.letters.original(each.id)) for each in view.letters.list(MessageQuestion())]
