"""Measures how many letters are taken in: a Maildir fetched once, and once more when all of it is known."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from generate import AS_OF
from measure import Command, DoesNotWorkError, Line, rate, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from run import Bench

LETTERS, FEW = 10_000, 300
ORDERS, CUSTOMERS, SUPPLIERS = 400, 8, 4
FIRST = datetime(2026, 5, 1, 8, tzinfo=UTC)
KINDS = {"question": 35, "answer": 25, "thread": 15, "stranger": 18, "automatic": 7}
"""Of a hundred letters: about an order from its customer, from its supplier, in reply to one of them, and the rest."""

_WORDS = ("when", "will", "the", "goods", "arrive", "we", "need", "them", "please", "confirm", "new", "date", "Grüße")


def fetching(bench: Bench) -> Iterator[Line]:
    """Measure the intake of letters, and a second look at the same mailbox."""
    count = FEW if bench.is_small else LETTERS
    maildir, nothing = bench.path("maildir"), bench.path("no-letters")
    write_letters(maildir, count)
    write_letters(nothing, 0)
    _write_book(bench)
    first, second = (_fetch(bench, maildir, name) for name in ("first", "second"))
    first = replace(first, before=partial(_copy, bench.path("post.db"), bench.path("mail.db")))
    found = bench.in_turn([first, second, bench.ours("mail", "fetch", nothing, book="empty")], 1, warm_up=False)
    for name, expected in (("first", count), ("second", 0)):
        _expect(bench.path(f"{name}.out"), expected)
    run(bench.ours("trail", "verify", book="mail"))
    yield rate(f"mail fetch, {count:,} letters, all new", [found[0], found[2]], count, "letters/s", None)
    yield rate(f"mail fetch, {count:,} letters, all known", [found[1], found[2]], count, "letters/s", None)


def write_letters(folder: Path, count: int, *, seed: int = 3) -> None:
    """Write a Maildir of letters; one in fifty has no Message-ID."""
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    dice = Random(seed)  # noqa: S311 - an example, no secret
    known: list[str] = []
    for number, kind in enumerate(dice.choices(list(KINDS), list(KINDS.values()), k=count)):
        raw = _letter(number, kind if known or kind != "thread" else "question", dice, known)
        (folder / "new" / f"{1_700_000_000 + number}.M{number}.example").write_bytes(raw)


def _letter(number: int, kind: str, dice: Random, known: list[str]) -> bytes:
    order, made = dice.randrange(ORDERS), EmailMessage()
    who = f"supplier{order % SUPPLIERS}" if kind == "answer" else f"customer{order % CUSTOMERS}"
    made["From"] = "offers@example.invalid" if kind == "stranger" else f"Kai <{who}@example.org>"
    made["To"] = "orders@example.com"
    made["Date"] = format_datetime(FIRST + timedelta(minutes=5 * number))
    made["Subject"] = f"Order SO-{order}" if kind in {"question", "answer"} else "Re: your order"
    if number % 50:
        made["Message-ID"] = f"<{number}@example.org>"
    if kind == "thread":
        made["In-Reply-To"] = dice.choice(known)
    elif kind == "automatic":
        made["Auto-Submitted"] = "auto-replied"
    elif kind != "stranger" and number % 50:
        known.append(f"<{number}@example.org>")
    new = " ".join(dice.choices(_WORDS, k=dice.randrange(10, 120)))
    old = "\n".join(f"> {' '.join(dice.choices(_WORDS, k=10))}" for _ in range(dice.randrange(12)))
    made.set_content(f"{new}\n\nOn Monday, the desk wrote:\n{old}\n")
    return made.as_bytes()


def _write_book(bench: Bench) -> None:
    """Make a book with orders whose parties have addresses."""
    bench.new_book("post")
    rows = [f"SO-{each},customer{each % CUSTOMERS},supplier{each % SUPPLIERS},2026-07-31,1" for each in range(ORDERS)]
    table = bench.path("post.csv")
    table.write_text("\n".join(("number,customer,supplier,promised_on,line.quantity", *rows, "")), "utf-8")
    run(bench.ours("import", "orders", table, book="post"))
    for role, count in (("customer", CUSTOMERS), ("supplier", SUPPLIERS)):
        for each in range(count):
            name = f"{role}{each}"
            run(bench.ours("party", "edit", name, "--email", f"{name}@example.org", book="post"))


def _fetch(bench: Bench, maildir: Path, name: str) -> Command:
    command = bench.ours("mail", "fetch", maildir, "--csv", book="mail")
    environ = {**command.environ, "ORDERTRACK_AS_OF": str(AS_OF)}
    return replace(command, stdout=bench.path(f"{name}.out"), environ=environ)


def _copy(book: Path, place: Path) -> None:
    shutil.copyfile(book, place)


def _expect(out: Path, letters: int) -> None:
    """Insist that so many letters were taken in, most of them with an order."""
    lines = out.read_text("utf-8").splitlines()[1:]
    if len(lines) != letters:
        raise DoesNotWorkError(f"mail fetch: {len(lines):,} letters instead of {letters:,}")
    found = Counter("SO-" in line for line in lines)
    if letters and found[True] < letters // 2:
        raise DoesNotWorkError(f"mail fetch: only {found[True]:,} of {letters:,} letters found an order")
