"""Who has been heard from: replies of a group beside how many people there are of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ENOUGH = 20
"""A group is only called unheard if at least so many replies of it could be expected."""
FEW = 0.5
"""Heard from less than half as often as others."""


class Heard(StrEnum):
    """How a group compares."""

    AS_OTHERS = "as_others"
    FEW = "few"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class HeardRow:
    """One group. ``replies`` is ``None`` where it is hidden to protect people."""

    key: str
    replies: int | None
    people: int | None
    share_of_replies: float | None
    share_of_people: float | None
    heard: Heard


def heard_rows(
    replies: Mapping[str, int | None],
    small: frozenset[str],
    people: Mapping[str, int],
    *,
    smallest_base: int = 20,
) -> tuple[HeardRow, ...]:
    """Each group of the people who live here, with what was heard from it.

    ``small`` are groups whose replies are hidden because they are few, not because they would tell
    of another. No share is made of fewer than ``smallest_base`` replies.

    >>> rows = heard_rows({"a": 90, "b": 12}, frozenset(), {"a": 500, "b": 500})
    >>> [row.heard.value for row in rows]
    ['as_others', 'few']
    """
    known = sum(number for number in replies.values() if number is not None)
    everybody = sum(people.values())
    rows = []
    for key, living in people.items():
        number = replies.get(key, 0)
        expected = known * living / everybody if everybody else 0.0
        few = key in small if number is None else number < FEW * expected
        shown = number is not None or key in small
        rows.append(
            HeardRow(
                key=key,
                replies=number,
                people=living,
                share_of_replies=number / known
                if number is not None and known >= smallest_base
                else None,
                share_of_people=living / everybody if everybody else None,
                heard=Heard.UNKNOWN
                if not shown or expected < ENOUGH
                else Heard.FEW
                if few
                else Heard.AS_OTHERS,
            )
        )
    return tuple(rows)
