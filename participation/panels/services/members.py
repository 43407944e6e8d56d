"""Members: what came of calling them, and their own word."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.panels import queries, rules
from participation.panels.models import Membership, MembershipEvent


def record_outcome(
    session: Session, *, actor: Actor, panel_id: UUID, membership_id: UUID, outcome: rules.Outcome
) -> Membership:
    """Keep what came of calling somebody. Raises ``CannotChangeMember``."""
    panel = queries.get(session, panel_id)
    actor.require(Permission.PANEL_PERSONAL, on=panel)
    place = queries.member(session, panel_id, membership_id)
    place.status = rules.place_after(rules.Place(place.status), outcome).value
    place.calls += outcome is rules.Outcome.NO_ANSWER
    place.changed_at = clock.now(session)
    session.add(
        MembershipEvent(
            membership_id=place.id, status=outcome.value, at=place.changed_at, by=actor.id
        )
    )
    audit.record(
        session, actor, "panel.member_told", panel, membership=str(place.id), outcome=outcome.value
    )
    session.flush()
    return place
