"""The page on which an officer chooses what people are asked of themselves."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import rules, services
from participation.consultations.forms.about import AsksAboutForm
from participation.consultations.views.base import ONE, bp, enter, languages, refusals
from participation.consultations.views.writing import keep
from participation.extensions import reading
from participation.geography import queries as geography
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.web.access import current_actor, needs


@bp.route(f"{ONE}/asks-about", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def asks_about(consultation_id: UUID) -> ResponseReturnValue:
    """Who they reply for, whether we may quote them, their postcode, what else they agree to."""
    session, held = enter(consultation_id, Permission.CONSULTATION_WRITE)
    asked = rules.asks_from(held.asks_about)
    form = AsksAboutForm.of(asked, request.form if request.method == "POST" else None, languages())
    settled = rules.editing_problem(held, clock.now(session))
    problems = refusals([settled]) if settled else []
    if request.method == "POST" and form.validate() and not problems:
        asks = form.asks(asked)
        problems = keep(
            consultation_id,
            lambda writing: services.ask_about(
                writing, actor=current_actor(), consultation_id=consultation_id, asks=asks
            ),
        )
        if not problems:
            flash(_("Your changes are kept."), "success")
            return redirect(url_for(".show", consultation_id=consultation_id), 303)
    page = render_template(
        "consultations/asks_about.html",
        consultation=held,
        form=form,
        problems=problems,
        has_postcodes=geography.has_postcodes(reading()),
    )
    return page, 422 if form.errors or (problems and request.method == "POST") else 200
