"""The text of a letter written in HTML alone: nothing of it is run, loaded or laid out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LOOKED_AT = 500_000
_OPEN, _CLOSE, _CELL = "\ue000", "\ue001", "\ue002"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}{_CELL}]")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_DECLARED = re.compile(r"\s*<\?xml[^>]{0,200}>")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_GAP = re.compile(r"\n\s*\n\s*\n")


def text_of(html: str) -> str:
    """Return the words of an HTML page: a row of a table as one line, what is quoted behind `>`, the hidden left out.

    Only the first half million characters are looked at.
    """
    source = _DECLARED.sub("", _MARKS.sub("", html[:_LOOKED_AT]), count=1)
    return _GAP.sub("\n\n", "\n".join(_quoting(_words(source)))).strip("\n")


def _words(html: str) -> str:
    from inscriptis import get_text  # type: ignore[import-untyped]

    try:
        return str(get_text(html, _config()))
    except Exception:  # noqa: BLE001 - what the parsers below it raise on broken pages differs by version
        return _TAG.sub(" ", html)


def _quoting(text: str) -> Iterator[str]:
    depth = 0
    for line in text.split("\n"):
        words = _MARKS.sub("", line.replace(_CELL, "  ")).rstrip()
        yield f"> {words}".rstrip() if depth > 0 or line.lstrip().startswith(_OPEN) else words
        depth += line.count(_OPEN) - line.count(_CLOSE)


def _config() -> Any:  # noqa: ANN401 - the library has no types
    from inscriptis.css_profiles import CSS_PROFILES  # type: ignore[import-untyped]
    from inscriptis.html_properties import Display  # type: ignore[import-untyped]
    from inscriptis.model.config import ParserConfig  # type: ignore[import-untyped]
    from inscriptis.model.html_element import HtmlElement  # type: ignore[import-untyped]
    from inscriptis.model.tag import CustomHtmlTagHandlerMapping  # type: ignore[import-untyped]

    def hide(style: str, element: Any) -> None:  # noqa: ANN401 - the same
        if _HIDDEN.search(style):
            element.display = Display.none

    rows = {tag: HtmlElement(display=Display.block) for tag in ("table", "tr")}
    config = ParserConfig(
        css={**CSS_PROFILES["strict"], **rows},
        custom_html_tag_handler_mapping=CustomHtmlTagHandlerMapping(*_handlers()),
    )
    config.attribute_handler.attribute_mapping = {"style": hide}
    return config


def _handlers() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what happens where tags open and close.

    Tables are not laid out: one is as large as its widest cell times its highest, and a short letter would fill the
    memory.
    """
    quotes: list[bool] = []

    def open_quote(state: Any, attributes: Mapping[str, str]) -> None:  # noqa: ANN401 - the same
        quotes.append(attributes.get("type", "").lower() == "cite" or "quote" in attributes.get("class", "").lower())
        if quotes[-1]:
            state.tags[-1].write(_OPEN)

    def close_quote(state: Any) -> None:  # noqa: ANN401 - the same
        if quotes.pop():
            state.tags[-1].write(_CLOSE)

    def close_cell(state: Any) -> None:  # noqa: ANN401 - the same
        state.tags[-1].write(_CELL)

    opened = {**dict.fromkeys(("table", "tr", "td", "th")), "blockquote": open_quote}
    closed = {"table": None, "td": close_cell, "th": close_cell, "blockquote": close_quote}
    return opened, closed
