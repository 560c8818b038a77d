"""The policy's revisions: checked, adopted, listed, compared, and the one in force on a day (SOP 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordertrack.domain.policy.policy import PolicyRevision
from ordertrack.domain.policy.problems import PolicyError, PolicyProblem
from ordertrack.domain.policy.text import (
    Difference,
    built_in_policy,
    default_text,
    differences,
    form_of,
    is_kept,
    policy_of,
)
from ordertrack.domain.time.worktime import Timeline
from ordertrack.errors import NotFoundError, RefusedError
from ordertrack.usecases.ports import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from ordertrack.domain.policy.policy import Policy, Targets, YearHolidaysOf
    from ordertrack.usecases.ports import Book, Stamp

    Reader = Callable[[str], Policy]

BUILT_IN = "The built-in policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyProposal:
    """A text to adopt, what changed in it, and the day from which it shall hold; today if left out."""

    text: str
    description: str
    from_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A revision and how it differs from the one before."""

    revision: PolicyRevision
    changes: Sequence[Difference]


def built_in_revision(zone: str, stamp: Stamp) -> PolicyRevision:
    """Give the revision that a new book begins with (SOP 8)."""
    text = default_text(zone)
    return PolicyRevision(
        number=1,
        from_on=stamp.today,
        adopted_at=stamp.at,
        by=stamp.by,
        description=BUILT_IN,
        text=text,
        form=form_of(built_in_policy(zone), text),
    )


def revision_or_built_in(revisions: Sequence[PolicyRevision], stamp: Stamp) -> PolicyRevision:
    """Give the revision in force today; the built-in one where nothing was adopted yet."""
    return revision_on(revisions, stamp.today) if revisions else built_in_revision("UTC", stamp)


def get_policy(revisions: Sequence[PolicyRevision], number: int) -> Policy:
    """Give what a revision says; NotFoundError names those there are."""
    return policy_of(get_revision(revisions, number))


def adopt_built_in(book: Book, zone: str, stamp: Stamp) -> None:
    """Begin a book's policy with the built-in one, if it has none yet (SOP 8)."""
    with book.read() as view:
        if view.policy.revisions():
            return
    with book.write() as unit:
        if not unit.policy.revisions():
            unit.policy.save(built_in_revision(zone, stamp), at=stamp.at, by=stamp.by)
            unit.commit()


def keep_forms(book: Book) -> None:
    """Read each revision anew of which the book has nothing that this program takes, and keep what it says."""
    with book.read() as view:
        if all(map(is_kept, view.policy.revisions())):
            return
    with book.write() as unit:
        read = {
            each.number: form_of(policy_of(each), each.text) for each in unit.policy.revisions() if not is_kept(each)
        }
        unit.policy.keep_forms(read)
        unit.commit()


def check_policy(text: str, read: Reader) -> tuple[PolicyProblem, ...]:
    """List every problem that `read` finds in a text, in the order of its lines; none: it could be adopted (SOP 8)."""
    try:
        read(text)
    except PolicyError as error:
        return error.problems
    return ()


def adopt_policy(book: Book, proposal: PolicyProposal, stamp: Stamp, read: Reader, *, dry_run: bool = False) -> Adopted:
    """Adopt a text as the next revision, for good, with what `read` makes of it (SOP 8).

    PolicyError when it is no policy. RefusedError when nothing in it is new, or when it should hold before today or
    before the newest revision does: a new revision never rewrites what happened.
    """
    policy = read(proposal.text)
    with writing(book, dry_run=dry_run) as unit:
        newest = _newest(unit.policy.revisions())
        require_zone(policy, policy_of(newest))
        revision = PolicyRevision(
            number=newest.number + 1,
            from_on=proposal.from_on or stamp.today,
            adopted_at=stamp.at,
            by=stamp.by,
            description=proposal.description,
            text=proposal.text,
            form=form_of(policy, proposal.text),
        )
        _require_later(revision, newest, stamp.today)
        unit.policy.save(revision, at=stamp.at, by=stamp.by)
    return Adopted(revision=revision, changes=differences(newest.text, revision.text))


