"""The book of a real procurement history of ten years, with some issues and questions of its time."""

from __future__ import annotations

import os
from pathlib import Path

from tests.recorder.running import done, rows, sit_at

NOW = "2015-09-29T12:00:00Z"
DATA = Path(__file__).parents[2].parent / "shared" / "data"
FILE = "scms/scms_utf8_lf.csv"
PROFILE = """\
null = ["Pre-PQ Process", "Date Not Captured", "N/A - From RDC"]
date_format = ["%d-%b-%y"]

[map]
number = "PO / SO #"
supplier = "Vendor"
customer = "Country"
"line.ref" = "ID"
"line.description" = "Item Description"
"line.quantity" = "Line Item Quantity"
promised_on = "Scheduled Delivery Date"
"line.delivered_on" = "Delivered to Client Date"
placed_on = "PO Sent to Vendor Date"

[date_formats]
placed_on = ["%m/%d/%Y"]
"""
_KINDS, _SEVERITIES = ("delay", "short", "damaged", "quality", "price"), ("low", "medium", "high", "critical")
_CHANNELS = ("email", "phone", "portal")


def data_folder() -> Path:
    """Name the folder of the files that nobody here wrote, before the environment is settled."""
    return Path(os.environ.get("ORDERTRACK_TEST_DATA", DATA))


def fill(book: Path | str, here: Path, data: Path) -> str:
    """Make the book and give the instant at which it is asked."""
    sit_at(book, "2015-09-28T08:00:00Z")
    profile = here / "in" / "profile.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    done("book init --zone UTC")
    done(f"import orders {data / FILE} --profile {profile} --history")
    numbers = [str(each["number"]) for each in rows("list --sort number --limit 60")]
    done("import issues - --history", _issues(numbers).encode())
    done("import enquiries - --history", _enquiries(numbers).encode())
    return NOW


def _issues(numbers: list[str]) -> str:
    lines = ["number,kind,severity,cause,opened_at,resolved_at,resolution"]
    for at, number in enumerate(numbers):
        ended = f"2015-0{3 + at % 6}-{10 + at % 18}T15:30Z,settled" if at % 4 else ","
        opened = f"2015-0{1 + at % 3}-{1 + at % 9:02}T09:{at % 60:02}Z"
        lines.append(f"{number},{_KINDS[at % 5]},{_SEVERITIES[at % 4]},as reported {at},{opened},{ended}")
    return "\n".join(lines)


def _enquiries(numbers: list[str]) -> str:
    lines = ["number,from,channel,received_at,text,answered_at,answer"]
    for at, number in enumerate(numbers):
        ended = f"2015-0{1 + at % 8}-{12 + at % 16}T11:15Z,soon" if at % 5 else ","
        asked = f"2015-0{1 + at % 8}-{1 + at % 11:02}T10:{at % 60:02}Z"
        lines.append(f'{number},Country desk,{_CHANNELS[at % 3]},{asked},"When, please?",{ended}')
    return "\n".join(lines)
