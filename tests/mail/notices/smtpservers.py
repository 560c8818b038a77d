"""SMTP servers on loopback, real ones in a thread, that fail in the ways that servers do."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from aiosmtpd.smtp import Envelope, Session

HOST = "127.0.0.1"


class Arrived(NamedTuple):
    """A letter as a server took it."""

    sender: str
    to: tuple[str, ...]
    message: bytes
    options: tuple[str, ...]


class Postmaster:
    """Takes letters, and answers otherwise where `answers` has something for the step: `{"RCPT": ["550 no"]}`.

    Each answer is given once, in turn. `HANG UP` closes the connection instead, `WAIT` keeps silent, `THINK` does for
    a while.
    """

    def __init__(self, answers: dict[str, list[str | None]] | None = None) -> None:
        self.answers = answers or {}
        self.arrived: list[Arrived] = []
        self.connections = 0
        self.logins: list[tuple[str, str]] = []
        self.commands: list[str] = []

    def answer(self, step: str) -> str | None:
        """Give what is to be answered to a step, None for what is usual."""
        waiting = self.answers.get(step)
        return waiting.pop(0) if waiting else None

    async def handle_MAIL(  # noqa: N802 - the names and parameters are aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del session
        answer = await self._answered("MAIL", server)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return answer or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del session, options
        answer = await self._answered("RCPT", server)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del session
        assert isinstance(envelope.content, bytes)
        answer = await self._answered("DOT", server)
        if answer is None:
            options = tuple(envelope.mail_options)
            self.arrived.append(Arrived(envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.content, options))
        return answer or "250 OK"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, way: str, login: object) -> AuthResult:
        del server, session, envelope, way
        assert isinstance(login, LoginPassword)
        found = (login.login.decode(), login.password.decode())
        self.logins.append(found)
        return AuthResult(success=found == ("desk", "pässword"), handled=False)

    async def _answered(self, step: str, server: SMTP) -> str | None:
        answer = self.answer(step)
        if answer == "WAIT":
            await asyncio.sleep(30)
        if answer == "THINK":
            await asyncio.sleep(0.8)
            return "451 I thought about it"
        if answer == "HANG UP":
            hang_up(server)
            return "421 gone"
        return answer


class Server(SMTP):
    """An aiosmtpd server that counts its connections and its commands, and may fail where handlers have no say."""

    event_handler: Postmaster

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._original_transport is None:
            self.event_handler.connections += 1
        super().connection_made(transport)

    async def _call_handler_hook(self, command: str, *args: Any) -> Any:  # noqa: ANN401
        self.event_handler.commands.append(command)
        return await super()._call_handler_hook(command, *args)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        answer = self.event_handler.answer("DATA")
        if answer == "HANG UP":
            hang_up(self)
        elif answer == "HANG UP IN THE MIDDLE":
            await self.push("354 go on")
            await self._reader.readline()
            await asyncio.sleep(0.1)
            hang_up(self)
        elif answer:
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802
        self.event_handler.commands.append("RSET")
        await super().smtp_RSET(arg)


def hang_up(server: SMTP) -> None:
    transport = server.transport
    assert isinstance(transport, asyncio.Transport)
    transport.abort()


@contextmanager
def smtp_server(
    postmaster: Postmaster,
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    **options: Any,  # noqa: ANN401
) -> Iterator[int]:
    """Run a server on a free port of loopback, with TLS from the start or by STARTTLS where it has a context for it."""
    options = {"hostname": "mail.example.com", "enable_SMTPUTF8": True, "tls_context": starttls, **options}
    with serving(lambda: Server(postmaster, **options), tls) as port:
        yield port


@contextmanager
def serving(protocol: Callable[[], asyncio.BaseProtocol], tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Run a protocol on a free port of loopback in a thread of its own."""
    loop = asyncio.new_event_loop()

    def factory() -> asyncio.BaseProtocol:
        return protocol()

    async def start() -> asyncio.Server:
        return await loop.create_server(factory, HOST, 0, ssl=tls)

    async def stop(server: asyncio.Server) -> None:
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(stop(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
