"""The check before opening: what is known, what is asked, who approves, and its appendix."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from participation.consultations.rules import editing_problem
from participation.consultations.views.wording import wording_hints
from participation.evidence import queries, rules, services
from participation.evidence.forms import ApproveForm, CheckForm
from participation.evidence.forms.checking import QUESTIONS
from participation.evidence.rules import gate
from participation.evidence.views.base import (
    ONE,
    Problems,
    bp,
    enter,
    gate_sentence,
    keep,
    refusals,
    sentences,
)
from participation.extensions import transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.web.access import current_actor, needs

PRINCIPLES = {
    "formative": _l("Nothing is decided yet"),
    "information": _l("People are told enough to reply well"),
    "time": _l("There is enough time, for everyone it touches"),
    "consideration": _l("Every reply will be taken into account"),
    "equality": _l("Equality"),
    "duties": _l("Other duties"),
    "approval": _l("Approval"),
}
STATES = {
    "known": _l("In place"),
    "answered": _l("Answered"),
    "caution": _l("Look again"),
    "missing": _l("Missing"),
}


def grouped(items: Iterable[gate.Item]) -> list[tuple[str, list[gate.Item]]]:
    """The items under their principles, in order."""
    found: dict[str, list[gate.Item]] = {}
    for item in items:
        found.setdefault(item.principle.value, []).append(item)
    return list(found.items())


@bp.get(f"{ONE}/check")
@needs(Permission.CONSULTATION_READ)
def check(consultation_id: UUID) -> ResponseReturnValue:
    """Every item of the check, with a box where something is asked."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    facts = queries.facts_of(session, consultation)
    form = CheckForm.asking(gate.answers_wanted(facts))(data=dict(facts.answers))
    return _check_page(consultation_id, facts, form)


@bp.post(f"{ONE}/check")
@needs(Permission.CONSULTATION_WRITE)
def answer(consultation_id: UUID) -> ResponseReturnValue:
    """Keep what was answered, as far as it goes."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_WRITE)
    facts = queries.facts_of(session, consultation)
    form = CheckForm.asking(gate.answers_wanted(facts))(request.form)
    problems: Problems | None = []
    if form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.answer_check(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                answers=form.answers(),
            ),
        )
        if problems is None:
            flash(_("Your answers are kept."), "success")
            return redirect(url_for(".check", consultation_id=consultation_id), 303)
    return _check_page(consultation_id, facts, form, problems), 422


def _check_page(
    consultation_id: UUID, facts: gate.Facts, form: CheckForm, problems: Problems | None = None
) -> str:
    session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    actor, items = current_actor(), gate.checklist(facts)
    closed = editing_problem(consultation, clock.now(session))
    return render_template(
        "evidence/check.html",
        consultation=consultation,
        form=form,
        problems=problems or [],
        groups=grouped(items),
        principles=PRINCIPLES,
        states=STATES,
        left=len([item for item in items if item.state is gate.State.MISSING]),
        mending={
            item.code: [
                dict(zip(("text", "href"), gate_sentence(consultation_id, code), strict=True))
                for code in item.problems
                if not code.startswith("answer:")
            ]
            for item in items
        },
        may_write=actor.may(Permission.CONSULTATION_WRITE, on=consultation) and not closed,
        may_approve=actor.may(Permission.CONSULTATION_PUBLISH, on=consultation) and not closed,
        hints=wording_hints(session, consultation),
    )


@bp.route(f"{ONE}/check/approve", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_PUBLISH)
def approve(consultation_id: UUID) -> ResponseReturnValue:
    """Read it all over, then approve it under a name."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_PUBLISH)
    facts = queries.facts_of(session, consultation)
    authors = queries.authors_of(session, consultation_id)
    others = queries.others_who_may_approve(session, consultation, authors)
    author = current_actor().id in authors
    form = ApproveForm(request.form if request.method == "POST" else None)
    problems: Problems = []
    lacking = [f"gate:{code}" for code in gate.problems(gate.content_items(facts))]
    if request.method == "POST" and form.validate():
        try:
            with transaction() as writing:
                services.approve_check(
                    writing,
                    actor=current_actor(),
                    consultation_id=consultation_id,
                    approver=form.approver.data or "",
                )
        except rules.CannotApprove as refusal:
            codes = [code for code in refusal.problems if code not in {"author", "approver"}]
            problems = sentences(consultation_id, [f"gate:{code}" for code in codes])
            problems += refusals(set(refusal.problems) & {"author", "approver"})
        except rules.CannotTell as refusal:
            problems = refusals(refusal.problems)
        else:
            flash(_("It is approved as it stands."), "success")
            return redirect(url_for(".check", consultation_id=consultation_id), 303)
    page = render_template(
        "evidence/approve.html",
        consultation=consultation,
        form=form,
        problems=problems,
        lacking=sentences(consultation_id, lacking),
        groups=grouped(gate.content_items(facts)),
        principles=PRINCIPLES,
        answers=facts.answers,
        questions=QUESTIONS,
        allowed=gate.may_approve(author=author, others=others),
        alone=author and not others,
        hints=wording_hints(session, consultation),
    )
    return page, 422 if form.errors or problems else 200


@bp.get(f"{ONE}/check/appendix")
@needs(Permission.CONSULTATION_READ)
def appendix(consultation_id: UUID) -> ResponseReturnValue:
    """The whole check as a page to print, for the report to those who decide."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    facts = queries.facts_of(session, consultation)
    return render_template(
        "evidence/appendix.html",
        consultation=consultation,
        groups=grouped(gate.checklist(facts)),
        principles=PRINCIPLES,
        states=STATES,
        answers=facts.answers,
        questions=QUESTIONS,
        told=facts.told,
        bodies=queries.bodies(session, consultation_id),
        notices=queries.notices(session, consultation_id),
        check=queries.check_of(session, consultation_id),
        printed_on=clock.day_in_london(clock.now(session)),
    )
