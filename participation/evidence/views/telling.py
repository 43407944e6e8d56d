"""Pages on which staff write what people are told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations.models import Consultation
from participation.evidence import queries, services
from participation.evidence.forms import (
    OptionForm,
    ParticularsForm,
    RemoveForm,
    document_form,
)
from participation.evidence.forms.telling import FORMATS, STANDINGS
from participation.evidence.views.base import (
    ONE,
    Problems,
    bp,
    enter,
    keep,
    languages,
    running,
)
from participation.extensions import reading
from participation.files import queries as files
from participation.files import views as sending
from participation.files.forms import asked
from participation.kernel.actors import Permission
from participation.kernel.orm import Words
from participation.web.access import current_actor, needs
from participation.web.uploads import takes_files

WRITE = Permission.CONSULTATION_WRITE
OPTION = f"{ONE}/told/options/<uuid:option_id>"
DOCUMENT = f"{ONE}/told/documents/<uuid:document_id>"


@bp.get(f"{ONE}/told")
@needs(Permission.CONSULTATION_READ)
def told(consultation_id: UUID) -> ResponseReturnValue:
    """All that people are told, with a way to change each part."""
    return told_page(consultation_id)


def told_page(consultation_id: UUID, problems: Problems | None = None) -> ResponseReturnValue:
    """The page of all that people are told."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    page = render_template(
        "evidence/told.html",
        consultation=consultation,
        told=queries.told(session, consultation_id),
        bodies=queries.bodies(session, consultation_id),
        standings=STANDINGS,
        formats=FORMATS,
        running=running(session, consultation),
        may_write=current_actor().may(WRITE, on=consultation),
        problems=problems or [],
    )
    return page, 422 if problems else 200


def _page(
    name: str, consultation: Consultation, form: Any, problems: Problems | None, **more: Any
) -> ResponseReturnValue:
    page = render_template(
        f"evidence/{name}.html",
        consultation=consultation,
        form=form,
        problems=problems or [],
        running=form.running,
        **more,
    )
    return page, 422 if form.errors or problems or _told_wrong(form) else 200


def _told_wrong(form: Any) -> bool:
    """Whether a refused deed put words against a box after validation."""
    return any(field.errors for field in form)


def _done(consultation_id: UUID, words: str, anchor: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".told", consultation_id=consultation_id, _anchor=anchor), 303)


@bp.route(f"{ONE}/told/particulars", methods=["GET", "POST"])
@needs(WRITE)
def particulars(consultation_id: UUID) -> ResponseReturnValue:
    """The day of the decision, contact, other ways to reply, late post, equality."""
    session, consultation = enter(consultation_id, WRITE)
    held = queries.particulars(session, consultation_id)
    form = ParticularsForm(
        asked(), running=running(session, consultation), languages=languages(), data=vars(held)
    )
    problems: Problems | None = None
    if asked() is not None and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.set_particulars(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                particulars=form.particulars(),
                notice=form.notice(),
            ),
            form,
        )
        if problems is None:
            return _done(consultation_id, _("Your changes are kept."), "particulars")
    return _page("particulars", consultation, form, problems)


@bp.route(f"{ONE}/told/options/new", methods=["GET", "POST"])
@needs(WRITE)
def add_option(consultation_id: UUID) -> ResponseReturnValue:
    """Another option, put forward or dropped."""
    session, consultation = enter(consultation_id, WRITE)
    form = OptionForm(asked(), running=running(session, consultation), languages=languages())
    problems: Problems | None = None
    if asked() is not None and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.add_option(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                details=form.details(),
                notice=form.notice(),
            ),
            form,
        )
        if problems is None:
            return _done(consultation_id, _("The option is added."), "options")
    return _page("option", consultation, form, problems, option=None)


@bp.route(OPTION, methods=["GET", "POST"])
@needs(WRITE)
def edit_option(consultation_id: UUID, option_id: UUID) -> ResponseReturnValue:
    """Change what is said of an option."""
    session, consultation = enter(consultation_id, WRITE)
    held = queries.option(session, consultation_id, option_id)
    form = OptionForm(
        asked(), running=running(session, consultation), languages=languages(), data=vars(held)
    )
    problems: Problems | None = None
    if asked() is not None and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.edit_option(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                option_id=option_id,
                details=form.details(),
                notice=form.notice(),
            ),
            form,
        )
        if problems is None:
            return _done(consultation_id, _("Your changes are kept."), "options")
    return _page("option", consultation, form, problems, option=held)


