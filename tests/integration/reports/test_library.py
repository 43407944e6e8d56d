"""“Have we asked this before?” finds past questions by their words, and what came of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.consultations import queries as consultations
from participation.consultations import services
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Role
from participation.reports import library
from tests.factories.accounts import signed_in
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.themes import make_settled
from tests.support.htmlcheck import expect_valid

LEADER = Actor("staff", None, frozenset({Role.LEADER}))


def asking(english: str, welsh: str) -> dict[str, Any]:
    return {"kind": "free_text", "wording": {"en": english, "cy": welsh}}


def test_words_find_past_questions_and_no_draft_or_trial(session: Session) -> None:
    make_council(session)
    school = asking("How do your children get to school?", "Sut mae’ch plant yn cyrraedd yr ysgol?")
    past = make_consultation(session, "closed", questions=[school, asking("Why?", "Pam?")])
    make_consultation(session, "draft", questions=[school])
    make_consultation(session, "scheduled", questions=[school])
    services.make_trial(session, actor=SYSTEM, consultation_id=past.id)
    now = clock.now(session)
    for words in ("getting to school", "schools", "children school", "ysgol", "yr ysgolion"):
        found = library.asked_before(session, SYSTEM, words, now)
        assert [one.consultation.id for one in found] == [past.id], words
        assert found[0].answered == 0
    assert library.asked_before(session, SYSTEM, "swimming pool", now) == []
    assert library.asked_before(session, SYSTEM, "the and of", now) == []


def test_what_was_learned_is_shown_once_it_may_be(session: Session) -> None:
    listed = make_settled(session)
    question = listed.question
    one = consultations.get(session, question.consultation_id)
    words = consultations.question(session, one.id, question.id).wording["en"]
    now = clock.now(session)
    found = library.asked_before(session, SYSTEM, words, now)[0]
    assert found.themes
    assert found.answered > 0
    one.closes_at, one.decided_at, one.reported_at = now + timedelta(days=3), None, None
    one.analysing_at = None
    session.flush()
    hidden = library.asked_before(session, LEADER, words, now)[0]
    assert (hidden.hidden, hidden.themes, hidden.decisions) == (True, (), ())


@pytest.mark.parametrize("role", ["engagement_officer", "moderator"])
def test_the_page(client: FlaskClient, session: Session, role: str) -> None:
    make_council(session)
    listed = make_settled(session)
    words = consultations.question(
        session, listed.question.consultation_id, listed.question.id
    ).wording["en"]
    signed_in(client, session, role)
    session.commit()
    pages = {
        "empty": client.get("/staff/questions"),
        "wrong": client.get("/staff/questions?sought="),
        "none": client.get("/staff/questions?sought=zebra"),
        "found": client.get("/staff/questions", query_string={"sought": words}),
    }
    assert [page.status_code for page in pages.values()] == [200, 422, 200, 200]
    assert words in pages["found"].get_data(as_text=True)
    expect_valid({name: page.get_data(as_text=True) for name, page in pages.items()})
