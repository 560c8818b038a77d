"""What the HTML of a text may not do: run anything, fetch a form or a frame, or take what people wrote for markup."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

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
