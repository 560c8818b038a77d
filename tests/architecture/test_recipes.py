"""The recipes of `CONTRIBUTING.md`: each names every file that its example changes, and the example works on a copy.

An example is a patch in `recipes/`. Its first lines name the tests that it touches besides its own, and the
pages that are written anew by `docs/generate.py`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from filecmp import cmp
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.code import ROOT

PAGE = ROOT / "CONTRIBUTING.md"
FOLDER = Path(__file__).with_name("recipes")
COPIED = ("src", "tests", "docs", "pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE")

_PATCH = re.compile(r"\(tests/architecture/recipes/(\w+\.diff)\)")
_NAMED = re.compile(r"^\| `([\w./-]+)` \|", re.MULTILINE)
_CHANGED = re.compile(r"^\+\+\+ b/(\S+)", re.MULTILINE)
_GENERATED = re.compile(r"^generated: (\S+)$", re.MULTILINE)
_AFFECTED = re.compile(r"^tests: (.+)$", re.MULTILINE)


class Recipe(NamedTuple):
    """A section of the page with the patch that is its example."""

    title: str
    text: str
    patch: Path

    @property
    def files(self) -> set[str]:
        """The files that the recipe names."""
        return set(_NAMED.findall(self.text))

    @property
    def changes(self) -> set[str]:
        """The files that its example changes."""
        text = self.patch.read_text(encoding="utf-8")
        return set(_CHANGED.findall(text)) | self.generated

    @property
    def generated(self) -> set[str]:
        """The pages among them that are not written by hand."""
        return set(_GENERATED.findall(self.patch.read_text(encoding="utf-8")))

    @property
    def tests(self) -> list[str]:
        """The tests that the example brings along or changes, and those that it names."""
        named = _AFFECTED.search(self.patch.read_text(encoding="utf-8"))
        own = {name for name in self.changes if re.fullmatch(r"tests/.*/test_\w+\.py", name)}
        return sorted(own | set(named[1].split() if named else ()))


def recipes() -> list[Recipe]:
    """Give the recipes of the page."""
    sections = PAGE.read_text(encoding="utf-8").split("\n### ")[1:]
    found = [(each.partition("\n")[0], each, _PATCH.search(each)) for each in sections]
    return [Recipe(title, text, FOLDER / patch[1]) for title, text, patch in found if patch]


RECIPES = recipes()
every_recipe = pytest.mark.parametrize("recipe", RECIPES, ids=[recipe.patch.stem for recipe in RECIPES])


def copy_to(place: Path) -> None:
    """Copy what a change needs."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, place / name)


def apply(recipe: Recipe, place: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Apply the example; the lines around a change may have moved."""
    command = ["git", "apply", "-C1", "--recount", *options, str(recipe.patch)]
    environ = {**os.environ, "GIT_CEILING_DIRECTORIES": str(place.parent), "GIT_DIR": str(place / "none")}
    return subprocess.run(command, cwd=place, env=environ, capture_output=True, text=True, check=False)


def run_in(place: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the copy."""
    environ = {**os.environ, "PYTHONPATH": f"{place / 'src'}{os.pathsep}{place}"}
    return subprocess.run(
        [sys.executable, *command], cwd=place, env=environ, capture_output=True, text=True, check=False
    )


def test_every_example_belongs_to_a_recipe() -> None:
    assert sorted(recipe.patch.name for recipe in RECIPES) == sorted(path.name for path in FOLDER.glob("*.diff"))


@every_recipe
def test_a_recipe_names_the_files_that_its_example_changes(recipe: Recipe) -> None:
    assert recipe.files == recipe.changes


@every_recipe
def test_an_example_fits_the_source(recipe: Recipe) -> None:
    ran = apply(recipe, ROOT, "--check")
    assert ran.returncode == 0, ran.stderr


@pytest.mark.slow
@every_recipe
def test_an_example_works_on_a_copy(recipe: Recipe, tmp_path: Path) -> None:
    copy_to(tmp_path)
    applied = apply(recipe, tmp_path)
    assert applied.returncode == 0, applied.stderr
    ran = run_in(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", *recipe.tests)
    assert ran.returncode == 0, ran.stdout
    assert run_in(tmp_path, "docs/generate.py").returncode == 0
    written = {name for name in ("docs/reference/commands.md",) if not cmp(ROOT / name, tmp_path / name, shallow=False)}
    assert written == recipe.generated
