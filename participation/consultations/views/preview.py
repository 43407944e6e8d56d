"""The consultation as a resident will see it: the same pages, keeping nothing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import queries, rules, services
from participation.consultations.forms import EnterForm, ShareForm, who_is_asked
from participation.consultations.models import Consultation
from participation.consultations.views.base import ONE, address, bp, enter
from participation.consultations.views.public import render_start
from participation.extensions import reading, transaction
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.web.access import current_actor, needs
from participation.web.headers import keep_private

SHARED = "/preview/<secret>"
PRIVATE = {"consultations.enter_shared", "consultations.shared_preview"}
Place = Callable[[int], str]


@bp.after_request
def keep_previews_private(response: Response) -> Response:
    """What isn't public yet is never cached, indexed or named to another page."""
    return keep_private(response) if request.endpoint in PRIVATE else response


@bp.get(f"{ONE}/preview")
@needs(Permission.CONSULTATION_READ)
def preview(consultation_id: UUID) -> ResponseReturnValue:
    """The start page."""
    _session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    place = _for_staff(consultation_id)
    return render_start(consultation, preview=True, onward=place(1), stop=_show(consultation_id))


@bp.get(f"{ONE}/preview/<int:page>")
@needs(Permission.CONSULTATION_READ)
def preview_question(consultation_id: UUID, page: int) -> ResponseReturnValue:
    """One page of questions, that can be tried."""
    _session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    return _page(consultation, page, _for_staff(consultation_id), _show(consultation_id))


def _for_staff(consultation_id: UUID) -> Place:
    def place(page: int) -> str:
        if page == 0:
            return address("consultations.preview", consultation_id)
        return url_for(".preview_question", consultation_id=consultation_id, page=page)

    return place


def _show(consultation_id: UUID) -> str:
    return address("consultations.show", consultation_id)


def _page(consultation: Consultation, number: int, place: Place, end: str) -> str:
    """Any page of the form, whoever would be asked it. Raises ``NotFound``."""
    session = reading()
    asked = queries.asked(session, consultation.id)
    pages = rules.pages_of(asked, queries.sections(session, consultation.id))
    if not 1 <= number <= len(pages):
        raise NotFound
    shown, last = pages[number - 1], number == len(pages)
    section = shown.section
    conditions = [
        who_is_asked(one.condition, asked, section=one is section)
        for one in ((section,) if section else ())
        + (shown.questions if len(shown.questions) == 1 else ())
        if one.condition
    ]
    return render_template(
        "consultations/preview_question.html",
        consultation=consultation,
        shown=shown,
        conditions=conditions,
        page=number,
        pages=len(pages),
        back=place(number - 1),
        onward=end if last else place(number + 1),
        last=last,
    )


# Shared with people who have no account


@bp.route(f"{ONE}/preview/share", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def share_preview(consultation_id: UUID) -> ResponseReturnValue:
    """Make a link with a password. It is shown this once: only its hash is kept."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_WRITE)
    form = ShareForm(request.form if request.method == "POST" else None)
    link = services.link_of(session, consultation_id)
    told = None
    if request.method == "POST" and form.validate():
        with transaction() as writing:
            shared = services.share_preview(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                password=form.password.data or "",
            )
            link = shared.link
            told = url_for(".enter_shared", secret=shared.secret, _external=True)
            writing.expunge(link)
    page = render_template(
        "consultations/share_preview.html",
        consultation=queries.get(reading(), consultation.id),
        form=form,
        link=link,
        told=told,
    )
    return page, 422 if form.errors else 200


@bp.post(f"{ONE}/preview/unshare")
@needs(Permission.CONSULTATION_WRITE)
def unshare_preview(consultation_id: UUID) -> ResponseReturnValue:
    with transaction() as session:
        services.stop_sharing(session, actor=current_actor(), consultation_id=consultation_id)
    flash(_("The link to the preview works no longer."), "success")
    return redirect(url_for(".share_preview", consultation_id=consultation_id), 303)


@bp.route(SHARED, methods=["GET", "POST"])
@needs(Permission.SITE_READ)
def enter_shared(secret: str) -> ResponseReturnValue:
    """Ask for the password. No cookie: the pass is in the address of the pages that come."""
    form = EnterForm(request.form if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.validate():
        with transaction() as session:
            found = services.enter_preview(session, secret, form.password.data or "")
        if isinstance(found, str):
            return redirect(url_for(".shared_preview", secret=secret, held=found, page=0), 303)
        many = found.problems == ("too_many",)
        form.password.errors = [
            _("That was tried too often. Wait a quarter of an hour and try again")
            if many
            else _("That is not the password of this preview. Check it and try again")
        ]
        status = 429 if many else 422
    elif request.method == "GET":
        services.check_link(reading(), secret)
    elif form.errors:
        status = 422
    return render_template("consultations/enter_preview.html", form=form), status


@bp.get(f"{SHARED}/<held>/<int:page>")
@needs(Permission.SITE_READ)
def shared_preview(secret: str, held: str, page: int) -> ResponseReturnValue:
    """The start page (0) or a page of questions, for whoever holds a pass."""
    consultation = services.shown_by(reading(), secret, held)

    def place(number: int) -> str:
        return url_for(".shared_preview", secret=secret, held=held, page=number)

    if page == 0:
        return render_start(consultation, preview=True, onward=place(1), stop=None)
    return _page(consultation, page, place, place(0))
