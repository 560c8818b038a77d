"""What every write promises: a trial run without effect, a name to answer for it, the right book, a private file."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk import Desk, add, move, new_desk, run, spawn

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDER = ("--customer", "Acme", "--supplier", "Bolts", "--promised", "2026-03-20")
WRITES = (
    ("add", "A-9", *ORDER),
    ("status", "A-1", "--to", "confirmed"),
    ("status", "A-1", "--note", "called"),
    ("status", "A-2", "--to", "shipped", "--line", "1:4"),
    ("status", "A-2", "--to", "delivered", "--line", "1:4", "--rejected", "1:1", "--cause", "rust"),
    ("status", "A-2", "--to", "delayed", "--expected", "2026-04-01", "--cause", "strike"),
    ("status", "A-2", "--promised", "2026-04-01", "--cause", "agreed"),
    ("status", "A-2", "--expected", "2026-03-25"),
    ("status", "A-2", "--correct", "typo"),
    ("cancel", "A-1", "--cause", "withdrawn"),
    ("close", "A-3", "--received-by", "Ms Weber"),
    ("edit", "A-1", "--owner", "bo", "--line", "1,12"),
    ("import", "orders", "new.csv"),
    ("import", "orders", "new.csv", "--history", "--update", "--partial"),
    ("party", "add", "Zeta", "--customer"),
    ("party", "edit", "Acme", "--name", "Acme Ltd"),
    ("party", "merge", "Bolts", "--into", "Acme"),
    ("book", "upgrade"),
    ("book", "journal", "truncate"),
    ("book", "backup", "copy.db"),
    ("book", "init", "--db", "other.db"),
)


@pytest.fixture
def worked(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A-1 entered, A-2 confirmed, A-3 delivered, a file to import; the working folder is that of the book."""
    monkeypatch.chdir(tmp_path)
    for number in ("A-1", "A-2", "A-3"):
        add(desk, number)
    move(desk, "A-2", ["confirmed"])
    move(desk, "A-3", ["confirmed"], ["delivered"])
    Path("new.csv").write_text(
        "number,customer,supplier,promised_on\nB-1,Acme,Bolts,2026-03-20\nB-2,Zeta,Bolts,2026-03-20\n"
    )
    return desk


