"""Consultations and their questions for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from participation.consultations.models import (
    Consultation,
    ConsultationMission,
    Question,
    QuestionVersion,
)
from participation.consultations.rules import LISTING, Stage
from participation.kernel import clock
from participation.missions.models import Mission
from tests.factories.evidence import make_lawful
from tests.factories.missions import LONG_AGO, make_mission

_number = count(1)
A_DAY = timedelta(days=1)

# Each stage's moments, in days from now.
MOMENTS: Mapping[Stage, Mapping[str, int]] = {
    Stage.DRAFT: {"opens_at": 1, "closes_at": 30},
    Stage.SCHEDULED: {"published_at": -1, "opens_at": 1, "closes_at": 30},
    Stage.OPEN: {"published_at": -3, "opens_at": -2, "closes_at": 28},
    Stage.PAUSED: {"published_at": -3, "opens_at": -2, "closes_at": 28, "paused_at": -1},
    Stage.CLOSED: {"published_at": -31, "opens_at": -30, "closes_at": -1},
    Stage.ANALYSING: {"published_at": -31, "opens_at": -30, "closes_at": -2, "analysing_at": -1},
    Stage.DECIDED: {"published_at": -31, "opens_at": -30, "closes_at": -2, "decided_at": -1},
    Stage.REPORTED_BACK: {
        "published_at": -31,
        "opens_at": -30,
        "closes_at": -3,
        "decided_at": -2,
        "reported_at": -1,
    },
    Stage.WITHDRAWN: {"published_at": -3, "opens_at": -2, "closes_at": 28, "withdrawn_at": -1},
}


def make_consultation(
    session: Session,
    stage: str = "open",
    questions: Iterable[str | Mapping[str, Any]] = ("free_text",),
    missions: Iterable[Mission] | None = None,
    lawful: bool = True,
    **changes: Any,
) -> Consultation:
    """A consultation at a stage now, ready in both languages, under one published mission.

    ``questions`` are kinds, or the changes of :func:`make_question`. One that isn't open yet has
    passed the check before opening, unless ``lawful`` is false.
    """
    number, now = next(_number), clock.now(session)
    moments = {name: now + days * A_DAY for name, days in MOMENTS[Stage(stage)].items()}
    consultation = Consultation(
        **{
            "slug": f"safer-streets-{number}",
            "title": {"en": f"Safer streets {number}", "cy": f"Strydoedd mwy diogel {number}"},
            "summary": {"en": "Tell us about your street.", "cy": "Soniwch am eich stryd."},
            "could_change": {"en": "Where crossings go.", "cy": "Lle bydd croesfannau’n mynd."},
            "already_decided": {"en": "That there is money.", "cy": "Bod arian ar gael."},
            "who_decides": {"en": "The Cabinet in May.", "cy": "Y Cabinet ym mis Mai."},
            "minutes_needed": 5,
            "your_words": {"en": "We read all of them.", "cy": "Rydym yn darllen pob un."},
            "decision_owner": "Head of Streets",
            "hide_results": True,
            "asks_about": {"kind": False, "quote": False},
            "created_at": LONG_AGO,
        }
        | moments
        | changes
    )
    session.add(consultation)
    session.flush()
    for place, mission in enumerate(missions or [make_mission(session)]):
        session.add(
            ConsultationMission(
                consultation_id=consultation.id, mission_id=mission.id, position=place
            )
        )
    for place, asked in enumerate(questions, 1):
        wanted = {"kind": asked} if isinstance(asked, str) else dict(asked)
        make_question(session, consultation, **{"position": place} | wanted)
    session.flush()
    session.expire(consultation, ["questions", "missions"])
    if lawful and stage in {"draft", "scheduled"}:
        make_lawful(session, consultation)
    return consultation


def make_question(session: Session, consultation: Consultation, **changes: Any) -> Question:
    """A question with one version. Choices get three options: ``bus``, ``bike`` and ``walk``."""
    kind = changes.pop("kind", "free_text")
    position = changes.pop("position", 1)
    name = changes.pop("name", f"q{position}")
    placed = {part: changes.pop(part) for part in ("section_id", "condition") if part in changes}
    question = Question(
        consultation_id=consultation.id, position=position, kind=kind, name=name, **placed
    )
    session.add(question)
    session.flush()
    options = [
        {"code": "bus", "words": {"en": "By bus", "cy": "Ar fws"}},
        {"code": "bike", "words": {"en": "By bike", "cy": "Ar feic"}},
        {"code": "walk", "words": {"en": "On foot", "cy": "Ar droed"}},
    ]
    session.add(
        QuestionVersion(
            **{
                "question_id": question.id,
                "number": 1,
                "wording": {"en": f"Question {position}?", "cy": f"Cwestiwn {position}?"},
                "help": {},
                "required": False,
                "word_guide": None,
                "options": options if kind in LISTING else [],
                "created_at": LONG_AGO,
            }
            | changes
        )
    )
    session.flush()
    return question
