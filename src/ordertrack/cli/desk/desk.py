"""The composition root: here alone the clock and the settings are asked, and the store is wired in."""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ordertrack.cli.desk.settings import Place, Settings, find_book, read_settings
from ordertrack.cli.terminal import Color, Streams, Talk
from ordertrack.errors import NotFoundError, OutsideError, RejectedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ordertrack.cli.output.output import Output
    from ordertrack.domain.policy.checks import TextProblems
    from ordertrack.domain.policy.policy import Policy, PolicyRevision
    from ordertrack.domain.round.worklist import Standards
    from ordertrack.domain.time.dates import Days
    from ordertrack.domain.time.worktime import Timeline
    from ordertrack.files.transfer.mapping import Mapping as FileMapping
    from ordertrack.files.transfer.staging import StagedOrders
    from ordertrack.store.book.archiving import Shelf
    from ordertrack.store.book.book import SqlBook
    from ordertrack.store.book.upkeep import Upkeep
    from ordertrack.store.book.views import SqlReads
    from ordertrack.usecases.ports import Stamp


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """The options every command takes."""

    db: str | None = None
    actor: str | None = None
    as_of: str | None = None
    color: Color | None = None
    no_input: bool = False
    dry_run: bool = False
    format: str | None = None
    file: Path | None = None
    fields: str | None = None
    excel: bool = False
    quiet_if_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWishes:
    """What was asked of an import."""

    file: str
    maps: tuple[str, ...] = ()
    profile: Path | None = None
    date_formats: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    is_history: bool = False
    update: bool = False
    partial: bool = False
    rejects: Path | None = None
    zone: str | None = None


