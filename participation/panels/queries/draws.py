"""Reading draws, and the members whom they chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from participation.kernel.errors import NotFound
from participation.panels.models import (
    Membership,
    MembershipEvent,
    Registrant,
    SelectionRun,
)
from participation.panels.rules.members import HOLDING

_HEAVY = (defer(SelectionRun.pool), defer(SelectionRun.tickets))


def run(session: Session, panel_id: UUID, run_id: UUID) -> SelectionRun:
    """A draw. Raises ``NotFound``."""
    found = session.scalar(
        select(SelectionRun)
        .where(SelectionRun.id == run_id, SelectionRun.panel_id == panel_id)
        .options(*_HEAVY)
    )
    if found is None:
        raise NotFound
    return found


def run_for_change(session: Session, run_id: UUID) -> SelectionRun:
    """The same, whole, held until the transaction ends."""
    found = session.scalar(
        select(SelectionRun)
        .where(SelectionRun.id == run_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def runs_of(session: Session, panel_id: UUID) -> Sequence[SelectionRun]:
    """A panel's draws, the newest first."""
    return session.scalars(
        select(SelectionRun)
        .where(SelectionRun.panel_id == panel_id)
        .options(*_HEAVY)
        .order_by(SelectionRun.number.desc())
        .limit(50)
    ).all()


def drawn_run(session: Session, panel_id: UUID) -> SelectionRun | None:
    """The first draw that was held: the one that chose the panel."""
    return session.scalars(
        select(SelectionRun)
        .where(SelectionRun.panel_id == panel_id, SelectionRun.drawn_at.is_not(None))
        .options(*_HEAVY)
        .order_by(SelectionRun.number)
        .limit(1)
    ).first()


def latest_real(session: Session, panel_id: UUID) -> SelectionRun | None:
    """The newest draw that isn't a test."""
    return session.scalars(
        select(SelectionRun)
        .where(SelectionRun.panel_id == panel_id, SelectionRun.test.is_(False))
        .options(*_HEAVY)
        .order_by(SelectionRun.number.desc())
        .limit(1)
    ).first()


def open_run(session: Session, panel_id: UUID) -> SelectionRun | None:
    """A real draw under way: made or sealed, and no ticket drawn yet."""
    return session.scalars(
        select(SelectionRun)
        .where(
            SelectionRun.panel_id == panel_id,
            SelectionRun.test.is_(False),
            SelectionRun.status.in_(["queued", "running", "ready", "sealed"]),
        )
        .options(*_HEAVY)
        .limit(1)
    ).first()


@dataclass(frozen=True)
class Called:
    """A member on the calling list, by number; contact is opened one at a time."""

    membership: Membership
    number: int


def calling_list(session: Session, panel_id: UUID) -> list[Called]:
    """Everybody who was ever drawn, those to be called first."""
    rows = session.execute(
        select(Membership, Registrant.number)
        .join(Registrant, Registrant.id == Membership.registrant_id)
        .where(Membership.panel_id == panel_id)
        .order_by(Membership.status != "drawn", Membership.calls, Registrant.number)
    )
    return [Called(membership, number) for membership, number in rows]


def member(session: Session, panel_id: UUID, membership_id: UUID) -> Membership:
    """A place on the panel, held until the transaction ends. Raises ``NotFound``."""
    found = session.scalar(
        select(Membership)
        .where(Membership.id == membership_id, Membership.panel_id == panel_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def members_now(session: Session, panel_id: UUID) -> list[UUID]:
    """Registrants who hold a seat now."""
    return list(
        session.scalars(
            select(Membership.registrant_id).where(
                Membership.panel_id == panel_id,
                Membership.status.in_([place.value for place in HOLDING]),
            )
        )
    )


def place(session: Session, panel_id: UUID, membership_id: UUID) -> Membership:
    """The same, only to read."""
    found = session.scalar(
        select(Membership).where(Membership.id == membership_id, Membership.panel_id == panel_id)
    )
    if found is None:
        raise NotFound
    return found


def history_of(session: Session, membership_id: UUID) -> Sequence[MembershipEvent]:
    """What happened to a place, the newest first."""
    return session.scalars(
        select(MembershipEvent)
        .where(MembershipEvent.membership_id == membership_id)
        .order_by(MembershipEvent.at.desc(), MembershipEvent.id)
    ).all()


def run_whole(session: Session, run_id: UUID) -> SelectionRun:
    """A draw with its pool and tickets. Raises ``NotFound``."""
    found = session.get(SelectionRun, run_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def numbers_staying(session: Session, panel_id: UUID) -> tuple[list[int], list[int]]:
    """Numbers of those who hold a seat, and of those who can't be drawn again."""
    held = {place.value for place in HOLDING}
    staying: list[int] = []
    gone: list[int] = []
    for status, number in session.execute(
        select(Membership.status, Registrant.number)
        .join(Registrant, Registrant.id == Membership.registrant_id)
        .where(Membership.panel_id == panel_id)
        .order_by(Registrant.number)
    ):
        (staying if status in held else gone).append(number)
    out = select(Registrant.number).where(
        Registrant.panel_id == panel_id, Registrant.out_at.is_not(None)
    )
    gone += [number for number in session.scalars(out) if number not in set(staying)]
    return staying, gone


def public_runs(session: Session, panel_id: UUID) -> Sequence[SelectionRun]:
    """Real draws that were sealed, in order: what was promised is never hidden."""
    return session.scalars(
        select(SelectionRun)
        .where(
            SelectionRun.panel_id == panel_id,
            SelectionRun.test.is_(False),
            SelectionRun.sealed_at.is_not(None),
        )
        .options(*_HEAVY)
        .order_by(SelectionRun.number)
    ).all()
