"""A notice says what its text makes of its facts, and a text can do nothing else (SOP 4.1c, 4.4)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrack.domain.notices.samples import samples
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.mail.notices.wording import LONGEST_PLAIN, NoticeWriter
from tests.drawing import examples
from tests.mail.notices.texts import KIND, RICH, TEXTS, plain, texts

if TYPE_CHECKING:
    from ordertrack.domain.letters import Wording

EVERY_TEXT = [(kind, tag) for kind in NoticeKind for tag in TEXTS.languages]


@pytest.fixture(scope="module")
def words() -> NoticeWriter:
    return NoticeWriter()


def with_strings(facts: Any, text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The same facts with every text another one."""
    if isinstance(facts, dict):
        return {key: with_strings(each, text) for key, each in facts.items()}
    if isinstance(facts, list):
        return [with_strings(each, text) for each in facts]
    return text if isinstance(facts, str) else facts


def test_the_built_in_texts_have_no_problem(words: NoticeWriter) -> None:
    assert words.problems_of(TEXTS) == []


@pytest.mark.parametrize(("kind", "tag"), EVERY_TEXT)
def test_a_built_in_text_names_the_order_and_leaves_nothing_unsaid(
    words: NoticeWriter, kind: NoticeKind, tag: str
) -> None:
    for facts in samples(kind):
        found = words.render(TEXTS, kind, tag, facts)
        numbers = (
            {facts["order"]["number"]} if "order" in facts else {each["number"] for each in facts.get("orders", ())}
        )
        assert all(number in found.subject for number in numbers)
        said = f"{found.subject}\n{found.plain}"
        assert re.findall(r"None|True|False|\{|\}|%|undefined", said) == []
        assert re.findall(r"[ \t]\n|\n\n\n|  +\n|^\n|\(\)", found.plain) == []
        assert found.plain.endswith("\n")
        assert found.html is not None
        assert found.html.startswith("<!DOCTYPE html>")


def test_a_delay_says_the_old_date_the_new_one_and_the_cause(words: NoticeWriter) -> None:
    """SOP 4.4b."""
    assert words.render(TEXTS, KIND, "en-GB", RICH)[:2] == (
        "Order PO-2026-0041: delayed until 2026-03-20 (your reference NK/4711)",
        """Good day,

We are sorry to tell you that your order PO-2026-0041 (your reference NK/4711) is delayed:

  Old date:  2026-03-13
  New date:  2026-03-20
  Cause:     No capacity at the supplier

It is about these goods:

  Pos.  Quantity         Article
     1      1000 pcs     Hexagon bolt M8 x 40, zinc-plated, DIN 933 & ISO 4017 (KF-M8-40)
    12      37.5 m       Cable <3 x 1.5 mm²>, "halogen-free"

The rest follows
as soon as it is made.

If the new date does not suit you, please reply to this message.

Kind regards
Anna Example
""",
    )


OTHER_DATES = {
    (NoticeKind.DELAY, "en"): """\
  New date:  2026-03-20
  Cause:     No capacity at the supplier

It is about these goods:

  Pos.  Quantity         Old date    Article
     1      1000 pcs     2026-03-13  Hexagon bolt M8 x 40, zinc-plated, DIN 933 & ISO 4017 (KF-M8-40)
    12      37.5 m       2026-03-16  Cable <3 x 1.5 mm²>, "halogen-free"
""",
    (NoticeKind.DATE_CHANGED, "de"): """\
  Neuer Termin:       20.03.2026
  Ursache:            No capacity at the supplier

Es geht um diese Ware:

  Pos.     Menge         Bisher      Artikel
     1      1000 pcs     13.03.2026  Hexagon bolt M8 x 40, zinc-plated, DIN 933 & ISO 4017 (KF-M8-40)
    12      37,5 m       16.03.2026  Cable <3 x 1.5 mm²>, "halogen-free"
""",
}


@pytest.mark.parametrize(("kind", "tag"), OTHER_DATES)
def test_lines_that_had_different_dates_have_each_its_own(words: NoticeWriter, kind: NoticeKind, tag: str) -> None:
    """SOP 4.4b."""
    found = words.render(TEXTS, kind, tag, samples(kind)[2])
    assert f":\n\n{OTHER_DATES[kind, tag]}\n" in found.plain


