"""Pages on which the council says who it is: each part is changed and saved by itself."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.admin.views.base import bp
from participation.council import queries, rules, services
from participation.council.forms import (
    ColoursForm,
    ContactForm,
    LogoForm,
    NamingForm,
    NoticeForm,
)
from participation.extensions import reading, transaction
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import SUPPORTED
from participation.web.access import current_actor, needs

NOTICES = {notice.value.replace("_", "-"): notice for notice in rules.Notice}


@bp.get("/council")
@needs(Permission.COUNCIL_EDIT)
def council() -> ResponseReturnValue:
    """Everything that can be set, and what is still missing."""
    row = queries.get(reading())
    return render_template("admin/council.html", row=row, missing=rules.missing_notices(row))


def _saved() -> ResponseReturnValue:
    flash(_("Saved."), "success")
    return redirect(url_for(".council"), 303)


@bp.route("/council/name", methods=["GET", "POST"])
@needs(Permission.COUNCIL_EDIT)
def council_name() -> ResponseReturnValue:
    """The name and the languages."""
    row = queries.get(reading())
    now = {"name": row.name, "languages": [code for code in row.languages if code != "en"]}
    form = NamingForm(request.form, languages=SUPPORTED, data=now)
    if request.method == "GET":
        return render_template("admin/council_name.html", form=form)
    if not form.validate():
        return render_template("admin/council_name.html", form=form), 422
    with transaction() as session:
        services.name_council(session, actor=current_actor(), naming=form.naming())
    return _saved()


@bp.route("/council/contact", methods=["GET", "POST"])
@needs(Permission.COUNCIL_EDIT)
def council_contact() -> ResponseReturnValue:
    """How residents reach whoever runs the site."""
    row = queries.get(reading())
    now = {"contact": row.contact, "email": row.email, "telephone": row.telephone}
    form = ContactForm(request.form, languages=row.languages, data=now)
    if request.method == "GET":
        return render_template("admin/council_contact.html", form=form)
    if not form.validate():
        return render_template("admin/council_contact.html", form=form), 422
    with transaction() as session:
        services.change_contact(session, actor=current_actor(), contact=form.details())
    return _saved()


@bp.route(
    "/council/<any('privacy-notice', 'accessibility-statement'):notice>", methods=["GET", "POST"]
)
@needs(Permission.COUNCIL_EDIT)
def council_notice(notice: str) -> ResponseReturnValue:
    """The privacy notice, or the accessibility statement."""
    if notice not in NOTICES:
        raise NotFound("notice")
    kind = NOTICES[notice]
    row = queries.get(reading())
    now = {"words": getattr(row, kind.value)}
    form = NoticeForm(request.form, languages=row.languages, data=now)
    page = {"form": form, "kind": kind, "notice": notice}
    if request.method == "GET":
        return render_template("admin/council_notice.html", **page)
    if not form.validate():
        return render_template("admin/council_notice.html", **page), 422
    try:
        with transaction() as session:
            services.change_notice(
                session, actor=current_actor(), notice=kind, words=form["words"].words()
            )
    except rules.CannotChangeCouncil:
        form.form_errors.append(
            _("Forms link to it, so it can’t be left empty. Write what it should say now.")
        )
        return render_template("admin/council_notice.html", **page), 422
    return _saved()


@bp.route("/council/colours", methods=["GET", "POST"])
@needs(Permission.COUNCIL_EDIT)
def council_colours() -> ResponseReturnValue:
    """The two colours."""
    row = queries.get(reading())
    form = ColoursForm(request.form, data={"brand": row.brand_colour, "link": row.link_colour})
    if request.method == "GET":
        return render_template("admin/council_colours.html", form=form)
    if not form.validate():
        return render_template("admin/council_colours.html", form=form), 422
    with transaction() as session:
        services.change_colours(session, actor=current_actor(), colours=form.colours())
    return _saved()


@bp.route("/council/logo", methods=["GET", "POST"])
@needs(Permission.COUNCIL_EDIT)
def council_logo() -> ResponseReturnValue:
    """The logo: a new one in place of the old."""
    form = LogoForm()
    if request.method == "GET":
        return render_template("admin/council_logo.html", form=form)
    sent = request.files.get("logo")
    content = sent.read(rules.LARGEST_LOGO + 1) if sent else b""
    problem = rules.logo_problem(content) if content else "logo_none"
    if problem is None:
        with transaction() as session:
            services.change_logo(session, actor=current_actor(), content=content)
        return _saved()
    form.refuse(problem)
    return render_template("admin/council_logo.html", form=form), 422


@bp.post("/council/logo/remove")
@needs(Permission.COUNCIL_EDIT)
def remove_logo() -> ResponseReturnValue:
    """Do without a logo."""
    with transaction() as session:
        services.change_logo(session, actor=current_actor(), content=None)
    return _saved()
