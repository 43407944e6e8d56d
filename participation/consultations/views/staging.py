"""Pages on which staff publish, open, extend and withdraw."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import queries, rules, services
from participation.consultations.forms import ExtendForm, PauseForm, ResumeForm, WithdrawForm
from participation.consultations.models import Consultation
from participation.consultations.rules import Stage
from participation.consultations.views.base import (
    ONE,
    REFUSALS,
    bp,
    enter,
    first_day,
    languages,
    last_day,
    refusals,
    sentences,
)
from participation.consultations.views.wording import wording_hints
from participation.consultations.views.writing import Problems, keep, show_page
from participation.extensions import reading, transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.web.access import current_actor, needs
from participation.web.words import WordsForm


def publish_page(consultation_id: UUID, problems: Problems) -> str:
    """What is about to happen, or what stands in its way."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_PUBLISH)
    now = clock.now(session)
    return render_template(
        "consultations/publish.html",
        consultation=consultation,
        stage=rules.stage_of(consultation, now),
        today=clock.day_in_london(now),
        opens_on=clock.day_in_london(consultation.opens_at) if consultation.opens_at else None,
        problems=problems,
        questions=queries.asked(session, consultation_id),
        missions=queries.missions_of(session, consultation_id),
        hints=wording_hints(session, consultation),
    )


@bp.route(f"{ONE}/publish", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_PUBLISH)
def publish(consultation_id: UUID) -> ResponseReturnValue:
    """Look it over, then let it open on its day."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_PUBLISH)
    if request.method == "GET":
        lacking = services.problems_of(session, consultation, clock.now(session))
        return publish_page(consultation_id, sentences(consultation_id, lacking))
    return _go(consultation_id, now=False)


@bp.post(f"{ONE}/open-now")
@needs(Permission.CONSULTATION_PUBLISH)
def open_now(consultation_id: UUID) -> ResponseReturnValue:
    return _go(consultation_id, now=True)


def _go(consultation_id: UUID, *, now: bool) -> ResponseReturnValue:
    deed = services.open_now if now else services.publish_consultation
    try:
        with transaction() as session:
            made = deed(session, actor=current_actor(), consultation_id=consultation_id)
            stage = rules.stage_of(made, clock.now(session))
    except rules.CannotPublish as refusal:
        return publish_page(consultation_id, sentences(consultation_id, refusal.problems)), 422
    except rules.CannotChange as refusal:
        return show_page(consultation_id, refusals(refusal.problems)), 422
    assert made.opens_at
    assert made.closes_at
    if stage is Stage.SCHEDULED:
        words = _("It is published, and opens by itself on %(day)s.", day=first_day(made.opens_at))
    else:
        words = _("It is open. People can reply until %(day)s.", day=last_day(made.closes_at))
    flash(words, "success")
    return redirect(url_for(".show", consultation_id=consultation_id), 303)


@bp.post(f"{ONE}/unschedule")
@needs(Permission.CONSULTATION_PUBLISH)
def unschedule(consultation_id: UUID) -> ResponseReturnValue:
    """Make it a draft again."""
    problems = keep(
        consultation_id,
        lambda writing: services.unschedule(
            writing, actor=current_actor(), consultation_id=consultation_id
        ),
    )
    if problems:
        return show_page(consultation_id, problems), 422
    flash(_("It is a draft again, and won’t open by itself."), "success")
    return redirect(url_for(".show", consultation_id=consultation_id), 303)


@bp.route(f"{ONE}/extend", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_PUBLISH)
def extend(consultation_id: UUID) -> ResponseReturnValue:
    """Give people longer to reply."""
    _session, consultation = enter(consultation_id, Permission.CONSULTATION_PUBLISH)
    form = ExtendForm(posted(), languages=languages())
    problems: Problems = []
    if request.method == "POST" and form.validate():
        assert form.last_day.data
        try:
            with transaction() as session:
                made = services.extend(
                    session,
                    actor=current_actor(),
                    consultation_id=consultation_id,
                    last_day=form.last_day.data,
                    reason=form.reason.data,
                    words=form.words.words(),
                )
        except rules.CannotChange as refusal:
            if refusal.problems == ("not_later",):
                form.last_day.errors = [str(REFUSALS["not_later"])]
            else:
                problems = refusals(refusal.problems)
        else:
            assert made.closes_at
            flash(_("People can now reply until %(day)s.", day=last_day(made.closes_at)), "success")
            return redirect(url_for(".show", consultation_id=consultation_id), 303)
    return _stage_page("extend", consultation, form, problems)


@bp.route(f"{ONE}/withdraw", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_PUBLISH)
def withdraw(consultation_id: UUID) -> ResponseReturnValue:
    """Stop it for good, and say why."""
    _session, consultation = enter(consultation_id, Permission.CONSULTATION_PUBLISH)
    form = WithdrawForm(posted(), languages=languages())
    problems: Problems = []
    if request.method == "POST" and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.withdraw(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                reason=form.reason.data,
                words=form.words.words(),
            ),
        )
        if not problems:
            flash(_("It is withdrawn. Its page says so, and why."), "success")
            return redirect(url_for(".show", consultation_id=consultation_id), 303)
    return _stage_page("withdraw", consultation, form, problems)


@bp.route(f"{ONE}/pause", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_PUBLISH)
def pause(consultation_id: UUID) -> ResponseReturnValue:
    """Take no replies for a while, and say why."""
    _session, consultation = enter(consultation_id, Permission.CONSULTATION_PUBLISH)
    form = PauseForm(posted(), languages=languages())
    problems: Problems = []
    if request.method == "POST" and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.pause(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                reason=form.reason.data,
                words=form.words.words(),
            ),
        )
        if not problems:
            flash(_("Replying is paused. Its page says so, and why."), "success")
            return redirect(url_for(".show", consultation_id=consultation_id), 303)
    return _stage_page("pause", consultation, form, problems)


@bp.route(f"{ONE}/resume", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_PUBLISH)
def resume(consultation_id: UUID) -> ResponseReturnValue:
    """Take replies again, with the days that were lost given back."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_PUBLISH)
    form = ResumeForm(
        posted(),
        languages=languages(),
        data={"last_day": _day_given_back(consultation, clock.now(session))},
    )
    problems: Problems = []
    if request.method == "POST" and form.validate():
        last = form.last_day.data
        assert last
        problems = keep(
            consultation_id,
            lambda writing: services.resume(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                last_day=last,
                words=form.words.words(),
            ),
        )
        if not problems:
            flash(_("People can reply again."), "success")
            return redirect(url_for(".show", consultation_id=consultation_id), 303)
    return _stage_page("resume", consultation, form, problems)


def _day_given_back(consultation: Consultation, now: datetime) -> date | None:
    """The last day, put off by as many days as the pause took."""
    if consultation.closes_at is None or consultation.paused_at is None:
        return None
    last = clock.day_in_london(consultation.closes_at - timedelta(microseconds=1))
    lost = clock.day_in_london(now) - clock.day_in_london(consultation.paused_at)
    return last + max(lost, timedelta(days=1))


def posted() -> Any:
    """What was posted, if anything was."""
    return request.form if request.method == "POST" else None


def _stage_page(
    name: str, consultation: Consultation, form: WordsForm, problems: Problems
) -> ResponseReturnValue:
    page = render_template(
        f"consultations/{name}.html",
        consultation=queries.get(reading(), consultation.id),
        form=form,
        problems=problems,
    )
    wrong = form.errors or problems or any(field.errors for field in form)
    return page, 422 if wrong else 200
