"""When a notice may leave, who approves it, who else is told, and in which language it is (SOP 4.1c, 4.4b)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrack.domain.policy.notices import NoticeKind, NoticeRules, Texts, TextTemplate
from ordertrack.domain.time.worktime import Timeline
from ordertrack.files.policy.reading import read_policy
from tests.domain.policy.texts import DEFAULT, FULL, altered, problems_of
from tests.drawing import examples
from tests.hours import DESKS, MARCH_HOLIDAYS, MINUTE, MOMENTS, OFFICE_WEEK, hours, utc

if TYPE_CHECKING:
    from ordertrack.domain.time.worktime import WorkingTime

RULES = read_policy(DEFAULT).notices
CALM = NoticeKind.SHIPPED
TEXTS_AT = DEFAULT.index("[texts.layout]")
NO_TEXTS = DEFAULT[:TEXTS_AT]
NEITHER = DEFAULT[: DEFAULT.index("[notices]")]


def rules(quiet: tuple[time, time] | None, *, working_days: bool = True) -> NoticeRules:
    """Rules by which a calm notice has to wait."""
    return replace(RULES, quiet=quiet, working_days=working_days)


def may_leave(rule: NoticeRules, desk: WorkingTime, at: datetime) -> bool:
    """Tell whether the wall clock shows a time at which a calm notice may leave: what every answer must agree with."""
    wall = at.astimezone(desk.zone)
    begin, end = rule.quiet or (time.min, time.min)
    now = wall.time()
    is_quiet = begin <= now < end if begin <= end else now >= begin or now < end
    is_working = bool(desk.week[wall.weekday()]) and wall.date() not in desk.holidays(wall.year)
    return not is_quiet and (is_working or not rule.working_days)


QUIET = st.tuples(st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.times()).map(
    lambda both: (both[0], both[1].replace(second=0, microsecond=0))
)
WAITING = st.builds(rules, st.none() | QUIET.filter(lambda both: both[0] != both[1]), working_days=st.booleans())


def test_every_kind_says_what_it_is_called_and_the_built_in_languages_have_a_text_of_it() -> None:
    assert [kind for kind in NoticeKind if not kind.called] == []
    written = {(tag, kind) for (tag, kind), _ in read_policy(DEFAULT).texts.templates}
    assert written == {(tag, kind) for tag in ("en", "de") for kind in NoticeKind}


def test_the_built_in_policy_lets_notices_to_suppliers_leave_and_has_those_to_customers_read_first() -> None:
    waiting = {kind for kind in NoticeKind if RULES.waits_for_approval(kind)}
    assert waiting == {
        *(NoticeKind.ORDER_CONFIRMATION, NoticeKind.SHIPPED, NoticeKind.DATE_CHANGED, NoticeKind.DELAY),
        *(NoticeKind.RECOVERED, NoticeKind.DELIVERED, NoticeKind.COMPLETED, NoticeKind.ANSWER),
    }


def test_what_is_for_colleagues_never_waits_for_approval() -> None:
    nothing = replace(RULES, auto=frozenset())
    assert {kind for kind in NoticeKind if not nothing.waits_for_approval(kind)} == {
        NoticeKind.ESCALATION,
        NoticeKind.DIGEST,
    }


def test_the_built_in_policy_tells_the_team_lead_of_new_orders_and_of_delays() -> None:
    """SOP 4.1c, SOP 4.4b."""
    told = {kind: RULES.copies_of(kind) for kind in NoticeKind if RULES.copies_of(kind)}
    assert told == {NoticeKind.ORDER_CONFIRMATION: ("team lead",), NoticeKind.DELAY: ("team lead",)}
    assert RULES.digest == ("team lead",)


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        ("2026-03-02T06:30:00", "2026-03-02T06:30:00"),  # Monday, half past seven in Berlin
        ("2026-03-02T05:59:59", "2026-03-02T06:00:00"),
        ("2026-03-02T18:59:59", "2026-03-02T18:59:59"),
        ("2026-03-02T19:00:00", "2026-03-03T06:00:00"),
        ("2026-03-05T19:00:00", "2026-03-09T06:00:00"),  # Friday is a holiday
        ("2026-03-28T12:00:00", "2026-03-30T05:00:00"),  # summer time begins on Sunday
    ],
)
def test_a_notice_waits_for_the_morning_of_a_working_day(at: str, leaves: str) -> None:
    desk = hours(holidays=MARCH_HOLIDAYS)
    assert RULES.leaves_at(CALM, utc(at), desk) == utc(leaves)


def test_an_urgent_notice_leaves_at_any_hour_of_any_day() -> None:
    """SOP 4.4b."""
    at = utc("2026-03-07T23:00:00")
    assert [RULES.leaves_at(kind, at, hours()) for kind in (NoticeKind.DELAY, NoticeKind.ESCALATION)] == [at, at]


def test_hours_that_the_clock_shows_twice_are_quiet_twice() -> None:
    rule = rules((time(2, 30), time(4)), working_days=False)
    first, change, second = utc("2026-10-25T00:45:00"), utc("2026-10-25T01:00:00"), utc("2026-10-25T01:45:00")
    assert rule.leaves_at(CALM, first, hours()) == change  # the clock is put back to two, which is not quiet
    assert rule.leaves_at(CALM, second, hours()) == utc("2026-10-25T03:00:00")


def test_quiet_hours_that_end_where_the_clock_is_put_forward_end_with_the_change() -> None:
    rule = rules((time(0), time(2, 30)), working_days=False)
    assert rule.leaves_at(CALM, utc("2026-03-28T23:30:00"), hours()) == utc("2026-03-29T01:00:00")


def test_the_hours_of_the_revision_in_force_decide() -> None:
    desk = Timeline(
        parts=((date(2026, 3, 1), hours()), (date(2026, 3, 7), hours(week=(*OFFICE_WEEK[:5], OFFICE_WEEK[0], ()))))
    )
    saturday = [utc("2026-02-28T12:00:00"), utc("2026-03-07T12:00:00")]
    assert [RULES.leaves_at(CALM, at, desk) for at in saturday] == [utc("2026-03-02T06:00:00"), saturday[1]]


@settings(max_examples=examples(60))
@given(WAITING, DESKS, MOMENTS)
def test_a_notice_leaves_at_the_first_moment_it_may(rule: NoticeRules, desk: WorkingTime, at: datetime) -> None:
    at = at.replace(second=0, microsecond=0)
    leaves = rule.leaves_at(CALM, at, desk)
    assert leaves >= at
    assert leaves.tzinfo is UTC
    assert may_leave(rule, desk, leaves)
    assert rule.leaves_at(CALM, leaves, desk) == leaves
    before = min((leaves - at) // MINUTE, 3 * 24 * 60)
    assert not any(may_leave(rule, desk, leaves - n * MINUTE) for n in range(1, before + 1))
    assert rule.leaves_at(NoticeKind.DELAY, at, desk) == at


@settings(max_examples=examples(60))
@given(WAITING, DESKS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_what_is_queued_later_leaves_no_earlier(
    rule: NoticeRules, desk: WorkingTime, at: datetime, wait: timedelta
) -> None:
    assert rule.leaves_at(CALM, at, desk) <= rule.leaves_at(CALM, at + wait, desk)


def test_a_policy_that_says_nothing_of_notices_has_the_built_in_ones() -> None:
    built_in = read_policy(DEFAULT)
    for text in (NO_TEXTS, NEITHER, f"{NEITHER}[notices]\n[texts.en]\n[texts.layout]\n"):
        policy = read_policy(text)
        assert (policy.notices, policy.texts) == (built_in.notices, built_in.texts)


def test_a_policy_without_the_roles_of_the_built_in_one_tells_nobody_else() -> None:
    text = NEITHER.replace('"team lead"', '"lead"').replace('name = "lead"', 'name = "first"')
    policy = read_policy(text)
    assert (policy.notices.digest, policy.notices.copies_of(NoticeKind.DELAY)) == ((), ())


def test_whom_nobody_is_told_of_is_nobody() -> None:
    text = altered('digest = ["team lead"]', "digest = []", altered('delay = ["team lead"]', "delay = []", DEFAULT))
    text = re.sub(r"^auto = .*$", "auto = []", text, flags=re.MULTILINE)
    found = read_policy(text).notices
    assert (found.digest, found.copies_of(NoticeKind.DELAY), found.auto) == ((), (), frozenset())


@pytest.mark.parametrize(
    ("written", "quiet"),
    [('""', None), ('"00:00-07:00"', (time(0), time(7))), ('"20:00-24:00"', (time(20), time(0)))],
)
def test_quiet_hours_may_touch_midnight_or_be_none(written: str, quiet: object) -> None:
    assert read_policy(altered('"20:00-07:00"', written, DEFAULT)).notices.quiet == quiet


def test_a_text_in_another_language_is_whole() -> None:
    text = f'{DEFAULT}\n[texts.fr.delay]\nsubject = " "\n'
    assert {(problem.key, problem.message) for problem in problems_of(text)} == {
        ("texts.fr.delay.subject", "is blank; write a sentence"),
        ("texts.fr.delay.plain", "is missing"),
    }


def test_whom_a_role_without_any_way_to_it_is_told_of_is_refused() -> None:
    text = altered("[roles.clerk]\ninbox = true", '[roles.clerk]\nphone = "1"', DEFAULT)
    text = altered('digest = ["team lead"]', 'digest = ["clerk"]', text)
    (problem,) = problems_of(text)
    message = "nobody would be told: no inbox or email leads to clerk; give the role one, or a person the role"
    assert (problem.key, problem.message) == ("notices.digest", message)


def test_a_text_that_is_changed_replaces_the_built_in_one_alone() -> None:
    text = f'{NO_TEXTS}[texts.en.delay]\nsubject = "Late"\n[texts.de-AT.delay]\nsubject = "Spät"\nplain = "Leider."\n'
    found, before = read_policy(text).texts, read_policy(DEFAULT).texts
    english = before.find(NoticeKind.DELAY, "en")
    assert found.find(NoticeKind.DELAY, "en") == replace(english, subject="Late")
    assert found.find(NoticeKind.DELAY, "de-AT") == TextTemplate("Spät", "Leider.", None, "de-AT")
    assert found.find(NoticeKind.SHIPPED, "de-AT") == before.find(NoticeKind.SHIPPED, "de")


def test_a_language_is_looked_for_from_the_very_tag_to_english() -> None:
    def text(language: str) -> TextTemplate:
        return TextTemplate(language, language, None, language)

    has = ("en", "de", "de-AT", "zh-Hant")
    texts = Texts(templates=tuple(((tag, CALM), text(tag)) for tag in has), layout="", language="de")
    asked = ("de-AT", "de-CH", "de", "zh-Hant-TW", "zh", "en-GB", "fr", None)
    found = [texts.find(CALM, tag).language for tag in asked]
    assert found == ["de-AT", "de", "de", "zh-Hant", "de", "en", "de", "de"]
    assert replace(texts, language="fr").find(CALM, None).language == "en"


def test_every_kind_has_a_text_in_english_and_german() -> None:
    texts = read_policy(FULL).texts
    assert texts.languages == ("en", "de")
    assert {texts.find(kind, tag).language for kind in NoticeKind for tag in ("en", "de")} == {"en", "de"}
    assert len(texts.templates) == 2 * len(NoticeKind)
