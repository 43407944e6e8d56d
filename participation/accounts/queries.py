"""Reading who staff are, what they may do, and who is signed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from participation.accounts import rules
from participation.accounts.models import OneTimeLink, RoleHeld, Staff, StaffSession
from participation.kernel import clock
from participation.kernel.actors import Actor, Role
from participation.kernel.errors import NotFound

PAGE = 25


@dataclass(frozen=True)
class People:
    """One page of the people who sign in."""

    people: tuple[Staff, ...]
    page: int
    pages: int
    total: int


def is_active() -> ColumnElement[bool]:
    """Neither suspended nor removed, as SQL."""
    return and_(Staff.suspended_at.is_(None), Staff.removed_at.is_(None))


def get(session: Session, staff_id: UUID) -> Staff:
    """A member of staff, removed ones too. Raises ``NotFound``."""
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound
    return staff


def by_email(session: Session, email: str) -> Staff | None:
    """Whoever signs in with this address."""
    return session.scalar(select(Staff).where(Staff.email == rules.tidy_email(email)))


def actor_of(staff: Staff) -> Actor:
    """What this person may do now. Nothing, once suspended or removed."""
    if staff.suspended_at is not None or staff.removed_at is not None:
        return Actor()
    teams: dict[UUID, set[Role]] = defaultdict(set)
    for held in staff.roles:
        if held.team_id is not None:
            teams[held.team_id].add(Role(held.role))
    return Actor(
        kind="staff",
        id=staff.id,
        roles=site_roles(staff),
        teams={team: frozenset(roles) for team, roles in teams.items()},
    )


def site_roles(staff: Staff) -> frozenset[Role]:
    """The roles that somebody holds across the site."""
    return frozenset(Role(held.role) for held in staff.roles if held.team_id is None)


def signed_in(session: Session, token: str) -> tuple[StaffSession, Staff] | None:
    """The live session that a token opens, and whose it is."""
    found = session.execute(
        select(StaffSession, Staff)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.token_hash == rules.token_hash(token), is_active())
    ).first()
    if found is None:
        return None
    held, staff = found
    alive = rules.is_alive(
        created_at=held.created_at,
        seen_at=held.seen_at,
        ended_at=held.ended_at,
        now=clock.now(session),
    )
    return (held, staff) if alive else None


def live_sessions(session: Session, staff_id: UUID) -> int:
    """On how many browsers somebody is signed in."""
    now = clock.now(session)
    return (
        session.scalar(
            select(func.count())
            .select_from(StaffSession)
            .where(
                StaffSession.staff_id == staff_id,
                StaffSession.ended_at.is_(None),
                StaffSession.created_at > now - rules.SESSION_LONGEST,
                StaffSession.seen_at > now - rules.SESSION_IDLE,
            )
        )
        or 0
    )


def live_link(session: Session, token: str) -> OneTimeLink | None:
    """The link that a token opens, if it may still be used."""
    return session.scalar(
        select(OneTimeLink)
        .join(Staff, Staff.id == OneTimeLink.staff_id)
        .where(
            OneTimeLink.token_hash == rules.token_hash(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > clock.now(session),
            is_active(),
        )
    )


def listed(session: Session, *, page: int = 1, search: str = "") -> People:
    """People who have not been removed, by name, a page at a time."""
    wanted = select(Staff).where(Staff.removed_at.is_(None))
    if search:
        like = "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        wanted = wanted.where(
            or_(Staff.name.ilike(like, escape="\\"), Staff.email.ilike(like, escape="\\"))
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    people = session.scalars(
        wanted.order_by(func.lower(Staff.name), Staff.id).limit(PAGE).offset((page - 1) * PAGE)
    ).all()
    return People(people=tuple(people), page=page, pages=pages, total=total)


def names_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, for those who have one still."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted)))
    return {staff_id: name for staff_id, name in rows if name}


def team_of(session: Session, team_id: UUID) -> tuple[tuple[RoleHeld, Staff], ...]:
    """Who is on a team, by name."""
    rows = session.execute(
        select(RoleHeld, Staff)
        .join(Staff, Staff.id == RoleHeld.staff_id)
        .where(RoleHeld.team_id == team_id, Staff.removed_at.is_(None))
        .order_by(func.lower(Staff.name), Staff.id, RoleHeld.role)
    )
    return tuple((held, staff) for held, staff in rows)


def team_sizes(session: Session, team_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many people are on each team."""
    rows = session.execute(
        select(RoleHeld.team_id, func.count(RoleHeld.staff_id.distinct()))
        .where(RoleHeld.team_id.in_(set(team_ids)))
        .group_by(RoleHeld.team_id)
    )
    return {team_id: number for team_id, number in rows if team_id is not None}


def administrators_besides(session: Session, staff_id: UUID) -> int:
    """How many others could administer the site today: active, with a password.

    The rows are locked, so that two administrators can't suspend each other at once.
    """
    rows = session.scalars(
        select(RoleHeld)
        .where(RoleHeld.role == Role.ADMINISTRATOR.value, RoleHeld.team_id.is_(None))
        .order_by(RoleHeld.id)
        .with_for_update()
    ).all()
    others = {row.staff_id for row in rows} - {staff_id}
    return (
        session.scalar(
            select(func.count())
            .select_from(Staff)
            .where(Staff.id.in_(others), is_active(), Staff.password_hash.is_not(None))
        )
        or 0
    )
