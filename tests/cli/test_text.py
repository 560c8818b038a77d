"""Text from people is inert before a terminal sees it."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.cli.terminal import escape_hidden, is_hidden


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("", ""),
        ("Größe\u00a010 東京 😀", "Größe\u00a010 東京 😀"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\x1b]52;c;cm0gLXJm\x07", r"\x1b]52;c;cm0gLXJm\x07"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("abc\u202edef", r"abc\u202edef"),
        ("\u2028\u2029\ufeff\ue000", r"\u2028\u2029\ufeff\ue000"),
        ("\udc80", r"\udc80"),
        ("\U000e0041", r"\U000e0041"),
        ("[red]x[/] :truck:", "[red]x[/] :truck:"),
    ],
)
def test_hidden_characters_become_visible_escapes_and_the_rest_stays(text: str, expected: str) -> None:
    assert escape_hidden(text) == expected


def test_no_character_of_unicode_reaches_a_terminal_hidden() -> None:
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert [char for char in escape_hidden(everything) if unicodedata.category(char) in hidden] == []


@given(st.text())
def test_only_hidden_characters_change(text: str) -> None:
    assert escape_hidden(text) == "".join(escape_hidden(char) if is_hidden(char) else char for char in text)
