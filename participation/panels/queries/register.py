"""Reading who put their names forward. Only :func:`contact_of` opens anybody's contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.kernel.errors import NotFound
from participation.panels.models import (
    PanelCategory,
    PanelFeature,
    Registrant,
    RegistrantFeature,
)
from participation.panels.rules.register import Contact, contact_from


@dataclass(frozen=True)
class PoolRow:
    """Somebody in the pool as a draw knows them: a number, a household, features by category."""

    registrant_id: UUID
    number: int
    household: bytes
    values: dict[str, str]


A_PAGE = 50


@dataclass(frozen=True)
class RegisterPage:
    """Some of the register, in order of number."""

    rows: Sequence[Registrant]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class Counted:
    """How many put their names forward, and how many of them can be chosen."""

    registered: int
    in_pool: int
    left: int


def registrant(session: Session, panel_id: UUID, registrant_id: UUID) -> Registrant:
    """Somebody who put their name forward. Raises ``NotFound``."""
    found = session.scalar(
        select(Registrant).where(Registrant.id == registrant_id, Registrant.panel_id == panel_id)
    )
    if found is None:
        raise NotFound
    return found


def by_form(session: Session, form_hash: bytes) -> Registrant | None:
    """Who registered with a form, if anybody did."""
    return session.scalar(select(Registrant).where(Registrant.form_hash == form_hash))


def contact_of(session: Session, row: Registrant) -> Contact | None:
    """How to reach somebody; ``None`` once it was erased. Whoever calls this has logged why."""
    if row.contact is None:
        return None
    return contact_from(session.info["keys"].fields.decrypt(row.contact))


def counts(session: Session, panel_id: UUID) -> Counted:
    """How many there are."""
    row = session.execute(
        select(func.count(), func.count(Registrant.out_at)).where(Registrant.panel_id == panel_id)
    ).one()
    return Counted(row[0], row[0] - row[1], row[1])


def same_person(session: Session, panel_id: UUID, hashed: bytes) -> Registrant | None:
    """Somebody in the pool with this name at this postcode."""
    return session.scalars(
        select(Registrant)
        .where(
            Registrant.panel_id == panel_id,
            Registrant.person_hash == hashed,
            Registrant.out_at.is_(None),
        )
        .order_by(Registrant.number)
        .limit(1)
    ).first()


def same_household(session: Session, panel_id: UUID) -> Sequence[tuple[bytes, int]]:
    """Households with more than one person in the pool, and how many."""
    rows = session.execute(
        select(Registrant.household, func.count())
        .where(Registrant.panel_id == panel_id, Registrant.out_at.is_(None))
        .group_by(Registrant.household)
        .having(func.count() > 1)
        .order_by(func.count().desc(), Registrant.household)
    )
    return [(household, number) for household, number in rows]


def pool_of(session: Session, panel_id: UUID) -> list[PoolRow]:
    """Everybody who can be chosen, by number."""
    values: dict[UUID, dict[str, str]] = {}
    for registrant_id, category, feature in session.execute(
        select(RegistrantFeature.registrant_id, PanelCategory.code, PanelFeature.code)
        .join(PanelCategory, PanelCategory.id == RegistrantFeature.category_id)
        .join(PanelFeature, PanelFeature.id == RegistrantFeature.feature_id)
        .where(PanelCategory.panel_id == panel_id)
    ):
        values.setdefault(registrant_id, {})[category] = feature
    rows = session.execute(
        select(Registrant.id, Registrant.number, Registrant.household)
        .where(Registrant.panel_id == panel_id, Registrant.out_at.is_(None))
        .order_by(Registrant.number)
    )
    return [PoolRow(id_, number, home, values.get(id_, {})) for id_, number, home in rows]


def make_up(session: Session, panel_id: UUID) -> dict[tuple[UUID, UUID], int]:
    """How many in the pool have each feature, by (category, feature)."""
    rows = session.execute(
        select(RegistrantFeature.category_id, RegistrantFeature.feature_id, func.count())
        .join(Registrant, Registrant.id == RegistrantFeature.registrant_id)
        .where(Registrant.panel_id == panel_id, Registrant.out_at.is_(None))
        .group_by(RegistrantFeature.category_id, RegistrantFeature.feature_id)
    )
    return {(category_id, feature_id): number for category_id, feature_id, number in rows}


def register_page(
    session: Session, panel_id: UUID, *, page: int = 1, find: int | None = None
) -> RegisterPage:
    """The register, a page at a time; ``find`` keeps to one number."""
    wanted = select(Registrant).where(Registrant.panel_id == panel_id)
    if find is not None:
        wanted = wanted.where(Registrant.number == find)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // A_PAGE))
    number = min(max(1, page), pages)
    rows = session.scalars(
        wanted.order_by(Registrant.number).limit(A_PAGE).offset((number - 1) * A_PAGE)
    )
    return RegisterPage(rows.all(), number, pages, total)


def features_of(
    session: Session, registrant_id: UUID
) -> list[tuple[dict[str, str], dict[str, str]]]:
    """What somebody said of themselves: words of each category and of their feature."""
    rows = session.execute(
        select(PanelCategory.words, PanelFeature.words)
        .join(RegistrantFeature, RegistrantFeature.category_id == PanelCategory.id)
        .join(PanelFeature, PanelFeature.id == RegistrantFeature.feature_id)
        .where(RegistrantFeature.registrant_id == registrant_id)
        .order_by(PanelCategory.position)
    )
    return [(category, feature) for category, feature in rows]


def living_with(session: Session, row: Registrant) -> Sequence[Registrant]:
    """Others in the pool of the same household."""
    return session.scalars(
        select(Registrant)
        .where(
            Registrant.panel_id == row.panel_id,
            Registrant.household == row.household,
            Registrant.id != row.id,
            Registrant.out_at.is_(None),
        )
        .order_by(Registrant.number)
    ).all()
