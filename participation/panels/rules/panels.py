"""Where a panel has got to, and the seats that each part of the population may hold."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from participation.kernel.errors import Refusal
from participation.kernel.orm import Words


class Kind(StrEnum):
    """What sort of panel it is."""

    ASSEMBLY = "assembly"
    JURY = "jury"
    STANDING = "standing"


class Stage(StrEnum):
    """Where a panel has got to."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    REGISTERING = "registering"
    CHOOSING = "choosing"
    MEETING = "meeting"
    STOOD_DOWN = "stood_down"


class Facts(Protocol):
    """The moments that a stage is worked out from."""

    @property
    def published_at(self) -> datetime | None: ...
    @property
    def registration_opens_at(self) -> datetime | None: ...
    @property
    def registration_closes_at(self) -> datetime | None: ...
    @property
    def stood_down_at(self) -> datetime | None: ...


def stage_of(facts: Facts, now: datetime, *, drawn: bool) -> Stage:
    """The stage at ``now``; ``drawn`` says whether a real draw has been held."""
    if facts.stood_down_at is not None:
        return Stage.STOOD_DOWN
    if facts.published_at is None:
        return Stage.DRAFT
    if drawn:
        return Stage.MEETING
    opens, closes = facts.registration_opens_at, facts.registration_closes_at
    if opens is None or closes is None or now < opens:
        return Stage.ANNOUNCED
    return Stage.REGISTERING if now < closes else Stage.CHOOSING


@dataclass(frozen=True)
class PanelDetails:
    """What a panel is, in the words that people read before they put their names forward."""

    kind: Kind
    title: Words
    purpose: Words
    eligibility: Words
    commitment: Words
    payment: Words
    privacy: Words
    seats: int
    mission_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class FeatureDetails:
    """One value of a category: its share of the population in per cent, and its seats."""

    words: Words
    share: float | None = None
    least: int = 0
    most: int = 0
    code: str = ""


@dataclass(frozen=True)
class CategoryDetails:
    """Something that the panel should mirror the population in."""

    words: Words
    features: tuple[FeatureDetails, ...] = field(default_factory=tuple)


class CannotPublish(Refusal):
    """It isn't ready for the public. Each problem is a code, some with a part after a colon."""


class CannotDraw(Refusal):
    """No draw can be made or held as things stand."""


WORDED = ("title", "purpose", "eligibility", "commitment", "payment", "privacy")


def publication_problems(
    panel: Mapping[str, Words], *, languages: Sequence[str], missions: int, dated: bool
) -> list[str]:
    """Why the public can't see it yet.

    ``missing:NAME:LANGUAGE``, ``no_mission``, ``no_dates``.
    """
    found = [
        f"missing:{name}:{language}"
        for name in WORDED
        for language in languages
        if not panel[name].get(language, "").strip()
    ]
    if not missions:
        found.append("no_mission")
    if not dated:
        found.append("no_dates")
    return found


def quotas_from_shares(shares: Sequence[float], seats: int) -> list[tuple[int, int]]:
    """The least and most seats of each feature: its exact share, rounded down and up.

    A feature that has any people has one seat within reach; one with half a seat's worth or more
    isn't left out. Shares are in per cent and may add up to a little more or less than 100.

    >>> quotas_from_shares([50, 30, 20], 24)
    [(12, 12), (7, 8), (4, 5)]
    >>> quotas_from_shares([98, 2], 24)
    [(23, 24), (0, 1)]
    """
    whole = sum(shares) or 1.0
    found = []
    for share in shares:
        exact = seats * share / whole
        least, most = math.floor(exact + 1e-9), math.ceil(exact - 1e-9)
        if share > 0:
            most = max(most, 1)
            least = max(least, 1) if exact >= 0.5 and most >= 1 and seats > len(shares) else least
        found.append((least, max(most, least)))
    return found


def quota_problems(
    categories: Sequence[tuple[str, Sequence[tuple[str, int, int]]]], seats: int
) -> list[tuple[str, str]]:
    """What is wrong with quotas before any pool is looked at: (problem, where).

    ``no_categories``; of a category: ``few_features``, ``least_too_high`` (the least seats add up
    to more than there are), ``most_too_low`` (the most seats add up to fewer); of a feature:
    ``upside_down`` (its least is more than its most), ``nobody`` (no seat at all).
    """
    if not categories:
        return [("no_categories", "")]
    found = []
    for name, features in categories:
        if len(features) < 2:
            found.append(("few_features", name))
        if sum(least for _feature, least, _most in features) > seats:
            found.append(("least_too_high", name))
        if sum(most for _feature, _least, most in features) < seats:
            found.append(("most_too_low", name))
        for feature, least, most in features:
            if least > most:
                found.append(("upside_down", f"{name}: {feature}"))
            elif most == 0:
                found.append(("nobody", f"{name}: {feature}"))
    return found


def read_shares(pasted: str) -> tuple[list[tuple[str, float]], list[int]]:
    """Rows pasted from a census table: a name, then a number (people or per cent).

    The last number of each line counts. Gives the rows, in per cent of their sum, and the numbers
    of the lines that couldn't be read. A line that says "total" is left out, and so is a heading
    (a first line without a number).

    >>> read_shares("Age\\tPeople\\n16 to 24\\t1,200\\n25 and over\\t4,800\\nTotal\\t6,000")
    ([('16 to 24', 20.0), ('25 and over', 80.0)], [])
    """
    rows: list[tuple[str, float]] = []
    bad: list[int] = []
    for number, line in enumerate(pasted.splitlines(), 1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in re.split(r"\t|;|(?<!\d),|,(?!\d{3}\b)", line)]
        cells = [cell for cell in cells if cell]
        if len(cells) == 1:
            cells = [part for part in re.split(r"\s{2,}|\s(?=[\d,.]+%?$)", line.strip()) if part]
        values = [_share(cell) for cell in cells[1:]]
        known = [value for value in values if value is not None]
        if re.match(r"(total|all |cyfanswm)", cells[0], re.IGNORECASE):
            continue
        if not known:
            if rows or number > 1:
                bad.append(number)
            continue
        rows.append((cells[0][:200], known[-1]))
    total = sum(value for _name, value in rows)
    if total > 0:
        rows = [(name, round(100 * value / total, 4)) for name, value in rows]
    return rows, bad


def _share(cell: str) -> float | None:
    tidy = cell.replace(",", "").removesuffix("%").strip()
    if not re.fullmatch(r"\d+(\.\d+)?", tidy):
        return None
    value = float(tidy)
    return value if value < 1e9 else None
