"""Letters handed over to an SMTP server, many over one connection."""

from __future__ import annotations

import re
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from ordertrack.delivery.mime import build, mail_address
from ordertrack.delivery.smtpconnection import SmtpServer, connect, leave, loss, printable, said, translated
from ordertrack.delivery.tls import Security
from ordertrack.errors import MailError

if TYPE_CHECKING:
    import smtplib
    from collections.abc import Iterator

    from ordertrack.domain.letters import Letter

__all__ = ["Security", "SmtpServer", "SmtpTransport"]

_GO_AHEAD = 354
_LEAVING = 421
_WANTS_LOGIN = frozenset({530, 534, 535, 538})
_DONE = range(200, 300)
_TEMPORARY = range(400, 500)
_PERMANENT = range(500, 600)


class _HungUpError(MailError):
    """The server had gone before the letter began."""


class SmtpTransport:
    """Hands letters to a server; connects at the first one, stays connected, and connects again when it must."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Take leave of the server."""
        line, self._line = self._line, None
        if line is not None:
            leave(line)

    def send(self, letter: Letter) -> bytes:
        """Hand a letter over and give its bytes as they were handed over; when this returns the server has taken it.

        Raises MailError: permanent when the server refused it for good (5xx); temporary for 4xx, and for a connection
        lost or a server that leaves once it heard the recipient; not about the letter when the server cannot be
        reached, leaves before that (421), or refuses TLS or the login. `may_have_arrived` when all of it was sent and
        no answer came. The next letter may be sent after any.
        """
        message = build(letter)
        was_open = self._line is not None
        try:
            self._hand_over(letter, message)
        except _HungUpError:
            if not was_open:
                raise
            self._hand_over(letter, message)  # it hung up between two letters, as servers do
        return message

    def probe(self) -> list[str]:
        """Connect as for a letter, send none, and say what was found; MailError says what is wrong."""
        line = connect(self._server)
        try:
            with translated(self._server):
                self._expect(line.noop(), "a NOOP")
            return list(_findings(line, self._server))
        finally:
            leave(line)

    def _hand_over(self, letter: Letter, message: bytes) -> None:
        line = self._line = self._line or connect(self._server)
        try:
            self._begin(line, letter, message)
            with _blaming_the_letter(line):
                self._deliver(line, letter, message)
        except MailError as error:
            if not error.is_about_letter or not self._is_reset(line):
                self._drop()
            raise
        except BaseException:
            self._drop()
            raise

    def _begin(self, line: smtplib.SMTP, letter: Letter, message: bytes) -> None:
        options = [f"SIZE={len(message)}"] if line.has_extn("size") else []
        if not message.isascii():
            if not line.has_extn("smtputf8"):
                said_so = f"{self._server.host} does not take addresses with Unicode (SMTPUTF8 is not offered)"
                raise MailError(said_so, is_permanent=True)
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        try:
            with translated(self._server):
                reply = line.mail(mail_address(letter.sender), options)
        except MailError as error:
            raise _HungUpError(error.message, is_about_letter=False, hints=error.hints) from None
        if reply[0] == _LEAVING:
            raise _HungUpError(f"{self._server.where} leaves: {said(*reply)}", is_about_letter=False)
        self._expect(reply, "the sender")

    def _deliver(self, line: smtplib.SMTP, letter: Letter, message: bytes) -> None:
        try:
            self._expect(line.rcpt(mail_address(letter.to)), "the recipient")
            reply = line.docmd("DATA")
            if reply[0] != _GO_AHEAD:
                raise self._refusal(reply, "the letter")
            line.send(_stuffed(message))
        except OSError as error:
            raise MailError(f"{self._server.where} broke off before the end of the letter: {loss(error)}") from None
        self._expect(self._last_answer(line), "the letter")

    def _last_answer(self, line: smtplib.SMTP) -> tuple[int, bytes]:
        unsure = f"{self._server.where} was given the whole letter"
        try:
            _allow(line, self._server.timeout_at_end)
            code, words = line.getreply()
            _allow(line, self._server.timeout)
        except OSError as error:
            raise MailError(f"{unsure}, and then: {loss(error)}", may_have_arrived=True) from None
        if code not in _DONE and code not in _TEMPORARY and code not in _PERMANENT:
            line.close()
            raise MailError(f"{unsure}, and answered {said(code, words)}", may_have_arrived=True)
        return code, words

    def _expect(self, reply: tuple[int, bytes], what: str) -> None:
        if reply[0] not in _DONE:
            raise self._refusal(reply, what)

    def _refusal(self, reply: tuple[int, bytes], what: str) -> MailError:
        code = reply[0]
        if code == _LEAVING or code in _WANTS_LOGIN or code not in {*_TEMPORARY, *_PERMANENT}:
            return MailError(f"{self._server.where} does not serve: {said(*reply)}", is_about_letter=False)
        return MailError(f"{self._server.host} refuses {what}: {said(*reply)}", is_permanent=code in _PERMANENT)

    def _is_reset(self, line: smtplib.SMTP) -> bool:
        try:
            return line.sock is not None and line.rset()[0] in _DONE
        except OSError:
            return False

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


@contextmanager
def _blaming_the_letter(line: smtplib.SMTP) -> Iterator[None]:
    """Take what is said of a recipient or a text for the letter's: a server that leaves then may take the others."""
    try:
        yield
    except MailError as error:
        if error.is_about_letter:
            raise
        line.close()
        raise MailError(error.message) from None


def _allow(line: smtplib.SMTP, seconds: float) -> None:
    if line.sock is not None:
        line.sock.settimeout(seconds)


def _findings(line: smtplib.SMTP, server: SmtpServer) -> Iterator[str]:
    yield f"{server.where} answers as {printable(line.ehlo_resp or line.helo_resp or b'').partition(' ')[0]}"
    if isinstance(line.sock, ssl.SSLSocket):
        until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str((line.sock.getpeercert() or {})["notAfter"])), UTC)
        yield f"the connection is private ({line.sock.version()}), the certificate good until {until:%Y-%m-%d}"
    else:
        yield "the connection is not private"
    yield f"logged in as {server.user}" if server.user is not None else "no login: no user is set"
    yield f"addresses with Unicode are {'taken' if line.has_extn('smtputf8') else 'not taken'}"


def _stuffed(message: bytes) -> bytes:
    """Give the lines of a message as DATA wants them, with the dot that ends it."""
    ended = message if message.endswith(b"\r\n") else message + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"
