"""The contract of the store: orders are found by what was said about them, on either engine alike (SOP 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.enquiries import Enquiry, EnquiryAnswered, EnquiryLogged
from ordertrack.domain.cases.followups import Contact, ContactLogged
from ordertrack.domain.letters import Nature
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.values.texts import terms_of, words_in
from ordertrack.store.letters import LONGEST, SearchIndex, document
from ordertrack.usecases.ports import NewMessage
from tests.builders import AT, BY, TODAY, an_order, apply
from tests.store.books import ENGINES
from tests.store.drawn import fill
from tests.store.letters import a_letter, found

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.store.book.book import SqlBook


SOUGHT = {
    "port": ["A-1", "B-1"],
    "PORT strike": ["A-1"],
    "strike port": ["A-1"],
    '"strike port"': [],
    '"port strike"': ["A-1"],
    '"port str"': [],
    '"port str"*': ["A-1"],
    "spat": ["A-1"],
    "SPÄT": ["A-1"],
    "strasse": ["A-1"],
    "straß*": ["A-1"],
    "stra": [],
    "muller": ["A-1"],
    "müller's": ["A-1"],
    "1e5": ["B-1"],
    "so-10_42": ["B-1"],
    "10 42": ["B-1"],
    "二十": ["B-1"],
    "十二": [],
    "十": ["B-1"],
    "box*": ["B-1"],
    "lo*": [],
    "Łódź": ["B-1"],
    "łodz": ["B-1"],
    "port lieferung box*": [],
    "where strike": [],
    "A-1": ["A-1"],
    "%": [],
    "zzz": [],
}
STRANGE = (
    '"',
    '""',
    '" "',
    "*",
    '"*',
    "port AND",
    "NOT port",
    "NEAR(port strike, 2)",
    "text:port",
    "port^2",
    "-port",
    "{port}",
    "port & !strike",
    "port <-> strike",
    "'port':*A",
    "port\\",
    "(",
    "port | (",
    ":*",
    "'",
    "%s",
    ":p",
    "?",
    "\U0001f4e6",
    "ſt\u0301",
    "a" * 4000,
    "$1",
    "\u202e",
)


def note(text: str | None) -> ContactLogged:
    return ContactLogged(
        contact=Contact(at=AT, made_on=TODAY, channel=Channel.PHONE, side=Side.SUPPLIER, actor="anna", note=text)
    )


def tell(book: SqlBook, number: str, *facts: OrderFact) -> None:
    with book.write() as unit:
        for fact in facts:
            order = unit.orders.get(number)
            unit.orders.save(order, apply(order, fact), fact, at=AT, by=BY)
        unit.commit()


def talk(book: SqlBook) -> SqlBook:
    """Enter three orders; about two something is said."""
    fill(book, an_order("A-1"), an_order("B-1"), an_order("C-1"))
    tell(book, "A-1", note("Die Lieferung kommt spät: Müller's Straße ist gesperrt"), note(None), note("port strike"))
    asked = Enquiry(number=1, sender="Kai", received_at=AT, text="Where are my 二十 boxes?\nRef 1e5 & SO-10_42")
    tell(book, "B-1", EnquiryLogged(enquiry=asked))
    tell(book, "B-1", EnquiryAnswered(number=1, at=AT, actor="anna", text="in the PORT of Łódź", channel=Channel.PHONE))
    return book


@pytest.fixture
def talked(book: SqlBook) -> SqlBook:
    """A book of such orders."""
    return talk(book)


@pytest.fixture(scope="module", params=ENGINES)
def over(new_book: Callable[[str], SqlBook], request: pytest.FixtureRequest) -> SqlBook:
    """A book of such orders, on each of the engines, about which nothing more is said."""
    return talk(new_book(request.param))


def test_orders_are_found_by_all_the_words_sought(over: SqlBook) -> None:
    assert {text: found(over, text) for text in SOUGHT} == SOUGHT


def test_whatever_is_sought_is_no_error(over: SqlBook) -> None:
    assert {number for text in STRANGE for number in found(over, text)} <= {"A-1", "B-1", "C-1"}


def test_the_words_of_a_search_language_are_words(talked: SqlBook) -> None:
    tell(talked, "C-1", note("neither port and strike, nor this or not that"))
    assert found(talked, "port AND strike") == ["C-1"]
    assert found(talked, "this OR not") == ["C-1"]


def test_what_was_said_is_kept_in_the_order_of_the_record(talked: SqlBook) -> None:
    with talked.write() as unit:
        kept = unit.letters.keep(NewMessage(a_letter("A-1", subject="Re: late", text="We are  sorry"), b"x"))
        unit.letters.keep(NewMessage(a_letter("A-1", nature=Nature.AUTOMATIC, text="I am away", digest="b"), b"y"))
        unit.commit()
    with talked.read() as view:
        texts = [document(view.connection, order) for order in (1, 2, 3)]
    assert kept.id == 1
    assert texts == [
        "die lieferung kommt spat muller s strasse ist gesperrt port strike re late we are sorry",
        "where are my 二 十 boxes ref 1e5 so 10 42 in the port of łodz",
        "",
    ]


def test_a_letter_is_found_under_the_orders_it_is_given_to(talked: SqlBook) -> None:
    with talked.write() as unit:
        kept = unit.letters.keep(NewMessage(a_letter(subject="Quarantine", text="nobody knows"), b"x"))
        unit.commit()
    assert found(talked, "quarantine") == []
    for numbers in (("A-1", "C-1"), ("B-1",), ()):
        with talked.write() as unit:
            unit.letters.save(replace(kept, numbers=numbers))
            unit.commit()
        assert found(talked, "quarantine nobody") == list(numbers)


def test_only_what_was_committed_is_found(over: SqlBook) -> None:
    with over.write() as unit:
        unit.letters.keep(NewMessage(a_letter("A-1", text="quarantine"), b"x"))
    assert found(over, "quarantine") == []


def test_orders_that_come_in_with_a_history_are_found_by_it(book: SqlBook) -> None:
    contact = note("washed overboard").contact
    fill(book, an_order("A-1", contacts=(contact,)), an_order("A-2"))
    assert found(book, "overboard") == ["A-1"]


def test_entering_orders_leaves_the_search_alone(book: SqlBook, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(SearchIndex, "add", lambda _, orders: asked.append(list(orders)))
    fill(book, an_order("A-1"), an_order("A-2"))
    assert asked in ([[]], [[], []])


def test_the_longest_correspondence_is_searched_as_far_as_it_goes(book: SqlBook) -> None:
    fill(book, an_order("A-1"))
    with book.write() as unit:
        for at in range(8):
            text = " ".join(f"ш{at}{word:x}" for word in range(12_000))
            unit.letters.keep(NewMessage(a_letter("A-1", text=text, digest=str(at), subject=f"part{at}"), b"x"))
        unit.commit()
    with book.read() as view:
        assert LONGEST - 20 <= len(document(view.connection, 1).encode()) <= LONGEST
    assert [found(book, f"part{at} Ш{at}fff") for at in (0, 3, 7)] == [["A-1"], ["A-1"], []]
    assert found(book, '"ш2ffe ш2fff ш21000"') == ["A-1"]
    assert found(book, '"ш2ffe ш21000"') == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Größe, 2½ m²", ["grosse", "21", "2", "m2"]),
        ("ﬁve ⅷ Ａ１", ["five", "viii", "a1"]),
        ("Ångström naïve", ["angstrom", "naive"]),
        ("İstanbul", ["istanbul"]),
        ("東京タワー7", ["東", "京", "タ", "ワ", "ー", "7"]),
        ("a@example.org", ["a", "example", "org"]),
        ("x" * 300, ["x" * 200]),
        ("\x00\u200b\U0001f600", []),
    ],
)
def test_words_are_without_case_accents_and_signs(text: str, words: list[str]) -> None:
    assert words_in(text) == words


def test_a_question_is_words_beginnings_and_phrases() -> None:
    assert terms_of('late "the port" stri* "of Ham"* SO-1 & * "" "open') == (
        (("late",), False),
        (("the", "port"), False),
        (("stri",), True),
        (("of", "ham"), True),
        (("so", "1"), False),
        (("open",), False),
    )
