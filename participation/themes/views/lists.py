"""A question's theme list: grouping, what was found, settling."""

from __future__ import annotations

from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from participation.extensions import reading, transaction
from participation.jobs import queries as job_queries
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.themes import queries, rules, services
from participation.themes.forms import GroupForm, NewKindForm, ReopenForm, ThemeForm
from participation.themes.views import summaries as living
from participation.themes.views.base import (
    bp,
    enter,
    found_again,
    notice_words,
    sentences,
    state_words,
    step_words,
)
from participation.web.access import current_actor, needs


def board(
    question_id: UUID,
    *,
    problems: list[str] | None = None,
    group_form: GroupForm | None = None,
    reopen_form: ReopenForm | None = None,
    theme_form: ThemeForm | None = None,
    kind_form: NewKindForm | None = None,
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
    group_form = group_form or GroupForm()
    group_form.offer(earlier_questions(session, question_id))
    kind = queries.new_kind_of(session, codebook) if codebook else None
    if kind and not rules.surprising(kind.unlike, kind.answers):
        kind = None
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
        group_form=group_form,
        kind=kind,
        kind_form=kind_form or NewKindForm(data={"kind_label": kind.label} if kind else None),
        proposal=living.proposal(session, codebook, run) if codebook else None,
        earlier=living.earlier_themes(session, made_from),
        firmness=living.firmness(suggested.values()),
        found_again=found_again,
        notices=notice_words(),
        steps=step_words(),
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
        # A page that waits is shown anew at a status it knows: a stopped run is over as well.
        status=("failed" if run.status == "cancelled" else run.status) if run else "none",
        progress=round(job.progress, 3) if job else 0.0,
        step=job.step if job else None,
    )


@bp.post("/questions/<uuid:question_id>/themes/group")
@needs(Permission.THEME_RUN)
def group(question_id: UUID) -> ResponseReturnValue:
    form = GroupForm(request.form)
    form.offer(earlier_questions(reading(), question_id))
    if not form.validate():
        return board(question_id, group_form=form), 422
    try:
        with transaction() as session:
            services.start_run(
                session,
                actor=current_actor(),
                question_id=question_id,
                detail=form.wanted(),
                about=form.about.data,
                earlier_run_id=form.earlier_run(),
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
    suggestions = queries.suggestions_of(session, run_id)
    return render_template(
        "themes/run.html",
        run=found,
        question=asked,
        consultation=asked.consultation,
        wording=queries.wording(session, asked.id),
        suggestions=[row for row in suggestions if row.parent is None],
        parts={row.code: [part for part in suggestions if part.parent == row.code]
               for row in suggestions},
        runs=queries.runs_of(session, asked.id),
        states=state_words(),
        details=dict(GroupForm().detail.choices),
        firmness=living.firmness(suggestions),
        found_again=found_again,
        notices=notice_words(),
        earlier=living.earlier_themes(session, found),
        may_review=current_actor().may(Permission.THEME_REVIEW, on=asked.consultation),
    )  # fmt: skip


def earlier_questions(session: Session, question_id: UUID) -> list[tuple[UUID, str]]:
    """Questions that a grouping can be compared with, as (run, words)."""
    locale = str(get_locale())
    found = []
    for run_id, asked, made in queries.earlier_runs(session, question_id):
        about = queries.question(session, asked).consultation
        if not current_actor().may(Permission.THEME_READ, on=about):
            continue
        title = about.title.get(locale) or next(iter(about.title.values()), "")
        words = queries.wording(session, asked)
        wording = words.get(locale) or next(iter(words.values()), "")
        found.append((run_id, f"{title}: {wording} ({made})"))
    return found
