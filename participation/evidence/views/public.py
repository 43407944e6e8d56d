"""Pages on which residents read more: options, documents, files, and what has changed."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from participation.consultations import queries as consultations
from participation.consultations import rules as consultation_rules
from participation.consultations.forms import WHY_LONGER, WHY_PAUSED, WHY_REVISED, WHY_WITHDRAWN
from participation.evidence import queries
from participation.evidence.forms.telling import FORMATS, WHY_CHANGED
from participation.evidence.views.base import bp
from participation.extensions import reading
from participation.files import queries as files
from participation.files import views as sending
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.web.access import needs

HERE = "/consultations/<slug>"
WHY = {
    "extended": WHY_LONGER,
    "paused": WHY_PAUSED,
    "withdrawn": WHY_WITHDRAWN,
    "changed": {**WHY_REVISED, **WHY_CHANGED},
}
"""Words for the reason of each kind of notice."""


@bp.get(f"{HERE}/options")
@needs(Permission.SITE_READ)
def options(slug: str) -> ResponseReturnValue:
    """Each option with what speaks for and against it, and those that were dropped, and why."""
    session = reading()
    consultation = consultations.public_by_slug(session, slug)
    return render_template(
        "evidence/options.html",
        consultation=consultation,
        told=queries.told(session, consultation.id),
    )


@bp.get(f"{HERE}/documents/<uuid:document_id>")
@needs(Permission.SITE_READ)
def document(slug: str, document_id: UUID) -> ResponseReturnValue:
    """A document's summary as a page, then its files."""
    session = reading()
    consultation = consultations.public_by_slug(session, slug)
    return render_template(
        "evidence/document.html",
        consultation=consultation,
        document=queries.document(session, consultation.id, document_id),
        formats=FORMATS,
    )


@bp.get(f"{HERE}/files/<uuid:file_id>/<name>")
@needs(Permission.SITE_READ)
def file(slug: str, file_id: UUID, name: str) -> Response:
    """A document's file. What was shown once stays to be read, under the same address."""
    session = reading()
    consultation = consultations.public_by_slug(session, slug)
    queries.public_file(session, consultation.id, file_id)
    return sending.send(files.to_send(session, file_id), private=False)


@bp.get(f"{HERE}/changes")
@needs(Permission.SITE_READ)
def changes(slug: str) -> ResponseReturnValue:
    """What changed since it opened, and why, the newest first."""
    session = reading()
    consultation = consultations.public_by_slug(session, slug)
    return render_template(
        "evidence/changes.html",
        consultation=consultation,
        stage=consultation_rules.stage_of(consultation, clock.now(session)),
        notices=queries.notices(session, consultation.id),
        why=WHY,
    )
