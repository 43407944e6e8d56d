"""A consultation with a question of every closed kind, and as many replies as a test wants.

Rows are put in at once, past the deeds of sending, so that a hundred thousand take seconds.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import AGREEMENT, Asked, Kind
from participation.equality.models import EqualityAnswer, EqualityAsked
from participation.kernel import clock
from participation.responses.models import Answer, AnswerChoice, Response, ResponseVersion
from tests.factories.consultations import make_consultation

STATEMENTS = [
    {"code": "safe", "words": {"en": "I feel safe", "cy": "Rwy’n teimlo’n ddiogel"}},
    {"code": "clean", "words": {"en": "Streets are clean", "cy": "Mae’r strydoedd yn lân"}},
]
EVERY_KIND: list[dict[str, Any]] = [
    {"kind": "single_choice", "limits": {"something_else": True}},
    {"kind": "multiple_choice"},
    {"kind": "agreement"},
    {"kind": "matrix", "rows": STATEMENTS},
    {"kind": "ranking"},
    {"kind": "number", "limits": {"unit": {"en": "journeys a week", "cy": "taith yr wythnos"}}},
    {"kind": "scale", "limits": {"least": 1, "greatest": 5, "low": {"en": "Poor", "cy": "Gwael"}}},
    {"kind": "budget", "limits": {"total": 100, "unit": {"en": "points", "cy": "pwynt"}}},
    {"kind": "map_pin"},
    {"kind": "date"},
    {"kind": "free_text"},
]
AREAS = ("X01", "X02")


def make_results(
    session: Session,
    replies: int = 60,
    *,
    stage: str = "closed",
    seed: int = 1,
    questions: list[dict[str, Any]] | None = None,
    **changes: Any,
) -> Consultation:
    """A consultation that asks in every way, with replies in several channels."""
    consultation = make_consultation(session, stage, questions or EVERY_KIND, **changes)
    for question in ("age_band", "sex"):
        session.add(EqualityAsked(consultation_id=consultation.id, question=question, version=1))
    session.flush()
    add_replies(session, consultation, replies, seed=seed)
    return consultation


def add_replies(session: Session, consultation: Consultation, number: int, *, seed: int) -> None:
    """More replies, each to nine questions of ten."""
    chance = random.Random(seed)
    asked = consultations.asked(session, consultation.id)
    now = clock.now(session)
    rows: dict[type, list[dict[str, Any]]] = {
        model: [] for model in (Response, ResponseVersion, Answer, AnswerChoice, EqualityAnswer)
    }
    for place in range(number):
        response_id, version_id = uuid4(), uuid4()
        rows[Response].append(
            {
                "id": response_id,
                "consultation_id": consultation.id,
                "receipt_hash": response_id.bytes * 2,
                "receipt_key": "k",
                "channel": chance.choices(["web", "paper", "email"], [8, 3, 1])[0],
                "language": chance.choices(["en", "cy"], [9, 1])[0],
                "respondent_kind": "organisation" if place % 40 == 7 else "resident",
                "area_code": chance.choice([*AREAS, None]),
                "consents": {},
                "status": "set_aside" if place % 30 == 11 else "counted",
                "reason": "test" if place % 30 == 11 else None,
                "received_at": now - timedelta(days=2),
                "current": 1,
            }
        )
        rows[ResponseVersion].append(
            {
                "id": version_id,
                "response_id": response_id,
                "number": 1,
                "digest": bytes(32),
                "received_at": now,
            }
        )
        for question in asked:
            if chance.random() < 0.1:
                continue
            answer_id = uuid4()
            rows[Answer].append(
                {
                    "id": answer_id,
                    "response_version_id": version_id,
                    "question_id": question.question_id,
                    "question_version_id": question.version_id,
                    "text": "More buses" if question.kind == Kind.FREE_TEXT else None,
                    "language": "en",
                    "live": True,
                }
            )
            rows[AnswerChoice] += [
                {"answer_id": answer_id, "row": row, "code": code, "amount": amount}
                for row, code, amount in marks(chance, question)
            ]
        rows[EqualityAnswer] += [
            {"response_id": response_id, "question": name, "version": 1, "code": code}
            for name, code in (
                ("age_band", chance.choices(range(9), [2, 0, 3, 6, 8, 9, 8, 7, 3])[0]),
                ("sex", chance.choices([0, 1, 2], [1, 10, 9])[0]),
            )
            if chance.random() < 0.9
        ]
    for model, some in rows.items():
        for first in range(0, len(some), 5_000):
            session.execute(insert(model), some[first : first + 5_000])
    session.flush()


def marks(chance: random.Random, question: Asked) -> list[tuple[str, str, float | None]]:
    """What somebody marks in answer to a question."""
    codes = question.codes
    heavy = [5, 3, 1, 1, 1, 1][: len(codes)]
    match Kind(question.kind):
        case Kind.SINGLE_CHOICE | Kind.AGREEMENT:
            return [("", chance.choices(codes, heavy)[0], None)]
        case Kind.MULTIPLE_CHOICE:
            return [("", code, None) for code in codes if chance.random() < 0.5]
        case Kind.MATRIX:
            return [
                (row.code, chance.choices(AGREEMENT, [3, 5, 2, 2, 1, 1])[0], None)
                for row in question.rows
            ]
        case Kind.RANKING:
            order = chance.sample(codes, len(codes))
            return [("", code, float(place)) for place, code in enumerate(order, 1)]
        case Kind.NUMBER:
            return [("", "", float(min(60, int(chance.expovariate(0.15)))))]
        case Kind.SCALE:
            return [("", "", float(chance.choices(range(1, 6), [1, 2, 3, 4, 2])[0]))]
        case Kind.BUDGET:
            parts, left = [], 100
            for code in codes:
                share = left if code == codes[-1] else chance.randint(0, left)
                parts.append(("", code, float(share)))
                left -= share
            return [part for part in parts if part[2]]
        case Kind.MAP_PIN:
            area = chance.choice(AREAS)
            return [
                ("lon", "", -3.0 + 0.1 * chance.random()),
                ("lat", "", (52.1 if area == "X01" else 52.0) + 0.1 * chance.random()),
                ("area", area, None),
            ]
        case Kind.DATE:
            return [("", f"2030-0{chance.randint(1, 6)}-1{chance.randint(0, 9)}", None)]
    return []
