"""What every test stands on: a home of its own, the data nobody here wrote, and books on both engines."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from tests.builders import SETTINGS, a_book
from tests.drawing import register_profiles
from tests.reuse import reuse_parsers, reuse_statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ordertrack.store.book.book import SqlBook
    from tests.servers import Server

register_profiles()
reuse_parsers()
reuse_statements()
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the processes that tests start need not compile the source again

_DATA = Path(__file__).parents[1].parent / "shared" / "data"
_OF_THE_RUN = {"ORDERTRACK_TEST_DATA", "ORDERTRACK_REQUIRE_DOVECOT", "ORDERTRACK_REQUIRE_POSTGRES"}
_FOLDERS = {
    "HOME": "",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_RUNTIME_DIR": ".run",
    "XDG_STATE_HOME": ".local/state",
}
_numbers = count(1)


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes", numbered=False)


@pytest.fixture(autouse=True)
def home(_homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test, and the processes it starts, away from the real home, settings and order book."""
    folder = _homes / str(next(_numbers))
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("ORDERTRACK_") and name not in _OF_THE_RUN]:
        monkeypatch.delenv(name)
    for name, part in _FOLDERS.items():
        monkeypatch.setenv(name, str(folder / part))
    return folder


@pytest.fixture(scope="session")
def data() -> Path:
    """The files that nobody here wrote."""
    folder = Path(os.environ.get("ORDERTRACK_TEST_DATA", _DATA))
    if not folder.is_dir():
        pytest.skip(f"there is no test data at {folder}; ORDERTRACK_TEST_DATA names the folder")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server of this run's own; without one the tests that need it are skipped, or fail if required."""
    try:
        from tests.servers import UnavailableError, running_server
    except ImportError as error:
        _do_without(f"{error.name} is not installed")
    try:
        with running_server() as server:
            yield server
    except UnavailableError as error:
        _do_without(str(error))


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("ORDERTRACK_REQUIRE_POSTGRES"):
        pytest.fail(f"PostgreSQL is required and cannot be started: {reason}", pytrace=False)
    pytest.skip(f"PostgreSQL cannot be started: {reason}")


@pytest.fixture
def new_postgres(postgres_server: Server) -> Iterator[Callable[[], str]]:
    """Makes empty databases: each call gives the URL of a new one."""
    made: list[str] = []

    def make() -> str:
        made.append(f"test{next(_numbers)}")
        return postgres_server.make(made[-1])

    yield make
    for name in made:
        postgres_server.drop(name)


@pytest.fixture
def postgres_url(new_postgres: Callable[[], str]) -> str:
    """The URL of a new, empty PostgreSQL database."""
    return new_postgres()


@pytest.fixture(scope="session")
def _blank_database(postgres_server: Server) -> str:
    from ordertrack.store.book.making import create_book

    create_book(postgres_server.make("blank"), SETTINGS)
    return "blank"


@pytest.fixture(scope="session")
def new_postgres_book(postgres_server: Server, _blank_database: str) -> Callable[[str], SqlBook]:
    """Makes new order books in databases of these names: copies of one, since laying one out takes longer."""
    from ordertrack.store.book.book import SqlBook

    return lambda name: SqlBook(postgres_server.make(name, _blank_database))


@pytest.fixture(scope="session")
def new_book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], SqlBook]:
    """Makes order books on an engine that stay as long as the run."""

    def make(engine: str) -> SqlBook:
        if engine == "sqlite":
            return a_book(tmp_path_factory.mktemp("book"))
        on_server: SqlBook = request.getfixturevalue("new_postgres_book")(f"lasting{next(_numbers)}")
        return on_server

    return make


@pytest.fixture
def sqlite_book(tmp_path: Path) -> SqlBook:
    """A new order book in a file."""
    return a_book(tmp_path)


@pytest.fixture
def postgres_book(new_postgres_book: Callable[[str], SqlBook], postgres_server: Server) -> Iterator[SqlBook]:
    """A new order book on a server."""
    name = f"test{next(_numbers)}"
    yield new_postgres_book(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def book(request: pytest.FixtureRequest) -> SqlBook:
    """A new order book on each of the engines."""
    made: SqlBook = request.getfixturevalue(f"{request.param}_book")
    return made
