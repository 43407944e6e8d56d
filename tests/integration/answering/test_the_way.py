"""Routes on the form: pages that aren't asked, answers that are kept and not sent."""

from __future__ import annotations

from participation.consultations.models import Question, QuestionVersion
from participation.consultations.rules import Ask, Condition, One
from participation.kernel import clock
from tests.factories.consultations import make_consultation, make_question
from tests.integration.answering.conftest import words_of
from tests.integration.answering.test_every_kind import MATRIX, RANKING


def _send_the_rest(somebody):
    assert somebody.went_to(somebody.post(3)) == "4"
    somebody.post(4, **MATRIX)
    somebody.post(5, **RANKING)
    for page in (6, 7, 8, 9):
        somebody.post(page)
    return somebody.post("send")


def test_a_page_that_is_not_asked_is_never_blank_and_leads_on(somebody):
    assert somebody.went_to(somebody.post(1, answer="bike")) == "3"
    assert somebody.went_to(somebody.read(2)) == "3"
    assert 'href="' + somebody.base + '/1"' in somebody.read(3).text  # Back skips it too
    assert somebody.read(10).status_code == 404
    for page in range(1, 10):
        got = somebody.read(page)
        assert got.status_code == 303 or "<legend" in got.text or "<label" in got.text


def test_progress_is_said_in_words_along_the_way(somebody):
    somebody.post(1, answer="bus")
    assert "page 3 of about 9" in words_of(somebody.read(3))
    somebody.post(1, answer="bike")
    assert "page 2 of about 8" in words_of(somebody.read(3))


def test_an_answer_off_the_route_is_kept_and_said_and_not_sent_and_comes_back(somebody):
    somebody.post(1, answer="bus")
    somebody.post(2, answer="Later buses")
    somebody.post(1, back="check", answer="bike")
    check = words_of(somebody.read("check"))
    assert "Kept, but not part of your answer" in check
    assert check.index("Kept, but not part") < check.index("Later buses")
    assert _send_the_rest(somebody).status_code == 303
    assert "What would make the bus better?" not in somebody.answers()
    assert somebody.kept("bus").text == "Later buses"
    # Going back to the bus brings the words back, to the form and to the answer.
    assert somebody.went_to(somebody.post(1, back="check", answer="bus")) == "check"
    assert somebody.post("send").status_code == 303
    assert somebody.answers()["What would make the bus better?"].text == "Later buses"
    assert somebody.response().current == 2


def test_a_change_that_brings_up_a_question_leads_to_it_before_the_check(somebody):
    somebody.post(1, answer="bike")
    for page in (3, 6, 7, 8, 9):
        somebody.post(page)
    somebody.post(4, **MATRIX)
    somebody.post(5, **RANKING)
    assert somebody.went_to(somebody.post(1, back="check", answer="bus")) == "2?back=check"
    assert somebody.went_to(somebody.post(2, back="check", answer="More")) == "check"
    assert somebody.went_to(somebody.post(1, back="check", answer="walk")) == "check"


def test_sending_with_an_error_on_an_unseen_page_leads_to_it_with_all_kept(somebody):
    somebody.post(1, answer="bus")
    somebody.post(2, answer="Later buses")
    got = somebody.post("send")
    assert got.status_code == 422
    assert f'href="{somebody.base}/4?back=check"' in got.text
    assert f'href="{somebody.base}/5?back=check"' in got.text
    assert f'href="{somebody.base}/2?back=check"' not in got.text.split("</ul>")[0]
    assert "Later buses" in got.text


def test_a_question_moved_meanwhile_keeps_the_words_with_their_question(session, begin):
    consultation = make_consultation(session, questions=("free_text", "free_text"))
    first, second = sorted(consultation.questions, key=lambda one: one.position)
    version = first.versions[0].id
    somebody = begin(consultation)
    first.position, second.position = 2, 1
    session.flush()
    got = somebody.post(1, answer="About the first", version=str(version))
    assert somebody.kept("q1").text == "About the first"
    assert somebody.kept("q2") is None
    assert somebody.went_to(got) == "check"


def test_a_question_changed_or_retired_meanwhile_loses_no_word_and_is_said(session, begin):
    consultation = make_consultation(session, questions=("free_text", "free_text"))
    first, second = sorted(consultation.questions, key=lambda one: one.position)
    seen = {one.name: str(one.versions[0].id) for one in (first, second)}
    somebody = begin(consultation)
    somebody.post(1, answer="To the old words", version=seen["q1"])
    session.add(
        QuestionVersion(
            question_id=first.id,
            number=2,
            wording={"en": "Asked anew?", "cy": "Gofyn eto?"},
            help={},
            required=False,
            word_guide=None,
            options=[],
            created_at=clock.now(session),
        )
    )
    second.retired_at = clock.now(session)
    session.flush()
    assert somebody.went_to(somebody.post(2, answer="To a gone one", version=seen["q2"])) == "check"
    check = words_of(somebody.read("check"))
    assert "were changed after you answered them" in check
    assert "Asked anew?" in check
    assert "To a gone one" in check
    # A word given to another question isn't sent until its writer has seen the new one.
    assert somebody.post("send").status_code == 422
    page = somebody.read("1?back=check").text
    assert "To the old words" in page
    now = page.split('name="version" value="')[1].split('"')[0]
    assert now != seen["q1"]
    got = somebody.post(1, back="check", answer="To the old words", version=now)
    assert somebody.went_to(got) == "check"
    assert somebody.went_to(somebody.post("send")) == "receipt"
    assert list(somebody.answers()) == ["Asked anew?"]
    assert somebody.kept("q2").text == "To a gone one"


def test_an_answer_to_an_unasked_question_decides_nothing(session, begin):
    consultation = make_consultation(session, questions=())
    first = make_question(session, consultation, kind="single_choice", position=1)
    second = make_question(
        session,
        consultation,
        kind="single_choice",
        position=2,
        condition=Condition((One(first.id, Ask.CHOSE, ("bus",)),)).stored(),
    )
    make_question(
        session,
        consultation,
        position=3,
        required=True,
        condition=Condition((One(second.id, Ask.CHOSE, ("bike",)),)).stored(),
    )
    somebody = begin(consultation)
    assert somebody.went_to(somebody.post(1, answer="bus")) == "2"
    assert somebody.went_to(somebody.post(2, answer="bike")) == "3"
    assert somebody.went_to(somebody.post(1, answer="walk")) == "check"
    assert somebody.post("send").status_code == 303
    assert list(somebody.answers()) == ["Question 1?"]
    assert session.get(Question, second.id) is not None
