"""The policy at the command line: shown, checked, adopted, compared, and what another would have done (SOP 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import ResultWithCode, Written, noun_app, reads, register, writes
from ordertrack.cli.desk.calendars import year_holidays
from ordertrack.cli.desk.desk import Desk, policy_reader
from ordertrack.cli.desk.mail import words
from ordertrack.cli.options import checked_text
from ordertrack.cli.output.output import Format
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.cli.terminal import ProgressLine, write_exactly
from ordertrack.domain.round.simulation import figures
from ordertrack.errors import RejectedError, UsageError
from ordertrack.usecases.policy import (
    PolicyProposal,
    adopt_policy,
    check_policy,
    compare_revisions,
    get_revision,
    policy_history,
    revision_on,
)
from ordertrack.usecases.round import simulation
from ordertrack.usecases.round.simulation import Period

if TYPE_CHECKING:
    from ordertrack.domain.policy.policy import PolicyRevision
    from ordertrack.domain.policy.text import Difference

FIGURES = (
    Column(name="group", title="About"),
    Column(name="figure", title="Figure"),
    Column(name="now", title="Now", kind=Kind.DAYS),
    Column(name="proposed", title="Proposed", kind=Kind.DAYS),
    Column(name="difference", title="Difference", kind=Kind.DAYS),
)
_SIMULATE_EXAMPLES = (
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
    with ProgressLine(desk.streams, "simulating") as progress, desk.whole_view() as view:
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


REVISIONS = (
    Column(name="number", title="Version", kind=Kind.COUNT),
    Column(name="from_on", title="From", kind=Kind.DATE),
    Column(name="description", title="Description"),
    Column(name="by", title="Author"),
    Column(name="adopted_at", title="Adopted", kind=Kind.INSTANT, narrow=False),
)
WHOLE = (*REVISIONS, Column(name="text", title="Text", drawn=False))
PROBLEMS = (
    Column(name="line", title="Line", kind=Kind.COUNT),
    Column(name="key", title="Key"),
    Column(name="problem", title="Problem"),
)
CHANGES = (
    Column(name="key", title="Key"),
    Column(name="old", title="Old"),
    Column(name="new", title="New"),
)
REJECTED = RejectedError.exit_code
_AS_IT_IS = frozenset({Format.TABLE, Format.PLAIN})
File = Annotated[
    str, typer.Argument(metavar="FILE", help="A policy in TOML; `-` reads standard input.", show_default=False)
]
Revision = Annotated[
    int | None, typer.Argument(metavar="[REVISION]", min=1, help="Its number; the one in force if left out.")
]


@reads
def show(desk: Desk, revision: Revision = None) -> Table | None:
    """Print a policy revision as it was adopted (SOP 8).

    The text alone, so that it can be kept in a file and changed; with --json or --csv also what is known of it.
    """
    revisions = policy_history(desk.book)
    found = get_revision(revisions, revision) if revision else revision_on(revisions, desk.as_of)
    if desk.output.chosen_format() in _AS_IT_IS and not (desk.wishes.file or desk.wishes.fields):
        write_exactly(desk.streams, found.text)
        return None
    return Table(kind="policy", columns=WHOLE, rows=[[*_known(found), found.text]], as_of=desk.as_of, upright=True)


@reads
def check(desk: Desk, source: File) -> ResultWithCode:
    """Check a policy before it is adopted, and name every problem at once (SOP 8).

    Exits with 7 when there is one.
    """
    text = desk.read_text(source)
    problems = check_policy(text, policy_reader(words().problems_of))
    table = Table(
        kind="policy_problems",
        columns=PROBLEMS,
        rows=[[each.line, each.key or None, each.message] for each in problems],
        tone=lambda _: Tone.URGENT,
        empty="No problem: it can be adopted.",
    )
    return ResultWithCode(result=table, exit_code=REJECTED if problems else 0)


@writes
def adopt(
    desk: Desk,
    source: File,
    *,
    description: Annotated[
        str, typer.Option("--description", metavar="TEXT", help="What changes, in a sentence.", show_default=False)
    ],
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="From which day it holds; today if left out.")
    ] = None,
) -> Written:
    """Adopt a policy as the next revision, for good (SOP 8).

    What was decided before stays as it was decided; so it holds from today on, or from a later day.
    """
    said = checked_text(description, "cause", "--description")
    if said is None:
        raise UsageError("--description is blank; say in a sentence what changes")
    proposal = PolicyProposal(text=desk.read_text(source), description=said, from_on=desk.day(from_, "--from"))
    read = policy_reader(words().problems_of)
    adopted = adopt_policy(desk.book, proposal, desk.stamp, read, dry_run=desk.wishes.dry_run)
    number, from_on = adopted.revision.number, adopted.revision.from_on
    changes = [f"policy revision {number}, from {from_on}", *map(_sentence, adopted.changes)]
    return Written(said=changes, names=[str(number)])


@reads
def history(desk: Desk) -> Table:
    """List the revisions: version, date, description, author (SOP 8)."""
    return Table(kind="policies", columns=REVISIONS, rows=[_known(each) for each in policy_history(desk.book)])


@reads
def diff(
    desk: Desk,
    a: Annotated[int, typer.Argument(metavar="A", min=1, help="The number of the older one.", show_default=False)],
    b: Annotated[
        int | None, typer.Argument(metavar="[B]", min=1, help="The other's number; the one in force if left out.")
    ] = None,
) -> Table:
    """Say what differs between two revisions, value by value (SOP 8)."""
    revisions = policy_history(desk.book)
    other = b or revision_on(revisions, desk.as_of).number
    return Table(
        kind="policy_changes",
        columns=CHANGES,
        rows=compare_revisions(revisions, a, other),
        as_of=desk.as_of,
        title=f"From revision {a} to {other}",
        extra={"old": a, "new": other},
        empty="They say the same.",
    )


def _known(revision: PolicyRevision) -> list[object]:
    return [revision.number, revision.from_on, revision.description, revision.by, revision.adopted_at]


def _sentence(change: Difference) -> str:
    return f"  {change.key}: {change.old or 'nothing'} -> {change.new or 'nothing'}"


policy_app = noun_app("The procedure's numbers: hours, people, rules, the matrix, targets.")
EXAMPLES = {
    "show": "ordertrack policy show > policy.toml\nordertrack policy show 1",
    "check": "ordertrack policy check policy.toml\nordertrack policy show | ordertrack policy check -",
    "adopt": 'ordertrack policy adopt policy.toml --description "Kestrel answers late" --dry-run\n'
    'ordertrack policy adopt policy.toml --description "Summer hours" --from 2027-06-01',
    "history": "ordertrack policy history\nordertrack policy history --csv",
    "diff": "ordertrack policy diff 1\nordertrack policy diff 1 2 --json",
    "simulate": _SIMULATE_EXAMPLES,
}
COMMANDS = {
    "show": show,
    "check": check,
    "adopt": adopt,
    "history": history,
    "diff": diff,
    "simulate": simulate,
}
register(policy_app, COMMANDS, EXAMPLES)
