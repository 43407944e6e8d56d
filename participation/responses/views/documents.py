"""A reply's documents: having their words read, typing them, putting them right."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, TextAreaField

from participation.extensions import reading, transaction
from participation.files import queries as files
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.responses.queries import documents as queries
from participation.responses.rules.documents import Part, parts_of_text, text_of_parts
from participation.responses.services import documents as services
from participation.responses.views import bp
from participation.responses.views.channels import PLACE, consultation_for
from participation.web.access import current_actor, needs


class WordsForm(Form):
    """The words of a document."""

    words = TextAreaField(
        _l("The words of the document"),
        description=_l(
            "As they were written. A line that begins with # is the heading of a new part: each "
            "part is weighed by itself."
        ),
    )


@bp.post(f"{PLACE}/replies/<uuid:response_id>/originals/<uuid:file_id>/read")
@needs(Permission.RESPONSE_ENTER)
def read_original(consultation_id: UUID, response_id: UUID, file_id: UUID) -> ResponseReturnValue:
    consultation_for(consultation_id, Permission.RESPONSE_ENTER)
    with transaction() as session:
        row = services.read_original(
            session, actor=current_actor(), response_id=response_id, file_id=file_id
        )
        document_id = row.id
    return redirect(
        url_for(".document_words", consultation_id=consultation_id, document_id=document_id), 303
    )


@bp.route(f"{PLACE}/documents/<uuid:document_id>/words", methods=["GET", "POST"])
@needs(Permission.RESPONSE_ENTER)
def document_words(consultation_id: UUID, document_id: UUID) -> ResponseReturnValue:
    consultation = consultation_for(consultation_id, Permission.RESPONSE_ENTER)
    session = reading()
    row = queries.document(session, document_id)
    if row.consultation_id != consultation_id:
        raise NotFound
    parts = [Part(one.heading, one.text) for one in queries.sections_of(session, document_id)]
    form = WordsForm(
        request.form if request.method == "POST" else None, data={"words": text_of_parts(parts)}
    )
    status = 200
    if request.method == "POST":
        try:
            with transaction() as writing:
                services.transcribe(
                    writing,
                    actor=current_actor(),
                    document_id=document_id,
                    parts=parts_of_text(form.words.data or ""),
                )
        except services.CannotWrite as refusal:
            words = {
                "no_text": _("Type the words of the document"),
                "too_long": _("A document can have at most 2,000,000 characters"),
            }
            form.words.errors = [words[refusal.problems[0]]]
            status = 422
        else:
            flash(_("The words of the document are kept."), "success")
            return redirect(request.path, 303)
    page = render_template(
        "responses/document_words.html",
        consultation=consultation,
        document=row,
        file=files.facts(reading(), [row.file_id]).get(row.file_id) if row.file_id else None,
        form=form,
        parts=parts,
        why=why_unread(row.problem),
    )
    return page, status


def why_unread(problem: str | None) -> str:
    """Why no words could be had of a document."""
    words = {
        "kind": _("This kind of file holds no words that can be read, such as a scan or a film"),
        "encrypted": _("The file has a password"),
        "no_text": _("The file has pictures of words, not words"),
        "bomb": _("The file is too large to be read"),
        "broken": _("The file is damaged"),
        "too_long": _("The file has more words than one document can have"),
    }
    return words.get(problem or "", "")
