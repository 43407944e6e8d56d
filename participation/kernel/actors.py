"""Who is acting, what roles there are, and what each role may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from participation.kernel.errors import NotAllowed


class Permission(StrEnum):
    """What somebody may be allowed to do. Each view names one with ``@needs``."""

    SITE_READ = "site:read"
    RESPONSE_SUBMIT = "response:submit"
    RECEIPT_READ = "receipt:read"
    SIGN_IN = "account:sign_in"
    ACCOUNT_OWN = "account:own"

    STAFF_MANAGE = "staff:manage"
    TEAM_MANAGE = "team:manage"
    COUNCIL_EDIT = "council:edit"
    AUDIT_READ = "audit:read"
    JOB_READ = "job:read"

    MISSION_READ = "mission:read"
    MISSION_WRITE = "mission:write"
    MISSION_PUBLISH = "mission:publish"

    CONSULTATION_READ = "consultation:read"
    CONSULTATION_CREATE = "consultation:create"
    CONSULTATION_WRITE = "consultation:write"
    CONSULTATION_PUBLISH = "consultation:publish"

    RESPONSE_READ = "response:read"
    RESPONSE_SET_ASIDE = "response:set_aside"
    RESPONSE_ENTER = "response:enter"
    RESPONSE_IMPORT = "response:import"
    RESPONSE_EXPORT = "response:export"
    RESPONSE_REDACT = "response:redact"
    RESPONSE_ORIGINAL = "response:original"
    RESPONSE_MODERATE = "response:moderate"
    RESPONSE_ERASE = "response:erase"
    ORDER_EDIT = "order:edit"
    RIGHTS_HANDLE = "rights:handle"

    EQUALITY_READ = "equality:read"

    THEME_READ = "theme:read"
    THEME_RUN = "theme:run"
    THEME_REVIEW = "theme:review"
    THEME_SETTLE = "theme:settle"

    PANEL_READ = "panel:read"
    PANEL_CREATE = "panel:create"
    PANEL_WRITE = "panel:write"
    PANEL_PERSONAL = "panel:personal"
    PANEL_DRAW = "panel:draw"
    PANEL_REGISTER = "panel:register"

    REPORT_READ = "report:read"
    AMBITION_WRITE = "ambition:write"
    PRIORITY_ORDER = "priority:order"
    DECISION_RECORD = "decision:record"


class Role(StrEnum):
    """What somebody is here to do, across the site or on one team."""

    ADMINISTRATOR = "administrator"
    ENGAGEMENT_OFFICER = "engagement_officer"
    MODERATOR = "moderator"
    ANALYST = "analyst"
    LEADER = "leader"
    WARD_COUNCILLOR = "ward_councillor"
    PARTNER = "partner"
    PANEL_OFFICER = "panel_officer"
    MONITORING_OFFICER = "monitoring_officer"


P = Permission
EVERYONE = frozenset({P.SITE_READ, P.RESPONSE_SUBMIT, P.RECEIPT_READ, P.SIGN_IN, P.PANEL_REGISTER})
_STAFF = EVERYONE | {P.ACCOUNT_OWN}
_READERS = _STAFF | {P.MISSION_READ, P.CONSULTATION_READ}
_ANALYST = (
    _READERS
    | {P.RESPONSE_READ, P.EQUALITY_READ, P.REPORT_READ}
    | {P.THEME_READ, P.THEME_RUN, P.THEME_REVIEW}
)
_OFFICER = (
    _ANALYST
    | {P.MISSION_WRITE, P.MISSION_PUBLISH}
    | {P.CONSULTATION_CREATE, P.CONSULTATION_WRITE, P.CONSULTATION_PUBLISH}
    | {P.RESPONSE_SET_ASIDE, P.THEME_SETTLE, P.TEAM_MANAGE, P.JOB_READ}
    | {P.RESPONSE_REDACT, P.RESPONSE_ORIGINAL, P.RESPONSE_MODERATE, P.RESPONSE_ERASE}
    | {P.ORDER_EDIT, P.PANEL_READ}
    | {P.RESPONSE_ENTER, P.RESPONSE_IMPORT, P.RESPONSE_EXPORT}
)
_LEADER = _READERS | {
    P.REPORT_READ,
    P.PANEL_READ,
    P.THEME_READ,
    P.AMBITION_WRITE,
    P.PRIORITY_ORDER,
    P.DECISION_RECORD,
}

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: _OFFICER
    | {P.STAFF_MANAGE, P.COUNCIL_EDIT, P.AUDIT_READ, P.RIGHTS_HANDLE}
    | {P.PANEL_CREATE, P.PANEL_WRITE},
    Role.ENGAGEMENT_OFFICER: _OFFICER,
    Role.MODERATOR: _READERS
    | {P.RESPONSE_READ, P.RESPONSE_SET_ASIDE, P.RESPONSE_REDACT, P.RESPONSE_MODERATE},
    Role.ANALYST: _ANALYST,
    Role.LEADER: _LEADER,
    Role.WARD_COUNCILLOR: _READERS | {P.REPORT_READ},
    Role.PARTNER: _STAFF | {P.MISSION_READ},
    Role.PANEL_OFFICER: _READERS
    | {P.PANEL_READ, P.PANEL_CREATE, P.PANEL_WRITE, P.PANEL_PERSONAL, P.PANEL_DRAW},
    Role.MONITORING_OFFICER: _READERS
    | {P.REPORT_READ, P.AUDIT_READ, P.THEME_READ, P.RIGHTS_HANDLE, P.PANEL_READ},
}

SITE_ONLY = frozenset(
    {
        P.STAFF_MANAGE,
        P.COUNCIL_EDIT,
        P.AUDIT_READ,
        P.CONSULTATION_CREATE,
        P.PANEL_CREATE,
        P.MISSION_WRITE,
        P.MISSION_PUBLISH,
        P.AMBITION_WRITE,
        P.PRIORITY_ORDER,
        P.DECISION_RECORD,
        P.ORDER_EDIT,
        P.RIGHTS_HANDLE,
    }
)
"""Permissions that a role on one team never gives: they reach past any one team."""


class Teamed(Protocol):
    """Something a team looks after: a consultation or a panel."""

    @property
    def team_id(self) -> UUID: ...


@dataclass(frozen=True)
class Actor:
    """Whoever is doing a deed: a resident (anonymous), a member of staff, or the system."""

    kind: str = "anonymous"
    id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    teams: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)

    def may(self, permission: Permission, on: Teamed | None = None) -> bool:
        """Whether this actor may, about this object; without one, whether site-wide."""
        if self.kind == "system" or permission in EVERYONE:
            return True
        if self.kind == "staff" and permission is P.ACCOUNT_OWN:
            return True
        if any(permission in GRANTS[role] for role in self.roles):
            return True
        if on is None or permission in SITE_ONLY:
            return False
        return any(permission in GRANTS[role] for role in self.teams.get(on.team_id, ()))

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether this actor may come in at all: site-wide or on any team."""
        if self.may(permission):
            return True
        if permission in SITE_ONLY:
            return False
        held = {role for roles in self.teams.values() for role in roles}
        return any(permission in GRANTS[role] for role in held)

    def require(self, permission: Permission, on: Teamed | None = None) -> None:
        """Raise :class:`NotAllowed` unless :meth:`may`."""
        if not self.may(permission, on):
            raise NotAllowed(permission.value)

    def teams_with(self, permission: Permission) -> frozenset[UUID] | None:
        """The teams on which this actor may; ``None`` means every one."""
        if self.may(permission):
            return None
        return frozenset(
            team
            for team, roles in self.teams.items()
            if any(permission in GRANTS[role] for role in roles)
        )


RESIDENT = Actor()
SYSTEM = Actor(kind="system")
