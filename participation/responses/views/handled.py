"""Doors for everyone: published answers, and how answers are handled."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.consultations import queries as consultations
from participation.consultations.rules import ENDED, Stage, stage_of
from participation.extensions import reading
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import said
from participation.responses.forms import reason_words
from participation.responses.forms.moderating import as_key
from participation.responses.forms.redacting import why_words
from participation.responses.forms.worries import criterion_words, kind_words
from participation.responses.queries import moderation, ways, worries
from participation.responses.views import bp
from participation.web.access import needs


@bp.get("/consultations/<slug>/answers")
@needs(Permission.SITE_READ)
def published(slug: str) -> ResponseReturnValue:
    """What people wrote, where they agreed to it and somebody has read it."""
    session = reading()
    consultation = consultations.public_by_slug(session, slug)
    now = clock.now(session)
    stage = stage_of(consultation, now)
    publishes = moderation.handling(session, consultation.id).publishes
    if not publishes or consultation.trial_of_id or stage is Stage.SCHEDULED:
        raise NotFound
    asked = {
        one.question_id: said(one.wording) for one in consultations.asked(session, consultation.id)
    }
    question_id = as_key(request.args.get("question"))
    question_id = question_id if question_id in asked else None
    page = moderation.public_page(
        session,
        consultation.id,
        now,
        question_id=question_id,
        page=request.args.get("page", 1, type=int),
    )
    return render_template(
        "responses/published.html",
        consultation=consultation,
        waits=consultation.hide_results and stage is Stage.OPEN,
        wordings=asked,
        question_id=question_id,
        page=page,
        page_url=lambda number: url_for(".published", slug=slug, question=question_id, page=number),
    )


@bp.get("/consultations/<slug>/how-answers-are-handled")
@needs(Permission.SITE_READ)
def handled(slug: str) -> ResponseReturnValue:
    """What is published, held back, hidden, set aside and erased, and why: the rules themselves."""
    session = reading()
    consultation = consultations.public_by_slug(session, slug)
    if consultation.trial_of_id:
        raise NotFound
    ended = stage_of(consultation, clock.now(session)) in ENDED
    return render_template(
        "responses/handled.html",
        consultation=consultation,
        ways=ways.ways_of_all(session, consultation.id) if ended else None,
        handling=moderation.handling(session, consultation.id),
        reasons=moderation.reasons(session),
        why_words=why_words(),
        reason_words=reason_words(),
        criterion_words=criterion_words(),
        rules=worries.rules(session),
        kind_words=kind_words(),
    )
