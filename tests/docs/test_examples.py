"""What the pages show is what happens: their consoles are played, and nothing may differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from tests.docs.consoles import clerk_at, played

if TYPE_CHECKING:
    from tests.docs.consoles import Clerk

ROOT = Path(__file__).parents[2]
SHARED = "howto/postgresql.md"
FIRST = [ROOT / "README.md", ROOT / "docs" / "tutorial.md"]
"""The pages that somebody new reads; the others are played among the slow tests."""
PAGES = sorted(page for page in (ROOT / "docs").rglob("*.md") if not page.match(SHARED) and page not in FIRST)
SHOWN_URL = "postgresql://desk@db.example.com/orders"


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    """Somebody new at the desk."""
    return clerk_at(tmp_path)


@pytest.mark.parametrize(
    "page",
    [*FIRST, *(pytest.param(page, marks=pytest.mark.slow) for page in PAGES)],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_a_page_shows_what_its_commands_print(page: Path, clerk: Clerk) -> None:
    text = page.read_text(encoding="utf-8")
    assert played(text, clerk) == text


@pytest.mark.postgres
def test_the_page_on_postgresql_shows_what_its_commands_print(tmp_path: Path, postgres_url: str) -> None:
    text = (ROOT / "docs" / SHARED).read_text(encoding="utf-8")
    as_printed = make_url(postgres_url).render_as_string()
    stand_ins = {SHOWN_URL.replace("://", "+psycopg://"): as_printed, SHOWN_URL: postgres_url}
    assert played(text, clerk_at(tmp_path, stand_ins=stand_ins)) == text
