"""A question's theme list: grouping, what was found, settling."""

from __future__ import annotations

from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.extensions import reading, transaction
from participation.jobs import queries as job_queries
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.themes import queries, rules, services
from participation.themes.forms import GroupForm, ReopenForm, ThemeForm
from participation.themes.views.base import bp, enter, sentences, state_words
from participation.web.access import current_actor, needs


def board(
    question_id: UUID,
    *,
    problems: list[str] | None = None,
    group_form: GroupForm | None = None,
    reopen_form: ReopenForm | None = None,
    theme_form: ThemeForm | None = None,
) -> str:
    """The page of one question's themes."""
    session = reading()
    question = enter(session, question_id, Permission.THEME_READ)
    codebook = queries.codebook_of(session, question_id)
    run = queries.latest_run(session, question_id)
    job = job_queries.latest(session, f"theme_run:{run.id}") if run else None
    themes = queries.live_themes(session, codebook.id) if codebook else []
    people = queries.people_by_theme(session, codebook.id) if codebook else {}
    made_from = (
        queries.run(session, codebook.from_run_id) if codebook and codebook.from_run_id else run
    )
    suggested = (
        {row.id: row for row in queries.suggestions_of(session, made_from.id)} if made_from else {}
    )
    return render_template(
        "themes/question.html",
        question=question,
        consultation=question.consultation,
        wording=queries.wording(session, question_id),
        codebook=codebook,
        version=queries.version_now(session, codebook) if codebook else None,
        run=run,
        made_from=made_from,
        job=job,
        themes=sorted(themes, key=lambda theme: (-people.get(theme.id, 0), theme.position)),
        people=people,
        suggested=suggested,
        as_found=queries.still_as_found(session, codebook.id) if codebook else set(),
        accounted=queries.accounted(session, codebook) if codebook else None,
        not_answered=queries.not_answered(session, question_id),
        states=state_words(),
        group_form=group_form or GroupForm(),
        reopen_form=reopen_form or ReopenForm(),
        theme_form=theme_form or ThemeForm(),
        may_run=current_actor().may(Permission.THEME_RUN, on=question.consultation),
        may_review=current_actor().may(Permission.THEME_REVIEW, on=question.consultation),
        may_settle=current_actor().may(Permission.THEME_SETTLE, on=question.consultation),
        problems=problems or [],
    )


@bp.get("/questions/<uuid:question_id>/themes")
@needs(Permission.THEME_READ)
def question(question_id: UUID) -> ResponseReturnValue:
    return board(question_id)


@bp.get("/questions/<uuid:question_id>/themes/progress")
@needs(Permission.THEME_READ)
def progress(question_id: UUID) -> ResponseReturnValue:
    """How far the grouping has got, for the page's enhancement."""
    session = reading()
    asked = queries.question(session, question_id)
    current_actor().require(Permission.THEME_READ, on=asked.consultation)
    run = queries.latest_run(session, question_id)
    job = job_queries.latest(session, f"theme_run:{run.id}") if run else None
    return jsonify(
        status=run.status if run else "none",
        progress=round(job.progress, 3) if job else 0.0,
        step=job.step if job else None,
    )


@bp.post("/questions/<uuid:question_id>/themes/group")
@needs(Permission.THEME_RUN)
def group(question_id: UUID) -> ResponseReturnValue:
    form = GroupForm(request.form)
    if not form.validate():
        return board(question_id, group_form=form), 422
    try:
        with transaction() as session:
            services.start_run(
                session, actor=current_actor(), question_id=question_id, detail=form.wanted()
            )
    except rules.CannotRun as refusal:
        return board(question_id, problems=sentences(refusal.problems), group_form=form), 422
    return redirect(url_for(".question", question_id=question_id), 303)


@bp.post("/questions/<uuid:question_id>/themes/add")
@needs(Permission.THEME_REVIEW)
def add(question_id: UUID) -> ResponseReturnValue:
    form = ThemeForm(request.form)
    if not form.validate():
        return board(question_id, theme_form=form), 422
    try:
        with transaction() as session:
            codebook = queries.codebook_of(session, question_id)
            if codebook is None:
                raise NotFound
            services.add_theme(
                session, actor=current_actor(), codebook_id=codebook.id, details=form.details()
            )
    except rules.CannotChange as refusal:
        return board(question_id, problems=sentences(refusal.problems), theme_form=form), 422
    flash(_("The theme was added. Move answers into it from where they are now."), "success")
    return redirect(url_for(".question", question_id=question_id), 303)


@bp.post("/questions/<uuid:question_id>/themes/rest-to-other")
@needs(Permission.THEME_REVIEW)
def place_rest(question_id: UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            codebook = queries.codebook_of(session, question_id)
            if codebook is None:
                raise NotFound
            count = services.place_undecided(
                session, actor=current_actor(), codebook_id=codebook.id
            )
    except rules.CannotChange as refusal:
        return board(question_id, problems=sentences(refusal.problems)), 422
    flash(_("%(count)s answers were put in ‘something else’.", count=count), "success")
    return redirect(url_for(".question", question_id=question_id), 303)


@bp.post("/questions/<uuid:question_id>/themes/settle")
@needs(Permission.THEME_SETTLE)
def settle(question_id: UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            codebook = queries.codebook_of(session, question_id)
            if codebook is None:
                raise NotFound
            services.settle(session, actor=current_actor(), codebook_id=codebook.id)
    except rules.CannotSettle as refusal:
        return board(question_id, problems=sentences(refusal.problems)), 422
    flash(_("The theme list is settled. Leaders can now rely on its figures."), "success")
    return redirect(url_for(".question", question_id=question_id), 303)


@bp.post("/questions/<uuid:question_id>/themes/reopen")
@needs(Permission.THEME_SETTLE)
def reopen(question_id: UUID) -> ResponseReturnValue:
    form = ReopenForm(request.form)
    if not form.validate():
        return board(question_id, reopen_form=form), 422
    try:
        with transaction() as session:
            codebook = queries.codebook_of(session, question_id)
            if codebook is None:
                raise NotFound
            services.reopen(
                session,
                actor=current_actor(),
                codebook_id=codebook.id,
                reason=form.reason.data or "",
            )
    except rules.CannotChange as refusal:
        return board(question_id, problems=sentences(refusal.problems)), 422
    flash(
        _("You are working on a new version. The settled figures stay until you settle it."),
        "success",
    )
    return redirect(url_for(".question", question_id=question_id), 303)


@bp.get("/theme-runs/<uuid:run_id>")
@needs(Permission.THEME_READ)
def run(run_id: UUID) -> ResponseReturnValue:
    """What one grouping suggested, and how it was made."""
    session = reading()
    found = queries.run(session, run_id)
    asked = enter(session, found.question_id, Permission.THEME_READ)
    return render_template(
        "themes/run.html",
        run=found,
        question=asked,
        consultation=asked.consultation,
        wording=queries.wording(session, asked.id),
        suggestions=queries.suggestions_of(session, run_id),
        runs=queries.runs_of(session, asked.id),
        states=state_words(),
    )
