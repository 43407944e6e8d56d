"""The council's calendar: days that matter when people are asked."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.evidence import queries, services
from participation.evidence.forms import PeriodForm
from participation.evidence.forms.checking import PERIODS
from participation.evidence.views.base import STAFF, bp
from participation.extensions import reading, transaction
from participation.kernel import clock, holidays
from participation.kernel.actors import Permission
from participation.web.access import current_actor, needs


@bp.route(f"{STAFF}/calendar", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_CREATE)
def calendar() -> ResponseReturnValue:
    """What is in the calendar, and a form to add to it."""
    form = PeriodForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        with transaction() as session:
            services.add_period(session, actor=current_actor(), period=form.period())
        flash(_("It is in the calendar."), "success")
        return redirect(url_for(".calendar"), 303)
    session = reading()
    this_year = clock.day_in_london(clock.now(session)).year
    page = render_template(
        "evidence/calendar.html",
        form=form,
        periods=queries.periods(session),
        kinds=PERIODS,
        holidays={year: holidays.bank_holidays(year) for year in (this_year, this_year + 1)},
    )
    return page, 422 if form.errors else 200


@bp.post(f"{STAFF}/calendar/<uuid:period_id>/remove")
@needs(Permission.CONSULTATION_CREATE)
def remove_period(period_id: UUID) -> ResponseReturnValue:
    """Take days out of it."""
    with transaction() as session:
        services.remove_period(session, actor=current_actor(), period_id=period_id)
    flash(_("It is taken out of the calendar."), "success")
    return redirect(url_for(".calendar"), 303)
