"""Time zones by name, and the one of this machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


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
