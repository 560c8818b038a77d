"""How a connection to a mail server is kept private: which way, whose certificates count, what a failure means."""

from __future__ import annotations

import socket
import ssl
from enum import StrEnum

from ordertrack.errors import MailError


class Security(StrEnum):
    """How a connection is kept private: not at all, by STARTTLS before anything else is said, or from the start."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


def trusting(ca_file: str | None) -> ssl.SSLContext:
    """Give what checks certificates and host names: by this machine's authorities, or by those in `ca_file` alone.

    Raises MailError when the file cannot be read.
    """
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        why = "it holds no certificate in PEM form" if isinstance(error, ssl.SSLError) else error.strerror
        raise MailError(f"ca_file {ca_file} cannot be used: {why}", is_about_letter=False) from None


def unreachable(where: str, error: Exception) -> MailError:
    """Say in words why a server was not reached, or was not the one meant."""
    hints: tuple[str, ...] = ()
    if isinstance(error, ssl.SSLCertVerificationError):
        said = f"the certificate of {where} is not trusted: {error.verify_message}"
        hints = ("host must be the name in the certificate; ca_file names the authority of a private one",)
    elif isinstance(error, ssl.SSLError):
        said = f"{where} does not speak TLS as expected: {reason(error)}"
        hints = ("security is tls on ports 465 and 993, starttls on 587 and 143",)
    elif isinstance(error, socket.gaierror | UnicodeError):
        said = f"the name of {where} leads nowhere: {reason(error)}"
    else:
        said = f"{where} cannot be reached: {reason(error)}"
    return MailError(said, is_about_letter=False, hints=hints)


def reason(error: Exception) -> str:
    """Say in words how a connection failed."""
    if isinstance(error, ssl.SSLError):
        return (error.reason or "the handshake failed").lower().replace("_", " ")
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, UnicodeError):
        return "it cannot be a name"
    return getattr(error, "strerror", None) or "the connection was closed"
