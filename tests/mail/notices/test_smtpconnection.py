from __future__ import annotations

import asyncio
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.errors import MailError
from ordertrack.mail.notices.smtp import Security, SmtpServer, SmtpTransport
from tests.mail.notices.handing import LOGIN, NOBODYS, WHERE, WRONG_LOGIN, nature, refusal, server
from tests.mail.notices.letters import letter
from tests.mail.notices.smtpservers import Postmaster, serving, smtp_server

if TYPE_CHECKING:
    from tests.mail.conftest import Authority


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_letter_goes_over_a_private_connection(authority: Authority, security: Security) -> None:
    master = Postmaster()
    contexts = {"tls" if security is Security.TLS else "starttls": authority.context}
    with (
        smtp_server(master, **contexts, require_starttls=security is Security.STARTTLS) as port,
        SmtpTransport(server(port, security=security, ca_file=authority.ca_file)) as transport,
    ):
        transport.send(letter())
        transport.send(letter())
    assert (len(master.arrived), master.connections) == (2, 1)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "unable to get local issuer certificate"),
        ({"host": "localhost"}, "Hostname mismatch, certificate is not valid for 'localhost'."),
    ],
)
@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_that_is_not_trusted_stops_everything(
    authority: Authority, security: Security, changes: dict[str, str], why: str
) -> None:
    master = Postmaster()
    contexts = {"tls" if security is Security.TLS else "starttls": authority.context}
    trust = {"ca_file": authority.ca_file} if changes else {}
    with smtp_server(master, **contexts) as port:
        asked = server(port, security=security, **LOGIN, **changes, **trust)
        with SmtpTransport(asked) as transport:
            error = refusal(transport)
    assert (error.message, nature(error)) == (f"the certificate of {asked.where} is not trusted: {why}", NOBODYS)
    assert (master.arrived, master.logins) == ([], [])


def test_a_server_without_starttls_gets_neither_login_nor_mail() -> None:
    master = Postmaster()
    with smtp_server(master, auth_require_tls=False, authenticator=master.authenticate) as port:
        asked = server(port, security=Security.STARTTLS, **LOGIN)
        with SmtpTransport(asked) as transport:
            error = refusal(transport)
    assert nature(error) == NOBODYS
    assert error.message == f"{WHERE}{port} does not offer STARTTLS; neither login nor mail was sent"
    assert (master.arrived, master.logins) == ([], [])
    assert "MAIL" not in master.commands


def test_a_plain_server_asked_for_tls_is_said_so() -> None:
    with smtp_server(Postmaster()) as port, SmtpTransport(server(port, security=Security.TLS)) as transport:
        error = refusal(transport)
    assert (error.message, nature(error)) == (
        f"{WHERE}{port} does not speak TLS as expected: wrong version number",
        NOBODYS,
    )


@pytest.mark.parametrize("ca_file", ["/nowhere/ca.pem", __file__])
def test_a_ca_file_that_is_none_is_said_so(ca_file: str) -> None:
    with SmtpTransport(server(25, security=Security.TLS, ca_file=ca_file)) as transport:
        error = refusal(transport)
    why = "No such file or directory" if ca_file != __file__ else "it holds no certificate in PEM form"
    assert (error.message, nature(error)) == (f"ca_file {ca_file} cannot be used: {why}", NOBODYS)


@pytest.mark.parametrize("left_out", ["PLAIN", "LOGIN"])
def test_a_login_is_made_by_plain_or_by_login_whatever_the_letters_of_the_password(
    authority: Authority, left_out: str
) -> None:
    master = Postmaster()
    options: dict[str, Any] = {
        "starttls": authority.context,
        "auth_required": True,
        "authenticator": master.authenticate,
        "auth_exclude_mechanism": [left_out],
    }
    with smtp_server(master, **options) as port:
        asked = server(port, security=Security.STARTTLS, ca_file=authority.ca_file, **LOGIN)
        with SmtpTransport(asked) as transport:
            transport.send(letter())
            transport.send(letter())
    assert (master.logins, len(master.arrived)) == ([("desk", "pässword")], 2)


def everything_said(error: BaseException, asked: SmtpServer, transport: SmtpTransport) -> str:
    shown = [repr(asked), str(asked), repr(transport), *map(repr, (error.args, vars(error)))]
    return "".join([*traceback.format_exception(error), *shown])


