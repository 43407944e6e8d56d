"""Doors: what people ask about their own data, and holds on a consultation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from wtforms import Form

from participation.consultations import queries as consultations
from participation.extensions import reading, transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.responses.forms.rights import (
    CloseForm,
    EraseLinkedForm,
    RequestForm,
    SearchForm,
    WhyForm,
    answered_words,
    ask_words,
    rights_problem,
)
from participation.responses.queries import rights as found
from participation.responses.rules.rights import CannotHandle
from participation.responses.services import rights
from participation.responses.views import bp
from participation.responses.views.ledger import status_words
from participation.web.access import current_actor, needs
from participation.web.headers import keep_private

ONE = "/staff/data-requests/<uuid:request_id>"


def _posted() -> Any:
    return request.form if request.method == "POST" else None


@bp.route("/staff/data-requests", methods=["GET", "POST"])
@needs(Permission.RIGHTS_HANDLE)
def data_requests() -> ResponseReturnValue:
    """What people ask about their own data, those due first; and writing a new one down."""
    form = RequestForm(_posted())
    if request.method == "POST" and form.validate():
        try:
            with transaction() as session:
                row = rights.open_request(session, actor=current_actor(), details=form.details())
        except CannotHandle as refusal:
            form.received_on.errors = [rights_problem(code) for code in refusal.problems]
        else:
            return redirect(url_for(".data_request", request_id=row.id), 303)
    session = reading()
    page = render_template(
        "responses/data_requests.html",
        form=form,
        waiting=found.requests(session),
        closed=found.requests(session, closed=True)[:20],
        opened=lambda sealed: found.opened(session, sealed),
        today=clock.day_in_london(clock.now(session)),
        ask_words=ask_words(),
        answered_words=answered_words(),
    )
    return keep_private(make_response(page, 422 if request.method == "POST" else 200))


@bp.get(ONE)
@needs(Permission.RIGHTS_HANDLE)
def data_request(request_id: UUID) -> ResponseReturnValue:
    """One request: who asks, by when, which replies are theirs, and what can be done."""
    return _page(request_id)


def _page(request_id: UUID, status: int = 200, **more: Any) -> ResponseReturnValue:
    session = reading()
    row = found.request(session, request_id)
    shown = {
        "search": SearchForm(),
        "closing": CloseForm(),
        "extending": WhyForm(),
        "erasing": EraseLinkedForm(),
        "results": None,
    } | more
    page = render_template(
        "responses/data_request.html",
        row=row,
        name=found.opened(session, row.name),
        contact=found.opened(session, row.contact),
        linked=found.linked(session, request_id),
        today=clock.day_in_london(clock.now(session)),
        ask_words=ask_words(),
        answered_words=answered_words(),
        status_words=status_words(),
        **shown,
    )
    return keep_private(make_response(page, status))


def _do(
    request_id: UUID,
    name: str,
    form: Form,
    field: str,
    deed: Callable[[Session], str],
) -> ResponseReturnValue:
    """Do one thing to a request, or show its page again with what is wrong."""
    if not form.validate():
        return _page(request_id, 422, **{name: form})
    try:
        with transaction() as session:
            done = deed(session)
    except CannotHandle as refusal:
        form[field].errors = [rights_problem(code) for code in refusal.problems]
        return _page(request_id, 422, **{name: form})
    flash(done, "success")
    return redirect(url_for(".data_request", request_id=request_id), 303)


@bp.post(f"{ONE}/search")
@needs(Permission.RIGHTS_HANDLE)
def search_replies(request_id: UUID) -> ResponseReturnValue:
    """Find somebody’s replies by a reference or a name."""
    form = SearchForm(request.form)
    if not form.validate():
        return _page(request_id, 422, search=form)
    try:
        with transaction() as session:
            results = rights.search(
                session,
                actor=current_actor(),
                request_id=request_id,
                reference=form.reference.data or "",
                words=form.words.data or "",
            )
            ids = [one.response.id for one in results]
    except CannotHandle as refusal:
        form.reference.errors = [rights_problem(code) for code in refusal.problems]
        return _page(request_id, 422, search=form)
    return _page(request_id, search=form, results=found.by_ids(reading(), ids))


@bp.post(f"{ONE}/replies/<uuid:response_id>")
@needs(Permission.RIGHTS_HANDLE)
def link_reply(request_id: UUID, response_id: UUID) -> ResponseReturnValue:
    """Add a reply to a request, or take it off."""
    deed = rights.unlink if request.form.get("off") == "y" else rights.link
    try:
        with transaction() as session:
            deed(session, actor=current_actor(), request_id=request_id, response_id=response_id)
    except CannotHandle as refusal:
        flash(rights_problem(refusal.problems[0]))
    return redirect(url_for(".data_request", request_id=request_id), 303)


@bp.post(f"{ONE}/copy")
@needs(Permission.RIGHTS_HANDLE)
def copy_replies(request_id: UUID) -> ResponseReturnValue:
    """A copy of everything that is kept of somebody’s replies, as a file."""
    with transaction() as session:
        kept = rights.hand_over(session, actor=current_actor(), request_id=request_id)
    body = json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
    file = Response(body, mimetype="application/json")
    file.headers["Content-Disposition"] = 'attachment; filename="what-we-keep.json"'
    return keep_private(file)


@bp.post(f"{ONE}/erase")
@needs(Permission.RIGHTS_HANDLE)
def erase_replies(request_id: UUID) -> ResponseReturnValue:
    """Erase the words of every reply of a request."""

    def deed(session: Session) -> str:
        done = rights.erase_linked(session, actor=current_actor(), request_id=request_id)
        return ngettext(
            "The words of %(num)s reply are erased. The totals are as before.",
            "The words of %(num)s replies are erased. The totals are as before.",
            done,
        )

    return _do(request_id, "erasing", EraseLinkedForm(request.form), "sure", deed)


@bp.post(f"{ONE}/extend")
@needs(Permission.RIGHTS_HANDLE)
def extend_request(request_id: UUID) -> ResponseReturnValue:
    """Take longer over a hard request."""
    form = WhyForm(request.form)

    def deed(session: Session) -> str:
        rights.extend(
            session, actor=current_actor(), request_id=request_id, why=form.why.data or ""
        )
        return _("The request may take 56 days longer. Tell whoever asked, and why.")

    return _do(request_id, "extending", form, "why", deed)


@bp.post(f"{ONE}/close")
@needs(Permission.RIGHTS_HANDLE)
def close_request(request_id: UUID) -> ResponseReturnValue:
    """Say how a request ended."""
    form = CloseForm(request.form)

    def deed(session: Session) -> str:
        rights.close_request(
            session,
            actor=current_actor(),
            request_id=request_id,
            outcome=form.outcome.data,
            note=form.note.data or "",
        )
        return _("The request is closed.")

    return _do(request_id, "closing", form, "note", deed)


@bp.route("/staff/consultations/<uuid:consultation_id>/holds", methods=["GET", "POST"])
@needs(Permission.RIGHTS_HANDLE)
def holds(consultation_id: UUID) -> ResponseReturnValue:
    """Holds on a consultation: nothing of it is erased while one stands."""
    form = WhyForm(_posted())
    if request.method == "POST" and form.validate():
        with transaction() as session:
            rights.hold(
                session,
                actor=current_actor(),
                consultation_id=consultation_id,
                reason=form.why.data or "",
            )
        flash(_("Nothing of this consultation is erased until the hold is lifted."), "success")
        return redirect(url_for(".holds", consultation_id=consultation_id), 303)
    session = reading()
    page = render_template(
        "responses/holds.html",
        consultation=consultations.get(session, consultation_id),
        holds=found.holds(session, consultation_id),
        form=form,
    )
    return page, (422 if request.method == "POST" else 200)


@bp.post("/staff/consultations/<uuid:consultation_id>/holds/<uuid:hold_id>")
@needs(Permission.RIGHTS_HANDLE)
def lift_hold(consultation_id: UUID, hold_id: UUID) -> ResponseReturnValue:
    """Lift a hold."""
    if all(one.id != hold_id for one in found.holds(reading(), consultation_id)):
        raise NotFound
    with transaction() as session:
        rights.lift(session, actor=current_actor(), hold_id=hold_id)
    flash(_("The hold is lifted. Words are erased when they are due."), "success")
    return redirect(url_for(".holds", consultation_id=consultation_id), 303)
