"""Options that several commands share, and how what was typed becomes values."""

from __future__ import annotations

import csv
import inspect
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeVar

import typer

from ordertrack.cli.commands import open_desk
from ordertrack.cli.desk.desk import Desk
from ordertrack.domain.orders.fields import FIELDS, FieldKind
from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.values.texts import LIMITS, clean_code, clean_text
from ordertrack.errors import AmbiguousError, OrderTrackError, UsageError
from ordertrack.usecases.parties import get_party

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

T = TypeVar("T")
_CANDIDATES = 20


def complete_numbers(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the numbers of open orders; silence when the book cannot be read."""
    try:
        named = context.params.get("db") or context.find_root().params.get("db")
        with open_desk({"db": named}).book.read() as view:
            return list(view.orders.open_numbers(incomplete, limit=50))
    except OrderTrackError:
        return []


MOST = 1_000_000_000
"""The highest --limit: more than there is of anything."""
Numbers = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NUMBER...",
        help="Orders; `-` reads them from standard input.",
        autocompletion=complete_numbers,
        show_default=False,
    ),
]
Number = Annotated[
    str,
    typer.Argument(metavar="NUMBER", help="The order.", autocompletion=complete_numbers, show_default=False),
]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it happened; today if left out.")]
Lines = Annotated[
    list[str] | None,
    typer.Option("--line", metavar="POSITION[:QTY]", help="Only this line, or so much of it. Repeatable."),
]
CauseText = Annotated[str | None, typer.Option("--cause", metavar="TEXT", help="Why.")]
NoteText = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Anything worth keeping.")]
CustomerName = Annotated[str | None, typer.Option("--customer", metavar="NAME", help="Only this customer's.")]
SupplierName = Annotated[str | None, typer.Option("--supplier", metavar="NAME", help="Only this supplier's.")]
OwnerName = Annotated[str | None, typer.Option("--owner", metavar="NAME", help="Only this colleague's.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, max=MOST, help="At most so many.")]
ExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit with 8 when anything is found.")]


def resolve_numbers(desk: Desk, typed: Sequence[str] | None) -> list[str]:
    """Turn what was typed into order numbers: `-` reads standard input, a person may shorten them."""
    numbers: list[str] = []
    for text in typed or ():
        numbers += _from_stdin(desk) if text == "-" else [_resolved(desk, checked_code(text, "number", "NUMBER"))]
    if not numbers:
        raise UsageError("no order was named", hints=("give one or more numbers, or - to read them from a pipe",))
    return list(dict.fromkeys(numbers))


def _from_stdin(desk: Desk) -> list[str]:
    if desk.streams.is_terminal(desk.streams.stdin):
        raise UsageError("- reads order numbers from a pipe, and standard input is a terminal")
    return [checked_code(line, "number", "standard input") for line in desk.streams.stdin if line.strip()]


def _resolved(desk: Desk, text: str) -> str:
    if not desk.streams.is_terminal(desk.streams.stdin):
        return text
    with desk.book.read() as view:
        found = view.orders.matching_numbers(text, limit=_CANDIDATES)
    if len(found) > 1:
        raise AmbiguousError(f"{text} fits {len(found)} orders or more", hints=(", ".join(found),))
    return found[0] if found else text


def read(parse: Callable[[str], T], text: str, option: str) -> T:
    """Read one value; UsageError names the option."""
    try:
        return parse(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from error


def checked_text(text: str | None, limit: str, option: str) -> str | None:
    """Check free text from a person; blank is nothing."""
    if text is None or not text.strip():
        return None
    return read(lambda given: clean_text(given, LIMITS[limit]), text, option)


def checked_code(text: str, limit: str, option: str) -> str:
    """Check a code from a person, such as an order's number or a colleague's name."""
    return read(lambda given: clean_code(given, LIMITS[limit]), text, option)


def checked_person(text: str, option: str) -> str:
    """Check a colleague's name from a person: each run of white space is one space."""
    return checked_code(" ".join(text.split()), "owner", option)


def checked_owner(text: str | None) -> str | None:
    """Check the colleague named by --owner, if any."""
    return None if text is None else checked_person(text, "--owner")


def one_record(text: str, option: str) -> list[str]:
    """Read one CSV record."""
    try:
        (record,) = csv.reader([text], strict=True)
    except (csv.Error, ValueError) as error:
        raise UsageError(f"{option}: {text} is not one CSV record", hints=("quote a cell that has a comma",)) from error
    return record


def only_orders(
    desk: Desk,
    *,
    customer: str | None = None,
    supplier: str | None = None,
    owner: str | None = None,
    text: str | None = None,
    **more: object,
) -> OrderFilter:
    """Make a filter of options; parties are looked up by name."""
    parties: dict[str, int] = {}
    if customer or supplier:
        with desk.book.read() as view:
            for role, name in (("customer", customer), ("supplier", supplier)):
                if name:
                    parties[role] = read_party(lambda given: get_party(view, given).id, name, role)
    words = {"owner": checked_owner(owner), "text": _checked_search(text)}
    return OrderFilter(**parties, **words, **more)  # type: ignore[arg-type]  # the options of the command are the fields


def _checked_search(text: str | None) -> str | None:
    if text is not None and not text.strip():
        raise UsageError("--text is blank", hints=("write the words to look for",))
    return checked_text(text, "note", "--text")


def read_party(find: Callable[[str], int], name: str, role: str) -> int:
    """Look a party up; a name that can be none is a usage error."""
    try:
        return find(name)
    except ValueError as error:
        raise UsageError(f"--{role} {error}") from error


ORDER_LINE = "QTY,SKU[,DESCRIPTION[,UNIT[,PRICE]]]"


def _text(option: str, metavar: str, about: str) -> object:
    return typer.Option(option, metavar=metavar, help=about)


def _of_field(name: str) -> Any:  # noqa: ANN401 - what Typer reads
    field = FIELDS[name]
    kind = Priority if field.kind is FieldKind.PRIORITY else str
    return Annotated[kind | None, typer.Option(field.option, metavar=field.metavar or None, help=field.help)]


def for_fields(*names: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Give a command its options in this order: its own by their names, for its `**given` one for each field."""

    def with_options(command: Callable[..., T]) -> Callable[..., T]:
        *others, _ = inspect.signature(command).parameters.values()
        own = {each.name: each for each in others if each.kind is each.KEYWORD_ONLY}
        first = [each for each in others if each.name not in own]
        made = [own.get(name) or _parameter(name) for name in names]
        command.__signature__ = inspect.Signature([*first, *made])  # type: ignore[attr-defined]  # read by `writes`
        return command

    return with_options


def _parameter(name: str) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_of_field(name))


Carrier = Annotated[str | None, _text("--carrier", "C", FIELDS["carrier"].help)]
Tracking = Annotated[str | None, _text("--tracking", "T", FIELDS["tracking"].help)]
NewLines = Annotated[list[str] | None, _text("--line", ORDER_LINE, "One position, as a CSV record. Repeatable.")]
EditedLines = Annotated[
    list[str] | None,
    _text(
        "--line",
        f"POSITION,{ORDER_LINE}",
        "New values of a line nothing of which has shipped; an empty cell stays as it is. Repeatable.",
    ),
]
Clear = Annotated[list[str] | None, _text("--clear", "FIELD", "Empty a field. Repeatable.")]
Accept = Annotated[bool, typer.Option("--accept", help="Take what is merely suspicious.")]


class DayRange(NamedTuple):
    """The first and the last day of a period, either of them open."""

    first: date | None
    last: date | None


def period(desk: Desk, from_: str | None, to: str | None, options: tuple[str, str] = ("--from", "--to")) -> DayRange:
    """Read the period of two options; UsageError when it ends before it begins."""
    first, last = desk.day(from_, options[0]), desk.day(to, options[1])
    if first and last and first > last:
        raise UsageError(f"{options[0]} {first} lies after {options[1]} {last}")
    return DayRange(first, last)
