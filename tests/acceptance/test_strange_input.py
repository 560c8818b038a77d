"""Files that nobody here wrote are read as their references say, or refused with file, row and a sentence (SOP 4.1a)."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.desk import Desk, Ran

FILES = Path(os.environ.get("ORDERTRACK_TEST_DATA", Path(__file__).parents[3] / "shared" / "data")) / "csv"
ALL = sorted(str(file.relative_to(FILES)) for file in FILES.rglob("*") if file.is_file())
SPECTRUM = sorted(file.stem for file in FILES.glob("csv-spectrum/csvs/*.csv"))
CSVKIT = sorted(str(file.relative_to(FILES / "csvkit")) for file in FILES.glob("csvkit/**/*.csv"))
pytestmark = pytest.mark.skipif(not ALL, reason=f"there is no test data at {FILES}")

ENCODINGS = {"test_latin1.csv": "latin-1", "test_utf16_big.csv": "utf-16", "test_utf16_little.csv": "utf-16"}
