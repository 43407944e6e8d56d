"""Rules of accounts: how long things last, how often one may try, which roles may be given."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from uuid import UUID

from participation.kernel.actors import GRANTS, SITE_ONLY, Actor, Permission, Role
from participation.kernel.errors import Refusal

SESSION_IDLE = timedelta(hours=4)
SESSION_LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=10)
KNOWN_NETWORK_FOR = timedelta(days=30)
KEPT_AFTER_USE = timedelta(days=31)

TEAM_ROLES = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
"""Roles that make sense on one team. An administrator looks after the whole site."""


class Purpose(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    RESET = "reset"


LINK_LASTS = {Purpose.INVITATION: timedelta(days=7), Purpose.RESET: timedelta(hours=1)}


@dataclass(frozen=True)
class Limit:
    """So many tries in so long."""

    tries: int
    window: timedelta


HERE = Limit(10, timedelta(minutes=15))
"""One account, tried from one network."""
NETWORK = Limit(60, timedelta(minutes=15))
"""Any account, tried and failed from one network."""
ANYWHERE = Limit(100, timedelta(hours=1))
"""One account, tried from networks on which its owner has not signed in lately."""
LETTERS = Limit(5, timedelta(hours=1))
"""Letters about a forgotten password to one address."""
LETTERS_FROM = Limit(30, timedelta(hours=1))
"""Letters about forgotten passwords asked for from one network."""


@dataclass(frozen=True)
class Invitation:
    """Somebody to invite."""

    email: str
    name: str
    roles: frozenset[Role]
    language: str = "en"


class EmailTaken(Refusal):
    """Somebody already signs in with this e-mail address."""


class WeakPassword(Refusal):
    """The new password is too easy to guess; the problems say how."""


class WrongPassword(Refusal):
    """The password given isn't the one stored."""


class LinkSpent(Refusal):
    """The link was used, ran out, or never was."""


class CannotChangePerson(Refusal):
    """The change would lock people out: ``last_administrator``, ``yourself``, ``removed``."""


class CannotChangeTeam(Refusal):
    """``nobody``: no such active person. ``role_not_yours``: beyond what this actor may give."""


class TooManyTries(Refusal):
    """Tried too often. ``minutes`` is how long to wait."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(("too_many",))
        self.minutes = max(1, ceil(wait.total_seconds() / 60))


def tidy_email(email: str) -> str:
    """An address as it is stored and looked up: no spaces around it, small letters."""
    return email.strip().casefold()


def looks_like_email(email: str) -> bool:
    """Whether it has the shape of an address. Only a letter sent to it can say more.

    >>> looks_like_email("ann@example.gov.uk"), looks_like_email("ann@")
    (True, False)
    """
    part = r"[^@\s,;<>\"]+"
    return len(email) <= 200 and bool(re.fullmatch(rf"{part}@{part}\.[^@\s.,;<>\"]+", email))


def network_of(address: str | None) -> str:
    """The network an address belongs to: itself for IPv4, for IPv6 the /64 that one home has.

    >>> network_of("2001:db8::1:2"), network_of("192.0.2.7"), network_of(None)
    ('2001:db8::/64', '192.0.2.7', 'unknown')
    """
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(found) >> 64 << 64, 64)))
    return str(found)


def new_token() -> str:
    """A token of 256 random bits, for a session or a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token. It is random and long, so one SHA-256 is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def is_alive(
    *, created_at: datetime, seen_at: datetime, ended_at: datetime | None, now: datetime
) -> bool:
    """Whether a session still counts."""
    return ended_at is None and now < created_at + SESSION_LONGEST and now < seen_at + SESSION_IDLE


def next_page(asked: str | None) -> str | None:
    """Where to go after signing in: a page of the staff's own, or ``None``.

    >>> next_page("/staff/people?page=2"), next_page("//evil.example/staff"), next_page("/staff@x")
    ('/staff/people?page=2', None, None)
    """
    if asked and re.fullmatch(r"/staff(?:[/?][\x21-\x5b\x5d-\x7e]*)?", asked):
        return None if asked.startswith("/staff/sign") else asked
    return None


def may_give(actor: Actor, role: Role, team_id: UUID) -> bool:
    """Whether ``actor`` may put people on the team as ``role``.

    Administrators give any; others only what they may do there themselves.
    """
    if role not in TEAM_ROLES:
        return False
    if actor.may(Permission.STAFF_MANAGE):
        return True
    team = Team(team_id)
    if not actor.may(Permission.TEAM_MANAGE, on=team):
        return False
    return all(actor.may(permission, on=team) for permission in GRANTS[role] - SITE_ONLY)


@dataclass(frozen=True)
class Team:
    """A team, known only by what it looks after."""

    team_id: UUID
