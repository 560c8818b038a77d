"""The text of a notice neither reaches Python nor runs away, and what is wrong with one is said (SOP 8)."""

from __future__ import annotations

import pytest

from ordertrack.mail.notices.wording import NoticeWriter, WordingError
from tests.mail.notices.texts import KIND, plain, texts, why

ESCAPES = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ''['__class__'] }}",
    "{{ order['__class__'] }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ ().__class__.__bases__[0].__subclasses__() }}",
    '{{ "{0.__class__}".format(1) }}',
    '{{ "{0.__class__}"|format(1) }}',
    "{{ order|attr('__class__') }}",
    "{{ order|map(attribute='__class__')|list }}",
    "{{ order.lines|groupby('__class__') }}",
    "{{ order.items() }}",
    "{{ order.items }}",
    "{{ order.lines.append }}",
    "{{ order.pop('number') }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{% for x in order.lines %}{{ loop.__class__ }}{% endfor %}",
    "{% for x in order.lines %}{{ loop._iterator }}{% endfor %}",
    "{% for x in order.lines %}{{ loop['__init__'] }}{% endfor %}",
    "{{ lipsum }}",
    "{{ namespace }}",
    "{{ joiner }}",
    "{{ request }}",
    "{% include 'x' %}",
    "{% extends 'x' %}",
    "{% import 'x' as x %}",
    "{% from 'x' import y %}",
    "{% block x %}{{ super() }}{% endblock %}",
    "{% do 1 %}",
    "{% debug %}",
    "{% set order.number = 1 %}",
    "{% set ns.x = 1 %}",
    "{{ caller }}",
    "{{ varargs }}",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_a_text_does_not_reach_python(text: str) -> None:
    assert "<" not in why(plain=text)


RUNAWAYS = [
    "{% for x in range(10**9) %}{% endfor %}",
    "{{ 'x' * 10**9 }}",
    "{{ order.number * 1000000000 }}",
    "{{ order.lines * 1000000000 }}",
    "{{ 9**9**9**9 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ 'x'|center(1000000000) }}",
    "{{ 'x'|indent(1000000000) }}",
    "{{ 'x'|left(1000000000) }}",
    "{{ 'x'|right(-1) }}",
    "{{ 'x'|truncate(1000000000) }}",
    "{{ 'x'|replace('x', 'xx') }}",
    "{{ lipsum(1000000) }}",
    "{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}",
    "{% for x in order.lines recursive %}{{ loop(order.lines) }}{% endfor %}",
    "{% set x = 'x' ~ 'x' %}{{ x }}",
    "{% set x %}x{% endset %}{{ x }}",
    "{% for x in [[1, 1], [1, 1]] %}{% endfor %}",
    "{% for x in 'x' %}{% endfor %}",
    "{{ [order, order] }}",
    "{% for a in order.lines %}" * 4 + "{% endfor %}" * 4,
    "{% for a in [" + "1," * 9_000 + "] %}{% for b in [1,2,3,4,5,6,7,8,9,10,11,12] %}{{ a }}{% endfor %}{% endfor %}",
    "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
    "{% if 1 %}" * 200 + "x" + "{% endif %}" * 200,
    "{{ " + "9" * 5_000 + " }}",
    "{{ " + "not " * 5_000 + "1 }}",
]


@pytest.mark.parametrize("text", RUNAWAYS, ids=lambda text: text[:40])
def test_a_text_does_not_run_away(text: str) -> None:
    assert why(plain=text)


def test_what_is_written_is_counted() -> None:
    long = {"order": {"lines": [{"note": "x" * 4_000}] * 26}}
    with pytest.raises(WordingError) as caught:
        plain("{% for line in order.lines %}{{ line.note }}{% endfor %}", long)
    assert caught.value.message == "texts.en.delay cannot be written: comes to more than 100000 characters"
    with pytest.raises(WordingError) as caught:
        plain('{{ order.lines|join("", "note") }}', long)
    assert caught.value.message == "texts.en.delay cannot be written: joins more than 20000 characters"


