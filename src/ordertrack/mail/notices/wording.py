"""The words of a notice: its facts put into the texts of its policy, and what is wrong with those (SOP 4.1c, 8)."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from ordertrack.domain.letters import Wording
from ordertrack.domain.notices.samples import samples
from ordertrack.domain.policy.notices import LAYOUT
from ordertrack.domain.policy.problems import suggest_name
from ordertrack.errors import RejectedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordertrack.domain.policy.notices import NoticeKind, Texts, TextTemplate
    from ordertrack.domain.policy.problems import Path
    from ordertrack.mail.notices.sandbox import Text, TextEnvironment

    Facts = Mapping[str, Any]

LONGEST_SUBJECT = 200
LONGEST_PLAIN = 100_000
LONGEST_HTML = 1_000_000
"""In characters; a plain text may grow in its layout."""
_BREAK = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_PARTS = ("subject", "plain", "html")
_EXAMPLE = Wording("An order", "Good day,\n\n  1  one line\n  2  another\n")
_GAP = re.compile(r"\n{3,}")
_MOST_CLOSING = 3
_OF_LISTS, _ENDS = ("  ", ">"), (".", "!", "?", ":", ";", "…")
"""What begins and what ends a line that closes no letter."""


class WordingError(RejectedError):
    """A text of the policy that cannot be written with the facts of a notice."""


class NoticeWriter:
    """Writes notices; every text is compiled once for a language."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, str, bool], Text] = {}
        self._environments: dict[tuple[str, bool], TextEnvironment] = {}

    def render(self, texts: Texts, kind: NoticeKind, language: str | None, facts: Facts) -> Wording:
        """Write a notice for somebody who reads a language.

        The subject is one line of at most 200 characters; the plain part has no trailing blanks and ends with one
        line break; the HTML part says the same. Characters that would act on a terminal, or turn the direction of
        the text, are left out. WordingError when the text does not fit the facts, or comes to too much.
        """
        template = texts.find(kind, language)
        try:
            subject, plain = self._subject(template, facts), self._plain(template, facts)
            if texts.signature and kind.side:
                plain = _signed(plain, _inert(texts.signature))
            return Wording(subject, plain, self._html(texts.layout, template, facts, Wording(subject, plain)))
        except ValueError as error:
            name = f"texts.{template.language}.{kind}"
            hint = "`ordertrack policy check` names every problem of the texts of a policy"
            raise WordingError(f"{name} cannot be written: {error}", hints=(hint,)) from None

    def problems_of(self, texts: Texts) -> list[tuple[Path, str]]:
        """Try every text with every sample, and list what is wrong: where it stands in the policy, and a sentence."""
        found: list[tuple[Path, str | None]] = []
        for (tag, kind), template in texts.templates:
            for part in _PARTS:
                source = getattr(template, part)
                if source is not None:
                    sentence = self._problem(source, samples(kind), tag, is_html=part == "html")
                    found.append((("texts", tag, kind, part), sentence))
        layout = self._problem(texts.layout, [_laid_out(_EXAMPLE, "en")], "en", is_html=True)
        found.append((("texts", LAYOUT, "html"), layout or self._unsaid(texts.layout)))
        return [(path, sentence) for path, sentence in found if sentence]

    def _subject(self, template: TextTemplate, facts: Facts) -> str:
        written = self._text(template.subject, template.language, is_html=False).write(facts, LONGEST_PLAIN)
        line = " ".join(_inert(written).split())
        if not line:
            raise ValueError("the subject is empty")
        return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"

    def _plain(self, template: TextTemplate, facts: Facts) -> str:
        written = self._text(template.plain, template.language, is_html=False).write(facts, LONGEST_PLAIN)
        lines = "\n".join(line.rstrip() for line in _inert(written).split("\n"))
        plain = _GAP.sub("\n\n", lines).strip("\n")
        if not plain:
            raise ValueError("the text is empty")
        return f"{plain}\n"

    def _html(self, layout: str, template: TextTemplate, facts: Facts, said: Wording) -> str:
        if template.html is not None:
            written = self._text(template.html, template.language, is_html=True).write(facts, LONGEST_HTML)
        else:
            laid_out = _laid_out(said, template.language)
            written = self._text(layout, template.language, is_html=True).write(laid_out, LONGEST_HTML)
        return f"{_inert(written).strip()}\n"

    def _text(self, source: str, language: str, *, is_html: bool) -> Text:
        """Compile a text of a language, once; ValueError with a sentence when that cannot be."""
        from ordertrack.mail.notices.sandbox import TextEnvironment

        if (language, is_html) not in self._environments:
            self._environments[language, is_html] = TextEnvironment(language, autoescape=is_html)
        key = source, language, is_html
        if key not in self._texts:
            self._texts[key] = self._environments[language, is_html].text(source)
        return self._texts[key]

    def _problem(self, source: str, examples: Sequence[Facts], language: str, *, is_html: bool) -> str | None:
        try:
            text = self._text(source, language, is_html=is_html)
            known = list(examples[0])
            for name in sorted(text.names.difference(known)):
                return f'there is no fact "{name}"{suggest_name(name, known)}'
            written = [text.write(facts, LONGEST_HTML if is_html else LONGEST_PLAIN) for facts in examples]
            if not all(_inert(each).strip() for each in written):
                return "comes out empty"
            tried = {**marked(examples[0]), "language": "en"}  # a tag, and never what people wrote
            return fault_of(text.write(tried, LONGEST_HTML)) if is_html else None
        except ValueError as error:
            return str(error)

    def _unsaid(self, layout: str) -> str | None:
        names = self._text(layout, "en", is_html=True).names
        return None if "paragraphs" in names else "leaves out the paragraphs"