@bp.route(f"{ONE}/told/documents/new", methods=["GET", "POST"])
@takes_files()
@needs(WRITE)
def add_document(consultation_id: UUID) -> ResponseReturnValue:
    """Another document, its summary first."""
    session, consultation = enter(consultation_id, WRITE)
    form = document_form(languages(), asked(), running=running(session, consultation))
    problems: Problems | None = None
    if asked() is not None and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.add_document(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                details=form.details(),
                notice=form.notice(),
            ),
            form,
        )
        if problems is None:
            return _done(consultation_id, _("The document is added."), "documents")
    return _page("document_form", consultation, form, problems, document=None)


@bp.route(DOCUMENT, methods=["GET", "POST"])
@takes_files()
@needs(WRITE)
def edit_document(consultation_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """Change a document's words and files."""
    session, consultation = enter(consultation_id, WRITE)
    held = queries.document(session, consultation_id, document_id)
    form = document_form(
        languages(),
        asked(),
        running=running(session, consultation),
        data={"title": held.title, "summary": held.summary, "format": held.format},
        held=held.files,
    )
    problems: Problems | None = None
    if asked() is not None and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.edit_document(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                document_id=document_id,
                details=form.details(),
                notice=form.notice(),
            ),
            form,
        )
        if problems is None:
            return _done(consultation_id, _("Your changes are kept."), "documents")
    return _page("document_form", consultation, form, problems, document=held)


@bp.post(f"{OPTION}/move")
@needs(WRITE)
def move_option(consultation_id: UUID, option_id: UUID) -> ResponseReturnValue:
    """Put an option one place up or down."""
    return _moved(
        consultation_id,
        "options",
        lambda writing: services.move_option(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            option_id=option_id,
            up=_up(),
        ),
    )


@bp.post(f"{DOCUMENT}/move")
@needs(WRITE)
def move_document(consultation_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """Put a document one place up or down."""
    return _moved(
        consultation_id,
        "documents",
        lambda writing: services.move_document(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            document_id=document_id,
            up=_up(),
        ),
    )


def _up() -> bool:
    return bool((asked() or {}).get("to") == "up")


def _moved(consultation_id: UUID, anchor: str, deed: Any) -> ResponseReturnValue:
    problems = keep(consultation_id, deed)
    if problems:
        return told_page(consultation_id, problems)
    return redirect(url_for(".told", consultation_id=consultation_id, _anchor=anchor), 303)


@bp.route(f"{OPTION}/remove", methods=["GET", "POST"])
@needs(WRITE)
def remove_option(consultation_id: UUID, option_id: UUID) -> ResponseReturnValue:
    """Take an option out."""
    session, consultation = enter(consultation_id, WRITE)
    held = queries.option(session, consultation_id, option_id)
    return _removal(
        consultation,
        held.title,
        _("Take this option out"),
        "options",
        lambda writing, notice: services.remove_option(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            option_id=option_id,
            notice=notice,
        ),
    )


@bp.route(f"{DOCUMENT}/remove", methods=["GET", "POST"])
@needs(WRITE)
def remove_document(consultation_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """Take a document out."""
    session, consultation = enter(consultation_id, WRITE)
    held = queries.document(session, consultation_id, document_id)
    return _removal(
        consultation,
        held.title,
        _("Take this document out"),
        "documents",
        lambda writing, notice: services.remove_document(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            document_id=document_id,
            notice=notice,
        ),
    )


def _removal(
    consultation: Consultation, title: Words, heading: str, anchor: str, deed: Any
) -> ResponseReturnValue:
    form = RemoveForm(asked(), running=running(reading(), consultation), languages=languages())
    problems: Problems | None = None
    if asked() is not None and form.validate():
        problems = keep(consultation.id, lambda writing: deed(writing, form.notice()), form)
        if problems is None:
            return _done(consultation.id, _("It is taken out."), anchor)
    return _page("remove", consultation, form, problems, title=title, heading=heading)


@bp.get(f"{ONE}/told/files/<uuid:file_id>")
@needs(Permission.CONSULTATION_READ)
def staff_file(consultation_id: UUID, file_id: UUID) -> Response:
    """A document's file, before the public can have it."""
    session, _consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    queries.public_file(session, consultation_id, file_id)
    return sending.send(files.to_send(session, file_id), private=True)
