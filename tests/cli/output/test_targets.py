"""Where a result goes: standard output, a pipe whose reader leaves, a file that is whole or absent."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ordertrack.cli.output.output import Format, Output, emit
from ordertrack.cli.output.result import Sheet
from ordertrack.errors import OutsideError, UsageError
from tests.cli.output.printing import FULL, ORDERS, orders, printed, streams, texts, written

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = """
import sys
from ordertrack.cli.output.output import Format, Output, emit
from ordertrack.cli.terminal import prepare_streams
from ordertrack.cli.output.result import Column, Table
table = Table(kind="x", columns=(Column(name="text", title="Text"),), rows=((text,) for text in {rows}))
try:
    emit(table, Output(streams=prepare_streams(), format=Format({form!r})))
except BrokenPipeError:
    sys.exit(141)
except Exception as error:
    sys.exit(f"{{type(error).__name__}}: {{error}}")
"""


def test_the_format_follows_the_screen() -> None:
    assert Output(streams=streams()).chosen_format() is Format.PLAIN
    assert Output(streams=streams(width=80)).chosen_format() is Format.TABLE


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("a.csv", "number,customer"),
        ("a.TSV", "number\tcustomer"),
        ("a.json", '{"schema": 1'),
        ("a.ndjson", '{"number": "1e5"'),
        ("a.jsonl", '{"number": "1e5"'),
        ("a.md", "| Number"),
        ("a.html", "<!DOCTYPE html>"),
        ("a.txt", "number    customer"),
    ],
)
def test_the_format_follows_the_extension(tmp_path: Path, name: str, beginning: str) -> None:
    assert written(orders(FULL), tmp_path / name).startswith(beginning)


@pytest.mark.parametrize("name", ["orders", "orders.xlsx", ".csv"])
def test_an_unknown_extension_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="does not say its format") as refusal:
        written(orders(), tmp_path / name)
    assert refusal.value.hints == (
        "end the name in one of .csv, .tsv, .json, .ndjson, .jsonl, .md, .html, .txt, or give --format",
    )


def test_a_file_is_private_and_replaces_the_old_one_whole(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("old")
    file.chmod(0o644)
    assert written(texts(["a\r\nb"]), file) == 'number,text\n0,"a\r\nb"\n'
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_stays_as_it_was_when_the_rows_break_off(tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[str, str]]:
        yield ("1", "x")
        raise ZeroDivisionError

    file = tmp_path / "orders.csv"
    file.write_text("old")
    with pytest.raises(ZeroDivisionError):
        written(replace(orders(columns=ORDERS[:2]), rows=broken()), file)
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"cannot write .*orders\.csv: No such file or directory"):
        written(orders(), tmp_path / "absent" / "orders.csv")


def test_what_is_not_an_ordinary_file_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="is not an ordinary file"):
        written(orders(), pipe)
    assert pipe.is_fifo()


def test_a_link_keeps_pointing_at_its_file(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to("real.csv")
    written(texts([]), link)
    assert link.is_symlink()
    assert (tmp_path / "real.csv").read_text() == "number,text\n"


# The choice of fields


def test_fields_are_chosen_and_ordered_in_every_format() -> None:
    assert printed(orders(FULL), "csv", fields=("rate", "number")) == "rate,number\n0.885122,1e5\n"
    assert printed(orders(FULL), "ndjson", fields=("number",)) == '{"number": "1e5"}\n'


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ((), "--fields names no field"),
        (("",), "--fields names no field"),
        (("number", "nmber"), "no such field: nmber"),
        (("number", "number"), "--fields names number twice"),
    ],
)
def test_wrong_fields_are_refused_before_anything_is_written(fields: tuple[str, ...], message: str) -> None:
    for result in (orders(FULL), Sheet(kind="x", rows=[{"number": 1}], tables=[orders(FULL)])):
        for form in Format:
            with pytest.raises(UsageError, match=message):
                printed(result, form, fields=fields)


def test_an_unknown_field_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as refusal:
        printed(texts([]), "csv", fields=("x",))
    assert refusal.value.hints == ("the fields are: number, text",)


def test_a_sheet_is_nested_for_json_and_its_first_table_for_csv() -> None:
    sheet = Sheet(kind="show", rows=[{"number": "1", "lines": [{"sku": "a"}]}], tables=[texts(["a"]), orders()])
    assert printed(sheet, "ndjson") == '{"number": "1", "lines": [{"sku": "a"}]}\n'
    assert printed(sheet, "ndjson", fields=("lines",)) == '{"lines": [{"sku": "a"}]}\n'
    assert printed(sheet, "csv") == "number,text\n0,a\n"


# Counting, and saying nothing


@pytest.mark.parametrize("form", Format)
def test_the_number_of_rows_is_the_same_in_every_format(form: Format) -> None:
    assert emit(orders(FULL, FULL), Output(streams=streams(), format=form)) == 2


@pytest.mark.parametrize("form", Format)
def test_quiet_if_empty_writes_nothing_without_rows_and_everything_with_rows(form: Format) -> None:
    silent, loud = streams(), streams()
    assert emit(orders(), Output(streams=silent, format=form, quiet_if_empty=True)) == 0
    assert silent.stdout.tell() == 0
    assert emit(orders(FULL), Output(streams=loud, format=form, quiet_if_empty=True)) == 1
    assert loud.stdout.tell() > 0


def test_memory_does_not_hold_the_rows() -> None:
    alive = most = 0

    class Row(list[str]):
        """A row that says when it is gone."""

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def rows() -> Iterator[Row]:
        nonlocal alive, most
        for at in range(10_000):
            alive += 1
            most = max(most, alive)
            yield Row([str(at), "x"])

    for form in (Format.CSV, Format.TSV, Format.JSON, Format.NDJSON):
        printed(replace(orders(columns=ORDERS[:2]), rows=rows()), form)
    assert most < 5_000


# Real processes


def run(form: str, rows: str, **options: object) -> subprocess.Popen[bytes]:
    environ = {"PATH": "/usr/bin:/bin", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    command = [sys.executable, "-W", "error", "-c", SCRIPT.format(form=str(form), rows=rows)]
    return subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload,no-any-return]


def test_in_a_c_locale_output_is_utf_8() -> None:
    with run("csv", ascii(["Größe 東京", "\ud800"]), stdout=subprocess.PIPE) as process:
        out, err = process.communicate()
    assert (out, err) == ("text\nGröße 東京\n\\ud800\n".encode(), b"")


@pytest.mark.parametrize("form", Format)
def test_a_reader_who_leaves_is_reported_as_a_broken_pipe_and_nothing_is_said(form: Format) -> None:
    with run(form, '("x" * 100 for _ in range(5000))', stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_said_in_one_sentence() -> None:
    with Path("/dev/full").open("wb") as full, run("csv", '["x"]', stdout=full) as process:
        _, err = process.communicate()
    assert err == b"OutsideError: cannot write standard output: No space left on device\n"


def test_closed_streams_are_survived() -> None:
    with run("csv", '["x"]', stdout=None, preexec_fn=lambda: os.closerange(0, 2)) as process:
        _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
