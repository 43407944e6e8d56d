"""Pages on which leaders answer what was said."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from participation.extensions import reading, transaction
from participation.feedback import queries, rules, services
from participation.feedback.forms import AmbitionForm, DecisionForm, UpdateForm
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import said
from participation.missions import queries as mission_queries
from participation.themes import queries as theme_queries
from participation.web.access import current_actor, needs

bp = Blueprint("feedback", __name__, url_prefix="/staff")

PROBLEMS = {
    "no_theme": _l("Tick at least one theme that it is made from."),
    "theme_not_settled_here": _l(
        "One of those themes isn’t settled under this mission. Choose again."
    ),
    "title_missing_en": _l("Enter what local people want, in English."),
    "title_missing_cy": _l("Enter what local people want, in Welsh."),
    "already_decided": _l("It was decided on, so it stays. Record a new decision instead."),
    "order_incomplete": _l("The list changed while you were looking. Look again and move it."),
    "because_missing_en": _l("Enter the reasons in English."),
    "because_missing_cy": _l("Enter the reasons in Welsh."),
    "words_missing_en": _l("Enter what has happened, in English."),
    "words_missing_cy": _l("Enter what has happened, in Welsh."),
    "owner_missing": _l("Enter who answers for it."),
    "due_missing": _l("Enter when it is due."),
    "will_do_missing": _l("Enter what will be done."),
    "passed_to_missing": _l("Enter whom it was passed on to."),
    "answer_by_missing": _l("Enter the day by which an answer will come."),
    "report_link_wrong": _l("Enter a whole web address, starting with https://"),
    "decided_in_future": _l("The day it was decided can’t be in the future."),
    "nothing_settled": _l("No theme of this consultation is settled yet."),
    "theme_unanswered": _l("Some themes have no decision yet. Each theme needs an answer first."),
}
FIELDS = {
    "because_missing_en": "because_en",
    "because_missing_cy": "because_cy",
    "owner_missing": "owner",
    "due_missing": "due_on-day",
    "will_do_missing": "will_do_en",
    "passed_to_missing": "passed_to",
    "answer_by_missing": "answer_by_on-day",
    "report_link_wrong": "report_link",
    "decided_in_future": "decided_on-day",
    "title_missing_en": "title_en",
    "title_missing_cy": "title_cy",
    "words_missing_en": "words_en",
    "words_missing_cy": "words_cy",
}


def sentences(problems: Iterable[str]) -> list[dict[str, str]]:
    """Each problem as a sentence, linked to the box that mends it where there is one."""
    return [
        {"text": str(PROBLEMS[code])} | ({"href": f"#{FIELDS[code]}"} if code in FIELDS else {})
        for code in problems
    ]


@bp.route("/missions/<uuid:mission_id>/ambitions/new", methods=["GET", "POST"])
@needs(Permission.AMBITION_WRITE)
def make(mission_id: UUID) -> ResponseReturnValue:
    """Make a local ambition from settled themes."""
    session = reading()
    mission = mission_queries.get(session, mission_id)
    themes = theme_queries.themes_under_missions(session, [mission_id])
    chosen = [value for value in request.args.getlist("theme") if value]
    first = next((t for t in themes if str(t.id) in chosen), None)
    starting = {
        "themes": chosen,
        "title_en": first.label.get("en", "") if first else "",
        "title_cy": first.label.get("cy", "") if first else "",
    }
    form = AmbitionForm(request.form if request.method == "POST" else None, data=starting)
    form.offer((t.id, f"{said(t.label)} ({t.people})") for t in themes)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.validate():
        try:
            with transaction() as writing:
                made = services.make_ambition(
                    writing, actor=current_actor(), mission_id=mission_id, details=form.details()
                )
        except rules.CannotMake as refusal:
            problems = sentences(refusal.problems)
        else:
            flash(_("It is now something that local people want under this mission."), "success")
            return redirect(url_for(".ambition", ambition_id=made.id), 303)
    page = render_template(
        "feedback/make.html", mission=mission, form=form, problems=problems, themes=themes
    )
    return page, (422 if request.method == "POST" else 200)


def ambition_page(
    ambition_id: UUID,
    *,
    update_form: UpdateForm | None = None,
    problems: list[dict[str, str]] | None = None,
) -> str:
    """The page of one local ambition."""
    session = reading()
    row = queries.row_of(session, ambition_id)
    return render_template(
        "feedback/ambition.html",
        row=row,
        mission=mission_queries.get(session, row.ambition.mission_id),
        decisions=queries.decisions_of(session, ambition_id),
        quotes={t.id: theme_queries.proven_quotes(session, t.id, limit=2) for t in row.themes},
        update_form=update_form or UpdateForm(),
        problems=problems or [],
        may_decide=current_actor().may(Permission.DECISION_RECORD),
        may_write=current_actor().may(Permission.AMBITION_WRITE),
    )


@bp.get("/ambitions/<uuid:ambition_id>")
@needs(Permission.REPORT_READ)
def ambition(ambition_id: UUID) -> ResponseReturnValue:
    current_actor().require(Permission.REPORT_READ)
    return ambition_page(ambition_id)


@bp.route("/ambitions/<uuid:ambition_id>/change", methods=["GET", "POST"])
@needs(Permission.AMBITION_WRITE)
def change(ambition_id: UUID) -> ResponseReturnValue:
    """Give an ambition other words or themes."""
    session = reading()
    row = queries.row_of(session, ambition_id)
    mission = mission_queries.get(session, row.ambition.mission_id)
    themes = theme_queries.themes_under_missions(session, [mission.id])
    now = {
        "title_en": row.ambition.title.get("en", ""),
        "title_cy": row.ambition.title.get("cy", ""),
        "themes": [str(link.theme_id) for link in row.ambition.themes],
    }
    form = AmbitionForm(request.form if request.method == "POST" else None, data=now)
    form.offer((t.id, f"{said(t.label)} ({t.people})") for t in themes)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.validate():
        try:
            with transaction() as writing:
                services.change_ambition(
                    writing, actor=current_actor(), ambition_id=ambition_id, details=form.details()
                )
        except rules.CannotMake as refusal:
            problems = sentences(refusal.problems)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".ambition", ambition_id=ambition_id), 303)
    page = render_template(
        "feedback/make.html",
        mission=mission,
        form=form,
        problems=problems,
        themes=themes,
        ambition=row.ambition,
    )
    return page, (422 if request.method == "POST" else 200)


@bp.post("/ambitions/<uuid:ambition_id>/drop")
@needs(Permission.AMBITION_WRITE)
def drop(ambition_id: UUID) -> ResponseReturnValue:
    mission_id = queries.ambition(reading(), ambition_id).mission_id
    try:
        with transaction() as session:
            services.drop_ambition(session, actor=current_actor(), ambition_id=ambition_id)
    except rules.CannotMake as refusal:
        return ambition_page(ambition_id, problems=sentences(refusal.problems)), 422
    flash(_("It is off the list. The themes it came from are still there."), "success")
    return redirect(url_for("reports.leader_mission", mission_id=mission_id), 303)


@bp.post("/ambitions/<uuid:ambition_id>/move")
@needs(Permission.PRIORITY_ORDER)
def move(ambition_id: UUID) -> ResponseReturnValue:
    """Move an ambition up or down among the mission's priorities."""
    step = {"up": -1, "down": 1}.get(request.form.get("to", ""))
    if step is None:
        raise NotFound
    with transaction() as session:
        moved = services.move_ambition(
            session, actor=current_actor(), ambition_id=ambition_id, step=step
        )
    return redirect(
        url_for("reports.leader_mission", mission_id=moved.mission_id, _anchor="priorities"), 303
    )


