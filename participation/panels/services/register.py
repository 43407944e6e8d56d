"""Putting names forward: once, encrypted, with what they are like kept apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound
from participation.panels import queries, rules
from participation.panels.models import Panel, Registrant, RegistrantFeature
from participation.panels.rules.register import Registration
from participation.responses.rules import FormKey, code_for, hash_of


@dataclass(frozen=True)
class Registered:
    """Somebody whose name is down: once, under one reference."""

    registrant_id: UUID
    code: str
    number: int
    new: bool
    again: bool
    """Whether somebody of this name at this postcode was down already."""


def register(
    session: Session,
    *,
    actor: Actor,
    key: FormKey,
    registration: Registration,
    language: str,
    channel: str = "web",
) -> Registered:
    """Put somebody's name down, or give the reference again when this form was sent before.

    Raises ``CannotRegister``: ``not_open``. Officers may enter names for 14 days after
    registration closes, from paper and telephone, until a draw is being made.
    """
    code = code_for(session.info["keys"], key)
    panel = queries.get_for_change(session, key.consultation_id)
    before = queries.by_form(session, key.form_hash)
    if before is not None:
        return Registered(before.id, code, before.number, new=False, again=False)
    now = clock.now(session)
    stage = rules.stage_of(panel, now, drawn=queries.drawn_run(session, panel.id) is not None)
    by_officer = actor.kind == "staff"
    if by_officer:
        actor.require(Permission.PANEL_PERSONAL, on=panel)
    else:
        actor.require(Permission.PANEL_REGISTER)
    late = by_officer and stage is rules.Stage.CHOOSING and panel.frozen_at is None
    if stage is not rules.Stage.REGISTERING and not late:
        raise rules.CannotRegister(["not_open"])
    keys, contact = session.info["keys"], registration.contact
    person = keys.mac("person", rules.person_of(contact.name, contact.postcode).encode())
    household = keys.mac(
        "household", rules.household_of(contact.address, contact.postcode).encode()
    )
    again = queries.same_person(session, panel.id, person) is not None
    panel.registered += 1
    row = Registrant(
        panel_id=panel.id,
        number=panel.registered,
        form_hash=key.form_hash,
        receipt_hash=hash_of(keys, code, key.key_id),
        contact=keys.fields.encrypt(contact.sealed()),
        person_hash=person,
        household=household,
        channel=channel,
        language=language,
        consents=dict(registration.consents),
        registered_at=now,
        entered_by=actor.id if by_officer else None,
    )
    session.add(row)
    session.flush()
    _describe(session, panel, row, registration)
    audit.record(session, actor, "panel.registered", panel, registrant=str(row.id), channel=channel)
    session.flush()
    return Registered(row.id, code, row.number, new=True, again=again)


def _describe(session: Session, panel: Panel, row: Registrant, registration: Registration) -> None:
    for category in panel.categories:
        wanted = registration.features.get(category.code)
        feature = next((one for one in category.features if one.code == wanted), None)
        if feature is None:
            raise rules.CannotRegister([f"feature:{category.code}"])
        session.add(
            RegistrantFeature(registrant_id=row.id, category_id=category.id, feature_id=feature.id)
        )


OUT = ("asked", "duplicate", "not_eligible", "staff_or_councillor")
"""Why somebody can't be chosen."""


def take_out(
    session: Session, *, actor: Actor, panel_id: UUID, registrant_id: UUID, reason: str
) -> Registrant:
    """Take somebody out of the pool, for a reason that is kept. Nobody is deleted."""
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_PERSONAL, on=panel)
    row = queries.registrant(session, panel_id, registrant_id)
    if reason not in OUT:
        raise rules.CannotRegister(["reason"])
    if row.out_at is None:
        row.out_at, row.out_reason = clock.now(session), reason
        audit.record(
            session, actor, "panel.taken_out", panel, registrant=str(row.id), reason=reason
        )
    session.flush()
    return row


def merge_households(
    session: Session, *, actor: Actor, panel_id: UUID, registrant_ids: Collection[UUID]
) -> None:
    """Say that some people live together, so that at most one of them is drawn."""
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_PERSONAL, on=panel)
    rows = session.scalars(
        select(Registrant)
        .where(Registrant.panel_id == panel_id, Registrant.id.in_(registrant_ids))
        .order_by(Registrant.number)
    ).all()
    if len(rows) != len(set(registrant_ids)) or len(rows) < 2:
        raise NotFound
    for row in rows[1:]:
        row.household = rows[0].household
    audit.record(
        session, actor, "panel.household_told", panel, registrants=[str(row.id) for row in rows]
    )
    session.flush()


def note_reading(session: Session, *, actor: Actor, panel_id: UUID, registrant_id: UUID) -> None:
    """Record that somebody's contact is about to be read, in a transaction of its own."""
    panel = queries.get(session, panel_id)
    actor.require(Permission.PANEL_PERSONAL, on=panel)
    queries.registrant(session, panel_id, registrant_id)
    audit.record(session, actor, "panel.contact_read", panel, registrant=str(registrant_id))
