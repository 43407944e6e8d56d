"""The line, walked both ways through the real pages: from a receipt up, from a decision down."""

import re

import pytest

from participation.feedback import services as feedback
from participation.feedback.rules import AmbitionDetails, DecisionDetails, Outcome
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.responses import services as responses
from participation.themes import services as themes
from participation.themes.rules import ThemeDetails
from tests.factories.accounts import make_staff, sign_in, signed_in
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import make_response, send_answers
from tests.factories.themes import Listed, make_list, make_settled, store

MINE = "Night buses, please!"


@pytest.fixture(autouse=True)
def council(session):
    return make_council(session)


@pytest.fixture
def mine(session):
    """A list in which one answer's receipt is known."""
    consultation = make_consultation(session, stage="open")
    sent = send_answers(session, consultation, [MINE], word="kingfisher")
    make_response(session, consultation, "Trees on Mill Lane.")
    consultation.closes_at = clock.now(session).replace(microsecond=0)
    session.flush()
    return consultation, sent


def settle(session, consultation):
    question = consultation.questions[0]
    later = clock.now(session).replace(year=clock.now(session).year + 1)
    store(session, question.id, {"buses": [MINE], "trees": ["Trees on Mill Lane."]})
    from participation.themes import queries

    codebook = queries.codebook_of(session, question.id)
    found = {theme.label: theme for theme in queries.live_themes(session, codebook.id)}
    for label, theme in found.items():
        themes.rename_theme(
            session, actor=SYSTEM, theme_id=theme.id, details=ThemeDetails(label, f"{label} (cy)")
        )
    with clock.fixed_at(later):
        themes.settle(session, actor=SYSTEM, codebook_id=codebook.id)
    session.expire(consultation, ["missions"])
    return found


def decide(session, mission_id, theme):
    ambition = feedback.make_ambition(
        session,
        actor=SYSTEM,
        mission_id=mission_id,
        details=AmbitionDetails({"en": "A bus we can count on", "cy": "Bws da"}, (theme.id,)),
    )
    return feedback.record_decision(
        session,
        actor=SYSTEM,
        ambition_id=ambition.id,
        details=DecisionDetails(
            outcome=Outcome.WE_WILL_NOT,
            because={"en": "The depot has closed.", "cy": "Mae’r depo wedi cau."},
            owner="Cllr Rees",
        ),
    )


def test_a_receipt_says_its_answers_are_being_read_and_never_shows_them(client, session, mine):
    consultation, sent = mine
    store(session, consultation.questions[0].id, {"buses": [MINE], "": ["Trees on Mill Lane."]})
    session.commit()

    page = client.get(f"/reference/{sent.code}")

    assert "being read" in page.text
    assert MINE not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_from_a_receipt_to_the_theme_and_the_decision_in_both_languages(client, session, mine):
    consultation, sent = mine
    found = settle(session, consultation)
    decide(session, consultation.missions[0].mission_id, found["Buses"])
    session.commit()

    page = client.get(f"/reference/{sent.code}").text
    assert "Buses" in page
    assert "Trees" not in page
    assert "The depot has closed." in page
    welsh = client.get(f"/cy/reference/{sent.code}").text
    assert "Buses (cy)" in welsh
    assert "Mae’r depo wedi cau." in welsh


def test_the_words_need_the_word_chosen_when_sending(client, session, mine):
    _, sent = mine
    session.commit()

    wrong = client.post(f"/reference/{sent.code}", data={"word": "cormorant"})
    assert wrong.status_code == 422
    assert MINE not in wrong.text
    right = client.post(f"/reference/{sent.code}", data={"word": " Kingfisher "})
    assert MINE in right.text


def test_a_reference_can_be_typed_as_it_was_read_out(client, session, mine):
    _, sent = mine
    session.commit()
    spoken = " ".join(sent.code.lower())

    found = client.post("/reference", data={"code": spoken})

    assert found.status_code == 303
    assert found.location.endswith(f"/reference/{sent.code}")
    assert client.post("/reference", data={"code": "7K3M"}).status_code == 422
    assert client.get("/reference/0000000000000000").status_code == 404


def test_a_reply_set_aside_is_told_why(client, session, mine):
    _, sent = mine
    responses.set_aside(session, actor=SYSTEM, response_id=sent.response_id, reason="duplicate")
    session.commit()

    page = client.get(f"/reference/{sent.code}").text

    assert "Not counted" in page
    assert "sent twice" in page


def test_from_a_decision_down_to_every_answer(client, session, mine):
    consultation, _ = mine
    found = settle(session, consultation)
    decision = decide(session, consultation.missions[0].mission_id, found["Buses"])
    signed_in(client, session, "administrator")

    page = client.get(f"/staff/decisions/{decision.id}").text
    answers = re.search(r'href="(/staff/themes/[^"]+)"', page).group(1)
    assert MINE in client.get(answers).text


