"""What may be of a mission: its details, its part in national goals, the goals' own file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from participation.kernel.errors import Refusal
from participation.kernel.languages import said
from participation.kernel.orm import Words


class Stance(StrEnum):
    """A mission's part in a national goal."""

    DELIVERS = "delivers"
    CONTRIBUTES = "contributes"
    LOCAL_ONLY = "local_only"


@dataclass(frozen=True)
class MissionDetails:
    """What a mission says of itself."""

    title: Words
    ambition: Words
    target: Words
    target_year: int
    lead_member: str
    lead_officer: str
    horizon: Words
    stances: Mapping[UUID, Stance] = field(default_factory=dict)


class CannotPublish(Refusal):
    """The mission isn't ready for the public. Codes: ``missing:FIELD`` ``language:FIELD:LANG``."""


class CannotUnpublish(Refusal):
    """A consultation that the public sees hangs from this mission alone."""


class CannotMove(Refusal):
    """There is nowhere further to move it."""


class BadGoals(ValueError):
    """A file of national goals that can't be read. The message says where."""


WORDED = ("title", "ambition", "target", "horizon")
NAMED = ("lead_member", "lead_officer")


def publication_problems(
    *, words: Mapping[str, Words], names: Mapping[str, str], languages: Sequence[str]
) -> tuple[str, ...]:
    """Every reason why the public can't see it yet."""
    found: list[str] = []
    for name, each in words.items():
        lacking = [code for code in languages if not each.get(code, "").strip()]
        if len(lacking) == len(languages):
            found.append(f"missing:{name}")
        else:
            found += [f"language:{name}:{code}" for code in lacking]
    found += [f"missing:{name}" for name, who in names.items() if not who.strip()]
    return tuple(found)


def slug_from(title: Words, fallback: str = "page") -> str:
    """Words for an address: plain letters, numbers and hyphens, at most 80.

    >>> slug_from({"en": "Tŷ’r Cyngor: a Home  for All!"})
    'tyr-cyngor-a-home-for-all'
    """
    plain = unicodedata.normalize("NFKD", said(title, "en")).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower().replace("'", ""))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:80]
        if len(longer) > 80:
            break
        slug = longer
    return slug or fallback


@dataclass(frozen=True)
class GoalSet:
    """One published list of national goals, in one version."""

    code: str
    version: str
    title: Words
    source: str
    goals: tuple[tuple[str, Words], ...]


def read_goals(data: Any) -> tuple[GoalSet, ...]:
    """Goal sets from what a JSON file holds. Raises :class:`BadGoals` naming the place.

    A list of sets, each ``{"set_code", "set_title": {"en", "cy"}, "version", "source",
    "goals": [{"code", "title": {"en", "cy"}}]}``; other keys, such as ``note``, are passed over.
    """
    sets = data.get("sets") if isinstance(data, Mapping) else data
    if not isinstance(sets, list) or not sets:
        raise BadGoals("a list of sets of goals is expected")
    return tuple(_read_set(one, f"set {number}") for number, one in enumerate(sets, 1))


def _read_set(one: Any, place: str) -> GoalSet:
    if not isinstance(one, Mapping):
        raise BadGoals(f"{place} isn’t an object")
    goals = one.get("goals")
    if not isinstance(goals, list) or not goals:
        raise BadGoals(f"{place} has no list “goals”")
    read = []
    for number, goal in enumerate(goals, 1):
        where = f"{place}, goal {number}"
        if not isinstance(goal, Mapping):
            raise BadGoals(f"{where} isn’t an object")
        read.append((_text(goal, "code", where), _words(goal, "title", where)))
    codes = [code for code, _ in read]
    if len(set(codes)) < len(codes):
        raise BadGoals(f"{place} has two goals with one code")
    return GoalSet(
        code=_text(one, "set_code", place),
        version=_text(one, "version", place),
        title=_words(one, "set_title", place),
        source=_text(one, "source", place),
        goals=tuple(read),
    )


def _text(holder: Mapping[str, Any], key: str, place: str) -> str:
    value = holder.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadGoals(f"{place} has no “{key}”")
    if key != "source" and len(value) > 80:
        raise BadGoals(f"“{key}” of {place} is longer than 80 letters")
    return value.strip()


def _words(holder: Mapping[str, Any], key: str, place: str) -> Words:
    value = holder.get(key)
    if not isinstance(value, Mapping) or not value:
        raise BadGoals(f"“{key}” of {place} isn’t words by language")
    if not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        raise BadGoals(f"“{key}” of {place} isn’t words by language")
    return {str(k): str(v).strip() for k, v in value.items()}
