"""Word rules: a worrying answer is in front of an officer at once, and counts like any other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from participation.kernel.actors import RESIDENT, SYSTEM
from participation.responses import jobs, queries, services
from participation.responses.models import Worry
from participation.responses.queries import worries as found
from participation.responses.rules.worries import BadRule, Reader, Rule, phrase_problem
from participation.responses.services import redacting, worrying
from tests.factories.accounts import actor_with, signed_in, token_of
from tests.factories.consultations import make_consultation
from tests.factories.order import make_worry
from tests.factories.responses import fill_in, make_form_key, send_answers, stepping_aside


@pytest.mark.parametrize(
    ("phrase", "text", "finds"),
    [
        ("burn it down", "I'll BURN\n it  down", True),
        ("suicid*", "thoughts of suicide,", True),
        ("suicid*", "Suicidal", True),
        ("a bomb", "a bombshell", False),
        ("you'll regret", "You’ll regret this", True),
        ("mynd â chi i'r llys", "Byddwn yn MYND Â CHI I’R LLYS", True),
        ("kill you", "skill your", False),
    ],
)
def test_a_phrase_is_found_as_people_write_it(phrase, text, finds):
    assert bool(Reader([Rule("threat", phrase)]).read(text)) is finds


@pytest.mark.parametrize("phrase", ["", " ", "*", "a*", "a*b", "x" * 101, "**"])
def test_some_phrases_would_find_everything(phrase):
    assert phrase_problem(phrase) == "phrase"


@given(st.text(max_size=200), st.lists(st.text(min_size=2, max_size=20), max_size=5))
def test_no_rule_and_no_text_breaks_reading(text, phrases):
    for one in Reader(Rule("legal", phrase) for phrase in phrases).read(text):
        assert 0 <= one.span.start < one.span.end <= len(text)


def test_new_replies_are_read_once_and_later_words_again(session):
    consultation = make_consultation(session)
    _, key = make_form_key(session, consultation)
    send_answers(session, consultation, ["More trees"], key=key)
    send_answers(session, consultation, ["We will seek judicial review. I feel suicidal."])
    assert worrying.look_at_new(session) == 2
    assert worrying.look_at_new(session) == 0
    assert sorted(session.scalars(select(Worry.kind))) == ["legal", "safeguarding"]
    fill_in(session, key, ["I know where you live"])
    services.send(session, actor=RESIDENT, key=key, language="en")
    assert worrying.look_at_new(session) == 1
    assert sorted(session.scalars(select(Worry.kind))) == ["legal", "safeguarding", "threat"]
    assert queries.tally(session, consultation.id).counted == 2


def test_the_repeated_job_reads_what_is_new(app, session):
    send_answers(session, make_consultation(session), ["burn it down"])
    session.commit()
    with app.app_context():
        jobs.look_at_new()
        jobs.look_at_new()
    session.expire_all()
    assert len(session.scalars(select(Worry)).all()) == 1


def test_only_those_who_read_replies_see_them(session):
    consultation, other = make_consultation(session), make_consultation(session)
    make_worry(session, consultation)
    make_worry(session, other)
    assert found.how_many(session, actor_with(session, "engagement_officer")) == 2
    assert found.how_many(session, actor_with(session, "moderator", other.id)) == 1
    assert found.how_many(session, actor_with(session, "leader")) == 0


def test_hidden_words_are_hidden_in_the_queue(session):
    consultation = make_consultation(session)
    worry_id = make_worry(session, consultation, "Gwyneth says she will burn it down tonight")
    answer_id = session.get(Worry, worry_id).answer_id
    for typed in ("Gwyneth", "it down tonight"):
        redacting.redact_words(
            session, actor=SYSTEM, answer_id=answer_id, typed=typed, why="names_somebody"
        )
    (row,), _, _ = found.waiting(session, SYSTEM)
    shown = "".join(row.parts)
    assert "Gwyneth" not in shown
    assert "tonight" not in shown


def test_an_officer_reads_it_from_the_desk_and_says_what_was_done(app, session):
    consultation = make_consultation(session)
    worry_id = make_worry(session, consultation)
    client = stepping_aside(app, session)
    signed_in(client, session, "moderator", consultation.id)
    assert "1 answer to read at once" in client.get("/staff").text
    page = client.get("/staff/worries").text
    assert "<mark>burn it down</mark>" in page
    url, name, token = f"/staff/worries/{worry_id}", f"w{worry_id.hex}-outcome", token_of(client)
    assert client.post(url, data={"csrf_token": token}).status_code == 422
    done = client.post(url, data={"csrf_token": token, name: "passed_on"})
    assert done.status_code == 303
    assert "to read at once" not in client.get("/staff").text
    assert "Passed on" in client.get("/staff/worries?show=dealt-with").text


def test_rules_are_the_councils_and_everybody_reads_them(app, session):
    consultation = make_consultation(session)
    client = stepping_aside(app, session)
    signed_in(client, session, "engagement_officer")
    rule = {"csrf_token": token_of(client), "kind": "threat", "language": "en"}
    url = "/staff/word-rules"
    assert client.post(url, data={**rule, "phrase": "*"}).status_code == 422
    assert client.post(url, data={**rule, "phrase": "torch  the place"}).status_code == 303
    public = client.get(f"/consultations/{consultation.slug}/how-answers-are-handled").text
    assert "torch the place" in public
    (row,) = [one for one in found.rules(session) if one.phrase == "torch the place"]
    client.post(f"{url}/{row.id}/retire", data=rule)
    session.expire_all()
    assert all(one.id != row.id for one in found.rules(session))
    with pytest.raises(BadRule):
        worrying.add_rule(session, actor=SYSTEM, kind="odd", language="en", phrase="some words")
