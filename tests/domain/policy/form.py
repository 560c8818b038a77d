"""The form of the built-in policy, as `policy.json` has it: `python -m tests.domain.policy.form` writes it."""

from __future__ import annotations

import json
from pathlib import Path

from ordertrack.domain.policy import text
from ordertrack.domain.values.codec import encode
from ordertrack.files.policy.reading import read_policy

FILE = Path(text.__file__).with_name("policy.json")


def form() -> str:
    """Give what the built-in text says, as facts."""
    facts = encode(read_policy(text.default_text("UTC")))
    return json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(form(), encoding="utf-8")
