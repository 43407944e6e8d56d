"""Reading what was shown at a moment, and what was said of changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.evidence.models import Notice, PageVersion, Snapshot
from participation.kernel.errors import NotFound


@dataclass(frozen=True)
class Seen:
    """From when until when people saw a snapshot. ``until`` is exclusive, ``None`` for now."""

    digest: str
    since: datetime
    until: datetime | None


def seen_versions(session: Session, consultation_id: UUID) -> Sequence[Seen]:
    """What was shown, the first first."""
    rows = session.execute(
        select(PageVersion.digest, PageVersion.at)
        .where(PageVersion.consultation_id == consultation_id)
        .order_by(PageVersion.at, PageVersion.id)
    ).all()
    return [
        Seen(digest, at, rows[place + 1].at if place + 1 < len(rows) else None)
        for place, (digest, at) in enumerate(rows)
    ]


def seen_at(session: Session, consultation_id: UUID, moment: datetime) -> str | None:
    """The digest of what was shown at a moment; ``None`` where nothing was yet."""
    return session.scalar(
        select(PageVersion.digest)
        .where(PageVersion.consultation_id == consultation_id, PageVersion.at <= moment)
        .order_by(PageVersion.at.desc(), PageVersion.id.desc())
        .limit(1)
    )


def snapshot(session: Session, consultation_id: UUID, digest: str) -> Mapping[str, Any]:
    """What was shown, if this consultation showed it. Raises ``NotFound``."""
    content = session.scalar(
        select(Snapshot.content)
        .join(PageVersion, PageVersion.digest == Snapshot.digest)
        .where(PageVersion.consultation_id == consultation_id, Snapshot.digest == digest)
        .limit(1)
    )
    if content is None:
        raise NotFound
    return content


def notices(session: Session, consultation_id: UUID) -> Sequence[Notice]:
    """What the public was told of changes, the newest first."""
    return session.scalars(
        select(Notice)
        .where(Notice.consultation_id == consultation_id)
        .order_by(Notice.at.desc(), Notice.id)
    ).all()
