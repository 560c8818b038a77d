"""A real procurement history of ten years comes in whole, and every figure is that of others (SOP 4.1, 7)."""

from __future__ import annotations

import csv
import io
import shutil
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ordertrack.domain.values.texts import clean_name
from tests.desk import FORMATS, Desk, new_desk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PROFILE = """\
null = ["Pre-PQ Process", "Date Not Captured", "N/A - From RDC"]
date_format = ["%d-%b-%y"]

[map]
number = "PO / SO #"
supplier = "Vendor"
customer = "Country"
"line.ref" = "ID"
"line.description" = "Item Description"
"line.quantity" = "Line Item Quantity"
promised_on = "Scheduled Delivery Date"
"line.delivered_on" = "Delivered to Client Date"
placed_on = "PO Sent to Vendor Date"
"""
ORDER_DATES = {"scms_utf8_lf.csv": "placed_on=%m/%d/%Y", "scms_utf8_bom_cr.csv": "placed_on=%m/%d/%y"}
FIRST, SECOND = ORDER_DATES
DAY_OF_CALM = "2015-09-29"
OVERDUE_FIELDS = (
    *("number", "line", "days_late", "news", "customer", "supplier", "owner", "promised_on", "expected_on"),
    *("last_contact_on", "sku", "description", "open_quantity", "unit", "priority", "status", "is_new", "delay_cause"),
)
DEFINITION = "overdue: promised before the day, not cancelled, and not delivered by it"
NOTHING = {
    "plain": "",
    "csv": ",".join(OVERDUE_FIELDS) + "\n",
    "tsv": "\t".join(OVERDUE_FIELDS) + "\n",
    "json": (
        f'{{"schema": 1, "kind": "overdue", "as_of": "{DAY_OF_CALM}", "count": 0, "lines": 0, "orders": 0, "new": 0, '
        f'"definition": "{DEFINITION}", "zone": "UTC", "rows": []}}\n'
    ),
    "ndjson": "",
}


class Taken(NamedTuple):
    """A book that a file was imported into, and what was said of that."""

    desk: Desk
    said: str


@pytest.fixture(scope="module")
def books(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Taken]:
    """Gives each file in a book of its own, for tests that only look."""

    @cache
    def book_of(name: str) -> Taken:
        folder = tmp_path_factory.mktemp("history")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_CONFIG_HOME", str(folder))
            desk = new_desk(folder / "orders.db")
            return Taken(desk, take(desk, data / "scms" / name, folder))

    return book_of


@pytest.fixture
def history(books: Callable[[str], Taken]) -> Desk:
    """The book of the first file."""
    return books(FIRST).desk


@pytest.fixture(params=[FIRST, SECOND])
def either(request: pytest.FixtureRequest, books: Callable[[str], Taken]) -> Desk:
    """The book of the one file or of the other."""
    return books(request.param).desk


def take(desk: Desk, file: Path, folder: Path) -> str:
    """Import a file with the one profile, which is kept in the folder, and give what was said."""
    profile = folder / "profile.toml"
    profile.write_text(PROFILE)
    options = ("--profile", str(profile), "--date-format", ORDER_DATES[file.name], "--history")
    return desk.do("import", "orders", str(file), *options).err


def table(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def exported(desk: Desk, what: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(desk.do("export", what, "--csv").out, newline="")))


def test_every_order_line_supplier_and_customer_comes_in(either: Desk) -> None:
    rows, parties = exported(either, "orders"), exported(either, "parties")
    assert {
        "orders": len({row["number"] for row in rows}),
        "lines": len(rows),
        "lines with a reference": len({(row["number"], row["line.ref"]) for row in rows}),
        "suppliers": sum(party["is_supplier"] == "true" for party in parties),
        "customers": sum(party["is_customer"] == "true" for party in parties),
    } == {"orders": 6233, "lines": 10324, "lines with a reference": 10324, "suppliers": 73, "customers": 43}


def test_every_cell_that_was_mapped_is_in_the_book_as_it_was(history: Desk, data: Path) -> None:
    source = {row["id"]: row for row in table(data / "scms" / FIRST)}
    wrong = [
        row["line.ref"]
        for row in exported(history, "orders")
        if (cells := source[row["line.ref"]])
        and (row["number"], row["customer"], row["line.description"], row["line.quantity"])
        != (cells["po / so #"], cells["country"], cells["item description"], cells["line item quantity"])
    ]
    assert wrong == []


def test_the_second_file_leaves_every_order_unchanged(history: Desk, data: Path, tmp_path: Path) -> None:
    desk = Desk(Path(shutil.copy(history.place, tmp_path)))
    before = desk.do("trail", "head", "--csv").out
    assert take(desk, data / "scms" / SECOND, tmp_path) == "orders: 0 added, 0 updated, 6233 unchanged; 0 lines added\n"
    assert desk.do("trail", "head", "--csv").out == before


def test_a_promise_before_placement_is_counted_and_does_no_harm_in_history(books: Callable[[str], Taken]) -> None:
    said = books(FIRST).said.splitlines()
    assert [line.partition(", promised_on")[0] for line in said[:-1]] == [
        f"ordertrack: warning: row {row}" for row in (457, 2701, 3391, 4910)
    ]
    assert said[-1] == ("orders: 6233 added, 0 updated, 0 unchanged, 4 warnings, 116 new parties; 10324 lines added")


