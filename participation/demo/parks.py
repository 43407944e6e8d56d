"""Replies to the demo's consultation on parks: every way of answering but free text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

from participation.consultations import queries as consultations
from participation.consultations.rules import Asked, Kind
from participation.demo.people_asked import ASKED, WARDS, one_person
from participation.demo.replies import form_key
from participation.extensions import keys, transaction
from participation.kernel import clock
from participation.kernel.actors import RESIDENT
from participation.responses import services
from participation.responses.models import Response
from participation.responses.rules import About, Given

KEY = "parks"
REPLIES = 260
BATCH = 65

PARKS = (9, 4, 2, 2, 1)
FEELINGS = (
    (6, 8, 3, 2, 1, 0),
    (1, 2, 4, 7, 6, 2),
    (2, 7, 4, 4, 2, 0),
    (3, 7, 3, 3, 2, 0),
    (2, 4, 5, 5, 3, 1),
)
DUSK, REACH = 1, 3
WISHES = (5.0, 3.4, 4.2, 3.0, 2.0)
PURPOSES = (0.3, 0.35, 0.25, 0.6, 0.3, 0.25)
WANTING_PLAY = (1, 9, 6, 3, 5, 2, 2, 1, 3, 1, 3, 2)


def send_all(consultation_id: UUID, opened: datetime) -> None:
    """Send every reply in its own moment, as residents do."""
    with transaction() as session:
        asked = consultations.asked(session, consultation_id)
    for first in range(0, REPLIES, BATCH):
        with transaction() as session:
            for number in range(first, min(first + BATCH, REPLIES)):
                name = f"parks {number}"
                chance = Random(sha256(name.encode()).digest())  # noqa: S311 - a demo's dice
                at = opened + timedelta(minutes=number * 190 + chance.randint(500, 640))
                of_people, ward = one_person(name, ASKED[KEY])
                language = "cy" if chance.random() < 0.12 else "en"
                with clock.fixed_at(at):
                    key = form_key(keys(), name, consultation_id, at)
                    told: dict[str, Any] = {"actor": RESIDENT, "key": key, "language": language}
                    services.open_draft(session, **told)
                    for question in asked:
                        given = _given(chance, question, of_people.get("age_band", 5))
                        if chance.random() < 0.94 and not given.blank:
                            services.save_answer(
                                session,
                                **told,
                                question_id=question.question_id,
                                version_id=question.version_id,
                                given=given,
                            )
                    services.keep_about(session, **told, about=About(area_code=ward))
                    services.keep_equality(session, **told, given=of_people)
                    sent = services.send(session, **told)
                if chance.random() < 0.2:
                    session.get_one(Response, sent.response_id).channel = "paper"


def _given(chance: Random, question: Asked, age: int) -> Given:
    return _WAYS[Kind(question.kind)](chance, question, age)


def _one(chance: Random, question: Asked, age: int) -> Given:
    return Given(codes=(chance.choices(question.codes, PARKS)[0],))


def _several(chance: Random, question: Asked, age: int) -> Given:
    of_parents = 0.35 if age in {3, 4} else 0.0
    likely = (PURPOSES[0] + of_parents, *PURPOSES[1:])
    pairs = zip(question.codes, likely, strict=True)
    return Given(codes=tuple(code for code, often in pairs if chance.random() < often))


def _statements(chance: Random, question: Asked, age: int) -> Given:
    boxes = []
    for place, row in enumerate(question.rows):
        likely = list(FEELINGS[place])
        if age >= 6 and place in {DUSK, REACH}:
            likely[3] += 3
        boxes.append((row.code, chance.choices(question.codes, likely)[0]))
    return Given(boxes=tuple(boxes))


def _order(chance: Random, question: Asked, age: int) -> Given:
    wishes = dict(zip(question.codes, WISHES, strict=True))
    order = sorted(question.codes, key=lambda code: -(wishes[code] + chance.gauss(0, 1.6)))
    return Given(boxes=tuple((code, str(place)) for place, code in enumerate(order, 1)))


def _shares(chance: Random, question: Asked, age: int) -> Given:
    parts = [chance.choice([10, 20, 25, 30, 40]) for _ in question.codes]
    shares = [5 * round(20 * part / sum(parts)) for part in parts]
    shares[0] += 100 - sum(shares)
    pairs = zip(question.codes, shares, strict=True)
    return Given(boxes=tuple((code, str(share)) for code, share in pairs if share))


def _visits(chance: Random, question: Asked, age: int) -> Given:
    return Given(boxes=(("number", str(min(60, int(chance.expovariate(0.13))))),))


def _rating(chance: Random, question: Asked, age: int) -> Given:
    return Given(boxes=(("number", str(chance.choices(range(1, 6), [2, 5, 8, 5, 1])[0])),))


def _place(chance: Random, question: Asked, age: int) -> Given:
    wards = [ward for ward, _ in WARDS]
    return Given(boxes=(("area", chance.choices(wards, WANTING_PLAY)[0]),))


_WAYS: Mapping[Kind, Callable[[Random, Asked, int], Given]] = {
    Kind.SINGLE_CHOICE: _one,
    Kind.MULTIPLE_CHOICE: _several,
    Kind.MATRIX: _statements,
    Kind.RANKING: _order,
    Kind.BUDGET: _shares,
    Kind.NUMBER: _visits,
    Kind.SCALE: _rating,
    Kind.MAP_PIN: _place,
}
