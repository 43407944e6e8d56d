"""Doors for staff: how answers are handled, the queue, one answer's history, the reasons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.extensions import reading, transaction
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import said
from participation.responses import queries
from participation.responses.forms.moderating import (
    HandlingForm,
    ModerateForm,
    QueueForm,
    ReasonForm,
    ReplyForm,
    as_key,
    moderation_problem,
    state_words,
)
from participation.responses.queries import moderation
from participation.responses.queries.words import stored
from participation.responses.rules.moderation import CannotModerate, Outcome, Verdict
from participation.responses.services import moderating, note_reading
from participation.responses.views import bp
from participation.web.access import current_actor, needs
from participation.web.govuk import language_name

ONE = "/staff/consultations/<uuid:consultation_id>"


def _enter(consultation_id: UUID, permission: Permission) -> Consultation:
    consultation = consultations.get(reading(), consultation_id)
    current_actor().require(permission, on=consultation)
    return consultation


@bp.route(f"{ONE}/handling", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def handling(consultation_id: UUID) -> ResponseReturnValue:
    """How a consultation’s answers are handled: published or not, set aside, kept how long."""
    consultation = _enter(consultation_id, Permission.CONSULTATION_WRITE)
    held = moderation.handling(reading(), consultation_id)
    form = HandlingForm(request.form if request.method == "POST" else None, obj=held)
    if request.method == "POST" and form.validate():
        try:
            with transaction() as session:
                moderating.set_handling(
                    session,
                    actor=current_actor(),
                    consultation_id=consultation_id,
                    details=form.details(),
                )
        except CannotModerate as refusal:
            form.publishes.errors = [moderation_problem(code) for code in refusal.problems]
        else:
            flash(_("How answers are handled is saved. It is on the public page too."), "success")
            return redirect(url_for("consultations.show", consultation_id=consultation_id), 303)
    page = render_template(
        "responses/handling.html",
        consultation=consultation,
        form=form,
        may_hold=current_actor().may(Permission.RIGHTS_HANDLE),
    )
    return page, (422 if request.method == "POST" else 200)


@bp.route(f"{ONE}/published-answers", methods=["GET", "POST"])
@needs(Permission.RESPONSE_MODERATE)
def moderate(consultation_id: UUID) -> ResponseReturnValue:
    """Answers to be read before the public sees them, and what was decided about others."""
    consultation = _enter(consultation_id, Permission.RESPONSE_MODERATE)
    reasons = [(row.id, row.words) for row in moderation.reasons(reading())]
    form = ModerateForm(reasons, request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _queue(consultation, form)
    chosen = form.ticked(row.answer_id for row in _listed(consultation_id).rows)
    if not form.validate():
        return _queue(consultation, form), 422
    try:
        with transaction() as session:
            changed = moderating.moderate(
                session,
                actor=current_actor(),
                consultation_id=consultation_id,
                answer_ids=chosen,
                verdict=Verdict(form.verdict.data),
                reason_id=as_key(form.reason.data),
                note=form.note.data or "",
            )
    except CannotModerate as refusal:
        form.everything.errors = [moderation_problem(code) for code in refusal.problems]
        return _queue(consultation, form), 422
    flash(
        ngettext("%(num)s answer was decided.", "%(num)s answers were decided.", changed), "success"
    )
    return redirect(_queue_url(consultation_id), 303)


def _wanted() -> dict[str, Any]:
    """What the address asks for, with anything odd left out."""
    state = request.args.get("state", "waiting")
    return {
        "state": state if state in moderation.STATES else "waiting",
        "question_id": as_key(request.args.get("question")),
        "language": request.args.get("language") or None,
        "find": request.args.get("find", "")[:200],
    }


def _listed(consultation_id: UUID) -> moderation.Page:
    page = request.args.get("page", 1, type=int)
    return moderation.queue(reading(), consultation_id, page=page, **_wanted())


def _queue_url(consultation_id: UUID, **more: Any) -> str:
    wanted = _wanted()
    wanted["question"] = wanted.pop("question_id")
    return url_for(".moderate", consultation_id=consultation_id, **wanted | more)


def _queue(consultation: Consultation, form: ModerateForm) -> str:
    session = reading()
    filters, words = QueueForm(request.args), state_words()
    asked = {
        one.question_id: said(one.wording) for one in consultations.asked(session, consultation.id)
    }
    filters.state.choices = [SelectChoice(*pair) for pair in words.items()]
    filters.question.choices = [
        SelectChoice("", _("All")),
        *(SelectChoice(str(key), text) for key, text in asked.items()),
    ]
    filters.language.choices = [
        SelectChoice("", _("All")),
        *(
            SelectChoice(code, language_name(code))
            for code in queries.languages_in(session, consultation.id)
        ),
    ]
    return render_template(
        "responses/moderate.html",
        consultation=consultation,
        form=form,
        filters=filters,
        state=_wanted()["state"],
        state_words=words,
        counts=moderation.counts(session, consultation.id),
        publishes=moderation.handling(session, consultation.id).publishes,
        wordings=asked,
        page=_listed(consultation.id),
        page_url=lambda number: _queue_url(consultation.id, page=number),
        ticked=set(form.answers.data or ()),
    )


@bp.route(f"{ONE}/published-answers/<uuid:answer_id>", methods=["GET", "POST"])
@needs(Permission.RESPONSE_MODERATE)
def decisions(consultation_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """One answer, every decision about it, and the author’s request to look again."""
    consultation = _enter(consultation_id, Permission.RESPONSE_MODERATE)
    session = reading()
    answer = stored(session, answer_id)
    if (
        answer is None
        or queries.get(session, answer.response_id).consultation_id != consultation_id
    ):
        raise NotFound
    with transaction() as writing:
        note_reading(writing, actor=current_actor(), response_id=answer.response_id)
    made = moderation.history(reading(), answer_id)
    open_appeal = next((one.appeal for one in made if one.appeal and not one.appeal.outcome), None)
    form = ReplyForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and open_appeal and form.validate():
        try:
            with transaction() as writing:
                moderating.answer_appeal(
                    writing,
                    actor=current_actor(),
                    appeal_id=open_appeal.id,
                    outcome=Outcome(form.outcome.data),
                    reply=form.reply.data or "",
                )
        except CannotModerate as refusal:
            form.reply.errors = [moderation_problem(code) for code in refusal.problems]
        else:
            flash(_("Your reply is on the author’s page."), "success")
            return redirect(
                url_for(".decisions", consultation_id=consultation_id, answer_id=answer_id), 303
            )
    page = render_template(
        "responses/decisions.html",
        consultation=consultation,
        answer=answer,
        decisions=made,
        appeal=open_appeal,
        form=form,
        state_words=state_words(),
    )
    return page, (422 if request.method == "POST" else 200)


@bp.route("/staff/moderation-reasons", methods=["GET", "POST"])
@needs(Permission.ORDER_EDIT)
def reasons() -> ResponseReturnValue:
    """Why answers may be held back, in the council’s own words."""
    form = ReasonForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        with transaction() as session:
            moderating.add_reason(session, actor=current_actor(), words=form.words())
        flash(_("The reason is on the list."), "success")
        return redirect(url_for(".reasons"), 303)
    page = render_template(
        "responses/reasons.html", form=form, reasons=moderation.reasons(reading(), retired=True)
    )
    return page, (422 if request.method == "POST" else 200)


@bp.route("/staff/moderation-reasons/<uuid:reason_id>", methods=["GET", "POST"])
@needs(Permission.ORDER_EDIT)
def edit_reason(reason_id: UUID) -> ResponseReturnValue:
    """Correct the words of one reason."""
    row = moderation.reason(reading(), reason_id)
    form = ReasonForm(request.form if request.method == "POST" else None, data=row.words)
    if request.method == "POST" and form.validate():
        with transaction() as session:
            moderating.edit_reason(
                session, actor=current_actor(), reason_id=reason_id, words=form.words()
            )
        flash(_("The reason is changed."), "success")
        return redirect(url_for(".reasons"), 303)
    page = render_template("responses/edit_reason.html", form=form, reason=row)
    return page, (422 if request.method == "POST" else 200)


@bp.post("/staff/moderation-reasons/<uuid:reason_id>/retire")
@needs(Permission.ORDER_EDIT)
def retire_reason(reason_id: UUID) -> ResponseReturnValue:
    """Offer a reason no more, or again."""
    back = request.form.get("back") == "y"
    try:
        with transaction() as session:
            moderating.retire_reason(session, actor=current_actor(), reason_id=reason_id, back=back)
    except CannotModerate as refusal:
        flash(moderation_problem(refusal.problems[0]))
    else:
        flash(_("The list of reasons is changed."), "success")
    return redirect(url_for(".reasons"), 303)
