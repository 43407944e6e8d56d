"""Deeds on areas: a file replaces what the one before it said, in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.geography import rules
from participation.geography.models import Area, AreaPopulation, GeographyFile, PostcodeArea
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission

A_CHUNK = 2_000


def load_areas(
    session: Session,
    *,
    actor: Actor,
    content: bytes,
    source: str,
    as_of: date | None = None,
    kind: str = rules.USUAL_KIND,
) -> GeographyFile:
    """Take a list of areas. Those of the same kinds that it doesn't have are kept as past ones.

    ``kind`` is what areas are whose row says none. Raises ``BadFile``.
    """
    actor.require(Permission.COUNCIL_EDIT)
    rows = rules.read_areas(content, rules.KINDS, kind)
    now = clock.now(session)
    known = {area.code: area for area in session.scalars(select(Area).with_for_update())}
    for row in rows:
        name = {"en": row.name, "cy": row.name_cy}
        area = known.get(row.code)
        if area is None:
            session.add(Area(code=row.code, kind=row.kind, name=name))
        else:
            area.kind, area.name, area.retired_at = row.kind, name, None
    told = {row.code for row in rows}
    kinds = {row.kind for row in rows}
    retired = 0
    for area in known.values():
        if area.code not in told and area.kind in kinds and area.retired_at is None:
            area.retired_at = now
            retired += 1
    return _loaded(session, actor, "areas", source, as_of, len(rows), retired)


def load_postcodes(
    session: Session,
    *,
    actor: Actor,
    content: bytes,
    source: str,
    as_of: date | None = None,
    kind: str = rules.USUAL_KIND,
    postcode_column: str | None = None,
    area_column: str | None = None,
) -> GeographyFile:
    """Take postcodes in place of all that were there for this kind of area. Raises ``BadFile``."""
    actor.require(Permission.COUNCIL_EDIT)
    rows, passed = rules.read_postcodes(
        content,
        _codes(session, kind),
        postcode_column=postcode_column,
        area_column=area_column,
    )
    session.execute(delete(PostcodeArea).where(PostcodeArea.kind == kind))
    for some in _chunks(rows):
        session.execute(
            insert(PostcodeArea),
            [{"postcode": r.postcode, "kind": kind, "area_code": r.area} for r in some],
        )
    return _loaded(session, actor, "postcodes", source, as_of, len(rows), passed)


def load_people(
    session: Session,
    *,
    actor: Actor,
    content: bytes,
    source: str,
    as_of: date | None = None,
) -> GeographyFile:
    """Take how many people live where, in place of all that was there for the same variables.

    Raises ``BadFile``.
    """
    actor.require(Permission.COUNCIL_EDIT)
    rows = rules.read_people(content, _codes(session))
    told = {row.variable for row in rows}
    session.execute(delete(AreaPopulation).where(AreaPopulation.variable.in_(told)))
    for some in _chunks(rows):
        session.execute(
            insert(AreaPopulation),
            [
                {
                    "area_code": row.area,
                    "variable": row.variable,
                    "category": row.category,
                    "people": row.people,
                }
                for row in some
            ],
        )
    return _loaded(session, actor, "people", source, as_of, len(rows), 0)


def load_boundaries(
    session: Session,
    *,
    actor: Actor,
    content: bytes,
    source: str,
    as_of: date | None = None,
) -> GeographyFile:
    """Take the outlines of areas that are known. Raises ``BadFile``."""
    actor.require(Permission.COUNCIL_EDIT)
    areas = {
        area.code: area
        for area in session.scalars(select(Area).where(Area.retired_at.is_(None)).with_for_update())
    }
    found, passed = rules.read_boundaries(content, areas)
    for code, rings in found.items():
        areas[code].boundary = rings
    return _loaded(session, actor, "boundaries", source, as_of, len(found), passed)


def _codes(session: Session, kind: str | None = None) -> Sequence[str]:
    wanted = select(Area.code).where(Area.retired_at.is_(None))
    if kind is not None:
        wanted = wanted.where(Area.kind == kind)
    return session.scalars(wanted).all()


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for first in range(0, len(rows), A_CHUNK):
        yield rows[first : first + A_CHUNK]


def _loaded(
    session: Session,
    actor: Actor,
    kind: str,
    source: str,
    as_of: date | None,
    used: int,
    passed_over: int,
) -> GeographyFile:
    file = GeographyFile(
        kind=kind,
        source=source.strip()[:200],
        as_of=as_of,
        used=used,
        passed_over=passed_over,
        loaded_at=clock.now(session),
        loaded_by=actor.id,
    )
    session.add(file)
    session.flush()
    audit.record(
        session, actor, "geography.loaded", file, kind=kind, used=used, passed_over=passed_over
    )
    session.flush()
    return file
