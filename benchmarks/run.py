"""Measures every budget, side by side with what it is compared to: `python benchmarks/run.py`.

A ratio over its budget is printed as such and is no failure: times depend on the machine and on what else it does.
The exit code is 1 only when something does not work.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from generate import AS_OF, YEAR, Desk, write_history, write_new_orders
from letters import fetching
from measure import (
    Command,
    DoesNotWorkError,
    Line,
    Sample,
    beyond_start,
    in_turn,
    machine,
    memory,
    processor_ratio,
    program,
    rate,
    ratio,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PYTHON = sys.executable
TYPER = "import typer"
TYPER_ITSELF = """
import typer
app = typer.Typer()
app.callback()(lambda: None)
app.command("one")(lambda: None)
app(prog_name="ordertrack")
"""
STACK = "import typer, rich.table, sqlmodel"
HEAVY = ("sqlalchemy", "pydantic", "sqlmodel")
SMALL, USUAL, LARGE = 2_000, 100_000, 500_000
A_FEW = 40
COMPLETION = {"_ORDERTRACK_COMPLETE": "complete_bash", "COMP_WORDS": "ordertrack ", "COMP_CWORD": "1"}


@dataclass(frozen=True, slots=True)
class Bench:
    """One run of the benchmark: where it works, how many orders, how often it repeats."""

    folder: Path
    orders: int
    is_small: bool = False
    by_processor: bool = False

    @property
    def often(self) -> int:
        """How often short commands are repeated."""
        return 1 if self.is_small else 11

    @property
    def seldom(self) -> int:
        """How often long ones are."""
        return 1 if self.is_small or self.orders > LARGE else 3

    def in_turn(self, commands: Sequence[Command], repeats: int, *, warm_up: bool = True) -> list[Sample]:
        """Measure commands in turn, by the clock that was asked for."""
        found = in_turn(commands, repeats, warm_up=warm_up)
        return [each._replace(seconds=each.processor) for each in found] if self.by_processor else found

    def path(self, name: str) -> Path:
        """Name a file of this run."""
        return self.folder / name

    def ours(self, *words: str | Path, book: str | None = None) -> Command:
        """Give a command of ours on one of the books of this run."""
        where = ("--db", self.path(f"{book}.db")) if book else ()
        environ = {"ORDERTRACK_AS_OF": str(AS_OF), "ORDERTRACK_ACTOR": "benchmark", "HOME": str(self.folder)}
        return Command(words=(PYTHON, "-m", "ordertrack", *where, *words), environ=environ)

    def new_book(self, name: str) -> None:
        """Make an empty book in the place of whatever was there."""
        for path in self.folder.glob(f"{name}.db*"):
            path.unlink()
        run(self.ours("book", "init", book=name))


def python(code: str) -> Command:
    """Give a command that runs a line of Python."""
    return Command(words=[PYTHON, "-c", code])


def start_up(bench: Bench) -> Iterator[Line]:
    """Measure what answers before any book is opened."""
    version, help_ = bench.ours("--version"), bench.ours("--help")
    completion = Command(words=version.words[:-1], environ={**version.environ, **COMPLETION})
    yield ratio("--version", bench.in_turn([version, python("pass")], bench.often), "python -c pass", 3)
    for what, command in (("--help", help_), ("completion of commands", completion)):
        yield ratio(what, bench.in_turn([command, python(TYPER)], bench.often), TYPER, 2.5)
        yield loaded(bench, what, command)


def loaded(bench: Bench, what: str, command: Command) -> Line:
    """Say what the command loads of the database stack that Typer does not load for a program of one command."""
    typer = replace(command, words=(PYTHON, "-c", TYPER_ITSELF, *command.words[3:]))
    mine, theirs = (_modules(bench, each) for each in (command, typer))
    names, beside = (", ".join(sorted(found)) or "none" for found in (mine, theirs))
    return Line(f"{what}: database modules", names, f"Typer itself: {beside}", names, beside, mine <= theirs, {})


def _modules(bench: Bench, command: Command) -> set[str]:
    said = bench.path("modules.txt")
    code = (
        "import atexit, runpy, sys; path, kind, what = sys.argv[1:4]; sys.argv[1:4] = []; sys.argv[0] = 'ordertrack'\n"
        f"atexit.register(lambda: open(path, 'w').writelines(f'{{m}}\\n' for m in sys.modules if m in {HEAVY}))\n"
        "runpy.run_module(what, run_name='__main__') if kind == '-m' else exec(what)"
    )
    run(Command(words=(PYTHON, "-c", code, said, *command.words[1:]), environ=command.environ))
    return set(said.read_text("utf-8").split())


def small_book(bench: Bench) -> Iterator[Line]:
    """Measure commands on a book as large as a beginner's."""
    for words in (("list",), ("today",), ("show", "SO-2000001")):
        commands = [bench.ours(*words, book="few"), python(STACK)]
        yield ratio(f"{words[0]}, {A_FEW} orders", bench.in_turn(commands, bench.often), STACK, 1.25)