@pytest.mark.parametrize("kind", [NoticeKind.DELAY, NoticeKind.DATE_CHANGED, NoticeKind.RECOVERED])
@pytest.mark.parametrize("tag", TEXTS.languages)
def test_a_letter_about_another_date_has_the_old_date_of_each_line_only_where_they_differ(
    words: NoticeWriter, kind: NoticeKind, tag: str
) -> None:
    same, _, different = (words.render(TEXTS, kind, tag, facts).plain for facts in samples(kind))
    old = [re.findall(r"2026-03-(1[36])|(1[36])\.03\.2026", text) for text in (same, different)]
    days = [["".join(each) for each in found] for found in old]
    assert days == [[] if kind is NoticeKind.RECOVERED else ["13"], ["13", "16"]]


def test_what_asks_again_is_sharper(words: NoticeWriter) -> None:
    """SOP 4.3a."""
    said = {}
    for facts in samples(NoticeKind.OVERDUE_FOLLOW_UP):
        found = words.render(TEXTS, NoticeKind.OVERDUE_FOLLOW_UP, "en", facts)
        said[facts["number"]] = (found.subject.partition("Order")[0], found.plain.split("\n")[2])
    overdue, column = "These goods are overdue.", "in the column Request, this is our second request."
    counts = "The column Request counts our requests for each line, this one included."
    assert said == {
        1: ("", "The dates promised for these goods have passed. When will they be delivered?"),
        2: ("Second request: ", f"{overdue} When will they be delivered? For lines with a 2 {column}"),
        3: ("Request no. 3: ", f"{overdue} We need your date today. {counts}"),
    }


@pytest.mark.parametrize(("tag", "title"), [("en", "Request"), ("de", "Anfrage")])
@pytest.mark.parametrize("kind", [NoticeKind.SUPPLIER_REMINDER, NoticeKind.OVERDUE_FOLLOW_UP])
def test_a_line_asked_for_the_first_time_is_told_from_one_asked_for_again(
    words: NoticeWriter, kind: NoticeKind, tag: str, title: str
) -> None:
    """SOP 4.2c, 4.3a."""
    _, second, first = samples(kind)
    lines = words.render(TEXTS, kind, tag, second).plain.split("\n")
    at = next(line.index(title) for line in lines if line.startswith("  Pos."))
    asked = [line[at : at + 7].strip() for line in lines if re.match(r" +\d+ +[\d.,]+ ", line)]
    assert asked == ["2", "1", "1"]
    assert f"  {title}" not in words.render(TEXTS, kind, tag, first).plain


@pytest.mark.parametrize(("kind", "tag"), EVERY_TEXT)
def test_an_order_of_very_many_lines_is_cut_and_says_so(words: NoticeWriter, kind: NoticeKind, tag: str) -> None:
    def many(facts: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
        if isinstance(facts, dict):
            return {key: many(each) for key, each in facts.items()}
        return [many(each) for each in facts] * 2_000 if isinstance(facts, list) and facts else facts

    facts = {key: value if key in {"orders", "contacts"} else many(value) for key, value in samples(kind)[0].items()}
    for order in facts.get("orders", ()):
        order["lines"] *= 2_000
    found = words.render(TEXTS, kind, tag, facts)
    assert len(found.plain) < LONGEST_PLAIN
    has_lines = "{% for" in TEXTS.find(kind, tag).plain
    assert ("…  " in found.plain) == has_lines


def test_a_subject_is_one_line_and_not_too_long(words: NoticeWriter) -> None:
    facts = with_strings(RICH, "one\r\nBcc: two\x00\n")
    assert words.render(texts(subject="a\n {{ order.customer }}"), KIND, None, facts).subject == "a one Bcc: two"
    assert words.render(texts(subject="é" * 201), KIND, None, RICH).subject == "é" * 199 + "…"


def test_a_plain_text_has_no_gaps_and_one_end() -> None:
    assert plain("\n\n a  \n{{ order.none_of_it }}\n", {"order": {"none_of_it": None}}) == " a\n"
    assert plain("a\n\n\n\n\nb   \n\n\n") == "a\n\nb\n"
    assert plain("a\r\nb\u2028c\x85d") == "a\nb\nc\nd\n"


def test_characters_that_act_are_left_out_wherever_they_stand(words: NoticeWriter) -> None:
    facts = with_strings(RICH, "a\x1b]52;c\x07\u202egnp\u2066.\x00\x9b31mz")
    found = words.render(TEXTS, KIND, "en", facts)
    for part in found:
        assert part is not None
        assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", part) == []
    assert "a]52;cgnp.31mz" in found.plain


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "<a href='javascript:alert(1)'>x</a>",
        "</title></pre></body><iframe>",
        "{{ 7 * 7 }}{% raw %}",
        "&lt;b&gt;",
    ],
)
@pytest.mark.parametrize("kind", NoticeKind)
def test_in_html_a_fact_is_text(words: NoticeWriter, kind: NoticeKind, text: str) -> None:
    facts, calm = with_strings(samples(kind)[0], text), with_strings(samples(kind)[0], "x")

    def tags(found: Wording) -> list[str]:
        return re.findall(r"<[^>]*>", found.html or "")

    written = words.render(TEXTS, kind, "en", facts)
    assert tags(written) == tags(words.render(TEXTS, kind, "en", calm))
    assert text in written.plain or kind is NoticeKind.COMPLETED


