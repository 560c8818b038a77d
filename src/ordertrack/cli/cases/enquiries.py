"""Customers' questions at the command line: log, answer, list (SOP 4.4a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.cases.cases import At, CaseId, clock_rules, enquiry_table, moment, resolve_case, written
from ordertrack.cli.commands import Written, noun_app, reads, register, writes
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.notices.sheets import describe_queued
from ordertrack.cli.options import (
    CustomerName,
    Limit,
    Number,
    OwnerName,
    checked_text,
    only_orders,
    read,
    resolve_numbers,
)
from ordertrack.cli.output.output import Format
from ordertrack.cli.sentences import minute
from ordertrack.domain.orders.lists import EnquiryQuestion
from ordertrack.domain.parties import Channel
from ordertrack.domain.values.texts import clean_name
from ordertrack.errors import UsageError
from ordertrack.usecases.cases.enquiries import (
    Answer,
    Question,
    answer_enquiry,
    log_enquiry,
    settled_by,
    timed_enquiries,
    told_since,
)

if TYPE_CHECKING:
    from ordertrack.cli.output.result import Table
    from ordertrack.usecases.cases.cases import CaseChange


@writes
def log(
    desk: Desk,
    number: Number,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What was asked.", show_default=False)],
    *,
    sender: Annotated[str, typer.Option("--from", metavar="NAME", help="Who asked.", show_default=False)],
    channel: Annotated[Channel, typer.Option("--channel", help="How it reached us.")] = Channel.EMAIL,
    at: At = None,
) -> Written:
    """Log a customer's question; its clock starts when it was received (SOP 4.4a)."""
    question = Question(
        sender=read(clean_name, sender, "--from"), text=_words(text), at=desk.instant(at, "--at"), channel=channel
    )
    (found,) = resolve_numbers(desk, [number])
    change = log_enquiry(desk.book, found, question, desk.stamp, dry_run=desk.wishes.dry_run)
    return written(change, *_told_since(change))


@writes
def answer(
    desk: Desk,
    enquiry: CaseId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What we answered.", show_default=False)],
    *,
    channel: Annotated[
        Channel | None, typer.Option("--channel", help="How we answered; as we were asked if left out.")
    ] = None,
    at: At = None,
    given: Annotated[bool, typer.Option("--given", help="It was given already: log it and send nothing.")] = False,
) -> Written:
    """Answer a question, which stops its clock (SOP 4.4a).

    It settles every question of the order that was received by then. An answer by mail does so when it is sent; one
    that was given already is only logged. A change of status is no answer.
    """
    asked = Answer(text=_words(text), at=desk.instant(at, "--at"), channel=channel, was_given=given)
    name = resolve_case(desk, enquiry)
    change = answer_enquiry(desk.book, name, asked, desk.stamp, dry_run=desk.wishes.dry_run)
    if change.notices:
        return Written(
            said=[f"{change.name}: answered when this is sent", *describe_queued(desk, change.notices)],
            names=[change.name],
        )
    return written(change, *_settled_with(change))


@reads
def list_(
    desk: Desk,
    every: Annotated[
        bool, typer.Option("--all/--unanswered", help="Those answered, too; else only the unanswered ones.")
    ] = False,
    customer: CustomerName = None,
    owner: OwnerName = None,
    limit: Limit = None,
) -> Table:
    """List questions, the longest running clock first, each against its target (SOP 4.4a, 7)."""
    now, rules = moment(desk), clock_rules(desk, lambda targets: targets.response)
    only = only_orders(desk, customer=customer, owner=owner)
    question = EnquiryQuestion(is_unanswered=not every, only=only, at=now.at)
    with desk.book.read() as view:
        found = timed_enquiries(view, question, rules, now.until, limit=limit)
        total = view.cases.count_enquiries(question) if limit else len(found)
    is_drawn = desk.output.chosen_format() is Format.TABLE
    return enquiry_table(found, now, desk.as_of, desk.zone.key, total=total, is_drawn=is_drawn)


def _words(text: str) -> str:
    words = checked_text(text, "note", "TEXT")
    if words is None:
        raise UsageError("TEXT is blank; write what was said")
    return words


def _told_since(change: CaseChange) -> list[str]:
    at = told_since(change)
    if at is None:
        return []
    typed = f"ordertrack enquiry answer {change.name} --at {at:%Y-%m-%dT%H:%MZ} TEXT"
    return [f"the customer was told something {minute(at)}; if that answered it: {typed}"]


def _settled_with(change: CaseChange) -> list[str]:
    others = [f"#{number}" for number in settled_by(change) if number != change.number]
    return [f"that answered {', '.join(others)} too"] if others else []


enquiry_app = noun_app("What customers ask, until they are answered.")
EXAMPLES = {
    "log": "ordertrack enquiry log SO-1042 --from 'Ms Weber' 'When will the rest come?'\n"
    "ordertrack enquiry log SO-1042 --from 'Ms Weber' --channel phone --at 9:40 'Where is it?'",
    "answer": "ordertrack enquiry answer SO-1042#1 'On Friday, by DHL'\n"
    "ordertrack enquiry answer SO-1042 --channel phone --at 11:15 'On Friday'",
    "list": "ordertrack enquiry list\nordertrack enquiry list --all --customer Acme --csv",
}
register(enquiry_app, {"log": log, "answer": answer, "list": list_}, EXAMPLES)
