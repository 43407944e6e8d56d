"""The bodies that have to be asked: who was invited, reminded, and has replied."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from participation.consultations.rules import CannotChange
from participation.evidence import queries, services
from participation.evidence.forms import BodyForm
from participation.evidence.models import ConsultedBody
from participation.evidence.rules.bodies import BodyDetails, Heard, heard
from participation.evidence.views.base import ONE, Problems, bp, enter, refusals
from participation.extensions import transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.web.access import current_actor, needs

HEARD = {
    Heard.NOT_INVITED: _l("Not invited yet"),
    Heard.INVITED: _l("Invited"),
    Heard.TO_CHASE: _l("Remind it now"),
    Heard.CHASED: _l("Reminded"),
    Heard.REPLIED: _l("Replied"),
}
COLOURS = {
    Heard.NOT_INVITED: "grey",
    Heard.INVITED: "blue",
    Heard.TO_CHASE: "orange",
    Heard.CHASED: "yellow",
    Heard.REPLIED: "green",
}
WRITE = Permission.CONSULTATION_WRITE


def details_of(row: ConsultedBody) -> BodyDetails:
    """A body's row as a plain value."""
    return BodyDetails(
        name=row.name,
        contact=row.contact,
        because=row.because,
        required=row.required,
        invited_on=row.invited_on,
        chased_on=row.chased_on,
        replied_on=row.replied_on,
        outcome=row.outcome,
    )


@bp.get(f"{ONE}/bodies")
@needs(Permission.CONSULTATION_READ)
def bodies(consultation_id: UUID) -> ResponseReturnValue:
    """The list, and a form to add to it."""
    enter(consultation_id, Permission.CONSULTATION_READ)
    return _list_page(consultation_id, BodyForm())


@bp.post(f"{ONE}/bodies")
@needs(WRITE)
def add_body(consultation_id: UUID) -> ResponseReturnValue:
    """Put a body on the list."""
    enter(consultation_id, WRITE)
    form = BodyForm(request.form)
    if not form.validate():
        return _list_page(consultation_id, form), 422
    with transaction() as writing:
        services.add_body(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            details=form.details(),
        )
    flash(_("It is on the list."), "success")
    return redirect(url_for(".bodies", consultation_id=consultation_id), 303)


def _list_page(consultation_id: UUID, form: BodyForm) -> str:
    session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    today = clock.day_in_london(clock.now(session))
    closes = consultation.closes_at
    last_day = clock.day_in_london(closes - timedelta(microseconds=1)) if closes else None
    return render_template(
        "evidence/bodies.html",
        consultation=consultation,
        form=form,
        rows=[
            (row, heard(details_of(row), today=today, last_day=last_day))
            for row in queries.bodies(session, consultation_id)
        ],
        words=HEARD,
        colours=COLOURS,
        may_write=current_actor().may(WRITE, on=consultation),
    )


@bp.route(f"{ONE}/bodies/<uuid:body_id>", methods=["GET", "POST"])
@needs(WRITE)
def edit_body(consultation_id: UUID, body_id: UUID) -> ResponseReturnValue:
    """Note what has happened with one of them."""
    session, _consultation = enter(consultation_id, WRITE)
    row = queries.body(session, consultation_id, body_id)
    form = BodyForm(request.form if request.method == "POST" else None, data=vars(details_of(row)))
    if request.method == "POST" and form.validate():
        with transaction() as writing:
            services.edit_body(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                body_id=body_id,
                details=form.details(),
            )
        flash(_("Your changes are kept."), "success")
        return redirect(url_for(".bodies", consultation_id=consultation_id), 303)
    return _body_page(consultation_id, row, form)


def _body_page(
    consultation_id: UUID, row: ConsultedBody, form: BodyForm, problems: Problems | None = None
) -> ResponseReturnValue:
    _session, consultation = enter(consultation_id, WRITE)
    page = render_template(
        "evidence/body.html",
        consultation=consultation,
        form=form,
        row=row,
        problems=problems or [],
    )
    return page, 422 if form.errors or problems else 200


@bp.post(f"{ONE}/bodies/<uuid:body_id>/remove")
@needs(WRITE)
def remove_body(consultation_id: UUID, body_id: UUID) -> ResponseReturnValue:
    """Take one off the list, as long as it wasn't invited."""
    session, _consultation = enter(consultation_id, WRITE)
    row = queries.body(session, consultation_id, body_id)
    try:
        with transaction() as writing:
            services.remove_body(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                body_id=body_id,
            )
    except CannotChange as refusal:
        form = BodyForm(data=vars(details_of(row)))
        return _body_page(consultation_id, row, form, refusals(refusal.problems))
    flash(_("It is off the list."), "success")
    return redirect(url_for(".bodies", consultation_id=consultation_id), 303)
