"""Customers and suppliers in a real book."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.orders.lists import OrderFilter, Sort
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.parties import Party, PartyAdded, PartyEdited, PartyMerged
from ordertrack.errors import ConflictError, NotFoundError, RefusedError
from ordertrack.usecases.parties import PartyBook, add_party, edit_party, get_party, merge_parties
from tests.builders import TODAY, a_stamp, enter, facts_of, is_sound, loaded, move, parties_of, ten

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

ACME = Party(id=1, name="Acme Ltd", is_supplier=True, emails=("a@acme.example", "b@acme.example"), phone="+49 30 12")
BOLTS = Party(id=2, name="Bolts & Co", is_customer=True, language="de", zone="Europe/Berlin")


def with_two(book: SqlBook) -> None:
    add_party(
        book, " Acme  Ltd ", a_stamp(), is_supplier=True, emails=("a@acme.example", "b@acme.example"), phone="+49 30 12"
    )
    add_party(book, "Bolts & Co", a_stamp(), is_customer=True, language="de", zone="Europe/Berlin")


def found(book: SqlBook, name: str) -> Party:
    with book.read() as view:
        return get_party(view, name)


def test_a_party_is_made_known_with_all_that_is_known_of_it(book: SqlBook) -> None:
    with_two(book)
    assert parties_of(book) == [ACME, BOLTS]
    assert facts_of(book, None) == [PartyAdded(party=ACME), PartyAdded(party=BOLTS)]


@pytest.mark.parametrize("name", ["Acme Ltd", "  acme   LTD"])
def test_a_party_is_known_once(sqlite_book: SqlBook, name: str) -> None:
    with_two(sqlite_book)
    with pytest.raises(ConflictError) as caught:
        add_party(sqlite_book, name, a_stamp())
    assert (caught.value.message, caught.value.hints) == (
        "Acme Ltd is known already",
        ("`ordertrack party edit` changes what is known of it",),
    )
    assert parties_of(sqlite_book) == [ACME, BOLTS]


@pytest.mark.parametrize("name", ["bolts & co", "BOLTS  & CO "])
def test_a_party_is_found_whatever_the_case_and_spacing(sqlite_book: SqlBook, name: str) -> None:
    with_two(sqlite_book)
    assert found(sqlite_book, name) == BOLTS


def test_a_name_is_found_in_every_alphabet(book: SqlBook) -> None:
    for name in ("Łódź", "STRASSE", "ΣΟΦΙΑ", "Cafe\u0301"):
        add_party(book, name, a_stamp())
    assert [found(book, name).id for name in ("ŁÓDŹ", "straße", "σοφια", "CAFÉ")] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("name", "hints"),
    [
        ("Acme Lt", ("near it: Acme Ltd",)),
        ("Bolts", ("near it: Bolts & Co",)),
        ("Cramps", ()),
    ],
)
def test_a_party_that_is_not_there_is_named_with_those_near_it(
    sqlite_book: SqlBook, name: str, hints: tuple[str, ...]
) -> None:
    with_two(sqlite_book)
    with pytest.raises(NotFoundError) as caught:
        found(sqlite_book, name)
    assert (caught.value.message, caught.value.hints) == (f"there is no party {name}", hints)


def test_what_is_known_of_a_party_can_change(book: SqlBook) -> None:
    with_two(book)
    after = replace(ACME, name="Acme GmbH", emails=(), phone=None, language="de")
    changed = edit_party(book, "acme ltd", a_stamp(), name="Acme GmbH", emails=(), phone=None, language="de")
    assert changed == (ACME, after)
    assert (parties_of(book), facts_of(book, None)[-1]) == ([after, BOLTS], PartyEdited(party=after))
    assert is_sound(book)


def test_the_spelling_of_a_name_can_change(sqlite_book: SqlBook) -> None:
    with_two(sqlite_book)
    edit_party(sqlite_book, "acme ltd", a_stamp(), name="ACME Ltd")
    assert parties_of(sqlite_book) == [replace(ACME, name="ACME Ltd"), BOLTS]


def test_an_edit_that_changes_nothing_is_no_event(sqlite_book: SqlBook) -> None:
    with_two(sqlite_book)
    assert edit_party(sqlite_book, "Acme Ltd", a_stamp(), phone="+49 30 12") == (ACME, ACME)
    assert len(facts_of(sqlite_book, None)) == 2


def test_a_party_cannot_take_the_name_of_another(sqlite_book: SqlBook) -> None:
    with_two(sqlite_book)
    with pytest.raises(ConflictError) as caught:
        edit_party(sqlite_book, "Acme Ltd", a_stamp(), name="BOLTS & CO")
    assert caught.value.hints == ("`ordertrack party merge` makes one party of two",)
    assert parties_of(sqlite_book) == [ACME, BOLTS]


def test_a_name_that_was_merged_away_stays_taken(book: SqlBook) -> None:
    with_two(book)
    merge_parties(book, "Acme Ltd", "Bolts & Co", a_stamp())
    with pytest.raises(ConflictError) as caught:
        edit_party(book, "Bolts & Co", a_stamp(), name="Acme Ltd")
    assert caught.value.message == "Acme Ltd is known already"


def test_two_parties_become_one(book: SqlBook) -> None:
    with_two(book)
    gone, kept = replace(ACME, merged_into=2), replace(BOLTS, is_supplier=True)
    assert merge_parties(book, "Acme Ltd", "Bolts & Co", a_stamp()) == (kept, 0)
    assert parties_of(book) == [gone, kept]
    assert facts_of(book, None)[2:] == [PartyMerged(party=gone), PartyEdited(party=kept)]
    assert (found(book, "ACME LTD"), found(book, "Bolts & Co")) == (kept, kept)
    assert is_sound(book)


def test_the_orders_of_a_merged_party_go_with_it(book: SqlBook) -> None:
    enter(book, ten(supplier="Acme"))
    enter(book, ten(number="A-2", supplier="Acme Ltd"))
    enter(book, ten(number="A-3", customer="Acme"))
    _, moved = merge_parties(book, "Acme", "Acme Ltd", a_stamp())
    kept = found(book, "Acme Ltd").id
    assert moved == 2
    assert (loaded(book).supplier, loaded(book, "A-2").supplier, loaded(book, "A-3").customer) == (kept, kept, kept)
    assert is_sound(book)


def test_orders_go_on_after_their_party_was_merged(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten(supplier="Acme"))
    enter(sqlite_book, ten(number="A-2", supplier="Acme Ltd"))
    merge_parties(sqlite_book, "Acme", "Acme Ltd", a_stamp())
    move(sqlite_book, Target.CONFIRMED)
    order = enter(sqlite_book, ten(number="A-4", supplier="Acme"))
    with sqlite_book.read() as view:
        rows = view.orders.list(OrderFilter(supplier=order.supplier), as_of=TODAY, sort=Sort.NUMBER)
    assert [row.number for row in rows] == ["A-1", "A-2", "A-4"]
    assert is_sound(sqlite_book)


def test_a_chain_of_mergers_leads_to_its_end(book: SqlBook) -> None:
    for name in ("First", "Second", "Third"):
        add_party(book, name, a_stamp(), is_supplier=True)
    enter(book, ten(supplier="First"))
    merge_parties(book, "First", "Second", a_stamp())
    merge_parties(book, "Second", "Third", a_stamp())
    assert (found(book, "First").name, loaded(book).supplier) == ("Third", 3)
    order = enter(book, ten(number="A-2", supplier="First"))
    assert (order.supplier, is_sound(book)) == (3, True)


@pytest.mark.parametrize(("name", "into"), [("Acme Ltd", "acme ltd"), ("Bolts & Co", "Acme Ltd")])
def test_one_party_is_not_merged_with_itself(sqlite_book: SqlBook, name: str, into: str) -> None:
    with_two(sqlite_book)
    merge_parties(sqlite_book, "Bolts & Co", "Acme Ltd", a_stamp())
    with pytest.raises(RefusedError) as caught:
        merge_parties(sqlite_book, name, into, a_stamp())
    assert caught.value.message == "Acme Ltd and Acme Ltd are one party already"


def test_dry_runs_keep_nothing(book: SqlBook) -> None:
    with_two(book)
    add_party(book, "Cramps", a_stamp(), dry_run=True)
    edit_party(book, "Acme Ltd", a_stamp(), dry_run=True, phone="1")
    merge_parties(book, "Acme Ltd", "Bolts & Co", a_stamp(), dry_run=True)
    assert (parties_of(book), len(facts_of(book, None))) == ([ACME, BOLTS], 2)


def test_one_transaction_sees_the_parties_that_it_added(sqlite_book: SqlBook) -> None:
    with sqlite_book.write() as unit:
        parties = PartyBook(unit, a_stamp())
        numbers = [
            parties.number_of(name, role)
            for name, role in (("Acme", "supplier"), ("Bolts", "customer"), ("ACME", "supplier"), ("acme", "customer"))
        ]
        unit.commit()
    first = Party(id=1, name="Acme", is_supplier=True)
    bolts = Party(id=2, name="Bolts", is_customer=True)
    assert numbers == [1, 2, 1, 1]
    assert parties.added == [first, bolts]
    assert parties_of(sqlite_book) == [replace(first, is_customer=True), bolts]
