"""Pages on which staff list, begin and write consultations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from participation.consultations import queries, rules, services
from participation.consultations.forms import KINDS, DatesForm, DetailsForm, LinesForm
from participation.consultations.models import Consultation
from participation.consultations.rules import Stage
from participation.consultations.views.base import (
    ONE,
    STAFF,
    bp,
    enter,
    languages,
    refusals,
    sentences,
)
from participation.consultations.views.guide import steps, tasks
from participation.consultations.views.parts import parts_of, wrong_by_part
from participation.consultations.views.wording import hints_by_question
from participation.extensions import reading, transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.languages import said
from participation.missions import queries as missions
from participation.web.access import current_actor, needs

Problems = list[dict[str, str]]


@bp.get(STAFF)
@needs(Permission.CONSULTATION_READ)
def index() -> ResponseReturnValue:
    """The consultations that the actor may read, by stage."""
    session, actor = reading(), current_actor()
    stage = None
    with suppress(ValueError):
        stage = Stage(request.args.get("stage", ""))
    teams, now = queries.teams_that_may_read(actor), clock.now(session)
    number = request.args.get("page", 1, type=int)
    return render_template(
        "consultations/index.html",
        page=queries.listed(session, stage=stage, teams=teams, now=now, page=number),
        counts=queries.counts_by_stage(session, teams=teams, now=now),
        stage=stage,
        stages=list(Stage),
        stage_of=lambda row: rules.stage_of(row, now),
        may_create=actor.may(Permission.CONSULTATION_CREATE),
    )


@bp.get(f"{STAFF}/guide")
@needs(Permission.CONSULTATION_CREATE)
def guide() -> ResponseReturnValue:
    """What is left to do before the first consultation can open, one thing after another."""
    return render_template("consultations/guide.html", steps=steps(reading(), current_actor()))


def asked_details(starting: dict[str, Any]) -> DetailsForm:
    """The form of details as posted, or with what to start from."""
    form = DetailsForm(
        request.form if request.method == "POST" else None, languages=languages(), data=starting
    )
    form.offer(missions.all_for_staff(reading()))
    return form


@bp.route(f"{STAFF}/new", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_CREATE)
def new() -> ResponseReturnValue:
    form = asked_details({"mission_ids": request.args.getlist("mission"), "hide_results": True})
    if request.method == "POST" and form.validate():
        with transaction() as session:
            made = services.create_consultation(
                session, actor=current_actor(), details=form.details()
            )
        flash(_("“%(title)s” is kept as a draft. Only staff see it.", title=said(made.title)))
        return redirect(url_for(".show", consultation_id=made.id), 303)
    return render_template("consultations/new.html", form=form), 422 if form.errors else 200


@bp.get(ONE)
@needs(Permission.CONSULTATION_READ)
def show(consultation_id: UUID) -> ResponseReturnValue:
    _session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    if consultation.trial_of_id is not None:
        return redirect(url_for(".trial", consultation_id=consultation.trial_of_id), 303)
    return show_page(consultation_id)


def show_page(consultation_id: UUID, problems: Iterable[dict[str, str]] = ()) -> str:
    """The page of one consultation."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    actor, now = current_actor(), clock.now(session)
    stage = rules.stage_of(consultation, now)
    lacking = services.problems_of(session, consultation, now)
    asked = queries.asked(session, consultation_id)
    wrong, wrong_sections = wrong_by_part(consultation_id, lacking)
    return render_template(
        "consultations/show.html",
        consultation=consultation,
        stage=stage,
        now=now,
        missions=queries.missions_of(session, consultation_id),
        questions=asked,
        retired=queries.retired(session, consultation_id),
        parts=parts_of(asked, queries.sections(session, consultation_id)),
        wrong=wrong if stage in rules.NOT_OPENED else {},
        wrong_sections=wrong_sections if stage in rules.NOT_OPENED else {},
        kinds=KINDS,
        tasks=tasks(consultation, lacking, actor) if stage in rules.NOT_OPENED else [],
        lacking=sentences(consultation_id, lacking) if stage is Stage.DRAFT else [],
        problems=problems,
        may_write=actor.may(Permission.CONSULTATION_WRITE, on=consultation),
        may_create=actor.may(Permission.CONSULTATION_CREATE),
        may_publish=actor.may(Permission.CONSULTATION_PUBLISH, on=consultation),
        may_read_replies=actor.may(Permission.RESPONSE_READ, on=consultation),
        may_read_themes=actor.may(Permission.THEME_READ, on=consultation),
        hidden=rules.results_are_hidden(consultation, now, actor),
        hints=hints_by_question(session, asked) if stage in rules.NOT_OPENED else {},
    )


