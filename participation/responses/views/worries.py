"""Doors: answers that a word rule found, and the rules themselves."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import queries as consultations
from participation.extensions import reading, transaction
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import SUPPORTED
from participation.responses.forms.worries import DealForm, RuleForm, done_words, kind_words
from participation.responses.models import Worry
from participation.responses.queries import worries as found
from participation.responses.services import note_reading, worrying
from participation.responses.views import bp
from participation.web.access import current_actor, needs


@bp.get("/staff/worries")
@needs(Permission.RESPONSE_READ)
def worries() -> ResponseReturnValue:
    """Answers that may tell of danger or of the law, the oldest first."""
    return _page({})


def _page(forms: dict[UUID, DealForm]) -> str:
    session, actor = reading(), current_actor()
    dealt_with = request.args.get("show") == "dealt-with"
    rows, total, number = found.waiting(
        session, actor, dealt_with=dealt_with, page=request.args.get("page", 1, type=int)
    )
    with transaction() as writing:
        for response_id in dict.fromkeys(row.row.response_id for row in rows):
            note_reading(writing, actor=actor, response_id=response_id)
    return render_template(
        "responses/worries.html",
        rows=rows,
        total=total,
        number=number,
        pages=max(1, -(-total // found.A_PAGE)),
        page_url=lambda n: url_for(".worries", page=n, show=request.args.get("show")),
        dealt_with=dealt_with,
        forms={row.row.id: _form(row.row.id) for row in rows} | forms,
        kind_words=kind_words(),
        done_words=done_words(),
        may_edit_rules=actor.may(Permission.ORDER_EDIT),
    )


def _form(worry_id: UUID, posted: bool = False) -> DealForm:
    return DealForm(request.form if posted else None, prefix=f"w{worry_id.hex}")


@bp.post("/staff/worries/<uuid:worry_id>")
@needs(Permission.RESPONSE_READ)
def deal_with(worry_id: UUID) -> ResponseReturnValue:
    """Say what was done about one."""
    row = reading().get(Worry, worry_id)
    if row is None:
        raise NotFound
    current_actor().require(
        Permission.RESPONSE_READ, on=consultations.get(reading(), row.consultation_id)
    )
    form = _form(worry_id, posted=True)
    if not form.validate():
        return _page({worry_id: form}), 422
    with transaction() as session:
        worrying.deal_with(
            session,
            actor=current_actor(),
            worry_id=worry_id,
            outcome=form.outcome.data or "",
            note=form.note.data or "",
        )
    flash(_("Noted. It is off the list."), "success")
    return redirect(url_for(".worries"), 303)


@bp.route("/staff/word-rules", methods=["GET", "POST"])
@needs(Permission.ORDER_EDIT)
def word_rules() -> ResponseReturnValue:
    """The phrases that put an answer in front of an officer."""
    form = RuleForm(SUPPORTED, request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        with transaction() as session:
            worrying.add_rule(
                session,
                actor=current_actor(),
                kind=form.kind.data,
                language=form.language.data,
                phrase=form.phrase.data or "",
            )
        flash(_("The words are looked for from now on."), "success")
        return redirect(url_for(".word_rules"), 303)
    page = render_template(
        "responses/word_rules.html",
        form=form,
        rules=found.rules(reading()),
        kind_words=kind_words(),
    )
    return page, (422 if request.method == "POST" else 200)


@bp.post("/staff/word-rules/<uuid:rule_id>/retire")
@needs(Permission.ORDER_EDIT)
def retire_rule(rule_id: UUID) -> ResponseReturnValue:
    """Look for a phrase no more."""
    with transaction() as session:
        worrying.retire_rule(session, actor=current_actor(), rule_id=rule_id)
    flash(_("The words are looked for no more."), "success")
    return redirect(url_for(".word_rules"), 303)
