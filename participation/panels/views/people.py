"""Who put their names forward, one at a time and on the record; and the calling list."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.extensions import keys, reading, transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.languages import current
from participation.panels import queries, rules, services
from participation.panels.forms import OUT_WORDS, OutcomeForm, OutForm, register_form
from participation.panels.views.base import ONE, bp, enter, sentences
from participation.responses.rules import new_form_key, read_form_key, shown_receipt
from participation.web.access import current_actor, needs


@bp.get(f"{ONE}/people")
@needs(Permission.PANEL_PERSONAL)
def people(panel_id: UUID) -> ResponseReturnValue:
    """Everybody by number. Nobody's contact is shown in a list."""
    session, panel = enter(panel_id, Permission.PANEL_PERSONAL)
    page = queries.register_page(
        session, panel.id, page=request.args.get("page", 1, type=int), find=_number_asked()
    )
    return render_template(
        "panels/people.html",
        panel=panel,
        page=page,
        counts=queries.counts(session, panel.id),
        out_words=OUT_WORDS,
        find=request.args.get("find", ""),
    )


def _number_asked() -> int | None:
    digits = "".join(letter for letter in request.args.get("find", "") if letter.isdigit())
    return int(digits[:9]) if digits else None


@bp.route(f"{ONE}/people/add", methods=["GET", "POST"])
@needs(Permission.PANEL_PERSONAL)
def add_person(panel_id: UUID) -> ResponseReturnValue:
    """A name that came on paper or by telephone."""
    session, panel = enter(panel_id, Permission.PANEL_PERSONAL)
    posted = request.form if request.method == "POST" else None
    written = (posted.get("form_key") if posted else None) or new_form_key(
        keys(), panel.id, clock.now(session)
    )
    form = register_form(panel, posted)
    problems: list[str] = []
    if posted and form.validate():
        try:
            with transaction() as writing:
                done = services.register(
                    writing,
                    actor=current_actor(),
                    key=read_form_key(keys(), written),
                    registration=form.registration(),
                    language=current(),
                    channel="telephone" if posted.get("channel") == "telephone" else "paper",
                )
        except rules.CannotRegister as refusal:
            problems = list(refusal.problems)
        else:
            flash(
                _(
                    "%(number)s is on the list. Their reference: %(code)s",
                    number=services.shown_number(done.number),
                    code=shown_receipt(done.code),
                ),
                "success",
            )
            if done.again:
                flash(_("Somebody of this name at this postcode was on the list already."))
            return redirect(url_for(".add_person", panel_id=panel_id), 303)
    _session, panel = enter(panel_id, Permission.PANEL_PERSONAL)
    page = render_template(
        "panels/add_person.html",
        panel=panel,
        form=form,
        form_key=written,
        channel=posted.get("channel", "paper") if posted else "paper",
        problems=sentences(problems, panel),
    )
    return page, 422 if form.errors or problems else 200


@bp.route(f"{ONE}/people/<uuid:registrant_id>", methods=["GET", "POST"])
@needs(Permission.PANEL_PERSONAL)
def person(panel_id: UUID, registrant_id: UUID) -> ResponseReturnValue:
    """One person's contact. That it was opened is on the record before it is shown."""
    with transaction() as writing:
        services.note_reading(
            writing, actor=current_actor(), panel_id=panel_id, registrant_id=registrant_id
        )
    posted = request.form if request.method == "POST" else None
    form = OutForm(posted)
    if posted and form.validate():
        with transaction() as writing:
            services.take_out(
                writing,
                actor=current_actor(),
                panel_id=panel_id,
                registrant_id=registrant_id,
                reason=form.reason.data,
            )
        flash(_("They are no longer among those who can be chosen."), "success")
        return redirect(url_for(".people", panel_id=panel_id), 303)
    session, panel = enter(panel_id, Permission.PANEL_PERSONAL)
    row = queries.registrant(session, panel.id, registrant_id)
    page = render_template(
        "panels/person.html",
        panel=panel,
        row=row,
        number=services.shown_number(row.number),
        contact=queries.contact_of(session, row),
        features=queries.features_of(session, row.id),
        home=[
            (one.id, services.shown_number(one.number)) for one in queries.living_with(session, row)
        ],
        form=form,
        out_words=OUT_WORDS,
    )
    return page, 422 if form.errors else 200


@bp.get(f"{ONE}/members")
@needs(Permission.PANEL_PERSONAL)
def members(panel_id: UUID) -> ResponseReturnValue:
    """The calling list: who was drawn, and what came of calling them."""
    session, panel = enter(panel_id, Permission.PANEL_PERSONAL)
    return render_template(
        "panels/members.html",
        panel=panel,
        rows=queries.calling_list(session, panel.id),
        shown_number=services.shown_number,
        seats=panel.seats,
        holding=len(queries.members_now(session, panel.id)),
        may_draw=current_actor().may(Permission.PANEL_DRAW, on=panel),
    )


@bp.route(f"{ONE}/members/<uuid:membership_id>", methods=["GET", "POST"])
@needs(Permission.PANEL_PERSONAL)
def member(panel_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    """One member's contact, to call them; what came of it."""
    session, panel = enter(panel_id, Permission.PANEL_PERSONAL)
    place = queries.place(session, panel.id, membership_id)
    with transaction() as writing:
        services.note_reading(
            writing,
            actor=current_actor(),
            panel_id=panel_id,
            registrant_id=place.registrant_id,
        )
    posted = request.form if request.method == "POST" else None
    form = OutcomeForm(posted)
    problem = ""
    if posted and form.validate():
        try:
            with transaction() as writing:
                services.record_outcome(
                    writing,
                    actor=current_actor(),
                    panel_id=panel_id,
                    membership_id=membership_id,
                    outcome=rules.Outcome(form.outcome.data),
                )
        except rules.CannotChangeMember:
            problem = _("That can’t follow how their place stands now. Choose another.")
        else:
            flash(_("What they said is kept."), "success")
            return redirect(url_for(".members", panel_id=panel_id), 303)
    session = reading()
    place = queries.place(session, panel_id, membership_id)
    row = queries.registrant(session, panel_id, place.registrant_id)
    page = render_template(
        "panels/member.html",
        panel=queries.get(session, panel_id),
        place=place,
        number=services.shown_number(row.number),
        contact=queries.contact_of(session, row),
        history=queries.history_of(session, place.id),
        form=form,
        problems=[{"text": problem, "href": "#outcome"}] if problem else [],
    )
    return page, 422 if form.errors or problem else 200
