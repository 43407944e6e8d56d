"""What the demo's open consultation has had so far: an early look by the computer, then replies of
a kind that it didn't know."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from uuid import UUID

from sqlalchemy import select

from participation.consultations import queries as consultation_queries
from participation.consultations.rules import Asked
from participation.demo.content import DemoContent
from participation.demo.replies import form_key
from participation.extensions import keys, transaction
from participation.kernel import clock
from participation.kernel.actors import RESIDENT, Actor
from participation.responses import services
from participation.responses.rules import Given
from participation.themes import jobs
from participation.themes import services as themes
from participation.themes.models import Codebook, ThemeRun

Say = Callable[[str], None]
CONSULTATION, QUESTION = "warm-homes-now", "home_help"
GROUPED_AFTER, CAME_BY = timedelta(days=6), timedelta(days=8)


def words() -> dict[str, list[list[str]]]:
    """The replies: those before the early grouping, and those after it."""
    folder = files("participation.demo.content")
    held: dict[str, list[list[str]]] = json.loads((folder / "early.json").read_text("utf-8"))
    return held


def load(
    content: DemoContent, ids: dict[str, UUID], officer: Actor, now: datetime, say: Say
) -> None:
    """Send the first replies, group them, then send the later ones and let them be placed."""
    held = words()
    consultation, consultation_id = content.consultation(CONSULTATION), ids[CONSULTATION]
    days = timedelta(days=consultation.opens_in_days or 0)
    opened = clock.start_of_day(clock.day_in_london(now) + days)
    wording = consultation.question(QUESTION).wording["en"]
    with transaction() as session:
        asked = consultation_queries.asked(session, consultation_id)
    question = next(one for one in asked if one.wording["en"] == wording)
    say(f"{len(held['first'])} early replies to: {question.wording['en']}")
    _send(consultation_id, asked, question, held["first"], opened, GROUPED_AFTER)
    with clock.fixed_at(opened + GROUPED_AFTER), transaction() as session:
        run = themes.start_run(session, actor=officer, question_id=question.question_id)
        run_id = run.id
    with clock.fixed_at(opened + GROUPED_AFTER):
        jobs.group(str(run_id), lambda step, share: None)
    _send(
        consultation_id,
        asked,
        question,
        held["later"],
        opened + GROUPED_AFTER,
        CAME_BY - GROUPED_AFTER,
    )
    with transaction() as session:
        codebook_id = session.scalar(
            select(Codebook.id).where(Codebook.question_id == question.question_id)
        )
        assert session.get_one(ThemeRun, run_id).status == "done"
    with clock.fixed_at(opened + CAME_BY):
        jobs.arrivals(str(codebook_id), lambda step, share: None)


def _send(
    consultation_id: UUID,
    asked: Sequence[Asked],
    question: Asked,
    said: list[list[str]],
    begins: datetime,
    within: timedelta,
) -> None:
    step = within / (len(said) + 1)
    with transaction() as session:
        for number, (language, text) in enumerate(said, 1):
            at = begins + step * number
            answers = [
                (one, Given(codes=(one.options[number % len(one.options)].code,)))
                for one in asked
                if one.required and one.options
            ]
            answers.append((question, Given(text=text)))
            with clock.fixed_at(at):
                key = form_key(keys(), f"early {at.isoformat()}", consultation_id, at)
                services.open_draft(session, actor=RESIDENT, key=key, language=language)
                for one, given in answers:
                    services.save_answer(
                        session,
                        actor=RESIDENT,
                        key=key,
                        question_id=one.question_id,
                        version_id=one.version_id,
                        given=given,
                        language=language,
                    )
                services.send(session, actor=RESIDENT, key=key, language=language, word_hash=None)
