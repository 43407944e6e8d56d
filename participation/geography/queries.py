"""Reading areas, their people and postcodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from participation.geography.models import Area, AreaPopulation, GeographyFile, PostcodeArea
from participation.geography.rules import (
    USUAL_KIND,
    Shape,
    normal_postcode,
)
from participation.kernel.languages import said


def areas(session: Session, kind: str | None = None, *, retired: bool = False) -> list[Area]:
    """Areas in the order of their names in the language being spoken, without their boundaries."""
    wanted = select(Area).options(defer(Area.boundary))
    if kind is not None:
        wanted = wanted.where(Area.kind == kind)
    if not retired:
        wanted = wanted.where(Area.retired_at.is_(None))
    return sorted(session.scalars(wanted), key=lambda area: (said(area.name).casefold(), area.code))


def names(session: Session) -> dict[str, str]:
    """What each area is called in the language being spoken, by its code; past ones too."""
    return {code: said(name) for code, name in session.execute(select(Area.code, Area.name))}


def area_for(session: Session, postcode: str | None, kind: str = USUAL_KIND) -> Area | None:
    """The area in which a postcode lies; ``None`` if it is unknown, elsewhere or no postcode.

    ``rules.normal_postcode`` says whether it could be one at all. Keep the area's code, and
    nothing of the postcode.
    """
    tidy = normal_postcode(postcode)
    if tidy is None:
        return None
    return session.scalar(
        select(Area)
        .options(defer(Area.boundary))
        .join(PostcodeArea, PostcodeArea.area_code == Area.code)
        .where(PostcodeArea.postcode == tidy, PostcodeArea.kind == kind, Area.retired_at.is_(None))
    )


def has_postcodes(session: Session, kind: str = USUAL_KIND) -> bool:
    """Whether postcodes can be looked up at all."""
    found = select(PostcodeArea.postcode).where(PostcodeArea.kind == kind).limit(1)
    return session.scalar(found) is not None


def shapes(session: Session, kind: str = USUAL_KIND) -> list[Shape]:
    """The outlines of the areas that have one, in the order of their codes."""
    rows = session.execute(
        select(Area.code, Area.name, Area.boundary)
        .where(Area.kind == kind, Area.retired_at.is_(None), Area.boundary.is_not(None))
        .order_by(Area.code)
    )
    return [
        Shape(
            code,
            said(name),
            tuple(tuple((point[0], point[1]) for point in ring) for ring in boundary),
        )
        for code, name, boundary in rows
        if boundary
    ]


def population(
    session: Session, variable: str, kind: str = USUAL_KIND
) -> dict[str, dict[str, int]]:
    """How many people of each category live in each area of a kind: by area, then category."""
    rows = session.execute(
        select(AreaPopulation.area_code, AreaPopulation.category, AreaPopulation.people)
        .join(Area, Area.code == AreaPopulation.area_code)
        .where(AreaPopulation.variable == variable, Area.kind == kind, Area.retired_at.is_(None))
        .order_by(AreaPopulation.area_code, AreaPopulation.category)
    )
    found: dict[str, dict[str, int]] = {}
    for area, category, people in rows:
        found.setdefault(area, {})[category] = people
    return found


def margins(session: Session, variable: str) -> dict[str, int]:
    """How many people of each category live in the whole of the council's area.

    They come from the row of the whole area where one was loaded, else from its wards.
    """
    whole = population(session, variable, "district") or population(session, variable)
    totals: dict[str, int] = {}
    for categories in whole.values():
        for category, people in categories.items():
            totals[category] = totals.get(category, 0) + people
    return totals


def variables(session: Session) -> list[str]:
    """What is known of the people who live here: ``age_band``, ``sex`` ..."""
    return list(
        session.scalars(
            select(AreaPopulation.variable).distinct().order_by(AreaPopulation.variable)
        )
    )


@dataclass(frozen=True)
class Overview:
    """What has been loaded."""

    kinds: Mapping[str, int]
    postcodes: int
    with_boundary: int
    variables: Sequence[str]
    files: Sequence[GeographyFile]


def overview(session: Session) -> Overview:
    """Counts for the page on which files are loaded."""
    kinds = session.execute(
        select(Area.kind, func.count())
        .where(Area.retired_at.is_(None))
        .group_by(Area.kind)
        .order_by(Area.kind)
    )
    return Overview(
        kinds=dict(kinds.all()),
        postcodes=session.scalar(select(func.count()).select_from(PostcodeArea)) or 0,
        with_boundary=session.scalar(select(func.count(Area.boundary))) or 0,
        variables=variables(session),
        files=session.scalars(
            select(GeographyFile)
            .order_by(GeographyFile.loaded_at.desc(), GeographyFile.id)
            .limit(20)
        ).all(),
    )
