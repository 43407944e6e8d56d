"""Who may come in where: one row for each endpoint, told apart from what the views themselves say.

Each room has a module here with ``ROWS``, from an endpoint to a :class:`Row`. A row that is about
an object says where to find it in ``values``: a function that is handed the :class:`World` and
gives the values of the address. An object of a consultation belongs to ``world.own``: roles on
that team come in, roles on ``world.other``'s don't.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from typing import Any

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.kernel.actors import EVERYONE, GRANTS, SITE_ONLY, Permission, Role


class Scope(StrEnum):
    """How far a role must reach to come in."""

    PUBLIC = "public"
    """Anybody, signed out too."""
    STAFF = "staff"
    """Anybody signed in, whatever their role."""
    SITE = "site"
    """A role across the site."""
    ANY_TEAM = "any_team"
    """A role across the site or on any team: lists that show each their own."""
    OBJECT = "object"
    """A role across the site, or on the team of the object in the address."""


class Reach(StrEnum):
    """Where an actor of the matrix holds their role."""

    SITE = "site"
    OWN_TEAM = "own team"
    OTHER_TEAM = "other team"


@dataclass
class World:
    """What the matrix is walked in. Rows may add what they need to ``made``."""

    session: Session
    own: Consultation
    other: Consultation
    made: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Something made the first time that it's asked for."""
        if name not in self.made:
            self.made[name] = make()
            self.session.commit()
        return self.made[name]

    def fresh(self, make: Callable[[], Any]) -> Any:
        """Something made anew each time: for deeds that use it up."""
        made = make()
        self.session.commit()
        return made


def no_values(_world: World) -> Mapping[str, Any]:
    """An address without variables."""
    return {}


@dataclass(frozen=True)
class Row:
    """One endpoint: the permission it asks for, how far it must reach, how to call it.

    ``form`` is what is posted beside the token. ``also`` are further statuses that somebody
    allowed may get, such as 404 where there is nothing to show.
    """

    needs: Permission
    scope: Scope
    values: Callable[[World], Mapping[str, Any]] = no_values
    form: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    also: frozenset[int] = frozenset()


def may_come_in(row: Row, role: Role | None, reach: Reach) -> bool:
    """Whether the table lets somebody in. ``role`` is ``None`` for the signed out."""
    if row.scope is Scope.PUBLIC:
        return True
    if role is None:
        return False
    if row.scope is Scope.STAFF:
        return True
    if row.needs not in GRANTS[role] | EVERYONE:
        return False
    if reach is Reach.SITE:
        return True
    if row.needs in SITE_ONLY or row.scope is Scope.SITE:
        return False
    return reach is Reach.OWN_TEAM or row.scope is Scope.ANY_TEAM


def rooms() -> list[str]:
    """Every module of rows."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def rows_of(room: str) -> Mapping[str, Row]:
    """The rows of one room."""
    rows: Mapping[str, Row] = import_module(f"{__name__}.{room}").ROWS
    return rows


def all_rows() -> dict[str, Row]:
    """Every row there is. Raises ``ValueError`` where two rooms tell of one endpoint."""
    found: dict[str, Row] = {}
    for room in rooms():
        rows = rows_of(room)
        if twice := set(rows) & set(found):
            raise ValueError(f"told twice: {sorted(twice)}")
        found |= rows
    return found
