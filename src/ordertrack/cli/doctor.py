"""Later."""

from ordertrack.cli.commands import reads
from ordertrack.cli.context import Desk


@reads
def doctor(desk: Desk) -> None:
    """Later."""
