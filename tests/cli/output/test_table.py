"""The table at a terminal: keys whole, long text folded, calm colours, nothing that the terminal obeys."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ordertrack.cli.output.output import Color
from ordertrack.cli.output.result import Column, Sheet, Table, Tone
from ordertrack.cli.terminal import escape_hidden, is_hidden
from tests.cli.output.printing import FULL, ORDERS, TODAY, orders, printed, streams

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = (
    *ORDERS[:4],
    Column(name="reason", title="Why"),
    Column(name="owner", title="Owner", narrow=False),
)
LATE = (
    "PO-2026-000417",
    "Nordmann Präzisionsteile",
    TODAY,
    11,
    "promised 11 days ago, no answer to two follow-ups",
    "ida",
)
SOON = ("1e5", "[/]", None, 0, "a\nb\x1b[2J", None)


def overdue() -> Table:
    return replace(orders(LATE, SOON, columns=COLUMNS), title="Overdue", notes=("2 orders [b]", "as promised"))


def test_a_narrow_terminal_folds_text_and_leaves_minor_columns_out() -> None:
    assert printed(overdue(), width=80) == (
        "Overdue  as of 2026-11-23\n"
        "Number          Customer             Promised    Days late  Why\n"
        "───────────────────────────────────────────────────────────────────────────────\n"
        "PO-2026-000417  Nordmann             2026-11-23         11  promised 11 days\n"
        "                Präzisionsteile                             ago, no answer to\n"
        "                                                            two follow-ups\n"
        "1e5             [/]                                      0  a\\nb\\x1b[2J\n"
        "\n"
        "2 orders [b]\n"
        "as promised\n"
    )


@pytest.mark.parametrize("width", [200, None])
def test_a_wide_terminal_and_a_pipe_show_everything_on_one_line(width: int | None) -> None:
    assert printed(overdue(), "table", width=width) == (
        "Overdue  as of 2026-11-23\n"
        "Number          Customer                  Promised    Days late"
        "  Why                                                Owner\n"
        "───────────────────────────────────────────────────────────────"
        "──────────────────────────────────────────────────────────\n"
        "PO-2026-000417  Nordmann Präzisionsteile  2026-11-23         11"
        "  promised 11 days ago, no answer to two follow-ups  ida\n"
        "1e5             [/]                                           0"
        "  a\\nb\\x1b[2J\n"
        "\n"
        "2 orders [b]\n"
        "as promised\n"
    )


def test_where_the_keys_do_not_fit_side_by_side_each_row_is_a_block() -> None:
    assert printed(overdue(), width=40) == (
        "Overdue  as of 2026-11-23\n"
        "Number     PO-2026-000417\n"
        "Customer   Nordmann Präzisionsteile\n"
        "Promised   2026-11-23\n"
        "Days late  11\n"
        "Why        promised 11 days ago, no\n"
        "           answer to two follow-ups\n"
        "Owner      ida\n"
        "\n"
        "Number     1e5\n"
        "Customer   [/]\n"
        "Days late  0\n"
        "Why        a\\nb\\x1b[2J\n"
        "\n"
        "2 orders [b]\n"
        "as promised\n"
    )


def test_an_upright_table_is_blocks_at_any_width() -> None:
    table = replace(orders(LATE, columns=COLUMNS[:2]), upright=True)
    assert printed(table, width=200) == "Number    PO-2026-000417\nCustomer  Nordmann Präzisionsteile\n"


def test_groups_stand_under_one_row_of_titles() -> None:
    rows = (("A1", "Acme", 3), ("B1", "Bo", 1), ("A2", "Acme", 12))
    table = replace(orders(*rows, columns=(*ORDERS[:2], ORDERS[3])), group_by="customer")
    assert printed(table, width=80) == (
        "Number  Days late\n─────────────────\nAcme\nA1              3\nA2             12\n\nBo\nB1              1\n"
    )


def test_without_rows_there_is_a_sentence() -> None:
    assert printed(orders(), width=80) == "No orders.\n"


def test_rates_flags_and_instants_read_well() -> None:
    assert printed(orders(FULL), width=120, fields=("number", "rate", "newly", "seen_at", "value")) == (
        "Number  On time  New  Seen                    Value\n"
        "───────────────────────────────────────────────────\n"
        "1e5      88.5 %  yes  2026-11-20 14:03:22Z  1234.50\n"
    )


def test_several_tables_follow_each_other() -> None:
    sheet = Sheet(kind="daily", rows=[{"a": 1}], tables=[overdue(), replace(orders(), title="At risk")])
    assert printed(sheet, width=200).endswith("as promised\n\nAt risk  as of 2026-11-23\nNo orders.\n")


def coloured(tone: Tone | None, color: Color = Color.ALWAYS) -> str:
    table = replace(orders(LATE, columns=ORDERS[:2]), tone=lambda _: tone)
    return printed(table, "table", width=80, color=color).splitlines()[2]


@pytest.mark.parametrize(("tone", "code"), [(Tone.URGENT, 31), (Tone.WARNING, 33), (Tone.GOOD, 32), (Tone.QUIET, 2)])
def test_the_key_takes_the_colour_of_its_tone(tone: Tone, code: int) -> None:
    assert coloured(tone).startswith(f"\x1b[{code}mPO-2026-000417\x1b[0m")


def test_without_tone_or_without_colour_a_row_is_plain() -> None:
    assert coloured(None).startswith("PO-2026-000417")
    assert "\x1b" not in coloured(Tone.URGENT, Color.NEVER)


@pytest.mark.parametrize(
    ("environ", "mode", "expected"),
    [
        ({}, Color.AUTO, False),
        ({"ORDERTRACK_FORCE_TTY": "80"}, Color.AUTO, True),
        ({"ORDERTRACK_FORCE_TTY": "80", "NO_COLOR": "1"}, Color.AUTO, False),
        ({"ORDERTRACK_FORCE_TTY": "80", "NO_COLOR": ""}, Color.AUTO, True),
        ({"ORDERTRACK_FORCE_TTY": "80", "TERM": "dumb"}, Color.AUTO, False),
        ({"ORDERTRACK_FORCE_TTY": "80", "NO_COLOR": "1"}, Color.ALWAYS, True),
        ({"ORDERTRACK_FORCE_TTY": "80"}, Color.NEVER, False),
    ],
)
def test_colour_follows_the_option_then_the_environment(
    environ: Mapping[str, str], mode: Color, *, expected: bool
) -> None:
    screen = replace(streams(), environ=environ)
    assert screen.wants_color(screen.stdout, mode) is expected


@given(
    st.lists(st.tuples(st.text(max_size=64), st.text(max_size=200), st.text(max_size=40)), min_size=1, max_size=4),
    st.sampled_from([80, 100, 200]),
)
def test_nothing_is_lost_or_obeyed_at_any_width(rows: list[tuple[str, str, str]], width: int) -> None:
    columns = (ORDERS[0], ORDERS[1], Column(name="reason", title="Why"))
    page = printed(orders(*rows, columns=columns), "table", width=width)
    lines = page.split("\n")
    assert not any(is_hidden(char) for line in lines for char in line)
    assert max(map(cell_len, lines)) <= width
    solid = re.sub(r"\s", "", page)
    for row in rows:
        assert re.sub(r"\s", "", escape_hidden(row[0])) in solid
        assert all(page.count(char) > 0 for text in row for char in escape_hidden(text) if not char.isspace())
