"""Doors: hiding words of an answer, showing them again, and the original on the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from participation.consultations import queries as consultations
from participation.extensions import reading, transaction
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.responses import queries, services
from participation.responses.forms.redacting import (
    RedactForm,
    ShowAgainForm,
    redaction_problem,
    why_words,
)
from participation.responses.queries import words
from participation.responses.rules.personal import suggestions
from participation.responses.rules.redaction import CannotRedact, blanked, pieces
from participation.responses.services import redacting
from participation.responses.views import bp
from participation.web.access import current_actor, needs
from participation.web.headers import keep_private

ANSWER = (
    "/staff/consultations/<uuid:consultation_id>/replies/<uuid:response_id>"
    "/answers/<uuid:answer_id>"
)


@bp.get(f"{ANSWER}/hide")
@needs(Permission.RESPONSE_REDACT)
def hide(consultation_id: UUID, response_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """An answer with what may say who somebody is, to be hidden or left."""
    return _page(consultation_id, response_id, answer_id)


def _page(
    consultation_id: UUID,
    response_id: UUID,
    answer_id: UUID,
    *,
    typed: RedactForm | None = None,
    again: dict[UUID, ShowAgainForm] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    # Reading somebody's words is a deed: it is on the record before the words are on the screen.
    with transaction() as session:
        services.note_reading(session, actor=current_actor(), response_id=response_id)
    session = reading()
    consultation = consultations.get(session, consultation_id)
    actor = current_actor()
    actor.require(Permission.RESPONSE_REDACT, on=consultation)
    answer = _answer(consultation_id, response_id, answer_id)
    redactions = words.redactions_of(session, answer_id)
    page = render_template(
        "responses/hide.html",
        consultation=consultation,
        response_id=response_id,
        answer=answer,
        pieces=pieces(answer.text or "", answer.hidden),
        redactions=redactions,
        form=typed or _form(answer),
        again={row.id: _again(row.id) for row in redactions} | (again or {}),
        why_words=why_words(),
        may_read_original=actor.may(Permission.RESPONSE_ORIGINAL, on=consultation),
    )
    return keep_private(make_response(page, status))


def _answer(consultation_id: UUID, response_id: UUID, answer_id: UUID) -> words.Stored:
    session = reading()
    answer = words.stored(session, answer_id)
    if answer is None or answer.response_id != response_id:
        raise NotFound
    if queries.get(session, response_id).consultation_id != consultation_id:
        raise NotFound
    return answer


def _form(answer: words.Stored) -> RedactForm:
    # What is hidden is blank to the suggestions too: a name in one would show it again.
    left = blanked(answer.text or "", answer.hidden)
    return RedactForm(left, suggestions(left), request.form if request.method == "POST" else None)


def _again(redaction_id: UUID, typed: Mapping[str, Any] | None = None) -> ShowAgainForm:
    return ShowAgainForm(typed, prefix=f"r{redaction_id.hex}")


@bp.post(f"{ANSWER}/hide")
@needs(Permission.RESPONSE_REDACT)
def hide_words(consultation_id: UUID, response_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """Hide the suggestions that were ticked, and the words that were written down."""
    form = _form(_answer(consultation_id, response_id, answer_id))
    typed = (form.typed.data or "").strip()
    if not form.validate():
        return _page(consultation_id, response_id, answer_id, typed=form, status=422)
    try:
        with transaction() as session:
            actor, done = current_actor(), 0
            if form.chosen() or not typed:
                done += len(
                    redacting.redact(
                        session, actor=actor, answer_id=answer_id, chosen=form.chosen()
                    )
                )
            if typed:
                done += len(
                    redacting.redact_words(
                        session,
                        actor=actor,
                        answer_id=answer_id,
                        typed=typed,
                        why=form.why.data or "",
                    )
                )
    except CannotRedact as refusal:
        for problem in refusal.problems:
            field = form.why if problem == "reason" else form.typed
            field.errors = [*field.errors, redaction_problem(problem)]
        return _page(consultation_id, response_id, answer_id, typed=form, status=422)
    flash(
        ngettext(
            "%(num)s part of the answer is hidden on every page.",
            "%(num)s parts of the answer are hidden on every page.",
            done,
        ),
        "success",
    )
    return redirect(_url(".hide", consultation_id, response_id, answer_id), 303)


def _url(endpoint: str, consultation_id: UUID, response_id: UUID, answer_id: UUID) -> str:
    return url_for(
        endpoint, consultation_id=consultation_id, response_id=response_id, answer_id=answer_id
    )


@bp.post(f"{ANSWER}/hide/<uuid:redaction_id>/show-again")
@needs(Permission.RESPONSE_REDACT)
def show_again(
    consultation_id: UUID, response_id: UUID, answer_id: UUID, redaction_id: UUID
) -> ResponseReturnValue:
    """Show hidden words again. That they were hidden, and why they no longer are, is kept."""
    _answer(consultation_id, response_id, answer_id)
    if all(row.id != redaction_id for row in words.redactions_of(reading(), answer_id)):
        raise NotFound
    form = _again(redaction_id, request.form)
    if not form.validate():
        again = {redaction_id: form}
        return _page(consultation_id, response_id, answer_id, again=again, status=422)
    with transaction() as session:
        redacting.show_again(
            session, actor=current_actor(), redaction_id=redaction_id, why=form.why.data or ""
        )
    flash(_("The words are shown again."), "success")
    return redirect(_url(".hide", consultation_id, response_id, answer_id), 303)


@bp.post(f"{ANSWER}/original")
@needs(Permission.RESPONSE_ORIGINAL)
def original(consultation_id: UUID, response_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """The answer as it was written. That it was read is on the record before it is shown."""
    _answer(consultation_id, response_id, answer_id)
    with transaction() as session:
        answer = redacting.note_original(session, actor=current_actor(), answer_id=answer_id)
    page = render_template(
        "responses/original.html",
        consultation=consultations.get(reading(), consultation_id),
        response_id=response_id,
        answer=answer,
    )
    return keep_private(make_response(page))
