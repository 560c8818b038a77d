"""Customers and suppliers at the command line: list, show, add, edit, merge (SOP 3, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli.commands import Written, noun_app, reads, register, writes
from ordertrack.cli.desk.desk import Desk, zone_named
from ordertrack.cli.options import CauseText, checked_text, read
from ordertrack.cli.output.result import Column, Kind, Table
from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.parties import clean_emails, clean_language, clean_phone
from ordertrack.domain.values.texts import clean_name, count_of
from ordertrack.errors import UsageError
from ordertrack.usecases.parties import add_party, edit_party, erase_party, get_party, merge_parties

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ordertrack.domain.parties import Party
    from ordertrack.usecases.ports import Reads

DETAILS = (
    Column(name="name", title="Name"),
    Column(name="is_customer", title="Customer", kind=Kind.FLAG),
    Column(name="is_supplier", title="Supplier", kind=Kind.FLAG),
    Column(name="emails", title="E-mail"),
    Column(name="phone", title="Phone"),
    Column(name="language", title="Language", narrow=False),
    Column(name="zone", title="Zone", narrow=False),
    Column(name="also_known_as", title="Also known as", narrow=False),
)
COUNTS = tuple(
    Column(name=f"{kind}_as_{role}", title=f"{title} as {role}", kind=Kind.COUNT)
    for role in ("customer", "supplier")
    for kind, title in (("orders", "Orders"), ("open", "Open"), ("overdue", "Overdue"))
)
CLEARABLE: dict[str, Any] = {"email": (), "phone": None, "language": None, "zone": None}
Name = Annotated[str, typer.Argument(metavar="NAME", help="The party, in any case.", show_default=False)]
Emails = Annotated[list[str] | None, typer.Option("--email", metavar="ADDRESS", help="Where it gets mail. Repeatable.")]
Phone = Annotated[str | None, typer.Option("--phone", metavar="N", help="Where it is called.")]
Language = Annotated[str | None, typer.Option("--language", metavar="TAG", help="What it reads: de, en-GB.")]
Zone = Annotated[str | None, typer.Option("--zone", metavar="ZONE", help="Where it is: Europe/Berlin.")]
IsCustomer = Annotated[bool, typer.Option("--customer", help="We deliver to it.")]
IsSupplier = Annotated[bool, typer.Option("--supplier", help="We buy from it.")]


@reads
def list_(
    desk: Desk,
    customers: Annotated[bool, typer.Option("--customers", help="Only those we deliver to.")] = False,
    suppliers: Annotated[bool, typer.Option("--suppliers", help="Only those we buy from.")] = False,
) -> Table:
    """List the customers and suppliers by name (SOP 3)."""
    with desk.book.read() as view:
        everyone = view.parties.list()
    standing = [party for party in everyone if party.merged_into is None]
    if customers:
        standing = [party for party in standing if party.is_customer]
    if suppliers:
        standing = [party for party in standing if party.is_supplier]
    return Table(
        kind="parties",
        columns=DETAILS,
        rows=[_details(party, everyone) for party in sorted(standing, key=lambda each: each.key)],
        empty="No party fits.",
    )


@reads
def show(desk: Desk, name: Name) -> Table:
    """Show a party and how many orders name it (SOP 3)."""
    with desk.book.read() as view:
        party = get_party(view, _name(name))
        row = [*_details(party, view.parties.list()), *_counts(view, party, desk.as_of)]
    return Table(kind="party", columns=(*DETAILS, *COUNTS), rows=[row], as_of=desk.as_of, upright=True)


@writes
def add(
    desk: Desk,
    name: Name,
    *,
    customer: IsCustomer = False,
    supplier: IsSupplier = False,
    email: Emails = None,
    phone: Phone = None,
    language: Language = None,
    zone: Zone = None,
) -> Written:
    """Make a party known before its first order (SOP 4.1b)."""
    details = _checked(email, phone, language, zone) | _roles(is_customer=customer, is_supplier=supplier)
    party = add_party(desk.book, _name(name), desk.stamp, dry_run=desk.wishes.dry_run, **details)
    return Written(said=[f"new party: {_in_words(party)}"], names=[party.name])


@writes
def edit(
    desk: Desk,
    name: Name,
    *,
    new_name: Annotated[
        str | None, typer.Option("--name", metavar="NEW", help="What it is called from now on.")
    ] = None,
    customer: IsCustomer = False,
    supplier: IsSupplier = False,
    email: Emails = None,
    phone: Phone = None,
    language: Language = None,
    zone: Zone = None,
    clear: Annotated[
        list[str] | None,
        typer.Option("--clear", metavar="FIELD", help="Empty email, phone, language or zone. Repeatable."),
    ] = None,
) -> Written:
    """Change what is known of a party (SOP 4.2b).

    The addresses given take the place of the old ones.
    """
    changes = _checked(email, phone, language, zone) | _roles(is_customer=customer, is_supplier=supplier)
    if new_name is not None:
        changes["name"] = read(clean_name, new_name, "--name")
    changes = _cleared(clear or ()) | changes
    if not changes:
        raise UsageError(
            "nothing to change was named", hints=("ordertrack party edit --help lists what can be changed",)
        )
    before, after = edit_party(desk.book, _name(name), desk.stamp, dry_run=desk.wishes.dry_run, **changes)
    return Written(said=_differences(before, after), names=[after.name])


@writes
def merge(
    desk: Desk,
    name: Name,
    *,
    into: Annotated[str, typer.Option("--into", metavar="NAME", help="Who stays.", show_default=False)],
) -> Written:
    """Make one party of two (SOP 4.2b).

    The orders of NAME go to the other party, and its name leads there from now on.
    """
    kept, moved = merge_parties(
        desk.book, _name(name), read(clean_name, into, "--into"), desk.stamp, dry_run=desk.wishes.dry_run
    )
    said = f"{_name(name)} is {kept.name} from now on; {count_of(moved, 'order')} moved"
    return Written(said=[said], names=[kept.name])


@writes
def erase(
    desk: Desk,
    name: Name,
    *,
    cause: CauseText = None,
    with_correspondence: Annotated[
        bool, typer.Option("--with-correspondence", help="Also the words of its questions and of our answers.")
    ] = False,
) -> Written:
    """Erase what is known of a party where the law asks for it (SOP 6).

    Its orders and figures stay, under a number; the trail stays verifiable.
    """
    why = checked_text(cause, "cause", "--cause")
    if why is None:
        raise UsageError("--cause is missing", hints=("say who asked, and on what ground, without naming the person",))
    options = {"with_correspondence": with_correspondence, "dry_run": desk.wishes.dry_run}
    done = erase_party(desk.book, _name(name), why, desk.stamp, **options)
    said = [f"erase {_in_words(party)}: erased party {party.id} from now on" for party in done.parties]
    events = count_of(done.events, "event loses its text", "events lose their text")
    kept = [f"archives keep what they hold: {', '.join(done.archives)}"] if done.archives else []
    if not desk.wishes.dry_run:
        desk.upkeep.compact()
    return Written(said=[*said, events, *kept], names=[f"erased party {party.id}" for party in done.parties])


def _name(text: str) -> str:
    return read(clean_name, text, "NAME")


def _checked(emails: Sequence[str] | None, phone: str | None, language: str | None, zone: str | None) -> dict[str, Any]:
    """Read the details that were given; UsageError names the option of the first that is none."""
    found: dict[str, Any] = {}
    if emails:
        found["emails"] = _emails(emails)
    if phone is not None:
        found["phone"] = read(clean_phone, phone, "--phone")
    if language is not None:
        found["language"] = read(clean_language, language, "--language")
    if zone is not None:
        found["zone"] = zone_named(zone).key
    return found


def _emails(texts: Sequence[str]) -> tuple[str, ...]:
    try:
        return clean_emails(texts)
    except ValueError as error:
        raise UsageError(f"--email: {error}") from error


def _roles(**roles: bool) -> dict[str, Any]:
    return {role: True for role, is_so in roles.items() if is_so}


def _cleared(fields: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for text in fields:
        field = text.strip().lower()
        if field not in CLEARABLE:
            raise UsageError(f"--clear: there is no field {text} to empty; there are {', '.join(CLEARABLE)}")
        found["emails" if field == "email" else field] = CLEARABLE[field]
    return found


def _details(party: Party, everyone: Sequence[Party]) -> list[object]:
    former = [each.name for each in everyone if each.merged_into == party.id]
    return [
        party.name,
        party.is_customer,
        party.is_supplier,
        ", ".join(party.emails) or None,
        party.phone,
        party.language,
        party.zone,
        ", ".join(former) or None,
    ]


def _counts(view: Reads, party: Party, as_of: date) -> list[int]:
    conditions: tuple[dict[str, Any], ...] = ({}, {"is_open": True}, {"is_overdue": True})
    return [
        view.orders.count(OrderFilter(**{role: party.id, **condition}), as_of=as_of)
        for role in ("customer", "supplier")
        for condition in conditions
    ]


def _in_words(party: Party) -> str:
    roles = [role for role in ("customer", "supplier") if getattr(party, f"is_{role}")]
    details = [*party.emails, party.phone, party.language, party.zone]
    return ", ".join([party.name, *roles, *(detail for detail in details if detail)])


def _differences(before: Party, after: Party) -> list[str]:
    pairs = zip(DETAILS, _details(before, ()), _details(after, ()), strict=True)
    said = [f"{column.title}: {_word(old)} -> {_word(new)}" for column, old, new in pairs if old != new]
    return [f"{after.name}: {'; '.join(said) or 'unchanged'}"]


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "nothing")


party_app = noun_app("Customers and suppliers.")
EXAMPLES = {
    "list": "ordertrack party list --suppliers\nordertrack party list --csv",
    "show": "ordertrack party show 'Kestrel Fasteners'\nordertrack party show 'kestrel fasteners' --json",
    "add": "ordertrack party add 'Kestrel Fasteners' --supplier --email orders@kestrel.example\n"
    "ordertrack party add Żuraw --customer --phone '+48 58 555 0143' --language pl --zone Europe/Warsaw",
    "edit": "ordertrack party edit 'Kestrel Fasteners' --language en-GB --zone Europe/London\n"
    "ordertrack party edit 'Kestrel Fasteners' --clear phone",
    "merge": "ordertrack party merge 'Kestrel Fastners' --into 'Kestrel Fasteners'",
    "erase": "ordertrack party erase 'Ada Lovelace' --cause 'request of 2026-11-20' --dry-run",
}
COMMANDS = {"list": list_, "show": show, "add": add, "edit": edit, "merge": merge, "erase": erase}
register(party_app, COMMANDS, EXAMPLES)
