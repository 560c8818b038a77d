"""Books that many tests share, since most of what a test of the store takes is to make one."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.store.books import ENGINES
from tests.store.tampering import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ordertrack.store.book.book import SqlBook
    from tests.servers import Server

_numbers = count(1)


@pytest.fixture(scope="session")
def new_book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], SqlBook]:
    """Makes order books on an engine that stay as long as the run."""

    def make(engine: str) -> SqlBook:
        new = request.getfixturevalue(f"new_{engine}_book")
        found: SqlBook = new(tmp_path_factory.mktemp("book") if engine == "sqlite" else f"lasting{next(_numbers)}")
        return found

    return make


@pytest.fixture(scope="session")
def new_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path | str]:
    """Finds places for order books, a path or the URL of an empty database, that stay as long as the run."""

    def find(engine: str) -> Path | str:
        if engine == "sqlite":
            return tmp_path_factory.mktemp("book") / "orders.db"
        server: Server = request.getfixturevalue("postgres_server")
        name = f"lasting{next(_numbers)}"
        server.run(f"CREATE DATABASE {name}")
        return server.url(name)

    return find


@pytest.fixture(scope="session", params=ENGINES)
def _blank_book(new_book: Callable[[str], SqlBook], request: pytest.FixtureRequest) -> SqlBook:
    return new_book(request.param)


@pytest.fixture
def blank_book(_blank_book: SqlBook) -> Iterator[SqlBook]:
    """An order book on each of the engines in which nobody keeps anything: all tests that only look share it."""
    yield _blank_book
    with _blank_book.read() as view:
        assert list(view.exports.trail()) == []


@pytest.fixture(scope="session", params=ENGINES)
def lived(new_book: Callable[[str], SqlBook], request: pytest.FixtureRequest) -> SqlBook:
    """A book with a history, on each of the engines, in which nothing is changed for good."""
    found = new_book(request.param)
    build(found)
    return found
