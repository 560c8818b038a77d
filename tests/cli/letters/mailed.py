"""Three letters in a folder, and an order that two of them are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk import Desk, add
from tests.letters_in import KAI, LEE, STRANGER, a_letter

if TYPE_CHECKING:
    from pathlib import Path

QUESTION, ANSWER, STRAY = "question.eml", "answer.eml", "stray.eml"


def lay_out(desk: Desk, folder: Path) -> Path:
    """A customer's question about A-1, its supplier's letter, and one from nobody known; A-1 is in the book."""
    add(desk, "A-1")
    desk.do("party", "edit", "Acme", "--email", KAI)
    desk.do("party", "edit", "Bolts", "--email", LEE)
    folder.mkdir()
    raws = {
        QUESTION: a_letter("When?\n\n> Soon.\n", subject="A-1", message_id="<q@x>"),
        ANSWER: a_letter("Friday.\n", sender=f"Lee <{LEE}>", subject="A-1", message_id="<a@x>"),
        STRAY: a_letter("Buy!\n", sender=STRANGER, subject="Offer", message_id="<s@x>"),
    }
    for name, raw in raws.items():
        (folder / name).write_bytes(raw)
    return folder
