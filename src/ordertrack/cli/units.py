"""Ready units that run the daily round: a line for crontab, and a timer with its service for systemd."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from datetime import time

    from ordertrack.cli.context import Desk

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LOCALE = "C.UTF-8"


def cron_line(desk: Desk) -> str:
    """Give what `crontab -` takes: the round at the opening of every working day, silent when nothing is due.

    Cron knows neither our zone nor our locale, so both stand there; `CRON_TZ` is read by cronie and Debian's cron.
    """
    lines = [
        "# ordertrack: the daily round; what it prints is mailed to you",
        f"CRON_TZ={desk.zone.key}",
        f"LC_ALL={_LOCALE}",
    ]
    for at, days in _openings(desk).items():
        listed = ",".join(str((day + 1) % 7) for day in days)
        command = _command(desk).replace("%", r"\%")
        lines.append(f"{at.minute} {at.hour} * * {listed} {command}")
    return "\n".join(lines)


def systemd_units(desk: Desk) -> str:
    """Give the two files of a user's timer, one after the other, each under its name; missed days are caught up."""
    calendars = "\n".join(
        f"OnCalendar={','.join(_DAYS[day] for day in days)} {at:%H:%M}:00 {desk.zone.key}"
        for at, days in _openings(desk).items()
    )
    return f"""# ~/.config/systemd/user/ordertrack-round.service
[Unit]
Description=The daily round of the order book

[Service]
Type=oneshot
Environment=LC_ALL={_LOCALE}
ExecStart={_command(desk).replace("%", "%%")}
SuccessExitStatus=75

# ~/.config/systemd/user/ordertrack-round.timer
[Unit]
Description=The daily round of the order book, every working day

[Timer]
{calendars}
Persistent=true

[Install]
WantedBy=timers.target"""


def _openings(desk: Desk) -> dict[time, list[int]]:
    """Give the weekdays by the time at which the desk opens on them."""
    found: dict[time, list[int]] = {}
    for day, hours in enumerate(desk.policy.week):
        if hours:
            found.setdefault(hours[0][0], []).append(day)
    return found


def _command(desk: Desk) -> str:
    where = desk.place.where
    if isinstance(where, str):
        raise UsageError(
            "the URL of this book holds what must not stand in a unit",
            hints=("name the book in the settings file, and leave --db and ORDERTRACK_DB out",),
        )
    program = [str(Path(sys.executable).absolute()), "-m", "ordertrack"]
    words = [*program, "--db", str(where.absolute()), "--actor", "round", "round", "--quiet-if-empty"]
    return shlex.join(words)