class Desk:
    """One command's surroundings: streams, settings, clock, actor and, when it asks for it, the book."""

    def __init__(self, streams: Streams, environ: Mapping[str, str], wishes: Wishes) -> None:
        self.environ, self.wishes = environ, wishes
        self.streams = replace(streams, no_input=streams.no_input or wishes.no_input)

    @cached_property
    def settings(self) -> Settings:
        """What the settings file says; UsageError when it may not say that."""
        found = read_settings(self.environ)
        if found.values:
            from ordertrack.files.settings import check_settings

            check_settings(found.path, found.values)
        return found

    @cached_property
    def place(self) -> Place:
        """Where the book is, and why there."""
        return find_book(self.wishes.db, self.environ, self.settings)

    @cached_property
    def book(self) -> SqlBook:
        """The order book."""
        from ordertrack.store.book.book import SqlBook

        allow_network = bool(self.environ.get("ORDERTRACK_ALLOW_NETWORK_DISK"))
        return SqlBook(self.place.where, allow_network=allow_network, read_policy=_read_again)

    @property
    def upkeep(self) -> Upkeep:
        """What looks after the book: making, checking, backing up, verifying it."""
        from ordertrack.store.book.upkeep import Upkeep

        return Upkeep(self.book)

    def shelf(self, target: Path | None, on: date) -> Shelf:
        """Give what makes the book's archives: at `target`, else beside it, under the year of a day."""
        from ordertrack.store.book.archiving import Shelf

        return Shelf(self.book, target, year=on.year)

    def at(self, place: Path) -> Desk:
        """Give the same surroundings around another book."""
        return Desk(self.streams, self.environ, replace(self.wishes, db=str(place)))

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which the book's dates are meant."""
        with self.book.read() as view:
            return zone_named(view.setting("zone") or "UTC")

    @cached_property
    def now(self) -> datetime:
        """The instant of this command (UTC), the same from its beginning to its end."""
        return self.clock()

    def clock(self) -> datetime:
        """Tell what time it is (UTC); always the same where ORDERTRACK_AS_OF sets it."""
        text = self.environ.get("ORDERTRACK_AS_OF")
        if not text:
            return datetime.now(UTC).replace(microsecond=0)

        try:
            if "T" in text:
                from ordertrack.domain.time.dates import parse_instant

                return parse_instant(text)
            day = date.fromisoformat(text)
        except ValueError as error:
            raise UsageError(f"ORDERTRACK_AS_OF: {error}") from error
        return datetime(day.year, day.month, day.day, 12, tzinfo=self.zone).astimezone(UTC)

    @cached_property
    def today(self) -> date:
        """The day it is in the book's zone."""
        return self.now.astimezone(self.zone).date()

    @cached_property
    def as_of(self) -> date:
        """The day a report is asked about."""
        return self.day(self.wishes.as_of, "--as-of") or self.today

    @cached_property
    def procedure(self) -> Procedure:
        """What the policy says."""
        return Procedure(self)

    @property
    def policies(self) -> Sequence[PolicyRevision]:
        """The policy revisions; the built-in one where the book has none yet."""
        return self.procedure.policies

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.procedure.policy

    @property
    def hours(self) -> Timeline:
        """When the desk works, through all revisions."""
        return self.procedure.hours

    @property
    def calendar(self) -> Days:
        """The days on which the desk works."""
        return self.hours.days()

    def instant(self, text: str | None, option: str) -> datetime:
        """Read an instant a person typed, now if left out; UsageError names the option."""
        return self.procedure.instant(text, option)

    @cached_property
    def actor(self) -> str:
        """Who does this: --actor, ORDERTRACK_ACTOR, the settings file, the login name."""
        named = self.wishes.actor or self.environ.get("ORDERTRACK_ACTOR") or self.settings.text("actor")
        from ordertrack.domain.values.texts import LIMITS, clean_code

        try:
            return clean_code(" ".join((named or _login_name()).split()), LIMITS["owner"])
        except ValueError as error:
            raise UsageError(f"--actor {error}") from error

    @property
    def stamp(self) -> Stamp:
        """Who and when."""
        from ordertrack.usecases.ports import Stamp

        return Stamp(at=self.now, today=self.today, by=self.actor)

    @cached_property
    def color(self) -> Color:
        """Whether to colour."""
        try:
            return self.wishes.color or Color(self.settings.text("color") or "auto")
        except ValueError:
            raise UsageError(f"{self.settings.path}: color is auto, always or never") from None

    @cached_property
    def talk(self) -> Talk:
        """The voice on standard error."""
        return Talk(stderr=self.streams.stderr, color=self.streams.wants_color(self.streams.stderr, self.color))

    @cached_property
    def output(self) -> Output:
        """Where results go, and in which format."""
        from ordertrack.cli.output.output import Format, Output

        wishes = self.wishes
        neutralise: Any = None
        if wishes.excel:
            from ordertrack.files.transfer.tabular import neutralise
        return Output(
            streams=self.streams,
            format=Format(wishes.format) if wishes.format else None,
            file=wishes.file,
            fields=tuple(part.strip() for part in wishes.fields.split(",")) if wishes.fields is not None else None,
            excel=wishes.excel,
            color=self.color,
            quiet_if_empty=wishes.quiet_if_empty,
            neutralise=neutralise,
        )

    @contextmanager
    def whole_view(self) -> Iterator[SqlReads]:
        """Open a view for reading the whole book at the reader's pace, without keeping writers waiting."""
        from ordertrack.store.book.making import snapshot

        with snapshot(self.book) as view:
            yield view

    def export_fields(self, what: str) -> tuple[str, ...]:
        """Name the fields of an export."""
        from ordertrack.store.records import exports

        fields = {
            "orders": exports.ORDER_EXPORT,
            "lines": exports.LINE_EXPORT,
            "trail": exports.TRAIL_EXPORT,
            "parties": exports.PARTY_EXPORT,
        }
        return tuple(fields[what])

    def read_rows(self, request: ImportWishes, kind: str = "orders") -> tuple[FileMapping, StagedOrders, str]:
        """Read the file of an import of orders, issues or enquiries: its mapping, its rows, how messages name it."""
        from ordertrack.files.transfer import mapping, staging

        layouts = {"orders": mapping.ORDERS, "issues": mapping.ISSUES, "enquiries": mapping.ENQUIRIES}
        found = mapping.build_mapping(
            maps=request.maps,
            nulls=request.nulls,
            date_formats=request.date_formats,
            encoding=request.encoding,
            delimiter=request.delimiter,
            profile=request.profile,
            layout=layouts[kind],
        )
        is_piped = request.file == "-"
        name = "standard input" if is_piped else request.file
        source = _piped_bytes() if is_piped else Path(request.file)
        return found, staging.read_orders(source, found, name=name), name

    def read_text(self, file: str) -> str:
        """Read a text a person keeps, exactly, `-` from standard input.

        NotFoundError when there is no such file, RejectedError when it is not UTF-8.
        """
        is_piped = file == "-"
        name = "standard input" if is_piped else file
        try:
            raw = _piped_bytes().read() if is_piped else Path(file).read_bytes()
            return raw.decode("utf-8-sig")
        except FileNotFoundError as error:
            raise NotFoundError(f"there is no file {name}") from error
        except OSError as error:
            raise OutsideError(f"{name} cannot be read: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise RejectedError(f"{name} is not UTF-8: byte {error.start + 1} is not; save it as UTF-8") from error

    def prefer(self, form: str) -> None:
        """Choose a format where the person chose none."""
        if self.wishes.format is None and self.wishes.file is None:
            self.wishes = replace(self.wishes, format=form)

    def read_day(self, text: str) -> date:
        """Read a date a person typed; ValueError says what is wrong with it."""
        from ordertrack.domain.time.dates import WorkingDays, parse_date

        calendar = self.calendar if text.endswith("bd") else WorkingDays()  # the policy is not read for nothing
        return parse_date(text, today=self.today, calendar=calendar)

    def day(self, text: str | None, option: str) -> date | None:
        """Read a date a person typed; a word is echoed resolved. UsageError names the option."""
        if text is None:
            return None
        from ordertrack.domain.time.dates import is_word

        try:
            day = self.read_day(text)
        except ValueError as error:
            raise UsageError(f"{option}: {error}") from error
        if is_word(text):
            self.talk.say(f"{option} {text} is {day:%A} {day}")
        return day


def policy_reader(text_problems: TextProblems | None = None) -> Callable[[str], Policy]:
    """Give what reads a proposed policy, with every check; `text_problems` tries the texts of its notices."""
    from ordertrack.cli.desk.calendars import year_holidays
    from ordertrack.files.policy.reading import read_policy

    return partial(read_policy, year_holidays_of=year_holidays, text_problems=text_problems)


def _read_again(text: str) -> Policy:
    from ordertrack.files.policy.reading import read_again

    return read_again(text)


def _piped_bytes() -> BinaryIO:
    if sys.stdin.isatty():
        raise UsageError("- reads from a pipe, and standard input is a terminal")
    return sys.stdin.buffer


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


class Procedure:
    """The policy of a desk's book; nothing of it is read before it is needed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @cached_property
    def policies(self) -> Sequence[PolicyRevision]:
        """The policy revisions; the built-in one where the book has none yet."""
        from ordertrack.usecases.policy import built_in_revision

        with self._desk.book.read() as view:
            return view.policy.revisions() or [built_in_revision(self._desk.zone.key, self._desk.stamp)]

    @cached_property
    def revision(self) -> PolicyRevision:
        """The policy revision in force."""
        from ordertrack.usecases.policy import revision_on

        return revision_on(self.policies, self._desk.today)

    @cached_property
    def policy(self) -> Policy:
        """The policy in force."""
        from ordertrack.usecases.policy import policy_on

        return policy_on(self.policies, self._desk.today)[1]

    @cached_property
    def hours(self) -> Timeline:
        """When the desk works, through all revisions."""
        from ordertrack.cli.desk.calendars import year_holidays
        from ordertrack.usecases.policy import timeline

        return timeline(self.policies, year_holidays)

    @property
    def standards(self) -> Standards:
        """What the urgency of the worklist is measured by, as of the day asked about."""
        from ordertrack.domain.round.worklist import Standards
        from ordertrack.usecases.policy import targets_by_day

        stamp = self.round_stamp
        return Standards(stamp.today, stamp.at, self.hours, self.policy, targets_by_day(self.policies))

    @property
    def round_stamp(self) -> Stamp:
        """Who and when for the daily round: now, or the last moment of an earlier day; `round` unless somebody else."""
        from ordertrack.usecases.ports import Stamp

        named = self._desk.wishes.actor or self._desk.environ.get("ORDERTRACK_ACTOR")
        by = self._desk.actor if named else "round"
        if self._desk.as_of == self._desk.today:
            return Stamp(at=self._desk.now, today=self._desk.today, by=by)
        return Stamp(at=self.hours.instant(self._desk.as_of, time(23, 59, 59)), today=self._desk.as_of, by=by)

    def instant(self, text: str | None, option: str) -> datetime:
        """Read an instant a person typed, now if left out; UsageError names the option."""
        if text is None:
            return self._desk.now
        from ordertrack.cli.desk.calendars import read_instant

        try:
            return read_instant(text, self.hours, self._desk.read_day)
        except ValueError as error:
            raise UsageError(f"{option}: {error}") from error


def zone_named(name: str) -> ZoneInfo:
    """Give a time zone by name; UsageError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f'there is no time zone "{name}"', hints=("write one like Europe/Berlin or UTC",)) from error


def local_zone(environ: Mapping[str, str]) -> str:
    """Name the zone of this machine: TZ, else what /etc/localtime or /etc/timezone says, else UTC."""
    named = environ.get("TZ", "").removeprefix(":")
    target = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    for name in (named, target.removeprefix("posix/")):
        try:
            return zone_named(name).key if name else zone_named("").key
        except UsageError:
            continue
    return "UTC"
