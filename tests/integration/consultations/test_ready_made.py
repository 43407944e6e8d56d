"""Ready-made sets: whole in both languages, with routes that hold, and a draft made of each."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.consultations import queries, rules, services
from participation.kernel.actors import Actor, Role
from participation.kernel.errors import NotFound
from tests.factories.council import make_council
from tests.integration.consultations.conftest import Post
from tests.support.htmlcheck import expect_valid

OFFICER = Actor("staff", uuid4(), frozenset({Role.ENGAGEMENT_OFFICER}))


@pytest.mark.parametrize("key", [one.key for one in rules.ready_made()])
def test_each_makes_a_draft_that_lacks_no_word_and_no_way(session: Session, key: str) -> None:
    make_council(session)
    one = services.begin_from(session, actor=OFFICER, key=key)
    asked = queries.asked(session, one.id)
    sections = queries.sections(session, one.id)
    assert rules.question_problems(asked, ["en", "cy"], sections) == []
    assert len(asked) >= 5
    for words in (one.title, one.summary, one.could_change, one.your_words):
        assert words["en"]
        assert words["cy"]
    made = next(ready for ready in rules.ready_made() if ready.key == key)
    conditions = [part.condition for part in (*made.questions, *made.sections) if part.condition]
    kept = [part.condition for part in (*asked, *sections) if part.condition]
    assert len(kept) == len(conditions)


def test_the_sets_cover_what_councils_ask_most() -> None:
    keys = [one.key for one in rules.ready_made()]
    assert keys == ["traffic", "library", "budget", "plan", "licensing", "park"]


def test_one_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        services.begin_from(session, actor=OFFICER, key="zebra")


def test_a_draft_is_begun_on_the_page(session: Session, officer: FlaskClient, post: Post) -> None:
    page = officer.get("/staff/consultations/ready-made")
    assert "A park or play area" in page.get_data(as_text=True)
    begun = post("/staff/consultations/ready-made/park")
    assert begun.location.endswith("/details")
    assert "Cynllun traffig" in officer.get("/cy/staff/consultations/ready-made").get_data(
        as_text=True
    )
    expect_valid({"page": page.get_data(as_text=True)})
