"""Setting replies aside, one or many: above a number a second person has to agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound, Refusal
from participation.responses import queries
from participation.responses.models import Response, SetAsideProposal
from participation.responses.queries import moderation, same_wording
from participation.responses.rules import REASONS, Deed, Reason, Status, status_after
from participation.responses.rules.flags import needs_second
from participation.responses.services.ledger import BadReason, set_aside


class CannotAgree(Refusal):
    """A proposal can't be decided so: ``same_person`` ``decided_already``."""


@dataclass(frozen=True)
class Done:
    """What came of it: how many were set aside, or the proposal that waits."""

    set_aside: int = 0
    proposal_id: UUID | None = None


def set_aside_many(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    response_ids: Sequence[UUID],
    reason: str,
    note: str = "",
) -> Done:
    """Set replies aside, or ask a second person if they are too many for one.

    What one person has set aside before counts towards the number. Raises ``BadReason``,
    ``CannotChange`` or ``NotAllowed``.
    """
    consultation = consultations.get_for_change(session, consultation_id)
    actor.require(Permission.RESPONSE_SET_ASIDE, on=consultation)
    note = note.strip()
    if reason not in REASONS or (reason == Reason.OTHER and not note):
        raise BadReason(["reason"])
    mine = session.scalars(
        select(Response.id)
        .where(
            Response.consultation_id == consultation_id,
            Response.id.in_(list(dict.fromkeys(response_ids))),
            Response.status == Status.COUNTED.value,
        )
        .order_by(Response.id)
    ).all()
    if not mine:
        return Done()
    most = moderation.handling(session, consultation_id).second_person_above
    before = same_wording.set_aside_alone(session, consultation_id, actor.id)
    if actor.kind != "system" and needs_second(len(mine), before, most):
        proposal = SetAsideProposal(
            consultation_id=consultation_id,
            response_ids=[str(one) for one in mine],
            reason=reason,
            note=note[:300] or None,
            proposed_by=actor.id,
            proposed_at=clock.now(session),
        )
        session.add(proposal)
        session.flush()
        audit.record(
            session, actor, "set_aside.proposed", proposal, replies=len(mine), reason=reason
        )
        return Done(proposal_id=proposal.id)
    for response_id in mine:
        set_aside(session, actor=actor, response_id=response_id, reason=reason, note=note)
    session.flush()
    return Done(len(mine))


def decide(session: Session, *, actor: Actor, proposal_id: UUID, agree: bool) -> int:
    """Agree with a proposal, or not. Gives how many replies were set aside.

    Raises :class:`CannotAgree`: whoever proposed it isn't a second person.
    """
    proposal = session.scalar(
        select(SetAsideProposal).where(SetAsideProposal.id == proposal_id).with_for_update()
    )
    if proposal is None:
        raise NotFound
    consultation = consultations.get(session, proposal.consultation_id)
    actor.require(Permission.RESPONSE_SET_ASIDE, on=consultation)
    if proposal.outcome is not None:
        raise CannotAgree(["decided_already"])
    if agree and actor.id is not None and actor.id == proposal.proposed_by:
        raise CannotAgree(["same_person"])
    proposal.outcome = "agreed" if agree else "refused"
    proposal.decided_by, proposal.decided_at = actor.id, clock.now(session)
    done = 0
    for response_id in sorted(proposal.response_ids) if agree else ():
        response = queries.get_for_change(session, UUID(response_id))
        if response.status != Status.COUNTED:
            continue  # somebody took it back, or it was set aside, in the meantime
        response.status = status_after(Status(response.status), Deed.SET_ASIDE).value
        response.reason, response.note = proposal.reason, proposal.note
        audit.record(
            session,
            actor,
            "response.set_aside_by_two",
            response,
            reason=proposal.reason,
            proposal=str(proposal.id),
        )
        done += 1
    session.flush()
    audit.record(session, actor, f"set_aside.{proposal.outcome}", proposal, replies=done)
    return done
