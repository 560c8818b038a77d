"""The way to an SMTP server: connecting, TLS and login, and every failure of them in words."""

from __future__ import annotations

import smtplib
import socket
from base64 import b64encode
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordertrack.delivery.tls import Security, reason, trusting, unreachable
from ordertrack.errors import MailError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

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
            f"{server.where} does not serve: {said(error.smtp_code, error.smtp_error)}", is_about_letter=False
        )
    except (OSError, UnicodeError) as error:
        failure = unreachable(server.where, _root(error))
    else:
        return
    raise failure from None


def said(code: int, words: bytes | str) -> str:
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
    if line.sock is not None and not _is_full_name(known_as):
        line.local_hostname = _literal(line.sock)
    return line


def _is_full_name(name: str) -> bool:
    return "." in name and name.isascii()


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
        told = said(code, words)
        is_telling = any(secret in told for secret in (server.password or "", plain, password64))
        raise _login_refused(server, str(code) if is_telling else told)


def _login_refused(server: SmtpServer, why: str) -> MailError:
    return MailError(f"{server.where} refuses the login of {server.user}: {why}", is_about_letter=False)