def imports(bench: Bench, few: Sample) -> Iterator[Line]:
    """Measure the import of new orders and of history; the book of the history stays for what follows."""
    utils = program("sqlite-utils")
    if utils is None:
        raise DoesNotWorkError("sqlite-utils is not installed; it comes with the extra `test`")
    for name, option in (("new", ()), ("history", ("--history",))):
        source = bench.path(f"{name}.csv")
        ours = bench.ours("import", "orders", source, *option, book=name)
        ours = replace(ours, before=partial(bench.new_book, name))
        theirs = Command(
            words=[utils, "insert", bench.path("beside"), "orders", source, "--csv", "--pk", "number"],
            before=partial(bench.path("beside").unlink, missing_ok=True),
        )
        found = bench.in_turn([ours, theirs], bench.seldom, warm_up=False)
        what = f"import of {bench.orders:,} {'new orders' if name == 'new' else 'orders with --history'}"
        yield ratio(what, found, "sqlite-utils insert", 0.7)
        if not bench.by_processor:
            yield processor_ratio(f"{what}: processor time", found, "sqlite-utils insert")
        yield memory(f"{what}: memory", found[0], few, 200)


def reports(bench: Bench, desk: Desk) -> Iterator[Line]:
    """Measure the reports and the export beside the database's own shell running the same text."""
    size = f"{desk.open:,} open of {desk.orders:,}"
    overdue = beside_shell(bench, "overdue", ("report", "overdue", "--csv"), bench.often)
    expect(bench, "overdue", desk.overdue)
    yield beyond_start(f"overdue report, {size}", overdue, "sqlite3, same query", 2)
    ontime = beside_shell(bench, "ontime", ("report", "ontime", "--by", "supplier", "--csv"), bench.often)
    yield beyond_start(f"on-time report by supplier, {desk.orders:,}", ontime, "sqlite3, same query", 1.5)
    export = beside_shell(bench, "export", ("export", "orders", "--csv"), bench.seldom)
    expect(bench, "export", desk.orders)
    few = run(bench.ours("export", "orders", "--csv", book="few"))
    yield rate(f"export of {desk.orders:,} orders", export, desk.orders, "rows/s", 150_000)
    yield memory(f"export of {desk.orders:,} orders: memory", export[0], few, 200)


def beside_shell(bench: Bench, name: str, words: tuple[str, ...], repeats: int) -> list[Sample]:
    """Run ours on the large book and on an empty one, and the shell if there is one."""
    commands = [
        replace(bench.ours(*words, book="history"), stdout=bench.path(f"{name}.out")),
        bench.ours(*words, book="empty"),
    ]
    if shell := program("sqlite3"):
        text = bench.path(f"{name}.sql")
        run(Command(words=[PYTHON, Path(__file__).with_name("queries.py"), name], stdout=text))
        words = (shell, "-readonly", "-csv", "-header", str(bench.path("history.db")))
        commands.append(Command(words=words, stdin=text, stdout=bench.path(f"{name}.shell")))
    return bench.in_turn(commands, repeats)


def expect(bench: Bench, name: str, rows: int) -> None:
    """Insist that what was measured wrote so many rows under its header."""
    with bench.path(f"{name}.out").open("rb") as file:
        found = sum(1 for _ in file) - 1
    if found != rows:
        raise DoesNotWorkError(f"{name}: {found:,} rows instead of {rows:,}")


def daily_round(bench: Bench, desk: Desk) -> Iterator[Line]:
    """Measure a first round through everything that is open; it decides all of it and writes nothing."""
    found = bench.in_turn([bench.ours("round", "--dry-run", book=name) for name in ("history", "empty")], bench.seldom)
    yield rate(f"round, {desk.open:,} open of {desk.orders:,}", found, desk.open, "open orders/s", None)


