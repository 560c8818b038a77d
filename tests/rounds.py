"""A desk that the daily round watches day by day, under a policy of the test's choosing; all days are of 2026."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from ordertrack.domain.cases.escalations import AcknowledgementExpired
from ordertrack.domain.cases.followups import FollowUpOutcome, FollowUpsRaised
from ordertrack.domain.cases.issues import IssueKind, Severity
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.policy.policy import PolicyRevision
from ordertrack.domain.policy.text import form_of
from ordertrack.files.policy.reading import read_again
from ordertrack.store.book.book import SqlBook
from ordertrack.usecases.cases.escalations import acknowledge_escalations, end_escalations
from ordertrack.usecases.cases.followups import Conversation, log_followups
from ordertrack.usecases.cases.issues import (
    IssueReport,
    Resolution,
    let_issue_wait,
    open_issue,
    reopen_issue,
    resolve_issue,
    resume_issue,
)
from ordertrack.usecases.policy import timeline
from ordertrack.usecases.ports import Stamp
from ordertrack.usecases.round.round import RoundReport, run_round
from tests.builders import a_book, a_move, a_row, a_stamp, enter, history_of, is_sound, loaded, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import sqlalchemy as sa

    from ordertrack.domain.time.dates import YearHolidays
    from ordertrack.domain.time.worktime import Timeline

MORNING, NOON = time(6), time(12)
Table = list[tuple[str, ...]]


class HastyBook(SqlBook):
    """A book that does not wait for the disk: crashes are tested elsewhere."""

    def _new_engine(self, mode: str, begin: str | None) -> sa.Engine:
        from sqlalchemy import event

        engine = super()._new_engine(mode, begin)
        event.listen(engine, "connect", _do_not_wait)
        return engine


def _do_not_wait(connection: Any, _: object) -> None:  # noqa: ANN401 - a connection of SQLite's
    connection.execute("PRAGMA synchronous=OFF")


def a_round_desk(folder: Path, text: str, zone: str = "UTC") -> RoundDesk:
    """A desk with an empty book, under a policy from the first of January."""
    place = a_book(folder).place
    desk = RoundDesk(HastyBook(place), zone)
    desk.adopt(text)
    return desk


def day(text: str | date) -> date:
    """A day of 2026, written `03-20`."""
    return text if isinstance(text, date) else date.fromisoformat(f"2026-{text}")


def table(text: str) -> Table:
    """The rows of a table whose cells stand two blanks apart, without its heading."""
    rows = [line.split("  ") for line in text.strip().splitlines()]
    return [tuple(cell.strip() for cell in row if cell.strip()) for row in rows[1:]]


@dataclass(slots=True)
class RoundDesk:
    """An order book, and a clock that is put forward by hand; the round runs at six, people come at noon."""

    book: SqlBook
    zone: str = "UTC"
    _hours: Timeline | None = None

    def adopt(self, text: str, from_on: str = "01-01") -> None:
        """Let a policy hold from a day on."""
        with self.book.write() as unit:
            revision = PolicyRevision(
                number=len(unit.policy.revisions()) + 1,
                from_on=day(from_on),
                adopted_at=datetime.combine(day(from_on), time(), UTC),
                by="mia",
                description="as the test wants it",
                text=text,
                form=form_of(read_again(text), text),
            )
            unit.policy.save(revision, at=revision.adopted_at, by="mia")
            unit.commit()
        self._hours = None

    @property
    def revisions(self) -> tuple[PolicyRevision, ...]:
        with self.book.read() as view:
            return tuple(view.policy.revisions())

    @property
    def hours(self) -> Timeline:
        if self._hours is None:
            self._hours = timeline(self.revisions, _no_holidays)
        return self._hours

    def stamp(self, on: str | date, at: time = MORNING, by: str = "round") -> Stamp:
        """An instant of the desk's zone."""
        return Stamp(at=self.hours.instant(day(on), at), today=day(on), by=by)

    def round(self, on: str | date, at: time = MORNING, *, dry_run: bool = False) -> RoundReport:
        """Run the round of a day."""
        stamp = self.stamp(on, at)
        return run_round(self.book, self.revisions, self.hours, stamp, zone=self.zone, dry_run=dry_run)

    def rounds(self, first: str | date, last: str | date) -> None:
        """Run the rounds of all days that are no weekend."""
        for each in days(day(first), day(last)):
            if each.weekday() < 5:
                self.round(each)

    def enter(self, number: str = "A-1", *, on: str = "03-02", promised: str = "03-20", **row: str) -> None:
        """Enter an order of ten units, which the supplier confirms on the same day."""
        given = {"number": number, "promised_on": day(promised).isoformat(), "line_quantity": "10"} | row
        enter(self.book, a_row(**given), stamp=a_stamp(day(on)))
        self.move(on, Target.CONFIRMED, number)

    def move(self, on: str | date, to: Target | None = None, number: str = "A-1", **fields: Any) -> None:  # noqa: ANN401
        """Move an order at noon."""
        from ordertrack.usecases.orders import move_orders

        move_orders(self.book, [number], replace(a_move(to, **fields), on=day(on)), self.stamp(on, NOON, "anna"))

    def promise(self, on: str | date, to: str | date, number: str = "A-1") -> None:
        """Revise the promise of all open lines."""
        self.move(on, number=number, promised_on=day(to), cause="capacity")

    def receive(self, on: str | date, count: int, position: int = 1, number: str = "A-1") -> None:
        """Receive some units of a line."""
        self.move(on, Target.DELIVERED, number, lines=parts((position, count)))

    def call(
        self,
        on: str | date,
        outcome: FollowUpOutcome = FollowUpOutcome.ANSWERED,
        *,
        number: str = "A-1",
        ask_again: str | date | None = None,
        side: Side = Side.SUPPLIER,
    ) -> None:
        """Ask a party by phone."""
        stamp = self.stamp(on, NOON, "anna")
        held = Conversation(
            at=stamp.at,
            made_on=stamp.today,
            channel=Channel.PHONE,
            note="asked",
            side=side,
            outcome=outcome,
            ask_again_on=day(ask_again) if ask_again else None,
        )
        log_followups(self.book, [number], held, stamp)

    def issue(
        self, on: str | date, severity: Severity = Severity.HIGH, number: str = "A-1", kind: IssueKind = IssueKind.PRICE
    ) -> None:
        """Open an issue at noon."""
        stamp = self.stamp(on, NOON, "anna")
        open_issue(
            self.book,
            number,
            IssueReport(kind=kind, cause=f"the invoice of {stamp.today}", at=stamp.at, severity=severity),
            stamp,
        )

    def wait(self, on: str | date, side: Side = Side.CUSTOMER) -> None:
        """Leave the next move to a party."""
        let_issue_wait(self.book, "A-1#1", side, None, self.stamp(on, NOON, "anna"))

    def resume(self, on: str | date) -> None:
        """Take the next move back."""
        resume_issue(self.book, "A-1#1", None, self.stamp(on, NOON, "anna"))

    def resolve(self, on: str | date, name: str = "A-1#1") -> None:
        """Resolve an issue."""
        stamp = self.stamp(on, NOON, "anna")
        resolve_issue(self.book, name, Resolution(text="credited", at=stamp.at), stamp)

    def reopen(self, on: str | date) -> None:
        """Take the resolution back."""
        reopen_issue(self.book, "A-1#1", "it was not", self.stamp(on, NOON, "anna"))

    def acknowledge(self, on: str | date, name: str = "A-1", by: str = "ben") -> None:
        """Take an order's escalations up."""
        acknowledge_escalations(self.book, [name], None, self.stamp(on, NOON, by))

    def settle(self, on: str | date, name: str = "A-1") -> None:
        """Settle an order's escalations."""
        end_escalations(self.book, [name], "agreed", self.stamp(on, NOON, "ben"))

    def asked(self, number: str = "A-1") -> Table:
        """The follow-ups raised: day, rule, number, line, promise, day due."""
        return [
            tuple(
                map(
                    _shown,
                    (each.raised_on, each.rule, each.number, each.position, each.promised_on, each.due_on),
                )
            )
            for each in loaded(self.book, number).followups
        ]

    def told(self, number: str = "A-1") -> Table:
        """The turns of escalations: day, number of the escalation, level, how it went, to whom or why not."""
        rows: list[tuple[datetime, tuple[object, ...]]]
        rows = [(at, (escalation, "expired")) for at, escalation in _expired(self.book, number)]
        for escalation in loaded(self.book, number).escalations:
            for each in escalation.tellings:
                what = ", ".join(each.to) or each.why
                rows.append((each.at, (escalation.number, f"level {each.level}", each.ending, what)))
            if escalation.ended_at:
                rows.append((escalation.ended_at, (escalation.number, "ended", escalation.ended_why)))
        rows.sort(key=lambda row: row[0])
        return [(_shown(self.hours.today(at)), *map(str, row)) for at, row in rows]

    @property
    def head(self) -> object:
        """Where the trail ends."""
        with self.book.read() as view:
            return list(view.exports.trail())[-1]

    def is_sound(self) -> bool:
        """Whether the tables say what the trail says, and nothing was raised twice."""
        return is_sound(self.book)


def _expired(book: SqlBook, number: str) -> Iterator[tuple[datetime, int]]:
    for event in history_of(book, number):
        if isinstance(event.fact, AcknowledgementExpired):
            yield event.fact.at, event.fact.number


def _shown(value: object) -> str:
    return f"{value:%m-%d}" if isinstance(value, date) else str(value)


def _no_holidays(country: str, region: str | None) -> YearHolidays:
    del country, region

    def none(year: int) -> Mapping[date, str]:
        del year
        return {}

    return none


def days(first: date, last: date) -> Iterator[date]:
    """All days from one to another."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def raised_in(book: SqlBook, number: str) -> list[tuple[object, ...]]:
    """The keys of all follow-ups that the trail says were raised."""
    return [
        (each.position, each.promised_on, each.rule, each.number)
        for event in history_of(book, number)
        if isinstance(event.fact, FollowUpsRaised)
        for each in event.fact.followups
    ]
