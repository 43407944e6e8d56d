"""Pages on which staff copy a consultation: into a new draft, or into a trial."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import queries, rules, services
from participation.consultations.forms import KINDS
from participation.consultations.views.base import ONE, STAFF, bp, enter
from participation.consultations.views.parts import sentences_of
from participation.consultations.views.writing import Problems, keep, show_page
from participation.extensions import transaction
from participation.kernel.actors import Permission
from participation.web.access import current_actor, needs


@bp.post(f"{ONE}/copy")
@needs(Permission.CONSULTATION_CREATE)
def copy(consultation_id: UUID) -> ResponseReturnValue:
    """Begin a draft that asks the same."""
    enter(consultation_id, Permission.CONSULTATION_READ)
    with transaction() as session:
        made = services.clone_consultation(
            session, actor=current_actor(), consultation_id=consultation_id
        )
    flash(
        _(
            "This is a copy, with the same questions and no dates or replies. Give it a title of"
            " its own."
        ),
        "success",
    )
    return redirect(url_for(".details", consultation_id=made.id), 303)


@bp.get(f"{STAFF}/ready-made")
@needs(Permission.CONSULTATION_CREATE)
def ready_made() -> ResponseReturnValue:
    """Sets of questions to begin from."""
    return render_template("consultations/ready_made.html", sets=rules.ready_made(), kinds=KINDS)


@bp.post(f"{STAFF}/ready-made/<key>")
@needs(Permission.CONSULTATION_CREATE)
def begin_from(key: str) -> ResponseReturnValue:
    with transaction() as session:
        made = services.begin_from(session, actor=current_actor(), key=key)
    flash(
        _("The draft is begun. Give it a title of its own, and choose the missions it serves."),
        "success",
    )
    return redirect(url_for(".details", consultation_id=made.id), 303)


@bp.get(f"{ONE}/trial")
@needs(Permission.CONSULTATION_WRITE)
def trial(consultation_id: UUID) -> ResponseReturnValue:
    """Where the trial is, and what it is for."""
    return _trial_page(consultation_id)


def _trial_page(consultation_id: UUID, problems: Problems | None = None) -> ResponseReturnValue:
    session, consultation = enter(consultation_id, Permission.CONSULTATION_WRITE)
    asked = queries.asked(session, consultation_id)
    lacking = rules.question_problems(asked, (), queries.sections(session, consultation_id))
    page = render_template(
        "consultations/trial.html",
        consultation=consultation,
        trial=queries.trial_of(session, consultation_id),
        lacking=sentences_of(consultation_id, lacking),
        problems=problems or [],
    )
    return page, 422 if problems else 200


@bp.post(f"{ONE}/trial")
@needs(Permission.CONSULTATION_WRITE)
def make_trial(consultation_id: UUID) -> ResponseReturnValue:
    """Make the trial, or make it anew as the questions are now."""
    problems = keep(
        consultation_id,
        lambda writing: services.make_trial(
            writing, actor=current_actor(), consultation_id=consultation_id
        ),
    )
    if problems:
        return _trial_page(consultation_id, problems)
    flash(_("The trial is open at its own address. What was sent to an earlier one is wiped."))
    return redirect(url_for(".trial", consultation_id=consultation_id), 303)


@bp.post(f"{ONE}/trial/end")
@needs(Permission.CONSULTATION_WRITE)
def end_trial(consultation_id: UUID) -> ResponseReturnValue:
    problems = keep(
        consultation_id,
        lambda writing: services.end_trial(
            writing, actor=current_actor(), consultation_id=consultation_id
        ),
    )
    if problems:
        return show_page(consultation_id, problems), 422
    flash(_("The trial is over. All that was sent to it is wiped."), "success")
    return redirect(url_for(".show", consultation_id=consultation_id), 303)
