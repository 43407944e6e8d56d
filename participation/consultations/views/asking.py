"""Pages on which staff write questions."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import queries, rules, services
from participation.consultations.forms import (
    BEFORE_ANY,
    KIND_HINTS,
    KINDS,
    SPARE,
    KindForm,
    ListedForm,
    PlaceForm,
    QuestionForm,
    question_form,
    who_is_asked,
)
from participation.consultations.models import Consultation
from participation.consultations.rules import Asked, Kind
from participation.consultations.views.base import ONE, bp, enter, languages, refusals
from participation.consultations.views.wording import hints_by_question
from participation.consultations.views.writing import Problems, keep, show_page
from participation.extensions import reading
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.web.access import current_actor, needs

QUESTION = f"{ONE}/questions/<uuid:question_id>"


def rearranged(form: QuestionForm) -> bool:
    """Whether the press was for more options or another order, and nothing is to be kept yet."""
    if not isinstance(form, ListedForm):
        return False
    if "more_options" in request.form:
        form.add_rows(SPARE + 1)
        return True
    place = request.form.get("option_up", type=int)
    if place is not None:
        form.move_up(place)
        return True
    return False


def question_page(
    name: str,
    consultation: Consultation,
    form: QuestionForm,
    kind: Kind,
    asked: Asked | None = None,
    problems: Problems | None = None,
    **more: object,
) -> ResponseReturnValue:
    """The page on which a question is written."""
    page = render_template(
        f"consultations/{name}.html",
        consultation=consultation,
        form=form,
        kind=kind,
        kind_words=KINDS[kind],
        asked=asked,
        problems=problems or [],
        **more,
        hints=list(hints_by_question(reading(), [asked]).values()) if asked else [],
    )
    return page, 422 if form.errors or problems else 200


@bp.route(f"{ONE}/questions/new", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def add_question(consultation_id: UUID) -> ResponseReturnValue:
    """First how it will be answered, then what it says."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_WRITE)
    closed = rules.editing_problem(consultation, clock.now(session))
    problems: Problems = refusals([closed]) if closed else []
    sections = queries.sections(session, consultation_id)
    section = next(
        (one for one in sections if str(one.section_id) == request.args.get("section")), None
    )
    wanted = request.args.get("kind")
    if wanted not in set(Kind):
        chosen = KindForm(request.args if {"kind", "next"} & set(request.args) else None)
        if "next" in request.args:
            chosen.validate()
        page = render_template(
            "consultations/choose_kind.html",
            consultation=consultation,
            form=chosen,
            hints=KIND_HINTS,
            section=section,
            problems=problems,
        )
        return page, 422 if chosen.errors else 200
    kind = Kind(wanted)
    posted = request.form if request.method == "POST" else None
    form = question_form(kind, languages(), posted)
    if posted and not rearranged(form) and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.add_question(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                kind=kind,
                details=form.details(),
                section_id=section.section_id if section else None,
            ),
        )
        if not problems:
            flash(_("The question is added."), "success")
            return redirect(_questions(consultation_id), 303)
    return question_page(
        "add_question", consultation, form, kind, problems=problems, section=section
    )


def _questions(consultation_id: UUID) -> str:
    return url_for(".show", consultation_id=consultation_id, _anchor="questions")


@bp.route(QUESTION, methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def edit_question(consultation_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Change what a question says, while nobody can have answered it."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_WRITE)
    asked = queries.question(session, consultation_id, question_id)
    kind = Kind(asked.kind)
    closed = rules.editing_problem(consultation, clock.now(session))
    problems: Problems = refusals([closed]) if closed else []
    posted = request.form if request.method == "POST" else None
    form = question_form(kind, languages(), posted, asked)
    if posted and not rearranged(form) and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.edit_question(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                question_id=question_id,
                details=form.details(),
            ),
        )
        if not problems:
            flash(_("Your changes are kept."), "success")
            return redirect(_questions(consultation_id), 303)
    consultation = queries.get(reading(), consultation_id)
    place = PlaceForm(data={"section": str(asked.section_id or BEFORE_ANY)})
    sections = queries.sections(reading(), consultation_id)
    place.offer(sections)
    return question_page(
        "edit_question",
        consultation,
        form,
        kind,
        asked,
        problems,
        place=place if sections else None,
        who=who_is_asked(asked.condition, queries.asked(reading(), consultation_id))
        if asked.condition
        else "",
    )


@bp.post(f"{QUESTION}/move")
@needs(Permission.CONSULTATION_WRITE)
def move_question(consultation_id: UUID, question_id: UUID) -> ResponseReturnValue:
    problems = keep(
        consultation_id,
        lambda writing: services.move_question(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            question_id=question_id,
            up=request.form.get("to") == "up",
        ),
    )
    if problems:
        return show_page(consultation_id, problems), 422
    return redirect(_questions(consultation_id), 303)


@bp.post(f"{QUESTION}/remove")
@needs(Permission.CONSULTATION_WRITE)
def remove_question(consultation_id: UUID, question_id: UUID) -> ResponseReturnValue:
    problems = keep(
        consultation_id,
        lambda writing: services.remove_question(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            question_id=question_id,
        ),
    )
    if problems:
        return show_page(consultation_id, problems), 422
    flash(_("The question is taken out."), "success")
    return redirect(_questions(consultation_id), 303)
