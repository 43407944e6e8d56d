"""Copying a consultation: into a draft, and into a trial that leaks nowhere."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations import queries, rules, services
from participation.consultations.models import Consultation
from participation.consultations.rules import Ask, Condition, One, SectionDetails, Stage
from participation.jobs.models import Job
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Role
from participation.kernel.errors import NotAllowed, NotFound
from participation.responses import services as sending
from participation.responses.models import Answer, Draft, Response
from participation.themes import rules as theme_rules
from participation.themes import services as themes
from tests.factories.accounts import signed_in
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import make_form_key
from tests.integration.consultations.conftest import Post

OFFICER = Actor("staff", uuid4(), frozenset({Role.ENGAGEMENT_OFFICER}))
WORDS = "an umbrella for the heron"


def written(session: Session, stage: str = "draft", **changes: Any) -> Consultation:
    """A consultation with a section and two conditions."""
    one = make_consultation(
        session, "draft", questions=["single_choice", "free_text", "free_text"], **changes
    )
    q1, q2, q3 = queries.asked(session, one.id)
    who: dict[str, Any] = {"actor": OFFICER, "consultation_id": one.id}
    section = services.add_section(
        session, **who, details=SectionDetails({"en": "More", "cy": "Mwy"}, together=True)
    ).id
    services.place_question(session, **who, question_id=q3.question_id, section_id=section)
    bus = Condition((One(q1.question_id, Ask.CHOSE, ("bus",)),))
    services.set_question_condition(session, **who, question_id=q2.question_id, condition=bus)
    services.set_section_condition(session, **who, section_id=section, condition=bus)
    if stage == "open":
        now = clock.now(session)
        one.published_at = one.opens_at = now
    session.flush()
    return one


def same(session: Session, one: Consultation, other: Consultation) -> None:
    """Everything asked is the same, with ids of its own."""
    before, after = queries.asked(session, one.id), queries.asked(session, other.id)
    ids = {b.question_id: a.question_id for b, a in zip(before, after, strict=True)}
    sections = {
        b.section_id: a.section_id
        for b, a in zip(
            queries.sections(session, one.id), queries.sections(session, other.id), strict=True
        )
    }
    assert not set(ids) & set(ids.values())
    for old, new in zip(before, after, strict=True):
        assert (old.name, old.kind, old.wording, old.options, old.rows, old.limits) == (
            *(new.name, new.kind, new.wording, new.options, new.rows, new.limits),
        )
        assert (sections[old.section_id] if old.section_id else None) == new.section_id
        assert (old.condition.moved(ids) if old.condition else None) == new.condition
        assert new.number == 1
    for old_section, new_section in zip(
        queries.sections(session, one.id), queries.sections(session, other.id), strict=True
    ):
        assert old_section.title == new_section.title
        assert old_section.together == new_section.together
        moved = old_section.condition.moved(ids) if old_section.condition else None
        assert moved == new_section.condition


def test_a_copy_asks_the_same_with_no_dates_and_no_replies(session: Session) -> None:
    make_council(session)
    one = written(session, "open")
    copy = services.clone_consultation(session, actor=OFFICER, consultation_id=one.id)
    same(session, one, copy)
    assert rules.stage_of(copy, clock.now(session)) is Stage.DRAFT
    assert (copy.opens_at, copy.closes_at, copy.published_at) == (None, None, None)
    assert copy.slug != one.slug
    assert [m.id for m in queries.missions_of(session, copy.id)] == [
        m.id for m in queries.missions_of(session, one.id)
    ]
    again = services.clone_consultation(session, actor=OFFICER, consultation_id=copy.id)
    same(session, one, again)


def test_only_those_who_may_begin_one_may_copy(session: Session) -> None:
    one = written(session)
    theirs = Actor("staff", uuid4(), teams={one.id: frozenset({Role.ENGAGEMENT_OFFICER})})
    with pytest.raises(NotAllowed):
        services.clone_consultation(session, actor=theirs, consultation_id=one.id)
    services.make_trial(session, actor=theirs, consultation_id=one.id)


def test_a_trial_is_made_only_of_what_can_be_answered(session: Session) -> None:
    empty = make_consultation(session, "draft", questions=[])
    with pytest.raises(rules.CannotPublish) as refused:
        services.make_trial(session, actor=OFFICER, consultation_id=empty.id)
    assert refused.value.problems == ("no_question",)
    trial = services.make_trial(session, actor=OFFICER, consultation_id=written(session).id)
    with pytest.raises(rules.CannotChange):
        services.make_trial(session, actor=OFFICER, consultation_id=trial.id)


def answer(client: FlaskClient, slug: str) -> str:
    """Answer a consultation to the end, without scripts; gives the reference's page."""
    start = client.get(f"/consultations/{slug}").get_data(as_text=True)
    key = re.search(r'name="form_key" value="([^"]+)"', start)
    assert key, start
    page = client.post(f"/consultations/{slug}/start", data={"form_key": key[1]})
    for _page in range(9):
        where = page.location
        if where.endswith("/check"):
            break
        shown = client.get(where).get_data(as_text=True)
        assert "This is a trial" in shown
        boxes = dict(re.findall(r'name="([^"]+)"[^>]* value="([^"]*)"', shown))
        data = {name: value for name, value in boxes.items() if name in {"version", "together"}}
        data["version"] = re.findall(r'name="version" value="([^"]+)"', shown)
        for name in set(re.findall(r'name="((?:q\d+-)?answer)"', shown)):
            data[name] = "bus" if 'value="bus"' in shown else WORDS
        for name in set(re.findall(r'<textarea[^>]* name="([^"]+)"', shown)):
            data[name] = WORDS
        page = client.post(where, data=data)
        assert page.status_code == 303, page.get_data(as_text=True)
    assert "This is a trial" in client.get(page.location).get_data(as_text=True)
    sent = client.post(page.location.replace("/check", "/send"), data={"word": ""})
    assert sent.status_code == 303, sent.get_data(as_text=True)
    return client.get(sent.location).get_data(as_text=True)