@bp.route("/ambitions/<uuid:ambition_id>/decide", methods=["GET", "POST"])
@needs(Permission.DECISION_RECORD)
def decide(ambition_id: UUID) -> ResponseReturnValue:
    """Record what was decided on an ambition."""
    session = reading()
    row = queries.row_of(session, ambition_id)
    mission = mission_queries.get(session, row.ambition.mission_id)
    form = DecisionForm(
        request.form if request.method == "POST" else None,
        data={"themes": [str(theme.id) for theme in row.themes]},
    )
    form.offer(
        (theme.id, said(theme.label))
        for theme in theme_queries.themes_under_missions(session, [mission.id])
    )
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.validate():
        try:
            with transaction() as writing:
                services.record_decision(
                    writing, actor=current_actor(), ambition_id=ambition_id, details=form.details()
                )
        except rules.CannotDecide as refusal:
            problems = sentences(refusal.problems)
        else:
            flash(
                _("The decision is recorded. Everyone whose words it concerns can now read it."),
                "success",
            )
            return redirect(url_for(".ambition", ambition_id=ambition_id), 303)
    page = render_template(
        "feedback/decide.html",
        row=row,
        mission=mission,
        quotes={t.id: theme_queries.proven_quotes(session, t.id, limit=2) for t in row.themes},
        form=form,
        problems=problems,
    )
    return page, (422 if request.method == "POST" else 200)


@bp.post("/decisions/<uuid:decision_id>/update")
@needs(Permission.DECISION_RECORD)
def update(decision_id: UUID) -> ResponseReturnValue:
    """Say what has happened since a decision."""
    ambition_id = queries.decision(reading(), decision_id).ambition_id
    form = UpdateForm(request.form)
    if not form.validate():
        return ambition_page(ambition_id, update_form=form), 422
    try:
        with transaction() as session:
            services.add_update(
                session, actor=current_actor(), decision_id=decision_id, words=form.words()
            )
    except rules.CannotDecide as refusal:
        problems = sentences(refusal.problems)
        return ambition_page(ambition_id, update_form=form, problems=problems), 422
    flash(_("The update is added."), "success")
    return redirect(url_for(".ambition", ambition_id=ambition_id), 303)


@bp.post("/consultations/<uuid:consultation_id>/report-back")
@needs(Permission.CONSULTATION_PUBLISH)
def report_back(consultation_id: UUID) -> ResponseReturnValue:
    """Call a consultation reported back."""
    try:
        with transaction() as session:
            services.report_back(session, actor=current_actor(), consultation_id=consultation_id)
    except rules.CannotReport as refusal:
        flash(" ".join(problem["text"] for problem in sentences(refusal.problems)), "problem")
    else:
        flash(_("Reported back. The outcome page says so."), "success")
    return redirect(url_for("consultations.show", consultation_id=consultation_id), 303)
