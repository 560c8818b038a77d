"""A policy is adopted for good, holds from its day on, and never rewrites what happened (SOP 8)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

import pytest

from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.domain.policy.policy import PolicyRevision
from ordertrack.domain.policy.problems import PolicyError, PolicyProblem
from ordertrack.domain.policy.text import Difference, default_text
from ordertrack.errors import NotFoundError, RefusedError, UsageError
from ordertrack.files.policy.reading import read_again, read_policy
from ordertrack.usecases.policy import (
    Adopted,
    PolicyProposal,
    adopt_policy,
    built_in_revision,
    check_policy,
    compare_revisions,
    get_revision,
    policy_history,
    policy_on,
    revision_on,
    timeline,
)
from tests.builders import AT, BY, TODAY, a_stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ordertrack.domain.policy.notices import Texts
    from ordertrack.domain.policy.problems import Path
    from ordertrack.domain.time.dates import YearHolidays
    from ordertrack.usecases.ports import Book

TEXT = default_text("UTC")
BUILT_IN = PolicyRevision(
    number=1, from_on=TODAY, adopted_at=AT, by=BY, description="The built-in policy", text=TEXT, reader=read_again
)
QUIETER = TEXT.replace('quiet = "5bd"', 'quiet = "9bd"')
LONGER = TEXT.replace('friday = ["09:00-17:00"]', 'friday = ["09:00-20:00"]')
QUIET = Difference("rules.silent.quiet", "5bd", "9bd")
TOMORROW = TODAY + timedelta(days=1)


@dataclass
class Shelf:
    """As much of a book as keeps policies; what is not committed is gone."""

    kept: list[PolicyRevision] = field(default_factory=lambda: [BUILT_IN])
    new: list[PolicyRevision] = field(default_factory=list)

    @contextmanager
    def read(self) -> Iterator[Shelf]:
        yield self

    @contextmanager
    def write(self) -> Iterator[Shelf]:
        yield self
        self.new = []

    @property
    def policy(self) -> Shelf:
        return self

    def revisions(self) -> Sequence[PolicyRevision]:
        return [*self.kept, *self.new]

    def save(self, revision: PolicyRevision, *, at: datetime, by: str) -> None:
        assert (revision.adopted_at, revision.by) == (at, by)
        self.new.append(revision)

    def commit(self) -> None:
        self.kept += self.new
        self.new = []

    @property
    def book(self) -> Book:
        return cast("Book", self)


def a_revision(number: int, from_on: date, text: str = QUIETER) -> PolicyRevision:
    return replace(BUILT_IN, number=number, from_on=from_on, description=f"Change {number}", text=text)


def a_proposal(text: str = QUIETER, from_on: date | None = None) -> PolicyProposal:
    return PolicyProposal(text=text, description="Change 2", from_on=from_on)


def no_holidays(country: str, region: str | None) -> YearHolidays:
    def in_year(year: int) -> Mapping[date, str]:
        raise AssertionError((country, region, year))

    return in_year


def nowhere(country: str, region: str | None) -> YearHolidays:
    """Know no country."""
    raise UsageError(f"there is no country {country}, {region}")


def test_a_new_book_begins_with_the_built_in_policy() -> None:
    assert built_in_revision("UTC", a_stamp()) == BUILT_IN


def test_a_text_that_could_be_adopted_has_no_problem() -> None:
    assert check_policy(TEXT, partial(read_policy, year_holidays_of=nowhere)) == ()


def test_a_text_is_checked_against_the_countries_there_are() -> None:
    """SOP 8."""
    text = TEXT.replace('#country = "DE"', 'country = "XX"')
    line = text[: text.index('country = "XX"')].count("\n") + 1
    message = "there is no country XX, None"
    assert check_policy(text, read_policy) == ()
    problem = PolicyProblem(line=line, key="holidays.country", message=message)
    assert check_policy(text, partial(read_policy, year_holidays_of=nowhere)) == (problem,)


def test_the_texts_of_notices_are_tried_before_a_policy_is_adopted() -> None:
    """SOP 8."""
    text = f"{TEXT}[texts.fr.delay]\nsubject = '{{{{ nobody }}}}'\nplain = 'x'\n"
    line = text[: text.index("subject = '{{ nobody")].count("\n") + 1

    def nobody(texts: Texts) -> list[tuple[Path, str]]:
        found = texts.find(NoticeKind.DELAY, "fr")
        return [(("texts", "fr", "delay", "subject"), "there is nobody")] if "nobody" in found.subject else []

    read = partial(read_policy, text_problems=nobody)
    assert (check_policy(TEXT, read), check_policy(text, read_policy)) == ((), ())
    problem = PolicyProblem(line=line, key="texts.fr.delay.subject", message="there is nobody")
    assert check_policy(text, read) == (problem,)
    with pytest.raises(PolicyError) as caught:
        adopt_policy(Shelf().book, a_proposal(text), a_stamp(), read)
    assert caught.value.problems == (problem,)


def test_a_policy_is_adopted_as_the_next_revision_from_today_on() -> None:
    """SOP 8."""
    shelf = Shelf()
    adopted = adopt_policy(shelf.book, a_proposal(), a_stamp(TOMORROW, by="ben"), read_policy)
    revision = replace(a_revision(2, TOMORROW), by="ben", adopted_at=datetime(2026, 3, 3, 9, 30, tzinfo=UTC))
    assert adopted == Adopted(revision=revision, changes=[QUIET])
    assert policy_history(shelf.book) == [BUILT_IN, revision]


def test_a_policy_can_be_adopted_ahead() -> None:
    shelf = Shelf()
    adopt_policy(shelf.book, a_proposal(from_on=TOMORROW), a_stamp(), read_policy)
    assert policy_history(shelf.book) == [BUILT_IN, a_revision(2, TOMORROW)]


def test_a_dry_run_says_the_same_and_keeps_nothing() -> None:
    shelf = Shelf()
    adopted = adopt_policy(shelf.book, a_proposal(), a_stamp(), read_policy, dry_run=True)
    assert adopted == Adopted(revision=a_revision(2, TODAY), changes=[QUIET])
    assert policy_history(shelf.book) == [BUILT_IN]


@pytest.mark.parametrize(
    ("kept", "proposal", "message"),
    [
        ([BUILT_IN], a_proposal(TEXT), "revision 1 is this very text; there is nothing to adopt"),
        (
            [BUILT_IN],
            a_proposal(from_on=date(2026, 3, 1)),
            "a policy cannot hold from 2026-03-01, before today",
        ),
        (
            [BUILT_IN, a_revision(2, TOMORROW)],
            a_proposal(LONGER),
            "a policy cannot hold from 2026-03-02: revision 2 holds from 2026-03-03",
        ),
    ],
)
def test_a_revision_never_rewrites_what_was_adopted(
    kept: list[PolicyRevision], proposal: PolicyProposal, message: str
) -> None:
    """SOP 8."""
    shelf = Shelf(kept=list(kept))
    with pytest.raises(RefusedError) as caught:
        adopt_policy(shelf.book, proposal, a_stamp(), read_policy)
    assert caught.value.message == message
    assert policy_history(shelf.book) == kept


def test_an_earlier_text_can_be_adopted_again() -> None:
    shelf = Shelf(kept=[BUILT_IN, a_revision(2, TODAY)])
    adopted = adopt_policy(shelf.book, a_proposal(TEXT), a_stamp(), read_policy)
    assert adopted.changes == [Difference(QUIET.key, QUIET.new, QUIET.old)]


def test_what_is_no_policy_is_not_adopted() -> None:
    shelf = Shelf()
    with pytest.raises(PolicyError) as caught:
        adopt_policy(shelf.book, a_proposal("zone ="), a_stamp(), read_policy)
    assert caught.value.hints == ("line 1: is not TOML: invalid value",)
    assert (caught.value.exit_code, policy_history(shelf.book)) == (7, [BUILT_IN])


def test_a_book_without_a_policy_says_how_it_gets_one() -> None:
    with pytest.raises(NotFoundError) as caught:
        adopt_policy(Shelf(kept=[]).book, a_proposal(), a_stamp(), read_policy)
    assert (caught.value.message, caught.value.hints) == (
        "the book has no policy",
        ("`ordertrack book upgrade` adopts the built-in one",),
    )


def test_the_newest_revision_that_holds_by_a_day_is_in_force() -> None:
    revisions = [BUILT_IN, a_revision(2, TOMORROW), a_revision(3, TOMORROW), a_revision(4, date(2026, 4, 1))]
    days = (date(2020, 1, 1), TODAY, TOMORROW, date(2026, 3, 31), date(2026, 4, 1), date(2030, 1, 1))
    assert [revision_on(revisions, day).number for day in days] == [1, 1, 3, 3, 4, 4]


def test_a_revision_in_force_comes_with_what_it_says_and_is_read_once() -> None:
    revisions = [BUILT_IN, a_revision(2, TOMORROW)]
    revision, policy = policy_on(revisions, TOMORROW)
    assert (revision, policy) == (revisions[1], read_policy(QUIETER))
    assert policy_on(list(revisions), date(2027, 1, 1))[1] is policy


def test_a_revision_is_found_by_its_number() -> None:
    revisions = [BUILT_IN, a_revision(2, TOMORROW)]
    assert [get_revision(revisions, number) for number in (1, 2)] == revisions
    with pytest.raises(NotFoundError) as caught:
        get_revision(revisions, 3)
    assert caught.value.message == "there is no policy revision 3; there is 1, 2"


def test_revisions_are_compared_in_either_direction() -> None:
    """SOP 8."""
    revisions = [BUILT_IN, a_revision(2, TOMORROW)]
    assert compare_revisions(revisions, 1, 2) == [QUIET]
    assert compare_revisions(revisions, 2, 1) == [Difference(QUIET.key, QUIET.new, QUIET.old)]


def test_the_desk_works_by_each_revision_from_its_day_on() -> None:
    friday = date(2026, 3, 6)
    revisions = [
        BUILT_IN,
        a_revision(2, TOMORROW),
        a_revision(3, friday, QUIETER),
        a_revision(4, friday + timedelta(days=7), TEXT),
        a_revision(5, friday + timedelta(days=7), LONGER),
    ]
    hours = timeline(revisions, no_holidays)
    assert [day for day, _ in hours.parts] == [TODAY, friday + timedelta(days=7)]
    noon = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (6, 7, 13, 14)]
    assert hours.worked(noon[0], noon[1]) == timedelta(hours=5)
    assert hours.worked(noon[2], noon[3]) == timedelta(hours=8)
