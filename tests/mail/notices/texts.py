"""A text of a policy for one kind of notice, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from ordertrack.domain.notices.samples import samples
from ordertrack.domain.policy.notices import NoticeKind, Texts, TextTemplate
from ordertrack.domain.policy.text import default_text
from ordertrack.files.policy.reading import read_policy
from ordertrack.mail.notices.wording import NoticeWriter, WordingError

TEXTS = read_policy(default_text("UTC")).texts
KIND = NoticeKind.DELAY
RICH = samples(KIND)[0]


def texts(subject: str = "s", plain: str = "p", html: str | None = None, layout: str = TEXTS.layout) -> Texts:
    """A policy's texts with one of their own."""
    return Texts(
        templates=((("en", KIND), TextTemplate(subject, plain, html)),),
        layout=layout,
        language="en",
    )


def plain(text: str, facts: dict[str, Any] | None = None) -> str:
    """What becomes of a text."""
    return NoticeWriter().render(texts(plain=text), KIND, "en", facts or RICH).plain


def why(**given_texts: str) -> str:
    """Why a text is refused; it is, when it is tried and when it is written."""
    (problem,) = NoticeWriter().problems_of(texts(**given_texts))
    with pytest.raises(WordingError) as caught:
        NoticeWriter().render(texts(**given_texts), KIND, "en", RICH)
    assert caught.value.exit_code == 7
    return problem[1]
