"""Hidden words: nowhere on any page, kept as they were written, carried over when sent again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select, update

from participation.audit.models import AuditEntry
from participation.jobs.models import Job
from participation.kernel.actors import RESIDENT, Role
from participation.kernel.errors import NotAllowed
from participation.paths import PACKAGE
from participation.responses import queries, services
from participation.responses.models import Answer, Redaction
from participation.responses.queries import words
from participation.responses.rules.redaction import MARKS, CannotRedact, Span
from participation.responses.services import redacting
from participation.themes import jobs as theme_jobs
from participation.themes import queries as theme_queries
from participation.themes.models import Assignment, SuggestedTheme
from tests.factories.accounts import actor_with, signed_in, token_of
from tests.factories.consultations import make_consultation
from tests.factories.responses import (
    fill_in,
    make_form_key,
    make_response,
    send_answers,
    stepping_aside,
)
from tests.factories.themes import make_settled
from tests.integration.access_rows import Reach, all_rows
from tests.integration.test_access_matrix import Caller, Who, caller, methods, world

__all__ = ["caller", "world"]

TEXT = "My neighbour Gwyneth Canarybird at number 12 parks on the pavement."
NAME = "Gwyneth Canarybird"


@pytest.fixture
def answer(session):
    consultation = make_consultation(session)
    response = make_response(session, consultation, TEXT)
    session.commit()
    return queries.answers_of(session, response.id)[0]


def _hide(session, answer_id, typed=NAME):
    return redacting.redact_words(
        session,
        actor=actor_with(session, "engagement_officer"),
        answer_id=answer_id,
        typed=typed,
        why="names_somebody",
    )


def test_hiding_keeps_the_text_says_who_and_why_and_is_on_the_record(session, answer):
    (made,) = _hide(session, answer.answer_id)
    assert (made.start, made.end) == (13, 31)
    assert session.get(Answer, answer.answer_id).text == TEXT
    assert words.seen_text(session, answer.answer_id) == TEXT.replace(NAME, MARKS["en"])
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "answer.redacted")).one()
    assert entry.detail["spans"] == [[13, 31, "names_somebody"]]
    assert NAME not in str(entry.detail)


def test_showing_again_keeps_what_was_done(session, answer):
    (made,) = _hide(session, answer.answer_id)
    officer = actor_with(session, "moderator")
    for _ in range(2):
        redacting.show_again(session, actor=officer, redaction_id=made.id, why="Her own words")
    assert words.seen_text(session, answer.answer_id) == TEXT
    assert session.scalars(select(Redaction)).one().undone_why == "Her own words"
    deeds = session.scalars(select(AuditEntry.deed)).all()
    assert deeds.count("redaction.undone") == 1


def test_the_same_words_are_hidden_once(session, answer):
    _hide(session, answer.answer_id)
    assert _hide(session, answer.answer_id) == []
    assert _hide(session, answer.answer_id, "Gwyneth") == []


def test_what_cannot_be_hidden_is_refused_with_every_problem(session, answer):
    officer = actor_with(session, "engagement_officer")
    with pytest.raises(CannotRedact) as refusal:
        redacting.redact(
            session,
            actor=officer,
            answer_id=answer.answer_id,
            chosen=[(Span(0, 999), "names_somebody"), (Span(2, 3), "because")],
        )
    assert refusal.value.problems == ("empty", "outside", "reason")
    with pytest.raises(CannotRedact):
        _hide(session, answer.answer_id, "Not there")
    with pytest.raises(NotAllowed):
        redacting.redact_words(
            session,
            actor=actor_with(session, "analyst"),
            answer_id=answer.answer_id,
            typed=NAME,
            why="names_somebody",
        )


def test_words_sent_again_stay_hidden(session):
    consultation = make_consultation(session)
    _, key = make_form_key(session, consultation)
    send_answers(session, consultation, [TEXT], key=key)
    response = queries.by_form(session, key)
    _hide(session, queries.answers_of(session, response.id)[0].answer_id)
    fill_in(session, key, ["Once more: gwyneth  canarybird parks there. Move her on."])
    services.send(session, actor=RESIDENT, key=key, language="en")
    session.expire_all()
    (now,) = queries.answers_of(session, response.id)
    assert now.text == f"Once more: {MARKS['en']} parks there. Move her on."


def test_the_authors_own_form_still_holds_their_words(session):
    consultation = make_consultation(session)
    _, key = make_form_key(session, consultation)
    send_answers(session, consultation, [TEXT], key=key)
    response = queries.by_form(session, key)
    _hide(session, queries.answers_of(session, response.id)[0].answer_id)
    (kept,) = queries.answers_as_draft(session, key.form_hash).values()
    assert kept["text"] == TEXT


def test_the_analysis_reads_spaces_and_offsets_still_hold(session, answer):
    _hide(session, answer.answer_id)
    ((_, text, _),) = theme_queries.texts_for_run(session, answer.question_id)
    assert len(text) == len(TEXT)
    assert "Gwyneth" not in text
    assert text[31:] == TEXT[31:]


def test_hidden_words_go_from_what_the_computer_called_its_themes(app, session):
    listed = make_settled(session)
    theme = listed.themes["buses"]
    suggested = session.get(SuggestedTheme, theme.suggested_id)
    answer_id = session.scalars(select(Assignment.answer_id).limit(1)).first()
    session.get(Answer, answer_id).text = TEXT
    suggested.label = theme.label = f"Ask {NAME} to move"
    suggested.keyphrases = ["canarybird van", "the pavement"]
    (own,) = (one for name, one in listed.themes.items() if name != "buses")
    own.label = "Mrs Canarybird, as people wrote"
    _hide(session, answer_id)
    (job,) = session.scalars(select(Job).where(Job.name == "themes.forget_hidden_words"))
    assert "anarybird" not in str(job.arguments)
    arguments = job.arguments
    session.commit()
    with app.app_context():
        for _ in range(2):
            theme_jobs.forget_hidden_words(**arguments)
    session.expire_all()
    assert suggested.label == theme.label == "Ask […] to move"
    assert suggested.keyphrases == ["the pavement"]
    assert own.label == "Mrs Canarybird, as people wrote"


@pytest.mark.parametrize("role", ["moderator", "analyst", "leader", "ward_councillor"])
def test_the_original_needs_its_own_permission(session, answer, role):
    with pytest.raises(NotAllowed):
        redacting.note_original(
            session, actor=actor_with(session, role), answer_id=answer.answer_id
        )


def _urls(session, answer):
    response_id = words.stored(session, answer.answer_id).response_id
    consultation_id = queries.get(session, response_id).consultation_id
    base = f"/staff/consultations/{consultation_id}/replies/{response_id}"
    return base, f"{base}/answers/{answer.answer_id}"


def test_an_officer_confirms_suggestions_and_writes_words(app, session, answer):
    base, own = _urls(session, answer)
    client = stepping_aside(app, session)
    signed_in(client, session, "moderator")
    page = client.get(f"{own}/hide").text
    assert "at number 12" in page
    token = token_of(client)
    at = TEXT.index("at number 12")
    suggested = re.findall(r'name="suggested"[^>]*value="(\d+-\d+)"', page)
    assert f"{at}-{at + 12}" in suggested
    done = client.post(
        f"{own}/hide",
        data={
            "csrf_token": token,
            "suggested": f"{at}-{at + 12}",
            "typed": "gwyneth canarybird",
            "why": "names_somebody",
        },
    )
    assert done.status_code == 303
    page = client.get(base).text
    assert "Canarybird" not in page
    assert "number 12" not in page
    assert page.count(MARKS["en"]) == 2
    wrong = client.post(f"{own}/hide", data={"csrf_token": token, "typed": "nobody", "why": ""})
    assert wrong.status_code == 422
    assert "don’t stand in this answer" in wrong.text
    assert 'value="nobody"' in wrong.text


def test_reading_the_original_is_on_the_record_before_it_is_shown(app, session, answer):
    _hide(session, answer.answer_id)
    _, own = _urls(session, answer)
    client = stepping_aside(app, session)
    signed_in(client, session, "moderator")
    token = token_of(client)
    assert client.post(f"{own}/original", data={"csrf_token": token}).status_code == 403
    actor = signed_in(client, session, "engagement_officer")
    page = client.post(f"{own}/original", data={"csrf_token": token_of(client)})
    assert TEXT in page.text
    assert page.headers["Cache-Control"] == "no-store"
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.deed == "response.original_read")
    ).one()
    assert entry.actor_id == actor.id


def test_no_page_of_the_site_shows_hidden_words(app, session, caller, world):
    """Every address of the site, as whoever may see the most, with every answer's name hidden."""
    caller: Caller
    everything, nobody = Who(Role.ADMINISTRATOR, Reach.SITE), Who(None, Reach.SITE)
    shown, walked = [], 0
    # The theme list of the tables knows only its own answers, so it is made before others.
    in_order = sorted(all_rows().items(), key=lambda row: (row[0] != "themes.theme", row[0]))
    rows = {end: row for end, row in in_order if "GET" in methods(app, end)}
    for row in rows.values():
        row.values(world)
    _hide_all(session)
    for endpoint, row in rows.items():
        for who in (everything, nobody):
            answer = caller.call(who, "GET", endpoint, row)
            walked += answer.status_code == 200
            if "Canarybird" in answer.get_data().decode("utf-8", "replace"):
                shown.append(f"{who}: {endpoint}")
    assert shown == []
    assert walked > 40


