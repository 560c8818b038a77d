"""The rules and the texts of notices in a policy's text; what it leaves out is as the built-in policy has it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ordertrack.domain.contacts import clean_language
from ordertrack.domain.notices import NoticeKind
from ordertrack.domain.policy_notices import NoticeRules, Texts, TextTemplate
from ordertrack.domain.policy_values import a_flag, a_list, a_name, a_template, quiet_hours, texts, word_of
from ordertrack.domain.texts import LIMITS, clean_text, name_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ordertrack.domain.policy_people import Staff
    from ordertrack.domain.policy_problems import Section

    Templates = dict[tuple[str, NoticeKind], TextTemplate]

LAYOUT = "layout"
_a_language = texts(clean_language)
_a_signature = texts(lambda text: clean_text(text.strip(), LIMITS["cause"]))
_some_kinds = partial(a_list, read=word_of(NoticeKind), is_short=True, may_be_empty=True)
_some_names = partial(a_list, read=a_name, is_short=True, may_be_empty=True)


def read_notices(root: Section, staff: Staff) -> NoticeRules:
    """Read when notices leave and whom they concern.

    Whom the built-in policy names is left out where the text does not name them and has no such role.
    """
    given = root.section("notices")
    section = given.completed()
    copies = _copies(section.section("copy"))
    rules = NoticeRules(
        quiet=section.take("quiet", quiet_hours),
        working_days=section.take("working_days", a_flag),
        urgent=frozenset(section.take("urgent", _some_kinds) or ()),
        auto=frozenset(section.take("auto", _some_kinds) or ()),
        language=section.take("language", _a_language),
        signature=section.take("signature", _a_signature),
        digest=_told(section.take("digest", _some_names), None if "digest" in given.values else staff),
        copies=tuple((kind, _told(names, None if "copy" in given.values else staff)) for kind, names in copies),
    )
    section.end()
    return rules


def _copies(section: Section) -> list[tuple[NoticeKind, tuple[str, ...] | None]]:
    found = [(kind, section.maybe(kind, _some_names)) for kind in NoticeKind]
    section.end()
    return [(kind, names) for kind, names in found if kind in section.values]


def _told(names: tuple[str, ...] | None, staff: Staff | None) -> tuple[str, ...]:
    """Keep the names; of those that nobody chose, the ones there are."""
    if staff is None or not names:
        return names or ()
    there = [*(each.name for each in staff.roles), *(each.name for each in staff.people)]
    known = {name_key(each) for each in there if each}
    return tuple(each for each in names if name_key(each) in known)


def read_texts(root: Section, rules: NoticeRules) -> Texts:
    """Read the texts of all kinds in all languages, on top of the built-in ones."""
    section = root.section("texts")
    layout = section.section(LAYOUT).completed()
    html = layout.take("html", a_template)
    layout.end()
    templates = _built_in(section)
    for key in section.values:
        if key != LAYOUT:
            templates |= _language(section, key)
    return Texts(templates=tuple(templates.items()), layout=html, language=rules.language, signature=rules.signature)


def _built_in(section: Section) -> Templates:
    found: Mapping[str, Any] = section.findings.built_in(section.path)
    return {
        (tag, NoticeKind(kind)): TextTemplate(text["subject"], text["plain"], text.get("html"), tag)
        for tag, kinds in found.items()
        if tag != LAYOUT
        for kind, text in kinds.items()
    }


def _language(texts: Section, key: str) -> Templates:
    section = texts.section(key)
    try:
        tag = clean_language(key)
    except ValueError as error:
        texts.refuse(key, str(error))
        return {}
    if tag != key:
        texts.refuse(key, f'write the tag "{tag}"')
    found = dict(_kinds(section, tag))
    section.end()
    return found


def _kinds(language: Section, tag: str) -> Iterator[tuple[tuple[str, NoticeKind], TextTemplate]]:
    for kind in NoticeKind:
        given = language.section(kind)
        if kind in language.values:
            section = given.completed()
            subject, plain = section.take("subject", a_template), section.take("plain", a_template)
            yield (tag, kind), TextTemplate(subject, plain, section.maybe("html", a_template), tag)
            section.end()
