"""Files for people outside are new, their owner's alone, and whole or not there at all."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from ordertrack.errors import ConflictError, OutsideError
from ordertrack.files.transfer.tabular import new_file, require_folder

if TYPE_CHECKING:
    from pathlib import Path


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_file_has_its_name_once_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    with new_file(target) as file:
        file.write(b"one")
        assert "a.txt" not in names_in(tmp_path)
    assert (target.read_bytes(), stat.S_IMODE(target.stat().st_mode), names_in(tmp_path)) == (b"one", 0o600, ["a.txt"])


def test_a_file_that_could_not_be_finished_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError), new_file(tmp_path / "a.txt") as file:
        file.writelines([b"one", "two"])  # type: ignore[list-item]  # text is no content
    assert names_in(tmp_path) == []


def test_what_took_the_name_meanwhile_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    with pytest.raises(ConflictError) as taken, new_file(target):
        target.write_bytes(b"another")
    assert taken.value.message == f"{target} exists already"
    assert (target.read_bytes(), names_in(tmp_path)) == (b"another", ["a.txt"])


@pytest.mark.parametrize("is_taken", [False, True])
def test_where_a_file_cannot_have_two_names_it_takes_its_place_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_taken: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    target = tmp_path / "a.txt"
    if not is_taken:
        with new_file(target) as file:
            file.write(b"one")
        assert (target.read_bytes(), names_in(tmp_path)) == (b"one", ["a.txt"])
        return
    with pytest.raises(ConflictError), new_file(target):
        target.write_bytes(b"another")
    assert (target.read_bytes(), names_in(tmp_path)) == (b"another", ["a.txt"])


def test_what_the_file_system_refuses_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutsideError) as missing, new_file(tmp_path / "no" / "a.txt"):
        pass
    assert missing.value.message == f"there is no folder {tmp_path / 'no'}"
    with pytest.raises(OutsideError) as long, new_file(tmp_path / ("x" * 300)):
        pass
    assert long.value.message == f"cannot write {tmp_path / ('x' * 300)}: File name too long"
    with pytest.raises(OutsideError) as longer:
        require_folder(tmp_path / ("x" * 5000))
    assert longer.value.message.endswith(": File name too long")
