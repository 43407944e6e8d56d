"""The page that says whether something was asked before."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from participation.consultations.forms import KINDS
from participation.extensions import reading
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.reports import library
from participation.reports.forms import AskedBeforeForm
from participation.reports.views.base import bp
from participation.web.access import current_actor, needs


@bp.get("/staff/questions")
@needs(Permission.CONSULTATION_READ)
def asked_before() -> ResponseReturnValue:
    """Past questions like some words, and what came of them."""
    session = reading()
    form = AskedBeforeForm(request.args if "sought" in request.args else None)
    sought = "sought" in request.args and form.validate()
    page = render_template(
        "reports/asked_before.html",
        form=form,
        found=library.asked_before(
            session, current_actor(), form.sought.data or "", clock.now(session)
        )
        if sought
        else [],
        sought=sought,
        kinds=KINDS,
        may_report=current_actor().may(Permission.REPORT_READ),
    )
    return page, 422 if form.errors else 200
