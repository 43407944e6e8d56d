"""Pages of audiences: short address, links and posters, invitations."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

import segno
from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from participation.audiences import queries, rules, services
from participation.audiences.forms import (
    AUDIENCES,
    REFUSALS,
    AudienceForm,
    InviteForm,
    TagForm,
)
from participation.consultations.models import Consultation
from participation.consultations.rules import NOT_OPENED, CannotChange, CannotPublish, stage_of
from participation.consultations.views import public
from participation.consultations.views.base import enter, sentences
from participation.consultations.views.base import refusals as changes_refused
from participation.extensions import reading, settings, transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.web.access import current_actor, needs

bp = Blueprint("audiences", __name__)
ONE = "/staff/consultations/<uuid:consultation_id>"
READ, WRITE = Permission.CONSULTATION_READ, Permission.CONSULTATION_WRITE
PUBLISH = Permission.CONSULTATION_PUBLISH


def address(word: str, tag: str | None = None) -> str:
    """A short address as people type it, with the site's name."""
    return f"{settings().site_url}/c/{word}" + (f"/{tag}" if tag else "")


def spoken(link: str) -> str:
    """An address without what nobody types."""
    return link.partition("://")[2]


@bp.get("/c/<word>")
@needs(Permission.SITE_READ)
def short(word: str) -> ResponseReturnValue:
    """From a short address to the page."""
    return _lead(word, None)


@bp.get("/c/<word>/<tag>")
@needs(Permission.SITE_READ)
def tagged(word: str, tag: str) -> ResponseReturnValue:
    """The same, from a link that says where it was."""
    return _lead(word, tag)


def _lead(word: str, tag: str | None) -> ResponseReturnValue:
    session = reading()
    consultation = queries.by_word(session, rules.normal_word(word) or "")
    via = queries.known_tag(session, consultation.id, tag)
    return redirect(url_for("consultations.start", slug=consultation.slug, via=via), 303)


@bp.route(f"{ONE}/audience", methods=["GET", "POST"])
@needs(WRITE)
def audience(consultation_id: UUID) -> ResponseReturnValue:
    """Who is asked, and the short address."""
    session, consultation = enter(consultation_id, WRITE)
    word = queries.word_of(session, consultation_id)
    form = AudienceForm(
        request.form if request.method == "POST" else None,
        data={
            "audience": consultation.audience,
            "word": word or rules.suggested_word(consultation.slug),
        },
    )
    fixed = stage_of(consultation, clock.now(session)) not in NOT_OPENED
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.validate():
        wanted = rules.Audience(consultation.audience if fixed else form.audience.data)
        try:
            with transaction() as writing:
                who: dict[str, Any] = {
                    "actor": current_actor(),
                    "consultation_id": consultation_id,
                }
                services.set_audience(writing, **who, audience=wanted)
                services.set_word(writing, **who, word=form.word.data or "")
        except rules.CannotAddress as refusal:
            form.word.errors = [str(REFUSALS[refusal.problems[0]])]
        except CannotPublish as refusal:
            problems = sentences(consultation_id, refusal.problems)
        except CannotChange as refusal:
            problems = changes_refused(refusal.problems)
        else:
            flash(_("Your changes are kept."), "success")
            return redirect(url_for(".links", consultation_id=consultation_id), 303)
    page = render_template(
        "audiences/audience.html",
        consultation=consultation,
        form=form,
        problems=problems,
        fixed=fixed,
        audiences=AUDIENCES,
        site=spoken(settings().site_url),
    )
    return page, 422 if form.errors or form.word.errors or problems else 200


@bp.get(f"{ONE}/links")
@needs(READ)
def links(consultation_id: UUID) -> ResponseReturnValue:
    """Every link to it, with a poster for each."""
    enter(consultation_id, READ)
    return _links_page(consultation_id, TagForm())


