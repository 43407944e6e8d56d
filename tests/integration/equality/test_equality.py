"""Equality questions: chosen before opening, kept apart as numbers, forgotten with a reply."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit.models import AuditEntry
from participation.consultations.services import copying
from participation.equality import queries, services
from participation.equality.models import EqualityAnswer
from participation.equality.rules import CannotAsk, Chosen, Wanted
from participation.kernel.actors import SYSTEM
from participation.kernel.errors import NotAllowed
from tests.factories.accounts import actor_with, signed_in, token_of
from tests.factories.consultations import make_consultation
from tests.factories.responses import make_response

BOTH = Chosen((Wanted("ethnic_group", 2), Wanted("age_band", 1)))


def test_questions_are_chosen_before_opening_and_stay_as_they_are(session: Session) -> None:
    draft = make_consultation(session, stage="draft")
    services.choose(session, actor=SYSTEM, consultation_id=draft.id, chosen=BOTH)
    assert [one.key for one in queries.asked_by(session, draft.id)] == ["age_band", "ethnic_group"]
    services.choose(session, actor=SYSTEM, consultation_id=draft.id, chosen=Chosen())
    assert queries.asked_by(session, draft.id) == ()
    opened = make_consultation(session)
    with pytest.raises(CannotAsk, match="opened"):
        services.choose(session, actor=SYSTEM, consultation_id=opened.id, chosen=BOTH)
    with pytest.raises(CannotAsk, match="unknown"):
        services.choose(
            session,
            actor=SYSTEM,
            consultation_id=draft.id,
            chosen=Chosen((Wanted("shoe_size", 1),)),
        )


def test_only_the_team_chooses(session: Session) -> None:
    draft = make_consultation(session, stage="draft")
    with pytest.raises(NotAllowed):
        services.choose(
            session,
            actor=actor_with(session, "leader"),
            consultation_id=draft.id,
            chosen=BOTH,
        )


def test_answers_are_numbers_apart_from_the_reply_and_nothing_of_them_is_recorded(
    session: Session,
) -> None:
    draft = make_consultation(session, stage="draft")
    services.choose(session, actor=SYSTEM, consultation_id=draft.id, chosen=BOTH)
    consultation = make_consultation(session)
    services.copy_choice(session, source_id=draft.id, target_id=consultation.id)
    response = make_response(session, consultation)
    before = session.scalars(select(AuditEntry.id)).all()

    def store(**given: int) -> list[tuple[str, int, int]]:
        services.store(
            session, response_id=response.id, consultation_id=consultation.id, given=given
        )
        rows = session.scalars(select(EqualityAnswer).order_by(EqualityAnswer.question))
        return [(row.question, row.version, row.code) for row in rows]

    assert store(ethnic_group=9, age_band=3, religion=1) == [
        ("age_band", 1, 3),
        ("ethnic_group", 2, 9),
    ]
    assert store(age_band=0) == [("age_band", 1, 0)]
    assert queries.held(session, response.id) == {"age_band": 0}
    services.forget(session, response_id=response.id)
    assert queries.held(session, response.id) == {}
    assert session.scalars(select(AuditEntry.id)).all() == before


def test_an_officer_picks_questions_on_a_page(client: FlaskClient, session: Session) -> None:
    draft = make_consultation(session, stage="draft")
    signed_in(client, session, "engagement_officer")
    address = f"/staff/consultations/{draft.id}/equality"
    page = client.get(address).text
    assert "Why we ask" in page
    assert "What is your ethnic group?" in page
    data = {
        "csrf_token": token_of(client),
        "ask_ethnic_group": "y",
        "version_ethnic_group": "1",
        "ask_sex": "y",
    }
    assert client.post(address, data=data).status_code == 303
    session.expire_all()
    asked = queries.asked_by(session, draft.id)
    session.rollback()
    assert [(one.key, one.version.number) for one in asked] == [("sex", 1), ("ethnic_group", 1)]
    assert client.post(address, data=data | {"version_ethnic_group": "7"}).status_code == 422
    opened = make_consultation(session)
    session.commit()
    answer = client.post(f"/staff/consultations/{opened.id}/equality", data=data)
    assert answer.status_code == 422
    assert "stay as they are" in answer.text


def test_a_copy_and_a_trial_ask_the_same_of_people(session: Session) -> None:
    draft = make_consultation(session, stage="draft")
    services.choose(session, actor=SYSTEM, consultation_id=draft.id, chosen=BOTH)
    copy = copying.clone_consultation(session, actor=SYSTEM, consultation_id=draft.id)
    trial = copying.make_trial(session, actor=SYSTEM, consultation_id=draft.id)
    for made in (copy, trial):
        asked = [(one.key, one.version.number) for one in queries.asked_by(session, made.id)]
        assert asked == [("age_band", 1), ("ethnic_group", 2)]
    response = make_response(session, trial)
    services.store(
        session, response_id=response.id, consultation_id=trial.id, given={"age_band": 3}
    )
    copying.end_trial(session, actor=SYSTEM, consultation_id=draft.id)
    assert session.scalars(select(EqualityAnswer)).all() == []