def test_leaders_read_quotes_but_not_every_answer(client, session, mine):
    consultation, _ = mine
    found = settle(session, consultation)
    decision = decide(session, consultation.missions[0].mission_id, found["Buses"])
    signed_in(client, session, "leader")

    page = client.get(f"/staff/decisions/{decision.id}").text

    assert MINE in page
    assert "/staff/themes/" not in page
    assert client.get(f"/staff/themes/{found['Buses'].id}").status_code == 403


def test_the_outcome_page_says_what_was_done_and_what_is_owed(client, session, mine):
    consultation, _ = mine
    found = settle(session, consultation)
    decide(session, consultation.missions[0].mission_id, found["Buses"])
    session.commit()

    page = client.get(f"/consultations/{consultation.slug}/outcome").text

    assert page.index("You said: Buses") < page.index("The depot has closed.")
    assert "We owe you an answer on this." in page
    assert MINE not in page


def test_results_are_hidden_from_leaders_until_close_and_an_early_look_is_recorded(client, session):
    from sqlalchemy import select

    from participation.audit.models import AuditEntry

    listed: Listed = make_list(session)
    listed.consultation.closes_at = clock.end_of_day(clock.day_in_london(clock.now(session)))
    session.commit()
    address = f"/staff/questions/{listed.question.id}/themes"

    signed_in(client, session, "leader")
    assert client.get(address).status_code == 403
    glance = client.get(f"/staff/missions/{listed.mission_id}/at-a-glance").text
    assert "hidden until the consultation closes" in glance
    signed_in(client, session, "engagement_officer")
    assert client.get(address).status_code == 200
    session.rollback()
    looks = select(AuditEntry).where(AuditEntry.deed == "results.read_early")
    assert len(session.scalars(looks).all()) == 1


def test_orphans_are_listed_not_hidden(client, session):
    listed = make_settled(session)
    signed_in(client, session, "leader")

    page = client.get(f"/staff/missions/{listed.mission_id}/at-a-glance").text

    assert "Nobody has dealt with these yet" in page
    assert page.count("Turn it into what local people want") == 2


def test_the_finder_sorts_by_where_things_have_got_to(client, session):
    for stage in ("open", "scheduled", "closed", "decided", "reported_back", "draft", "withdrawn"):
        make_consultation(session, stage=stage, title={"en": f"About {stage}", "cy": stage})
    session.commit()

    def shown(kind):
        return set(re.findall(r">About (\w+)<", client.get(f"/consultations?show={kind}").text))

    assert shown("open") == {"open"}
    assert shown("forthcoming") == {"scheduled"}
    assert shown("closed") == {"closed"}
    assert shown("outcome") == {"decided", "reported_back"}


def test_the_desk_of_a_teams_officer_shows_the_teams_work_and_no_other(client, session):
    ours, theirs = make_list(session), make_list(session)
    officer = make_staff(session, "engagement_officer", team=ours.consultation.team_id)
    ours.consultation.title = {"en": "Buses of ours"}
    theirs.consultation.title = {"en": "Roads of theirs"}
    sign_in(client, session, officer)

    desk = client.get("/staff").get_data(as_text=True)

    assert "Buses of ours" in desk
    assert "Roads of theirs" not in desk
    assert f"/staff/questions/{ours.question.id}" in desk


def test_a_receipt_keeps_its_themes_while_their_list_is_open_again(client, session, mine):
    consultation, sent = mine
    found = settle(session, consultation)
    codebook_id = found["Buses"].codebook_id
    themes.reopen(session, actor=SYSTEM, codebook_id=codebook_id, reason="One was missed.")
    themes.merge_themes(
        session, actor=SYSTEM, source_ids=[found["Buses"].id], into_id=found["Trees"].id
    )
    session.commit()

    page = client.get(f"/reference/{sent.code}").get_data(as_text=True)

    assert "Buses" in page
    assert "Trees" not in page


def test_a_theme_renamed_in_a_list_that_is_open_again_keeps_its_public_name(client, session, mine):
    consultation, sent = mine
    buses = settle(session, consultation)["Buses"]
    codebook_id = buses.codebook_id
    themes.reopen(session, actor=SYSTEM, codebook_id=codebook_id, reason="More to read")
    themes.rename_theme(
        session, actor=SYSTEM, theme_id=buses.id, details=ThemeDetails("Trams", "Tramiau")
    )
    session.commit()

    for page in (f"/consultations/{consultation.slug}/outcome", f"/reference/{sent.code}"):
        shown = client.get(page, follow_redirects=True).text
        assert "Buses" in shown
        assert "Trams" not in shown

    with clock.fixed_at(clock.now(session).replace(year=clock.now(session).year + 1)):
        themes.settle(session, actor=SYSTEM, codebook_id=codebook_id)
    session.commit()
    assert "Trams" in client.get(f"/consultations/{consultation.slug}/outcome").text
