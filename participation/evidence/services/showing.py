"""Keeping what was shown, and telling the public of changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations.models import Consultation
from participation.consultations.rules import RUNNING, stage_of
from participation.evidence import queries, rules
from participation.evidence.models import Notice, PageVersion, Snapshot
from participation.evidence.rules.snapshots import digest_of
from participation.kernel import clock
from participation.kernel.actors import Actor


def keep_shown(session: Session, consultation: Consultation, now: datetime) -> str | None:
    """Keep what people see from this moment on, if it is other than before. Gives its digest.

    Nothing is kept of a draft: nobody outside has seen it.
    """
    if consultation.published_at is None:
        return None
    session.flush()
    content = queries.content_of(session, consultation)
    digest = digest_of(content)
    if queries.seen_at(session, consultation.id, now) == digest:
        return digest
    engine = session.get_bind().dialect.name
    insert = postgresql.insert if engine == "postgresql" else sqlite.insert
    session.execute(
        insert(Snapshot).values(digest=digest, content=content).on_conflict_do_nothing()
    )
    session.add(PageVersion(consultation_id=consultation.id, at=now, digest=digest))
    session.flush()
    return digest


def keep_what_is_shown(session: Session, *, actor: Actor) -> int:
    """See to it that what is open shows what is kept: a net under every way to change a page."""
    now, kept = clock.now(session), 0
    rows = session.scalars(
        select(Consultation)
        .where(
            Consultation.published_at.is_not(None),
            Consultation.withdrawn_at.is_(None),
            Consultation.trial_of_id.is_(None),
            Consultation.opens_at <= now,
            Consultation.closes_at > now,
        )
        .order_by(Consultation.id)
        .with_for_update(skip_locked=True)
    ).all()
    for consultation in rows:
        before = queries.seen_at(session, consultation.id, now)
        after = keep_shown(session, consultation, now)
        if before != after:
            kept += 1
            audit.record(
                session, actor, "consultation.page_kept", consultation, digest=[before, after]
            )
    return kept


def give_notice(
    session: Session,
    *,
    actor: Actor,
    consultation: Consultation,
    kind: rules.Change,
    reason: str,
    words: Mapping[str, str],
    now: datetime,
    **detail: Any,
) -> Notice:
    """Tell the public, on the consultation's page, what changed and why. Part of other deeds."""
    notice = Notice(
        consultation_id=consultation.id,
        at=now,
        kind=kind.value,
        reason=reason,
        words=dict(words),
        detail=detail,
        given_by=actor.id,
    )
    session.add(notice)
    session.flush()
    audit.record(
        session,
        actor,
        "consultation.notice_given",
        consultation,
        notice=str(notice.id),
        kind=kind.value,
        reason=reason,
    )
    return notice


KINDS = {
    "opened": rules.Change.OPENED,
    "extended": rules.Change.EXTENDED,
    "withdrawn": rules.Change.WITHDRAWN,
    "paused": rules.Change.PAUSED,
    "resumed": rules.Change.RESUMED,
}
"""The stagings that the public is told of."""


def shown_anew(
    session: Session,
    actor: Actor,
    consultation: Consultation,
    staged: str,
    detail: Mapping[str, Any],
) -> None:
    """After a change of stage: keep what is shown, and give the notice that belongs to it."""
    now = clock.now(session)
    keep_shown(session, consultation, now)
    kind = KINDS.get(staged)
    if kind is None or kind is rules.Change.OPENED:
        return
    known = dict(detail)
    give_notice(
        session,
        actor=actor,
        consultation=consultation,
        kind=kind,
        reason=str(known.pop("reason", "")),
        words=known.pop("words", None) or {},
        now=now,
        **known,
    )


def asked_anew(
    session: Session,
    actor: Actor,
    consultation: Consultation,
    what: str,
    public: Mapping[str, Any],
) -> None:
    """After a question changed while people can answer: keep what is shown, tell the public."""
    if consultation.trial_of_id is not None:
        return
    now = clock.now(session)
    keep_shown(session, consultation, now)
    if public:
        give_notice(
            session,
            actor=actor,
            consultation=consultation,
            kind=rules.Change.CHANGED,
            reason=str(public["reason"]),
            words=public["words"],
            now=now,
            deed=f"question.{what}",
        )


def is_running(consultation: Consultation, now: datetime) -> bool:
    """Whether people may reply now, or could but for a pause."""
    return stage_of(consultation, now) in RUNNING
