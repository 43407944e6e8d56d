"""The page on which an officer chooses what is asked of people themselves."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import queries as consultations
from participation.consultations.rules import editing_problem
from participation.equality import queries, services
from participation.equality.forms import choosing_form, chosen_in
from participation.equality.rules import CannotAsk, bank
from participation.extensions import reading, transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.web.access import current_actor, needs

bp = Blueprint("equality", __name__)


@bp.route("/staff/consultations/<uuid:consultation_id>/equality", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def choose(consultation_id: UUID) -> ResponseReturnValue:
    session = reading()
    consultation = consultations.get(session, consultation_id)
    current_actor().require(Permission.CONSULTATION_WRITE, on=consultation)
    asked = queries.asked_by(session, consultation_id)
    page = {
        "consultation": consultation,
        "bank": bank(),
        "asked": asked,
        "form": choosing_form(asked, request.form),
        "settled": editing_problem(consultation, clock.now(session)) is not None,
        "problem": "",
    }
    if request.method == "GET":
        return render_template("equality/choose.html", **page)
    form = page["form"]
    if not form.validate():
        return render_template("equality/choose.html", **page), 422
    try:
        with transaction() as writing:
            services.choose(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                chosen=chosen_in(form),
            )
    except CannotAsk:
        page["problem"] = _(
            "It has opened or is about to, so the questions stay as they are: people have to be "
            "asked the same things."
        )
        return render_template("equality/choose.html", **page), 422
    flash(_("Saved."), "success")
    return redirect(url_for("consultations.show", consultation_id=consultation_id), 303)
