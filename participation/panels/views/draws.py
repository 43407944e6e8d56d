"""Draws: making one, sealing its tickets, holding it in a room, filling empty seats."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.extensions import reading, transaction
from participation.jobs.child import ChildFailed, run_in_child
from participation.jobs.registry import Stopped
from participation.kernel.actors import Permission
from participation.panels import drawing, queries, rules, services
from participation.panels.forms import DigitsForm, DrawForm
from participation.panels.models import Panel
from participation.panels.views.base import (
    ONE,
    bp,
    change_words,
    enter,
    sentences,
    where_words,
)
from participation.web.access import current_actor, needs

PLAN_SECONDS = 20.0


@bp.route(f"{ONE}/draws", methods=["GET", "POST"])
@needs(Permission.PANEL_DRAW)
def draws(panel_id: UUID) -> ResponseReturnValue:
    """Every draw of a panel; begin another."""
    _session, panel = enter(panel_id, Permission.PANEL_DRAW)
    form = DrawForm(request.form if request.method == "POST" else None)
    problems: list[str] = []
    if request.method == "POST" and form.validate():
        try:
            with transaction() as session:
                run = services.prepare_draw(
                    session,
                    actor=current_actor(),
                    panel_id=panel_id,
                    test=form.test.data == "y",
                    method=form.method.data,
                )
        except rules.CannotDraw as refusal:
            problems = list(refusal.problems)
        else:
            return redirect(url_for(".run", panel_id=panel_id, run_id=run.id), 303)
    session, panel = enter(panel_id, Permission.PANEL_DRAW)
    page = render_template(
        "panels/draws.html",
        panel=panel,
        runs=queries.runs_of(session, panel.id),
        form=form,
        counts=queries.counts(session, panel.id),
        problems=sentences(problems, panel),
    )
    return page, 422 if form.errors or problems else 200


@bp.get(f"{ONE}/draws/<uuid:run_id>")
@needs(Permission.PANEL_DRAW)
def run(panel_id: UUID, run_id: UUID) -> ResponseReturnValue:
    return run_page(panel_id, run_id)


def run_page(
    panel_id: UUID, run_id: UUID, problems: list[str] | None = None, form: DigitsForm | None = None
) -> str:
    """One draw: how far it is, its figures, and what comes next."""
    session, panel = enter(panel_id, Permission.PANEL_DRAW)
    found = queries.run(session, panel_id, run_id)
    infeasible = found.status == "infeasible"
    return render_template(
        "panels/run.html",
        panel=panel,
        run=found,
        changes=[change_words(change, panel) for change in found.problems] if infeasible else [],
        refused=found.problems if found.status == "refused" else [],
        form=form or DigitsForm(),
        problems=sentences(problems or [], panel),
        waiting=found.status in {"queued", "running"},
    )


@bp.post(f"{ONE}/draws/<uuid:run_id>/seal")
@needs(Permission.PANEL_DRAW)
def seal(panel_id: UUID, run_id: UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            services.seal_draw(session, actor=current_actor(), panel_id=panel_id, run_id=run_id)
    except rules.CannotDraw as refusal:
        return run_page(panel_id, run_id, list(refusal.problems)), 422
    flash(_("The tickets are sealed. Everybody can see the seal on the panel’s page."), "success")
    return redirect(url_for(".run", panel_id=panel_id, run_id=run_id), 303)


@bp.post(f"{ONE}/draws/<uuid:run_id>/hold")
@needs(Permission.PANEL_DRAW)
def hold(panel_id: UUID, run_id: UUID) -> ResponseReturnValue:
    form = DigitsForm(request.form)
    if not form.validate():
        return run_page(panel_id, run_id, form=form), 422
    try:
        with transaction() as session:
            services.hold_draw(
                session,
                actor=current_actor(),
                panel_id=panel_id,
                run_id=run_id,
                digits=form.digits.data.replace(" ", ""),
            )
    except rules.CannotDraw as refusal:
        return run_page(panel_id, run_id, list(refusal.problems), form), 422
    flash(_("The draw is held. Its result is on the panel’s page."), "success")
    return redirect(url_for(".run", panel_id=panel_id, run_id=run_id), 303)


@bp.post(f"{ONE}/draws/<uuid:run_id>/give-up")
@needs(Permission.PANEL_DRAW)
def give_up(panel_id: UUID, run_id: UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            services.give_up(session, actor=current_actor(), panel_id=panel_id, run_id=run_id)
    except rules.CannotDraw as refusal:
        return run_page(panel_id, run_id, list(refusal.problems)), 422
    flash(_("The draw is given up. It stays on the list, and another can be made."), "success")
    return redirect(url_for(".draws", panel_id=panel_id), 303)


@bp.route(f"{ONE}/replacements", methods=["GET", "POST"])
@needs(Permission.PANEL_DRAW)
def replacements(panel_id: UUID) -> ResponseReturnValue:
    """Filling empty seats: the exact quotas that are left, and wider ones where those shut out."""
    session, panel = enter(panel_id, Permission.PANEL_DRAW)
    plan = _plan(panel)
    problems: list[str] = []
    if request.method == "POST" and plan and not plan["problems"]:
        option = plan["proposed" if request.form.get("option") == "proposed" else "exact"]
        try:
            with transaction() as writing:
                made = services.prepare_replacement(
                    writing,
                    actor=current_actor(),
                    panel_id=panel_id,
                    quotas=(option or plan["exact"])["quotas"],
                    pool=plan["pool"],
                    seats=plan["seats"],
                )
        except rules.CannotDraw as refusal:
            problems = list(refusal.problems)
        else:
            return redirect(url_for(".run", panel_id=panel_id, run_id=made.id), 303)
    session, panel = enter(panel_id, Permission.PANEL_DRAW)
    page = render_template(
        "panels/replacements.html",
        panel=panel,
        plan=plan,
        empty=panel.seats - len(queries.members_now(session, panel.id)),
        where=lambda row: where_words(panel, f"{row['category']}: {row['feature']}"),
        change=lambda row: change_words(row, panel),
        problems=sentences(problems, panel),
    )
    return page, 422 if problems else 200


def _plan(panel: Panel) -> dict[str, Any] | None:
    session = reading()
    first = queries.drawn_run(session, panel.id)
    if first is None:
        return None
    staying, gone = queries.numbers_staying(session, panel.id)
    pool = services.unpack(queries.run_whole(session, first.id).pool)
    try:
        found: dict[str, Any] = run_in_child(
            drawing.replacements,
            [(id_, home, values) for id_, home, values in pool],
            list(first.quotas),
            panel.seats,
            staying=[services.shown_number(number) for number in staying],
            unavailable=[services.shown_number(number) for number in gone],
            timeout=PLAN_SECONDS,
        )
    except (Stopped, ChildFailed):
        return None
    return found
