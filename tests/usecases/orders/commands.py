"""Whatever clerks may type, legal or not, as Hypothesis makes it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from ordertrack.domain.orders.moves import Closing, ClosingStep, LineAmount, Move, Target
from ordertrack.usecases.orders import Edit
from tests.builders import TODAY, units

SUPPLIERS = ("Acme Fasteners", "Bolts & Co")
PAST = st.integers(-3, 0).map(lambda days: TODAY + timedelta(days=days))
DAYS = st.sampled_from([25, 30, 20, 40, 18, 25, 35, 0, -5]).map(lambda days: TODAY + timedelta(days=days))
CAUSES = st.sampled_from(["why"] * 8 + [None])
COUNTS = st.sampled_from([units(1), units(2), units(3), units(1), units(4), None, units(11)])
ONE = st.builds(LineAmount, position=st.sampled_from([1, 2, 1, 2, 1, 2, 3]), quantity=COUNTS).map(lambda part: (part,))
TWO = st.tuples(COUNTS, COUNTS).map(
    lambda counts: tuple(LineAmount(position=position, quantity=each) for position, each in enumerate(counts, 1))
)
ALL = st.just(())
SOME = st.sampled_from([ONE, ONE, ONE, TWO, ALL]).flatmap(lambda parts: parts)
SELDOM_ONE = st.sampled_from([ALL, ALL, ALL, ONE]).flatmap(lambda parts: parts)


@dataclass(frozen=True)
class Enter:
    """A new order of so many units a line; little would ever ship if all waited to be confirmed."""

    lines: list[int]
    supplier: str
    is_confirmed: bool


@dataclass(frozen=True)
class EnterTwin:
    """An order with a number that is taken."""


@dataclass(frozen=True)
class MoveMissing:
    """An order that is not there."""


@dataclass(frozen=True)
class Merge:
    """Both suppliers turn out to be one."""


@dataclass(frozen=True)
class Correct:
    """What was typed wrong: the event after so many steps, else the last of the kind of `move`, which replaces it."""

    move: Move
    step: int | None = None


def moves(to: Target | None = None, **fields: Any) -> st.SearchStrategy[Move]:  # noqa: ANN401 - any field of a move
    return st.builds(Move, on=PAST, to=st.just(to), **fields)


HAND_MOVES = moves(Target.CONFIRMED) | moves(Target.PROCESSING, expected_on=st.none() | DAYS)
SHIPMENTS = moves(Target.SHIPPED, lines=SOME, carrier=st.sampled_from([None, "DHL"]), expected_on=st.none() | DAYS)
RECEIPTS = moves(Target.DELIVERED, lines=SOME, rejected=SELDOM_ONE, cause=CAUSES, may_exceed=st.booleans())
DELAYS = moves(Target.DELAYED, lines=SELDOM_ONE, expected_on=DAYS, cause=CAUSES)
CANCELLATIONS = moves(Target.CANCELLED, lines=SOME, cause=CAUSES)
PROMISES = moves(promised_on=DAYS, lines=SELDOM_ONE, cause=CAUSES)
EXPECTATIONS = moves(expected_on=DAYS, lines=SELDOM_ONE)
NOTES = moves(note=st.sampled_from(["called", None]))
REPLACEMENTS = NOTES | HAND_MOVES | SHIPMENTS | RECEIPTS | DELAYS | CANCELLATIONS | PROMISES | EXPECTATIONS
CLOSINGS = st.builds(
    Closing,
    on=PAST,
    until=st.sampled_from(ClosingStep),
    received_by=st.sampled_from([None, "Lee"]),
    short=st.sampled_from([None, "why"]),
)
WORDS = {
    "owner": st.sampled_from(["Ada", "Zoë", None]),
    "value": st.sampled_from(["100", "250", None]),
    "currency": st.sampled_from(["EUR", "JPY", None]),
}
GOODS = {"sku": st.sampled_from(["M6", "M8"]), "quantity": st.sampled_from([3, 8, 15]).map(units).map(str)}
EDITS = st.builds(
    Edit,
    fields=st.fixed_dictionaries({}, optional=WORDS),
    lines=st.dictionaries(st.integers(1, 3), st.fixed_dictionaries({}, optional=GOODS), max_size=1),
)
LINES = st.lists(st.sampled_from([4, 10]), min_size=2, max_size=3)
ENTRIES = st.builds(Enter, lines=LINES, supplier=st.sampled_from(SUPPLIERS), is_confirmed=st.booleans())

OFTEN: list[st.SearchStrategy[object]] = [SHIPMENTS, RECEIPTS, st.builds(Correct, move=REPLACEMENTS), DELAYS, EDITS]
NOW_AND_THEN: list[st.SearchStrategy[object]] = [
    HAND_MOVES,
    PROMISES,
    EXPECTATIONS,
    CANCELLATIONS,
    CLOSINGS,
    NOTES,
    ENTRIES,
    st.builds(Correct, move=NOTES | RECEIPTS, step=st.integers(0, 7)),
    st.builds(Merge),
]
SELDOM: list[st.SearchStrategy[object]] = [st.builds(EnterTwin), st.builds(MoveMissing)]
COMMANDS = st.sampled_from(OFTEN * 3 + NOW_AND_THEN * 2 + SELDOM).flatmap(lambda command: command)
