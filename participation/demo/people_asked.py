"""What residents of the demo say of themselves, and the figures that are released of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from participation.analysis.disclosure import Rules
from participation.demo.content import Respondent
from participation.demo.replies import Sent
from participation.equality import services as equality
from participation.equality.rules import Chosen, Wanted
from participation.extensions import transaction
from participation.kernel.actors import SYSTEM, Actor
from participation.responses.models import Response
from participation.results import services as results
from participation.results.rules.releasing import Plan, make

ASKED: Mapping[str, tuple[str, ...]] = {
    "corn-street": ("age_band", "sex", "disability", "main_language"),
    "warm-homes-now": ("age_band", "sex", "ethnic_group", "health_condition", "disability"),
    "parks": ("age_band", "sex", "disability"),
    "sheep-market": ("age_band", "sex", "disability", "carer"),
}
"""Which equality questions each consultation asks."""

RELEASED: Mapping[str, tuple[str, ...]] = {
    "corn-street": ("equality:age_band", "equality:disability"),
    "parks": ("area", "equality:age_band", "equality:sex"),
}
"""By what the figures of each are counted."""

WARDS = (
    *(("X05000101", 9), ("X05000102", 5), ("X05000103", 7), ("X05000104", 8), ("X05000105", 8)),
    *(("X05000106", 4), ("X05000107", 3), ("X05000108", 2), ("X05000109", 1), ("X05000110", 2)),
    *(("X05000111", 4), ("X05000112", 1)),
)
"""Wards and how readily people there reply: Hafod and Pentre are hardly heard from."""

AGES = {1: 1, 2: 4, 3: 8, 4: 13, 5: 15, 6: 18, 7: 19, 8: 9, 0: 4}
CHANCES: Mapping[str, Mapping[int, int]] = {
    "age_band": AGES,
    "sex": {1: 11, 2: 9, 0: 1},
    "disability": {1: 2, 2: 4, 3: 16, 0: 1},
    "main_language": {1: 16, 2: 5, 3: 0, 4: 1, 0: 1},
}


def choose(session: Session, key: str, consultation_id: UUID) -> None:
    """An officer picks the questions, before it opens."""
    if key in ASKED:
        version = {"ethnic_group": 2}
        wanted = tuple(Wanted(name, version.get(name, 1)) for name in ASKED[key])
        equality.choose(
            session, actor=SYSTEM, consultation_id=consultation_id, chosen=Chosen(wanted)
        )


def one_person(name: str, asked: Sequence[str]) -> tuple[dict[str, int], str | None]:
    """What somebody says of themselves, and their ward; always the same for the same name."""
    chance = Random(sha256(f"of people {name}".encode()).digest())  # noqa: S311 - a demo's dice
    given = {
        key: chance.choices(list(CHANCES[key]), list(CHANCES[key].values()))[0]
        for key in asked
        if key in CHANCES and chance.random() < 0.85
    }
    wards = [ward for ward, _ in WARDS]
    ward = chance.choices(wards, [often for _, often in WARDS])[0]
    return given, ward if chance.random() < 0.9 else None


def tell(sent: Sent, respondents: Sequence[Respondent]) -> None:
    """Keep what those who replied about Corn Street say of themselves."""
    with transaction() as session:
        for respondent in respondents:
            if respondent.kind != "resident":
                continue
            given, ward = one_person(respondent.id, ASKED["corn-street"])
            response_id = sent.responses[respondent.id]
            session.get_one(Response, response_id).area_code = ward
            equality.store(
                session,
                response_id=response_id,
                consultation_id=sent.consultation_id,
                given=given,
            )


def release(officer: Actor, consultation_id: UUID, by: tuple[str, ...]) -> None:
    """Have figures made, here and now, and publish them."""
    with transaction() as session:
        asked = results.ask_release(
            session, actor=officer, consultation_id=consultation_id, plan=Plan(by)
        )
        ledger, earlier, public = results.ledger_of(session, asked)
        release_id = asked.id
    made = make(ledger, Rules(), earlier, public)
    with transaction() as session:
        results.store_release(
            session, actor=SYSTEM, release_id=release_id, counted=ledger.received, made=made
        )
        results.publish_release(session, actor=officer, release_id=release_id)
