from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.parties import clean_email, clean_emails, clean_language, clean_phone


@pytest.mark.parametrize(
    "address",
    [
        "orders@kestrel.example",
        "a@b",
        "o'brien+orders@mail.example.co.uk",
        "zoë@café.example",
        "用户@例子.example",
        f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 59}.example",
    ],
)
def test_an_address_is_kept_as_it_was_written(address: str) -> None:
    assert clean_email(f" {address} ") == address


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", '"" is not an e-mail address; write one like orders@example.com'),
        ("kestrel.example", '"kestrel.example" is not an e-mail address; write one like orders@example.com'),
        ("@b.example", '"@b.example" is not an e-mail address; write one like orders@example.com'),
        ("a@b@c.example", '"a@b@c.example" is not an e-mail address; write one like orders@example.com'),
        ("a..b@c.example", '"a..b@c.example" is not an e-mail address; write one like orders@example.com'),
        ("a@-b.example", '"a@-b.example" is not an e-mail address; write one like orders@example.com'),
        ("a@b.example.", '"a@b.example." is not an e-mail address; write one like orders@example.com'),
        ("a@[127.0.0.1]", '"a@[127.0.0.1]" is not an e-mail address; write one like orders@example.com'),
        ("<a@b.example>", '"<a@b.example>" is not one address alone; give each by itself, without a name'),
        ("a@b.example,c@d.e", '"a@b.example,c@d.e" is not one address alone; give each by itself, without a name'),
        ("Ann <a@b.example>", '"Ann <a@b.example>" has white space or a control character; write the address alone'),
        ("a@b.e\nBcc: c@d.e", r'"a@b.e\nBcc: c@d.e" has white space or a control character; write the address alone'),
        ("a\u202e@b.e", r'"a\u202e@b.e" has white space or a control character; write the address alone'),
        (f"{'a' * 65}@b.example", f'"{"a" * 39}…" is longer than mail allows: 64 bytes before the @, 254 in all'),
        (
            f"{'a' * 64}@{'.'.join(['b' * 60] * 4)}",
            f'"{"a" * 39}…" is longer than mail allows: 64 bytes before the @, 254 in all',
        ),
    ],
)  # fmt: skip
def test_what_is_not_exactly_one_address_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        clean_email(text)
    assert str(refusal.value) == sentence


@given(st.text(max_size=10), st.text(max_size=10))
def test_an_accepted_address_brings_nothing_else_into_a_header(local: str, domain: str) -> None:
    try:
        address = clean_email(f"{local}@{domain}")
    except ValueError:
        return
    assert address.isprintable()
    assert address.count("@") == 1
    assert not set(address) & set(' \t\r\n<>,;:"()[]\\')


def test_addresses_are_kept_in_order_each_once() -> None:
    assert clean_emails(["b@x.example", "a@x.example", "b@x.example "]) == ("b@x.example", "a@x.example")


def test_a_party_has_at_most_ten_addresses() -> None:
    with pytest.raises(ValueError) as refusal:
        clean_emails([f"a{number}@x.example" for number in range(11)])
    assert str(refusal.value) == "there are 11 addresses; a party has at most 10"


@pytest.mark.parametrize("text", ["+49 30 1234567", "(020) 7946-0018 ext. 4", "٠١٢٣"])
def test_a_phone_number_is_kept_as_people_write_it(text: str) -> None:
    assert clean_phone(f" {text} ") == text


@pytest.mark.parametrize("text", ["call Ann", "12\t34"])
def test_what_cannot_be_dialled_is_no_phone_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a phone number; write one like"):
        clean_phone(text)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("de", "de"),
        ("EN-gb", "en-GB"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("sl-rozaj", "sl-rozaj"),
        ("de-CH-1996", "de-CH-1996"),
    ],
)
def test_a_language_tag_gets_its_usual_case(text: str, tag: str) -> None:
    assert clean_language(text) == tag


@pytest.mark.parametrize("text", ["", "german", "d", "de_DE", "de-", "de-DE.UTF-8", "дe"])
def test_what_is_no_language_tag_is_refused(text: str) -> None:
    with pytest.raises(ValueError) as refusal:
        clean_language(text)
    assert str(refusal.value) == f'"{text}" is not a language tag; write one like de, en-GB or zh-Hant'
