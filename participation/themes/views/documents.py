"""Letters and other documents, weighed part by part."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import queries as consultations
from participation.extensions import reading, transaction
from participation.files import queries as files
from participation.kernel.actors import Permission
from participation.responses import services as ledger
from participation.responses.queries import documents as held
from participation.themes.queries import documents as queries
from participation.themes.services.considering import CannotMark, mark_section
from participation.themes.views.base import bp
from participation.web.access import current_actor, needs

NOTHING_NEW = "none"


@bp.get("/consultations/<uuid:consultation_id>/documents")
@needs(Permission.THEME_READ)
def documents(consultation_id: UUID) -> ResponseReturnValue:
    session = reading()
    consultation = consultations.get(session, consultation_id)
    current_actor().require(Permission.THEME_READ, on=consultation)
    found = queries.weighed(session, consultation_id)
    return render_template(
        "themes/documents.html",
        consultation=consultation,
        documents=found,
        names=files.facts(session, [one.document.file_id for one in found]),
        left=sum(1 for one in found if not one.considered),
    )


@bp.get("/documents/<uuid:document_id>")
@needs(Permission.RESPONSE_READ)
def consider_document(document_id: UUID) -> ResponseReturnValue:
    return _page(document_id)


def _page(document_id: UUID, wrong: tuple[UUID, str] | None = None) -> str:
    row = held.document(reading(), document_id)
    actor = current_actor()
    actor.require(Permission.RESPONSE_READ, on=consultations.get(reading(), row.consultation_id))
    # Reading somebody's words is a deed, a letter's too.
    with transaction() as writing:
        ledger.note_reading(writing, actor=actor, response_id=row.response_id)
    session = reading()
    row = held.document(session, document_id)
    consultation = consultations.get(session, row.consultation_id)
    return render_template(
        "themes/consider_document.html",
        consultation=consultation,
        document=row,
        weighed=queries.one_weighed(session, row),
        parts=held.sections_of(session, document_id),
        marks=queries.marks_of(session, document_id),
        themes=queries.themes_in(session, row.consultation_id),
        may_review=actor.may(Permission.THEME_REVIEW, on=consultation),
        wrong=wrong,
        problems=[{"text": wrong[1], "href": f"#part-{wrong[0]}"}] if wrong else [],
        nothing_new=NOTHING_NEW,
    )


@bp.post("/documents/<uuid:document_id>/parts/<uuid:section_id>")
@needs(Permission.THEME_REVIEW)
def mark_part(document_id: UUID, section_id: UUID) -> ResponseReturnValue:
    chosen = request.form.getlist("says")
    themes = {_uuid(one) for one in chosen if one != NOTHING_NEW}
    try:
        with transaction() as session:
            section = mark_section(
                session,
                actor=current_actor(),
                section_id=section_id,
                themes={one for one in themes if one},
                no_new_point=NOTHING_NEW in chosen,
            )
            number, document_id = section.number, section.document_id
    except CannotMark as refusal:
        words = {
            "themes_or_none": _("Tick what this part says, or “no new point”, but not both"),
            "unknown": _("One of those themes is no longer in the list. Choose again"),
        }
        return _page(document_id, (section_id, words[refusal.problems[0]])), 422
    following = held.sections_of(reading(), document_id)
    after = next((one for one in following if one.number > number), None)
    anchor = f"part-{after.id}" if after else "main-content"
    return redirect(url_for(".consider_document", document_id=document_id, _anchor=anchor), 303)


def _uuid(written: Any) -> UUID | None:
    try:
        return UUID(str(written))
    except ValueError:
        return None
