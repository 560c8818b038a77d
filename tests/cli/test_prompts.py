"""Questions reach a person at a terminal, and nobody and nothing else."""

from __future__ import annotations

import io
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, cast

import pytest

from ordertrack.cli.terminal import ProgressLine, Streams, Talk, ask, confirm
from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Terminal(io.StringIO):
    """Text that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def at_terminal(typed: str = "", *, environ: Mapping[str, str] | None = None, no_input: bool = False) -> Streams:
    return Streams(
        stdin=Terminal(typed), stdout=Terminal(), stderr=Terminal(), environ=environ or {}, no_input=no_input
    )


def said(stream: TextIO) -> str:
    return cast("io.StringIO", stream).getvalue()


def test_the_question_stands_on_standard_error_and_standard_output_stays_clean() -> None:
    streams = at_terminal("  Acme Ltd \n")
    assert ask("Customer", streams=streams, option="--customer") == "Acme Ltd"
    assert (said(streams.stdout), said(streams.stderr)) == ("", "Customer: ")


def test_a_blank_answer_takes_the_default() -> None:
    streams = at_terminal("\n")
    assert ask("Priority", streams=streams, option="--priority", default="normal") == "normal"
    assert said(streams.stderr) == "Priority [normal]: "


def test_a_blank_answer_without_default_is_asked_again() -> None:
    streams = at_terminal("\nAcme\n")
    assert ask("Customer", streams=streams, option="--customer") == "Acme"
    assert said(streams.stderr) == "Customer:   an answer is needed; Ctrl-D leaves\nCustomer: "


def test_a_wrong_answer_is_asked_again_with_the_reason() -> None:
    streams = at_terminal("many\x1b\n3\n")
    assert ask("Quantity", streams=streams, option="--line", check=int) == "3"
    assert "  invalid literal for int() with base 10: 'many\\x1b'\nQuantity: " in said(streams.stderr)


@pytest.mark.parametrize(
    ("typed", "default", "expected"),
    [
        ("y\n", False, True),
        ("NO\n", True, False),
        ("\n", True, True),
        ("\n", False, False),
        ("what\nyes\n", False, True),
    ],
)
def test_yes_and_no(typed: str, default: bool, expected: bool) -> None:
    assert confirm("Go on?", streams=at_terminal(typed), option="--yes", default=default) is expected


@pytest.mark.parametrize("question", [ask, confirm])
def test_ctrl_d_leaves(question: object) -> None:
    streams = at_terminal("")
    with pytest.raises(KeyboardInterrupt):
        (ask if question is ask else confirm)("Customer", streams=streams, option="--customer")
    assert said(streams.stderr).endswith(": \n")


def nobody_there() -> Iterator[Streams]:
    pipe, terminal = io.StringIO, Terminal
    yield Streams(stdin=pipe("number\n1\n"), stdout=terminal(), stderr=terminal())
    yield Streams(stdin=terminal("x\n"), stdout=pipe(), stderr=terminal())
    yield Streams(stdin=terminal("x\n"), stdout=terminal(), stderr=pipe())
    yield at_terminal("x\n", no_input=True)
    yield at_terminal("x\n", environ={"ORDERTRACK_NO_INPUT": "1"})
    yield Streams(stdin=pipe("x\n"), stdout=pipe(), stderr=pipe(), environ={"ORDERTRACK_FORCE_TTY": "80"})


@pytest.mark.parametrize("streams", list(nobody_there()))
def test_where_nobody_can_answer_the_option_is_named_and_nothing_is_read(streams: Streams) -> None:
    with pytest.raises(UsageError) as refusal:
        ask("Customer", streams=streams, option="--customer")
    assert refusal.value.message == "--customer is missing, and nobody can be asked here"
    assert streams.stdin.tell() == 0
    assert said(streams.stderr) == ""


@contextmanager
def real_terminal() -> Iterator[tuple[int, Streams]]:
    person, program = os.openpty()
    with os.fdopen(program, "r", closefd=False) as stdin, os.fdopen(program, "w") as out:
        yield person, Streams(stdin=stdin, stdout=out, stderr=out)
    os.close(person)


def test_a_real_terminal_is_asked_and_its_ctrl_d_leaves() -> None:
    with real_terminal() as (person, streams):
        os.write(person, "Müller\n".encode())
        assert ask("Customer", streams=streams, option="--customer") == "Müller"
        os.write(person, b"\x04")
        with pytest.raises(KeyboardInterrupt):
            ask("Supplier", streams=streams, option="--supplier")


def test_talk_is_one_inert_line_each_with_hints_below() -> None:
    page = io.StringIO()
    talk = Talk(stderr=page)
    talk.say("imported 3 orders\x1b[2J")
    talk.warn("12 promises stand before placement")
    talk.error("no order \u202e7", ["did you mean 70?", "ordertrack list"])
    assert page.getvalue() == (
        "imported 3 orders\\x1b[2J\n"
        "ordertrack: warning: 12 promises stand before placement\n"
        "ordertrack: error: no order \\u202e7\n"
        "  did you mean 70?\n"
        "  ordertrack list\n"
    )


def test_colour_touches_the_label_alone() -> None:
    page = io.StringIO()
    Talk(stderr=page, color=True).error("no")
    assert page.getvalue() == "ordertrack: \x1b[31merror\x1b[0m: no\n"


def progress_on(stderr: TextIO, *seconds: float) -> None:
    streams = Streams(stdin=io.StringIO(), stdout=io.StringIO(), stderr=stderr)
    clock = iter(seconds)
    with ProgressLine(streams, "reading [red]orders", clock=lambda: next(clock)) as progress:
        for done in range(1, len(seconds)):
            progress.update(done * 10, 100)


def test_quick_work_draws_nothing() -> None:
    stderr = Terminal()
    progress_on(stderr, 0.0, 0.1, 0.4)
    assert stderr.getvalue() == ""


def test_long_work_draws_a_bar_with_the_title_as_it_is() -> None:
    stderr = Terminal()
    progress_on(stderr, 0.0, 0.4, 0.6, 0.61, 0.9)
    assert "reading [red]orders" in stderr.getvalue()
    assert "20/100" in stderr.getvalue()
    assert "30/100" not in stderr.getvalue()
    assert "40/100" in stderr.getvalue()


def test_long_work_in_a_pipe_draws_nothing() -> None:
    stderr = io.StringIO()
    progress_on(stderr, 0.0, 5.0, 6.0)
    assert stderr.getvalue() == ""
