"""Pages on teams: who works on one consultation."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.accounts import queries as accounts
from participation.accounts import rules, services
from participation.admin import queries
from participation.admin.forms import ROLE_HINTS, TeamForm
from participation.admin.views.base import bp, page_asked, page_url
from participation.consultations import queries as consultations
from participation.extensions import reading, transaction
from participation.kernel.actors import Permission, Role
from participation.web.access import current_actor, needs

KIND = "consultation"


@bp.get("/teams")
@needs(Permission.TEAM_MANAGE)
def teams() -> ResponseReturnValue:
    """The consultations whose team one may change."""
    found = queries.teams(reading(), current_actor(), page=page_asked())
    sizes = accounts.team_sizes(reading(), [row.team_id for row in found.rows])
    return render_template("admin/teams.html", found=found, sizes=sizes, url=page_url(".teams"))


def _form(team_id: UUID, formdata: object = None) -> TeamForm:
    actor = current_actor()
    roles = [role for role in rules.TEAM_ROLES if rules.may_give(actor, role, team_id)]
    return TeamForm(formdata, roles=roles)


def _team_page(team_id: UUID, form: TeamForm) -> str:
    consultation = consultations.get(reading(), team_id)
    current_actor().require(Permission.TEAM_MANAGE, on=consultation)
    return render_template(
        "admin/team.html",
        consultation=consultation,
        members=accounts.team_of(reading(), team_id),
        may_take={role.value for role in rules.TEAM_ROLES if _may_give(role.value, team_id)},
        form=form,
        hints={role.value: words for role, words in ROLE_HINTS.items()},
    )


def _may_give(role: str, team_id: UUID) -> bool:
    return rules.may_give(current_actor(), Role(role), team_id)


@bp.get("/teams/<uuid:team_id>")
@needs(Permission.TEAM_MANAGE)
def team(team_id: UUID) -> ResponseReturnValue:
    """Who is on one consultation's team."""
    return _team_page(team_id, _form(team_id))


@bp.post("/teams/<uuid:team_id>/add")
@needs(Permission.TEAM_MANAGE)
def add_to_team(team_id: UUID) -> ResponseReturnValue:
    """Put somebody on the team."""
    consultation = consultations.get(reading(), team_id)
    current_actor().require(Permission.TEAM_MANAGE, on=consultation)
    form = _form(team_id, request.form)
    if not form.validate():
        return _team_page(team_id, form), 422
    try:
        with transaction() as session:
            staff = services.add_to_team(
                session,
                actor=current_actor(),
                team_id=team_id,
                team_kind=KIND,
                email=str(form.email.data),
                role=form.chosen(),
            )
    except rules.CannotChangeTeam:
        form.email.errors = [
            _("Nobody signs in with this e-mail address. An administrator can invite them.")
        ]
        return _team_page(team_id, form), 422
    flash(_("%(name)s is on the team.", name=staff.name), "success")
    return redirect(url_for(".team", team_id=team_id), 303)


@bp.post("/teams/<uuid:team_id>/take-off/<uuid:held_id>")
@needs(Permission.TEAM_MANAGE)
def take_off_team(team_id: UUID, held_id: UUID) -> ResponseReturnValue:
    """Take somebody off the team."""
    consultation = consultations.get(reading(), team_id)
    current_actor().require(Permission.TEAM_MANAGE, on=consultation)
    try:
        with transaction() as session:
            services.take_off_team(
                session,
                actor=current_actor(),
                team_id=team_id,
                team_kind=KIND,
                held_id=held_id,
            )
    except rules.CannotChangeTeam:
        flash(_("Only an administrator can take somebody with that role off the team."))
        return redirect(url_for(".team", team_id=team_id), 303)
    flash(_("They are off the team, from their next page on."), "success")
    return redirect(url_for(".teams"), 303)
