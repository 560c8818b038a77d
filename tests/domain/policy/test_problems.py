"""Every key of a TOML text is found on its line, however it is written."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrack.domain.policy.problems import TomlLines
from tests.domain.policy.texts import FULL
from tests.drawing import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.domain.policy.problems import Path

ODD = r'''# a comment with a = b
"quoted key" = 1
'literal # key' = "a # b" # [c]
dotted.key . "with.dot" = """
not = "here"
[nor here]
\"""still inside\"""""
inline = { a = 1, b.c = [1, { d = '}' }], e = { f = "{" } }
list = [
  "a",   # one
  [ 1,
    2 ],
  """b
c""", '''
ODD += """'''d
e''',
  { k = 1 },
]
when = 1979-05-27 07:32:00Z
empty = ""
none = []
[ x . "y z" ]
k = true
[[t]]
n = 1
[t.sub]
m = 1
[[t.deep]]
[[t]]
n = 2
[[t.deep]]
o = 1
[[t.deep]]
o = 2
[late.sub]
[late]
p = 1
"""
PLACES: dict[Path, int] = {
    (): 1,
    ("quoted key",): 2,
    ("literal # key",): 3,
    ("dotted",): 4,
    ("dotted", "key", "with.dot"): 4,
    ("inline", "a"): 8,
    ("inline", "b", "c", 1, "d"): 8,
    ("inline", "e", "f"): 8,
    ("list",): 9,
    ("list", 0): 10,
    ("list", 1): 11,
    ("list", 1, 0): 11,
    ("list", 1, 1): 12,
    ("list", 2): 13,
    ("list", 3): 14,
    ("list", 4): 16,
    ("list", 4, "k"): 16,
    ("when",): 18,
    ("empty",): 19,
    ("none",): 20,
    ("x", "y z"): 21,
    ("x", "y z", "k"): 22,
    ("t",): 23,
    ("t", 0, "n"): 24,
    ("t", 0, "sub"): 25,
    ("t", 0, "sub", "m"): 26,
    ("t", 0, "deep", 0): 27,
    ("t", 1): 28,
    ("t", 1, "n"): 29,
    ("t", 1, "deep", 0, "o"): 31,
    ("t", 1, "deep", 1): 32,
    ("t", 1, "deep", 1, "o"): 33,
    ("late", "sub"): 34,
    ("late",): 35,
    ("late", "p"): 36,
}


def paths_of(value: Any, path: Path = ()) -> Iterator[Path]:  # noqa: ANN401 - whatever TOML holds
    yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths_of(each, (*path, key))
    if isinstance(value, list):
        for place, each in enumerate(value):
            yield from paths_of(each, (*path, place))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_key_is_found_however_it_is_written(newline: str) -> None:
    text = ODD.replace("\n", newline)
    tomllib.loads(text)
    lines = TomlLines(text)
    assert {path: lines.line_of(path) for path in PLACES} == PLACES


def test_every_key_of_the_built_in_policy_stands_on_its_line() -> None:
    lines, texts = TomlLines(FULL), FULL.splitlines()
    wrong = [
        path
        for path in paths_of(tomllib.loads(FULL))
        if path and isinstance(path[-1], str) and path[-1] not in texts[lines.line_of(path) - 1]
    ]
    assert wrong == []


def test_what_the_text_does_not_name_is_looked_for_in_the_table_around_it() -> None:
    lines = TomlLines("a = 1\n[b]\n[[c]]\n[[c]]\nd = 1\n")
    assert [lines.line_of(path) for path in (("x",), ("b", "x"), ("c", 1, "x", "y"), ("c", 0, "x"))] == [1, 2, 4, 3]


KEYS = st.text("ab .\"'#=[]{}\\\n\u00e9", min_size=1, max_size=4)
LEAVES = st.integers(-5, 5) | st.booleans() | st.text("ab\"'#=,[]{}\\\n ", max_size=6)
INLINE = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'''\n{value}'''" if "\n" in value and "'" not in value else quoted(value)
    if isinstance(value, list):
        return "[\n" + "".join(f"{written(each)}, # ]\n" for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {written(each)}" for key, each in value.items()) + "}"
    return str(value)


@settings(max_examples=examples(100))
@given(st.lists(st.tuples(KEYS, INLINE), max_size=6, unique_by=lambda each: each[0]))
def test_a_key_is_on_the_line_on_which_it_was_written(pairs: list[tuple[str, object]]) -> None:
    text, expected = "", {}
    for key, value in pairs:
        expected[key] = text.count("\n") + 1
        text += f"{quoted(key)} = {written(value)} # = [\n"
    assert tomllib.loads(text) == dict(pairs)
    lines = TomlLines(text)
    assert {key: lines.line_of((key,)) for key in expected} == expected
    found = [lines.line_of(path) for path in paths_of(tomllib.loads(text))]
    assert found[1:] == sorted(found[1:])
