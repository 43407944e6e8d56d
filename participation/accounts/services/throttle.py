"""Counting tries, under keys that say nothing of whom or where."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation.accounts.models import Throttle
from participation.accounts.rules import Limit
from participation.kernel import clock
from participation.kernel.keys import Keyring


def key_of(session: Session, *parts: str) -> bytes:
    """The keyed hash under which tries are counted."""
    keys = cast("Keyring", session.info["keys"])
    return keys.mac("throttle", "\0".join(parts).encode())


def take(session: Session, limit: Limit, *parts: str) -> timedelta | None:
    """Count one try. ``None`` if it is within the limit, else how long until the next may be.

    One statement counts, so that tries made at the same moment are each counted.
    """
    now = clock.now(session)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    over = Throttle.window_at <= now - limit.window
    counted = session.execute(
        insert(Throttle)
        .values(key_hash=key_of(session, *parts), window_at=now, tries=1)
        .on_conflict_do_update(
            index_elements=[Throttle.key_hash],
            set_={
                "tries": case((over, 1), else_=Throttle.tries + 1),
                "window_at": case((over, now), else_=Throttle.window_at),
            },
        )
        .returning(Throttle.tries, Throttle.window_at)
    ).one()
    tries, began = counted
    if tries <= limit.tries:
        return None
    return began + limit.window - now


def give_back(session: Session, *parts: str) -> None:
    """Undo one counted try: it turned out to be right."""
    session.execute(
        update(Throttle)
        .where(Throttle.key_hash == key_of(session, *parts), Throttle.tries > 0)
        .values(tries=Throttle.tries - 1)
    )


def forget(session: Session, *parts: str) -> None:
    """Start counting anew."""
    session.execute(delete(Throttle).where(Throttle.key_hash == key_of(session, *parts)))


def seen_within(session: Session, lately: timedelta, *parts: str) -> bool:
    """Whether something was counted under this key lately."""
    began = session.scalar(
        select(Throttle.window_at).where(Throttle.key_hash == key_of(session, *parts))
    )
    return began is not None and began > clock.now(session) - lately
