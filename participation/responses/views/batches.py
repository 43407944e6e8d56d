"""Batches: an envelope with its count sheet, keyed in one after another, closed when it adds up."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.extensions import reading, transaction
from participation.files.forms import asked as uploaded
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.responses.forms.entering import (
    BatchForm,
    CountForm,
    SpoiledForm,
    channel_words,
    entry_form,
    spoiled_words,
)
from participation.responses.models import Batch
from participation.responses.queries import channels
from participation.responses.rules import Channel
from participation.responses.rules.entering import CannotClose, CannotEnter
from participation.responses.services import batches as services
from participation.responses.services.entering import Entered
from participation.responses.views import bp
from participation.responses.views.channels import (
    PLACE,
    consultation_for,
    entry_page,
    entry_problem_words,
    fresh_key,
    keep,
    tell,
)
from participation.web.access import current_actor, needs
from participation.web.uploads import takes_files

ONE = f"{PLACE}/batches/<uuid:batch_id>"


def _found(consultation_id: UUID, batch_id: UUID) -> tuple[Consultation, Batch]:
    consultation = consultation_for(consultation_id, Permission.RESPONSE_ENTER)
    batch = channels.batch(reading(), batch_id)
    if batch.consultation_id != consultation_id:
        raise NotFound
    return consultation, batch


@bp.route(f"{PLACE}/batches", methods=["GET", "POST"])
@needs(Permission.RESPONSE_ENTER)
def open_batch(consultation_id: UUID) -> ResponseReturnValue:
    consultation = consultation_for(consultation_id, Permission.RESPONSE_ENTER)
    today = clock.day_in_london(clock.now(reading()))
    form = BatchForm(request.form if request.method == "POST" else None, today=today)
    if request.method == "GET":
        return _open_page(consultation, form)
    if not form.validate():
        return _open_page(consultation, form), 422
    try:
        with transaction() as session:
            made = services.open_batch(
                session,
                actor=current_actor(),
                consultation_id=consultation_id,
                details=form.details(),
            )
            batch_id = made.id
    except CannotEnter:
        form.came_on.errors = [_("The day it came can’t be after today")]
        return _open_page(consultation, form), 422
    return redirect(
        url_for(".enter_in_batch", consultation_id=consultation_id, batch_id=batch_id), 303
    )


def _open_page(consultation: Consultation, form: BatchForm) -> str:
    return render_template("responses/open_batch.html", consultation=consultation, form=form)


@bp.route(f"{ONE}/enter", methods=["GET", "POST"])
@needs(Permission.RESPONSE_ENTER)
@takes_files()
def enter_in_batch(consultation_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    consultation, batch = _found(consultation_id, batch_id)
    asked = consultations.asked(reading(), consultation_id)
    form = entry_form(
        asked,
        Channel(batch.channel),
        uploaded(),
        defaults={"came_on": batch.came_on, "language": batch.language},
    )
    if request.method == "GET":
        if batch.closed_at is not None or not channels.count_of(reading(), batch_id).left:
            return redirect(_batch_url(consultation_id, batch_id), 303)
        return entry_page(consultation, form, fresh_key(consultation_id), (), batch_id)
    done = keep(consultation, form, batch_id)
    if not isinstance(done, Entered):
        return done
    tell(done)
    return redirect(
        url_for(".enter_in_batch", consultation_id=consultation_id, batch_id=batch_id), 303
    )


@bp.get(ONE)
@needs(Permission.RESPONSE_ENTER)
def batch(consultation_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    return _batch_page(*_found(consultation_id, batch_id), SpoiledForm(), CountForm())


def _batch_page(
    consultation: Consultation,
    found: Batch,
    spoiled: SpoiledForm,
    count: CountForm,
    problems: tuple[str, ...] = (),
) -> str:
    session, actor = reading(), current_actor()
    return render_template(
        "responses/batch.html",
        consultation=consultation,
        batch=found,
        count=channels.count_of(session, found.id),
        entries=channels.entries_in(session, found.id),
        spoiled=channels.spoiled_in(session, found.id),
        form=spoiled if spoiled.errors else count,
        spoiled_form=spoiled,
        count_form=count,
        problems=[{"text": one} for one in problems],
        channel_words=channel_words(),
        spoiled_words=spoiled_words(),
        may_check=found.closed_at is not None
        and found.checked_at is None
        and actor.id not in {found.closed_by, found.opened_by},
    )


def _batch_url(consultation_id: UUID, batch_id: UUID) -> str:
    return url_for(".batch", consultation_id=consultation_id, batch_id=batch_id)


@bp.post(f"{ONE}/spoiled")
@needs(Permission.RESPONSE_ENTER)
def note_spoiled(consultation_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    consultation, found = _found(consultation_id, batch_id)
    form = SpoiledForm(request.form)
    if not form.validate():
        return _batch_page(consultation, found, form, CountForm()), 422
    try:
        with transaction() as session:
            services.note_spoiled(
                session,
                actor=current_actor(),
                batch_id=batch_id,
                reason=form.reason.data or "",
                note=form.note.data or "",
            )
    except CannotEnter as refusal:
        if "reason" in refusal.problems:
            form.reason.errors = [_("Choose why")]
            return _batch_page(consultation, found, form, CountForm()), 422
        words = [entry_problem_words(one, consultation)["text"] for one in refusal.problems]
        return _batch_page(consultation, found, form, CountForm(), tuple(words)), 422
    flash(_("It is noted as spoiled."), "success")
    return redirect(_batch_url(consultation_id, batch_id), 303)


@bp.post(f"{ONE}/count")
@needs(Permission.RESPONSE_ENTER)
def count_again(consultation_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    consultation, found = _found(consultation_id, batch_id)
    form = CountForm(request.form)
    if not form.validate() or not form.counted.data:
        return _batch_page(consultation, found, SpoiledForm(), form), 422
    try:
        with transaction() as session:
            services.count_again(
                session, actor=current_actor(), batch_id=batch_id, counted=form.counted.data
            )
    except CannotEnter as refusal:
        words = [entry_problem_words(one, consultation)["text"] for one in refusal.problems]
        return _batch_page(consultation, found, SpoiledForm(), form, tuple(words)), 422
    flash(_("The count is changed. What it was before is on the record."), "success")
    return redirect(_batch_url(consultation_id, batch_id), 303)


@bp.post(f"{ONE}/close")
@needs(Permission.RESPONSE_ENTER)
def close_batch(consultation_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    consultation, found = _found(consultation_id, batch_id)
    try:
        with transaction() as session:
            services.close_batch(session, actor=current_actor(), batch_id=batch_id)
    except CannotClose as refusal:
        words = [_closing_words(one) for one in refusal.problems]
        return _batch_page(consultation, found, SpoiledForm(), CountForm(), tuple(words)), 422
    flash(_("The batch is closed: every one in it is accounted for."), "success")
    return redirect(_batch_url(consultation_id, batch_id), 303)


def _closing_words(problem: str) -> str:
    kind, _colon, number = problem.partition(":")
    if kind != "left":
        return _("This batch is closed already")
    left = int(number)
    if left > 0:
        return ngettext(
            "%(num)s is still not accounted for. Key it in, note it as spoiled, or count again",
            "%(num)s are still not accounted for. Key them in, note them as spoiled, or count "
            "again",
            left,
        )
    return ngettext(
        "There is %(num)s more than was counted. Count the envelope again",
        "There are %(num)s more than were counted. Count the envelope again",
        -left,
    )


@bp.post(f"{ONE}/checked")
@needs(Permission.RESPONSE_ENTER)
def check_batch(consultation_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    consultation, found = _found(consultation_id, batch_id)
    try:
        with transaction() as session:
            services.note_second_look(session, actor=current_actor(), batch_id=batch_id)
    except CannotClose:
        words = (_("A second look is for somebody else, once the batch is closed"),)
        return _batch_page(consultation, found, SpoiledForm(), CountForm(), words), 422
    flash(_("Your second look is on the record."), "success")
    return redirect(_batch_url(consultation_id, batch_id), 303)
