"""The boundary: a command line goes in, an exit code comes out, and every error is said in one place."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from ordertrack.cli.commands import InterruptedByPersonError, ReaderGoneError
from ordertrack.cli.output.output import prepare_streams
from ordertrack.cli.terminal import Talk
from ordertrack.errors import OrderTrackError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.cli.output.output import Streams

BUG, INTERRUPTED, READER_GONE = 1, 130, 141
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def main(argv: Sequence[str]) -> int:
    """Run one command line and give its exit code; nothing but this decides on it."""
    streams = prepare_streams()
    talk = Talk(stderr=streams.stderr, color=streams.wants_color(streams.stderr))
    try:
        code = _run(list(argv))
        streams.stdout.flush()
    except OrderTrackError as error:
        _flush(streams)
        talk.error(error.message, error.hints)
        return error.exit_code
    except (KeyboardInterrupt, InterruptedByPersonError):
        talk.say("ordertrack: interrupted; nothing was written")
        return INTERRUPTED
    except (BrokenPipeError, ReaderGoneError):
        streams.abandon_output()
        return READER_GONE
    except Exception as error:  # noqa: BLE001 - a bug: the person gets one line, the traceback goes to a file
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            streams.abandon_output()
            talk.error(f"standard output or the folder for temporary files cannot be written: {error.strerror}")
            return OutsideError.exit_code
        talk.error(f"this is a bug of ordertrack; its traceback is in {_keep_traceback()}")
        return BUG
    return code


def _run(argv: list[str]) -> int:
    from ordertrack.cli.app import build_app

    try:
        build_app(argv)(args=argv, prog_name="ordertrack")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 0
    return 0


def _flush(streams: Streams) -> None:
    try:
        streams.stdout.flush()
    except BrokenPipeError:
        streams.abandon_output()


def _keep_traceback() -> Path:
    from platformdirs import user_state_path

    text = "".join(traceback.format_exception(*sys.exc_info()))
    for folder in (user_state_path("ordertrack", appauthor=False), Path.cwd()):
        path = folder / "last-error.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        return path
    sys.stderr.write(text)
    return Path("nowhere; it stands above")
