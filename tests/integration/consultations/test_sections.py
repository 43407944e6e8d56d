"""Sections, the order of questions, and who is asked what: deeds and pages."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.consultations import queries, rules, services
from participation.consultations.models import Consultation
from participation.consultations.rules import Ask, Condition, Match, One, SectionDetails
from participation.kernel.actors import Actor, Role
from participation.kernel.errors import NotFound
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.evidence import approve
from tests.integration.consultations.conftest import Post
from tests.support.htmlcheck import expect_valid

OFFICER = Actor("staff", uuid4(), frozenset({Role.ENGAGEMENT_OFFICER}))


def a_draft(session: Session, *questions: str, stage: str = "draft") -> Consultation:
    make_council(session)
    return make_consultation(session, stage, questions=questions or ["single_choice"] * 4)


def a_section(session: Session, one: Consultation, title: str, **more: Any) -> UUID:
    words = {"en": title, "cy": title}
    made = services.add_section(
        session, actor=OFFICER, consultation_id=one.id, details=SectionDetails(words, **more)
    )
    return made.id


def who(one: Consultation) -> dict[str, Any]:
    return {"actor": OFFICER, "consultation_id": one.id}


def shape(session: Session, one: Consultation) -> list[tuple[str, int]]:
    """Each question's name, and the number of its section (0 for none), in the order of asking."""
    places = {s.section_id: n for n, s in enumerate(queries.sections(session, one.id), 1)}
    asked = queries.asked(session, one.id)
    assert [question.position for question in asked] == list(range(1, len(asked) + 1))
    return [(q.name, places[q.section_id] if q.section_id else 0) for q in asked]


def chose(question: Any, *codes: str) -> Condition:
    return Condition((One(question.question_id, Ask.CHOSE, codes),))


def test_a_question_moves_over_every_edge_and_back(session: Session) -> None:
    one = a_draft(session, "free_text", "free_text", "free_text")
    a_section(session, one, "First")
    a_section(session, one, "Second")
    moving = queries.asked(session, one.id)[0].question_id
    seen = [shape(session, one)]
    for _step in range(6):
        services.move_question(session, **who(one), question_id=moving, up=False)
        seen.append(shape(session, one))
    assert seen[1:] == [
        [("q2", 0), ("q1", 0), ("q3", 0)],
        [("q2", 0), ("q3", 0), ("q1", 0)],
        [("q2", 0), ("q3", 0), ("q1", 1)],
        [("q2", 0), ("q3", 0), ("q1", 2)],
        [("q2", 0), ("q3", 0), ("q1", 2)],  # there is nowhere further
        [("q2", 0), ("q3", 0), ("q1", 2)],
    ]
    for step in range(5):
        services.move_question(session, **who(one), question_id=moving, up=True)
        assert shape(session, one) == seen[max(0, 3 - step)]


def test_moving_a_section_takes_its_questions_along(session: Session) -> None:
    one = a_draft(session, "free_text", "free_text", "free_text")
    first, second = a_section(session, one, "First"), a_section(session, one, "Second")
    for question, section in zip(queries.asked(session, one.id)[1:], (first, second), strict=True):
        services.place_question(
            session, **who(one), question_id=question.question_id, section_id=section
        )
    assert shape(session, one) == [("q1", 0), ("q2", 1), ("q3", 2)]
    services.move_section(session, **who(one), section_id=second, up=True)
    assert shape(session, one) == [("q1", 0), ("q3", 1), ("q2", 2)]
    services.move_section(session, **who(one), section_id=second, up=True)
    assert shape(session, one) == [("q1", 0), ("q3", 1), ("q2", 2)]


def test_a_question_is_added_to_its_section(session: Session) -> None:
    one = a_draft(session, "free_text")
    first = a_section(session, one, "First")
    a_section(session, one, "Second")
    details = rules.QuestionDetails({"en": "Why?", "cy": "Pam?"})
    for section in (first, None):
        services.add_question(
            session,
            **who(one),
            kind=rules.Kind.FREE_TEXT,
            details=details,
            section_id=section,
        )
    assert shape(session, one) == [("q1", 0), ("q3", 0), ("q2", 1)]
    with pytest.raises(NotFound):
        services.add_question(
            session,
            **who(one),
            kind=rules.Kind.FREE_TEXT,
            details=details,
            section_id=uuid4(),
        )


