"""Setting up a panel: its words, dates, what it mirrors, how many seats each part may hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.extensions import reading, transaction
from participation.jobs.child import ChildFailed, run_in_child
from participation.jobs.registry import Stopped
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.languages import said
from participation.missions import queries as missions
from participation.panels import drawing, queries, rules, services
from participation.panels.forms import (
    DatesForm,
    PanelForm,
    SharesForm,
    seats_details,
    seats_form,
)
from participation.panels.models import Panel
from participation.panels.rules.panels import WORDED
from participation.panels.services.panels import CannotChange
from participation.panels.views.base import (
    ONE,
    STAFF,
    STAGES,
    bp,
    change_words,
    enter,
    languages,
    sentences,
)
from participation.web.access import current_actor, needs

CHECK_SECONDS = 8.0


@bp.get(STAFF)
@needs(Permission.PANEL_READ)
def index() -> ResponseReturnValue:
    """Every panel that somebody may read."""
    session, actor = reading(), current_actor()
    now = clock.now(session)
    rows = [
        (panel, stage(session, panel, now), queries.counts(session, panel.id))
        for panel in queries.listed(session, teams=actor.teams_with(Permission.PANEL_READ))
    ]
    return render_template(
        "panels/index.html",
        rows=rows,
        stages=STAGES,
        may_create=actor.may(Permission.PANEL_CREATE),
    )


def stage(session: Any, panel: Panel, now: Any) -> rules.Stage:
    """Where a panel has got to."""
    return rules.stage_of(panel, now, drawn=queries.drawn_run(session, panel.id) is not None)


@bp.route(f"{STAFF}/new", methods=["GET", "POST"])
@needs(Permission.PANEL_CREATE)
def new() -> ResponseReturnValue:
    form = PanelForm(request.form if request.method == "POST" else None, languages=languages())
    form.offer(missions.all_for_staff(reading()))
    if request.method == "POST" and form.validate():
        with transaction() as session:
            panel = services.create_panel(session, actor=current_actor(), details=form.details())
        flash(_("“%(title)s” is kept. The public can’t see it yet.", title=said(panel.title)))
        return redirect(url_for(".show", panel_id=panel.id), 303)
    page = render_template("panels/edit.html", form=form, panel=None, problems=[])
    return page, 422 if form.errors else 200


@bp.get(ONE)
@needs(Permission.PANEL_READ)
def show(panel_id: UUID) -> ResponseReturnValue:
    return show_page(panel_id)


def show_page(panel_id: UUID, problems: list[str] | None = None) -> str:
    """One panel, as staff see it: what is done and what comes next."""
    session, panel = enter(panel_id, Permission.PANEL_READ)
    actor = current_actor()
    now = clock.now(session)
    drawn = queries.drawn_run(session, panel.id)
    return render_template(
        "panels/show.html",
        panel=panel,
        stage=rules.stage_of(panel, now, drawn=drawn is not None),
        stages=STAGES,
        counts=queries.counts(session, panel.id),
        missions=queries.missions_of(session, panel.id),
        drawn=drawn,
        members=len(queries.members_now(session, panel.id)),
        problems=sentences(problems or [], panel),
        may_write=actor.may(Permission.PANEL_WRITE, on=panel),
        may_see_people=actor.may(Permission.PANEL_PERSONAL, on=panel),
        may_draw=actor.may(Permission.PANEL_DRAW, on=panel),
    )


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs(Permission.PANEL_WRITE)
def edit(panel_id: UUID) -> ResponseReturnValue:
    session, panel = enter(panel_id, Permission.PANEL_WRITE)
    data = {name: getattr(panel, name) for name in (*WORDED, "kind", "seats")}
    data["mission_ids"] = [str(one.id) for one in queries.missions_of(session, panel_id)]
    posted = request.form if request.method == "POST" else None
    form = PanelForm(posted, languages=languages(), data=data)
    form.offer(missions.all_for_staff(session))
    problems: list[str] = []
    if posted and form.validate():
        try:
            with transaction() as writing:
                services.edit_panel(
                    writing, actor=current_actor(), panel_id=panel_id, details=form.details()
                )
        except (rules.CannotPublish, CannotChange) as refusal:
            problems = list(refusal.problems)
        else:
            flash(_("Your changes are kept."), "success")
            return redirect(url_for(".show", panel_id=panel_id), 303)
    _session, panel = enter(panel_id, Permission.PANEL_WRITE)
    page = render_template(
        "panels/edit.html", form=form, panel=panel, problems=sentences(problems, panel)
    )
    return page, 422 if form.errors or problems else 200


@bp.route(f"{ONE}/dates", methods=["GET", "POST"])
@needs(Permission.PANEL_WRITE)
def dates(panel_id: UUID) -> ResponseReturnValue:
    _session, panel = enter(panel_id, Permission.PANEL_WRITE)
    opens, closes = panel.registration_opens_at, panel.registration_closes_at
    data = {
        "opens_on": clock.day_in_london(opens) if opens else None,
        "last_day": clock.day_in_london(closes - timedelta(seconds=1)) if closes else None,
        "retention_on": panel.retention_on,
    }
    form = DatesForm(request.form if request.method == "POST" else None, data=data)
    problems: list[str] = []
    if request.method == "POST" and form.validate():
        try:
            with transaction() as session:
                services.set_dates(
                    session,
                    actor=current_actor(),
                    panel_id=panel_id,
                    opens_on=form.opens_on.data,
                    last_day=form.last_day.data,
                    retention_on=form.retention_on.data,
                )
        except (rules.CannotPublish, CannotChange) as refusal:
            problems = list(refusal.problems)
        else:
            flash(_("Your changes are kept."), "success")
            return redirect(url_for(".show", panel_id=panel_id), 303)
    _session, panel = enter(panel_id, Permission.PANEL_WRITE)
    page = render_template(
        "panels/dates.html", form=form, panel=panel, problems=sentences(problems, panel)
    )
    return page, 422 if form.errors or problems else 200


@bp.post(f"{ONE}/publish")
@needs(Permission.PANEL_WRITE)
def publish(panel_id: UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            panel = services.publish_panel(session, actor=current_actor(), panel_id=panel_id)
    except rules.CannotPublish as refusal:
        return show_page(panel_id, list(refusal.problems)), 422
    flash(_("The public can now see “%(title)s”.", title=said(panel.title)), "success")
    return redirect(url_for(".show", panel_id=panel_id), 303)


@bp.route(f"{ONE}/mirror", methods=["GET", "POST"])
@needs(Permission.PANEL_WRITE)
def add_category(panel_id: UUID) -> ResponseReturnValue:
    """A category from a pasted table: shares become seats, which can then be changed by hand."""
    _session, panel = enter(panel_id, Permission.PANEL_WRITE)
    form = SharesForm(request.form if request.method == "POST" else None, languages=languages())
    problems: list[str] = []
    if request.method == "POST" and form.validate():
        rows = form.rows()
        quotas = rules.quotas_from_shares([share for _name, share in rows], panel.seats)
        first = languages()[0]
        try:
            with transaction() as session:
                category = services.keep_category(
                    session,
                    actor=current_actor(),
                    panel_id=panel_id,
                    category_id=None,
                    details=rules.CategoryDetails(
                        words=form.name.words(),
                        features=tuple(
                            rules.FeatureDetails(
                                words={first: name}, share=share, least=least, most=most
                            )
                            for (name, share), (least, most) in zip(rows, quotas, strict=True)
                        ),
                    ),
                )
        except CannotChange as refusal:
            problems = list(refusal.problems)
        else:
            return redirect(url_for(".seats", panel_id=panel_id, category_id=category.id), 303)
    _session, panel = enter(panel_id, Permission.PANEL_WRITE)
    page = render_template(
        "panels/add_category.html", form=form, panel=panel, problems=sentences(problems, panel)
    )
    return page, 422 if form.errors or problems else 200


@bp.route(f"{ONE}/mirror/<uuid:category_id>", methods=["GET", "POST"])
@needs(Permission.PANEL_WRITE)
def seats(panel_id: UUID, category_id: UUID) -> ResponseReturnValue:
    """The seats of each part of a category, and their names in each language."""
    session, panel = enter(panel_id, Permission.PANEL_WRITE)
    category = queries.category(session, panel_id, category_id)
    posted = request.form if request.method == "POST" else None
    form = seats_form(category, languages(), posted)
    problems: list[str] = []
    if posted and form.validate():
        try:
            with transaction() as writing:
                services.keep_category(
                    writing,
                    actor=current_actor(),
                    panel_id=panel_id,
                    category_id=category_id,
                    details=seats_details(form),
                )
        except CannotChange as refusal:
            problems = list(refusal.problems)
        else:
            flash(_("Your changes are kept."), "success")
            return redirect(url_for(".pool", panel_id=panel_id), 303)
    session, panel = enter(panel_id, Permission.PANEL_WRITE)
    page = render_template(
        "panels/seats.html",
        form=form,
        panel=panel,
        category=queries.category(session, panel_id, category_id),
        wanted=panel.seats,
        problems=sentences(problems, panel),
    )
    return page, 422 if form.errors or problems else 200


@bp.post(f"{ONE}/mirror/<uuid:category_id>/remove")
@needs(Permission.PANEL_WRITE)
def remove_category(panel_id: UUID, category_id: UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            services.remove_category(
                session, actor=current_actor(), panel_id=panel_id, category_id=category_id
            )
    except CannotChange as refusal:
        return show_page(panel_id, list(refusal.problems)), 422
    flash(_("It is taken out."), "success")
    return redirect(url_for(".pool", panel_id=panel_id), 303)


@bp.route(f"{ONE}/pool", methods=["GET", "POST"])
@needs(Permission.PANEL_READ)
def pool(panel_id: UUID) -> ResponseReturnValue:
    """Who put their names forward beside the population and the seats; whether it all fits."""
    session, panel = enter(panel_id, Permission.PANEL_READ)
    counts = queries.counts(session, panel.id)
    checked, problems = None, []
    if request.method == "POST":
        problems = [
            f"{problem}:{where}"
            for problem, where in rules.quota_problems(
                [
                    (one.code, [(each.code, each.least, each.most) for each in one.features])
                    for one in panel.categories
                ],
                panel.seats,
            )
        ]
        if not problems:
            checked = _check(panel, services.pool_rows(session, panel.id))
    page = render_template(
        "panels/pool.html",
        panel=panel,
        counts=counts,
        make_up=queries.make_up(session, panel.id),
        households=len(queries.same_household(session, panel.id)),
        checked=checked,
        changes=[change_words(change, panel) for change in (checked or {}).get("changes", [])],
        problems=sentences(problems, panel),
        may_write=current_actor().may(Permission.PANEL_WRITE, on=panel),
    )
    return page, 422 if problems else 200


def _check(panel: Panel, pool: list[Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = run_in_child(
            drawing.check,
            [(id_, home, values) for id_, home, values in pool],
            queries.quotas_of(panel),
            panel.seats,
            timeout=CHECK_SECONDS,
        )
    except (Stopped, ChildFailed):
        return {"feasible": None, "changes": [], "problems": []}
    return found
