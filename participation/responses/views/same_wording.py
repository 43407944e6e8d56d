"""Doors: same-wording replies, replies to look at together, and counting in more ways than one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import CHOOSING, Kind
from participation.extensions import reading, transaction
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import said
from participation.responses.forms import SetAsideForm, option_words, reason_words
from participation.responses.forms.moderating import as_key
from participation.responses.forms.worries import SetAsideManyForm, criterion_words
from participation.responses.queries import same_wording as wordings_of
from participation.responses.queries import ways
from participation.responses.services import same_wording, setting_aside
from participation.responses.services.setting_aside import CannotAgree, Done
from participation.responses.views import bp
from participation.responses.views.ledger import status_words
from participation.web.access import current_actor, needs

ONE = "/staff/consultations/<uuid:consultation_id>"


def _enter(consultation_id: UUID, permission: Permission) -> Consultation:
    consultation = consultations.get(reading(), consultation_id)
    current_actor().require(permission, on=consultation)
    return consultation


def _page_number() -> int:
    return request.args.get("page", 1, type=int)


@bp.get(f"{ONE}/same-wording")
@needs(Permission.RESPONSE_READ)
def wordings(consultation_id: UUID) -> ResponseReturnValue:
    """The wordings that several people sent, each counted, each to be read once."""
    consultation = _enter(consultation_id, Permission.RESPONSE_READ)
    session, actor = reading(), current_actor()
    asked = [
        {
            "question": one,
            "run": wordings_of.run(session, one.question_id),
            "wordings": wordings_of.wordings(session, one.question_id),
        }
        for one in consultations.asked(session, consultation_id)
        if one.kind == Kind.FREE_TEXT
    ]
    return render_template(
        "responses/wordings.html",
        consultation=consultation,
        asked=asked,
        ways=ways.ways_of_all(session, consultation_id),
        proposals=_proposals(consultation_id),
        actor_id=actor.id,
        reason_words=reason_words(),
        may_set_aside=actor.may(Permission.RESPONSE_SET_ASIDE, on=consultation),
    )


def _proposals(consultation_id: UUID) -> Any:
    return wordings_of.proposals(reading(), consultation_id)


@bp.post(f"{ONE}/same-wording")
@needs(Permission.RESPONSE_SET_ASIDE)
def look_for_wordings(consultation_id: UUID) -> ResponseReturnValue:
    """Look anew for answers that share a wording."""
    with transaction() as session:
        asked = same_wording.look_for_wordings(
            session, actor=current_actor(), consultation_id=consultation_id
        )
    if asked:
        flash(_("We are looking. It takes a minute at most; come back to this page."), "success")
    else:
        flash(_("We are looking already. Come back to this page in a minute."))
    return redirect(url_for(".wordings", consultation_id=consultation_id), 303)


def _shown(consultation_id: UUID, wording_id: UUID) -> wordings_of.Shown:
    session = reading()
    shown = wordings_of.wording(session, wording_id)
    if wordings_of.consultation_of(session, shown.row.question_id) != consultation_id:
        raise NotFound
    return shown


@bp.get(f"{ONE}/same-wording/<uuid:wording_id>")
@needs(Permission.RESPONSE_READ)
def wording(consultation_id: UUID, wording_id: UUID) -> ResponseReturnValue:
    """One shared wording, and what people added to it in their own words."""
    _enter(consultation_id, Permission.RESPONSE_READ)
    return _wording_page(consultation_id, wording_id, SetAsideForm())


def _wording_page(consultation_id: UUID, wording_id: UUID, form: SetAsideForm) -> str:
    session = reading()
    consultation = consultations.get(session, consultation_id)
    shown = _shown(consultation_id, wording_id)
    return render_template(
        "responses/wording.html",
        consultation=consultation,
        shown=shown,
        page=wordings_of.own_words(session, shown.row, _page_number()),
        page_url=lambda number: url_for(
            ".wording", consultation_id=consultation_id, wording_id=wording_id, page=number
        ),
        form=form,
        status_words=status_words(),
        may_set_aside=current_actor().may(Permission.RESPONSE_SET_ASIDE, on=consultation),
    )


@bp.post(f"{ONE}/same-wording/<uuid:wording_id>/read")
@needs(Permission.RESPONSE_READ)
def read_wording(consultation_id: UUID, wording_id: UUID) -> ResponseReturnValue:
    """Note that the shared wording was read, once for everybody who sent it."""
    _enter(consultation_id, Permission.RESPONSE_READ)
    _shown(consultation_id, wording_id)
    with transaction() as session:
        same_wording.note_read(session, actor=current_actor(), wording_id=wording_id)
    flash(_("Noted: this wording was read, for everybody who sent it."), "success")
    return redirect(
        url_for(".wording", consultation_id=consultation_id, wording_id=wording_id), 303
    )


@bp.post(f"{ONE}/same-wording/<uuid:wording_id>/set-aside")
@needs(Permission.RESPONSE_SET_ASIDE)
def set_wording_aside(consultation_id: UUID, wording_id: UUID) -> ResponseReturnValue:
    """Set every reply with a shared wording aside, with a reason, or propose it."""
    _enter(consultation_id, Permission.RESPONSE_SET_ASIDE)
    _shown(consultation_id, wording_id)
    form = SetAsideForm(request.form)
    if not form.validate():
        return _wording_page(consultation_id, wording_id, form), 422
    with transaction() as session:
        done = setting_aside.set_aside_many(
            session,
            actor=current_actor(),
            consultation_id=consultation_id,
            response_ids=wordings_of.responses_of(session, wording_id),
            reason=form.reason.data or "",
            note=form.note.data or "",
        )
    tell(done)
    return redirect(url_for(".wordings", consultation_id=consultation_id), 303)


def tell(done: Done) -> None:
    """Say what came of setting some aside."""
    if done.proposal_id:
        flash(_("That is more than one person may set aside. A colleague has to agree first."))
    else:
        flash(
            ngettext(
                "%(num)s reply is set aside. It is kept, and isn’t counted.",
                "%(num)s replies are set aside. They are kept, and aren’t counted.",
                done.set_aside,
            ),
            "success",
        )


@bp.route(f"{ONE}/to-look-at", methods=["GET", "POST"])
@needs(Permission.RESPONSE_SET_ASIDE)
def flagged(consultation_id: UUID) -> ResponseReturnValue:
    """Replies that meet several of the published criteria. Each counts until somebody decides."""
    consultation = _enter(consultation_id, Permission.RESPONSE_SET_ASIDE)
    form = SetAsideManyForm(request.form if request.method == "POST" else None)
    if request.method == "POST":
        ids = [key for text in form.replies.data or [] if (key := as_key(text))]
        if form.validate() and ids:
            with transaction() as session:
                done = setting_aside.set_aside_many(
                    session,
                    actor=current_actor(),
                    consultation_id=consultation_id,
                    response_ids=ids,
                    reason=form.reason.data or "",
                    note=form.note.data or "",
                )
            tell(done)
            return redirect(url_for(".flagged", consultation_id=consultation_id), 303)
        if not ids:
            form.reason.errors = [*form.reason.errors, _("Tick at least one reply")]
    session = reading()
    rows, total, number = wordings_of.flagged(session, consultation_id, _page_number())
    page = render_template(
        "responses/flagged.html",
        consultation=consultation,
        rows=rows,
        total=total,
        number=number,
        pages=max(1, -(-total // wordings_of.A_PAGE)),
        page_url=lambda n: url_for(".flagged", consultation_id=consultation_id, page=n),
        counts=wordings_of.flag_counts(session, consultation_id),
        criterion_words=criterion_words(),
        status_words=status_words(),
        reason_words=reason_words(),
        proposals=_proposals(consultation_id),
        actor_id=current_actor().id,
        form=form,
        ticked=set(form.replies.data or ()),
        may_set_aside=True,
    )
    return page, (422 if request.method == "POST" else 200)


@bp.post(f"{ONE}/proposals/<uuid:proposal_id>")
@needs(Permission.RESPONSE_SET_ASIDE)
def decide_proposal(consultation_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    """Agree that many replies are set aside, or not."""
    _enter(consultation_id, Permission.RESPONSE_SET_ASIDE)
    if all(
        one.id != proposal_id
        for one in wordings_of.proposals(reading(), consultation_id, still_open=False)
    ):
        raise NotFound
    agree = request.form.get("agree") == "y"
    try:
        with transaction() as session:
            done = setting_aside.decide(
                session, actor=current_actor(), proposal_id=proposal_id, agree=agree
            )
    except CannotAgree as refusal:
        same = "same_person" in refusal.problems
        flash(
            _("You proposed it yourself. A colleague has to agree.")
            if same
            else _("Somebody has decided about it already.")
        )
    else:
        if agree:
            tell(Done(done))
        else:
            flash(_("The replies stay in the count."), "success")
    return redirect(url_for(".wordings", consultation_id=consultation_id), 303)


@bp.get(f"{ONE}/counted-in-several-ways")
@needs(Permission.RESPONSE_READ)
def counted(consultation_id: UUID) -> ResponseReturnValue:
    """Each choice: with and without what was set aside, each wording once, senders known."""
    consultation = _enter(consultation_id, Permission.RESPONSE_READ)
    session = reading()
    tables = []
    for one in consultations.asked(session, consultation_id):
        if one.kind in CHOOSING or one.kind == Kind.AGREEMENT:
            by_option = ways.ways_by_option(session, one.question_id)
            none = ways.Ways(0, 0, 0, 0)
            tables.append(
                (
                    said(one.wording),
                    [
                        (words, by_option.get(code, none))
                        for code, words in option_words(one).items()
                    ],
                )
            )
    return render_template(
        "responses/counted.html",
        consultation=consultation,
        ways=ways.ways_of_all(session, consultation_id),
        tables=tables,
    )