@pytest.fixture
def tried(app: Flask, session: Session) -> tuple[Consultation, Consultation]:
    """An open consultation, and its trial that somebody answered."""
    make_council(session)
    one = written(session, "open")
    trial = services.make_trial(session, actor=OFFICER, consultation_id=one.id)
    session.commit()
    receipt = answer(app.test_client(), trial.slug)
    assert "This is a trial" in receipt
    session.expire_all()
    words = session.scalars(select(Answer.text).where(Answer.text.is_not(None))).all()
    assert WORDS in words
    return one, trial


def count(session: Session, what: Any, consultation_id: UUID) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(what).where(what.consultation_id == consultation_id)
        )
        or 0
    )


def test_a_trial_is_answered_to_the_end_and_wiped_when_made_anew(
    session: Session, tried: tuple[Consultation, Consultation]
) -> None:
    one, trial = tried
    before = trial.slug
    assert len(before) > 20
    assert (count(session, Response, trial.id), count(session, Response, one.id)) == (1, 0)
    anew = services.make_trial(session, actor=OFFICER, consultation_id=one.id)
    assert anew.slug != before
    assert session.scalar(select(func.count()).select_from(Response)) == 0
    assert session.scalar(select(func.count()).select_from(Answer)) == 0
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
    same(session, one, anew)
    services.end_trial(session, actor=OFFICER, consultation_id=one.id)
    assert queries.trial_of(session, one.id) is None
    assert len(queries.asked(session, one.id)) == 3


def test_no_page_lists_or_counts_a_trial(
    app: Flask, session: Session, tried: tuple[Consultation, Consultation]
) -> None:
    one, trial = tried
    mission = queries.missions_of(session, one.id)[0]
    values = {
        "consultation_id": one.id,
        "mission_id": mission.id,
        "slug": one.slug,
        "page": 1,
        "number": 1,
        "language": "en",
    }
    staff, public = app.test_client(), app.test_client()
    signed_in(staff, session, "administrator")
    told = {str(trial.id), trial.slug, WORDS}
    session.commit()
    own = {"consultations.trial", "admin.record"}  # its own page; the record, which tells all
    looked = 0
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        paths = {
            rule.endpoint: adapter.build(rule.endpoint, values, append_unknown=False)
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
            and set(rule.arguments) <= set(values)
            and rule.endpoint not in own
        }
    for endpoint, path in paths.items():
        for browser in (staff, public):
            page = browser.get(path)
            assert page.status_code < 500, endpoint
            if page.status_code == 200:
                looked += 1
                found = [word for word in told if word in page.get_data(as_text=True)]
                assert not found, (endpoint, found)
    assert looked > 40


def test_no_work_is_set_off_by_a_trial(
    session: Session, tried: tuple[Consultation, Consultation]
) -> None:
    _one, trial = tried
    trial = session.get_one(Consultation, trial.id)
    trial.opens_at = trial.published_at = trial.closes_at = clock.now(session) - rules.GRACE * 2
    session.flush()
    assert services.close_due(session, actor=SYSTEM) == 0
    assert session.scalars(select(Job.name)).all() == []
    free = next(q for q in queries.asked(session, trial.id) if q.kind == "free_text")
    with pytest.raises(theme_rules.CannotRun) as refused:
        themes.start_run(session, actor=SYSTEM, question_id=free.question_id)
    assert refused.value.problems == ("trial",)
    assert sum(queries.counts_by_stage(session).values()) == 1


def test_no_letter_is_posted_from_a_trial(session: Session) -> None:
    make_council(session)
    trial = services.make_trial(session, actor=OFFICER, consultation_id=written(session).id)
    _written, key = make_form_key(session, trial)
    words = {"to": "somebody@example.com", "subject": "Yours", "text": "Words"}
    for post_it in (sending.email_reference, sending.email_place):
        with pytest.raises(NotFound):
            post_it(session, key=key, **words)
    assert session.scalars(select(Job.name)).all() == []


def test_trials_are_made_and_ended_on_a_page(
    session: Session, officer: FlaskClient, post: Post
) -> None:
    one = written(session)
    session.commit()
    here = f"/staff/consultations/{one.id}"
    assert "Make the trial" in officer.get(f"{here}/trial").get_data(as_text=True)
    assert post(f"{here}/trial").status_code == 303
    session.expire_all()
    trial = queries.trial_of(session, one.id)
    session.commit()
    assert trial is not None
    page = officer.get(f"{here}/trial").get_data(as_text=True)
    assert f"/consultations/{trial.slug}" in page
    assert "noindex" in officer.get(f"/consultations/{trial.slug}").get_data(as_text=True)
    ledger = officer.get(f"/staff/consultations/{trial.id}/replies").get_data(as_text=True)
    assert "This is a trial" in ledger
    assert officer.get(f"/staff/consultations/{trial.id}").location.endswith(f"{one.id}/trial")
    copied = post(f"{here}/copy")
    assert copied.location.endswith("/details")
    assert post(f"{here}/trial/end").status_code == 303
    assert post(f"{here}/remove").status_code == 303
