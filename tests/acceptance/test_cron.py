"""What cron gets: data on standard output and nothing else, and nothing at all when there is nothing to say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk import Desk, add, new_desk

OVERDUE = ("report", "overdue", "--format", "csv")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return new_desk(tmp_path / "orders.db")


def under_cron(desk: Desk, *argv: str) -> tuple[int, bytes, bytes]:
    """Run a command as cron does: no terminal, no locale, hardly an environment."""
    home = Path(str(desk.place)).parent
    found = subprocess.run(
        [
            "/usr/bin/env",
            "-i",
            f"HOME={home}",
            "PATH=/usr/bin:/bin",
            sys.executable,
            "-m",
            "ordertrack",
            "--db",
            str(desk.place),
            *argv,
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd="/",
        check=False,
    )
    return found.returncode, found.stdout, found.stderr


def test_the_overdue_report_prints_only_data_and_keeps_every_letter(desk: Desk) -> None:
    add(desk, "SO-1", "--customer=Žofia & Sons", "--supplier=晨露电子", "--promised=2020-01-15")

    code, out, err = under_cron(desk, *OVERDUE, "--as-of", "2020-01-16")

    header, row = out.decode("utf-8").splitlines()
    assert (code, err) == (0, b"")
    assert dict(zip(header.split(","), row.split(","), strict=True)) == {
        "number": "SO-1",
        "line": "1",
        "days_late": "1",
        "news": "new",
        "customer": "Žofia & Sons",
        "supplier": "晨露电子",
        "owner": "",
        "promised_on": "2020-01-15",
        "expected_on": "",
        "last_contact_on": "",
        "sku": "M8",
        "description": "",
        "open_quantity": "10",
        "unit": "",
        "priority": "normal",
        "status": "entered",
        "is_new": "true",
        "delay_cause": "",
    }


def test_nothing_overdue_and_quiet_means_not_one_byte(desk: Desk) -> None:
    add(desk, "SO-1", "--promised=2999-01-15")

    assert under_cron(desk, *OVERDUE, "--quiet-if-empty") == (0, b"", b"")


def test_nothing_overdue_without_quiet_is_the_header_alone(desk: Desk) -> None:
    code, out, err = under_cron(desk, *OVERDUE)

    assert (code, out.count(b"\n"), out[:12], err) == (0, 1, b"number,line,", b"")


def test_findings_are_a_condition_only_when_asked_for(desk: Desk) -> None:
    add(desk, "SO-1", "--promised=2020-01-15")

    assert [under_cron(desk, *OVERDUE)[0], under_cron(desk, *OVERDUE, "--exit-code")[0]] == [0, 8]


def test_a_missing_book_is_said_on_standard_error_alone(tmp_path: Path) -> None:
    code, out, err = under_cron(Desk(tmp_path / "none.db"), *OVERDUE)

    assert (code, out) == (3, b"")
    assert b"there is no order book at" in err
    assert not (tmp_path / "none.db").exists()


def test_a_report_leaves_nothing_beside_the_book(desk: Desk) -> None:
    add(desk, "SO-1", "--promised=2020-01-15")
    folder = Path(str(desk.place)).parent
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    under_cron(desk, *OVERDUE)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_book_that_may_only_be_read_can_be_reported_on(desk: Desk) -> None:
    add(desk, "SO-1", "--promised=2020-01-15")
    folder = Path(str(desk.place)).parent
    Path(str(desk.place)).chmod(0o400)
    folder.chmod(0o500)
    try:
        code, out, err = under_cron(desk, *OVERDUE)
    finally:
        folder.chmod(0o700)

    assert (code, out.count(b"\n"), err) == (0, 2, b"")
    assert os.access(folder, os.W_OK)
