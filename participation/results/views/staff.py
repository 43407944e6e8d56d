"""Results for those who work on the replies: exact, by channel and kind, one thing by another."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import Kind
from participation.equality import queries as equality
from participation.extensions import reading, transaction
from participation.geography import queries as geography
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import said
from participation.results import queries, services
from participation.results.queries import Which
from participation.results.queries.crossing import crossed
from participation.results.rules import QuestionAsked
from participation.results.rules.crossing import (
    KNOWN_OF_REPLIES,
    Across,
    across_from,
    may_stand_across,
)
from participation.results.rules.questions import CLOSED
from participation.results.views.base import bp
from participation.results.views.figures import figures_of
from participation.results.views.pictures import Ground
from participation.results.views.tables import crossed_figures
from participation.results.views.words import (
    across_title,
    across_words,
    channel_words,
    kind_words,
    row_words,
    version_notes,
)
from participation.web.access import current_actor, needs


def _consultation(session: Session, consultation_id: UUID) -> Consultation:
    found = consultations.get(session, consultation_id)
    current_actor().require(Permission.RESPONSE_READ, on=found)
    return found


def _which() -> Which:
    channel, kind = request.args.get("channel", ""), request.args.get("kind", "")
    return Which(
        channel=channel if channel in channel_words() else None,
        kind=kind if kind in kind_words() else None,
        set_aside=request.args.get("set_aside") == "yes",
    )


def _closed(session: Session, consultation_id: UUID) -> list[QuestionAsked]:
    return [q for q in queries.questions(session, consultation_id) if q.kind in CLOSED]


def ground(
    session: Session, consultation_id: UUID, questions: list[QuestionAsked], which: Which
) -> dict[UUID, Ground]:
    """What each question about places needs to be drawn; nothing is read where there is none."""
    maps = [question for question in questions if question.kind == Kind.MAP_PIN]
    if not maps:
        return {}
    shapes, names = geography.shapes(session), geography.names(session)
    return {
        question.question_id: Ground(
            shapes, names, queries.pins(session, consultation_id, question.question_id, which)
        )
        for question in maps
    }


@bp.get("/staff/consultations/<uuid:consultation_id>/results")
@needs(Permission.RESPONSE_READ)
def team(consultation_id: UUID) -> ResponseReturnValue:
    """Every closed question, in exact figures."""
    session = reading()
    consultation = _consultation(session, consultation_id)
    which = _which()
    asked = _closed(session, consultation_id)
    found = queries.counted(session, consultation_id, asked, which)
    places = ground(session, consultation_id, asked, which)
    return render_template(
        "results/team.html",
        consultation=consultation,
        results=[
            (
                question,
                figures_of(
                    question,
                    found[question.question_id],
                    places.get(question.question_id, Ground()),
                ),
                version_notes(question),
            )
            for question in asked
        ],
        number=queries.received(session, consultation_id, which),
        which=which,
        ways=queries.ways(session, consultation_id),
        channel_words=channel_words(),
        kind_words=kind_words(),
        releases=services.releases(session, consultation_id),
        may_release=current_actor().may(Permission.CONSULTATION_PUBLISH, on=consultation),
    )


def choices_across(
    asked: list[QuestionAsked], equality_keys: list[str], question: QuestionAsked | None = None
) -> list[Across]:
    """What a question can be counted by."""
    found = [Across(name) for name in KNOWN_OF_REPLIES]
    found += [Across(f"equality:{key}") for key in equality_keys]
    for other in asked:
        if other is question or not may_stand_across(other):
            continue
        if other.kind == Kind.MATRIX:
            found += [Across("question", other.question_id, row.code) for row in other.rows]
        else:
            found.append(Across("question", other.question_id))
    return found


@bp.get("/staff/consultations/<uuid:consultation_id>/results/<uuid:question_id>/by")
@needs(Permission.RESPONSE_READ)
def by(consultation_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """One question by anything else that is known of replies, in exact figures."""
    session = reading()
    consultation = _consultation(session, consultation_id)
    asked = _closed(session, consultation_id)
    question = next((q for q in asked if q.question_id == question_id), None)
    if question is None or not may_stand_across(question):
        raise NotFound
    of_people = current_actor().may(Permission.EQUALITY_READ, on=consultation)
    keys = [one.key for one in equality.asked_by(session, consultation_id)] if of_people else []
    possible = choices_across(asked, keys, question)
    others = {q.question_id: q for q in asked}
    slug = request.args.get("across", possible[0].slug)
    across = across_from(slug)
    if across is None or across not in possible:
        abort(404)
    which = _which()
    other = others.get(across.question_id) if across.question_id else None
    if across.equality:
        _note_reading(consultation_id, across)
        session = reading()
    names = geography.names(session)
    found = crossed(session, consultation_id, [question], across, other, which)[question_id]
    return render_template(
        "results/by.html",
        consultation=consultation,
        question=question,
        across=across,
        choices=[
            (
                one.slug,
                across_title(one, others.get(one.question_id) if one.question_id else None),
            )
            for one in possible
        ],
        figures=crossed_figures(
            question, found, across_words(across, other, names), across_title(across, other), names
        ),
        which=which,
        back=url_for(".team", consultation_id=consultation_id),
        rows=row_words(question),
        title=said(question.wording),
        notes=version_notes(question),
        several=other is not None and other.kind == Kind.MULTIPLE_CHOICE,
        not_said=_("Not said"),
    )


def _note_reading(consultation_id: UUID, across: Across) -> None:
    """That somebody looked at what people said of themselves is on the record first."""
    with transaction() as session:
        services.note_equality_reading(
            session,
            actor=current_actor(),
            consultation_id=consultation_id,
            question=across.equality,
        )