def _signed(plain: str, signature: str) -> str:
    """Put a signature directly below a closing line ("Kind regards" and a name), else below a blank one."""
    closing = plain.rstrip().rpartition("\n\n")[2].split("\n")
    goes_on = len(closing) > _MOST_CLOSING or closing[-1].startswith(_OF_LISTS) or closing[-1].endswith(_ENDS)
    gap = "\n\n" if goes_on else "\n"
    return f"{plain.rstrip()}{gap}{signature}\n"


def _laid_out(said: Wording, language: str) -> Facts:
    """Give what the layout is made from: paragraphs are what stands between blank lines.

    In a list every line is indented: its columns stand one below the other.
    """
    blocks = [block.split("\n") for block in said.plain.strip("\n").split("\n\n")]
    paragraphs = [{"lines": lines, "is_list": all(line.startswith("  ") for line in lines)} for lines in blocks]
    return {"subject": said.subject, "paragraphs": paragraphs, "language": language}


def _inert(text: str) -> str:
    """Leave out what would act where the text is read, and have one kind of line break."""
    return _ACTING.sub("", _BREAK.sub("\n", text))


MARK = "\u2042" * 40
"""Stands for what people wrote while a text is tried; no text has it by itself."""
_ACTIVE_TAGS = frozenset(
    {
        *("script", "iframe", "frame", "object", "embed", "applet", "svg", "math", "base", "link"),
        *("form", "input", "button", "textarea", "select", "audio", "video", "noscript", "template"),
    }
)
_SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:", "#", "cid:")
_LINKS = frozenset({"href", "src", "action", "background", "cite", "poster", "formaction", "srcset"})
_RAW = frozenset({"style", "script"})


def marked(facts: Any) -> Any:  # noqa: ANN401 - JSON has no narrower name
    """Give the same facts with the mark in place of every text."""
    if isinstance(facts, dict):
        return {key: marked(each) for key, each in facts.items()}
    if isinstance(facts, list):
        return [marked(each) for each in facts]
    return MARK if isinstance(facts, str) else facts


def fault_of(html: str) -> str | None:
    """Say what is wrong with HTML that was written from marked facts; None for nothing."""
    parser = _Inspector()
    parser.feed(html)
    parser.close()
    return parser.fault


class _Inspector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fault: str | None = None
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        if tag in _ACTIVE_TAGS or (tag == "meta" and any(name == "http-equiv" for name, _ in attrs)):
            self._found(f"may not hold <{tag}>")
        for name, value in attrs:
            self._inspect(name, "".join((value or "").split()))

    def _inspect(self, name: str, value: str) -> None:
        if MARK[0] in name or MARK[0] in value:
            self._found("puts a fact inside a tag; write it between tags")
        if name.startswith("on"):
            self._found(f"may not hold {name}=, which runs something")
        if name in _LINKS and value and not value.lower().startswith(_SAFE_SCHEMES):
            self._found("links to something other than http, https, mailto or tel")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's own signature
        self._within = ""

    def handle_data(self, data: str) -> None:
        if MARK[0] in data and self._within in _RAW:
            self._found("puts a fact inside a style; write it between tags")

    def _found(self, sentence: str) -> None:
        self.fault = self.fault or sentence
