"""Changing what is asked while people can answer: versions, notices, drafts in flight, results."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit.models import AuditEntry
from participation.consultations import queries, rules, services
from participation.consultations.models import Consultation, Question
from participation.consultations.rules import (
    Ask,
    Asked,
    Condition,
    Kind,
    One,
    Option,
    QuestionDetails,
    ToldOfChange,
)
from participation.evidence import queries as evidence
from participation.kernel.actors import RESIDENT, Actor, Role
from participation.kernel.errors import NotAllowed
from participation.responses import queries as responses
from participation.responses import services as sending
from participation.responses.rules import FormKey, Given, Problem
from participation.responses.services import NotReady
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import make_form_key
from tests.integration.consultations.conftest import Post

OFFICER = Actor("staff", uuid4(), frozenset({Role.ENGAGEMENT_OFFICER}))
TOLD = ToldOfChange("people_asked", {"en": "A tram was missing.", "cy": "Roedd tram ar goll."})


def opened(session: Session, *questions: Any, **changes: Any) -> Consultation:
    make_council(session)
    return make_consultation(
        session, questions=questions or ("single_choice", "free_text"), **changes
    )


def who(one: Consultation) -> dict[str, Any]:
    return {"actor": OFFICER, "consultation_id": one.id}


def as_written(asked: Asked, **changes: Any) -> QuestionDetails:
    return QuestionDetails(
        **{
            name: getattr(asked, name)
            for name in ("wording", "help", "required", "word_guide", "options", "rows", "limits")
        }
        | changes
    )


def newest(session: Session, one: Consultation) -> tuple[Asked, ...]:
    session.flush()
    session.expire_all()
    return queries.asked(session, one.id)


def reply(session: Session, one: Consultation, *codes: str, send: bool = True) -> FormKey:
    _written, key = make_form_key(session, one)
    sending.open_draft(session, actor=RESIDENT, key=key, language="en")
    question = queries.asked(session, one.id)[0]
    sending.save_answer(
        session,
        actor=RESIDENT,
        key=key,
        question_id=question.question_id,
        version_id=question.version_id,
        given=Given(codes=codes),
        language="en",
    )
    if send:
        sending.send(session, actor=RESIDENT, key=key, language="en")
    return key


def test_spelling_is_corrected_in_place_and_stands_in_the_record(session: Session) -> None:
    one = opened(session, {"kind": "free_text", "wording": {"en": "Waht now?", "cy": "Beth nawr?"}})
    asked = newest(session, one)[0]
    mended = {"en": "What now?", "cy": "Beth nawr?"}
    services.correct_spelling(
        session,
        **who(one),
        question_id=asked.question_id,
        details=as_written(asked, wording=mended),
    )
    after = newest(session, one)[0]
    assert (after.version_id, after.number, after.wording) == (asked.version_id, 1, mended)
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.deed == "consultation.question.corrected")
    ).one()
    assert entry.detail["changes"] == [["wording:en", "Waht now?", "What now?"]]
    assert evidence.notices(session, one.id) == []
    assert len(evidence.seen_versions(session, one.id)) == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, "unchanged"),
        ({"wording": {"en": "Question 2?", "cy": "Cwestiwn 1?"}}, "not_spelling"),
        ({"required": True, "help": {"en": "Help", "cy": "Cymorth"}}, "not_spelling"),
    ],
)
def test_more_than_spelling_is_not_corrected_in_place(
    session: Session, changes: dict[str, Any], problem: str
) -> None:
    one = opened(session)
    asked = newest(session, one)[0]
    with pytest.raises(rules.CannotChange) as refused:
        services.correct_spelling(
            session,
            **who(one),
            question_id=asked.question_id,
            details=as_written(asked, **changes),
        )
    assert refused.value.problems == (problem,)


def test_a_change_makes_a_version_that_everyone_is_told_of(session: Session) -> None:
    one = opened(session)
    before = newest(session, one)[0]
    sent = reply(session, one, "bus")
    bike, walk = before.options[1:]
    wanted = (bike, walk, Option("", {"en": "By bus", "cy": "Ar fws"}))
    services.revise_question(
        session,
        **who(one),
        question_id=before.question_id,
        details=as_written(before, options=wanted),
        told=TOLD,
    )
    after = newest(session, one)[0]
    assert (after.number, after.name) == (2, before.name)
    # What was "bus" once keeps its code: the new option has another, whatever its words.
    assert [option.code for option in after.options] == ["bike", "walk", "by-bus"]
    services.revise_question(
        session,
        **who(one),
        question_id=before.question_id,
        details=as_written(after, options=(*after.options[:2], replace(wanted[2], code=""))),
        told=TOLD,
    )
    assert newest(session, one)[0].codes == ("bike", "walk", "by-bus-2")
    response = responses.by_form(session, sent)
    assert response is not None
    answer = responses.answers_of(session, response.id)[0]
    assert answer.codes == ("bus",)
    assert {o["code"]: o["words"]["en"] for o in answer.options}["bus"] == "By bus"
    assert responses.choice_counts(session, before.question_id) == {"bus": 1}
    notices = evidence.notices(session, one.id)
    assert [(notice.reason, notice.words) for notice in notices] == [
        ("people_asked", TOLD.words)
    ] * 2
    assert [v[0].number for v in queries.versions_of(session, one.id, before.question_id)] == [
        3,
        2,
        1,
    ]


def test_a_reason_and_words_are_needed_and_somebody_who_may_publish(session: Session) -> None:
    one = opened(session)
    asked = newest(session, one)[0]
    for told, problems in (
        (ToldOfChange("because", TOLD.words), ("reason",)),
        (ToldOfChange("added", {"en": "Only English"}), ("notice",)),
        (ToldOfChange("", {}), ("reason", "notice")),
    ):
        with pytest.raises(rules.CannotChange) as refused:
            services.retire_question(session, **who(one), question_id=asked.question_id, told=told)
        assert refused.value.problems == problems
    leader = Actor("staff", uuid4(), frozenset({Role.LEADER}))
    with pytest.raises(NotAllowed):
        services.retire_question(
            session,
            actor=leader,
            consultation_id=one.id,
            question_id=asked.question_id,
            told=TOLD,
        )


@pytest.mark.parametrize("stage", ["draft", "scheduled", "closed", "withdrawn"])
def test_only_what_is_open_is_changed_so(session: Session, stage: str) -> None:
    one = opened(session, stage=stage)
    asked = newest(session, one)[0]
    for deed in (
        lambda: services.correct_spelling(
            session, **who(one), question_id=asked.question_id, details=as_written(asked)
        ),
        lambda: services.retire_question(
            session, **who(one), question_id=asked.question_id, told=TOLD
        ),
        lambda: services.add_while_open(
            session, **who(one), kind=Kind.FREE_TEXT, details=as_written(asked), told=TOLD
        ),
    ):
        with pytest.raises(rules.CannotChange) as refused:
            deed()
        assert refused.value.problems == ("not_running",)


def test_a_question_is_added_and_retired_and_answers_to_it_stay(session: Session) -> None:
    one = opened(session)
    first = newest(session, one)[0]
    sent = reply(session, one, "bike")
    added = services.add_while_open(
        session,
        **who(one),
        kind=Kind.SCALE,
        details=QuestionDetails(
            {"en": "How easy?", "cy": "Pa mor hawdd?"},
            limits=rules.Limits(least=1, greatest=5),
        ),
        told=TOLD,
    )
    assert [q.name for q in newest(session, one)] == ["q1", "q2", "q3"]
    services.retire_question(session, **who(one), question_id=first.question_id, told=TOLD)
    assert [q.name for q in newest(session, one)] == ["q2", "q3"]
    assert [q.name for q in queries.retired(session, one.id)] == ["q1"]
    response = responses.by_form(session, sent)
    assert response is not None
    assert responses.answers_of(session, response.id)[0].codes == ("bike",)
    assert responses.choice_counts(session, first.question_id) == {"bike": 1}
    again = services.add_while_open(
        session, **who(one), kind=Kind.FREE_TEXT, details=as_written(first, options=()), told=TOLD
    )
    assert (added.name, again.name) == ("q3", "q4")  # a name is never used again


def test_what_others_depend_on_is_not_taken_out(session: Session) -> None:
    one = opened(session)
    q1, q2 = newest(session, one)

    condition = Condition((One(q1.question_id, Ask.CHOSE, ("bus",)),))
    session.get_one(Question, q2.question_id).condition = condition.stored()
    session.flush()
    for deed in (
        lambda: services.retire_question(
            session, **who(one), question_id=q1.question_id, told=TOLD
        ),
        lambda: services.revise_question(
            session,
            **who(one),
            question_id=q1.question_id,
            details=as_written(q1, options=q1.options[1:]),
            told=TOLD,
        ),
    ):
        undo = session.begin_nested()
        with pytest.raises(rules.CannotPublish) as refused:
            deed()
        assert refused.value.problems[0].startswith(("route_gone", "route_option"))
        undo.rollback()


def draft_after(session: Session, one: Consultation, change: Any) -> tuple[FormKey, UUID]:
    key = reply(session, one, "bus", send=False)
    asked = newest(session, one)[0]
    change(asked)
    return key, asked.question_id


def test_a_draft_in_flight_is_looked_at_again_where_it_was_changed(session: Session) -> None:
    one = opened(session)

    def change(asked: Asked) -> None:
        services.revise_question(
            session,
            **who(one),
            question_id=asked.question_id,
            details=as_written(
                asked, options=(*asked.options, Option("", {"en": "Tram", "cy": "Tram"}))
            ),
            told=TOLD,
        )

    key, question = draft_after(session, one, change)
    with pytest.raises(NotReady) as refused:
        sending.send(session, actor=RESIDENT, key=key, language="en")
    assert refused.value.by_question == {question: Problem.CHANGED}
    looked = newest(session, one)[0]
    sending.save_answer(
        session,
        actor=RESIDENT,
        key=key,
        question_id=question,
        version_id=looked.version_id,
        given=Given(codes=("bus",)),
        language="en",
    )
    assert sending.send(session, actor=RESIDENT, key=key, language="en").new


def test_a_draft_is_not_asked_again_for_spelling_or_for_other_questions(session: Session) -> None:
    one = opened(session)

    def change(asked: Asked) -> None:
        services.correct_spelling(
            session,
            **who(one),
            question_id=asked.question_id,
            details=as_written(asked, wording={"en": "Question, 1?", "cy": "Cwestiwn 1?"}),
        )
        other = newest(session, one)[1]
        services.retire_question(session, **who(one), question_id=other.question_id, told=TOLD)

    key, _question = draft_after(session, one, change)
    assert sending.send(session, actor=RESIDENT, key=key, language="en").new


def boxes(asked: Asked, **changes: str) -> dict[str, str]:
    """What the page of a question posts."""
    sent = {f"wording_{lang}": words for lang, words in asked.wording.items()}
    for place, option in enumerate(asked.options):
        sent[f"options-{place}-code"] = option.code
        for lang, words in option.words.items():
            sent[f"options-{place}-words_{lang}"] = words
    return sent | changes


def test_the_page_shows_what_differs_before_it_is_kept(
    session: Session, officer: FlaskClient, post: Post
) -> None:
    one = make_consultation(session, questions=["single_choice"])
    reply(session, one, "bus")
    session.commit()
    asked = newest(session, one)[0]
    session.commit()
    here = f"/staff/consultations/{one.id}"
    path = f"{here}/questions/{asked.question_id}/revise"
    assert path in officer.get(here).get_data(as_text=True)
    assert officer.get(path).status_code == 200
    mended = boxes(asked, **{"options-0-words_en": "By bus."})
    assert "Say what kind of change it is" in post(path, **mended).get_data(as_text=True)
    looked = post(path, **mended, how="spelling")
    assert looked.status_code == 200
    assert "<del" in looked.get_data(as_text=True)
    assert newest(session, one)[0].options == asked.options
    session.commit()
    assert post(path, **mended, how="spelling", back="y").status_code == 200
    assert post(path, **mended, how="spelling", confirmed="y").status_code == 303
    assert newest(session, one)[0].options[0].words["en"] == "By bus."
    session.commit()
    other = boxes(asked, **{"options-0-words_en": "By tram"})
    refused = post(path, **other, how="spelling")
    assert (refused.status_code, "more than spelling" in refused.get_data(as_text=True)) == (
        422,
        True,
    )
    refused = post(path, **other, how="meaning")
    assert "Choose why it changes" in refused.get_data(as_text=True)
    told = {"change_reason": "clearer", "change_words_en": "A tram.", "change_words_cy": "Tram."}
    assert "another version" in post(path, **other, **told, how="meaning").get_data(as_text=True)
    assert post(path, **other, **told, how="meaning", confirmed="y").status_code == 303
    assert newest(session, one)[0].number == 2
    assert newest(session, one)[0].codes == ("by-tram", "bike", "walk")
    session.commit()
    assert "Version 2, from" in officer.get(path.replace("revise", "versions")).get_data(
        as_text=True
    )
    changes = officer.get(f"/consultations/{one.slug}/changes").get_data(as_text=True)
    assert "A tram." in changes
    more = f"{here}/questions/more?kind=number"
    assert officer.get(more).status_code == 200
    asked_more = {"wording_en": "How many?", "wording_cy": "Faint?"}
    assert post(more, **asked_more).status_code == 422
    assert post(more, **asked_more, **told).status_code == 303
    retire = path.replace("revise", "retire")
    assert officer.get(retire).status_code == 200
    assert post(retire).status_code == 422
    assert post(retire, **told).status_code == 303
    page = officer.get(here).get_data(as_text=True)
    assert "Asked no longer" in page
    for rest in ("replies", "results"):
        shown = officer.get(f"{here}/{rest}")
        assert shown.status_code == 200, rest
    # The option that somebody chose keeps its words.
    assert "By bus." in shown.get_data(as_text=True)
