"""`python -m ordertrack` and the `ordertrack` command."""

from __future__ import annotations

import gc
import sys

from ordertrack import __version__

_BETWEEN_SEARCHES = 200_000
"""Objects made between two searches for garbage. Start-up makes 130,000 and hardly any is garbage: searching as often
as Python does by itself takes a tenth of a short command."""


def run() -> None:
    """Run the command line of this process; asking for the version loads nothing else."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"ordertrack {__version__}\n")
        return
    gc.set_threshold(_BETWEEN_SEARCHES)
    from ordertrack.cli.main import main

    code = main(sys.argv[1:])
    gc.freeze()  # the process ends and its memory with it: Python need not look for garbage once more
    sys.exit(code)


if __name__ == "__main__":
    run()
