"""What was read of a policy's text, as it is kept beside it: an adopted text was checked, and is not read again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from ordertrack.domain.policy.policy import Policy
from ordertrack.domain.policy.text import built_in
from ordertrack.domain.values.codec import decode, encode
from ordertrack.errors import OutsideError

if TYPE_CHECKING:
    from ordertrack.domain.policy.policy import PolicyRevision


FORM = 1
"""Goes up when policies are kept in another way, or when the same text comes to mean something else."""


def form_of(policy: Policy, text: str) -> str:
    """Write what was read of a text as canonical JSON, with what it was read from."""
    form = {"form": FORM, "of": _digest_of(text), "policy": encode(policy)}
    return json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def is_form(form: str) -> bool:
    """Say whether a text is a form at all, of whatever program."""
    return _read_form(form).keys() == {"form", "of", "policy"}


def is_form_of(form: str, text: str) -> bool:
    """Say whether this program would take a form for what the text says."""
    kept = _read_form(form)
    return (kept.get("form"), kept.get("of")) == (FORM, _digest_of(text))


@lru_cache(maxsize=64)
def policy_in(form: str, text: str) -> Policy | None:
    """Give the policy that a form holds; None when it is of another text, of another program, or damaged."""
    try:
        return decode(Policy, _read_form(form)["policy"]) if is_form_of(form, text) else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def is_kept(revision: PolicyRevision) -> bool:
    """Say whether a revision comes with what it says."""
    return revision.form is not None and policy_in(revision.form, revision.text) is not None


def policy_of(revision: PolicyRevision) -> Policy:
    """Give what a revision says: by its form, else read anew. OutsideError where neither can be."""
    found = policy_in(revision.form, revision.text) if revision.form else None
    if found is not None:
        return found
    if revision.reader is None:
        raise OutsideError(f"policy revision {revision.number} has to be read anew, and nothing here can do that")
    return revision.reader(revision.text)


@cache
def built_in_policy(zone: str) -> Policy:
    """Give what the built-in text says for a desk in this zone."""
    return replace(decode(Policy, json.loads(built_in("policy.json"))), zone=zone)


def _read_form(form: str) -> dict[str, Any]:
    try:
        kept = json.loads(form)
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _digest_of(text: str) -> str:
    """Digest all that was read: the text, and the built-in one, which has what it leaves out."""
    return hashlib.sha256(f"{built_in('policy.toml')}\0{text}".encode()).hexdigest()
