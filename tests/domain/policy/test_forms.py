"""What was read of a policy is kept as it was read, and taken only for the text it was read from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ordertrack.domain.policy.policy import Policy, PolicyRevision
from ordertrack.domain.policy.text import (
    built_in,
    built_in_policy,
    form_of,
    is_form_of,
    policy_in,
    policy_of,
)
from ordertrack.errors import OutsideError
from ordertrack.files.policy.reading import read_policy
from tests.domain.policy.form import form
from tests.domain.policy.texts import DEFAULT, FULL

FULL_FORM = form_of(read_policy(FULL), FULL)
REVISION = PolicyRevision(
    number=2,
    from_on=date(2026, 3, 2),
    adopted_at=datetime(2026, 3, 2, tzinfo=UTC),
    by="anna",
    description="",
    text=FULL,
    form=FULL_FORM,
)


def test_the_built_in_form_is_what_the_built_in_text_says() -> None:
    """Where it is not: `python -m tests.domain.policy.form`."""
    assert built_in("policy.json") == form()


def test_the_built_in_policy_is_had_without_being_read() -> None:
    assert built_in_policy("Europe/Berlin") == read_policy(DEFAULT)


def test_a_form_holds_every_value() -> None:
    assert policy_in(FULL_FORM, FULL) == read_policy(FULL)


def test_one_policy_has_one_form() -> None:
    kept = policy_in(FULL_FORM, FULL)
    assert kept is not None
    assert form_of(kept, FULL) == FULL_FORM


@pytest.mark.parametrize(
    "form",
    [FULL_FORM.replace('"form":1', '"form":0'), FULL_FORM[:-1], "[]", "null", FULL_FORM.replace('"zone"', '"zones"')],
)
def test_what_is_no_form_of_the_text_is_not_taken_for_one(form: str) -> None:
    assert policy_in(form, FULL) is None


def test_a_form_is_not_taken_for_another_text() -> None:
    assert (is_form_of(FULL_FORM, FULL), is_form_of(FULL_FORM, f"{FULL}\n")) == (True, False)


def test_a_revision_is_not_read_again() -> None:
    assert policy_of(REVISION) == read_policy(FULL)
    assert policy_of(replace(REVISION, reader=_unread)) is policy_of(REVISION)


def test_a_revision_without_a_form_is_read_anew() -> None:
    assert policy_of(replace(REVISION, form=None, reader=read_policy)) == read_policy(FULL)
    with pytest.raises(OutsideError) as caught:
        policy_of(replace(REVISION, form=None))
    assert caught.value.message == "policy revision 2 has to be read anew, and nothing here can do that"


def _unread(text: str) -> Policy:
    raise AssertionError(text)
