"""What a proposed policy would have done, beside the one in force (SOP 8)."""

from __future__ import annotations

from typing import Annotated

import typer

from ordertrack.cli.commands import reads
from ordertrack.cli.desk.calendars import year_holidays
from ordertrack.cli.desk.desk import Desk, policy_reader
from ordertrack.cli.output.result import Column, Kind, Table
from ordertrack.cli.terminal import Progress
from ordertrack.domain.round.simulation import figures
from ordertrack.usecases.round import simulation
from ordertrack.usecases.round.simulation import Period

FIGURES = (
    Column(name="group", title="About"),
    Column(name="figure", title="Figure"),
    Column(name="now", title="Now", kind=Kind.DAYS),
    Column(name="proposed", title="Proposed", kind=Kind.DAYS),
    Column(name="difference", title="Difference", kind=Kind.DAYS),
)
EXAMPLES = (
    "ordertrack policy simulate policy.toml --from 2026-01-01\n"
    "ordertrack policy simulate policy.toml --from 2026-01-01 --to 2026-06-30 --json"
)


@reads
def simulate(
    desk: Desk,
    source: Annotated[
        str, typer.Argument(metavar="FILE", help="A policy in TOML; `-` reads standard input.", show_default=False)
    ],
    *,
    from_: Annotated[
        str, typer.Option("--from", metavar="DATE", help="The first day that is counted.", show_default=False)
    ],
    to: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The last day that is counted; today if left out.")
    ] = None,
) -> Table:
    """Go through the past again under the policy in force and under another, and show both (SOP 8).

    Nothing is written. Each policy is taken as if it had held all along, with a round at the end of every day.
    """
    period = Period(desk.day(from_, "--from") or desk.as_of, desk.day(to, "--to") or desk.as_of)
    return _compared(desk, desk.read_text(source), period)


def _compared(desk: Desk, text: str, period: Period) -> Table:
    sides = simulation.two_sides(desk.policies, text, desk.as_of, policy_reader(), year_holidays_of=year_holidays)
    with Progress(desk.streams, "simulating") as progress, desk.whole_view() as view:
        found = simulation.simulate(view, sides, period, desk.as_of, progress.update)
    rows = figures(found, sides.now.policy, sides.proposed.policy)
    return Table(
        kind="policy_simulation",
        columns=FIGURES,
        rows=[(*each, each.difference) for each in rows],
        as_of=desk.as_of,
        title=f"From {period.since} to {period.until}: revision {sides.now.revision} and the proposed policy",
        group_by="group",
        notes=(
            "A supplier or customer counts once a day, however many orders that is about.",
            "First told: the working day after the order's first promise, of orders that both policies tell of.",
            f"{found.orders} orders may have been open in the period; a rule could ask about {found.lived} of them.",
            "People did what they did: what they answered to an escalation they answer only to one of its kind.",
        ),
        extra={
            "from": period.since.isoformat(),
            "to": period.until.isoformat(),
            "revision": sides.now.revision,
            "proposed_as": sides.proposed.revision,
            "orders": found.orders,
            "simulated": found.lived,
        },
    )
