"""Bytes become exact lines, or are refused where they stop being text."""

from __future__ import annotations

import codecs
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.errors import UsageError
from ordertrack.files.transfer import tabular
from ordertrack.files.transfer.tabular import BadTextError, check_encoding, decode

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def read(data: bytes, encoding: str | None = None) -> list[str]:
    return list(decode(BytesIO(data), encoding))


def read_until_fault(data: bytes, encoding: str | None = None) -> tuple[list[str], str]:
    good: list[str] = []
    with pytest.raises(BadTextError) as fault:
        good.extend(decode(BytesIO(data), encoding))
    return good, str(fault.value)


def test_every_line_keeps_its_own_line_end() -> None:
    assert read(b"a\nb\r\nc\rd") == ["a\n", "b\r\n", "c\r", "d"]


def test_a_carriage_return_and_its_line_feed_stay_together_across_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tabular, "BLOCK_BYTES", 3)
    assert read(b"ab\r\ncd\r\n") == ["ab\r\n", "cd\r\n"]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_names_the_encoding_and_is_no_part_of_the_text(mark: bytes, encoding: str) -> None:
    data = mark + "naïve,ʤ\n".encode(encoding)
    assert read(data) == read(data, encoding) == ["naïve,ʤ\n"]


@given(texts, st.sampled_from(["utf-8", "utf-16", "utf-32", "gb18030"]), st.integers(1, 9))
def test_any_text_in_blocks_of_any_size_comes_back(text: str, encoding: str, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tabular, "BLOCK_BYTES", max(block, 4))
        assert "".join(read(text.encode(encoding), encoding)) == text.removeprefix("\ufeff")


def test_bytes_of_another_encoding_are_named_after_the_good_lines() -> None:
    assert read_until_fault("a\nb\ncafé\n".encode("latin-1")) == (
        ["a\n", "b\n"],
        "the byte 0xE9 at offset 7 is not UTF-8; say how it is encoded, for example --encoding cp1252",
    )


@given(st.binary(max_size=40), st.sampled_from([None, "utf-16", "gb18030", "shift_jis", "idna", "utf-7"]))
def test_any_bytes_are_text_or_are_refused(data: bytes, encoding: str | None) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tabular, "BLOCK_BYTES", 5)
        try:
            lines = read(data, encoding)
        except BadTextError:
            return
    assert "\0" not in "".join(lines)


def test_utf_16_without_a_mark_is_not_guessed_but_named() -> None:
    assert read_until_fault("a,b\n".encode("utf-16-le")) == (
        [],
        "there is a NUL character; remove it, or if this is UTF-16, say --encoding utf-16-le or -be",
    )


def test_half_a_character_is_refused() -> None:
    good, fault = read_until_fault(b"a\n\\ud800\n", "unicode_escape")
    assert (good, fault) == (
        ["a\n"],
        "there is half a character (a lone surrogate); name the right --encoding",
    )


def test_a_file_without_line_ends_is_refused_before_it_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tabular, "BLOCK_BYTES", 4)
    monkeypatch.setattr(tabular, "LONGEST_LINE", 10)
    assert read_until_fault(b"x" * 50) == ([], "the line is longer than 10 characters; is this a table?")


@pytest.mark.parametrize("encoding", ["nope", "base64", "rot13", "undefined", "a\0b"])
def test_only_known_text_encodings_are_taken(encoding: str) -> None:
    with pytest.raises(UsageError, match="is not a known encoding"):
        check_encoding(encoding)
