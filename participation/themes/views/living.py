"""Stopping a run, taking a later one over, and new kinds of answer."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from participation.extensions import reading, transaction
from participation.kernel.actors import Permission
from participation.themes import queries, rules, services
from participation.themes.forms import NewKindForm
from participation.themes.views.answers import theme_page
from participation.themes.views.base import bp, sentences
from participation.themes.views.lists import board
from participation.web.access import current_actor, needs


@bp.post("/theme-runs/<uuid:run_id>/cancel")
@needs(Permission.THEME_RUN)
def cancel(run_id: UUID) -> ResponseReturnValue:
    question_id = queries.run(reading(), run_id).question_id
    try:
        with transaction() as session:
            services.cancel_run(session, actor=current_actor(), run_id=run_id)
    except rules.CannotRun as refusal:
        return board(question_id, problems=sentences(refusal.problems)), 422
    flash(_("The grouping was stopped. What was there before stays as it is."), "success")
    return redirect(url_for(".question", question_id=question_id), 303)


@bp.post("/theme-runs/<uuid:run_id>/take-over")
@needs(Permission.THEME_REVIEW)
def take_over(run_id: UUID) -> ResponseReturnValue:
    question_id = queries.run(reading(), run_id).question_id
    try:
        with transaction() as session:
            done = services.take_over(session, actor=current_actor(), run_id=run_id)
    except rules.CannotChange as refusal:
        return board(question_id, problems=sentences(refusal.problems)), 422
    flash(
        ngettext(
            "%(num)s theme goes on under its name; %(new)s were added.",
            "%(num)s themes go on under their names; %(new)s were added.",
            len(done.kept),
            new=len(done.new),
        ),
        "success",
    )
    return redirect(url_for(".question", question_id=question_id), 303)


@bp.post("/themes/<uuid:theme_id>/split")
@needs(Permission.THEME_REVIEW)
def split(theme_id: UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            made = services.split_theme(session, actor=current_actor(), theme_id=theme_id)
    except rules.CannotChange as refusal:
        return theme_page(theme_id, problems=sentences(refusal.problems)), 422
    flash(
        _("The theme was parted into %(count)s. Read the names and change them.", count=len(made)),
        "success",
    )
    found = queries.theme(reading(), theme_id)
    question_id = queries.codebook(reading(), found.codebook_id).question_id
    return redirect(url_for(".question", question_id=question_id), 303)


@bp.post("/new-kinds/<uuid:kind_id>/add")
@needs(Permission.THEME_REVIEW)
def add_kind(kind_id: UUID) -> ResponseReturnValue:
    question_id = _question_of(kind_id)
    form = NewKindForm(request.form)
    if not form.validate():
        return board(question_id, kind_form=form), 422
    try:
        with transaction() as session:
            theme = services.add_new_kind(
                session, actor=current_actor(), kind_id=kind_id, details=form.details()
            )
    except rules.CannotChange as refusal:
        return board(question_id, problems=sentences(refusal.problems), kind_form=form), 422
    flash(_("The theme was added, with its answers in it."), "success")
    return redirect(url_for(".theme", theme_id=theme.id), 303)


@bp.post("/new-kinds/<uuid:kind_id>/dismiss")
@needs(Permission.THEME_REVIEW)
def dismiss_kind(kind_id: UUID) -> ResponseReturnValue:
    question_id = _question_of(kind_id)
    try:
        with transaction() as session:
            services.dismiss_new_kind(session, actor=current_actor(), kind_id=kind_id)
    except rules.CannotChange as refusal:
        return board(question_id, problems=sentences(refusal.problems)), 422
    flash(_("The suggestion was put aside. Its answers still wait to be read."), "success")
    return redirect(url_for(".question", question_id=question_id), 303)


def _question_of(kind_id: UUID) -> UUID:
    session = reading()
    kind = queries.new_kind(session, kind_id)
    return queries.codebook(session, kind.codebook_id).question_id
