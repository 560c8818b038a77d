from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring
from keyring.errors import KeyringLocked

from ordertrack.cli.desk.settings import read_password
from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def password_file(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "password"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("content", ["pässword", "pässword\n", "pässword\r\n"])
def test_a_password_is_the_line_in_its_file(tmp_path: Path, content: str) -> None:
    path = password_file(tmp_path, content.encode())
    assert read_password("desk", "mail.example.com", path) == "pässword"


def test_blanks_of_a_password_are_its_own(tmp_path: Path) -> None:
    assert read_password("desk", "mail.example.com", password_file(tmp_path, b" a b \n")) == " a b "


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_password_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = password_file(tmp_path, b"s3cret", mode)
    with pytest.raises(UsageError) as caught:
        read_password("desk", "mail.example.com", path)
    assert caught.value.message == f"password_file {path} may be read by others (mode {mode:04o})"
    assert caught.value.hints == (f"chmod 600 {path}",)


@pytest.mark.parametrize("content", [b"", b"\n", b"s3cret\nmore\n", b"\xff\xfes3cret"])
def test_a_password_file_without_a_password_is_refused_without_telling_it(tmp_path: Path, content: bytes) -> None:
    path = password_file(tmp_path, content)
    with pytest.raises(UsageError) as caught:
        read_password("desk", "mail.example.com", path)
    assert caught.value.message == f"password_file {path} does not hold one line of text in UTF-8"


def test_a_missing_password_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_password("desk", "mail.example.com", tmp_path / "none")
    assert caught.value.message == f"password_file {tmp_path / 'none'} cannot be read: No such file or directory"


class Drawer(KeyringBackend):
    """A keyring in memory; one that is locked where it has nothing to look into."""

    priority = 1.0

    def __init__(self, known: dict[tuple[str, str], str] | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.known = known

    def get_password(self, service: str, username: str) -> str | None:
        if self.known is None:
            raise KeyringLocked("it is locked")
        return self.known.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


@pytest.fixture
def put_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[KeyringBackend], None]:
    """Make a keyring the one of this test."""
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    return keyring.set_keyring


def test_a_password_without_a_file_is_in_the_keyring(put_in: Callable[[KeyringBackend], None]) -> None:
    put_in(Drawer({("ordertrack", "desk@mail.example.com"): "kept"}))
    assert read_password("desk", "mail.example.com", None) == "kept"
    assert read_password("desk", "other.example.com", None) is None


def test_a_locked_keyring_is_said_so(put_in: Callable[[KeyringBackend], None]) -> None:
    put_in(Drawer(None))
    with pytest.raises(UsageError) as caught:
        read_password("desk", "mail.example.com", None)
    assert caught.value.message == "the keyring cannot be asked for desk@mail.example.com: it is locked"


def test_a_machine_without_a_keyring_has_no_password(put_in: Callable[[KeyringBackend], None]) -> None:
    put_in(Keyring())  # type: ignore[no-untyped-call]
    assert read_password("desk", "mail.example.com", None) is None


def test_without_the_keyring_there_is_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert read_password("desk", "mail.example.com", None) is None
