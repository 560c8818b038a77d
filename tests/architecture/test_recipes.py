"""The recipes of `CONTRIBUTING.md`: each names every file that its example changes, and the example works on a copy.

An example is a module in `recipes/`: `EDITS` replaces, file by file, words that stand there once, `NEW` holds the files
that come along, `TESTS` names further tests that it touches. What is not written by hand is listed in `GENERATED`
(by `docs/generate.py`), `CONSOLES` (by `tests.docs.consoles`) and `POLICY` (by `tests.domain.policy.form`).
Where a file has moved on, its name and the words are changed in the example.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from filecmp import cmp
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.architecture.code import ROOT

if TYPE_CHECKING:
    from types import ModuleType

PAGE = ROOT / "CONTRIBUTING.md"
FOLDER = Path(__file__).with_name("recipes")
COPIED = ("src", "tests", "docs", "pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE")

_EXAMPLE = re.compile(r"\(tests/architecture/recipes/(\w+)\.py\)")
_NAMED = re.compile(r"^\| `([\w./-]+)` \|", re.MULTILINE)


class Recipe(NamedTuple):
    """A section of the page with the module that is its example."""

    name: str
    text: str

    @property
    def example(self) -> ModuleType:
        """The module."""
        return import_module(f"tests.architecture.recipes.{self.name}")

    @property
    def edits(self) -> dict[str, list[tuple[str, str]]]:
        """What is changed by hand: words, and those that take their place, by file."""
        found: dict[str, list[tuple[str, str]]] = self.example.EDITS
        return found

    @property
    def new(self) -> dict[str, str]:
        """The files that come along."""
        found: dict[str, str] = self.example.NEW
        return found

    def listed(self, name: str) -> set[str]:
        """Give one of the lists that an example need not have."""
        return set(getattr(self.example, name, ()))

    @property
    def written(self) -> set[str]:
        """The files that a program writes."""
        return self.listed("GENERATED") | self.listed("CONSOLES") | self.listed("POLICY")

    @property
    def tests(self) -> list[str]:
        """The tests that the example brings along or changes, and those that it names."""
        own = {name for name in {*self.edits, *self.new} if re.fullmatch(r"tests/.*/test_\w+\.py", name)}
        return sorted(own | self.listed("TESTS"))


def recipes() -> list[Recipe]:
    """Give the recipes of the page."""
    sections = PAGE.read_text(encoding="utf-8").split("\n### ")[1:]
    found = [(_EXAMPLE.search(each), each) for each in sections]
    return [Recipe(example[1], text) for example, text in found if example]


RECIPES = recipes()
every_recipe = pytest.mark.parametrize("recipe", RECIPES, ids=[recipe.name for recipe in RECIPES])


def copy_to(place: Path) -> None:
    """Copy what a change needs, with what is compiled: of what stays as it is, that stays good."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name)
        else:
            shutil.copy2(ROOT / name, place / name)


def apply(recipe: Recipe, place: Path) -> None:
    """Make the changes of the example."""
    for name, edits in recipe.edits.items():
        text = (place / name).read_text(encoding="utf-8")
        for old, new in edits:
            text = text.replace(old, new)
        (place / name).write_text(text, encoding="utf-8")
    for name, text in recipe.new.items():
        (place / name).write_text(text, encoding="utf-8")


def run_in(place: Path, *command: str) -> None:
    """Run Python on the copy; it has to succeed."""
    environ = {**os.environ, "PYTHONPATH": f"{place / 'src'}{os.pathsep}{place}"}
    ran = subprocess.run(
        [sys.executable, *command], cwd=place, env=environ, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"


def changed_in(place: Path) -> set[str]:
    """Name the files of a copy that are not as they are here."""
    files = (path.relative_to(place) for name in COPIED for path in _files(place / name))
    return {
        str(path) for path in files if not (ROOT / path).exists() or not cmp(ROOT / path, place / path, shallow=False)
    }


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return [path for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def test_every_example_belongs_to_a_recipe() -> None:
    assert sorted(recipe.name for recipe in RECIPES) == sorted(
        path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"
    )


@every_recipe
def test_a_recipe_names_the_files_that_its_example_changes(recipe: Recipe) -> None:
    assert set(_NAMED.findall(recipe.text)) == {*recipe.edits, *recipe.new} | recipe.written


@every_recipe
def test_an_example_fits_the_source(recipe: Recipe) -> None:
    places = [(name, old) for name, edits in recipe.edits.items() for old, _ in edits]
    assert [(name, old) for name, old in places if (ROOT / name).read_text(encoding="utf-8").count(old) != 1] == []
    assert [name for name in recipe.new if (ROOT / name).exists()] == []


@pytest.mark.slow
@every_recipe
def test_an_example_works_on_a_copy(recipe: Recipe, tmp_path: Path) -> None:
    copy_to(tmp_path)
    apply(recipe, tmp_path)
    if recipe.listed("POLICY"):
        run_in(tmp_path, "-m", "tests.domain.policy.form")
    run_in(tmp_path, "docs/generate.py")
    if pages := sorted(recipe.listed("CONSOLES")):
        run_in(tmp_path, "-m", "tests.docs.consoles", *pages)
    assert changed_in(tmp_path) == {*recipe.edits, *recipe.new} | recipe.written
    run_in(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", *recipe.tests)
