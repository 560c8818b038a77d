"""How many examples a test draws: few in the quick run, as many as it names with `--hypothesis-profile thorough`."""

from __future__ import annotations

from hypothesis import settings

WHOLE = 100
"""What a test draws that names no number, in the thorough run."""
QUICK = 25
"""The same in the quick run, whose other tests draw that much less, too."""
FEWEST = 4


def register_profiles() -> None:
    """Let a run choose between `quick`, which holds unless it says otherwise, and `thorough`."""
    settings.register_profile("thorough", deadline=None, derandomize=True, max_examples=WHOLE)
    settings.register_profile("quick", deadline=None, derandomize=True, max_examples=QUICK)
    settings.load_profile("quick")


def examples(most: int) -> int:
    """Give the number of examples that this run draws where the thorough one draws `most`."""
    return max(min(most, FEWEST), most * settings().max_examples // WHOLE)
