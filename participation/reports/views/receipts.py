"""“What happened to what I said”: what a reference opens, and the second step to the words."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from participation.consultations import rules as consultation_rules
from participation.extensions import reading, transaction
from participation.kernel import clock
from participation.kernel.actors import RESIDENT, Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import current
from participation.reports import queries
from participation.reports.forms import ReferenceForm, WordForm
from participation.reports.views.base import bp
from participation.responses import queries as response_queries
from participation.responses import rules as response_rules
from participation.responses import services as response_services
from participation.responses.forms.moderating import AskAgainForm, moderation_problem
from participation.responses.queries import AnswerShown, channels, moderation
from participation.responses.rules.moderation import CannotModerate
from participation.responses.services import moderating
from participation.responses.services.looking import TooMany
from participation.web.access import needs
from participation.web.headers import keep_private


@bp.route("/reference", methods=["GET", "POST"])
@needs(Permission.RECEIPT_READ)
def reference() -> ResponseReturnValue:
    """Where somebody types their reference."""
    form = ReferenceForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        code = response_rules.normal_receipt(form.code.data or "")
        if code is None:
            form.code.errors = [
                _("Check your reference: a letter or number is missing or not as we gave it")
            ]
        elif response_queries.by_receipt(reading(), code) is None and channels.is_on_a_slip(
            reading(), code
        ):
            form.code.errors = [
                _(
                    "This reference was printed on a paper form. The form hasn’t come yet, or we "
                    "haven’t keyed it in. Look again in a few days"
                )
            ]
        elif response_queries.by_receipt(reading(), code) is None:
            form.code.errors = [
                _("We don’t have that reference. Check each letter and number on your receipt")
            ]
        else:
            return keep_private(make_response(redirect(url_for(".what_happened", code=code), 303)))
    page = render_template("reports/reference.html", form=form)
    return keep_private(make_response(page, 422 if request.method == "POST" else 200))


_NOT_CHANGED = {
    "closed": _l("The consultation has closed, so your answers stay as they are"),
    "not_yet": _l("The consultation isn’t open, so your answers stay as they are"),
    "paused": _l("Replying is paused, so your answers stay as they are for now"),
    "not_invited": _l("This form’s invitation no longer stands. Contact us"),
    "withdrawn": _l("The consultation was withdrawn, so your answers stay as they are"),
    "taken_back": _l("You took this answer back. You may answer again from the start"),
    "erased": _l("This answer was erased. You may answer again from the start"),
    "not_here": _l("This answer can’t be changed here. Contact us and give your reference"),
}


def _page(
    code: str,
    form: WordForm,
    answers: tuple[AnswerShown, ...] = (),
    status: int = 200,
    asking: dict[UUID, AskAgainForm] | None = None,
) -> ResponseReturnValue:
    session = reading()
    tidy = response_rules.normal_receipt(code)
    response = response_queries.by_receipt(session, tidy) if tidy else None
    if tidy is None or response is None:
        raise NotFound
    story = queries.what_happened(session, response)
    told = moderation.told(session, response.id)
    page = render_template(
        "reports/what_happened.html",
        code=response_rules.shown_receipt(tidy),
        story=story,
        stage=consultation_rules.stage_of(story.consultation, clock.now(session)),
        missions=queries.missions_of(session, story.consultation.id),
        form=form,
        answers=answers,
        told=told,
        asking={one.moderation_id: _ask_form(one.moderation_id) for one in told} | (asking or {}),
    )
    return keep_private(make_response(page, status))


@bp.get("/reference/<code>")
@needs(Permission.RECEIPT_READ)
def what_happened(code: str) -> ResponseReturnValue:
    """What happened to what somebody said. It never shows the words."""
    return _page(code, WordForm())


@bp.post("/reference/<code>")
@needs(Permission.RECEIPT_READ)
def own_words(code: str) -> ResponseReturnValue:
    """The second step: the words themselves, for whoever knows the word chosen when sending."""
    form = WordForm(request.form)
    if not form.validate():
        return _page(code, form, status=422)
    word = form.word.data or ""
    with transaction() as session:
        opening = (
            response_services.open_to_change(
                session, actor=RESIDENT, code=code, word=word, language=current()
            )
            if "change" in request.form
            else response_services.open_with_word(session, code, word)
        )
    if opening.written:
        there = url_for("responses.check", key=opening.written)
        return keep_private(make_response(redirect(there, 303)))
    if opening.outcome == "too_many":
        form.word.errors = [_("Too many tries with this reference. Wait an hour and try again.")]
        return _page(code, form, status=429)
    if opening.outcome in _NOT_CHANGED:
        form.word.errors = [_NOT_CHANGED[opening.outcome]]
        return _page(code, form, status=422)
    if opening.outcome != "opened":
        form.word.errors = [_("That isn’t the word chosen with this reference. Try again.")]
        return _page(code, form, status=422)
    return _page(code, WordForm(), opening.answers)


def _ask_form(moderation_id: UUID, typed: Mapping[str, str] | None = None) -> AskAgainForm:
    return AskAgainForm(typed, prefix=f"m{moderation_id.hex}")


@bp.post("/reference/<code>/ask-again/<uuid:moderation_id>")
@needs(Permission.RECEIPT_READ)
def ask_again(code: str, moderation_id: UUID) -> ResponseReturnValue:
    """Ask for another look at an answer that isn’t on the public page."""
    form = _ask_form(moderation_id, request.form)
    if not form.validate():
        return _page(code, WordForm(), status=422, asking={moderation_id: form})
    try:
        with transaction() as session:
            moderating.ask_again(
                session,
                code=code,
                moderation_id=moderation_id,
                words=form.words.data or "",
                language=current(),
            )
    except CannotModerate as refusal:
        form.words.errors = [moderation_problem(problem) for problem in refusal.problems]
        return _page(code, WordForm(), status=422, asking={moderation_id: form})
    except TooMany:
        form.words.errors = [_("You have asked several times. Wait an hour and try again.")]
        return _page(code, WordForm(), status=429, asking={moderation_id: form})
    return keep_private(make_response(redirect(url_for(".what_happened", code=code), 303)))