def policy_history(book: Book) -> Sequence[PolicyRevision]:
    """List the revisions in the order of their numbers (SOP 8)."""
    with book.read() as view:
        return view.policy.revisions()


def get_revision(revisions: Sequence[PolicyRevision], number: int) -> PolicyRevision:
    """Give a revision by its number; NotFoundError names those there are."""
    for revision in revisions:
        if revision.number == number:
            return revision
    known = ", ".join(str(each.number) for each in revisions) or "none"
    raise NotFoundError(f"there is no policy revision {number}; there is {known}")


def revision_on(revisions: Sequence[PolicyRevision], day: date) -> PolicyRevision:
    """Give the revision in force on a day: the newest that holds by then; for days before the first, the first.

    NotFoundError when nothing was ever adopted.
    """
    _newest(revisions)
    in_force = [each for each in revisions if each.from_on <= day]
    return _newest(in_force) if in_force else min(revisions, key=lambda each: each.number)


def policy_on(revisions: Sequence[PolicyRevision], day: date) -> tuple[PolicyRevision, Policy]:
    """Give the revision in force on a day and what it says. Fails as `revision_on` does."""
    revision = revision_on(revisions, day)
    return revision, policy_of(revision)


def targets_by_day(revisions: Sequence[PolicyRevision]) -> Callable[[date], Targets]:
    """Give what the metrics shall reach for a clock that begins on a day: a new revision moves no running one."""
    return lambda day: policy_on(revisions, day)[1].targets


def timeline(revisions: Sequence[PolicyRevision], year_holidays_of: YearHolidaysOf) -> Timeline:
    """Give the desk's working time through all its revisions, each from its day on (SOP 8).

    Of several that hold from one day only the newest counts. NotFoundError when nothing was ever adopted.
    """
    _newest(revisions)
    in_turn = {each.from_on: policy_of(each) for each in sorted(revisions, key=lambda each: each.number)}
    parts: list[tuple[date, Policy]] = []
    for day, policy in in_turn.items():
        if not parts or _hours_of(policy) != _hours_of(parts[-1][1]):
            parts.append((day, policy))
    return Timeline(parts=tuple((day, policy.working_time(year_holidays_of)) for day, policy in parts))


def _hours_of(policy: Policy) -> tuple[object, ...]:
    return policy.zone, policy.week, policy.holidays


def compare_revisions(revisions: Sequence[PolicyRevision], old: int, new: int) -> list[Difference]:
    """List what differs between two revisions (SOP 8); NotFoundError when there is no such one."""
    return differences(get_revision(revisions, old).text, get_revision(revisions, new).text)


def _newest(revisions: Sequence[PolicyRevision]) -> PolicyRevision:
    if not revisions:
        raise NotFoundError("the book has no policy", hints=("`ordertrack book upgrade` adopts the built-in one",))
    return max(revisions, key=lambda each: each.number)


def require_zone(policy: Policy, newest: Policy) -> None:
    """Refuse a policy whose dates would be meant in another zone than those of the book."""
    old, new = newest.zone, policy.zone
    if old != new:
        raise RefusedError(
            f"the dates of this book are meant in {old}; a policy in {new} would change what every one of them says",
            hints=(f'let it say zone = "{old}"; a desk in another zone keeps a book of its own',),
        )


def _require_later(revision: PolicyRevision, newest: PolicyRevision, today: date) -> None:
    if revision.text == newest.text:
        raise RefusedError(f"revision {newest.number} is this very text; there is nothing to adopt")
    if revision.from_on < today:
        raise RefusedError(
            f"a policy cannot hold from {revision.from_on}, before today",
            hints=("what happened was decided under the policy of its day, and stays so",),
        )
    if revision.from_on < newest.from_on:
        raise RefusedError(
            f"a policy cannot hold from {revision.from_on}: revision {newest.number} holds from {newest.from_on}",
            hints=(f"let it hold from {newest.from_on} or later, with all that revision {newest.number} says",),
        )
