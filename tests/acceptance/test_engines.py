"""The same script of commands gives the same answers and the same trail on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk import Desk, new_desk

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.postgres

PAST = """number,customer,supplier,owner,placed_on,promised_on,\
line.sku,line.quantity,line.delivered_on,line.delivered_quantity
OLD-1,Acme,Bolts,maria,2026-01-05,2026-01-20,M8,10,2026-01-19,
OLD-1,Acme,Bolts,maria,2026-01-05,2026-01-25,M9,5.5,2026-01-29,
OLD-2,Žofia & Sons,水花 Tea,,2026-01-06,2026-02-10,T,7,2026-02-10,4
old-3,acme,Ånd,bo,2026-01-07,2026-02-11,T,1,,
"""
NEWER = PAST.replace("2026-02-11,T,1,,", "2026-02-12,T,1,,").replace("2026-02-10,4", "2026-02-17,7")

SCRIPT = (
    (
        "add A-1 --customer Acme --supplier Bolts --promised 2026-03-20 --placed 2026-03-01 --owner maria "
        "--value 1234.5 --currency EUR --customer-ref R1 --line 10,M8 --line 2.25,M9,nut,kg,0.05"
    ),
    "add A-2 --customer Acmé --supplier Bolts --promised 2026-02-27 --priority urgent --accept --note a[b]c",
    "add a-3 --customer Zeta --supplier Ånd --promised 2026-03-04 --line 3,X",
    "add B/4 --customer Zeta --supplier Bolts --promised 2026-03-09",
    "add A-1 --customer Acme --supplier Bolts --promised 2026-03-20",
    "status A-1 A-2 a-3 --to confirmed --on 2026-03-01",
    "status A-1 --to shipped --line 1:4 --carrier DHL --tracking 0034 --expected 2026-03-25",
    "status A-1 --to delivered --line 1:4 --rejected 1:1 --cause bent",
    "status A-1 --to delayed --expected 2026-04-01 --cause strike",
    "status A-1 --promised 2026-04-02 --cause agreed --said-by Bolts --channel phone",
    "status A-2 --to processing",
    "status A-2 --to shipped --on 2026-02-28",
    "status A-2 --to delivered --on 2026-03-01",
    "status A-2 --correct twice",
    "status A-2 --to delivered --on 2026-02-28",
    "status A-2 --to delivered --on 2026-03-01 --correct typo",
    "close A-2 --until receipt --received-by Weber",
    "close A-2",
    "status a-3 --to shipped --on 2026-03-01",
    "status B/4 --note called",
    "status B/4 --to shipped",
    "edit A-1 --owner bo --priority high --line 2,3,M10",
    "edit B/4 --requested 2026-03-05 --value 99 --currency JPY",
    "cancel A-1 --line 2 --cause nomore",
    "status A-1 --to delivered --line 1:7",
    "close A-1",
    "cancel B/4 --cause withdrawn",
    "party add Solo --customer --email a@solo.example --phone 123 --language de --zone Europe/Berlin",
    "party edit Solo --name Solo2 --supplier",
    "party merge Acmé --into Acme",
)
VIEWS = (
    "list",
    "list --overdue",
    "list --at-risk --sort customer",
    "list --open --sort supplier",
    "list --text m8",
    "list --text É",
    "list --sort priority --limit 3",
    "show A-1 A-2 a-3 B/4 OLD-1 OLD-2",
    "status",
    "status A-1 a-3",
    "today",
    "report overdue",
    "report overdue --as-of 2026-01-27",
    "report overdue --as-of 2026-03-25",
    "report daily",
    "report aging",
    "report aging --by customer --as-of 2026-06-01",
    *(
        f"report ontime --unit {unit} --basis {basis} --by {by}"
        for unit in ("line", "order", "quantity")
        for basis in ("first", "latest", "requested")
        for by in ("supplier", "customer", "owner", "month", "quarter", "year")
    ),
    "report ontime --tolerance 3 --from 2026-01-01 --to 2026-02-28",
    "trail show A-1",
    "trail verify",
    "trail head",
    "party list",
    "party show Acme",
    "export orders",
    "export lines",
    "export trail",
    "export parties",
)


@pytest.mark.slow
def test_one_script_gives_equal_answers_and_one_trail_head(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-02T09:30:00Z")
    monkeypatch.setenv("ORDERTRACK_ACTOR", "maria")
    one, other = new_desk(tmp_path / "orders.db"), new_desk(postgres_url)

    assert [_told(one, line) for line in SCRIPT] == [_told(other, line) for line in SCRIPT]
    for text, options in ((PAST, ()), (PAST, ()), (NEWER, ("--update",)), (NEWER, ())):
        argv = ("import", "orders", "-", "--history", *options)
        assert one(*argv, stdin=text.encode()) == other(*argv, stdin=text.encode())
    for view in VIEWS:
        assert _shown(one, view) == _shown(other, view), view
    assert one.rows("trail", "head") == other.rows("trail", "head")


def _told(desk: Desk, line: str) -> tuple[int, bytes, bytes]:
    return desk(*line.split())


def _shown(desk: Desk, line: str) -> bytes:
    return desk.do(*line.split(), "--json").stdout