def test_without_history_what_has_happened_is_refused_ten_reasons_shown_and_the_rest_counted(
    desk: Desk, data: Path, tmp_path: Path
) -> None:
    before = desk.content
    profile = tmp_path / "profile.toml"
    profile.write_text(PROFILE)
    file = str(data / "scms" / FIRST)
    ran = desk("import", "orders", file, "--profile", str(profile), "--date-format", ORDER_DATES[FIRST])
    said = ran.err.splitlines()
    assert (ran.code, ran.out, len(said), desk.content == before) == (7, "", 13, True)
    assert said[0] == f"ordertrack: error: {file}: refused 6233 orders, nothing was written"
    assert said[1] == (
        "  row 2, line.delivered_on: has happened already; --history takes finished or running orders as they are"
    )
    assert said[11:] == [
        "  and 10318 more",
        "  --partial takes the good orders, --rejects FILE writes the others out",
    ]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (
            "line",
            {
                "due": 10324,
                "delivered": 10324,
                "on_time": 9138,
                "late": 1186,
                "overdue_open": 0,
                "rate": Decimal("0.885122"),
                "rate_delivered": Decimal("0.885122"),
                "mean_delay_days": Decimal("-6.0235"),
                "median_delay_days": 0,
            },
        ),
        (
            "order",
            {
                "due": 6233,
                "delivered": 6233,
                "on_time": 5549,
                "late": 684,
                "overdue_open": 0,
                "rate": Decimal("0.890262"),
                "rate_delivered": Decimal("0.890262"),
            },
        ),
    ],
)
def test_the_rate_of_on_time_deliveries_is_that_of_others(
    either: Desk, unit: str, expected: Mapping[str, object]
) -> None:
    (row,) = exactly(either, "--unit", unit)
    assert {name: row[name] for name in expected} == expected


def exactly(desk: Desk, *options: str) -> list[dict[str, object]]:
    """The rows of the on-time report, every number as it is written."""
    import json

    text = desk.do("report", "ontime", *options, "--json").out
    rows: list[dict[str, object]] = json.loads(text, parse_float=Decimal)["rows"]
    return rows


@pytest.mark.parametrize(
    ("by", "file", "name"),
    [
        ("supplier", "expected_by_supplier.csv", "vendor"),
        ("month", "expected_by_month.csv", "scheduled_month"),
    ],
)
def test_the_figures_of_every_group_are_those_of_others(
    either: Desk, data: Path, by: str, file: str, name: str
) -> None:
    found = {
        row[by]: {
            "lines": row["due"],
            "on_time": row["on_time"],
            "rate_pct": Decimal(str(row["rate"])) * 100,
            "mean_delay_days": Decimal(str(row["mean_delay_days"])),
            "median_delay_days": Decimal(str(row["median_delay_days"])),
        }
        for row in exactly(either, "--by", by)
    }
    assert found == {
        clean_name(row.pop(name)): {column: Decimal(text) for column, text in row.items()}
        for row in table(data / "scms" / file)
    }


@pytest.mark.parametrize(
    ("day", "lines", "orders"), [("2014-02-02", 64, 33), ("2013-12-31", 24, 7), (DAY_OF_CALM, 0, 0)]
)
def test_what_was_overdue_on_a_day_long_past_is_known(either: Desk, day: str, lines: int, orders: int) -> None:
    found = either.do("report", "overdue", "--as-of", day, "--json").document
    numbers = {row["number"] for row in found["rows"]}
    assert (found["count"], found["lines"], found["orders"], len(numbers)) == (lines, lines, orders, orders)
    assert all(row["days_late"] > 0 and row["promised_on"] < day for row in found["rows"])


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("day", "code"), [("2014-02-02", 8), ("2013-12-31", 8), (DAY_OF_CALM, 0)])
def test_the_exit_code_says_whether_anything_is_overdue_in_every_format(
    history: Desk, form: str, day: str, code: int
) -> None:
    question = ("report", "overdue", "--as-of", day, "--format", form)
    ran = history(*question, "--exit-code")
    assert (ran.code, ran.err) == (code, "")
    assert ran == history(*question)._replace(code=code)


@pytest.mark.parametrize("form", NOTHING)
def test_nothing_overdue_is_no_rows_and_a_header_in_csv(history: Desk, form: str) -> None:
    ran = history("report", "overdue", "--as-of", DAY_OF_CALM, "--format", form)
    assert (ran.code, ran.out, ran.err) == (0, NOTHING[form], "")


@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_a_person_is_told_that_nothing_is_overdue(history: Desk, form: str) -> None:
    ran = history("report", "overdue", "--as-of", DAY_OF_CALM, "--format", form)
    assert (ran.code, f"Nothing is overdue on {DAY_OF_CALM}." in ran.out, ran.err) == (0, True, "")


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_overdue_can_be_kept_quiet_in_every_format(history: Desk, form: str) -> None:
    question = ("report", "overdue", "--as-of", DAY_OF_CALM, "--format", form)
    assert history(*question, "--quiet-if-empty", "--exit-code") == (0, b"", b"")


def test_the_trail_of_the_history_verifies(either: Desk) -> None:
    (row,) = either.rows("trail", "verify")
    assert (row["ok"], row["events"]) == (True, 1 + 6233 + 116)  # the policy, orders, parties
