"""Released results: for leaders as soon as they are made, for everybody once they are published."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import Stage, stage_of
from participation.equality import queries as equality
from participation.extensions import reading, transaction
from participation.geography import queries as geography
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import said
from participation.results import queries, services
from participation.results.models import ResultsRelease
from participation.results.rules.crossing import KNOWN_OF_REPLIES, NOT_SAID, Across
from participation.results.rules.families import NO
from participation.results.rules.questions import CLOSED
from participation.results.rules.reading import Released
from participation.results.rules.releasing import CannotRelease, Plan
from participation.results.views.base import bp
from participation.results.views.pictures import Ground
from participation.results.views.released import (
    column_words,
    figure_words,
    released_figures,
    released_tables,
)
from participation.results.views.words import across_title, option_words, row_words
from participation.web.access import current_actor, needs


def _page(
    session: Session, consultation: Consultation, release: ResultsRelease, *, leaders: bool
) -> dict[str, object]:
    payload = release.leaders if leaders else release.public
    assert payload is not None
    released = Released(payload, release.plan)
    names = geography.names(session)
    ground = Ground(geography.shapes(session), names)
    asked = [q for q in queries.questions(session, consultation.id) if q.kind in CLOSED]
    return {
        "consultation": consultation,
        "release": release,
        "released": released,
        "results": [
            (q, released_figures(q, released, ground), released_tables(q, released, names))
            for q in asked
        ],
        "stale": bool(payload.get("old")),
    }


@bp.get("/staff/consultations/<uuid:consultation_id>/results/shown")
@needs(Permission.REPORT_READ)
def shown(consultation_id: UUID) -> ResponseReturnValue:
    """The newest release as leaders see it: exact figures, with small groups hidden."""
    session = reading()
    consultation = consultations.get(session, consultation_id)
    current_actor().require(Permission.REPORT_READ, on=consultation)
    release = services.latest(session, consultation_id, published=False)
    page: dict[str, object] = {"consultation": consultation, "release": None}
    if release is not None:
        page |= _page(session, consultation, release, leaders=True)
    return render_template("results/shown.html", **page)


def _published(slug: str) -> tuple[Session, Consultation, ResultsRelease]:
    session = reading()
    consultation = consultations.public_by_slug(session, slug)
    stage = stage_of(consultation, clock.now(session))
    release = services.latest(session, consultation.id, published=True)
    if release is None or stage is Stage.WITHDRAWN or consultation.trial_of_id is not None:
        raise NotFound
    return session, consultation, release


@bp.get("/consultations/<slug>/results")
@needs(Permission.SITE_READ)
def public(slug: str) -> ResponseReturnValue:
    """The newest published release."""
    session, consultation, release = _published(slug)
    return render_template(
        "results/public.html", **_page(session, consultation, release, leaders=False)
    )


@bp.get("/consultations/<slug>/results.csv")
@needs(Permission.SITE_READ)
def table(slug: str) -> ResponseReturnValue:
    """Every released figure, a line each."""
    session, consultation, release = _published(slug)
    assert release.public is not None
    released = Released(release.public, release.plan)
    written = "".join(_lines(session, consultation, released))
    response = Response("\ufeff" + written, mimetype="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-results.csv"'
    return response


def _lines(session: Session, consultation: Consultation, released: Released) -> Iterator[str]:
    names = geography.names(session)
    asked = {q.name: q for q in queries.questions(session, consultation.id)}
    yield _line(
        [
            *("question", "question_words", "part", "answer", "answer_words"),
            *("by", "group", "group_words", "figure"),
        ]
    )
    for variable, answer, name, column, figure in released.rows():
        question_name, _sep, part = variable.partition("|")
        question = asked.get(question_name)
        if (variable and question is None) or answer == NO:
            continue
        words = option_words(question) if question else {}
        parts = (words | row_words(question)) if question else {}
        yield _line(
            [
                question_name,
                said(question.wording) if question else "",
                parts.get(part, part),
                answer,
                _("Not answered") if variable and answer == NOT_SAID else words.get(answer, answer),
                across_title(Across(name), None) if name else "",
                column,
                (_("Not said") if column == NOT_SAID else column_words(name, names).get(column, ""))
                if name
                else "",
                str(figure)
                if isinstance(figure, int)
                else figure_words(figure, released.threshold),
            ]
        )


def _line(cells: list[str]) -> str:
    """A line that no spreadsheet takes for a formula."""
    safe = [f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell for cell in cells]
    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerow(safe)
    return made.getvalue()


@bp.route("/staff/consultations/<uuid:consultation_id>/results/release", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_PUBLISH)
def release(consultation_id: UUID) -> ResponseReturnValue:
    """Choose what questions are counted by, and have the figures made."""
    session = reading()
    consultation = consultations.get(session, consultation_id)
    current_actor().require(Permission.CONSULTATION_PUBLISH, on=consultation)
    names = [
        *KNOWN_OF_REPLIES,
        *(f"equality:{one.key}" for one in equality.asked_by(session, consultation_id)),
    ]
    chosen = [name for name in names if name in set(request.form.getlist("by"))]
    page = {
        "consultation": consultation,
        "choices": [(name, across_title(Across(name), None)) for name in names],
        "chosen": chosen,
        "problems": [],
    }
    if request.method == "GET":
        return render_template("results/release.html", **page)
    try:
        with transaction() as writing:
            services.ask_release(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                plan=Plan(tuple(chosen)),
            )
    except CannotRelease as refusal:
        page["problems"] = [said_of_release(code) for code in refusal.problems]
        return render_template("results/release.html", **page), 422
    flash(_("The figures are being made. This page shows them when they are ready."), "success")
    return redirect(url_for(".team", consultation_id=consultation_id, _anchor="releases"), 303)


def said_of_release(code: str) -> str:
    """Why figures can't be made, and what to do."""
    return {
        "open": _("People can still reply. Release figures after it has closed."),
        "nobody": _("No reply is counted yet."),
        "under_way": _("Figures are being made already. Wait until they are ready."),
        "too_soon": _(
            "Fewer than ten replies have changed since the last figures: new ones would tell of "
            "those few people. Wait for more, or add something to count by."
        ),
    }.get(code, _("Choose among what is offered."))


@bp.post("/staff/consultations/<uuid:consultation_id>/results/release/<uuid:release_id>/publish")
@needs(Permission.CONSULTATION_PUBLISH)
def publish(consultation_id: UUID, release_id: UUID) -> ResponseReturnValue:
    """Let everybody see a release."""
    with transaction() as session:
        done = services.publish_release(session, actor=current_actor(), release_id=release_id)
        if done.consultation_id != consultation_id:
            raise NotFound
    flash(_("Everybody can see the figures now."), "success")
    return redirect(url_for(".team", consultation_id=consultation_id, _anchor="releases"), 303)
