"""What `doctor --mail` asks: whether letters can be handed over, and whether the mailbox can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.cli import posting
from ordertrack.cli.probes import Answer, Reply
from ordertrack.errors import OrderTrackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ordertrack.cli.context import Desk


def mail_answers(desk: Desk) -> Iterator[tuple[str, Reply]]:
    """Go the way of letters out and, where a mailbox is set, in: a real handshake each, and no letter moved."""
    yield "Can letters be handed over?", _tried(lambda: posting.transport(desk).probe())
    try:
        has_mailbox = posting.mailbox_settings(desk) is not None
    except OrderTrackError as error:
        yield "Can the mailbox be read?", _fault(error)
        return
    if has_mailbox:
        yield "Can the mailbox be read?", _tried(lambda: posting.probe_mailbox(desk))
    else:
        yield "Can the mailbox be read?", Reply(Answer.NO, "no mailbox is set", "set [mailbox] in the settings file")


def _tried(probe: Callable[[], list[str]]) -> Reply:
    try:
        return Reply(Answer.YES, "; ".join(probe()))
    except OrderTrackError as error:
        return _fault(error)


def _fault(error: OrderTrackError) -> Reply:
    return Reply(Answer.NO, error.message, "; ".join(error.hints) or None, is_fault=True)
