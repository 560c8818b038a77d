from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.letters import Wording
from ordertrack.errors import MailError
from ordertrack.mail.notices.mime import FolderTransport, build
from tests.mail.notices.letters import letter

if TYPE_CHECKING:
    from pathlib import Path


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_letter_becomes_one_private_file_named_by_its_message_id(tmp_path: Path) -> None:
    folder = tmp_path / "desk" / "outbox"
    with FolderTransport(folder) as transport:
        assert not folder.exists()
        sent = transport.send(letter())
    (path,) = folder.iterdir()
    assert (path.name, path.read_bytes()) == ("notice-1@orders.example.com.eml", sent)
    assert sent == build(letter())
    assert (mode_of(folder), mode_of(path)) == (0o700, 0o600)


def test_the_same_message_id_replaces_the_file(tmp_path: Path) -> None:
    with FolderTransport(tmp_path) as transport:
        transport.send(letter())
        sent = transport.send(letter(wording=Wording("Again", "Again\n")))
    (path,) = tmp_path.iterdir()
    assert path.read_bytes() == sent


@pytest.mark.parametrize("local", ["a/../../b", "..", ".hidden", "-rf", "a*b", "x" * 190, "a%2fb", "$(reboot)", "a'b"])
def test_no_message_id_leaves_the_folder_or_meets_another(tmp_path: Path, local: str) -> None:
    folder = tmp_path / "outbox"
    with FolderTransport(folder) as transport:
        transport.send(letter(message_id=f"<{local}@example.com>"))
        transport.send(letter(message_id=f"<{local.replace('a', '_')}x@example.com>"))
    assert list(tmp_path.iterdir()) == [folder]
    assert len(list(folder.glob("[A-Za-z0-9_]*.eml"))) == 2


def test_a_letter_that_is_none_leaves_nothing(tmp_path: Path) -> None:
    with FolderTransport(tmp_path / "outbox") as transport, pytest.raises(MailError) as caught:
        transport.send(letter(to="nobody"))
    assert (caught.value.is_permanent, list(tmp_path.iterdir())) == (True, [])


def test_a_folder_that_is_a_file_is_said_so(tmp_path: Path) -> None:
    place = tmp_path / "outbox"
    place.write_text("")
    with FolderTransport(place) as transport:
        for call in (lambda: transport.send(letter()), transport.probe):
            with pytest.raises(MailError) as caught:
                call()
            assert (caught.value.is_permanent, caught.value.is_about_letter) == (False, False)
            assert caught.value.message.startswith(f"letters cannot be written to {place}: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said_so(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    folder.mkdir(mode=0o500)
    with FolderTransport(folder) as transport:
        for call in (lambda: transport.send(letter()), transport.probe):
            with pytest.raises(MailError) as caught:
                call()
            assert caught.value.message == f"letters cannot be written to {folder}: Permission denied"
            assert not caught.value.is_about_letter


def test_a_full_disk_is_not_about_the_letter_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.fdopen

    def onto_a_full_disk(handle: int, mode: str) -> object:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, handle)
        os.close(full)
        return really(handle, mode)

    monkeypatch.setattr("ordertrack.mail.notices.mime.os.fdopen", onto_a_full_disk)
    with FolderTransport(tmp_path) as transport, pytest.raises(MailError) as caught:
        transport.send(letter())
    assert caught.value.message == f"letters cannot be written to {tmp_path}: No space left on device"
    assert (caught.value.is_about_letter, list(tmp_path.iterdir())) == (False, [])


def test_a_probe_makes_no_folder_and_leaves_nothing_in_one(tmp_path: Path) -> None:
    folder = tmp_path / "desk" / "outbox"
    found = f"letters become files in {folder}"
    transport = FolderTransport(folder)
    assert transport.probe() == [found, f"it is made by the first one in {tmp_path}"]
    assert list(tmp_path.iterdir()) == []
    folder.mkdir(parents=True, mode=0o700)
    assert transport.probe() == [found, "it is yours alone"]
    folder.chmod(0o755)
    assert transport.probe() == [found, "others may look into it (mode 0755)"]
    assert list(folder.iterdir()) == []
