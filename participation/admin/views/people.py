"""Pages on people: who signs in, inviting, roles, suspending, removing."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from participation.accounts import letters, loading, queries, rules, services
from participation.accounts.models import Staff
from participation.accounts.rules import Purpose
from participation.admin import queries as admin
from participation.admin.forms import ROLE_HINTS, InviteForm, RolesForm
from participation.admin.views.base import bp, page_asked, page_url, said_of_person
from participation.council import queries as council_queries
from participation.extensions import reading, settings, transaction
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.web.access import current_actor, needs

HINTS = {role.value: words for role, words in ROLE_HINTS.items()}


@bp.get("/people")
@needs(Permission.STAFF_MANAGE)
def people() -> ResponseReturnValue:
    """Everybody who signs in, by name."""
    search = request.args.get("search", "").strip()[:200]
    found = queries.listed(reading(), page=page_asked(), search=search)
    url = page_url(".people", search=search)
    return render_template("admin/people.html", found=found, search=search, url=url)


@bp.route("/people/invite", methods=["GET", "POST"])
@needs(Permission.STAFF_MANAGE)
def invite() -> ResponseReturnValue:
    """Invite somebody: they get a letter with a link."""
    spoken = council_queries.get(reading()).languages
    form = InviteForm(request.form, languages=spoken)
    if request.method == "GET":
        return render_template("admin/invite.html", form=form, hints=HINTS)
    if not form.validate():
        return render_template("admin/invite.html", form=form, hints=HINTS), 422
    try:
        with transaction() as session:
            staff, token = services.invite(
                session, actor=current_actor(), invitation=form.invitation()
            )
            _post(session, staff, token, Purpose.INVITATION)
    except rules.EmailTaken:
        form.email.errors = [_("Somebody signs in with this e-mail address already")]
        return render_template("admin/invite.html", form=form, hints=HINTS), 422
    _say_where_the_letter_is(_("%(name)s is invited.", name=staff.name))
    return redirect(url_for(".person", staff_id=staff.id), 303)


def _post(session: Session, staff: Staff, token: str, purpose: Purpose) -> None:
    council = council_queries.get(session)
    letters.post_link(
        session,
        staff=staff,
        token=token,
        purpose=purpose,
        site_url=settings().site_url,
        council=council.name,
        spoken=council.languages,
    )


def _say_where_the_letter_is(done: str) -> None:
    if settings().smtp_url:
        flash(done + " " + _("A letter with a link is on its way."), "success")
    else:
        flash(
            done + " " + _("This site has no mail server, so the letter waits under Letters."),
            "success",
        )


def _there(staff_id: UUID) -> Staff:
    staff = queries.get(reading(), staff_id)
    if staff.removed_at is not None:
        raise NotFound("staff")
    return staff


def _person_page(staff_id: UUID, *, problem: str | None = None) -> str:
    staff = _there(staff_id)
    on_teams = [held for held in staff.roles if held.team_id is not None]
    return render_template(
        "admin/person.html",
        staff=staff,
        form=RolesForm(data={"roles": sorted(queries.site_roles(staff))}),
        hints=HINTS,
        on_teams=on_teams,
        titles=admin.titles(reading(), [held.team_id for held in on_teams if held.team_id]),
        problems=[said_of_person(problem)] if problem else [],
    )


@bp.get("/people/<uuid:staff_id>")
@needs(Permission.STAFF_MANAGE)
def person(staff_id: UUID) -> ResponseReturnValue:
    """One person: roles, teams, and whether they can sign in."""
    return _person_page(staff_id)


def _refused(staff_id: UUID, refusal: rules.CannotChangePerson) -> ResponseReturnValue:
    return _person_page(staff_id, problem=refusal.problems[0]), 422


@bp.post("/people/<uuid:staff_id>/roles")
@needs(Permission.STAFF_MANAGE)
def change_roles(staff_id: UUID) -> ResponseReturnValue:
    """Set what somebody does across the site."""
    _there(staff_id)
    form = RolesForm(request.form)
    if not form.validate():
        return _person_page(staff_id), 422
    token = None
    try:
        with transaction() as session:
            staff = services.change_roles(
                session, actor=current_actor(), staff_id=staff_id, roles=form.chosen()
            )
            if staff_id == current_user.staff_id:
                token = services.open_session(session, staff_id=staff_id)
    except rules.CannotChangePerson as refusal:
        return _refused(staff_id, refusal)
    if token is not None:
        loading.begin(token)
    flash(_("What %(name)s does is changed. They sign in again.", name=staff.name), "success")
    return redirect(url_for(".person", staff_id=staff_id), 303)


@bp.post("/people/<uuid:staff_id>/suspend")
@needs(Permission.STAFF_MANAGE)
def suspend(staff_id: UUID) -> ResponseReturnValue:
    """Keep somebody out from now on."""
    _there(staff_id)
    try:
        with transaction() as session:
            staff = services.suspend(session, actor=current_actor(), staff_id=staff_id)
    except rules.CannotChangePerson as refusal:
        return _refused(staff_id, refusal)
    flash(_("%(name)s can no longer come in.", name=staff.name), "success")
    return redirect(url_for(".person", staff_id=staff_id), 303)


@bp.post("/people/<uuid:staff_id>/restore")
@needs(Permission.STAFF_MANAGE)
def restore(staff_id: UUID) -> ResponseReturnValue:
    """Let somebody in again."""
    _there(staff_id)
    with transaction() as session:
        staff = services.restore(session, actor=current_actor(), staff_id=staff_id)
    flash(_("%(name)s can sign in again.", name=staff.name), "success")
    return redirect(url_for(".person", staff_id=staff_id), 303)


@bp.post("/people/<uuid:staff_id>/link")
@needs(Permission.STAFF_MANAGE)
def send_link(staff_id: UUID) -> ResponseReturnValue:
    """Send somebody a new link to set their password."""
    _there(staff_id)
    try:
        with transaction() as session:
            staff = queries.get(session, staff_id)
            purpose = Purpose.RESET if staff.password_hash else Purpose.INVITATION
            token = services.make_link(
                session, actor=current_actor(), staff_id=staff_id, purpose=purpose
            )
            _post(session, staff, token, purpose)
    except rules.CannotChangePerson as refusal:
        return _refused(staff_id, refusal)
    _say_where_the_letter_is(_("There is a new link for %(name)s.", name=staff.name))
    return redirect(url_for(".person", staff_id=staff_id), 303)


@bp.route("/people/<uuid:staff_id>/remove", methods=["GET", "POST"])
@needs(Permission.STAFF_MANAGE)
def remove(staff_id: UUID) -> ResponseReturnValue:
    """Erase somebody's name and address, once it is confirmed."""
    staff = _there(staff_id)
    if request.method == "GET":
        return render_template("admin/remove.html", staff=staff)
    try:
        with transaction() as session:
            services.remove_person(session, actor=current_actor(), staff_id=staff_id)
    except rules.CannotChangePerson as refusal:
        return _refused(staff_id, refusal)
    flash(_("They are removed. What they did stays on the record."), "success")
    return redirect(url_for(".people"), 303)
