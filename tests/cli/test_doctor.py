from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import runner

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.running import Ran, Run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders.db"


@pytest.fixture
def run(path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    run = runner(capsys, path)
    assert run("book", "init", "--zone", "Europe/Berlin").code == 0
    return run


def answers(ran: Ran, topic: str) -> dict[str, str]:
    return {row["question"]: row["answer"] for row in ran.rows if row["topic"] == topic}


def reply(ran: Ran, question: str) -> dict[str, Any]:
    (row,) = (row for row in ran.rows if row["question"] == question)
    return row


def test_a_sound_book_has_no_fault(run: Run) -> None:
    ran = run("doctor", "--json", "--exit-code")
    assert (ran.code, ran.err, json.loads(ran.out)["faults"]) == (0, "", 0)
    found = answers(ran, "book")
    found.pop("Is it on a local disk?")  # unknown where the machine does not tell
    assert set(found.values()) == {"yes"}
    assert list(found) == [
        "Is there an order book?",
        "Is it yours alone?",
        "Has it this program's version?",
        "Is the file sound?",
        "Does every reference hold?",
        "Is its layout whole, trail triggers too?",
        "Does the database keep our settings?",
        "Is the journal mode as chosen, and safe?",
        "Does it say its zone?",
    ]


def test_every_answer_is_yes_no_or_unknown(run: Run) -> None:
    assert {row["answer"] for row in run("doctor", "--json").rows} <= {"yes", "no", "unknown"}


def test_the_doctor_says_where_the_book_is_and_why(run: Run, path: Path) -> None:
    assert reply(run("doctor", "--json"), "Is there an order book?")["detail"] == f"{path}, named by --db"


def test_a_missing_book_is_a_fault_and_exits_with_8_when_asked(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    run = runner(capsys)
    ran = run("doctor", "--json")
    found = reply(ran, "Is there an order book?")
    where = home / ".local/share/ordertrack/orders.db"
    assert (ran.code, found["answer"], found["is_fault"]) == (0, "no", True)
    assert found["detail"] == (
        f"there is no order book at {where}, the place named by the data folder of this platform"
    )
    assert not where.exists()
    assert [run("doctor", "--exit-code", "--format", form).code for form in ("table", "plain", "csv", "html")] == [
        8
    ] * 4


@pytest.mark.parametrize("text", ["db = [", 'speed = "high"', 'color = "red"'])
def test_settings_that_cannot_be_read_do_not_silence_the_doctor(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(text)
    monkeypatch.setenv("ORDERTRACK_SETTINGS", str(settings))
    ran = run("doctor", "--json")
    assert ran.code == 0
    assert reply(ran, "Can the settings be read?")["answer"] == "no"
    assert reply(ran, "Is Python new enough?")["answer"] == "yes"


def test_a_trail_without_its_triggers_is_a_fault(run: Run, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER trail_no_update")
    found = reply(run("doctor", "--json"), "Is its layout whole, trail triggers too?")
    assert (found["answer"], found["detail"]) == ("no", "trigger trail_no_update is missing")


def test_a_file_that_is_no_book_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "thesis.txt"
    other.write_text("my thesis " * 1000)
    ran = runner(capsys, other)("doctor", "--json", "--exit-code")
    assert ran.code == 8
    assert reply(ran, "Is there an order book?")["answer"] == "no"


def test_a_book_that_others_may_read_is_said_so(run: Run, path: Path) -> None:
    path.chmod(0o644)
    found = reply(run("doctor", "--json"), "Is it yours alone?")
    assert (found["answer"], found["detail"], found["is_fault"]) == ("no", "mode 0644", False)


def test_cron_finds_only_what_the_settings_or_the_platform_name(
    run: Run, path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Will cron find this book?"
    named = reply(run("doctor", "--json"), question)
    assert (named["answer"], named["advice"]) == ("no", f"write --db {path} in the crontab")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name)
    settings = home / ".config/ordertrack/settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'db = "{path}"\n')
    assert reply(runner(capsys)("doctor", "--json"), question)["answer"] == "yes"


def test_the_traceback_of_an_earlier_bug_is_pointed_at(run: Run, home: Path) -> None:
    log = home / ".local/state/ordertrack/last-error.log"
    log.parent.mkdir(parents=True)
    log.write_text("Traceback")
    found = reply(run("doctor", "--json"), "Is there no traceback of a bug?")
    assert (found["answer"], found["is_fault"]) == ("no", True)
    assert found["detail"].startswith(f"{log}, ")


def test_the_doctor_speaks_in_sections_to_people(run: Run) -> None:
    lines = run("doctor", "--format", "table").out.splitlines()
    assert [line for line in lines if line in {"program", "you", "book", "cron"}] == ["program", "you", "book", "cron"]
    assert lines[-1] == "no fault found"


@pytest.mark.postgres
def test_a_password_in_the_place_is_not_shown(postgres_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    scheme, _, rest = postgres_url.partition("://")
    user, at, host = rest.partition("@")
    url = f"{scheme}://{user.partition(':')[0]}:s3cret{at}{host}" if at else f"{scheme}://u:s3cret@{rest}"
    assert "s3cret" not in "".join(map(str, runner(capsys, url)("doctor", "--json")))