@pytest.mark.parametrize("left_out", ["PLAIN", "LOGIN"])
def test_a_refused_login_is_said_without_the_password(authority: Authority, left_out: str) -> None:
    master = Postmaster()
    options: dict[str, Any] = {"authenticator": master.authenticate, "auth_exclude_mechanism": [left_out]}
    with smtp_server(master, tls=authority.context, auth_require_tls=False, **options) as port:
        asked = server(port, security=Security.TLS, ca_file=authority.ca_file, **WRONG_LOGIN)
        with SmtpTransport(asked) as transport:
            error = refusal(transport)
            told = everything_said(error, asked, transport)
    assert nature(error) == NOBODYS
    assert error.message == (f"{WHERE}{port} refuses the login of desk: 535 5.7.8 Authentication credentials invalid")
    assert WRONG_LOGIN["password"] not in told
    assert "n0t-th1s" not in told
    assert master.arrived == []


def test_a_server_that_repeats_the_password_is_not_quoted() -> None:
    class Parrot(Postmaster):
        async def auth_PLAIN(self, server: Any, args: list[str]) -> Any:  # noqa: ANN401, N802
            await server.push(f"535 you said {args[1]}")

    with smtp_server(Parrot(), auth_require_tls=False) as port:
        asked = server(port, **WRONG_LOGIN)
        with SmtpTransport(asked) as transport:
            assert refusal(transport).message == f"{WHERE}{port} refuses the login of desk: 535"


def test_a_server_without_a_login_is_said_so() -> None:
    # aiosmtpd offers a login only under TLS
    with smtp_server(Postmaster()) as port, SmtpTransport(server(port, **WRONG_LOGIN)) as transport:
        error = refusal(transport)
    said = f"{WHERE}{port} refuses the login of desk: it offers no login here; PLAIN or LOGIN is needed"
    assert (error.message, nature(error)) == (said, NOBODYS)


def test_a_user_without_a_password_is_said_so() -> None:
    with SmtpTransport(server(25, user="desk")) as transport:
        error = refusal(transport)
    assert (error.message, nature(error)) == ("there is no password for desk at 127.0.0.1", NOBODYS)


def test_a_probe_says_what_was_found(authority: Authority) -> None:
    master = Postmaster()
    options: dict[str, Any] = {"starttls": authority.context, "authenticator": master.authenticate}
    with smtp_server(master, **options) as port:
        asked = server(port, security=Security.STARTTLS, ca_file=authority.ca_file, **LOGIN)
        found = SmtpTransport(asked).probe()
    assert (found[0], found[2:]) == (
        f"{WHERE}{port} answers as mail.example.com",
        ["logged in as desk", "addresses with Unicode are taken"],
    )
    assert found[1].startswith("the connection is private (TLSv1.3), the certificate good until ")
    assert (master.arrived, master.commands[-1]) == ([], "QUIT")


def test_a_probe_of_an_open_server_says_what_it_lacks() -> None:
    with smtp_server(Postmaster(), enable_SMTPUTF8=False) as port:
        assert SmtpTransport(server(port)).probe() == [
            f"{WHERE}{port} answers as mail.example.com",
            "the connection is not private",
            "no login: no user is set",
            "addresses with Unicode are not taken",
        ]


def test_a_probe_says_in_words_what_is_wrong(authority: Authority) -> None:
    with smtp_server(Postmaster(), tls=authority.context) as port, pytest.raises(MailError) as caught:
        SmtpTransport(server(port, security=Security.TLS)).probe()
    assert caught.value.message == (
        f"the certificate of {WHERE}{port} is not trusted: unable to get local issuer certificate"
    )


class Curt(asyncio.Protocol):
    """A server that greets as it is told to, and leaves."""

    def __init__(self, greeting: bytes) -> None:
        self.greeting = greeting

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self.greeting)
        transport.close()


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        (b"554 5.7.1 not you\r\n", "does not serve: 554 5.7.1 not you"),
        (b"421 4.3.2 too busy\r\n", "does not serve: 421 4.3.2 too busy"),
        (b"SSH-2.0-OpenSSH\r\n", "does not serve: no SMTP code, but 2.0-OpenSSH"),
        (b"", "cannot be reached: the connection was closed"),
    ],
)
def test_a_server_that_turns_everybody_away_is_not_about_the_letter(greeting: bytes, said: str) -> None:
    with serving(lambda: Curt(greeting)) as port, SmtpTransport(server(port)) as transport:
        error = refusal(transport)
    assert (error.message, nature(error)) == (f"{WHERE}{port} {said}", NOBODYS)
