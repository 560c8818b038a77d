"""The pages hang together: links lead somewhere, the picture is true, the words are the project's own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [*(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")), *sorted(DOCS.rglob("*.md"))]

SHOW_IT = "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/ordertrack demo"
TEST_IT = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest -n auto -m 'not slow'"

OTHER_WORDS = {
    "assignee": "owner",
    "backlog": "worklist",
    "chaser": "follow-up",
    "client": "customer",
    "dashboard": "worklist",
    "due date": "promised on",
    "ETA": "expected on",
    "original date": "first promise",
    "purchase order": "order",
    "reminder": "follow-up",
    "ticket": "enquiry",
    "vendor": "supplier",
}
FROM_ELSEWHERE = re.compile(
    r"/(?:work|tmp|root|Users)/|\b(?:sessions?|helpers?|agents?|issue \d+|task \d+)\b|#\d+\b", re.IGNORECASE
)
ANY_HOME = re.compile(r"/home/(?!maria\b)\w+")

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_OF_A_RECIPE = re.compile(r"(?m)^\| `tests/\S+` \|")  # a test that the recipe makes
_CODE = re.compile(r"`[^`]*`")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose_of(page: Path) -> str:
    """The text of a page without its code."""
    return _CODE.sub("", _FENCED.sub("", page.read_text(encoding="utf-8")))


def links_of(page: Path) -> list[str]:
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    return [link or picture for link, picture in _LINK.findall(text)]


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in links_of(page):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.is_file() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_files_that_a_page_names_are_there(page: Path) -> None:
    text = _OF_A_RECIPE.sub("", page.read_text(encoding="utf-8"))
    named = re.findall(r"`((?:\w+/)+\w+\.(?:py|md|svg))`", text)
    places = (ROOT, DOCS, ROOT / "src" / "ordertrack")
    assert [name for name in named if not any((place / name).is_file() for place in places)] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        targets = {(page.parent / link.partition("#")[0]).resolve() for link in links_of(page) if "://" not in link}
        waiting += [target for target in targets - reached if target.suffix == ".md"]
    assert {name_of(page) for page in PAGES} - {name_of(page) for page in reached} == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_thing_has_one_word(page: Path) -> None:
    prose = prose_of(page)
    found = {word for word in OTHER_WORDS if re.search(rf"\b{word}s?\b", prose, 0 if word.isupper() else re.IGNORECASE)}
    assert {word: OTHER_WORDS[word] for word in found} == {}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_speaks_of_the_program_alone(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert (
        FROM_ELSEWHERE.findall(prose_of(page)) + re.findall(r"/(?:work|tmp|root)/", text) + ANY_HOME.findall(text) == []
    )


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_lines_fit_a_screen(page: Path) -> None:
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    long = [line for line in text.splitlines() if len(line) > 130 and not line.startswith(("|", "[", "![", "- ["))]
    assert long == []


@pytest.mark.parametrize("command", [SHOW_IT, TEST_IT])
def test_the_readme_sets_everything_up_with_one_line(command: str) -> None:
    assert f"```sh\n{command}\n```" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_line_of_code_that_runs_tests_is_the_whole_command() -> None:
    blocks = _FENCED.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    lines = [line for block in blocks for line in block.splitlines()[1:-1] if "pytest" in line]
    assert lines == [TEST_IT]


def test_the_picture_shows_what_the_program_shows() -> None:
    ran = subprocess.run([sys.executable, DOCS / "draw.py", "--check"], check=False)
    assert ran.returncode == 0, "run: python docs/draw.py"


def test_the_picture_loads_nothing_from_elsewhere() -> None:
    svg = (DOCS / "review.svg").read_text(encoding="utf-8")
    assert re.findall(r"url\((?!#)|<script|href=", svg) == []


def test_the_changelog_has_the_version_of_the_program() -> None:
    from ordertrack import __version__

    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == __version__
