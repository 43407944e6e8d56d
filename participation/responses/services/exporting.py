"""Taking replies out: on the record, with a reason, before a row leaves."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound
from participation.responses.models import ExportMade


def note_export(
    session: Session, *, actor: Actor, consultation_id: UUID, kind: str, reason: str
) -> ExportMade:
    """Record that somebody takes the replies out. A trial copy's never go out."""
    consultation = consultations.get(session, consultation_id)
    actor.require(Permission.RESPONSE_EXPORT, on=consultation)
    if consultation.trial_of_id is not None:
        raise NotFound
    made = ExportMade(
        consultation_id=consultation_id,
        format=kind,
        reason=" ".join(reason.split())[:300],
        made_at=clock.now(session),
        made_by=actor.id,
    )
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "responses.exported", consultation, format=kind, export=str(made.id)
    )
    return made
