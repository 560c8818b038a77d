"""`python -m tests.recorder`: see the package for how it is used."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path

from tests import recorder


def main(argv: list[str]) -> int:
    """Make the books, a recording, or a comparison; the exit code says whether two recordings differ."""
    asked = _parser().parse_args(argv)
    if asked.command == "compare":
        from tests.recorder.comparing import compare

        return int(compare(asked.one, asked.other))
    if asked.command == "books":
        from tests.recorder.books import make_books

        make_books(asked.to)
    else:
        _record(asked)
    return 0


def _record(asked: Namespace) -> None:
    from tests.recorder.recording import record

    record(asked.books, asked.to, only=asked.only, is_thorough=asked.all)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        "python -m tests.recorder", description=recorder.__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    books = commands.add_parser("books", help="make the books")
    books.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where they go: a new folder")
    record = commands.add_parser("record", help="write down what the program prints")
    record.add_argument("--books", type=Path, required=True, metavar="FOLDER", help="where the books are")
    record.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where the pages go")
    record.add_argument("--only", action="append", default=[], metavar="PAGE", help="only this page, as example.sqlite")
    record.add_argument("--all", action="store_true", help="every question in every format")
    compare = commands.add_parser("compare", help="say what differs between two recordings")
    compare.add_argument("one", type=Path, metavar="A")
    compare.add_argument("other", type=Path, metavar="B")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
