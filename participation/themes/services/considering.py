"""Weighing documents: each part has themes, or no new point. A whole letter is never one tick."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import Refusal
from participation.responses.models import SentPart
from participation.responses.queries import documents as held
from participation.themes.models import SectionMark
from participation.themes.queries import documents as queries


class CannotMark(Refusal):
    """``themes_or_none``: both at once, or neither; ``unknown``: no such theme here."""


def mark_section(
    session: Session,
    *,
    actor: Actor,
    section_id: UUID,
    themes: Collection[UUID],
    no_new_point: bool,
) -> SentPart:
    """Say what a part of a document says. Raises :class:`CannotMark`."""
    section = held.section(session, section_id)
    document = held.document(session, section.document_id, hold=True)
    consultation = consultations.get(session, document.consultation_id)
    actor.require(Permission.THEME_REVIEW, on=consultation)
    if bool(themes) == no_new_point:
        raise CannotMark(["themes_or_none"])
    known = {one.id for one in queries.themes_in(session, document.consultation_id)}
    if not set(themes) <= known:
        raise CannotMark(["unknown"])
    session.execute(delete(SectionMark).where(SectionMark.section_id == section_id))
    wanted: list[UUID | None] = [None] if no_new_point else [*sorted(themes)]
    for theme_id in wanted:
        session.add(
            SectionMark(
                section_id=section_id,
                theme_id=theme_id,
                marked_at=clock.now(session),
                marked_by=actor.id,
            )
        )
    session.flush()
    audit.record(
        session,
        actor,
        "document.section_marked",
        document,
        part=section.number,
        themes=[str(one) for one in themes],
        no_new_point=no_new_point,
    )
    return section
