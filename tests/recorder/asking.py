"""How questions are put: in which formats, and what their names stand for in each book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tests.recorder.questions import QUESTIONS
from tests.recorder.running import tried

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.recorder.books import Subjects
    from tests.recorder.pages import Page


class Form(NamedTuple):
    """How an answer is wanted: options, and the width of the terminal, if it is one."""

    options: str = ""
    width: int = 0


FORMS = (
    Form("--format table", 80),
    Form("--format table --color always", 200),
    Form("--format plain"),
    Form("--format csv"),
    Form("--excel"),
    Form("--format tsv"),
    Form("--json"),
    Form("--format ndjson"),
    Form("--format markdown"),
    Form("--format html"),
)
BRIEF = (Form("--format table", 100), Form("--json"), Form())
_LONG = frozenset({"export orders", "export lines", "export trail"})
_LINED_UP = frozenset({*FORMS[:3], Form("--format markdown")})
_JSON = FORMS.index(Form("--json"))

DAYS = {
    "example": ("2026-11-20", "2026-10-01", "2026-11-23", "2026-11-09"),
    "history": ("2014-02-02", "2013-01-01", "2014-12-31", "2015-09-01"),
    "quarter": ("2026-05-13", "2026-03-16", "2026-05-22", "2026-05-18"),
}
"""Of each book: an earlier day, the first and the last of a period, and from when on a policy is simulated."""

_INFO = "place,named_by,engine,library,zone,created_at,journal,orders,lines,parties,events"
"""The fields of `book info` but its size and its layout, which a later version may change."""


def names_of(book: str, subjects: Subjects) -> dict[str, Any]:
    """Say what the names in questions and changes stand for."""
    days = dict(zip(("EARLIER", "FIRST", "LAST", "SIMULATED"), DAYS[book], strict=True))
    more = {"LONG_AGO": "2001-01-01", "ZEROS": "0" * 64, "INFO": _INFO, "START": subjects["A"][:4]}
    latest = {
        "notice": _Latest("notice list --state queued --channel email --order"),
        "letter": _Latest("mail list --"),
        "reply": _Latest("mail list --waiting --order", side="customer"),
    }
    return {**subjects, **days, **more, **latest}


class _Latest:
    """Stands in a line for the number of the first that a list shows now: `{reply:W-1}`, `{letter:waiting}`."""

    def __init__(self, line: str, side: str | None = None) -> None:
        self._line, self._side = line, side

    def __format__(self, rest: str) -> str:
        line = f"{self._line}{rest}" if self._line.endswith("-") else f"{self._line} {rest}"
        ran = tried(f"{line} --json")
        found = ran.document["rows"] if ran.code == 0 else []
        ids = [each["id"] for each in found if self._side in {None, each["side"]}]
        return str(ids[0]) if ids else "1"


def ask_all(page: Page, *, is_thorough: bool) -> None:
    """Ask every question in every format, or each in some of them, so that all questions together have every format."""
    for number, (command, (first, *others)) in enumerate(QUESTIONS.items()):
        for form in _forms(number, command, is_thorough=is_thorough):
            _ask(page, f"{command} {first}", form)
        for turn, variant in enumerate(others, number):
            _ask(page, f"{command} {variant}", BRIEF[turn % len(BRIEF)])


def _forms(number: int, command: str, *, is_thorough: bool) -> Sequence[Form]:
    """Choose the forms of an answer: all, or a table, JSON and another; what is long is not lined up."""
    if command in _LONG:
        return [form for form in FORMS if form not in _LINED_UP] if is_thorough else (Form(), FORMS[_JSON])
    others = [form for form in FORMS[2:] if form != FORMS[_JSON]]
    return FORMS if is_thorough else (FORMS[number % 2], FORMS[_JSON], others[number % len(others)])


def _ask(page: Page, line: str, form: Form) -> None:
    if form.width:
        page.ask(line, form.options, ORDERTRACK_FORCE_TTY=str(form.width))
    else:
        page.ask(line, form.options)
