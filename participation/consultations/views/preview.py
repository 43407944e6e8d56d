"""The consultation as a resident will see it: the same pages, keeping nothing."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from participation.consultations import queries
from participation.consultations.views.base import ONE, address, bp, enter
from participation.consultations.views.public import render_start
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.web.access import needs


@bp.get(f"{ONE}/preview")
@needs(Permission.CONSULTATION_READ)
def preview(consultation_id: UUID) -> ResponseReturnValue:
    """The start page."""
    _session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    return render_start(consultation, preview=True)


@bp.get(f"{ONE}/preview/<int:page>")
@needs(Permission.CONSULTATION_READ)
def preview_question(consultation_id: UUID, page: int) -> ResponseReturnValue:
    """One question, that can be tried."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    asked = queries.asked(session, consultation_id)
    if not 1 <= page <= len(asked):
        raise NotFound
    last = page == len(asked)
    return render_template(
        "consultations/preview_question.html",
        consultation=consultation,
        question=asked[page - 1],
        page=page,
        pages=len(asked),
        back=_place(consultation_id, page - 1),
        onward=_place(consultation_id, page + 1) if not last else _show(consultation_id),
        last=last,
    )


def _place(consultation_id: UUID, page: int) -> str:
    if page == 0:
        return address("consultations.preview", consultation_id)
    return url_for(".preview_question", consultation_id=consultation_id, page=page)


def _show(consultation_id: UUID) -> str:
    return address("consultations.show", consultation_id)
