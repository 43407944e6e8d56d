"""Deeds: who is asked, short addresses, tagged links, invitations."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from participation.audiences import queries, rules
from participation.audiences.models import (
    Invitation,
    InvitationBatch,
    LinkTag,
    ShortAddress,
)
from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import NOT_OPENED, stage_of
from participation.consultations.services.readiness import stay_ready
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission


def _held(
    session: Session, actor: Actor, consultation_id: UUID, permission: Permission
) -> Consultation:
    consultation = consultations.get_for_change(session, consultation_id)
    actor.require(permission, on=consultation)
    return consultation


def set_audience(
    session: Session, *, actor: Actor, consultation_id: UUID, audience: rules.Audience
) -> None:
    """Say who is asked. Raises ``CannotAddress`` once people could reply."""
    consultation = _held(session, actor, consultation_id, Permission.CONSULTATION_WRITE)
    now = clock.now(session)
    if consultation.audience == audience.value:
        return
    if stage_of(consultation, now) not in NOT_OPENED:
        raise rules.CannotAddress(["opened"])
    before, consultation.audience = consultation.audience, audience.value
    session.flush()
    stay_ready(session, consultation, now)
    audit.record(
        session,
        actor,
        "consultation.audience_set",
        consultation,
        audience=[before, audience.value],
    )


def set_word(session: Session, *, actor: Actor, consultation_id: UUID, word: str) -> None:
    """Give it a short address, at any time. Raises ``CannotAddress``."""
    consultation = _held(session, actor, consultation_id, Permission.CONSULTATION_WRITE)
    tidy = rules.normal_word(word)
    if tidy is None:
        raise rules.CannotAddress(["word_shape"])
    other = session.scalar(select(ShortAddress.consultation_id).where(ShortAddress.word == tidy))
    if other not in {None, consultation_id}:
        raise rules.CannotAddress(["word_taken"])
    row = session.get(ShortAddress, consultation_id)
    if row is None:
        session.add(ShortAddress(consultation_id=consultation_id, word=tidy))
    else:
        row.word = tidy
    session.flush()
    audit.record(session, actor, "consultation.word_set", consultation, word=tidy)


def add_tag(
    session: Session, *, actor: Actor, consultation_id: UUID, name: str, tag: str
) -> LinkTag:
    """Make a link whose replies can be told apart. Raises ``CannotAddress``."""
    consultation = _held(session, actor, consultation_id, Permission.CONSULTATION_WRITE)
    tidy = rules.normal_word(tag)
    if tidy is None:
        raise rules.CannotAddress(["tag_shape"])
    if queries.known_tag(session, consultation_id, tidy):
        raise rules.CannotAddress(["tag_taken"])
    row = LinkTag(
        consultation_id=consultation_id, tag=tidy, name=name.strip(), made_at=clock.now(session)
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "consultation.link_tagged", consultation, tag=tidy)
    return row


def invite(
    session: Session, *, actor: Actor, consultation_id: UUID, name: str, number: int
) -> rules.Made:
    """Make codes for as many invitations. They are given back once, and can't be had again."""
    consultation = _held(session, actor, consultation_id, Permission.CONSULTATION_PUBLISH)
    if not 1 <= number <= rules.MOST:
        raise rules.CannotAddress(["too_many"])
    keys = session.info["keys"]
    codes = tuple(rules.new_code() for _one in range(number))
    batch = InvitationBatch(
        consultation_id=consultation_id,
        name=name.strip(),
        number=number,
        made_at=clock.now(session),
        made_by=actor.id,
    )
    session.add(batch)
    session.flush()
    session.execute(
        insert(Invitation),
        [
            {
                "form_hash": rules.form_hash_of(rules.nonce_of(keys, code, keys.current)),
                "batch_id": batch.id,
            }
            for code in codes
        ],
    )
    audit.record(
        session, actor, "consultation.invited", consultation, batch=str(batch.id), number=number
    )
    return rules.Made(batch.name, codes)


def revoke(session: Session, *, actor: Actor, consultation_id: UUID, batch_id: UUID) -> None:
    """Let the codes of a batch open no new form. Who has begun may finish."""
    consultation = _held(session, actor, consultation_id, Permission.CONSULTATION_PUBLISH)
    row = queries.batch(session, consultation_id, batch_id)
    if row.revoked_at is None:
        row.revoked_at = clock.now(session)
        session.flush()
        audit.record(
            session, actor, "consultation.invitations_revoked", consultation, batch=str(row.id)
        )
