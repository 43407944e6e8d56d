"""Work of accounts in the background: letters about forgotten passwords, and tidying up."""

from __future__ import annotations

from datetime import timedelta

from participation.accounts import letters, queries, services
from participation.accounts.rules import Purpose
from participation.council import queries as council_queries
from participation.extensions import keys, settings, transaction
from participation.jobs.registry import every, job
from participation.kernel.actors import SYSTEM


@job("accounts.send_reset", attempts=3)
def send_reset(address: str) -> None:
    """Post a link to whoever signs in with this (encrypted) address, if anybody does."""
    email = keys().fields.decrypt(address.encode()).decode()
    with transaction() as session:
        staff = queries.by_email(session, email)
        if staff is None or queries.actor_of(staff).kind != "staff":
            return
        council = council_queries.get(session)
        token = services.make_link(session, actor=SYSTEM, staff_id=staff.id, purpose=Purpose.RESET)
        letters.post_link(
            session,
            staff=staff,
            token=token,
            purpose=Purpose.RESET,
            site_url=settings().site_url,
            council=council.name,
            spoken=council.languages,
        )


@every(timedelta(hours=6), "accounts.forget_old")
def forget_old() -> None:
    """Delete old counts of tries, ended sessions and spent links."""
    with transaction() as session:
        services.forget_old(session)
