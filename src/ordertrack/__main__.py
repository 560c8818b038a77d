"""`python -m ordertrack` and the `ordertrack` command."""

from __future__ import annotations

import sys

from ordertrack import __version__


def run() -> None:
    """Run the command line of this process; asking for the version loads nothing else."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"ordertrack {__version__}\n")
        return
    from ordertrack.cli.main import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
