"""Where the test data lies that was not written for this project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_DEFAULT = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    folder = Path(os.environ.get("ORDERTRACK_TEST_DATA", _DEFAULT))
    if not folder.is_dir():
        pytest.skip(f"there is no test data at {folder}; ORDERTRACK_TEST_DATA names the folder")
    return folder