def keep(consultation_id: UUID, deed: Callable[[Session], object]) -> Problems:
    """Do a deed that changes what a consultation says; the problems if it was refused."""
    try:
        with transaction() as session:
            deed(session)
    except rules.CannotPublish as refusal:
        return sentences(consultation_id, refusal.problems)
    except rules.CannotChange as refusal:
        return refusals(refusal.problems)
    return []


def _page(name: str, consultation_id: UUID, form: Any, problems: Problems) -> ResponseReturnValue:
    """A page with a form on it, as it is or with what was wrong."""
    page = render_template(
        f"consultations/{name}.html",
        consultation=queries.get(reading(), consultation_id),
        form=form,
        problems=problems,
    )
    return page, 422 if form.errors or problems else 200


def _kept(consultation_id: UUID) -> ResponseReturnValue:
    flash(_("Your changes are kept."), "success")
    return redirect(url_for(".show", consultation_id=consultation_id), 303)


@bp.route(f"{ONE}/details", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def details(consultation_id: UUID) -> ResponseReturnValue:
    """What it is about, which missions it serves, who answers for it."""
    session, held = enter(consultation_id, Permission.CONSULTATION_WRITE)
    chosen = [str(mission.id) for mission in queries.missions_of(session, consultation_id)]
    form = asked_details(
        {
            "title": held.title,
            "summary": held.summary,
            "mission_ids": chosen,
            "decision_owner": held.decision_owner,
            "hide_results": held.hide_results,
        }
    )
    problems: Problems = _closed(session, held)
    if request.method == "POST" and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.edit_details(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                details=form.details(),
            ),
        )
        if not problems:
            return _kept(consultation_id)
    return _page("details", consultation_id, form, problems)


@bp.route(f"{ONE}/lines", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def lines(consultation_id: UUID) -> ResponseReturnValue:
    """The five lines that people read before they begin."""
    session, held = enter(consultation_id, Permission.CONSULTATION_WRITE)
    form = LinesForm(
        request.form if request.method == "POST" else None,
        languages=languages(),
        data={name: getattr(held, name) for name in rules.LINES},
    )
    problems: Problems = _closed(session, held)
    if request.method == "POST" and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.edit_lines(
                writing, actor=current_actor(), consultation_id=consultation_id, lines=form.lines()
            ),
        )
        if not problems:
            return _kept(consultation_id)
    return _page("lines", consultation_id, form, problems)


@bp.route(f"{ONE}/dates", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def dates(consultation_id: UUID) -> ResponseReturnValue:
    """The first and the last day to reply."""
    session, held = enter(consultation_id, Permission.CONSULTATION_WRITE)
    starting = {
        "opens_on": clock.day_in_london(held.opens_at) if held.opens_at else None,
        "last_day": (
            clock.day_in_london(held.closes_at - timedelta(microseconds=1))
            if held.closes_at
            else None
        ),
    }
    form = DatesForm(request.form if request.method == "POST" else None, data=starting)
    problems: Problems = _closed(session, held)
    if request.method == "POST" and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.set_dates(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                opens_on=form.opens_on.data,
                last_day=form.last_day.data,
            ),
        )
        if not problems:
            return _kept(consultation_id)
    return _page("dates", consultation_id, form, problems)


def _closed(session: Session, consultation: Consultation) -> Problems:
    """Why it can't be changed, said before anybody types."""
    problem = rules.editing_problem(consultation, clock.now(session))
    return refusals([problem]) if problem else []


@bp.post(f"{ONE}/remove")
@needs(Permission.CONSULTATION_WRITE)
def remove(consultation_id: UUID) -> ResponseReturnValue:
    """Throw a draft away."""
    problems = keep(
        consultation_id,
        lambda writing: services.remove_draft(
            writing, actor=current_actor(), consultation_id=consultation_id
        ),
    )
    if problems:
        return show_page(consultation_id, problems), 422
    flash(_("The draft is removed."), "success")
    return redirect(url_for(".index"), 303)
