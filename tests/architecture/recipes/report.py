"""The report `report backlog`: what is still to come, group by group."""

from __future__ import annotations

TESTS = (
    "tests/architecture/test_words.py::test_a_thing_has_one_word",
    "tests/architecture/test_rooms.py::test_rooms_import_only_what_they_say_and_say_nothing_stale",
    "tests/docs/test_reference.py",
)
GENERATED = ("docs/reference/commands.md",)
EDITS = {
    "src/ordertrack/domain/reports/lines.py": [
        (
            "AGE_LIMITS = (",
            '''class BacklogRow(NamedTuple):
    """What is still to come of one group: lines, and the orders they belong to."""

    group: str | None
    lines: int
    orders: int


AGE_LIMITS = (''',
        ),
    ],
    "src/ordertrack/usecases/ports.py": [
        ("import AgingRow, By,", "import AgingRow, BacklogRow, By,"),
        (
            "    def ontime(self, question",
            "    def count_backlog(self, only: OrderFilter, *, as_of: date, by: By) -> Sequence[BacklogRow]: ...\n"
            "    def ontime(self, question",
        ),
    ],
    "src/ordertrack/store/reports/lines.py": [
        ("import AGE_LIMITS, AgingRow, Basis,", "import AGE_LIMITS, AgingRow, BacklogRow, Basis,"),
        ("    CUSTOMERS,\n", "    CUSTOMERS,\n    IS_OPEN_BY_INDEX,\n"),
        (
            "\n\ndef ontime_query(",
            '''
    def count_backlog(self, only: OrderFilter, *, as_of: date, by: By) -> Sequence[BacklogRow]:
        """Count the lines of each group that are still to come, the fullest group first."""
        group, lines = group_of(by, LINES.c.promised_on), sa.func.count()
        query = (
            sa.select(group, lines, sa.func.count(ORDERS.c.id.distinct()))
            .select_from(with_parties(LINES.join(ORDERS, ORDERS.c.id == LINES.c.order_id)))
            .where(IS_OPEN_BY_INDEX, *order_conditions(only, as_of))
            .group_by(group)
            .order_by(lines.desc(), group.asc().nulls_last())
        )
        return [BacklogRow._make(row) for row in self._connection.execute(query)]


def ontime_query(''',
        ),
    ],
    "src/ordertrack/cli/reports/lines.py": [
        (
            "    from ordertrack.domain.reports.lines import AgingRow, OnTimeRow",
            "    from ordertrack.domain.reports.lines import AgingRow, BacklogRow, OnTimeRow",
        ),
        (
            '\n\nEXAMPLES = {\n    "overdue"',
            '''

@reads
def backlog_by_group(
    desk: Desk,
    by: Annotated[By, typer.Option("--by", help="One row for each.")] = By.SUPPLIER,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
) -> Table:
    """Count the lines that are still to come (SOP 4.2a, 7)."""
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    with desk.book.read() as view:
        return backlog_table(view.reports.lines.count_backlog(only, as_of=desk.as_of, by=by), by, desk.as_of)


def backlog_table(rows: Sequence[BacklogRow], by: By, as_of: date) -> Table:
    """Show what is still to come."""
    lines = sum(row.lines for row in rows)
    return Table(
        kind="backlog",
        columns=(
            Column(name=by.value, title=by.value.capitalize()),
            Column(name="lines", title="Lines", kind=Kind.COUNT),
            Column(name="orders", title="Orders", kind=Kind.COUNT),
        ),
        rows=[(row.group or "", row.lines, row.orders) for row in rows],
        as_of=as_of,
        title="Lines still to come",
        notes=(count_of(lines, "line"),),
        extra={"lines": lines},
        empty="Nothing is still to come.",
    )


EXAMPLES = {
    "backlog": "ordertrack report backlog --by customer",
    "overdue"''',
        ),
    ],
    "src/ordertrack/cli/app.py": [
        (
            '    "aging": ("reports.lines",',
            '    "backlog": ("reports.lines", "backlog_by_group", "Count the lines that are still to come"),\n'
            '    "aging": ("reports.lines",',
        ),
    ],
    "docs/reference/formats.md": [
        (
            "### `report response`",
            """### `report backlog`: kind `backlog`

One row a group, the one with the most lines to come first. The first field is named like the group. Members beside the rows:
`lines`.

| field | type | meaning |
|---|---|---|
| `supplier` | text | the group |
| `lines`, `orders` | count | lines still to come, and the orders they belong to |

### `report response`""",
        ),
    ],
}
NEW = {
    "tests/cli/reports/test_backlog.py": '''"""`report backlog` counts what is still to come, group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk import add

if TYPE_CHECKING:
    from tests.desk import Desk


def test_lines_still_to_come_are_counted_by_supplier(desk: Desk) -> None:
    add(desk, "SO-1")
    add(desk, "SO-2", "--supplier=Nuts")
    add(desk, "SO-3")
    desk.do("cancel", "SO-2", "--cause", "not wanted")
    assert desk.rows("report", "backlog") == [{"supplier": "Bolts", "lines": 2, "orders": 2}]
    assert desk.column("customer", "report", "backlog", "--by", "customer") == ["Acme"]
''',
}
