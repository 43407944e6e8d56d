"""Draws: the pool frozen, tickets made and sealed, three digits drawn in public, members named."""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.analysis.draws.types import Person
from participation.analysis.draws.verification import open_ticket
from participation.analysis.draws.verification import seal_draw as seal
from participation.audit import services as audit
from participation.jobs import services as jobs
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.panels import queries, rules
from participation.panels.models import Membership, MembershipEvent, Panel, SelectionRun
from participation.panels.rules.members import Place

METHODS = ("leximin", "maximin", "balanced")


def pack(value: object) -> bytes:
    """JSON, compressed: the same bytes for the same value."""
    return zlib.compress(json.dumps(value, sort_keys=True, separators=(",", ":")).encode(), 9)


def unpack(packed: bytes) -> Any:
    """What :func:`pack` made."""
    return json.loads(zlib.decompress(packed))


def shown_number(number: int) -> str:
    """A registrant's number as tickets print it.

    >>> shown_number(7)
    'P-0007'
    """
    return f"P-{number:04}"


def pool_rows(session: Session, panel_id: UUID) -> list[list[Any]]:
    """The pool as a draw reads it. A household is a small number: no hash leaves the room."""
    homes: dict[bytes, str] = {}
    pool = queries.pool_of(session, panel_id)
    for row in pool:
        homes.setdefault(row.household, f"H-{len(homes) + 1:04}")
    return [[shown_number(row.number), homes[row.household], row.values] for row in pool]


def prepare_draw(
    session: Session, *, actor: Actor, panel_id: UUID, test: bool, method: str = "leximin"
) -> SelectionRun:
    """Freeze the pool and queue the sums. A test draw freezes nothing and can't be sealed.

    Raises ``CannotDraw``: ``still_registering``, ``under_way``, ``held``, ``method``, and those of
    ``rules.quota_problems`` as ``CODE:WHERE``.
    """
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_DRAW, on=panel)
    now = clock.now(session)
    problems = [
        f"{problem}:{where}"
        for problem, where in rules.quota_problems(
            [
                (one.code, [(each.code, each.least, each.most) for each in one.features])
                for one in panel.categories
            ],
            panel.seats,
        )
    ]
    if method not in METHODS:
        problems.append("method")
    if not test:
        stage = rules.stage_of(panel, now, drawn=queries.drawn_run(session, panel.id) is not None)
        if stage is rules.Stage.MEETING:
            problems.append("held")
        elif stage is not rules.Stage.CHOOSING:
            problems.append("still_registering")
        if queries.open_run(session, panel.id) is not None:
            problems.append("under_way")
    if problems:
        raise rules.CannotDraw(problems)
    if not test:
        panel.frozen_at = now
    return _queue(
        session,
        actor,
        panel,
        quotas=queries.quotas_of(panel),
        pool=pool_rows(session, panel.id),
        size=panel.seats,
        method=method,
        test=test,
        replaces=False,
    )


def prepare_replacement(
    session: Session,
    *,
    actor: Actor,
    panel_id: UUID,
    quotas: Sequence[Mapping[str, Any]],
    pool: Sequence[str],
    seats: int,
) -> SelectionRun:
    """Queue a draw for the empty seats, by quotas that an officer chose. Raises ``CannotDraw``."""
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_DRAW, on=panel)
    first = queries.drawn_run(session, panel.id)
    if first is None:
        raise rules.CannotDraw(["not_held"])
    if queries.open_run(session, panel.id) is not None:
        raise rules.CannotDraw(["under_way"])
    words = {(q["category"], q["feature"]): q for q in first.quotas}
    wanted = set(pool)
    return _queue(
        session,
        actor,
        panel,
        quotas=[{**words[q["category"], q["feature"]], **q} for q in quotas],
        pool=[row for row in unpack(first.pool) if row[0] in wanted],
        size=seats,
        method=first.method,
        test=False,
        replaces=True,
    )


def _queue(
    session: Session,
    actor: Actor,
    panel: Panel,
    *,
    quotas: list[Any],
    pool: list[Any],
    size: int,
    method: str,
    test: bool,
    replaces: bool,
) -> SelectionRun:
    number = session.scalar(
        select(func.count()).select_from(SelectionRun).where(SelectionRun.panel_id == panel.id)
    )
    run = SelectionRun(
        panel_id=panel.id,
        number=1 + (number or 0),
        test=test,
        replaces=replaces,
        method=method,
        seed=secrets.randbelow(2**31),
        size=size,
        status="queued",
        quotas=quotas,
        pool=pack(pool),
        summary={},
        problems=[],
        salt=session.info["keys"].fields.encrypt(secrets.token_bytes(32)),
        created_at=clock.now(session),
        created_by=actor.id,
    )
    session.add(run)
    session.flush()
    audit.record(
        session,
        actor,
        "panel.draw_prepared",
        panel,
        run=str(run.id),
        test=test,
        replaces=replaces,
        people=len(pool),
    )
    jobs.enqueue(session, "panels.draw", subject=run.id, run_id=str(run.id))
    session.flush()
    return run