@pytest.mark.parametrize("place", [0, 1])
def test_taking_a_section_away_loses_no_question_and_asks_the_same_people(
    session: Session, place: int
) -> None:
    one = a_draft(session)
    sections = [a_section(session, one, "First"), a_section(session, one, "Second")]
    q1, q2, q3, q4 = queries.asked(session, one.id)
    for question in (q2, q3):
        services.place_question(
            session, **who(one), question_id=question.question_id, section_id=sections[0]
        )
    services.place_question(session, **who(one), question_id=q4.question_id, section_id=sections[1])
    bus, bike = chose(q1, "bus"), chose(q1, "bike", "walk")
    for section in sections:
        services.set_section_condition(session, **who(one), section_id=section, condition=bus)
    services.set_question_condition(session, **who(one), question_id=q3.question_id, condition=bike)
    before = shape(session, one)
    services.remove_section(session, **who(one), section_id=sections[place])
    asked = {question.name: question for question in queries.asked(session, one.id)}
    assert list(asked) == [name for name, _section in before]
    if place == 0:
        assert shape(session, one) == [("q1", 0), ("q2", 0), ("q3", 0), ("q4", 1)]
        assert asked["q2"].condition == bus
        assert asked["q3"].condition == Condition((*bus.tests, *bike.tests))
    else:
        assert shape(session, one) == [("q1", 0), ("q2", 1), ("q3", 1), ("q4", 1)]
        assert asked["q4"].condition == bus


def test_a_section_stays_when_two_conditions_cannot_be_said_as_one(session: Session) -> None:
    one = a_draft(session)
    section = a_section(session, one, "First")
    q1, q2, *_rest = queries.asked(session, one.id)
    services.place_question(session, **who(one), question_id=q2.question_id, section_id=section)
    services.set_section_condition(
        session, **who(one), section_id=section, condition=chose(q1, "bus")
    )
    tests = (*chose(q1, "bike").tests, One(q1.question_id, Ask.NOT_ANSWERED))
    services.set_question_condition(
        session,
        **who(one),
        question_id=q2.question_id,
        condition=Condition(tests, Match.ANY),
    )
    with pytest.raises(rules.CannotChange) as refused:
        services.remove_section(session, **who(one), section_id=section)
    assert refused.value.problems == ("both_conditions",)


def test_a_condition_on_a_question_of_another_consultation_is_refused(session: Session) -> None:
    one, other = a_draft(session), make_consultation(session, "draft", questions=["agreement"])
    theirs = queries.asked(session, other.id)[0]
    with pytest.raises(NotFound):
        services.set_question_condition(
            session,
            **who(one),
            question_id=queries.asked(session, one.id)[1].question_id,
            condition=chose(theirs, "agree"),
        )


def test_what_is_scheduled_takes_no_route_with_a_fault(session: Session) -> None:
    one = a_draft(session)
    q1, q2, *_rest = queries.asked(session, one.id)
    services.set_question_condition(
        session, **who(one), question_id=q2.question_id, condition=chose(q1, "bus")
    )
    approve(session, one)
    services.publish_consultation(session, **who(one))
    for deed in (
        lambda: services.set_question_condition(
            session, **who(one), question_id=q1.question_id, condition=chose(q2, "bus")
        ),
        lambda: services.move_question(session, **who(one), question_id=q2.question_id, up=True),
        lambda: services.remove_question(session, **who(one), question_id=q1.question_id),
        lambda: a_section(session, one, "Empty"),
    ):
        undo = session.begin_nested()
        with pytest.raises(rules.CannotPublish):
            deed()
        undo.rollback()


def test_a_draft_with_sections_can_be_removed(session: Session) -> None:
    one = a_draft(session)
    section = a_section(session, one, "First")
    question = queries.asked(session, one.id)[0].question_id
    services.place_question(session, **who(one), question_id=question, section_id=section)
    services.remove_draft(session, **who(one))
    session.flush()


# Pages


def test_sections_are_written_on_pages(session: Session, officer: FlaskClient, post: Post) -> None:
    one = make_consultation(session, "draft", questions=["free_text", "agreement"])
    session.commit()
    here = f"/staff/consultations/{one.id}"
    title = {"title_en": "Getting about", "title_cy": "Mynd o le i le"}
    assert post(f"{here}/sections/new", **title, together="y").status_code == 303
    assert post(f"{here}/sections/new", title_en="").status_code == 422
    session.expire_all()
    section = queries.sections(session, one.id)[0]
    asked = queries.asked(session, one.id)
    session.commit()
    assert section.together
    page = officer.get(here).get_data(as_text=True)
    assert "Section 1: Getting about" in page
    assert "Section 1 has no question" in page
    for question in asked:
        moved = post(f"{here}/questions/{question.question_id}/place", section=section.section_id)
        assert moved.status_code == 303
    page = officer.get(here).get_data(as_text=True)
    assert "has no question" not in page
    assert "All its questions on one page" in page
    edited = post(f"{here}/sections/{section.section_id}", title_en="Moving", title_cy="Symud")
    assert edited.status_code == 303
    assert post(f"{here}/sections/{section.section_id}/move", to="up").status_code == 303
    assert post(f"{here}/sections/{section.section_id}/remove").status_code == 303
    session.expire_all()
    assert queries.sections(session, one.id) == ()
    assert [a.question_id for a in queries.asked(session, one.id)] == [
        question.question_id for question in asked
    ]


