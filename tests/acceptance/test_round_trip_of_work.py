"""A book that people worked in, half of everything done, is exported, imported and exported the same (SOP 6)."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.test_round_trip import FORMS, export, require_round_trip
from tests.desk import Desk, add, new_desk

if TYPE_CHECKING:
    from collections.abc import Sequence

NUMBERS = ("A-1", "B 2", "ç/3")
LEGAL = {0, 4, 5}
"""Done, refused by the procedure, in conflict: whatever is made up must end in one of these."""

amounts = st.sampled_from(["", ":1", ":2.5", ":4", ":12"])
lines = st.lists(
    st.builds("--line={}{}".format, st.integers(1, 2), amounts), max_size=2, unique_by=lambda text: text[7]
)
days = st.sampled_from(["2026-02-20", "2026-02-27", "2026-03-02"])
moves = st.one_of(
    st.tuples(st.just("--to=confirmed")),
    st.tuples(st.just("--to=processing")),
    st.builds(lambda on, some: ("--to=shipped", f"--on={on}", "--carrier=DHL", *some), days, lines),
    st.builds(lambda on, some: ("--to=delivered", f"--on={on}", "--accept", *some), days, lines),
    st.builds(lambda some: ("--to=delivered", "--line=1:4", f"--rejected=1:{some}", "--cause=rust"), st.integers(1, 4)),
    st.builds(lambda some: ("--to=cancelled", "--cause=not needed", *some), lines),
    st.builds(lambda day: ("--to=delayed", f"--expected=2026-04-{day:02}", "--cause=strike"), st.integers(1, 30)),
    st.builds(lambda day: (f"--promised=2026-04-{day:02}", "--cause=asked"), st.integers(1, 30)),
    st.tuples(st.just("--correct=typed wrong")),
)
steps = st.one_of(
    st.builds(lambda number, move: ("status", *move, "--", number), st.sampled_from(NUMBERS), moves),
    st.builds(lambda number: ("close", "--short=never comes", "--", number), st.sampled_from(NUMBERS)),
    st.builds(lambda number: ("edit", "--line=2,7,M9", "--clear=owner", "--", number), st.sampled_from(NUMBERS)),
)


def a_desk(folder: Path) -> Desk:
    """Three orders of two lines each, in three currencies."""
    desk = new_desk(folder / "orders.db")
    for number, currency in zip(NUMBERS, ("EUR", "JPY", "KWD"), strict=True):
        words = ('--line=10,M8,"bolt, zinc",box,1.25', '--line=2.5,"a\nb"', "--value=1200", f"--currency={currency}")
        add(desk, number, *words, "--owner=Zoë", f'--note=line 1\r\n"line" 2 of {number}')
    return desk


def work(desk: Desk, done: Sequence[Sequence[str]]) -> None:
    for step in done:
        ran = desk(*step)
        assert ran.code in LEGAL, (step, ran.code, ran.err)


def check_work(done: Sequence[Sequence[str]]) -> None:
    with TemporaryDirectory() as name:
        desk = a_desk(Path(name))
        work(desk, done)
        require_round_trip(desk, Path(name))


@pytest.mark.slow
@settings(max_examples=5)
@given(st.lists(steps, min_size=4, max_size=14))
def test_whatever_was_done_comes_back_the_same(done: list[tuple[str, ...]]) -> None:
    check_work(done)


@pytest.mark.slow
@settings(max_examples=30)
@given(st.lists(steps, min_size=4, max_size=25))
def test_much_more_that_was_done_comes_back_the_same(done: list[tuple[str, ...]]) -> None:
    check_work(done)


CONFIRMED = ("status", "A-1", "--to", "confirmed")
STORIES = {
    "nothing done": (),
    "confirmed": (CONFIRMED,),
    "three receipts of one line": (
        CONFIRMED,
        ("status", "A-1", "--to", "delivered", "--line", "1:2", "--on", "2026-02-20"),
        ("status", "A-1", "--to", "delivered", "--line", "1:3.5", "--on", "2026-02-25"),
        ("status", "A-1", "--to", "delivered", "--line", "1:4.5", "--on", "2026-02-27"),
    ),
    "shipped in part": (CONFIRMED, ("status", "A-1", "--to", "shipped", "--line", "1:4", "--carrier", "DHL")),
    "shipped twice": (
        CONFIRMED,
        ("status", "A-1", "--to", "shipped", "--line", "1:4", "--on", "2026-02-20"),
        ("status", "A-1", "--to", "shipped", "--tracking", "T\t1"),
    ),
    "arrived without leaving": (CONFIRMED, ("status", "A-1", "--to", "delivered", "--line", "1:4")),
    "some of it rejected": (
        CONFIRMED,
        ("status", "A-1", "--to", "shipped"),
        ("status", "A-1", "--to", "delivered", "--rejected", "1:4", "--cause", "rust"),
    ),
    "all of it rejected": (
        CONFIRMED,
        ("status", "A-1", "--to", "shipped"),
        ("status", "A-1", "--to", "delivered", "--line", "1", "--rejected", "1", "--cause", "rust"),
    ),
    "more than was ordered": (
        CONFIRMED,
        ("status", "A-1", "--to", "delivered", "--line", "1:12", "--line", "2", "--accept"),
    ),
    "a line given up": (CONFIRMED, ("cancel", "A-1", "--line", "2", "--cause", "sold out")),
    "part of a line given up after it shipped": (
        CONFIRMED,
        ("status", "A-1", "--to", "shipped", "--line", "1:6"),
        ("cancel", "A-1", "--line", "1:2", "--cause", "sold out"),
    ),
    "shipped goods given up": (
        CONFIRMED,
        ("status", "A-1", "--to", "shipped"),
        ("cancel", "A-1", "--line", "1", "--cause", "lost at sea"),
    ),
    "given up whole": (("cancel", "A-1", "--cause", "not needed"),),
    "given up after some arrived": (
        CONFIRMED,
        ("status", "A-1", "--to", "delivered", "--line", "1:4"),
        ("cancel", "A-1", "--cause", "not needed"),
    ),
    "delayed and promised anew": (
        CONFIRMED,
        ("status", "A-1", "--to", "delayed", "--expected", "2026-04-10", "--cause", "strike"),
        ("status", "A-1", "--promised", "2026-04-12", "--cause", "agreed"),
    ),
    "closed": (CONFIRMED, ("status", "A-1", "--to", "delivered"), ("close", "A-1", "--received-by", "Ms Weber")),
    "completed": (CONFIRMED, ("status", "A-1", "--to", "delivered"), ("close", "A-1", "--until", "completed")),
    "closed short": (
        CONFIRMED,
        ("status", "A-1", "--to", "delivered", "--line", "1:4"),
        ("close", "A-1", "--short", "never comes"),
    ),
    "taken back": (CONFIRMED, ("status", "A-1", "--to", "shipped"), ("status", "A-1", "--correct", "wrong order")),
    "in the works": (CONFIRMED, ("status", "A-1", "--to", "processing")),
    "a party merged away": (("party", "add", "Acmé"), ("party", "merge", "Acme", "--into", "Acmé")),
}


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_each_stage_of_an_order_comes_back_the_same(story: str, tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    for step in STORIES[story]:
        desk.do(*step)
    require_round_trip(desk, tmp_path)


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_book_comes_back_empty(desk: Desk, tmp_path: Path, form: str) -> None:
    file, copy = tmp_path / f"orders.{form}", new_desk(tmp_path / "copy.db")
    desk.do("export", "orders", "-o", str(file))
    said = copy.do("import", "orders", str(file), "--history").err
    assert (said, export(copy, form)) == (
        "orders: 0 added, 0 updated, 0 unchanged; 0 lines added\n",
        export(desk, form),
    )


def test_a_file_on_disk_is_as_good_as_a_pipe(tmp_path: Path) -> None:
    desk, copy = a_desk(tmp_path), new_desk(tmp_path / "copy.db")
    for name in ("orders.csv", "orders.ndjson"):
        desk.do("export", "orders", "-o", str(tmp_path / name))
        copy.do("import", "orders", str(tmp_path / name), "--history")
        copy.do("export", "orders", "-o", str(tmp_path / f"copy of {name}"))
        assert (tmp_path / f"copy of {name}").read_bytes() == (tmp_path / name).read_bytes()