@bp.post(f"{ONE}/links")
@needs(WRITE)
def add_link(consultation_id: UUID) -> ResponseReturnValue:
    """One link more."""
    enter(consultation_id, WRITE)
    form = TagForm(request.form)
    if not form.validate():
        return _links_page(consultation_id, form), 422
    try:
        with transaction() as writing:
            services.add_tag(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                name=form.name.data or "",
                tag=form.tag.data or "",
            )
    except rules.CannotAddress as refusal:
        form.tag.errors = [str(REFUSALS[refusal.problems[0]])]
        return _links_page(consultation_id, form), 422
    flash(_("The link is made."), "success")
    return redirect(url_for(".links", consultation_id=consultation_id), 303)


def _links_page(consultation_id: UUID, form: TagForm) -> str:
    session, consultation = enter(consultation_id, READ)
    word = queries.word_of(session, consultation_id)
    return render_template(
        "audiences/links.html",
        consultation=consultation,
        form=form,
        word=word,
        link=address(word) if word else "",
        rows=[(tag, address(word, tag.tag)) for tag in queries.tags(session, consultation_id)]
        if word
        else [],
        audiences=AUDIENCES,
        may_write=current_actor().may(WRITE, on=consultation),
        may_invite=current_actor().may(PUBLISH, on=consultation),
    )


@bp.get(f"{ONE}/poster")
@needs(READ)
def poster(consultation_id: UUID) -> ResponseReturnValue:
    """A page to print and put up: the question, a code for phones, an address to type."""
    session, consultation = enter(consultation_id, READ)
    word = queries.word_of(session, consultation_id) or rules.suggested_word(consultation.slug)
    tag = queries.known_tag(session, consultation_id, request.args.get("tag"))
    link = address(word, tag)
    return render_template(
        "audiences/poster.html",
        consultation=consultation,
        link=link,
        typed=spoken(address(word)),
        code=segno.make(link, error="q", micro=False).svg_data_uri(border=4, omitsize=True),
    )


@bp.get(f"{ONE}/invitations")
@needs(PUBLISH)
def invitations(consultation_id: UUID) -> ResponseReturnValue:
    """Who was invited, and a form to invite more."""
    enter(consultation_id, PUBLISH)
    return _invitations_page(consultation_id, InviteForm())


@bp.post(f"{ONE}/invitations")
@needs(PUBLISH)
def invite(consultation_id: UUID) -> ResponseReturnValue:
    """Make the codes, and give them once, as a file for a mail merge."""
    session, consultation = enter(consultation_id, PUBLISH)
    form = InviteForm(request.form)
    if not form.validate():
        return _invitations_page(consultation_id, form), 422
    word = queries.word_of(session, consultation_id)
    link = (
        address(word)
        if word
        else url_for("consultations.start", slug=consultation.slug, _external=True)
    )
    with transaction() as writing:
        made = services.invite(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            name=form.name.data or "",
            number=form.number.data or 0,
        )
    held = io.StringIO()
    rows = csv.writer(held)
    rows.writerow(["number", "code", "address"])
    rows.writerows(
        [number, rules.shown_code(code), link] for number, code in enumerate(made.codes, 1)
    )
    answer = Response("\ufeff" + held.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="invitations.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post(f"{ONE}/invitations/<uuid:batch_id>/revoke")
@needs(PUBLISH)
def revoke(consultation_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    """Let a batch's codes open no new form."""
    enter(consultation_id, PUBLISH)
    with transaction() as writing:
        services.revoke(
            writing, actor=current_actor(), consultation_id=consultation_id, batch_id=batch_id
        )
    flash(_("Those codes open no new form any more."), "success")
    return redirect(url_for(".invitations", consultation_id=consultation_id), 303)


def _invitations_page(consultation_id: UUID, form: InviteForm) -> str:
    session, consultation = enter(consultation_id, PUBLISH)
    return render_template(
        "audiences/invitations.html",
        consultation=consultation,
        form=form,
        batches=queries.batches(session, consultation_id),
    )


def on_start_page(session: Session, consultation: Consultation) -> dict[str, Any]:
    """What the start page needs: whether a code is asked for, and by which link they came."""
    return {
        "by_code": consultation.audience != rules.Audience.PUBLIC,
        "via": queries.known_tag(session, consultation.id, request.args.get("via")),
    }


def init_app(app: Flask) -> None:
    """Tell the room below what this one adds to the start page."""
    if on_start_page not in public.FURTHER_ON_START:
        public.FURTHER_ON_START.append(on_start_page)
