"""One way to keep a fact: what is kept elsewhere could be kept without its notices."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.code import SOURCE, source

ONE_DOOR = {
    "orders.save": "usecases/recording.py",
    "orders.enter": "usecases/recording.py",
    "orders.reassign": "usecases/parties.py",
    "parties.save": "usecases/parties.py",
    "policy.save": "usecases/policy.py",
    "round.record": "usecases/round/round.py",
}


@pytest.mark.parametrize(("way", "door"), ONE_DOOR.items())
def test_a_fact_is_kept_by_one_door(way: str, door: str) -> None:
    users = {
        each.path.relative_to(SOURCE / "ordertrack").as_posix()
        for each in source().modules.values()
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Attribute) and way.endswith(f".{node.attr}") and ast.unparse(node).endswith(f".{way}")
    }
    assert users == {door}
