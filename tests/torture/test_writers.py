"""Many clerks at one book: nothing lost, nothing twice, and no lock that anybody has to hear of."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.desk import Desk, add, new_desk
from tests.store.crowds import crowd

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLERKS, CHANGES, ORDERS = 8, 100, 5

pytestmark = pytest.mark.slow

_CLERK = """
place, clerk, changes, orders = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
for at in range(changes):
    number = f"SO-{at % orders}"
    code = main(["--db", place, "status", number, "--note", f"{clerk}:{at}", "--actor", clerk])
    if code != 0:
        sys.exit(code)
"""
_IMPORTS = "from ordertrack.cli.main import main\nimport ordertrack.store.book, ordertrack.usecases.orders\n"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    if request.param == "sqlite":
        return new_desk(tmp_path / "orders.db")
    make: Callable[[], str] = request.getfixturevalue("new_postgres")
    return new_desk(make())


def test_eight_clerks_change_five_orders_and_every_change_is_kept_once(desk: Desk) -> None:
    for at in range(ORDERS):
        add(desk, f"SO-{at}")
    arguments = (str(CHANGES), str(ORDERS))
    reader = subprocess.Popen(
        [sys.executable, "-c", _READER, str(desk.place)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )

    ended = crowd([(_CLERK, (str(desk.place), f"clerk{at}", *arguments)) for at in range(CLERKS)], imports=_IMPORTS)

    said, complaint = reader.communicate("", timeout=120)
    assert [(each.status, _errors(each.complaint)) for each in ended] == [(0, [])] * CLERKS
    assert (reader.returncode, said.strip(), complaint) == (0, "done", "")
    notes = Counter(
        event["what"]
        for at in range(ORDERS)
        for event in desk.rows("trail", "show", f"SO-{at}")
        if event["kind"] == "note added"
    )
    assert notes == {f"note: clerk{clerk}:{at}": 1 for clerk in range(CLERKS) for at in range(CHANGES)}
    versions = [desk.rows("show", f"SO-{at}")[0]["version"] for at in range(ORDERS)]
    assert versions == [1 + CLERKS * CHANGES // ORDERS] * ORDERS
    assert desk.rows("trail", "verify")[0]["ok"] is True


_READER = """
import sys, time
from contextlib import redirect_stdout
from io import StringIO
from ordertrack.cli.main import main
ending = time.monotonic() + 5
while time.monotonic() < ending:
    with redirect_stdout(StringIO()):
        code = main(["--db", sys.argv[1], "report", "overdue", "--csv"])
    if code:
        sys.exit(code)
print("done")
"""


def _errors(complaint: str) -> list[str]:
    return [line for line in complaint.splitlines() if "error" in line]


def test_eight_clerks_enter_the_same_order_and_one_of_them_succeeds(desk: Desk) -> None:
    source = """
sys.exit(main(["--db", sys.argv[1], "add", "SO-1", "--customer", "Acme", "--supplier", "Bolts",
               "--promised", "2026-03-20", "--actor", sys.argv[2]]))
"""

    ended = crowd([(source, (str(desk.place), f"clerk{at}")) for at in range(CLERKS)], imports=_IMPORTS)

    assert sorted(each.status for each in ended) == [0] + [5] * (CLERKS - 1)
    assert desk.column("number", "list") == ["SO-1"]
    assert desk.rows("trail", "verify")[0]["ok"] is True