def verification(bench: Bench, desk: Desk) -> Iterator[Line]:
    """Measure the verification of the trail: every hash, every order replayed and compared."""
    head = bench.path("head.out")
    run(replace(bench.ours("trail", "head", "--csv", book="history"), stdout=head))
    events = int(head.read_text("utf-8").splitlines()[1].partition(",")[0])
    if events < desk.orders:
        raise DoesNotWorkError(f"trail: {events:,} events of {desk.orders:,} orders")
    found = bench.in_turn([bench.ours("trail", "verify", book=name) for name in ("history", "empty")], bench.seldom)
    yield rate(f"trail verify, {events:,} events", found, events, "events/s", 200_000)


def simulation(bench: Bench, few: Sample) -> Iterator[Line]:
    """Measure a year gone through again under two policies; the one proposed asks and tells on other days."""
    write_history(bench.path("year.csv"), bench.orders, days=YEAR)
    bench.new_book("year")
    run(bench.ours("import", "orders", "--history", bench.path("year.csv"), book="year"))
    policy = bench.path("policy.toml")
    run(replace(bench.ours("policy", "show", book="year"), stdout=policy))
    text = policy.read_text("utf-8").replace('first = "1bd"', 'first = "2bd"')
    policy.write_text(text.replace('overdue = "3bd"', 'overdue = "2bd"'), "utf-8")
    words = ("policy", "simulate", policy, "--from", str(AS_OF - timedelta(days=YEAR)), "--csv")
    found = bench.in_turn([bench.ours(*words, book=name) for name in ("year", "empty")], 1, warm_up=False)
    yield rate(f"policy simulate, a year of {bench.orders:,} orders", found, bench.orders, "orders/s", 100_000 // 60)
    yield memory(f"policy simulate, a year of {bench.orders:,} orders: memory", found[0], few, 200)


def measured(bench: Bench) -> Iterator[Line]:
    """Measure everything, from the quickest to the longest."""
    yield from start_up(bench)
    write_new_orders(bench.path("few.csv"), A_FEW)
    write_new_orders(bench.path("new.csv"), bench.orders)
    desk = write_history(bench.path("history.csv"), bench.orders)
    bench.new_book("empty")
    bench.new_book("few")
    few = run(bench.ours("import", "orders", bench.path("few.csv"), book="few"))
    yield from small_book(bench)
    yield from imports(bench, few)
    yield from reports(bench, desk)
    yield from daily_round(bench, desk)
    yield from verification(bench, desk)
    yield from fetching(bench)
    yield from simulation(bench, few)


def show(lines: Iterable[Line], *, markdown: bool, judge: bool) -> list[Line]:
    """Print each line as soon as it is known; small sizes run once are not judged."""
    frame = "| {:} | {:} | {:} | {:} | {:} | {:} |" if markdown else "{:54} {:27} {:43} {:>18} {:>20} {:}"
    print(frame.format("what", "ordertrack", "beside it", "figure", "budget", ""))
    if markdown:
        print("|---|---|---|--:|--:|---|")
    kept = []
    for line in lines:
        kept.append(line)
        cells = (
            line.what,
            line.ours,
            line.beside,
            line.figure,
            line.budget.replace("<=", "≤"),
            line.verdict if judge else "",
        )
        print(frame.format(*(cell.replace(">=", "≥") for cell in cells)), flush=True)
    return kept


def save(path: Path, bench: Bench, lines: Sequence[Line]) -> None:
    """Keep every figure as JSON."""
    found = [line._asdict() | {"samples": {k: v._asdict() for k, v in line.samples.items()}} for line in lines]
    path.write_text(json.dumps({"machine": machine(), "orders": bench.orders, "lines": found}, indent=1), "utf-8")


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="Measure every budget, side by side.")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", action="store_true", help=f"{SMALL:,} orders, each command once: does it work?")
    size.add_argument("--orders", type=int, default=USUAL, metavar="N", help=f"so many orders; {USUAL:,} if left out")
    parser.add_argument("--processor", action="store_true", help="compare processor time: others use this machine too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every figure there")
    parser.add_argument("--markdown", action="store_true", help="print a table for the documentation")
    asked = parser.parse_args()
    for name, text in machine().items():
        print(f"- {name}: {text}" if asked.markdown else f"{name + ':':24}{text}")
    print()
    with TemporaryDirectory(prefix="ordertrack-benchmark-") as folder:
        bench = Bench(Path(folder), SMALL if asked.small else asked.orders, asked.small, asked.processor)
        try:
            lines = show(measured(bench), markdown=asked.markdown, judge=not asked.small)
        except DoesNotWorkError as error:
            print(error, file=sys.stderr)
            return 1
        if asked.json:
            save(asked.json, bench, lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
