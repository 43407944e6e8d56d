"""Doors: taking a reply back for whoever sent it, and erasing its words for good."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms import Form

from participation.consultations import queries as consultations
from participation.extensions import reading
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.responses import queries, services
from participation.responses.forms.taking_back import EraseForm, TakeBackForm
from participation.responses.models import Response
from participation.responses.queries.rights import held_among
from participation.responses.rules import CannotChange, Deed, Status, status_after
from participation.responses.views import bp
from participation.responses.views.ledger import change, status_words
from participation.web.access import current_actor, needs

REPLY = "/staff/consultations/<uuid:consultation_id>/replies/<uuid:response_id>"


def _page(
    template: str,
    deed: Deed,
    consultation_id: UUID,
    response_id: UUID,
    form: Form,
    need: Permission,
) -> str:
    session = reading()
    response = queries.get(session, response_id)
    if response.consultation_id != consultation_id:
        raise NotFound
    consultation = consultations.get(session, consultation_id)
    current_actor().require(need, on=consultation)
    try:
        status_after(Status(response.status), deed)
    except CannotChange:
        may = False
    else:
        may = True
    held = deed is Deed.ERASE and bool(held_among(session, {consultation_id}))
    return render_template(
        template,
        consultation=consultation,
        response=response,
        form=form,
        may=may and not held,
        held=held,
        status_words=status_words(),
    )


def _handle(
    template: str,
    kind: Deed,
    consultation_id: UUID,
    response_id: UUID,
    form: Form,
    need: Permission,
    deed: Callable[[Session], Response],
    done: str,
) -> ResponseReturnValue:
    page = _page(template, kind, consultation_id, response_id, form, need)
    if request.method == "GET":
        return page
    if not form.validate():
        return _page(template, kind, consultation_id, response_id, form, need), 422
    return change(consultation_id, response_id, deed, done)


@bp.route(f"{REPLY}/take-back", methods=["GET", "POST"])
@needs(Permission.RESPONSE_SET_ASIDE)
def take_back(consultation_id: UUID, response_id: UUID) -> ResponseReturnValue:
    """Take a reply back, as whoever sent it asked."""
    return _handle(
        "responses/take_back.html",
        Deed.WITHDRAW,
        consultation_id,
        response_id,
        TakeBackForm(request.form if request.method == "POST" else None),
        Permission.RESPONSE_SET_ASIDE,
        lambda session: services.withdraw(session, actor=current_actor(), response_id=response_id),
        _("The reply is taken back. It is kept, and isn’t counted."),
    )


@bp.route(f"{REPLY}/erase", methods=["GET", "POST"])
@needs(Permission.RESPONSE_ERASE)
def erase(consultation_id: UUID, response_id: UUID) -> ResponseReturnValue:
    """Erase every word of a reply for good."""
    form = EraseForm(request.form if request.method == "POST" else None)
    return _handle(
        "responses/erase.html",
        Deed.ERASE,
        consultation_id,
        response_id,
        form,
        Permission.RESPONSE_ERASE,
        lambda session: services.erase(
            session,
            actor=current_actor(),
            response_id=response_id,
            why=form.why.data or "",
        ),
        _("The words are erased. That a reply was received still counts in the total."),
    )
