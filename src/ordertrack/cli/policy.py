"""The policy at the command line: shown, checked, adopted, its history, and what changed (SOP 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import Found, Written, noun_app, reads, register, writes
from ordertrack.cli.desk.desk import Desk, policy_reader
from ordertrack.cli.options import checked_text
from ordertrack.cli.output.output import Format
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.cli.round.simulation import EXAMPLES as SIMULATIONS
from ordertrack.cli.round.simulation import simulate
from ordertrack.cli.terminal import write_exactly
from ordertrack.errors import RejectedError, UsageError

if TYPE_CHECKING:
    from ordertrack.domain.policy.policy import PolicyRevision
    from ordertrack.domain.policy.text import Difference


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
    from ordertrack.usecases.policy import get_revision, policy_history, revision_on

    revisions = policy_history(desk.book)
    found = get_revision(revisions, revision) if revision else revision_on(revisions, desk.as_of)
    if desk.output.chosen_format() in _AS_IT_IS and not (desk.wishes.file or desk.wishes.fields):
        write_exactly(desk.streams, found.text)
        return None
    return Table(kind="policy", columns=WHOLE, rows=[[*_known(found), found.text]], as_of=desk.as_of, upright=True)


@reads
def check(desk: Desk, source: File) -> Found:
    """Check a policy before it is adopted, and name every problem at once (SOP 8).

    Exits with 7 when there is one.
    """
    from ordertrack.cli.desk.mail import words
    from ordertrack.usecases.policy import check_policy

    text = desk.read_text(source)
    problems = check_policy(text, policy_reader(words().problems_of))
    table = Table(
        kind="policy_problems",
        columns=PROBLEMS,
        rows=[[each.line, each.key or None, each.message] for each in problems],
        tone=lambda _: Tone.URGENT,
        empty="No problem: it can be adopted.",
    )
    return Found(result=table, exit_code=REJECTED if problems else 0)


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
    from ordertrack.cli.desk.mail import words
    from ordertrack.usecases.policy import Proposal, adopt_policy

    said = checked_text(description, "cause", "--description")
    if said is None:
        raise UsageError("--description is blank; say in a sentence what changes")
    proposal = Proposal(text=desk.read_text(source), description=said, from_on=desk.day(from_, "--from"))
    read = policy_reader(words().problems_of)
    adopted = adopt_policy(desk.book, proposal, desk.stamp, read, dry_run=desk.wishes.dry_run)
    number, from_on = adopted.revision.number, adopted.revision.from_on
    changes = [f"policy revision {number}, from {from_on}", *map(_sentence, adopted.changes)]
    return Written(said=changes, names=[str(number)])


@reads
def history(desk: Desk) -> Table:
    """List the revisions: version, date, description, author (SOP 8)."""
    from ordertrack.usecases.policy import policy_history

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
    from ordertrack.usecases.policy import compare_revisions, policy_history, revision_on

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
    "simulate": SIMULATIONS,
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
