"""A real IMAP server on loopback: dovecot with a folder, users and a certificate of its own, without privileges."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
import trustme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

HOST = "127.0.0.1"
_REQUIRED = bool(os.environ.get("ORDERTRACK_REQUIRE_DOVECOT"))
_SECONDS = 20
_PROGRAMS = ("/usr/sbin/dovecot", "/usr/local/sbin/dovecot")
_MAILDIR = "mail"

_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {owner}
default_internal_group = {group}
default_login_user = {owner}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.pem
mail_location = maildir:{folder}/{maildir}
mail_fsync = never
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}
}}
namespace inbox {{
  inbox = yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


class UnavailableError(Exception):
    """There is no dovecot here, or it does not start."""


@dataclass(slots=True, kw_only=True)
class Dovecot:
    """A running server with one user: `port` speaks plainly and by STARTTLS, `tls_port` by TLS from the start.

    Its certificate is of the authority in `ca_file`, for 127.0.0.1.
    """

    user: str
    password: str
    port: int
    tls_port: int
    ca_file: str
    folder: Path
    owner: pwd.struct_passwd
    host: str = HOST
    _names: Iterator[int] = field(default_factory=lambda: count(1), repr=False)

    def deliver(self, raw: bytes, *, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Put a letter into a folder, as a delivery agent does; it is there at once, as new, received `at`."""
        box = self.folder / _MAILDIR / ("" if folder == "INBOX" else f".{folder}")
        for part in ("", "tmp", "new", "cur"):
            self._make(box / part)
        name = f"{1_700_000_000 + next(self._names)}.M{next(self._names)}.example"
        waiting = box / "tmp" / name
        waiting.write_bytes(raw)
        os.chown(waiting, self.owner.pw_uid, self.owner.pw_gid)
        if at is not None:
            os.utime(waiting, (at.timestamp(), at.timestamp()))
        waiting.rename(box / "new" / name)

    def flags(self) -> list[str]:
        """Return the flags of each letter in the inbox that was ever touched."""
        return sorted(path.name.partition(":2,")[2] for path in (self.folder / _MAILDIR / "cur").iterdir())

    def said(self) -> list[str]:
        """Return the lines of the server's log, without their times."""
        return [line[16:] for line in (self.folder / "log").read_text(errors="replace").splitlines()]

    def empty(self) -> None:
        """Take every letter and folder away."""
        shutil.rmtree(self.folder / _MAILDIR, ignore_errors=True)

    def _make(self, path: Path) -> None:
        if not path.exists():
            path.mkdir(parents=True)
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)


@contextmanager
def running_dovecot(*, user: str = "desk@example.com", password: str = 'Geh"eim \\ 1') -> Iterator[Dovecot]:  # noqa: S107
    """Run a server for as long as the block; raises UnavailableError where there is none to run."""
    program = next((path for path in _PROGRAMS if Path(path).exists()), None) or shutil.which("dovecot")
    if program is None:
        raise UnavailableError("dovecot is not installed")
    # Not below pytest's folders: sockets need short names, and whoever runs the server must get through.
    folder = Path(tempfile.mkdtemp(prefix="imap"))
    try:
        server = _prepared(folder, user, password)
        process = _started(program, server)
        try:
            _await(process, server)
            yield server
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    """The server that the tests share."""
    try:
        with running_dovecot() as server:
            yield server
    except UnavailableError as error:
        _do_without(str(error))


@pytest.fixture
def dovecot(dovecot_server: Dovecot) -> Iterator[Dovecot]:
    """An IMAP server whose inbox is empty; skipped without one, or failed where ORDERTRACK_REQUIRE_DOVECOT is set."""
    yield dovecot_server
    dovecot_server.empty()


def _do_without(reason: str) -> NoReturn:
    if _REQUIRED:
        pytest.fail(f"dovecot is required and cannot be started: {reason}", pytrace=False)
    pytest.skip(f"dovecot cannot be started: {reason}")


def _prepared(folder: Path, user: str, password: str) -> Dovecot:
    owner, group = _owner()
    _write_certificate(folder)
    port, tls_port = _free_ports()
    (folder / "users").write_text(f"{user}:{{PLAIN}}{password}\n")
    (folder / "dovecot.conf").write_text(
        _CONFIG.format(
            folder=folder,
            owner=owner.pw_name,
            group=group,
            maildir=_MAILDIR,
            port=port,
            tls_port=tls_port,
        )
    )
    for path in (folder, *folder.iterdir()):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    return Dovecot(
        user=user,
        password=password,
        port=port,
        tls_port=tls_port,
        ca_file=str(folder / "ca.pem"),
        folder=folder,
        owner=owner,
    )


def _owner() -> tuple[pwd.struct_passwd, str]:
    try:
        owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        return owner, grp.getgrgid(owner.pw_gid).gr_name
    except KeyError:
        raise UnavailableError("there is no user and group with a name to run it") from None


def _write_certificate(folder: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind((HOST, 0))
        other.bind((HOST, 0))
        return one.getsockname()[1], other.getsockname()[1]


def _started(program: str, server: Dovecot) -> subprocess.Popen[bytes]:
    who: dict[str, Any] = (
        {"user": server.owner.pw_uid, "group": server.owner.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    return subprocess.Popen(
        [program, "-F", "-c", str(server.folder / "dovecot.conf")],
        cwd=server.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **who,
    )


def _await(process: subprocess.Popen[bytes], server: Dovecot) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        if _greets(server):
            return
        time.sleep(0.05)
    log = server.folder / "log"
    raise UnavailableError(log.read_text(errors="replace")[-500:] if log.exists() else "it says nothing")


def _greets(server: Dovecot) -> bool:
    context = ssl.create_default_context(cafile=server.ca_file)
    try:
        with (
            socket.create_connection((HOST, server.tls_port), timeout=5) as line,
            context.wrap_socket(line, server_hostname=HOST) as kept,
        ):
            return kept.recv(4) == b"* OK"
    except OSError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
