"""What was asked for, as typed: the options every command takes, and those of an import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ordertrack.cli.streams import Color


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