@pytest.fixture
def loose() -> Iterator[None]:
    """A process that would let everybody read and write its files."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def written_in(folder: Path) -> dict[str, bytes]:
    """Read every file that has something in it; a journal that was emptied has not."""
    return {file.name: data for file in folder.iterdir() if (data := file.read_bytes())}


@pytest.mark.parametrize("option", ["--dry-run", "-n"])
@pytest.mark.parametrize("command", WRITES, ids=" ".join)
def test_a_trial_run_says_what_would_be_and_writes_nothing(worked: Desk, command: tuple[str, ...], option: str) -> None:
    folder = Path(worked.place).parent
    before = written_in(folder)
    ran = worked.do(*command, option)
    assert written_in(folder) == before
    assert ran.err.endswith("\n")
    assert ("would: " in ran.err) or command[:2] in {("book", "upgrade"), ("book", "journal")}


@pytest.mark.parametrize("command", [command for command in WRITES if command[0] != "book"], ids=" ".join)
def test_what_a_trial_run_said_is_what_the_command_then_says(worked: Desk, command: tuple[str, ...]) -> None:
    trial, real = worked.do(*command, "--dry-run"), worked.do(*command)
    assert (trial.err.replace("would: ", ""), trial.out) == (real.err, "")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("add", "A-1", *ORDER), 5),
        (("status", "A-1", "--to", "delivered"), 4),
        (("cancel", "A-9", "--cause", "x"), 3),
        (("close", "A-2"), 4),
        (("party", "add", "acme"), 5),
        (("book", "init"), 5),
        (("import", "orders", "bad.csv"), 7),
    ],
    ids=str,
)
def test_a_trial_run_is_refused_as_the_command_would_be(worked: Desk, command: tuple[str, ...], code: int) -> None:
    Path("bad.csv").write_text("number,customer,supplier,promised_on\nB-1,Acme,Bolts,tomorrow\n")
    trial, real = worked(*command, "--dry-run"), worked(*command)
    assert (trial.code, trial.err.splitlines()[0]) == (code, real.err.splitlines()[0])


WAYS = ("--actor after", "--actor before", "ORDERTRACK_ACTOR", "settings", "login name")


@pytest.mark.parametrize("strongest", range(len(WAYS)), ids=WAYS)
def test_who_did_it_is_the_option_the_environment_the_settings_the_login(
    worked: Desk, home: Path, monkeypatch: pytest.MonkeyPatch, strongest: int
) -> None:
    """Give every way from the strongest on down; the strongest must win."""
    settings = home / ".config" / "ordertrack" / "settings.toml"
    settings.parent.mkdir(parents=True)
    monkeypatch.delenv("ORDERTRACK_ACTOR")
    monkeypatch.setenv("LOGNAME", "login name")
    given = set(WAYS[strongest:])
    if "settings" in given:
        settings.write_text('actor = "settings"\n')
    if "ORDERTRACK_ACTOR" in given:
        monkeypatch.setenv("ORDERTRACK_ACTOR", "ORDERTRACK_ACTOR")
    before = ("--actor", "--actor before") if "--actor before" in given else ()
    after = ("--actor", "--actor after") if "--actor after" in given else ()
    worked.do(*before, "status", "A-1", "--to", "confirmed", *after)
    assert worked.column("by", "trail", "show", "A-1")[-1] == WAYS[strongest]


PLACES = ("--db after", "--db before", "ORDERTRACK_DB", "settings", "data folder")


def place_of(way: str, home: Path) -> Path:
    if way == "data folder":
        return home / ".local" / "share" / "ordertrack" / "orders.db"
    return home / f"{way.replace(' ', '-')}.db"


@pytest.fixture
def homely(home: Path, morning: None) -> Path:
    """A home with a settings folder and the default data folder."""
    del morning
    (home / ".config" / "ordertrack").mkdir(parents=True)
    place_of("data folder", home).parent.mkdir(parents=True)
    return home


def ask_book(home: Path, given: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, *argv: str) -> tuple[int, str, str]:
    """Give a command with the book named in each of these ways."""
    if "settings" in given:
        (home / ".config/ordertrack/settings.toml").write_text(f'db = "{place_of("settings", home)}"\n')
    if "ORDERTRACK_DB" in given:
        monkeypatch.setenv("ORDERTRACK_DB", str(place_of("ORDERTRACK_DB", home)))
    before = ("--db", str(place_of("--db before", home))) if "--db before" in given else ()
    after = ("--db", str(place_of("--db after", home))) if "--db after" in given else ()
    ran = run(*before, *argv, *after)
    return ran.code, ran.out, ran.err


@pytest.mark.parametrize("strongest", range(len(PLACES)), ids=PLACES)
def test_the_book_is_where_the_strongest_way_says(
    homely: Path, monkeypatch: pytest.MonkeyPatch, strongest: int
) -> None:
    for way in PLACES:
        add(new_desk(place_of(way, homely)), way)
    found = ask_book(homely, PLACES[strongest:], monkeypatch, "list", "--fields", "number")
    assert found == (0, f"{PLACES[strongest]}\n", "")


@pytest.mark.parametrize("argv", [("list",), ("add", "A-1", *ORDER), ("book", "info"), ("book", "check")], ids=" ".join)
@pytest.mark.parametrize("strongest", range(len(PLACES)), ids=PLACES)
def test_a_book_that_is_not_there_is_an_error_and_never_made(
    homely: Path, monkeypatch: pytest.MonkeyPatch, strongest: int, argv: tuple[str, ...]
) -> None:
    for way in PLACES[strongest + 1 :]:
        new_desk(place_of(way, homely))
    place = place_of(PLACES[strongest], homely)
    found = ask_book(homely, PLACES[strongest:], monkeypatch, *argv)
    assert found[:2] == (3, "")
    assert f"there is no order book at {place}\n" in found[2]
    assert not place.exists()


@pytest.mark.usefixtures("loose")
def test_what_a_person_named_cannot_act_on_a_terminal_and_is_exact_in_a_pipe(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.do("party", "add", "Bad\x1b[31mOne", "--customer").out == "Bad\x1b[31mOne\n"
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "80")
    assert desk.do("party", "add", "Bad\x1b[31mTwo", "--customer").out == "Bad\\x1b[31mTwo\n"


def test_the_name_of_a_colleague_is_one_line(desk: Desk) -> None:
    add(desk, "A-1", "--owner=anna\n maria", "--actor=ben\nlee")
    desk.do("edit", "A-1", "--owner", "zoë\n\tlee", "--actor", "ben\nlee")
    (row,) = desk.rows("show", "A-1")
    assert (row["owner"], {each["by"] for each in row["timeline"]}) == ("zoë lee", {"ben lee"})


def test_a_new_book_and_all_that_is_made_of_it_are_for_its_owner_alone(worked: Desk, home: Path) -> None:
    worked.do("book", "backup", "copy.db")
    worked.do("export", "orders", "-o", "orders.csv")
    worked("import", "orders", "new.csv", "--map", "note=customer", "--rejects", "rejects.csv")
    run("demo", "--keep", "demo.db")
    run("book", "init")
    standard = home / ".local/share/ordertrack/orders.db"
    made = [Path(worked.place), *(Path(name) for name in ("copy.db", "orders.csv", "rejects.csv", "demo.db")), standard]
    assert {path.name: mode(path) for path in made} == {path.name: "0o600" for path in made}
    assert mode(standard.parent) == "0o700"
    assert mode(Path(f"{worked.place}.lock")) == "0o600"


def test_a_file_of_rejects_names_row_column_and_reason(worked: Desk) -> None:
    Path("bad.csv").write_text(
        'number,customer,supplier,promised_on,note\nB-1,Acme,,2026-13-01,"a\rb"\nB-2,A,B,2026-03-20,\n'
    )
    ran = worked("import", "orders", "bad.csv", "--partial", "--rejects", "rejects.csv")
    text = Path("rejects.csv").read_bytes().decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (ran.code, list(row)[:3], {name: cell for name, cell in row.items() if cell}) == (
        7,
        ["row", "column", "message"],
        {
            "row": "2",
            "column": "promised_on; supplier",
            "message": '"2026-13-01" is not a date in the format "%Y-%m-%d"; is missing',
            "number": "B-1",
            "customer": "Acme",
            "promised_on": "2026-13-01",
            "note": "a\rb",
        },
    )
    assert "\r\n" not in text
    assert worked.column("number", "list", "--text", "B-") == ["B-2"]


def test_a_settings_file_named_and_missing_is_an_error(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_SETTINGS", "/no/such/settings.toml")
    ran = desk("status", "--json")
    assert (ran.code, ran.out, ran.err) == (
        2,
        "",
        "ordertrack: error: ORDERTRACK_SETTINGS names /no/such/settings.toml, which does not exist\n",
    )


def test_a_book_in_the_folder_of_a_name_with_spaces_and_letters_works(tmp_path: Path, morning: None) -> None:
    del morning
    folder = tmp_path / "Größe & Co; 100 %?#[x]"
    folder.mkdir()
    desk = new_desk(folder / "bö ok?#%20.db")
    add(desk, "A-1")
    found = spawn("--db", str(desk.place), "list", "--fields", "number")
    assert (found, min(folder.iterdir()).name) == ((0, b"A-1\n", b""), "bö ok?#%20.db")
