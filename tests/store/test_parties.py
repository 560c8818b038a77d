"""The contract of the store: parties are found by name, kept whole, and made one of two."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.orders.events import NoteAdded
from ordertrack.domain.orders.lists import OrderFilter, Sort
from ordertrack.domain.parties import Party, PartyAdded, PartyEdited
from ordertrack.domain.reports.lines import By, OnTimeQuestion
from ordertrack.domain.values.codec import encode
from ordertrack.errors import ConflictError
from ordertrack.store.book.verification import verify
from ordertrack.usecases.orders import Correction, correct_orders
from ordertrack.usecases.parties import add_party, edit_party, get_party, merge_parties
from tests.builders import AT, BY, TODAY, a_line, a_move, a_stamp, an_order, apply, loaded
from tests.store.books import rows_of
from tests.store.drawn import PARTIES, fill, holding, many, maybe, texts

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook
    from ordertrack.store.book.views import SqlWrites

MUELLER, ACME, BAKERY, CHENLU = PARTIES
EVERYTHING = OrderFilter()
names = texts(30).filter(str.strip)
any_parties = st.builds(
    Party,
    id=st.just(1),
    name=names,
    is_customer=st.booleans(),
    is_supplier=st.booleans(),
    emails=st.lists(st.emails(), max_size=3).map(tuple),
    phone=maybe(texts()),
    language=maybe(texts()),
    zone=maybe(texts()),
)


def keep(unit: SqlWrites, party: Party) -> None:
    known = {each.id for each in unit.parties.list()}
    fact = PartyEdited(party=party) if party.id in known else PartyAdded(party=party)
    unit.parties.save(party, fact, at=AT, by=BY)


@many(15)
@given(party=any_parties, later=any_parties)
def test_whatever_is_kept_of_a_party_comes_back_equal(blank_book: SqlBook, party: Party, later: Party) -> None:
    with blank_book.write() as unit:
        keep(unit, party)
        assert (unit.parties.list(), unit.parties.find(party.name)) == ([party], party)
        keep(unit, later)
        assert (unit.parties.list(), unit.parties.find(later.name)) == ([later], later)
        assert verify(unit).finding is None


def test_all_parties_are_listed_by_their_number(blank_book: SqlBook) -> None:
    with holding(blank_book, []) as view:
        assert view.parties.list() == list(PARTIES)


@pytest.mark.parametrize(
    "name",
    ["Müller & Søn", "MÜLLER & SØN", "  müller   &\tsøn ", unicodedata.normalize("NFD", "Müller & Søn")],
)
def test_a_party_is_found_whatever_the_case_and_spacing(blank_book: SqlBook, name: str) -> None:
    with holding(blank_book, []) as view:
        assert view.parties.find(name) == MUELLER


@pytest.mark.parametrize("name", ["Müller & Son", "Müller", "%", "Acme_Fasteners"])
def test_a_party_is_not_found_by_another_name(blank_book: SqlBook, name: str) -> None:
    with holding(blank_book, []) as view:
        assert view.parties.find(name) is None


def test_a_changed_party_is_kept_with_its_event_and_the_others_stay(book: SqlBook) -> None:
    fill(book)
    before, changed = rows_of(book), replace(ACME, phone="+49 30 1", emails=("b@example.org", "a@example.org"))
    with book.write() as unit:
        keep(unit, changed)
        unit.commit()
    now = rows_of(book)
    with book.read() as view:
        assert view.parties.list() == [MUELLER, changed, BAKERY, CHENLU]
    assert len(now["trail"]) == len(before["trail"]) + 1
    assert len(set(now["parties"]) & set(before["parties"])) == len(PARTIES) - 1


@pytest.mark.parametrize("twin", [Party(id=5, name="ACME  fasteners"), Party(id=1, name="Acme Fasteners")])
def test_two_parties_of_one_name_are_a_conflict_and_nothing_is_written(book: SqlBook, twin: Party) -> None:
    fill(book)
    before = rows_of(book)
    with pytest.raises(ConflictError):
        _keep(book, twin)
    assert rows_of(book) == before


def _keep(book: SqlBook, party: Party) -> None:
    with book.write() as unit:
        keep(unit, party)
        unit.commit()


def test_a_party_that_is_known_is_not_added_again(book: SqlBook) -> None:
    fill(book)
    before = rows_of(book)
    with pytest.raises(ConflictError) as error:
        add_party(book, " acme FASTENERS ", a_stamp())
    assert (error.value.message, rows_of(book)) == ("Acme Fasteners is known already", before)


def test_a_new_name_leads_to_the_party_and_the_old_one_no_longer(book: SqlBook) -> None:
    fill(book)
    edit_party(book, "acme fasteners", a_stamp(), name="Acme Bolts")
    with book.read() as view:
        assert (view.parties.find("Acme Fasteners"), view.parties.find("acme bolts")) == (
            None,
            replace(ACME, name="Acme Bolts"),
        )


def merged(book: SqlBook) -> SqlBook:
    """A book in which Müller became part of the bakery; one order was of both, one of neither."""
    fill(book, an_order("A-1"), an_order("A-2", customer=3), an_order("A-3", supplier=4, customer_ref="PO 1"))
    assert merge_parties(book, "Müller & Søn", "Bakery 7", a_stamp())[1] == 2
    return book


def test_a_merged_party_leads_to_what_it_became_and_so_do_its_orders(book: SqlBook) -> None:
    merged(book)
    with book.read() as view:
        assert view.parties.find("müller & søn") == BAKERY
        assert view.parties.list()[0] == replace(MUELLER, merged_into=3)
        rows = view.orders.list(OrderFilter(customer=3), as_of=TODAY, sort=Sort.NUMBER)
        assert [(row.number, row.customer) for row in rows] == [
            ("A-1", "bakery 7"),
            ("A-2", "bakery 7"),
            ("A-3", "bakery 7"),
        ]
        assert (view.orders.customer_ref_holder(3, "PO 1"), view.orders.customer_ref_holder(1, "PO 1")) == ("A-3", None)
        assert verify(view).finding is None


def test_merging_on_leads_all_the_way(book: SqlBook) -> None:
    merged(book)
    merge_parties(book, "bakery 7", "晨露电子", a_stamp())
    with book.read() as view:
        assert get_party(view, "Müller & Søn") == replace(CHENLU, is_customer=True)
        assert [view.orders.get(number).customer for number in ("A-1", "A-2", "A-3")] == [4, 4, 4]
        assert verify(view).finding is None


def test_a_party_that_is_on_both_sides_of_an_order_moves_on_both(book: SqlBook) -> None:
    fill(book, an_order("A-1", customer=3, supplier=3))
    merge_parties(book, "bakery 7", "晨露电子", a_stamp())
    order = loaded(book)
    assert (order.customer, order.supplier) == (4, 4)


def test_reports_know_a_merged_party_by_what_it_became(book: SqlBook) -> None:
    fill(book, an_order("A-1", lines=(a_line(promised_on=TODAY),)))
    merge_parties(book, "Müller & Søn", "bakery 7", a_stamp())
    with book.read() as view:
        question = OnTimeQuestion(as_of=TODAY.replace(day=9), by=By.CUSTOMER)
        (overdue,) = view.reports.lines.overdue(EVERYTHING, as_of=question.as_of)
        (ontime,) = view.reports.lines.ontime(question)
    assert (overdue.customer, ontime.group) == ("bakery 7", "bakery 7")


def test_an_order_goes_on_after_its_party_was_merged(book: SqlBook) -> None:
    merged(book)
    with book.write() as unit:
        order, fact = unit.orders.get("A-1"), NoteAdded(note="rang them")
        unit.orders.save(order, apply(order, fact), fact, at=AT, by=BY)
        unit.orders.enter([encode(an_order("A-4", customer=3))], at=AT, by=BY)
        unit.commit()
    with book.read() as view:
        assert (view.orders.get("A-1").customer, verify(view).finding) == (3, None)


def test_a_correction_after_a_merger_leaves_the_order_where_it_went(book: SqlBook) -> None:
    fill(book, an_order("A-1"))
    with book.write() as unit:
        order, fact = unit.orders.get("A-1"), NoteAdded(note="rang them")
        unit.orders.save(order, apply(order, fact), fact, at=AT, by=BY)
        unit.commit()
    merge_parties(book, "Müller & Søn", "bakery 7", a_stamp())
    correct_orders(book, ["A-1"], Correction(cause="did not"), a_move(), a_stamp())
    with book.read() as view:
        assert (view.orders.get("A-1").customer, verify(view).finding) == (3, None)


def test_what_was_merged_in_a_transaction_that_was_left_is_not(book: SqlBook) -> None:
    with holding(book, [an_order("A-1")]) as unit:
        unit.commit()
    before = rows_of(book)
    assert merge_parties(book, "Müller & Søn", "bakery 7", a_stamp(), dry_run=True)[1] == 1
    assert rows_of(book) == before
