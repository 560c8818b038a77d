"""Names, codes and free texts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.values.texts import LIMITS, clean_code, clean_name, clean_text, name_key, near, quoted

STORABLE = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
NAMES = st.text(STORABLE, min_size=1, max_size=60).filter(lambda text: text.strip() != "")
LETTERS = st.text("abcdefgh", min_size=5, max_size=12)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Acme", "Acme"),
        ("  Acme  Ltd\t", "Acme Ltd"),
        ("Acme\nLtd\u00a0&\u2003Co", "Acme Ltd & Co"),
        ("Mu\u0308ller", "Müller"),
    ],
)
def test_a_name_is_kept_trimmed_and_composed_with_single_spaces(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ACME", " acme "),
        ("Straße", "STRASSE"),
        ("Müller", "MU\u0308LLER"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("\u1e9e", "SS"),
    ],
)
def test_names_that_differ_in_case_spacing_or_composition_are_one(left: str, right: str) -> None:
    assert name_key(left) == name_key(right)


@given(NAMES)
def test_cleaning_a_clean_name_changes_nothing(text: str) -> None:
    name = clean_name(text)
    assert clean_name(name) == name


@given(NAMES)
def test_a_key_is_the_key_of_the_name_and_of_itself(text: str) -> None:
    key = name_key(text)
    assert key == name_key(clean_name(text))
    assert name_key(key) == key


@given(st.text(STORABLE, max_size=200))
def test_a_free_text_is_kept_exactly(text: str) -> None:
    assert clean_text(text, LIMITS["note"]) is text


@given(NAMES)
def test_a_code_is_only_trimmed_and_composed(text: str) -> None:
    assert clean_code(text, 200) == unicodedata.normalize("NFC", text.strip())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is blank; write at least one character"),
        (" \t\n\u00a0", "is blank; write at least one character"),
        ("PO\x0042", "has a NUL character at position 3; remove it"),
        (
            "PO-\ud800",
            "has half a character (U+D800) at position 4; remove it, or save the text again as UTF-8",
        ),
        ("x" * 65, "has 65 characters; shorten it to at most 64"),
    ],
)
def test_a_code_that_cannot_be_kept_is_refused_with_the_reason(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        clean_code(text, LIMITS["number"])
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" ", "is blank; write a name"),
        ("\0", "has a NUL character at position 1; remove it"),
        ("é" * 201, "has 201 characters; shorten it to at most 200"),
    ],
)
def test_a_name_that_cannot_be_kept_is_refused_with_the_reason(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        clean_name(text)
    assert str(refusal.value) == sentence
    with pytest.raises(ValueError) as refusal:
        name_key(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("text", ["a\0b", "\udfff", "x" * 11])
def test_a_free_text_that_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"NUL|half a character|at most 10"):
        clean_text(text, 10)


@pytest.mark.parametrize("text", ["", " ", "\r\n", "\x1b[31m", "\u202e", "=1+1", "[urgent]"])
def test_a_free_text_may_be_blank_or_strange(text: str) -> None:
    assert clean_text(text, 10) == text


def test_a_limit_counts_characters_as_kept() -> None:
    assert clean_code("  " + "u\u0308" * 64 + "  ", 64) == "ü" * 64


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Acme Ltd", "Acme Ltdd"),
        ("Acme Ltd", "Acm Ltd"),
        ("Acme Ltd", "Amce Ltd"),
        ("Acme Ltd", "Acne Ltd"),
        ("Acme Ltd", "ACMELTD"),
        ("Müller", "Muller"),
        ("Acme", "Acme."),
    ],
)
def test_one_slip_makes_names_near(left: str, right: str) -> None:
    assert near(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Acme Ltd", "acme  ltd"),
        ("Acme Ltd", "Acme Inc"),
        ("Acme", "Acme Ltd"),
        ("abcdef", "badcef"),
        ("abcd", "acbe"),
        ("abcdef", "abfdec"),
        ("IBM", "IBN"),
        ("abc", "abcd"),
    ],
)
def test_equal_short_and_different_names_are_not_near(left: str, right: str) -> None:
    assert not near(left, right)


@given(LETTERS, LETTERS)
def test_nearness_is_mutual(left: str, right: str) -> None:
    assert near(left, right) == near(right, left)


@given(LETTERS, LETTERS)
def test_nearness_is_a_distance_of_one(left: str, right: str) -> None:
    assert near(left, right) == (right in slips_of(left) - {left})


@given(LETTERS, st.data())
def test_every_slip_is_near(name: str, data: st.DataObject) -> None:
    slip = data.draw(st.sampled_from(sorted(slips_of(name) - {name})))
    assert near(name, slip)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("12,5", '"12,5"'),
        ("Müller", '"Müller"'),
        ("a\x1b[31m\n\u202e\ud800", '"a\\x1b[31m\\n\\u202e\\ud800"'),
        ("x" * 41, '"' + "x" * 39 + '…"'),
    ],
)
def test_a_quoted_text_is_short_and_inert(text: str, shown: str) -> None:
    assert quoted(text) == shown


def slips_of(name: str) -> set[str]:
    cuts = [(name[:at], name[at:]) for at in range(len(name) + 1)]
    letters = "abcdefgh"
    missing = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    wrong = {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    extra = {head + letter + tail for head, tail in cuts for letter in letters}
    return missing | swapped | wrong | extra
