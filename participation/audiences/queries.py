"""Reading who may reply, and where links lead."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audiences.models import (
    Invitation,
    InvitationBatch,
    LinkTag,
    ShortAddress,
)
from participation.consultations.models import Consultation
from participation.kernel.errors import NotFound


def word_of(session: Session, consultation_id: UUID) -> str | None:
    """A consultation's short address."""
    return session.scalar(
        select(ShortAddress.word).where(ShortAddress.consultation_id == consultation_id)
    )


def by_word(session: Session, word: str) -> Consultation:
    """The consultation at a short address. Raises ``NotFound``."""
    found = session.scalar(
        select(Consultation)
        .join(ShortAddress, ShortAddress.consultation_id == Consultation.id)
        .where(ShortAddress.word == word)
    )
    if found is None:
        raise NotFound
    return found


def tags(session: Session, consultation_id: UUID) -> Sequence[LinkTag]:
    """The tagged links of a consultation, the first made first."""
    return session.scalars(
        select(LinkTag)
        .where(LinkTag.consultation_id == consultation_id)
        .order_by(LinkTag.made_at, LinkTag.tag)
    ).all()


def known_tag(session: Session, consultation_id: UUID, tag: str | None) -> str | None:
    """The tag, if it is one of the consultation's own."""
    if not tag:
        return None
    return session.scalar(
        select(LinkTag.tag).where(
            LinkTag.consultation_id == consultation_id, LinkTag.tag == tag.casefold()[:40]
        )
    )


def batches(session: Session, consultation_id: UUID) -> Sequence[InvitationBatch]:
    """What was invited, the latest first."""
    return session.scalars(
        select(InvitationBatch)
        .where(InvitationBatch.consultation_id == consultation_id)
        .order_by(InvitationBatch.made_at.desc(), InvitationBatch.id)
    ).all()


def batch(session: Session, consultation_id: UUID, batch_id: UUID) -> InvitationBatch:
    """One of them. Raises ``NotFound``."""
    row = session.get(InvitationBatch, batch_id)
    if row is None or row.consultation_id != consultation_id:
        raise NotFound
    return row


def invited(session: Session, consultation_id: UUID, form_hash: bytes) -> bool:
    """Whether a form is that of an invitation to this consultation that still stands."""
    found = session.scalar(
        select(Invitation.batch_id)
        .join(InvitationBatch, InvitationBatch.id == Invitation.batch_id)
        .where(
            Invitation.form_hash == form_hash,
            InvitationBatch.consultation_id == consultation_id,
            InvitationBatch.revoked_at.is_(None),
        )
    )
    return found is not None
