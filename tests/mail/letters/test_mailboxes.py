"""Letters that are files: single ones, folders of them, a Maildir, an mbox."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ordertrack.errors import MailError
from ordertrack.mail.letters import mailboxes
from ordertrack.mail.letters.mailboxes import (
    Fetched,
    FileLetters,
    Mailbox,
    MaildirMailbox,
    MboxMailbox,
    TooLarge,
    probe_mailbox,
)
from tests.mail.letters.written import raw

if TYPE_CHECKING:
    from collections.abc import Callable

ONE = raw("One.\n", message_id="<1@example.org>")
TWO = raw("Two.\n", message_id="<2@example.org>")
NAMELESS = b"Subject: no name\n\nThree.\n"


def files(folder: Path) -> Mailbox:
    """Put the letters into a folder with a folder."""
    (folder / "old").mkdir(parents=True)
    (folder / "a.eml").write_bytes(ONE)
    (folder / "b.EML").write_bytes(TWO)
    (folder / "old" / "c.eml").write_bytes(NAMELESS)
    (folder / "notes.txt").write_text("no letter")
    return FileLetters([folder])


def maildir(folder: Path) -> Mailbox:
    """Put the letters into a Maildir, the oldest into what was seen."""
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(parents=True)
    (folder / "cur" / "1000.M1.example:2,S").write_bytes(ONE)
    (folder / "new" / "9000.M1.example").write_bytes(TWO)
    (folder / "new" / "10000.M1.example").write_bytes(NAMELESS)
    (folder / "new" / ".hidden").write_bytes(b"")
    return MaildirMailbox(folder)


def mbox(path: Path) -> Mailbox:
    """Put the letters into one file."""
    path.write_bytes(b"".join(b"From x Mon Mar  2 10:00:00 2026\n" + each + b"\n" for each in (ONE, TWO, NAMELESS)))
    return MboxMailbox(path)


MAKERS = [files, maildir, mbox]


@pytest.mark.parametrize("make", MAKERS)
def test_letters_come_in_the_order_of_their_place(make: Callable[[Path], Mailbox], tmp_path: Path) -> None:
    with make(tmp_path / "box") as box:
        found = [each for each in box.fetch(lambda _: False) if isinstance(each, Fetched)]
        count = box.count()
    assert [letter.raw.strip() for letter in found] == [ONE.strip(), TWO.strip(), NAMELESS.strip()]
    assert ({letter.received_at for letter in found}, count) == ({None}, 3)
    assert len({letter.place for letter in found}) == 3


@pytest.mark.parametrize("make", MAKERS)
def test_what_is_known_does_not_come_again_but_what_has_no_name_does(
    make: Callable[[Path], Mailbox], tmp_path: Path
) -> None:
    with make(tmp_path / "box") as box:
        found = list(box.fetch({"<1@example.org>", "<2@example.org>"}.__contains__))
    assert [letter.raw.strip() for letter in found if isinstance(letter, Fetched)] == [NAMELESS.strip()]


@pytest.mark.parametrize("make", MAKERS)
def test_reading_changes_nothing(make: Callable[[Path], Mailbox], tmp_path: Path) -> None:
    box = make(tmp_path / "box")
    before = listed(tmp_path)
    with box:
        list(box.fetch(lambda _: False))
    assert listed(tmp_path) == before


def listed(folder: Path) -> list[tuple[str, bytes]]:
    """Return every file below a folder with what it holds."""
    return sorted((str(path), path.read_bytes()) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("make", MAKERS)
def test_a_letter_above_the_limit_is_named_and_left(
    make: Callable[[Path], Mailbox], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "LARGEST_LETTER", len(ONE) + 10)
    monkeypatch.setattr(mailboxes, "_HEAD", 100)
    box = make(tmp_path / "box")
    large = raw("x" * 500, message_id="<large@example.org>")
    path = next(Path(name) for name, held in listed(tmp_path) if ONE in held)
    path.write_bytes(path.read_bytes().replace(ONE, large))
    with box:
        found = list(box.fetch(lambda _: False))
    assert [type(each) for each in found] == [TooLarge, Fetched, Fetched]
    told = found[0]
    assert isinstance(told, TooLarge)
    assert (told.message_id, told.size - len(large) in {0, 1}) == ("<large@example.org>", True)


def test_a_letter_that_another_program_moved_meanwhile_is_passed_over(tmp_path: Path) -> None:
    with maildir(tmp_path / "box") as box:
        coming = box.fetch(lambda _: False)
        next(coming)
        (tmp_path / "box" / "new" / "9000.M1.example").unlink()
        assert [letter.raw for letter in coming if isinstance(letter, Fetched)] == [NAMELESS]


def test_single_files_are_letters_whatever_their_names(tmp_path: Path) -> None:
    (tmp_path / "letter").write_bytes(ONE)
    with FileLetters([tmp_path / "letter"]) as box:
        assert list(box.fetch(lambda _: False)) == [Fetched(ONE, None, str(tmp_path / "letter"))]


@pytest.mark.parametrize("make", [lambda path: FileLetters([path]), MaildirMailbox, MboxMailbox])
def test_a_path_that_is_not_there_is_said(make: Callable[[Path], Mailbox], tmp_path: Path) -> None:
    with pytest.raises(MailError) as caught:
        probe_mailbox(make(tmp_path / "nowhere"))
    assert (caught.value.message, caught.value.is_about_letter) == (f"there is no {tmp_path / 'nowhere'}", False)


def test_a_folder_that_is_no_maildir_is_said(tmp_path: Path) -> None:
    with pytest.raises(MailError) as caught:
        probe_mailbox(MaildirMailbox(tmp_path))
    assert caught.value.message == f"{tmp_path} is no Maildir: it lacks the folders new and cur"


def test_a_folder_is_no_mbox(tmp_path: Path) -> None:
    with pytest.raises(MailError) as caught:
        probe_mailbox(MboxMailbox(tmp_path))
    assert caught.value.message == f"{tmp_path} cannot be read: Is a directory"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(ONE)
    path.chmod(0)
    with pytest.raises(MailError) as caught, FileLetters([path]) as box:
        list(box.fetch(lambda _: False))
    assert caught.value.message == f"{path} cannot be read: Permission denied"


@pytest.mark.parametrize(
    ("make", "proof"),
    [(files, "{} can be read"), (maildir, "{} is a Maildir"), (mbox, "{} is an mbox")],
)
def test_a_probe_says_what_is_there(make: Callable[[Path], Mailbox], proof: str, tmp_path: Path) -> None:
    path = tmp_path / "box"
    assert probe_mailbox(make(path)) == [proof.format(path), "3 letters there"]


def test_one_letter_is_one_letter(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(ONE)
    assert probe_mailbox(FileLetters([tmp_path]))[-1] == "1 letter there"
