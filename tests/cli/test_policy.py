"""The policy at the command line (SOP 8)."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.policy.text import default_text
from tests.cli.running import runner
from tests.domain.policy.texts import line_of

if TYPE_CHECKING:
    from tests.cli.running import Run

TEXT = default_text("UTC")
QUIETER = TEXT.replace('quiet = "5bd"', 'quiet = "9bd"')
REASON = ("--description", "Kestrel answers late")
QUIET = "rules.silent.quiet"
TODAY, TOMORROW = "2026-03-02", "2026-03-03"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ORDERTRACK_AS_OF", f"{TODAY}T09:30:00Z")
    monkeypatch.setenv("ORDERTRACK_ACTOR", "anna")
    run = runner(capsys, tmp_path / "orders.db")
    assert run("book", "init", "--zone", "UTC").code == 0
    return run


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "policy.toml"
    path.write_text(QUIETER, encoding="utf-8")
    return str(path)


def test_the_policy_in_force_is_printed_exactly(run: Run) -> None:
    assert (run("policy", "show").out, run("policy", "show", "1").out) == (TEXT, TEXT)


def test_a_terminal_shows_the_policy_with_nothing_that_acts_on_it(
    run: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(file).write_text(TEXT.replace("# The policy", "# \u202eThe policy"), encoding="utf-8")
    assert run("policy", "adopt", file, *REASON).code == 0
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "80")
    assert run("policy", "show").out == TEXT.replace("# The policy", "# \\u202eThe policy")


def test_the_policy_in_json_comes_with_what_is_known_of_it(run: Run) -> None:
    assert run("policy", "show", "--json").rows == [
        {
            "number": 1,
            "from_on": TODAY,
            "description": "The built-in policy",
            "by": "anna",
            "adopted_at": "2026-03-02T09:30:00Z",
            "text": TEXT,
        }
    ]


def test_a_policy_without_a_problem_can_be_adopted(run: Run, file: str) -> None:
    """SOP 8."""
    assert run("policy", "check", file)[:2] == (0, "")
    ran = run("policy", "adopt", file, *REASON)
    assert (ran.code, ran.out) == (0, "2\n")
    assert ran.err == f"policy revision 2, from {TODAY}\n  {QUIET}: 5bd -> 9bd\n"
    assert run("policy", "show").out == QUIETER


def test_a_dry_run_adopts_nothing(run: Run, file: str) -> None:
    ran = run("policy", "adopt", file, *REASON, "--dry-run")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"would: policy revision 2, from {TODAY}\nwould:   {QUIET}: 5bd -> 9bd\n"
    assert run("policy", "show").out == TEXT


def test_a_policy_is_read_from_a_pipe_with_or_without_a_byte_order_mark(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in (QUIETER.encode(), QUIETER.encode("utf-8-sig")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert run("policy", "check", "-")[:2] == (0, "")


def test_every_problem_is_a_row_and_the_exit_code_says_so(run: Run, tmp_path: Path) -> None:
    """SOP 8."""
    path = tmp_path / "wrong.toml"
    wrong = TEXT.replace("most = 3", "most = true").replace('zone = "UTC"', 'zone = "Mars"')
    path.write_text(wrong, encoding="utf-8")
    most = line_of("most = true", wrong)
    ran = run("policy", "check", str(path), "--csv")
    rows = (
        "line,key,problem",
        '17,zone,"there is no time zone ""Mars""; write one like Europe/Berlin or UTC"',
        f'{most},rules.overdue.most,"is a whole number from 0 to 100, not true"',
    )
    assert (ran.code, ran.out.splitlines()) == (7, list(rows))
    adopted = run("policy", "adopt", str(path), *REASON)
    assert (adopted.code, adopted.out) == (7, "")
    assert adopted.err.splitlines() == [
        "ordertrack: error: the policy has 2 problems",
        '  line 17, zone: there is no time zone "Mars"; write one like Europe/Berlin or UTC',
        f"  line {most}, rules.overdue.most: is a whole number from 0 to 100, not true",
    ]


def test_a_text_of_a_notice_that_cannot_be_written_is_a_problem_on_its_line(run: Run, tmp_path: Path) -> None:
    """SOP 8."""
    path = tmp_path / "wrong.toml"
    wrong = TEXT.replace("  New date:  {{ change.new_on|day }}", "  New date:  {{ change.newon|day }}")
    wrong = wrong.replace(
        'subject = "Order {{ order.number }}: completed', 'subject = "Order {{ ordr.number }}: completed'
    )
    path.write_text(wrong, encoding="utf-8")
    lines = [
        wrong[: wrong.index(mark)].count("\n") + skipped
        for mark, skipped in (("[texts.en.date-changed]", 3), ("[texts.en.delay]", 3), ("[texts.en.completed]", 2))
    ]
    sentences = (
        'texts.en.date-changed.plain,"in its line 8: there is no fact ""newon""; did you mean ""new_on""?"',
        'texts.en.delay.plain,"in its line 8: there is no fact ""newon""; did you mean ""new_on""?"',
        'texts.en.completed.subject,"there is no fact ""ordr""; did you mean ""order""?"',
    )
    ran = run("policy", "check", str(path), "--csv")
    rows = [f"{line},{sentence}" for line, sentence in zip(lines, sentences, strict=True)]
    assert (ran.code, ran.out.splitlines()) == (7, ["line,key,problem", *rows])
    adopted = run("policy", "adopt", str(path), *REASON)
    assert (adopted.code, adopted.out) == (7, "")
    assert adopted.err.startswith("ordertrack: error: the policy has 3 problems\n")


def test_what_differs_in_a_text_is_a_row_for_each_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    old = "If the new date does not suit you, please reply to this message."
    path.write_text(TEXT.replace(old, "Is that all right?"), encoding="utf-8")
    ran = run("policy", "adopt", str(path), *REASON)
    said = f"policy revision 2, from {TODAY}\n  texts.en.delay.plain: {old} -> Is that all right?\n"
    assert (ran.code, ran.err) == (0, said)
    rows = [{"key": "texts.en.delay.plain", "old": old, "new": "Is that all right?"}]
    assert run("policy", "diff", "1", "--json").rows == rows


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('country = "DEU"', ""),
        ('country = "Atlantis"', "there is no country"),
        ('country = "DE"\nregion = "Atlantis"', "there is no region"),
    ],
)
def test_a_country_is_one_whose_holidays_are_known(run: Run, tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TEXT.replace('#country = "DE"', line), encoding="utf-8")
    ran = run("policy", "check", str(path), "--csv", "--fields", "problem", "--quiet-if-empty")
    assert (ran.code, message in ran.out) == (7 if message else 0, True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--description", " "), 2, "--description is blank; say in a sentence what changes"),
        ((*REASON, "--from", "yesterday"), 4, "a policy cannot hold from 2026-03-01, before today"),
    ],
)
def test_what_cannot_be_adopted_is_refused(run: Run, file: str, words: tuple[str, ...], code: int, said: str) -> None:
    ran = run("policy", "adopt", file, *words)
    assert (ran.code, ran.out) == (code, "")
    assert f"ordertrack: error: {said}\n" in ran.err


def test_a_file_that_is_not_there_or_not_text_is_said_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    missing = run("policy", "check", str(path))
    assert (missing.code, missing.err) == (3, f"ordertrack: error: there is no file {path}\n")
    path.write_bytes(b"zone = '\xff'")
    wrong = run("policy", "check", str(path))
    assert wrong.code == 7
    assert wrong.err == f"ordertrack: error: {path} is not UTF-8: byte 9 is not; save it as UTF-8\n"


def test_the_history_names_version_date_description_and_author(run: Run, file: str) -> None:
    """SOP 8."""
    run("--actor", "ben", "policy", "adopt", file, *REASON, "--from", TOMORROW)
    listed = run("policy", "history", "--csv", "--fields", "number,from_on,description,by").out
    assert listed.splitlines() == [
        "number,from_on,description,by",
        f"1,{TODAY},The built-in policy,anna",
        f"2,{TOMORROW},Kestrel answers late,ben",
    ]


def test_what_differs_is_a_row_for_each_value(run: Run, file: str) -> None:
    """SOP 8."""
    run("policy", "adopt", file, *REASON)
    assert run("policy", "diff", "1", "--json").rows == [{"key": QUIET, "old": "5bd", "new": "9bd"}]
    assert run("policy", "diff", "2", "1", "--csv").out == f"key,old,new\n{QUIET},9bd,5bd\n"
    assert run("policy", "diff", "1", "1", "--csv").out == "key,old,new\n"


def test_a_revision_that_is_not_there_is_not_found(run: Run) -> None:
    for words in (("show", "2"), ("diff", "1", "2")):
        ran = run("policy", *words)
        assert (ran.code, ran.err) == (3, "ordertrack: error: there is no policy revision 2; there is 1\n")


def test_a_policy_to_come_is_in_force_on_its_day(run: Run, file: str) -> None:
    run("policy", "adopt", file, *REASON, "--from", TOMORROW)
    assert run("policy", "show").out == TEXT
    assert run("policy", "show", "--as-of", TOMORROW).out == QUIETER
