"""SOP 4.1c, 8: a text that passes the examples can be written of every notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.notices.samples import samples
from ordertrack.domain.policy.notices import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

RICH = {"order.lines[1].ref", "order.lines[1].sku", "order.lines[1].requested_on", "order.lines[1].expected_on"}
BARE = {
    *("order.customer_ref", "order.supplier_ref", "order.owner", "order.placed_on", "order.carrier", "order.tracking"),
    *(f"order.lines[0].{name}" for name in ("ref", "sku", "description", "unit", "requested_on", "expected_on")),
}


def goods(line: str) -> set[str]:
    """What a line without anything does not say of its goods."""
    return {f"{line}.{name}" for name in ("sku", "description", "unit")}


CHANGES = (
    RICH | {"change.lines[1].sku", "change.note"},
    BARE | goods("change.lines[0]") | {"change.cause", "change.note"},
    RICH | {"change.lines[1].sku", "change.note", "change.old_on"},
)
AGAIN = {
    *(f"orders[0].lines[1].{name}" for name in ("sku", "expected_on", "days_late")),
    *goods("orders[1].lines[0]"),
    *("orders[1].supplier_ref", "orders[1].lines[0].expected_on", "orders[1].lines[0].days_late"),
}
FIRST = {
    *goods("orders[0].lines[0]"),
    *("orders[0].supplier_ref", "orders[0].lines[0].expected_on", "orders[0].lines[0].days_late"),
}
MISSING: dict[NoticeKind, tuple[set[str], ...]] = {
    **dict.fromkeys(NoticeKind, (RICH, BARE)),
    NoticeKind.SHIPPED: (
        RICH | {"shipped.lines[1].sku"},
        BARE | goods("shipped.lines[0]") | {f"shipped.{name}" for name in ("on", "carrier", "tracking", "expected_on")},
    ),
    NoticeKind.DATE_CHANGED: CHANGES,
    NoticeKind.DELAY: (CHANGES[0] - {"change.note"}, CHANGES[1] - {"change.cause"}, CHANGES[2]),
    NoticeKind.RECOVERED: CHANGES,
    NoticeKind.DELIVERED: (RICH | {"delivery.lines[1].sku"}, BARE | goods("delivery.lines[0]")),
    NoticeKind.SUPPLIER_REMINDER: (AGAIN, AGAIN, FIRST),
    NoticeKind.OVERDUE_FOLLOW_UP: (AGAIN, AGAIN, FIRST),
    NoticeKind.ESCALATION: (
        RICH | {"contacts[0].note"},
        BARE | {"contacts", "issue", "escalation.acknowledge_by"},
    ),
    NoticeKind.DIGEST: ({"overdue[1].description", "overdue[1].owner"}, {"overdue"}),
}
"""What each of the examples of a kind does not say."""


def missing(facts: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    """List what facts do not say."""
    if isinstance(facts, dict):
        for key, value in facts.items():
            yield from missing(value, f"{path}.{key}" if path else key)
    elif isinstance(facts, list) and facts:
        for at, value in enumerate(facts):
            yield from missing(value, f"{path}[{at}]")
    elif facts is None or facts == []:
        yield path


@pytest.mark.parametrize("kind", NoticeKind)
def test_between_them_the_examples_lack_whatever_a_notice_may_lack(kind: NoticeKind) -> None:
    assert tuple(set(missing(facts)) for facts in samples(kind)) == MISSING[kind]


def test_a_delivery_is_complete_in_one_example_and_not_in_the_other() -> None:
    part, whole = (facts["delivery"]["is_complete"] for facts in samples(NoticeKind.DELIVERED))
    assert (part, whole) == (False, True)


def test_an_example_has_lines_that_are_late_and_lines_that_are_not_yet() -> None:
    facts = samples(NoticeKind.OVERDUE_FOLLOW_UP)[0]
    assert [line["days_late"] for line in facts["orders"][0]["lines"]] == [5, None]
