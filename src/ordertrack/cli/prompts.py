"""Questions to a person at a terminal, and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.cli.text import shown
from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordertrack.cli.streams import Streams

_YES, _NO = frozenset({"y", "yes"}), frozenset({"n", "no"})


def ask(
    question: str,
    *,
    streams: Streams,
    option: str,
    default: str | None = None,
    check: Callable[[str], object] | None = None,
) -> str:
    """Ask until the answer is not blank and `check` does not raise ValueError; blank takes the default.

    Raises UsageError naming the option where nobody can be asked, and KeyboardInterrupt when the person
    leaves (Ctrl-D or Ctrl-C). The question stands on standard error; a pipe is never read.
    """
    _require_person(streams, question, option)
    suffix = "" if default is None else f" [{default}]"
    while True:
        answer = _answer(streams, f"{question}{suffix}: ") or default or ""
        if problem := _problem(answer, check):
            _write(streams, f"  {problem}\n")
        else:
            return answer


def confirm(question: str, *, streams: Streams, option: str, default: bool = False) -> bool:
    """Ask for yes or no; the errors are those of `ask`."""
    _require_person(streams, question, option)
    while True:
        answer = _answer(streams, f"{question} [{'Y/n' if default else 'y/N'}]: ").casefold()
        if not answer:
            return default
        if answer in _YES | _NO:
            return answer in _YES
        _write(streams, "  please answer y or n\n")


def _require_person(streams: Streams, question: str, option: str) -> None:
    if not streams.can_ask():
        raise UsageError(f"{option} is missing, and nobody can be asked here", hints=(f"the question was: {question}",))


def _answer(streams: Streams, prompt: str) -> str:
    _write(streams, prompt)
    line = streams.stdin.readline()
    if not line:
        streams.stderr.write("\n")
        raise KeyboardInterrupt
    return line.strip()


def _problem(answer: str, check: Callable[[str], object] | None) -> str:
    if not answer:
        return "an answer is needed; Ctrl-D leaves"
    try:
        if check:
            check(answer)
    except ValueError as error:
        return str(error)
    return ""


def _write(streams: Streams, text: str) -> None:
    body = text.removesuffix("\n")
    streams.stderr.write(shown(body) + text[len(body) :])
    streams.stderr.flush()
