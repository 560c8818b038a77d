"""Four senders at once, killed at any moment, and a server that fails: every notice arrives (SOP 5)."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from email import message_from_bytes
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.notices.notice import NoticeState
from ordertrack.store.book.book import SqlBook
from ordertrack.usecases.ports import NoticeQuestion
from tests.desk import add, new_desk
from tests.mail.notices.smtpservers import Postmaster, smtp_server
from tests.store.crowds import forkserver
from tests.torture.outbox import fill, send_all

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from ordertrack.domain.policy.policy import PolicyRevision

pytestmark = pytest.mark.slow

NOTICES, SENDERS, KILLS = 1000, 4, 25
NUMBERS = [f"A-{at}" for at in range(1, 26)]
FAILURES = ("MAIL", "RCPT", "DATA", "DOT")


class Unreliable(Postmaster):
    """Fails a tenth of the letters, at any step, and now and then by hanging up before it has taken one."""

    def __init__(self) -> None:
        super().__init__()
        self._dice = random.Random(20261123)

    def answer(self, step: str) -> str | None:
        if step not in FAILURES or self._dice.random() > 0.1 / len(FAILURES):
            return None
        return "HANG UP" if step == "MAIL" else "451 try again"


class Slot(threading.Thread):
    """One sender after another in one place: each killed at a moment of its own, the last one left to finish."""

    def __init__(self, seed: int, place: Path, port: int, revisions: list[PolicyRevision]) -> None:
        super().__init__()
        self._dice, self._work = random.Random(seed), (place, port, revisions)
        self._context = forkserver()
        self.kills = 0

    def run(self) -> None:
        for _ in range(KILLS):
            sender = self._begin()
            time.sleep(0.1 + 0.9 * self._dice.random())
            if sender.is_alive():
                sender.kill()
                self.kills += 1
            sender.join()
        self._begin().join()

    def _begin(self) -> BaseProcess:
        sender = self._context.Process(target=send_all, args=self._work)
        sender.start()
        return sender


def test_every_notice_arrives_though_senders_are_killed_and_none_more_often_than_they_were(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "orders.db")
    for number in NUMBERS:
        add(desk, number, "--customer=Müller & Søn")
    desk.do("party", "edit", "Müller & Søn", "--email", "c@example.com")
    book = SqlBook(tmp_path / "orders.db")
    with book.read() as view:
        revisions = list(view.policy.revisions())
    tokens = fill(tmp_path / "orders.db", NOTICES, NUMBERS, revisions[-1].number)
    postmaster = Unreliable()
    with smtp_server(postmaster) as port:
        slots = [Slot(seed, tmp_path / "orders.db", port, revisions) for seed in range(SENDERS)]
        for slot in slots:
            slot.start()
        for slot in slots:
            slot.join()
    arrived = Counter(str(message_from_bytes(each.message)["Message-ID"]) for each in postmaster.arrived)
    assert arrived.keys() == {f"<{token}@example.com>" for token in tokens}
    kills = sum(slot.kills for slot in slots)
    repeats = arrived.total() - NOTICES
    assert 0 <= repeats <= kills
    with book.read() as view:
        notices = view.notices.list(NoticeQuestion())
    repeated = {each.message_id for each in notices if each.may_repeat}
    assert {each for each, times in arrived.items() if times > 1} <= repeated
    assert {each.state for each in notices if each.token in tokens} == {NoticeState.SENT}
    assert kills >= SENDERS * KILLS // 2, "hardly any sender lived long enough to be killed"
    assert desk.rows("trail", "verify")[0]["ok"] is True
