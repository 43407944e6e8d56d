"""Answers the public may see: one rule on every page, reasons, authors told, another look."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.consultations.rules import Stage, stage_of
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.kernel.errors import NotAllowed
from participation.responses import queries, services
from participation.responses.models import Answer, Handling, Moderation
from participation.responses.queries import moderation
from participation.responses.rules.moderation import (
    CannotModerate,
    HandlingDetails,
    Outcome,
    Standing,
    Verdict,
    seen_publicly,
)
from participation.responses.services import moderating, redacting
from tests.factories.accounts import actor_with, signed_in, token_of
from tests.factories.consultations import make_consultation
from tests.factories.order import make_publishing, make_shared
from tests.factories.responses import make_response, send_answers, stepping_aside


def _decide(session, consultation, ids, verdict=Verdict.PUBLISHED, **more):
    if verdict is Verdict.HELD:
        more.setdefault("reason_id", moderation.reasons(session)[0].id)
    return moderating.moderate(
        session,
        actor=more.pop("actor", SYSTEM),
        consultation_id=consultation.id,
        answer_ids=ids,
        verdict=verdict,
        **more,
    )


def test_the_rule_and_its_sql_agree_wherever_an_answer_may_stand(session):
    """Every stage, with each of the other facts true and false, all at once."""
    now = clock.now(session)
    expected = {}
    facts = itertools.product(
        Stage,
        (True, False),
        (True, False),
        ("counted", "set_aside"),
        (True, False, None),
        (None, Verdict.PUBLISHED, Verdict.HELD),
    )
    consultations = {}
    for stage, publishes, hides, status, may_quote, verdict in facts:
        key = (stage, publishes, hides)
        if key not in consultations:
            made = make_publishing(session, stage=stage, hide_results=hides)
            session.get_one(Handling, made.id).publishes = publishes
            other = make_consultation(session)
            consultations[key] = (made, other)
        made, open_one = consultations[key]
        response = make_response(session, open_one, "Words")
        response.consultation_id = made.id
        response.status, response.may_quote = status, may_quote
        answer = session.scalars(
            select(Answer).where(Answer.response_version_id == response.versions[0].id)
        ).one()
        if verdict:
            session.add(Moderation(answer_id=answer.id, verdict=verdict.value, created_at=now))
        expected[answer.id] = seen_publicly(
            Standing(
                publishes=publishes,
                trial=False,
                hide_results=hides,
                stage=stage_of(made, now),
                status=status,
                live=True,
                has_words=True,
                may_quote=may_quote,
                verdict=verdict.value if verdict else None,
            )
        )
    session.flush()
    by_sql = set(
        session.scalars(moderation.answers(Answer.id).where(moderation.seen_publicly(now)))
    )
    assert by_sql == {key for key, seen in expected.items() if seen}
    assert by_sql


def test_nothing_is_shown_before_somebody_read_it(session, client):
    consultation = make_publishing(session)
    _, answer = make_shared(session, consultation)
    session.commit()
    url = f"/consultations/{consultation.slug}/answers"
    assert "More crossings" not in client.get(url).text
    _decide(session, consultation, [answer.answer_id])
    session.commit()
    page = client.get(url)
    assert "More crossings" in page.text
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("what", ["held", "set_aside", "withdrawn", "erased", "hidden", "resent"])
def test_whatever_happens_to_an_answer_holds_on_the_public_page_at_once(session, client, what):
    consultation = make_publishing(session)
    response, answer = make_shared(session, consultation)
    _decide(session, consultation, [answer.answer_id])
    officer = actor_with(session, "engagement_officer")
    match what:
        case "held":
            _decide(session, consultation, [answer.answer_id], Verdict.HELD)
        case "set_aside":
            services.set_aside(session, actor=officer, response_id=response.id, reason="duplicate")
        case "withdrawn":
            services.withdraw(session, actor=officer, response_id=response.id)
        case "erased":
            services.erase(session, actor=officer, response_id=response.id)
        case "hidden":
            redacting.redact_words(
                session, actor=officer, answer_id=answer.answer_id, typed="crossings", why="contact"
            )
        case "resent":
            session.get_one(Answer, answer.answer_id).live = False
    session.commit()
    assert "crossings" not in client.get(f"/consultations/{consultation.slug}/answers").text


def test_a_consultation_without_publishing_has_no_such_page(session, client):
    consultation = make_consultation(session)
    session.commit()
    assert client.get(f"/consultations/{consultation.slug}/answers").status_code == 404
    assert (
        client.get(f"/consultations/{consultation.slug}/how-answers-are-handled").status_code == 200
    )
    start = client.get(f"/consultations/{consultation.slug}").text
    assert "may be put on a public page" not in start


def test_publishing_is_said_before_it_opens_and_can_end_at_any_time(session):
    officer = actor_with(session, "engagement_officer")
    opened, draft = make_consultation(session), make_consultation(session, stage="draft")
    publish = HandlingDetails(publishes=True)
    with pytest.raises(CannotModerate) as refusal:
        moderating.set_handling(session, actor=officer, consultation_id=opened.id, details=publish)
    assert refusal.value.problems == ("too_late_to_publish",)
    moderating.set_handling(session, actor=officer, consultation_id=draft.id, details=publish)
    published = make_publishing(session)
    moderating.set_handling(
        session, actor=officer, consultation_id=published.id, details=HandlingDetails()
    )
    assert not moderation.handling(session, published.id).publishes


def test_holding_back_needs_a_reason_of_the_councils(session):
    consultation = make_publishing(session)
    _, answer = make_shared(session, consultation)
    for reason_id in (None, consultation.id):
        with pytest.raises(CannotModerate) as refusal:
            _decide(session, consultation, [answer.answer_id], Verdict.HELD, reason_id=reason_id)
        assert refusal.value.problems == ("reason",)
    with pytest.raises(CannotModerate) as refusal:
        _decide(session, consultation, [])
    assert refusal.value.problems == ("nothing",)


def test_an_answer_of_another_consultation_is_refused_whole(session):
    consultation, other = make_publishing(session), make_publishing(session)
    _, mine = make_shared(session, consultation)
    _, theirs = make_shared(session, other)
    with pytest.raises(CannotModerate) as refusal:
        _decide(session, consultation, [mine.answer_id, theirs.answer_id])
    assert refusal.value.problems == ("unknown_answer",)
    assert session.scalar(select(func.count()).select_from(Moderation)) == 0


def test_the_history_is_kept_and_a_second_press_changes_nothing(session):
    consultation = make_publishing(session)
    _, answer = make_shared(session, consultation)
    ids = [answer.answer_id]
    assert _decide(session, consultation, ids) == 1
    assert _decide(session, consultation, ids) == 0
    assert _decide(session, consultation, ids, Verdict.HELD, note="A name") == 1
    verdicts = [one.row.verdict for one in moderation.history(session, answer.answer_id)]
    assert sorted(verdicts) == ["held", "published"]
    assert [m.verdict for m in moderation.decided_now(session, ids).values()] == ["held"]
    assert session.scalars(select(AuditEntry.deed)).all().count("answers.moderated") == 2


def test_only_those_on_its_team_decide(session):
    consultation = make_publishing(session)
    _, answer = make_shared(session, consultation)
    for actor in (
        actor_with(session, "analyst"),
        actor_with(session, "moderator", consultation.missions[0].mission_id),
    ):
        with pytest.raises(NotAllowed):
            _decide(session, consultation, [answer.answer_id], actor=actor)


def test_the_queue_is_filtered_searched_and_paged(session):
    consultation = make_publishing(session)
    for number in range(30):
        make_shared(session, consultation, f"Answer number {number} about trees")
    _, hidden = make_shared(session, consultation, "Ask Gwyneth about trees")
    make_response(session, consultation, "Nobody asked me about trees")
    redacting.redact_words(
        session, actor=SYSTEM, answer_id=hidden.answer_id, typed="Gwyneth", why="names_somebody"
    )
    waiting = moderation.queue(session, consultation.id)
    assert (waiting.total, waiting.pages, len(waiting.rows)) == (31, 2, 25)
    second = moderation.queue(session, consultation.id, page=2)
    assert len({row.answer_id for row in (*waiting.rows, *second.rows)}) == 31
    find = lambda words: moderation.queue(session, consultation.id, find=words).total  # noqa: E731
    assert find("NUMBER 7 about") == 1
    assert find("Gwyneth") == 0
    assert find("about trees") == 31
    assert find("100%_") == 0
    assert moderation.queue(session, consultation.id, language="cy").total == 0
    assert moderation.counts(session, consultation.id) == {
        "waiting": 31,
        "published": 0,
        "held": 0,
        "asked": 0,
        "not_agreed": 1,
    }


def test_many_are_decided_at_once_on_screen(app, session):
    consultation = make_publishing(session)
    for number in range(30):
        make_shared(session, consultation, f"Answer {number}")
    client = stepping_aside(app, session)
    signed_in(client, session, "moderator", consultation.id)
    url = f"/staff/consultations/{consultation.id}/published-answers"
    token = token_of(client)
    assert "30 answers" in client.get(url).text
    empty = client.post(url, data={"csrf_token": token, "verdict": "published"})
    assert empty.status_code == 422
    assert "Tick at least one answer" in empty.text
    unsaid = client.post(url, data={"csrf_token": token, "verdict": "held", "everything": "y"})
    assert unsaid.status_code == 422
    assert "Choose why they are held back" in unsaid.text
    done = client.post(url, data={"csrf_token": token, "verdict": "published", "everything": "y"})
    assert done.status_code == 303
    assert moderation.counts(session, consultation.id)["published"] == 25


def test_an_author_is_told_asks_again_and_reads_the_reply(app, session):
    consultation = make_publishing(session)
    sent = send_answers(session, consultation, ["Words of mine"])
    queries.get(session, sent.response_id).may_quote = True
    answer = queries.answers_of(session, sent.response_id)[0]
    first, second = actor_with(session, "moderator"), actor_with(session, "moderator")
    _decide(session, consultation, [answer.answer_id], Verdict.HELD, actor=first, note="See page 2")
    client = stepping_aside(app, session)
    url = f"/reference/{sent.code}"
    page = client.get(url).text
    assert "isn’t on the public page: It may tell people who somebody is." in page
    assert "See page 2" in page
    (told,) = moderation.told(session, sent.response_id)
    ask, name = f"{url}/ask-again/{told.moderation_id}", f"m{told.moderation_id.hex}-words"
    assert client.post(ask, data={name: ""}).status_code == 422
    asked = client.post(ask, data={name: "Nobody can be told from it"})
    assert asked.status_code == 303
    assert "Set-Cookie" not in asked.headers
    again = client.post(ask, data={name: "And again"})
    assert again.status_code == 422
    assert "You have asked already" in again.text
    assert moderation.counts(session, consultation.id)["asked"] == 1
    signed_in(client, session, "moderator", consultation.id)
    assert "1 author asks to look again" in client.get("/staff").text

    (told,) = moderation.told(session, sent.response_id)
    reply = {"appeal_id": told.appeal.id, "outcome": Outcome.PUBLISHED, "reply": "You are right."}
    with pytest.raises(CannotModerate) as refusal:
        moderating.answer_appeal(session, actor=first, **reply)
    assert refusal.value.problems == ("same_person",)
    moderating.answer_appeal(session, actor=second, **reply)
    session.commit()
    page = client.get(url).text
    assert "You are right." in page
    assert "may be read on the public page" in page
    assert "Words of mine" in client.get(f"/consultations/{consultation.slug}/answers").text


def test_a_reference_opens_only_its_own_decisions(session, client):
    consultation = make_publishing(session)
    sent = [send_answers(session, consultation, [f"Words {n}"]) for n in range(2)]
    for one in sent:
        queries.get(session, one.response_id).may_quote = True
        answer = queries.answers_of(session, one.response_id)[0]
        _decide(session, consultation, [answer.answer_id], Verdict.HELD)
    (theirs,) = moderation.told(session, sent[1].response_id)
    session.commit()
    name = f"m{theirs.moderation_id.hex}-words"
    url = f"/reference/{sent[0].code}/ask-again/{theirs.moderation_id}"
    assert client.post(url, data={name: "Mine!"}).status_code == 404


def test_the_council_edits_its_reasons(app, session):
    client = stepping_aside(app, session)
    signed_in(client, session, "engagement_officer")
    token = token_of(client)
    url = "/staff/moderation-reasons"
    half = client.post(url, data={"csrf_token": token, "en": "It is a joke", "cy": ""})
    assert half.status_code == 422
    assert 'value="It is a joke"' in half.text
    both = {"csrf_token": token, "en": "It is a joke", "cy": "Jôc ydyw"}
    assert client.post(url, data=both).status_code == 303
    made = moderation.reasons(session)
    assert made[-1].words == {"en": "It is a joke", "cy": "Jôc ydyw"}
    for row in made:
        client.post(f"{url}/{row.id}/retire", data={"csrf_token": token})
    session.expire_all()
    assert [row.words["en"] for row in moderation.reasons(session)] == ["It is a joke"]