def test_a_condition_is_made_in_steps_and_said_in_words(
    session: Session, officer: FlaskClient, post: Post
) -> None:
    one = make_consultation(session, "draft", questions=["single_choice", "number", "free_text"])
    session.commit()
    q1, q2, q3 = queries.asked(session, one.id)
    session.commit()
    path = f"/staff/consultations/{one.id}/questions/{q3.question_id}/condition"
    first = officer.get(path).get_data(as_text=True)
    assert f'value="{q1.question_id}"' in first
    assert f'value="{q3.question_id}"' not in first
    assert "Choose a question" in officer.get(f"{path}?next=y").get_data(as_text=True)
    step = f"{path}?about={q1.question_id}"
    assert post(step, add="y", test="chose").status_code == 422
    assert post(step, add="y", test="chose", codes=["nonsense"]).status_code == 422
    assert post(step, add="y", test="at_least", number="1").status_code == 422
    assert post(step, add="y", test="chose", codes=["bus", "bike"]).status_code == 303
    second = f"{path}?about={q2.question_id}"
    assert post(second, add="y", test="at_least", number="x").status_code == 422
    assert post(second, add="y", test="at_least", number="2.5").status_code == 303
    said = "chose ‘By bus’ or ‘By bike’ in question 1 and gave 2.5 or more in question 2"
    assert f"Asked only of people who {said}" in officer.get(path).get_data(as_text=True)
    assert post(path, match="any").status_code == 303
    page = officer.get(path).get_data(as_text=True)
    assert "in question 1, or gave 2.5 or more in question 2" in page
    show = officer.get(f"/staff/consultations/{one.id}").get_data(as_text=True)
    assert "Asked only of people who chose" in show
    assert post(path, take_away="1").status_code == 303
    session.expire_all()
    assert queries.asked(session, one.id)[2].condition == chose(q1, "bus", "bike")
    session.commit()
    welsh = officer.get(f"/cy{path}").get_data(as_text=True)
    assert "Ar fws" in welsh
    assert post(path, take_away="0").status_code == 303
    session.expire_all()
    assert queries.asked(session, one.id)[2].condition is None


def test_a_faulty_route_is_shown_with_its_fix_and_keeps_it_shut(
    session: Session, officer: FlaskClient, post: Post
) -> None:
    make_mission_kinds = ["single_choice", "free_text", "free_text"]
    one = make_consultation(session, "draft", questions=make_mission_kinds)
    q1, q2, q3 = queries.asked(session, one.id)
    for question, condition in (
        (q2, chose(q3, "bus")),
        (q3, Condition((*chose(q1, "bus").tests, One(q1.question_id, Ask.NOT_ANSWERED)))),
    ):
        services.set_question_condition(
            session, **who(one), question_id=question.question_id, condition=condition
        )
    session.commit()
    here = f"/staff/consultations/{one.id}"
    for path in (here, f"{here}/route", f"{here}/publish"):
        page = officer.get(path).get_data(as_text=True)
        for number, words, question in (
            (2, "depends on an answer that nobody has given yet", q2),
            (3, "", q3),
        ):
            assert f"/questions/{question.question_id}/condition" in page
            assert not words or f"Question {number} {words}" in page
        assert "Nobody can ever come to question 3" in page
    assert post(f"{here}/open-now").status_code == 422
    fix = re.findall(rf'href="({here}/questions/[^"]+/condition)"', page)
    assert officer.get(fix[0]).status_code == 200


def test_the_pages_are_valid(session: Session, officer: FlaskClient, post: Post) -> None:
    one = make_consultation(session, "draft", questions=["single_choice", "scale", "free_text"])
    q1, q2, q3 = queries.asked(session, one.id)
    words = {"en": "How people get about here", "cy": "Sut mae pobl yn teithio yma"}
    section = services.add_section(session, **who(one), details=SectionDetails(words)).id
    services.place_question(session, **who(one), question_id=q3.question_id, section_id=section)
    services.set_section_condition(
        session, **who(one), section_id=section, condition=chose(q1, "bus")
    )
    session.commit()
    here = f"/staff/consultations/{one.id}"
    condition = f"{here}/questions/{q3.question_id}/condition"
    paths = {
        "show": here,
        "route": f"{here}/route",
        "section": f"{here}/sections/{section}",
        "new": f"{here}/sections/new",
        "question": f"{here}/questions/{q3.question_id}",
        "condition": condition,
        "codes": f"{condition}?about={q1.question_id}",
        "number": f"{condition}?about={q2.question_id}",
        "section-condition": f"{here}/sections/{section}/condition",
        "kind": f"{here}/questions/new?section={section}",
        "in-section": f"{here}/questions/new?kind=free_text&section={section}",
        "none": f"{here}/questions/{q1.question_id}/condition",
    }
    pages = {name: officer.get(path) for name, path in paths.items()}
    assert {page.status_code for page in pages.values()} == {200}
    expect_valid({name: page.get_data(as_text=True) for name, page in pages.items()})
    pages["route"].get_data(as_text=True).index("Shown only to people who chose ‘By bus’")