def _hide_all(session):
    """Put a name into every answer, and hide it."""
    known = select(Redaction.answer_id)
    fresh = session.scalars(
        select(Answer.id).where(Answer.id.not_in(known), Answer.text.is_not(None))
    ).all()
    if not fresh:
        return
    session.execute(update(Answer).where(Answer.id.in_(fresh)).values(text=TEXT))
    officer = actor_with(session, "engagement_officer")
    for answer_id in fresh:
        redacting.redact_words(
            session, actor=officer, answer_id=answer_id, typed=NAME, why="names_somebody"
        )
    session.commit()


MAY_READ_STORED_WORDS = {
    "responses/queries/words.py": "the one way to read them",
    "responses/queries/__init__.py": "hands them on without what is hidden",
    "responses/queries/moderation.py": "hands them on without what is hidden",
    "responses/queries/same_wording.py": "hands them on without what is hidden",
    "responses/queries/exporting.py": "hands them on without what is hidden",
    "responses/queries/rights.py": "copies them for whoever wrote them",
    "responses/services/rights.py": "erases them when they are due",
    "responses/queries/worries.py": "hands them on without what is hidden",
    "responses/services/worrying.py": "looks in new words for signs of danger, and keeps offsets",
    "themes/queries/living.py": "hands them on without what is hidden",
    "responses/services/redacting.py": "hides some of them",
    "responses/services/ledger.py": "erases them",
    "themes/queries/answers.py": "hands them on without what is hidden",
    "themes/queries/settled.py": "proves that a quote stands in them",
}


def test_only_named_places_read_stored_words():
    """A new reader of ``Answer.text`` asks ``queries.words`` instead, or is named here."""
    found = set()
    for path in sorted(Path(PACKAGE).rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if re.search(r"\b(Answer|_ANSWER(\.c)?|answer)\.text\b", path.read_text()):
            found.add(name)
    allowed = set(MAY_READ_STORED_WORDS) | {
        "responses/forms/__init__.py",  # an AnswerShown: hidden words are left out already
        "responses/views/redacting.py",  # the two pages that are about the stored words
    }
    assert found <= allowed, sorted(found - allowed)
