"""Results for the team: exact, over all versions of questions, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit.models import AuditEntry
from participation.consultations.models import Question, QuestionVersion
from participation.responses.models import Answer, AnswerChoice, Response, ResponseVersion
from participation.results import queries
from participation.results.queries import Which
from participation.results.queries.crossing import crossed, totals
from participation.results.rules.crossing import Across
from tests.factories.accounts import signed_in
from tests.factories.consultations import LONG_AGO
from tests.factories.geography import make_areas
from tests.factories.results import add_replies, make_results
from tests.integration.conftest import Counting


def rows_of(session: Session, consultation_id: object, statuses: tuple[str, ...] = ("counted",)):
    """Every mark with its response, read one by one."""
    return session.execute(
        select(Question.name, Question.kind, AnswerChoice, Response)
        .join(Answer, Answer.question_id == Question.id)
        .join(AnswerChoice, AnswerChoice.answer_id == Answer.id)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .join(Response, Response.id == ResponseVersion.response_id)
        .where(Response.consultation_id == consultation_id, Response.status.in_(statuses))
    ).all()


def test_counts_are_those_of_the_ledger_read_one_by_one(session: Session) -> None:
    consultation = make_results(session, 90)
    asked = queries.questions(session, consultation.id)
    for which, statuses in (
        (Which(), ("counted",)),
        (Which(set_aside=True), ("counted", "set_aside")),
    ):
        found = queries.counted(session, consultation.id, asked, which)
        rows = rows_of(session, consultation.id, statuses)
        for question in asked:
            mine = [mark for name, _kind, mark, _ in rows if name == question.name]
            expected = Counter(
                (mark.row, mark.code) for mark in mine if mark.row not in ("lat", "lon")
            )
            counted = found[question.question_id]
            if question.kind in ("number", "scale"):
                amounts = Counter(mark.amount for mark in mine)
                assert counted.amounts.get("", {}) == dict(amounts)
            else:
                assert counted.codes == dict(expected)
    web = queries.counted(session, consultation.id, asked, Which(channel="web"))
    assert sum(one.base for one in web.values()) < sum(one.base for one in found.values())


@pytest.mark.parametrize("name", ["channel", "kind", "language", "area", "equality:age_band"])
def test_a_question_by_something_else_adds_up_to_the_question(session: Session, name: str) -> None:
    consultation = make_results(session, 80)
    asked = [q for q in queries.questions(session, consultation.id) if q.kind != "free_text"]
    counted = queries.counted(session, consultation.id, asked)
    found = crossed(session, consultation.id, asked, Across(name))
    columns = totals(session, consultation.id, Across(name))
    assert sum(columns.values()) == queries.received(session, consultation.id)
    for question in asked:
        mine, whole = found[question.question_id], counted[question.question_id]
        assert sum(mine.bases.values()) == whole.base
        if question.kind in ("single_choice", "multiple_choice", "agreement", "matrix"):
            for (row, code), number in whole.codes.items():
                assert (
                    sum(n for (r, c, _), n in mine.counts.items() if (r, c) == (row, code))
                    == number
                )


def test_any_question_stands_against_any_other(session: Session) -> None:
    consultation = make_results(session, 70)
    asked = {q.kind: q for q in queries.questions(session, consultation.id)}
    single, matrix, scale = asked["single_choice"], asked["matrix"], asked["scale"]
    answers: dict[object, dict[tuple[str, str], str]] = {}
    for name, _kind, mark, response in rows_of(session, consultation.id):
        value = str(int(mark.amount)) if name == scale.name else mark.code
        answers.setdefault(response.id, {})[name, mark.row] = value
    for other, row in ((matrix, "safe"), (scale, "")):
        across = Across("question", other.question_id, row)
        found = crossed(session, consultation.id, [single], across, other)[single.question_id]
        expected = Counter(
            ("", one[single.name, ""], one.get((other.name, row), ""))
            for one in answers.values()
            if (single.name, "") in one
        )
        assert found.counts == dict(expected)


def test_results_stand_whatever_happened_to_the_questions(
    client: FlaskClient, session: Session
) -> None:
    """Options added, taken out and reworded; a question retired; codes nobody knows any more."""
    make_areas(session)
    consultation = make_results(session, 40)
    id_ = consultation.id
    for question in session.scalars(select(Question).where(Question.consultation_id == id_)).all():
        first = question.versions[0]
        changes = {
            "options": [
                *[
                    {**o, "words": {"en": "By coach", "cy": "Mewn coets"}}
                    for o in first.options[:1]
                ],
                {"code": "tram", "words": {"en": "By tram", "cy": "Ar dram"}},
            ],
            "rows": [{"code": "quiet", "words": {"en": "It is quiet", "cy": "Mae’n dawel"}}],
            "limits": {},
        }
        session.add(
            QuestionVersion(
                question_id=question.id,
                number=2,
                wording={"en": "Asked anew?", "cy": "Gofyn eto?"},
                help={},
                required=False,
                created_at=LONG_AGO,
                **{
                    part: new if getattr(first, part) else type(new)()
                    for part, new in changes.items()
                },
            )
        )
        if question.kind == "agreement":
            question.retired_at = LONG_AGO
    session.flush()
    session.expire_all()
    add_replies(session, consultation, 30, seed=9)
    some = session.scalars(select(AnswerChoice).where(AnswerChoice.code == "walk")).first()
    assert some is not None
    session.add(AnswerChoice(answer_id=some.answer_id, row="ghost", code="a-code-nobody-knows"))
    signed_in(client, session, "engagement_officer")
    page = client.get(f"/staff/consultations/{id_}/results")
    assert page.status_code == 200
    for words in ("By coach", "By tram", "no longer offered", "asked no longer", "Asked anew?"):
        assert words in page.text
    session.expire_all()
    asked = queries.questions(session, id_)
    session.rollback()
    for question in asked:
        if question.kind in ("single_choice", "multiple_choice", "matrix", "ranking", "scale"):
            for across in ("channel", "area", "equality:sex", f"question:{asked[1].question_id}"):
                if across.endswith(str(question.question_id)):
                    continue
                answer = client.get(
                    f"/staff/consultations/{id_}/results/{question.question_id}/by",
                    query_string={"across": across},
                )
                assert answer.status_code == 200, (question.kind, across)


def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    client: FlaskClient, session: Session, count_queries: Counting
) -> None:
    make_areas(session)
    consultation = make_results(session, 20)
    signed_in(client, session, "analyst")
    address = f"/staff/consultations/{consultation.id}/results"
    with count_queries() as few:
        assert client.get(address).status_code == 200
    add_replies(session, consultation, 200, seed=3)
    session.commit()
    with count_queries() as many:
        client.get(address)
    assert len(many) == len(few)
    assert len(many) < 24


def test_reading_what_people_said_of_themselves_is_on_the_record(
    client: FlaskClient, session: Session
) -> None:
    consultation = make_results(session, 40)
    question = queries.questions(session, consultation.id)[0]
    signed_in(client, session, "analyst")
    address = f"/staff/consultations/{consultation.id}/results/{question.question_id}/by"
    assert "75 or over" in client.get(address, query_string={"across": "equality:age_band"}).text
    session.expire_all()
    details = session.scalars(
        select(AuditEntry.detail).where(AuditEntry.deed == "equality.counts_read")
    ).all()
    session.rollback()
    assert details == [{"question": "age_band"}]
    signed_in(client, session, "moderator")
    assert "Compare by" in client.get(address).text
    assert client.get(address, query_string={"across": "equality:age_band"}).status_code == 404


def test_an_empty_consultation_has_a_page(client: FlaskClient, session: Session) -> None:
    consultation = make_results(session, 0)
    signed_in(client, session, "engagement_officer")
    page = client.get(f"/staff/consultations/{consultation.id}/results")
    assert page.status_code == 200
    assert "Nobody has answered it" in page.text


def test_what_was_counted_is_counted_anew_once_the_ledger_changes(session: Session) -> None:
    consultation = make_results(session, 40)
    asked = queries.questions(session, consultation.id)

    def bases() -> int:
        found = queries.counted(session, consultation.id, asked)
        return sum(one.base for one in found.values())

    before = bases()
    assert bases() == before
    one, other = session.scalars(
        select(Response).where(Response.status == "counted").limit(2)
    ).all()
    one.status = "set_aside"
    session.flush()
    without_one = bases()
    assert without_one < before
    one.status, other.status = "counted", "set_aside"
    session.flush()
    again = bases()
    other.status = "counted"
    session.flush()
    assert bases() == before
    assert again < before
    add_replies(session, consultation, 1, seed=8)
    assert bases() >= before
