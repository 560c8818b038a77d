"""What the facts of each kind of notice look like: examples that every text of a policy has to pass (SOP 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordertrack.domain.policy.notices import TO_COLLEAGUES, TO_SUPPLIERS, NoticeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


Facts = dict[str, Any]

_BOLTS: Facts = {
    "position": 1,
    "sku": "KF-M8-40",
    "description": "Hexagon bolt M8 x 40, zinc-plated, DIN 933 & ISO 4017",
    "unit": "pcs",
}
_CABLE: Facts = {"position": 12, "sku": None, "description": 'Cable <3 x 1.5 mm²>, "halogen-free"', "unit": "m"}
_BARE: Facts = {"position": 1, "sku": None, "description": None, "unit": None}

_LINES: tuple[Facts, ...] = (
    {
        **_BOLTS,
        "ref": "10",
        "quantity": "2500",
        "open": "1000",
        "requested_on": "2026-03-09",
        "promised_on": "2026-03-13",
        "expected_on": "2026-03-20",
    },
    {
        **_CABLE,
        "ref": None,
        "quantity": "37.5",
        "open": "37.5",
        "requested_on": None,
        "promised_on": "2026-03-16",
        "expected_on": None,
    },
)
_BARE_LINE: Facts = {
    **_BARE,
    "ref": None,
    "quantity": "1",
    "open": "1",
    "requested_on": None,
    "promised_on": "2026-03-13",
    "expected_on": None,
}
_SHORT: tuple[Facts, ...] = ({**_BOLTS, "quantity": "1000"}, {**_CABLE, "quantity": "37.5"})
_BARE_SHORT: Facts = {**_BARE, "quantity": "1"}

_RICH_ORDER: Facts = {
    "number": "PO-2026-0041",
    "customer": "Nordlicht Kliniken gGmbH",
    "supplier": "Kestrel Fasteners & Sons Ltd",
    "customer_ref": "NK/4711",
    "supplier_ref": "SO 88-1",
    "owner": "Anna Example",
    "status": "processing",
    "priority": "urgent",
    "placed_on": "2026-03-02",
    "carrier": "Meridian Freight",
    "tracking": "MF 0042 7781 DE",
    "lines": _LINES,
}
_BARE_ORDER: Facts = {
    "number": "7",
    "customer": "Żuraw",
    "supplier": "Ö",
    "customer_ref": None,
    "supplier_ref": None,
    "owner": None,
    "status": "entered",
    "priority": "normal",
    "placed_on": None,
    "carrier": None,
    "tracking": None,
    "lines": (_BARE_LINE,),
}
_CHANGE: Facts = {
    "old_on": "2026-03-13",
    "new_on": "2026-03-20",
    "cause": "No capacity at the supplier",
    "lines": tuple({**line, "old_on": "2026-03-13"} for line in _SHORT),
}
_BARE_CHANGE: Facts = {
    "old_on": "2026-03-13",
    "new_on": "2026-03-20",
    "cause": None,
    "lines": ({**_BARE_SHORT, "old_on": "2026-03-13"},),
}
_CHANGES: Facts = {
    **_CHANGE,
    "old_on": None,
    "lines": tuple({**line, "old_on": on} for line, on in zip(_SHORT, ("2026-03-13", "2026-03-16"), strict=True)),
}

_CHASED: Facts = {
    **_BOLTS,
    "open": "1000",
    "promised_on": "2026-03-13",
    "expected_on": "2026-03-20",
    "days_late": 5,
}
_CHASED_FIRST: Facts = {
    **_CABLE,
    "open": "37.5",
    "promised_on": "2026-03-20",
    "expected_on": None,
    "days_late": None,
    "followup": 1,
}
_BARE_CHASED: Facts = {
    **_BARE,
    "open": "1",
    "promised_on": "2026-03-13",
    "expected_on": None,
    "days_late": None,
    "followup": 1,
}
_BARE_CHASE: Facts = {"number": 1, "orders": ({"number": "7", "supplier_ref": None, "lines": (_BARE_CHASED,)},)}

_RICH_CASE: Facts = {
    "escalation": {
        "number": 2,
        "level": 1,
        "name": "team lead",
        "reason": "overdue since 2026-03-13",
        "why": "3 working days overdue; 2 follow-ups without an answer",
        "acknowledge_by": "2026-03-19 09:30 Europe/Berlin",
        "command": "ordertrack escalate PO-2026-0041#2 --acknowledge",
    },
    "issue": {"number": 1, "kind": "delay", "severity": "high", "cause": "strike"},
    "contacts": (
        {"on": "2026-03-16", "side": "supplier", "channel": "email", "outcome": "no answer", "note": None},
        {
            "on": "2026-03-17",
            "side": "customer",
            "channel": "phone",
            "outcome": "answered",
            "note": "Needs half of it\nby Friday & asks for <news>",
        },
    ),
}
_BARE_CASE: Facts = {
    "escalation": {
        "number": 1,
        "level": 1,
        "name": "level 1",
        "reason": "seen by hand",
        "why": "seen by hand",
        "acknowledge_by": None,
        "command": "ordertrack escalate 7#1 --acknowledge",
    },
    "issue": None,
    "contacts": (),
}

_OVERDUE: tuple[Facts, ...] = (
    {
        "number": "PO-2026-0041",
        "line": 1,
        "customer": "Nordlicht Kliniken gGmbH",
        "supplier": "Kestrel Fasteners & Sons Ltd",
        "promised_on": "2026-03-13",
        "days_late": 5,
        "description": "Hexagon bolt M8 x 40",
        "owner": "Anna Example",
    },
    {
        "number": "7",
        "line": 12,
        "customer": "Żuraw",
        "supplier": "Ö",
        "promised_on": "2026-03-17",
        "days_late": 1,
        "description": None,
        "owner": None,
    },
)
_HEAD: Facts = {"seq": 1204, "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}

_OWN: Mapping[NoticeKind, tuple[Facts, ...]] = {
    NoticeKind.SHIPPED: (
        {
            "shipped": {
                "on": "2026-03-12",
                "carrier": "Meridian Freight",
                "tracking": "MF 0042 7781 DE",
                "expected_on": "2026-03-16",
                "lines": _SHORT,
            }
        },
        {"shipped": {"on": None, "carrier": None, "tracking": None, "expected_on": None, "lines": (_BARE_SHORT,)}},
    ),
    NoticeKind.DATE_CHANGED: ({"change": _CHANGE}, {"change": _BARE_CHANGE}, {"change": _CHANGES}),
    NoticeKind.DELAY: (
        {"change": {**_CHANGE, "note": "The rest follows\nas soon as it is made."}},
        {"change": {**_BARE_CHANGE, "cause": "strike", "note": None}},
        {"change": {**_CHANGES, "note": None}},
    ),
    NoticeKind.RECOVERED: tuple(
        {"change": {**each, "new_on": "2026-03-12"}} for each in (_CHANGE, _BARE_CHANGE, _CHANGES)
    ),
    NoticeKind.DELIVERED: (
        {"delivery": {"on": "2026-03-16", "is_complete": False, "lines": _SHORT}},
        {"delivery": {"on": "2026-03-16", "is_complete": True, "lines": (_BARE_SHORT,)}},
    ),
    NoticeKind.COMPLETED: ({"completed_on": "2026-03-18"}, {"completed_on": "2026-03-18"}),
    NoticeKind.ESCALATION: (_RICH_CASE, _BARE_CASE),
    NoticeKind.ANSWER: (
        {
            "question": {
                "number": 3,
                "text": "When do the bolts come?\n\nWe need <half> & soon.",
                "received_on": "2026-03-16",
            },
            "answer": "On 2026-03-20.\n\nHalf of them can come on 2026-03-18.",
            "answered_by": "Anna Example",
        },
        {
            "question": {"number": 1, "text": "When?", "received_on": "2026-03-16"},
            "answer": "On 2026-03-20.",
            "answered_by": "anna",
        },
    ),
}


def samples(kind: NoticeKind) -> tuple[Facts, ...]:
    """Give examples of the facts of a kind: one with everything, one in which all that may be missing is None.

    A third one of another date has lines with different old dates. Those of supplier-reminder and overdue-follow-up are
    numbered 1, 2 and 3.
    """
    return tuple(_listed({"recipient": name, **facts}) for name, facts in _MAKERS.get(kind, _about_one)(kind))


def _about_one(kind: NoticeKind) -> list[tuple[str, Facts]]:
    rich, bare, *more = _OWN.get(kind, ({}, {}))
    orders = ((_RICH_ORDER, rich), (_BARE_ORDER, bare), *((_RICH_ORDER, each) for each in more))
    side = "supplier" if kind in TO_SUPPLIERS else "customer"
    return [
        ("Ben Example" if kind in TO_COLLEAGUES else order[side], {"order": order, **facts}) for order, facts in orders
    ]


def _chase(_: NoticeKind) -> list[tuple[str, Facts]]:
    return [("Kestrel Fasteners & Sons Ltd", facts) for facts in (_sharper(3), _sharper(2), _BARE_CHASE)]


def _sharper(number: int) -> Facts:
    """Ask for one line again, and for others the first time."""
    lines = ({**_CHASED, "followup": number}, _CHASED_FIRST)
    again: Facts = {"number": "PO-2026-0041", "supplier_ref": "SO 88-1", "lines": lines}
    return {
        "number": number,
        "orders": (again, {"number": "PO-2026-0042", "supplier_ref": None, "lines": (_BARE_CHASED,)}),
    }


def _digest(_: NoticeKind) -> list[tuple[str, Facts]]:
    facts = {"as_of": "2026-03-18", "decided": 4, "head": _HEAD}
    return [
        ("team lead", {**facts, "overdue": _OVERDUE}),
        ("team lead", {**facts, "overdue": (), "decided": 0}),
    ]


_MAKERS: Mapping[NoticeKind, Callable[[NoticeKind], list[tuple[str, Facts]]]] = {
    NoticeKind.SUPPLIER_REMINDER: _chase,
    NoticeKind.OVERDUE_FOLLOW_UP: _chase,
    NoticeKind.DIGEST: _digest,
}


def _listed(value: Any) -> Any:  # noqa: ANN401 - JSON has no narrower name
    """Copy facts as the book gives them back, with lists, so that nobody changes those above."""
    if isinstance(value, dict):
        return {key: _listed(each) for key, each in value.items()}
    return [_listed(each) for each in value] if isinstance(value, tuple) else value