def test_loops_are_paid_for() -> None:
    facts = {"order": {"lines": [{"lines": [1] * 1_000}] * 1_000}}
    text = (
        "{% for a in order.lines %}{% for b in a.lines %}{% for c in order.lines %}{% endfor %}{% endfor %}{% endfor %}"
    )
    with pytest.raises(WordingError) as caught:
        plain(text, facts)
    assert "goes through too much; leave out a loop" in caught.value.message


@pytest.mark.parametrize(
    ("part", "text", "sentence"),
    [
        ("plain", "a\nb {{ order.number }", "in its line 2: unexpected '}'"),
        ("plain", "{% if order %}", "unexpected end of template"),
        ("plain", "a\n{{ order.numbr }}", 'in its line 2: there is no fact "numbr"; did you mean "number"?'),
        ("plain", "{{ orders.number }}", 'there is no fact "orders"; did you mean "order"?'),
        ("plain", "{% if false %}{{ odrer }}{% endif %}x", 'there is no fact "odrer"; did you mean "order"?'),
        ("plain", "{{ order.number|uper }}", 'knows no filter "uper"; did you mean "upper"?'),
        ("plain", "{% if order is nothing %}{% endif %}", 'knows no test "nothing"; known are defined'),
        ("plain", "{{ order }}", "a list or a table cannot be written; go through it with for, or name one"),
        ("plain", "{{ order.carrier.name }}", 'there is no "name" here'),
        ("plain", "{{ order.lines[7].sku }}", "the list has no entry 7"),
        ("plain", "{{ order.number + 1 }}", "+ is for whole numbers"),
        ("plain", "{{ change.note }}", "comes out empty"),
        ("subject", "{{ order.customer_ref }}", "comes out empty"),
        ("subject", "{{ }}", "expected an expression, got 'end of print statement'"),
        ("html", "<p>{{ nothing }}</p>", 'there is no fact "nothing"; known are recipient, order, change'),
        ("layout", "<p>{{ subject }}</p>", "leaves out the paragraphs"),
        ("layout", "<p>{{ order }}</p>", 'there is no fact "order"; known are subject, paragraphs, language'),
    ],
)
def test_what_is_wrong_with_a_text_is_said_where_it_stands(part: str, text: str, sentence: str) -> None:
    ((path, said),) = NoticeWriter().problems_of(texts(**{part: text}))
    assert path == (("texts", "layout", "html") if part == "layout" else ("texts", "en", KIND, part))
    assert said[: len(sentence)] == sentence


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{{ order.owner|truncate(5) }}|{{ order.number|left(14) }}|{{ 7|right(3) }}|", "Anna…|PO-2026-0041  |  7|"),
        ('{{ order.lines|join(" + ", "sku") }} of {{ order.lines|length }}', "KF-M8-40 of 2"),
        ("{{ (order.lines|first).position }}, {{ (order.lines|last).position }}", "1, 12"),
        ("{{ change.note|quote }}", "> The rest follows\n> as soon as it is made."),
        ("{{ nothing|default('x') }}{{ order.lines[1].sku|default('y') }}{{ ''|default('z', true) }}", "xyz"),
        ("{{ order.status|capitalize }} {{ 'm'|upper }} {{ ' a '|trim }} {{ 'B'|lower }}", "Processing M a b"),
        ("{% for l in order.lines %}{{ loop.index }}{{ ',' if not loop.last else '' }}{% endfor +%}\nx", "1,2\nx"),
        ("{% set x = order.lines|length - 1 %}{{ x + 1 }} {{ order.placed_on[:4] }}", "2 2026"),
        ("{{ 'urgent' if order.priority in ['high', 'urgent'] else 'calm' }}", "urgent"),
    ],
)  # fmt: skip
def test_a_text_may_do_a_few_things_to_its_facts(text: str, written: str) -> None:
    assert plain(text) == f"{written}\n"
