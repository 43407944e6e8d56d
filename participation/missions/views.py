"""Pages on which staff write the council's missions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from participation.council import queries as council
from participation.extensions import reading, transaction
from participation.kernel.actors import Permission
from participation.kernel.languages import said
from participation.missions import queries, rules, services
from participation.missions.forms import GOAL, MissionForm, mission_form
from participation.missions.models import Mission
from participation.web.access import current_actor, needs
from participation.web.govuk import language_name

bp = Blueprint("missions", __name__, url_prefix="/staff/missions")

PARTS = {
    "title": _l("Title"),
    "ambition": _l("Ambition"),
    "target": _l("Target"),
    "horizon": _l("Horizon"),
    "lead_member": _l("Lead member"),
    "lead_officer": _l("Lead officer"),
}
STANCE_WORDS = {
    "delivers": _l("Delivers"),
    "contributes": _l("Contributes"),
    "local_only": _l("Local only"),
}


def sentences(problems: Iterable[str], at: str = "") -> list[dict[str, str]]:
    """Each problem as a sentence, linked to the box that mends it (on the page ``at``)."""
    found = []
    for code in problems:
        kind, _colon, rest = code.partition(":")
        name, _colon, language = rest.partition(":")
        if kind == "missing":
            words = _("Fill in ‘%(part)s’", part=PARTS[name])
            language = council.get(reading()).languages[0]
        else:
            words = _(
                "Fill in ‘%(part)s’ in %(language)s too",
                part=PARTS[name],
                language=language_name(language),
            )
        box = f"{name}_{language}" if name in rules.WORDED else name
        found.append({"text": words, "href": f"{at}#{box}"})
    return found


def starting(mission: Mission) -> dict[str, Any]:
    """What the form shows of a mission as it stands."""
    chosen = {f"{GOAL}{row.goal_id}": row.stance for row in queries.stances(reading(), mission.id)}
    return {name: getattr(mission, name) for name in services.WRITTEN} | chosen


def asked_form(mission: Mission | None = None) -> MissionForm:
    """The form as it was posted, or as the mission stands."""
    session = reading()
    return mission_form(
        queries.goals(session),
        council.get(session).languages,
        request.form if request.method == "POST" else None,
        **(starting(mission) if mission else {}),
    )


@bp.get("")
@needs(Permission.MISSION_READ)
def index() -> ResponseReturnValue:
    """Every mission, in the council's order."""
    return render_template(
        "missions/index.html",
        missions=queries.all_for_staff(reading()),
        may_write=current_actor().may(Permission.MISSION_WRITE),
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.MISSION_WRITE)
def new() -> ResponseReturnValue:
    form = asked_form()
    if request.method == "POST" and form.validate():
        with transaction() as session:
            mission = services.create_mission(
                session, actor=current_actor(), details=form.details()
            )
        flash(_("“%(title)s” is kept. The public can’t see it yet.", title=said(mission.title)))
        return redirect(url_for(".show", mission_id=mission.id), 303)
    return render_template("missions/new.html", form=form), 422 if form.errors else 200


@bp.get("/<uuid:mission_id>")
@needs(Permission.MISSION_READ)
def show(mission_id: UUID) -> ResponseReturnValue:
    return show_page(mission_id)


def show_page(mission_id: UUID, problems: Iterable[dict[str, str]] = ()) -> str:
    """The page of one mission."""
    session = reading()
    actor = current_actor()
    return render_template(
        "missions/show.html",
        mission=queries.get(session, mission_id),
        stances=queries.stances(session, mission_id),
        stance_words=STANCE_WORDS,
        problems=problems,
        may_write=actor.may(Permission.MISSION_WRITE),
        may_publish=actor.may(Permission.MISSION_PUBLISH),
        may_ask=actor.may(Permission.CONSULTATION_CREATE),
    )


@bp.route("/<uuid:mission_id>/edit", methods=["GET", "POST"])
@needs(Permission.MISSION_WRITE)
def edit(mission_id: UUID) -> ResponseReturnValue:
    mission = queries.get(reading(), mission_id)
    form = asked_form(mission)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.validate():
        try:
            with transaction() as session:
                services.edit_mission(
                    session, actor=current_actor(), mission_id=mission_id, details=form.details()
                )
        except rules.CannotPublish as refusal:
            problems = sentences(refusal.problems)
        else:
            flash(_("Your changes are kept."), "success")
            return redirect(url_for(".show", mission_id=mission_id), 303)
    page = render_template(
        "missions/edit.html",
        form=form,
        mission=queries.get(reading(), mission_id),
        problems=problems,
    )
    return page, 422 if form.errors or problems else 200


@bp.post("/<uuid:mission_id>/publish")
@needs(Permission.MISSION_PUBLISH)
def publish(mission_id: UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            mission = services.publish_mission(
                session, actor=current_actor(), mission_id=mission_id
            )
    except rules.CannotPublish as refusal:
        at = url_for(".edit", mission_id=mission_id)
        return show_page(mission_id, sentences(refusal.problems, at)), 422
    flash(_("The public can now see “%(title)s”.", title=said(mission.title)), "success")
    return redirect(url_for(".show", mission_id=mission_id), 303)


@bp.post("/<uuid:mission_id>/unpublish")
@needs(Permission.MISSION_PUBLISH)
def unpublish(mission_id: UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            mission = services.unpublish_mission(
                session, actor=current_actor(), mission_id=mission_id
            )
    except rules.CannotUnpublish:
        words = _(
            "A consultation that the public can see serves this mission and no other that is"
            " published. Withdraw the consultation, or put it under another mission, first."
        )
        return show_page(mission_id, [{"text": words}]), 422
    flash(_("The public no longer sees “%(title)s”.", title=said(mission.title)), "success")
    return redirect(url_for(".show", mission_id=mission_id), 303)


@bp.post("/<uuid:mission_id>/move")
@needs(Permission.MISSION_WRITE)
def move(mission_id: UUID) -> ResponseReturnValue:
    with transaction() as session:
        services.move_mission(
            session,
            actor=current_actor(),
            mission_id=mission_id,
            up=request.form.get("to") == "up",
        )
    return redirect(url_for(".index"), 303)
