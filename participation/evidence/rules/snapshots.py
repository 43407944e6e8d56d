"""All that people were shown, as one value with a name of its own: the hash of what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

FORM = 1
"""The number of this layout. A new one gets a new number: old snapshots stay as they are."""


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content as bytes that any program can make again: JSON, keys sorted, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal.

    >>> digest_of({"b": 1, "a": 2}) == digest_of({"a": 2, "b": 1})
    True
    """
    return hashlib.sha256(canonical(content)).hexdigest()


def spoken_only(words: Mapping[str, str] | None) -> dict[str, str]:
    """Words without the languages that have none, so that an empty box changes no digest."""
    return {language: said for language, said in sorted((words or {}).items()) if said.strip()}


def parts_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[str]:
    """The names of the parts in which two snapshots differ.

    >>> parts_changed({"title": {"en": "A"}, "options": []}, {"title": {"en": "B"}, "options": []})
    ['title']
    """
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