def store_draw(session: Session, *, run_id: UUID, found: Mapping[str, Any]) -> SelectionRun:
    """Keep what the sums gave. A run that has a result already stays as it is."""
    run = queries.run_for_change(session, run_id)
    if run.status not in {"queued", "running"}:
        return run
    run.status = found["status"]
    run.problems = list(found["problems"])
    if run.status == "ready":
        run.tickets = pack({"tickets": found["tickets"], "chances": found["chances"]})
        run.summary = dict(found["summary"])
    session.flush()
    return run


def seal_draw(session: Session, *, actor: Actor, panel_id: UUID, run_id: UUID) -> SelectionRun:
    """Publish the digests of the pool and of the tickets, before any ticket is drawn."""
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_DRAW, on=panel)
    run = queries.run_for_change(session, run_id)
    if run.panel_id != panel.id or run.test or run.status != "ready":
        raise rules.CannotDraw(["not_ready"])
    sealed = seal(_people(run), _tickets(run), _salt(session, run))
    run.pool_digest, run.tickets_digest = sealed.pool, sealed.tickets
    run.sealed_at, run.status = clock.now(session), "sealed"
    audit.record(
        session,
        actor,
        "panel.draw_sealed",
        panel,
        run=str(run.id),
        pool=sealed.pool,
        tickets=sealed.tickets,
    )
    session.flush()
    return run


def hold_draw(
    session: Session, *, actor: Actor, panel_id: UUID, run_id: UUID, digits: str
) -> SelectionRun:
    """Take the three digits that were drawn: that ticket's people are the panel.

    Once only: the same digits again change nothing, others raise ``CannotDraw`` ``drawn``.
    """
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_DRAW, on=panel)
    run = queries.run_for_change(session, run_id)
    if run.panel_id != panel.id or run.status not in {"sealed", "drawn"}:
        raise rules.CannotDraw(["not_sealed"])
    if run.digits is not None:
        if run.digits != digits:
            raise rules.CannotDraw(["drawn"])
        return run
    if len(digits) != 3 or not (digits.isascii() and digits.isdigit()):
        raise rules.CannotDraw(["digits"])
    tickets, salt = _tickets(run), _salt(session, run)
    opening = open_ticket(seal(_people(run), tickets, salt), tickets, digits, salt)
    now = clock.now(session)
    run.digits, run.drawn_at, run.status = digits, now, "drawn"
    run.opening = {**asdict(opening), "ids": list(opening.ids), "path": list(opening.path)}
    chosen = set(opening.ids)
    for row in queries.pool_of(session, panel.id):
        if shown_number(row.number) in chosen:
            place = Membership(
                panel_id=panel.id,
                registrant_id=row.registrant_id,
                run_id=run.id,
                status=Place.DRAWN.value,
                calls=0,
                changed_at=now,
            )
            session.add(place)
            session.flush()
            session.add(
                MembershipEvent(membership_id=place.id, status=place.status, at=now, by=actor.id)
            )
    audit.record(
        session, actor, "panel.draw_held", panel, run=str(run.id), digits=digits, seats=len(chosen)
    )
    session.flush()
    return run


def give_up(session: Session, *, actor: Actor, panel_id: UUID, run_id: UUID) -> SelectionRun:
    """Leave a draw that isn't held, so that another can be made. A sealed one stays on record."""
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_DRAW, on=panel)
    run = queries.run_for_change(session, run_id)
    if run.panel_id != panel.id or run.status == "drawn":
        raise rules.CannotDraw(["drawn"])
    sealed = run.sealed_at is not None
    run.status = "given_up"
    if not run.test and queries.drawn_run(session, panel.id) is None:
        panel.frozen_at = None
    audit.record(session, actor, "panel.draw_given_up", panel, run=str(run.id), sealed=sealed)
    session.flush()
    return run


def _people(run: SelectionRun) -> list[Person]:
    return [Person(id_, values, household) for id_, household, values in unpack(run.pool)]


def _tickets(run: SelectionRun) -> list[tuple[str, ...]]:
    assert run.tickets is not None
    return [tuple(ticket) for ticket in unpack(run.tickets)["tickets"]]


def _salt(session: Session, run: SelectionRun) -> bytes:
    salt: bytes = session.info["keys"].fields.decrypt(run.salt)
    return salt
