"""Parting a theme into the narrower ones that the computer found inside it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.kernel import clock
from participation.kernel.actors import Actor
from participation.themes import queries, rules
from participation.themes.models import Assignment, SuggestedAssignment, Theme, ThemeQuote
from participation.themes.services.changing import open_codebook


def split_theme(session: Session, *, actor: Actor, theme_id: UUID) -> list[Theme]:
    """Make each narrower theme found inside one a theme of its own, with its answers and quotes.

    Answers in none of them stay; a theme left without any goes off the list. Raises
    ``CannotChange`` when nothing narrower was found, or the list is settled.
    """
    theme = queries.theme(session, theme_id)
    codebook = open_codebook(session, actor, theme.codebook_id)
    parts = queries.parts_of(session, theme)
    if not parts or theme.retired_in:
        raise rules.CannotChange(["no_parts"])
    last = session.scalar(select(func.max(Theme.position)).where(Theme.codebook_id == codebook.id))
    now = clock.now(session)
    made: list[Theme] = []
    for number, part in enumerate(parts, (last or 0) + 1):
        new = Theme(
            codebook_id=codebook.id,
            position=number,
            label=part.label[:200],
            label_cy=part.in_welsh,
            suggested_id=part.id,
            added_in=codebook.version,
        )
        session.add(new)
        session.flush()
        inside = select(SuggestedAssignment.answer_id).where(
            SuggestedAssignment.theme_id == part.id
        )
        rows = session.scalars(
            select(Assignment).where(
                Assignment.codebook_id == codebook.id,
                Assignment.current,
                Assignment.theme_id == theme.id,
                Assignment.answer_id.in_(inside),
            )
        ).all()
        for row in rows:
            row.current = False
            row.to_version = codebook.version
            session.add(
                Assignment(
                    codebook_id=codebook.id,
                    answer_id=row.answer_id,
                    theme_id=new.id,
                    state=rules.State.CODED.value,
                    primary=row.primary,
                    by_person=row.by_person,
                    actor_id=actor.id,
                    confidence=row.confidence,
                    start=row.start,
                    end=row.end,
                    reason="split",
                    from_version=codebook.version,
                    current=True,
                    created_at=now,
                )
            )
        session.execute(
            update(ThemeQuote)
            .where(ThemeQuote.theme_id == theme.id, ThemeQuote.answer_id.in_(inside))
            .values(theme_id=new.id)
        )
        made.append(new)
    session.flush()
    if not queries.people_by_theme(session, codebook.id).get(theme.id, 0):
        theme.retired_in = codebook.version
    audit.record(
        session,
        actor,
        "theme.split",
        theme,
        into=[str(one.id) for one in made],
        version=codebook.version,
    )
    session.flush()
    return made