def test_html_of_its_own_takes_the_place_of_the_layout(words: NoticeWriter) -> None:
    given_texts = texts(html="<p>{{ order.customer }} &amp; {{ change.cause }}</p>")
    facts = {**RICH, "change": {**RICH["change"], "cause": "<b>"}}
    assert words.render(given_texts, KIND, None, facts).html == "<p>Nordlicht Kliniken gGmbH &amp; &lt;b&gt;</p>\n"


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ('<a href="{{ order.tracking }}">x</a>', "puts a fact inside a tag; write it between tags"),
        ("<p {{ order.tracking }}>x</p>", "puts a fact inside a tag; write it between tags"),
        ("<style>{{ order.tracking }}</style>", "puts a fact inside a style; write it between tags"),
        ("<script>1</script>", "may not hold <script>"),
        ("<FORM action='https://example.com'></FORM>", "may not hold <form>"),
        ('<p onClick="x()">x</p>', "may not hold onclick=, which runs something"),
        ('<a href=" java\nscript:x">x</a>', "links to something other than http, https, mailto or tel"),
        ('<meta http-equiv="refresh" content="0">x', "may not hold <meta>"),
        ("{{ order.customer|safe }}", 'knows no filter "safe"; known are '),
        ("{% autoescape false %}{{ order.customer }}{% endautoescape %}", "may not hold autoescape"),
    ],
)
def test_html_that_could_act_is_a_problem(html: str, sentence: str) -> None:
    ((path, problem),) = NoticeWriter().problems_of(texts(html=html))
    assert (path, problem[: len(sentence)]) == (("texts", "en", KIND, "html"), sentence)


def test_a_link_that_a_text_has_itself_is_fine(words: NoticeWriter) -> None:
    assert words.problems_of(texts(html='<a href="https://example.com/help">{{ order.number }}</a>')) == []


@settings(max_examples=examples(40))
@given(st.text(max_size=60))
def test_whatever_people_wrote_a_notice_is_written(text: str) -> None:
    for kind in (NoticeKind.ESCALATION, NoticeKind.ANSWER, NoticeKind.SUPPLIER_REMINDER):
        subject, said, html = NoticeWriter().render(TEXTS, kind, "de", with_strings(samples(kind)[0], text))
        assert "\n" not in subject
        assert len(subject) <= 200
        assert said.endswith("\n")
        assert html is not None


def test_a_sample_has_every_fact_of_the_other_samples_of_its_kind() -> None:
    def shape(facts: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
        return {key: shape(each) for key, each in facts.items()} if isinstance(facts, dict) else None

    for kind in NoticeKind:
        rich, *others = (set(each) for each in map(shape, samples(kind)))
        assert all(each == rich for each in others)
        assert len(samples(kind)) >= 2
        assert samples(kind)[0] == samples(kind)[0]
        samples(kind)[0].clear()
        assert samples(kind)[0]


def test_the_desks_signature_stands_below_what_a_party_gets_and_not_below_what_colleagues_get(
    words: NoticeWriter,
) -> None:
    signed = replace(TEXTS, signature="Nordlicht order desk\n+49 30 5550100")
    told = words.render(signed, NoticeKind.COMPLETED, "en", samples(NoticeKind.COMPLETED)[0])
    assert told.plain.endswith("\nAnna Example\nNordlicht order desk\n+49 30 5550100\n")
    assert "Nordlicht order desk" in str(told.html)
    for last in ("Kind regards", "Kind regards,\nAnna"):
        assert signed_below(words, f"Good day,\n\nIt is done.\n\n{last}") == f"\n\n{last}\nNordlicht"
    for last in ("It is done.", "1\n2\n3\n4", "    1  Bolt"):
        assert signed_below(words, f"Good day,\n\n{last}") == f"\n\n{last}\n\nNordlicht"
    assert "order desk" not in words.render(signed, NoticeKind.DIGEST, "en", samples(NoticeKind.DIGEST)[0]).plain


def signed_below(words: NoticeWriter, text: str) -> str:
    """The end of a text with a signature: its last paragraph and what follows."""
    found = words.render(replace(texts(plain=text), signature="Nordlicht"), KIND, "en", RICH).plain.rstrip("\n")
    return found[text.rindex("\n\n") :]
