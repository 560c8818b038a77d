"""Issues at the command line: open, wait, resume, resolve, reopen, list, show (SOP 4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.cases.cases import (
    At,
    CaseId,
    clock_rules,
    issue_sheet,
    issue_table,
    moment,
    require_text,
    resolve_case,
    written,
)
from ordertrack.cli.commands import Written, noun_app, reads, register, writes
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.options import (
    CauseText,
    CustomerName,
    Limit,
    NoteText,
    Number,
    OwnerName,
    SupplierName,
    checked_code,
    checked_text,
    only_orders,
    resolve_numbers,
)
from ordertrack.domain.cases.issues import IssueKind, Remedy, Severity
from ordertrack.domain.orders.lists import IssueQuestion
from ordertrack.domain.parties import Side
from ordertrack.usecases.cases.issues import (
    IssueReport,
    Resolution,
    issue_events,
    issue_named,
    known_cause,
    let_issue_wait,
    open_issue,
    reopen_issue,
    resolve_issue,
    resume_issue,
    timed_issue,
    timed_issues,
)

if TYPE_CHECKING:
    from ordertrack.cli.output.result import Sheet, Table

RemedyWanted = Annotated[Remedy | None, typer.Option("--remedy", help="What shall put it right.")]


@writes
def open_(
    desk: Desk,
    number: Number,
    *,
    kind: Annotated[IssueKind, typer.Option("--kind", help="What is wrong.", show_default=False)],
    line: Annotated[int | None, typer.Option("--line", metavar="POSITION", min=1, help="Which line.")] = None,
    severity: Annotated[Severity, typer.Option("--severity", help="How bad it is.")] = Severity.MEDIUM,
    cause: CauseText = None,
    cause_code: Annotated[
        str | None, typer.Option("--cause-code", metavar="CODE", help="One of the policy's, so that it is counted.")
    ] = None,
    remedy: RemedyWanted = None,
    at: At = None,
) -> Written:
    """Document what is wrong with an order: what, how bad, why (SOP 4.6a).

    An order with an open issue cannot be closed.
    """
    code = None if cause_code is None else checked_code(cause_code, "code", "--cause-code")
    report = IssueReport(
        kind=kind,
        cause=require_text(cause, "cause", "--cause", "an issue is documented with its cause (SOP 4.6a)"),
        at=desk.instant(at, "--at"),
        severity=severity,
        cause_code=None if code is None else known_cause(desk.policy, code),
        remedy=remedy,
        position=line,
    )
    (found,) = resolve_numbers(desk, [number])
    return written(open_issue(desk.book, found, report, desk.stamp, dry_run=desk.wishes.dry_run))


@writes
def wait(
    desk: Desk,
    issue: CaseId,
    *,
    side: Annotated[Side, typer.Option("--for", help="Who must move next.", show_default=False)],
    note: NoteText = None,
) -> Written:
    """Say that somebody else must move next (SOP 4.6a).

    The clock stands still while that is the customer; it runs on while it is the supplier.
    """
    name, words = resolve_case(desk, issue), checked_text(note, "note", "--note")
    return written(let_issue_wait(desk.book, name, side, words, desk.stamp, dry_run=desk.wishes.dry_run))


@writes
def resume(desk: Desk, issue: CaseId, *, note: NoteText = None) -> Written:
    """Say that the next move is ours again (SOP 4.6a)."""
    name, words = resolve_case(desk, issue), checked_text(note, "note", "--note")
    return written(resume_issue(desk.book, name, words, desk.stamp, dry_run=desk.wishes.dry_run))


@writes
def resolve(
    desk: Desk,
    issue: CaseId,
    *,
    resolution: Annotated[
        str | None, typer.Option("--resolution", metavar="TEXT", help="How it was put right, or settled.")
    ] = None,
    remedy: Annotated[Remedy | None, typer.Option("--remedy", help="What put it right.")] = None,
    at: At = None,
) -> Written:
    """Document how an issue ended; its clock and its escalation stop (SOP 4.6a, 4.6b)."""
    text = require_text(resolution, "note", "--resolution", "an issue is resolved with its resolution (SOP 4.6a)")
    asked = Resolution(text=text, at=desk.instant(at, "--at"), remedy=remedy)
    return written(resolve_issue(desk.book, resolve_case(desk, issue), asked, desk.stamp, dry_run=desk.wishes.dry_run))


@writes
def reopen(desk: Desk, issue: CaseId, *, cause: CauseText = None) -> Written:
    """Take a resolution back that was none (SOP 4.6a).

    Whoever reported the issue has waited all the time: its clock runs from the first opening.
    """
    words = require_text(cause, "cause", "--cause", "an issue is opened again with its cause (SOP 4.6a)")
    return written(reopen_issue(desk.book, resolve_case(desk, issue), words, desk.stamp, dry_run=desk.wishes.dry_run))


@reads
def list_(
    desk: Desk,
    every: Annotated[bool, typer.Option("--all/--open", help="Those resolved, too; else only the open ones.")] = False,
    kind: Annotated[list[IssueKind] | None, typer.Option("--kind", help="Only these. Repeatable.")] = None,
    severity: Annotated[list[Severity] | None, typer.Option("--severity", help="Only these. Repeatable.")] = None,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    limit: Limit = None,
) -> Table:
    """List issues, the most severe first, with the clock of each (SOP 4.6a, 7)."""
    now, rules = moment(desk), clock_rules(desk, lambda targets: targets.resolution)
    question = IssueQuestion(
        is_open=not every,
        kinds=tuple(kind or ()),
        severities=tuple(severity or ()),
        only=only_orders(desk, customer=customer, supplier=supplier, owner=owner),
        at=now.at,
    )
    with desk.book.read() as view:
        found = timed_issues(view, question, rules, now.until, limit=limit)
        total = view.cases.count_issues(question) if limit else len(found)
    return issue_table(found, now, desk.as_of, desk.zone.key, total=total)


@reads
def show(desk: Desk, issue: CaseId) -> Sheet:
    """Show an issue whole: its clock, who was waited for, what happened (SOP 4.6a)."""
    name, now = resolve_case(desk, issue), moment(desk)
    rules = clock_rules(desk, lambda targets: targets.resolution)
    with desk.book.read() as view:
        order, found = issue_named(view, name)
        names = {party.id: party.name for party in view.parties.list()}
        events = issue_events(view.records.history(order.number), found)
    timed = timed_issue(order, found, names, rules, now.until)
    return issue_sheet(timed, found.waits, events, now, desk.as_of)


issue_app = noun_app("What is wrong with orders, until it is put right.")
EXAMPLES = {
    "open": "ordertrack issue open SO-1042 --kind damaged --line 2 --cause 'two cartons crushed' --cause-code damage\n"
    "ordertrack issue open SO-1042 --kind price --cause 'invoiced at the old price' --at 'yesterday 16:30'",
    "wait": "ordertrack issue wait SO-1042#1 --for customer --note 'asked for photographs'",
    "resume": "ordertrack issue resume SO-1042#1\nordertrack issue resume SO-1042 --note 'photographs came'",
    "resolve": "ordertrack issue resolve SO-1042#1 --resolution 'two cartons sent again' --remedy replace",
    "reopen": "ordertrack issue reopen SO-1042#1 --cause 'the new cartons are crushed too'",
    "list": "ordertrack issue list\nordertrack issue list --all --kind damaged --supplier Bolts --csv",
    "show": "ordertrack issue show SO-1042#1\nordertrack issue show SO-1042 --json",
}
register(
    issue_app,
    {
        "open": open_,
        "wait": wait,
        "resume": resume,
        "resolve": resolve,
        "reopen": reopen,
        "list": list_,
        "show": show,
    },
    EXAMPLES,
)
