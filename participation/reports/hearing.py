"""Reading how replies come in while people can reply: by day, channel, link, area and age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.analysis.disclosure import (
    DEFAULT_RULES,
    Audience,
    Family,
    Variable,
    cell,
    protect,
)
from participation.equality.models import EqualityAnswer
from participation.equality.rules import bank
from participation.geography import queries as geography
from participation.kernel import clock
from participation.reports.rules import HeardRow, heard_rows
from participation.responses.models import Response

AGE = "age_band"
NOT_SAID = "not_said"


@dataclass(frozen=True)
class Hearing:
    """How replies come in. Groups of few people are hidden in ``areas`` and ``ages``."""

    by_day: Sequence[tuple[date, int]]
    by_channel: Mapping[str, int]
    by_source: Mapping[str | None, int]
    by_language: Mapping[str, int]
    late: int
    areas: tuple[HeardRow, ...]
    ages: tuple[HeardRow, ...]
    said_area: int | None
    said_age: int | None


def of(session: Session, consultation_id: UUID) -> Hearing:
    """All of it, of every reply received; of people, of the replies that count."""
    groups = _people(session, consultation_id)
    population = geography.population(session, AGE)
    by_area = {code: sum(people.values()) for code, people in population.items()}
    areas = _protected("area", groups["area"], by_area)
    ages = _protected("age", groups["age"], geography.margins(session, AGE))
    return Hearing(
        by_day=_by_day(session, consultation_id),
        by_channel=_by(session, consultation_id, Response.channel),
        by_source=_by(session, consultation_id, Response.source),
        by_language=_by(session, consultation_id, Response.language),
        late=_late(session, consultation_id),
        areas=areas,
        ages=ages,
        said_area=_said(groups["area"]),
        said_age=_said(groups["age"]),
    )


def _said(groups: Mapping[str, int]) -> int | None:
    """How many said it at all; nothing where that few did that it would tell of them."""
    number = sum(number for key, number in groups.items() if key != NOT_SAID)
    silent = groups.get(NOT_SAID, 0)
    small = any(0 < one < DEFAULT_RULES.threshold for one in (number, silent))
    return None if small else number


def _by(session: Session, consultation_id: UUID, column: Any) -> dict[Any, int]:
    rows = session.execute(
        select(column, func.count())
        .where(Response.consultation_id == consultation_id)
        .group_by(column)
    )
    return dict(sorted(rows.tuples(), key=lambda row: (-row[1], str(row[0]))))


def _late(session: Session, consultation_id: UUID) -> int:
    where = (Response.consultation_id == consultation_id, Response.late.is_(True))
    return session.scalar(select(func.count(Response.id)).where(*where)) or 0


def _by_day(session: Session, consultation_id: UUID) -> list[tuple[date, int]]:
    """Replies by their day in London. They are counted by the hour, which both engines can do."""
    if session.get_bind().dialect.name == "postgresql":
        hour = func.to_char(func.timezone("UTC", Response.received_at), "YYYY-MM-DD HH24")
    else:
        hour = func.strftime("%Y-%m-%d %H", Response.received_at)
    rows = session.execute(
        select(hour, func.count())
        .where(Response.consultation_id == consultation_id)
        .group_by(hour)
        .order_by(hour)
    )
    days: dict[date, int] = {}
    for written, number in rows:
        moment = datetime.strptime(written, "%Y-%m-%d %H").replace(tzinfo=UTC)
        day = clock.day_in_london(moment)
        days[day] = days.get(day, 0) + number
    return sorted(days.items())


def _people(session: Session, consultation_id: UUID) -> dict[str, dict[str, int]]:
    """Replies that count, by area and by age, with those who didn't say."""
    mine = (Response.consultation_id == consultation_id, Response.status == "counted")
    everybody = session.scalar(select(func.count(Response.id)).where(*mine)) or 0
    area = func.coalesce(Response.area_code, NOT_SAID)
    areas = dict(
        session.execute(select(area, func.count()).where(*mine).group_by(area)).tuples().all()
    )
    keys = {
        (version.number, choice.code): choice.key
        for version in bank()[AGE].versions
        for choice in version.options
    }
    ages: dict[str, int] = {}
    rows = session.execute(
        select(EqualityAnswer.version, EqualityAnswer.code, func.count())
        .join(Response, Response.id == EqualityAnswer.response_id)
        .where(*mine, EqualityAnswer.question == AGE)
        .group_by(EqualityAnswer.version, EqualityAnswer.code)
    )
    for version, code, number in rows:
        key = keys.get((version, code), NOT_SAID)
        if key == "prefer_not_to_say":
            key = NOT_SAID
        ages[key] = ages.get(key, 0) + number
    silent = everybody - sum(ages.values())
    if silent:
        ages[NOT_SAID] = ages.get(NOT_SAID, 0) + silent
    return {"area": areas, "age": ages}


def _protected(
    name: str, replies: Mapping[str, int], people: Mapping[str, int]
) -> tuple[HeardRow, ...]:
    """The groups beside the census, without those of few people and what would give them away."""
    if not people:
        return ()
    categories = tuple(dict.fromkeys((*people, *replies, NOT_SAID)))
    family = Family(
        variables={name: Variable(name, categories)},
        tables=((name,),),
        counts={cell(**{name: key}): replies.get(key, 0) for key in categories},
    )
    protected = protect(family)
    release = protected.released(Audience.LEADERS)
    shown = {key: release.at(cell(**{name: key})) for key in people}
    small = frozenset(key for key in people if cell(**{name: key}) in protected.small)
    return heard_rows(shown, small, people)
