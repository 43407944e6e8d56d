"""Reading the council's settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from participation.council import rules
from participation.council.models import Council


def default() -> Council:
    """What holds until somebody has said otherwise."""
    return Council(
        id=1,
        name=dict(rules.UNNAMED),
        languages=["en"],
        brand_colour=rules.BRAND,
        link_colour=rules.LINK,
        logo=None,
        logo_kind=None,
        email=None,
        telephone=None,
        contact={},
        privacy_notice={},
        accessibility_statement={},
        changed_at=datetime(1970, 1, 1, tzinfo=UTC),
    )


def get(session: Session) -> Council:
    """The council's row, without its logo's bytes; an unsaved default where there is none."""
    row = session.scalar(select(Council).where(Council.id == 1).options(defer(Council.logo)))
    return row or default()


@dataclass(frozen=True)
class Logo:
    """A picture and what kind it is."""

    content: bytes
    kind: str


def logo(session: Session) -> Logo | None:
    """The council's logo."""
    row = session.execute(select(Council.logo, Council.logo_kind).where(Council.id == 1)).first()
    if row is None or row.logo is None or row.logo_kind is None:
        return None
    return Logo(row.logo, row.logo_kind)
