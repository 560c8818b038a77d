"""Handing letters to a server on loopback, and what a refusal is like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.errors import MailError
from ordertrack.mail.notices.smtp import Security, SmtpServer, SmtpTransport
from tests.mail.notices.letters import letter
from tests.mail.notices.smtpservers import HOST

if TYPE_CHECKING:
    from ordertrack.domain.letters import Letter

WHERE = "127.0.0.1 port "
LOGIN = {"user": "desk", "password": "pässword"}
WRONG_LOGIN = {"user": "desk", "password": "n0t-th1s-0ne-ü"}


def server(port: int, **changes: Any) -> SmtpServer:  # noqa: ANN401
    usual: dict[str, Any] = {"host": HOST, "port": port, "security": Security.NONE, "timeout": 10}
    return SmtpServer(**{**usual, **changes})


def refusal(transport: SmtpTransport, refused: Letter | None = None) -> MailError:
    with pytest.raises(MailError) as caught:
        transport.send(refused or letter())
    return caught.value


def nature(error: MailError) -> tuple[bool, bool, bool]:
    return error.is_permanent, error.is_about_letter, error.may_have_arrived


PERMANENT = (True, True, False)
TEMPORARY = (False, True, False)
NOBODYS = (False, False, False)
UNSURE = (False, True, True)
