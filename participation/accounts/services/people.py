"""Who may sign in, and as what: inviting, roles, teams, suspending, removing."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts import queries, rules
from participation.accounts.models import OneTimeLink, RoleHeld, Staff
from participation.accounts.services.sessions import end_sessions_of, make_link
from participation.audit import services as audit
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission, Role


def invite(session: Session, *, actor: Actor, invitation: rules.Invitation) -> tuple[Staff, str]:
    """Add somebody with a one-time link to set a password. Raises ``EmailTaken``."""
    actor.require(Permission.STAFF_MANAGE)
    email = rules.tidy_email(invitation.email)
    if queries.by_email(session, email) is not None:
        raise rules.EmailTaken(("email_taken",))
    staff = Staff(
        email=email,
        name=invitation.name.strip(),
        language=invitation.language,
        created_at=clock.now(session),
        roles=[RoleHeld(role=role.value) for role in sorted(invitation.roles)],
    )
    session.add(staff)
    try:
        session.flush()
    except IntegrityError as error:
        raise rules.EmailTaken(("email_taken",)) from error
    audit.record(session, actor, "account.invited", staff, roles=sorted(invitation.roles))
    token = make_link(session, actor=actor, staff_id=staff.id, purpose=rules.Purpose.INVITATION)
    return staff, token


def change_roles(
    session: Session, *, actor: Actor, staff_id: UUID, roles: frozenset[Role]
) -> Staff:
    """Set the roles held across the site; the person signs in anew.

    Raises ``CannotChangePerson``.
    """
    actor.require(Permission.STAFF_MANAGE)
    staff = _present(session, staff_id)
    before = queries.site_roles(staff)
    if before == roles:
        return staff
    if Role.ADMINISTRATOR in before - roles:
        _keep_an_administrator(session, actor, staff)
    staff.roles = [
        held for held in staff.roles if held.team_id is not None or Role(held.role) in roles
    ] + [RoleHeld(role=role.value) for role in sorted(roles - before)]
    end_sessions_of(session, staff.id)
    audit.record(
        session,
        actor,
        "account.roles_changed",
        staff,
        given=sorted(roles - before),
        taken=sorted(before - roles),
    )
    session.flush()
    return staff


def suspend(session: Session, *, actor: Actor, staff_id: UUID) -> Staff:
    """Keep somebody out, from their next request on. Raises ``CannotChangePerson``."""
    actor.require(Permission.STAFF_MANAGE)
    staff = _present(session, staff_id)
    if staff.suspended_at is not None:
        return staff
    _keep_an_administrator(session, actor, staff)
    staff.suspended_at = clock.now(session)
    end_sessions_of(session, staff.id)
    audit.record(session, actor, "account.suspended", staff)
    session.flush()
    return staff


def restore(session: Session, *, actor: Actor, staff_id: UUID) -> Staff:
    """Let somebody who was suspended sign in again."""
    actor.require(Permission.STAFF_MANAGE)
    staff = _present(session, staff_id)
    if staff.suspended_at is not None:
        staff.suspended_at = None
        audit.record(session, actor, "account.restored", staff)
        session.flush()
    return staff


def remove_person(session: Session, *, actor: Actor, staff_id: UUID) -> Staff:
    """Erase somebody's name, address and password. What they did stays on the record."""
    actor.require(Permission.STAFF_MANAGE)
    staff = _present(session, staff_id)
    _keep_an_administrator(session, actor, staff)
    held = len(staff.roles)
    staff.name, staff.email, staff.password_hash = "", f"removed-{staff.id}", None
    staff.removed_at = clock.now(session)
    staff.roles = []
    end_sessions_of(session, staff.id)
    session.execute(delete(OneTimeLink).where(OneTimeLink.staff_id == staff.id))
    audit.record(session, actor, "account.removed", staff, roles_taken=held)
    session.flush()
    return staff


def add_to_team(
    session: Session, *, actor: Actor, team_id: UUID, team_kind: str, email: str, role: Role
) -> Staff:
    """Put somebody on a team. Raises ``CannotChangeTeam``; nothing changes if they are on it."""
    actor.require(Permission.TEAM_MANAGE, on=rules.Team(team_id))
    if not rules.may_give(actor, role, team_id):
        raise rules.CannotChangeTeam(("role_not_yours",))
    staff = queries.by_email(session, email)
    if staff is None or queries.actor_of(staff).kind != "staff":
        raise rules.CannotChangeTeam(("nobody",))
    if any(held.team_id == team_id and held.role == role.value for held in staff.roles):
        return staff
    staff.roles.append(RoleHeld(role=role.value, team_id=team_id))
    audit.record(
        session, actor, "team.joined", staff, role=role.value, team={team_kind: str(team_id)}
    )
    session.flush()
    return staff


def take_off_team(
    session: Session, *, actor: Actor, team_id: UUID, team_kind: str, held_id: UUID
) -> None:
    """Take a role on a team away. Raises ``CannotChangeTeam`` for one that the actor can't give."""
    actor.require(Permission.TEAM_MANAGE, on=rules.Team(team_id))
    held = session.get(RoleHeld, held_id)
    if held is None or held.team_id != team_id:
        return
    if not rules.may_give(actor, Role(held.role), team_id):
        raise rules.CannotChangeTeam(("role_not_yours",))
    staff = queries.get(session, held.staff_id)
    staff.roles.remove(held)
    audit.record(session, actor, "team.left", staff, role=held.role, team={team_kind: str(team_id)})
    session.flush()


def _present(session: Session, staff_id: UUID) -> Staff:
    staff = queries.get(session, staff_id)
    if staff.removed_at is not None:
        raise rules.CannotChangePerson(("removed",))
    return staff


def _keep_an_administrator(session: Session, actor: Actor, staff: Staff) -> None:
    if staff.id == actor.id:
        raise rules.CannotChangePerson(("yourself",))
    is_one = Role.ADMINISTRATOR in queries.site_roles(staff)
    if is_one and not queries.administrators_besides(session, staff.id):
        raise rules.CannotChangePerson(("last_administrator",))
