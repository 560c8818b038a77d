"""Letters handed over to an SMTP server, many over one connection; every failure in words."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from ordertrack.errors import MailError
from ordertrack.mail.notices.mime import build, mail_address
from ordertrack.mail.tls import Security, reason, trusting, unreachable

if TYPE_CHECKING:
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
            raise _HungUpError(f"{self._server.where} leaves: {spell_server_answer(*reply)}", is_about_letter=False)
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
            raise MailError(f"{unsure}, and answered {spell_server_answer(code, words)}", may_have_arrived=True)
        return code, words

    def _expect(self, reply: tuple[int, bytes], what: str) -> None:
        if reply[0] not in _DONE:
            raise self._refusal(reply, what)

    def _refusal(self, reply: tuple[int, bytes], what: str) -> MailError:
        code = reply[0]
        if code == _LEAVING or code in _WANTS_LOGIN or code not in {*_TEMPORARY, *_PERMANENT}:
            return MailError(
                f"{self._server.where} does not serve: {spell_server_answer(*reply)}", is_about_letter=False
            )
        return MailError(
            f"{self._server.host} refuses {what}: {spell_server_answer(*reply)}", is_permanent=code in _PERMANENT
        )

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


_MOST_WORDS = 500
_CHALLENGE = 334
_LOGGED_IN = 235


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where letters are handed over, and how; without a `user` there is no login.

    `timeout` is how many seconds each step may take, `timeout_at_end` the answer to a whole letter, which a server may
    look through before it takes it (RFC 5321, 4.5.3.2.6: ten minutes). `ca_file` names the only authorities whose
    certificates count.
    """

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 30
    timeout_at_end: float = 600
    ca_file: str | None = None

    @property
    def where(self) -> str:
        """How messages name the server."""
        return f"{self.host} port {self.port}"


def connect(server: SmtpServer) -> smtplib.SMTP:
    """Open a connection that is ready for letters: greeted, private and logged in, as far as the settings ask for it.

    Nothing but the greeting is said before the connection is private. Raises MailError, not about any letter.
    """
    if server.user is not None and server.password is None:
        hint = "password_file names a file that holds it; the keyring may hold it under ordertrack"
        raise MailError(
            f"there is no password for {server.user} at {server.host}", is_about_letter=False, hints=(hint,)
        )
    context = None if server.security is Security.NONE else trusting(server.ca_file)
    with translated(server):
        line = _opened(server, context)
        try:
            line.ehlo_or_helo_if_needed()
            if server.security is Security.STARTTLS:
                _start_tls(line, server, context)
            if server.user is not None:
                _log_in(line, server)
        except BaseException:
            line.close()
            raise
    return line


def leave(line: smtplib.SMTP) -> None:
    """Take leave of a server that waits for the next letter, whatever it answers."""
    with suppress(OSError):
        line.quit()
    line.close()


@contextmanager
def translated(server: SmtpServer) -> Iterator[None]:
    """Turn what smtplib and the network raise into MailError, not about any letter; no exception of theirs stays."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        failure = MailError(
            f"{server.where} does not serve: {spell_server_answer(error.smtp_code, error.smtp_error)}",
            is_about_letter=False,
        )
    except (OSError, UnicodeError) as error:
        failure = unreachable(server.where, _root(error))
    else:
        return
    raise failure from None


def spell_server_answer(code: int, words: bytes | str) -> str:
    """Give a server's answer as one printable line of at most 500 characters."""
    return f"{code if code > 0 else 'no SMTP code, but'} {printable(words)}".strip()[:_MOST_WORDS]


def printable(words: bytes | str) -> str:
    """Give a server's words as one printable line."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def loss(error: OSError) -> str:
    """Say in words how a connection was lost."""
    return reason(_root(error))


def _root(error: OSError | UnicodeError) -> Exception:
    """Give what smtplib's exception for a lost connection hides."""
    cause = error.__context__
    return cause if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(cause, OSError) else error


def _opened(server: SmtpServer, context: ssl.SSLContext | None) -> smtplib.SMTP:
    known_as = socket.gethostname()  # not looked up: that may take long
    where = (server.host, server.port, known_as)
    if server.security is Security.TLS:
        line: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=server.timeout, context=context)
    else:
        line = smtplib.SMTP(*where, timeout=server.timeout)
    if line.sock is not None and not ("." in known_as and known_as.isascii()):
        line.local_hostname = _literal(line.sock)
    return line


def _literal(sock: socket.socket) -> str:
    address = sock.getsockname()[0]
    return f"[IPv6:{address}]" if sock.family == socket.AF_INET6 else f"[{address}]"


def _start_tls(line: smtplib.SMTP, server: SmtpServer, context: ssl.SSLContext | None) -> None:
    if not line.has_extn("starttls"):
        hint = 'security = "tls" is the way on port 465'
        raise MailError(
            f"{server.where} does not offer STARTTLS; neither login nor mail was sent",
            is_about_letter=False,
            hints=(hint,),
        )
    line.starttls(context=context)
    line.ehlo_or_helo_if_needed()


def _log_in(line: smtplib.SMTP, server: SmtpServer) -> None:
    """Log in by PLAIN or LOGIN in UTF-8; smtplib's own login takes only ASCII."""
    user, password = (server.user or "").encode(), (server.password or "").encode()
    plain, user64, password64 = (b64encode(raw).decode() for raw in (b"\0" + user + b"\0" + password, user, password))
    steps = {"PLAIN": (f"PLAIN {plain}",), "LOGIN": ("LOGIN", user64, password64)}
    offered = line.esmtp_features.get("auth", "").upper().split()
    way = next((way for way in steps if way in offered), None)
    if way is None:
        raise _login_refused(server, f"it offers {', '.join(offered) or 'no login here'}; PLAIN or LOGIN is needed")
    first, *others = steps[way]
    code, words = line.docmd("AUTH", first)
    for step in others:
        if code == _CHALLENGE:
            code, words = line.docmd(step)
    if code != _LOGGED_IN:
        told = spell_server_answer(code, words)
        is_telling = any(secret in told for secret in (server.password or "", plain, password64))
        raise _login_refused(server, str(code) if is_telling else told)


def _login_refused(server: SmtpServer, why: str) -> MailError:
    return MailError(f"{server.where} refuses the login of {server.user}: {why}", is_about_letter=False)
