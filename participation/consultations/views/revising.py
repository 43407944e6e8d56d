"""Pages on which staff change what is asked while people can answer."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import queries, rules, services
from participation.consultations.forms import (
    KINDS,
    SPELLING,
    WHY_REVISED,
    RevisionForm,
    ToldForm,
    question_form,
)
from participation.consultations.rules import Difference, Kind
from participation.consultations.views.asking import rearranged
from participation.consultations.views.base import ONE, bp, enter, languages
from participation.consultations.views.writing import Problems, keep
from participation.extensions import reading
from participation.kernel.actors import Permission
from participation.web.access import current_actor, needs

QUESTION = f"{ONE}/questions/<uuid:question_id>"


def _questions(consultation_id: UUID) -> str:
    return url_for(".show", consultation_id=consultation_id, _anchor="questions")


@bp.route(f"{QUESTION}/revise", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_PUBLISH)
def revise_question(consultation_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Correct or change a question that people can answer now: what differs is shown first."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_PUBLISH)
    asked = queries.question(session, consultation_id, question_id)
    kind = Kind(asked.kind)
    posted = request.form if request.method == "POST" else None
    form = question_form(kind, languages(), posted, asked)
    revision = RevisionForm(posted, languages=languages())
    problems: Problems = []
    if posted and not rearranged(form):
        fine = form.validate()
        if revision.validate() and fine:
            changed = rules.differences(asked, form.details(), languages())
            if "confirmed" not in posted and _may_be(asked, form.details(), revision):
                return render_template(
                    "consultations/confirm_revision.html",
                    consultation=consultation,
                    asked=asked,
                    changed=[(part_words(one), one) for one in changed],
                    spelling=revision.how.data == SPELLING,
                    boxes=[
                        pair
                        for pair in request.form.items(multi=True)
                        if pair[0] not in {"csrf_token", "back"}
                    ],
                )
            if "back" not in posted:
                problems = _revise(consultation_id, question_id, form.details(), revision)
                if not problems:
                    flash(_("Your changes are kept."), "success")
                    return redirect(_questions(consultation_id), 303)
    page = render_template(
        "consultations/revise_question.html",
        consultation=queries.get(reading(), consultation_id),
        form=form,
        revision=revision,
        kind=kind,
        kind_words=KINDS[kind],
        asked=asked,
        problems=problems,
    )
    return page, 422 if form.errors or revision.errors or problems else 200


def _may_be(asked: rules.Asked, details: rules.QuestionDetails, revision: RevisionForm) -> bool:
    """Whether to show what differs; what the deed would refuse is said at once instead."""
    if "back" in request.form:
        return False
    if revision.how.data == SPELLING:
        changed = rules.differences(asked, details, languages())
        return bool(changed) and not rules.spelling_problems(asked, details, languages())
    return True


def _revise(
    consultation_id: UUID,
    question_id: UUID,
    details: rules.QuestionDetails,
    revision: RevisionForm,
) -> Problems:
    if revision.how.data == SPELLING:
        return keep(
            consultation_id,
            lambda writing: services.correct_spelling(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                question_id=question_id,
                details=details,
            ),
        )
    return keep(
        consultation_id,
        lambda writing: services.revise_question(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            question_id=question_id,
            details=details,
            told=revision.told(),
        ),
    )


def part_words(one: Difference) -> str:
    """Which of a question's texts differs."""
    return {
        "wording": _("Question"),
        "help": _("Help under the question"),
        "unit": _("What is counted"),
        "low": _("What the lowest point means"),
        "high": _("What the highest point means"),
        "option": _("Option"),
        "row": _("Statement"),
    }[one.part]


@bp.route(f"{QUESTION}/retire", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_PUBLISH)
def retire_question(consultation_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Ask a question no longer, and say why."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_PUBLISH)
    asked = queries.question(session, consultation_id, question_id)
    posted = request.form if request.method == "POST" else None
    form = ToldForm(posted, languages=languages())
    problems: Problems = []
    if posted and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.retire_question(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                question_id=question_id,
                told=form.told(),
            ),
        )
        if not problems:
            flash(_("The question is no longer asked. Answers to it are kept."), "success")
            return redirect(_questions(consultation_id), 303)
    page = render_template(
        "consultations/retire_question.html",
        consultation=consultation,
        form=form,
        asked=asked,
        problems=problems,
    )
    return page, 422 if form.errors or problems else 200


@bp.route(f"{ONE}/questions/more", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_PUBLISH)
def ask_more(consultation_id: UUID) -> ResponseReturnValue:
    """Ask one question more while people can answer."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_PUBLISH)
    wanted = request.args.get("kind")
    kind = Kind(wanted) if wanted in set(Kind) else Kind.FREE_TEXT
    sections = queries.sections(session, consultation_id)
    section_id = sections[-1].section_id if sections else None
    posted = request.form if request.method == "POST" else None
    form = question_form(kind, languages(), posted)
    told = ToldForm(posted, languages=languages())
    problems: Problems = []
    if posted and not rearranged(form):
        fine = form.validate()
        if told.validate() and fine:
            problems = keep(
                consultation_id,
                lambda writing: services.add_while_open(
                    writing,
                    actor=current_actor(),
                    consultation_id=consultation_id,
                    kind=kind,
                    details=form.details(),
                    told=told.told(),
                    section_id=section_id,
                ),
            )
            if not problems:
                flash(_("The question is asked from now on."), "success")
                return redirect(_questions(consultation_id), 303)
    page = render_template(
        "consultations/ask_more.html",
        consultation=consultation,
        form=form,
        told=told,
        kind=kind,
        kinds=KINDS,
        problems=problems,
    )
    return page, 422 if form.errors or told.errors or problems else 200


@bp.get(f"{QUESTION}/versions")
@needs(Permission.CONSULTATION_READ)
def versions(consultation_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """What a question said, from when on, in every version."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    return render_template(
        "consultations/versions.html",
        consultation=consultation,
        versions=queries.versions_of(session, consultation_id, question_id),
        why=WHY_REVISED,
    )
