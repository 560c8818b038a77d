"""What a letter says goes by whose it is: by the language of its text, and by its being a copy (SOP 4.1c, 4.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ordertrack.domain.cases.escalations import Ending, Escalation, LevelTurn, Subject
from ordertrack.domain.letters import Wording
from ordertrack.domain.notices.facts import escalation_facts
from ordertrack.domain.notices.notice import Addressee, Notice, NoticeState
from ordertrack.domain.notices.samples import samples
from ordertrack.domain.parties import NoticeChannel
from ordertrack.domain.policy.notices import NoticeKind, TextTemplate
from ordertrack.domain.policy.policy import PolicyRevision
from ordertrack.domain.policy.text import default_text
from ordertrack.files.policy.reading import read_again
from ordertrack.mail.notices.wording import NoticeWriter
from ordertrack.usecases.notices.sending import wording_of
from tests.builders import an_order
from tests.mail.notices.texts import KIND, RICH, TEXTS, texts

AT = datetime(2026, 3, 18, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def words() -> NoticeWriter:
    return NoticeWriter()


def test_a_german_letter_has_decimal_commas_and_german_dates(words: NoticeWriter) -> None:
    """SOP 4.1c."""
    facts = samples(NoticeKind.ORDER_CONFIRMATION)[0]
    facts["order"]["lines"][0] |= {"description": "Bolt", "sku": None}
    facts["order"]["lines"][1] |= {"quantity": "1.234", "unit": "kg", "description": "Cable 3.5"}
    assert words.render(TEXTS, NoticeKind.ORDER_CONFIRMATION, "de", facts).plain.split("\n")[4:7] == [
        "  Pos.     Menge         Termin      Artikel",
        "     1      2500 pcs     13.03.2026  Bolt; derzeit erwartet am 20.03.2026",
        "    12     1,234 kg      16.03.2026  Cable 3.5",
    ]
    assert "  1.234 kg      2026-03-16  " in words.render(TEXTS, NoticeKind.ORDER_CONFIRMATION, "en", facts).plain


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", "1.234|7|2026-11-24"),
        ("de", "1,234|7|24.11.2026"),
        ("de-AT", "1,234|7|24.11.2026"),
        ("de-CH", "1.234|7|24.11.2026"),
        ("PT-br", "1,234|7|2026-11-24"),
        ("es-MX", "1.234|7|2026-11-24"),
        ("den", "1.234|7|2026-11-24"),
    ],
)
def test_numbers_and_dates_go_by_the_language_of_the_text(words: NoticeWriter, tag: str, written: str) -> None:
    source = "{{ '1.234'|amount }}|{{ 7|amount }}|{{ '2026-11-24'|day }}"
    given_texts = replace(texts(), templates=(((tag, KIND), TextTemplate("s", source, f"<p>{source}</p>", tag)),))
    found = words.render(given_texts, KIND, tag, RICH)
    assert (found.plain, found.html) == (f"{written}\n", f"<p>{written}</p>\n")
    assert words.problems_of(given_texts) == []


@pytest.mark.parametrize("text", ["", "about 1.5", "1.5.2", "1,5", "2026-02-30", "2026-11-24 09:00", "24.11.2026"])
def test_what_is_no_number_and_no_date_stays_as_it_is(words: NoticeWriter, text: str) -> None:
    source = f"-{{{{ '{text}'|amount }}}}|{{{{ '{text}'|day }}}}-"
    given_texts = replace(texts(), templates=((("de", KIND), TextTemplate("s", source, None, "de")),))
    assert words.render(given_texts, KIND, "de", RICH).plain == f"-{text}|{text}-\n"


@pytest.mark.parametrize(("tag", "said"), [("en", "2026-12-07 09:05"), ("de", "07.12.2026 09:05")])
def test_an_escalation_is_to_be_taken_up_by_the_desks_own_clock(words: NoticeWriter, tag: str, said: str) -> None:
    """SOP 4.3b."""
    until = datetime(2026, 12, 7, 8, 5, tzinfo=UTC)
    telling = LevelTurn(level=1, at=AT, ending=Ending.TOLD, why="late", to=("Ben",), acknowledge_by=until)
    case = Escalation(number=1, subject=Subject.BY_HAND, reason="late", started_at=AT, revision=1)
    of_case = escalation_facts(an_order(), case, telling, None, "Europe/Berlin")
    facts = {**samples(NoticeKind.ESCALATION)[0], **of_case}
    assert f": {said} Europe/Berlin\n" in words.render(TEXTS, NoticeKind.ESCALATION, tag, facts).plain.replace(
        "  ", " "
    )


@pytest.mark.parametrize(
    ("language", "copy"),
    [
        ("en", ("Copy: Order 7: completed", "Copy of the letter to Żuraw", "Good day,")),
        ("de-AT", ("Kopie: Auftrag 7: abgeschlossen", "Kopie des Schreibens an Żuraw", "Guten Tag,")),
    ],
)
def test_a_colleagues_copy_says_whose_letter_it_is(
    words: NoticeWriter, language: str, copy: tuple[str, str, str]
) -> None:
    """SOP 4.1c, 4.4b."""
    text = default_text("UTC").replace('language = "en"', f'language = "{language}"')
    revision = PolicyRevision(
        number=1, from_on=AT.date(), adopted_at=AT, by="a", description="", text=text, reader=read_again
    )
    found = wording_of(a_copy(), [revision], words)
    first, gap, second, *_ = found.plain.split("\n")
    assert (found.subject, first, second, gap, found.html) == (*copy, "", None)
    edited = replace(a_copy(), subject="Mine", body="My words\n")
    assert wording_of(edited, [revision], words) == Wording("Mine", "My words\n")


def a_copy() -> Notice:
    """What the team lead is told of a letter."""
    kind = NoticeKind.COMPLETED
    return Notice(
        id=1,
        kind=kind,
        state=NoticeState.SENT,
        to=Addressee(name="team lead", channel=NoticeChannel.INBOX),
        numbers=("7",),
        facts=samples(kind)[1],
        cause="7#3",
        revision=1,
        queued_at=AT,
        learned_at=AT,
        token="t",  # noqa: S106 - no secret
        is_copy=True,
    )
