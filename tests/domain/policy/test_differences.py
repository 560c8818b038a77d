"""Two policies are compared by what they say, value by value."""

from __future__ import annotations

import pytest

from ordertrack.domain.policy.text import Difference, differences
from tests.domain.policy.texts import DEFAULT, FULL, altered

ANOTHER = """
[[people]]
name = "Cleo"
role = "clerk"
away = [{ from = 2027-03-01, to = 2027-03-05 }]

[[people]]
name = "Anna Example"
"""


def test_a_policy_says_the_same_as_itself_whatever_its_comments() -> None:
    assert differences(DEFAULT, f"# Another comment\n{DEFAULT}") == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('quiet = "5bd"', 'quiet = "3bd"', [("rules.silent.quiet", "5bd", "3bd")]),
        ("most = 3", "most = 4", [("rules.overdue.most", "3", "4")]),
        (
            'monday = ["09:00-17:00"]',
            'monday = ["08:00-12:00"]',
            [("week.monday", '["09:00-17:00"]', '["08:00-12:00"]')],
        ),
        ('country = "DE"\n', "", [("holidays.country", "DE", None)]),
        ('weather = "', 'hail = "Hail"\nweather = "', [("causes.other.hail", None, "Hail")]),
        (
            'level = 2\nname = "manager"',
            'level = 2\nname = "boss"',
            [("matrix[2].name", "manager", "boss")],
        ),
        (
            "  { followups_unanswered = 2 },\n",
            '  { followups_unanswered = 4 },\n  { priority = "urgent" },\n',
            [
                ("matrix[1].when", "{ followups_unanswered = 2 }", "{ followups_unanswered = 4 }"),
                ("matrix[1].when", None, '{ priority = "urgent" }'),
            ],
        ),
        (
            'keep_informed = "1bd"\n',
            "",
            [("overrides[priority urgent].keep_informed", "1bd", None)],
        ),
        (
            "escalates = false ",
            "overdue.most = 1 ",
            [
                ("overrides[supplier Our own workshop, customer Nordlicht Kliniken].escalates", "false", None),
                ("overrides[supplier Our own workshop, customer Nordlicht Kliniken].overdue.most", None, "1"),
            ],
        ),
    ],
)  # fmt: skip
def test_a_change_is_one_row(old: str, new: str, found: list[tuple[str, str, str]]) -> None:
    assert differences(FULL, altered(old, new)) == found


def test_one_more_person_is_no_change_of_the_others() -> None:
    text = altered('\n[[people]]\nname = "Anna Example"\n', ANOTHER)
    assert differences(FULL, text) == [
        Difference("people[Cleo].name", None, "Cleo"),
        Difference("people[Cleo].role", None, "clerk"),
        Difference("people[Cleo].away", None, "{ from = 2027-03-01, to = 2027-03-05 }"),
    ]


def test_the_way_back_is_the_same_with_old_and_new_exchanged() -> None:
    text = altered('quiet = "5bd"', 'quiet = "3bd"', altered("most = 3", "most = 4"))
    back = [Difference(each.key, each.new, each.old) for each in differences(text, FULL)]
    assert differences(FULL, text) == back


def test_a_longer_text_is_compared_line_by_line() -> None:
    line = "If the new date does not suit you, please reply to this message."
    text = altered(line, "Call us.\nWe are there.", DEFAULT)
    assert differences(DEFAULT, text) == [
        Difference("texts.en.delay.plain", line, "Call us."),
        Difference("texts.en.delay.plain", None, "We are there."),
    ]


def test_a_text_that_is_gone_altogether_is_named_by_its_first_line() -> None:
    start, end = DEFAULT.index("[texts.de.completed]"), DEFAULT.index("[texts.de.supplier-reminder]")
    reference = "{% if order.customer_ref %} (Ihr Zeichen {{ order.customer_ref }}){% endif %}"
    subject = f"Auftrag {{{{ order.number }}}}: abgeschlossen{reference}"
    assert differences(DEFAULT, DEFAULT[:start] + DEFAULT[end:]) == [
        Difference("texts.de.completed.subject", subject, None),
        Difference("texts.de.completed.plain", "Guten Tag, … (8 lines)", None),
    ]


def test_whom_notices_concern_is_compared_like_any_value() -> None:
    text = altered('delay = ["team lead"]', 'delay = ["manager"]', altered('quiet = "20:00-07:00"', 'quiet = ""'))
    assert differences(FULL, text) == [
        Difference("notices.quiet", "20:00-07:00", ""),
        Difference("notices.copy.delay", '["team lead"]', '["manager"]'),
    ]
