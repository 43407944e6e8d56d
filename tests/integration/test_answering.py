"""The whole way through the form, in a browser that runs no scripts and keeps no cookies."""

from __future__ import annotations

import html
import logging
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from participation.kernel import clock
from participation.mail.models import OutboxMessage
from participation.responses import queries
from participation.responses.models import Draft, Response
from participation.responses.rules import LONGEST
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import make_form_key, start_form, stepping_aside

KINDS = (
    {"kind": "free_text", "required": True},
    {"kind": "single_choice"},
    {"kind": "multiple_choice"},
    {"kind": "agreement", "required": True},
)


@pytest.fixture
def client(app, session):
    return stepping_aside(app, session)


@pytest.fixture
def consultation(session):
    make_council(session)
    return make_consultation(session, questions=KINDS)


@pytest.fixture
def opened(session, client, consultation):
    """The path of a form that was just opened, without the page number."""
    written, key = make_form_key(session, consultation)
    first = start_form(client, consultation, written)
    assert first == f"/reply/{written}/1"
    return first.rsplit("/", 1)[0], key


def answer_all(client, base, prefix=""):
    for page, answer in enumerate(
        ("My words\r\nin two lines", "bus", ["bike", "walk"], "agree"), 1
    ):
        got = client.post(f"{prefix}{base}/{page}", data={"answer": answer})
        assert got.status_code == 303, got.text
    return got.location


def text_of(page):
    words = re.sub(r"<[^>]+>", " ", page.text)
    return re.sub(r"\s+", " ", html.unescape(words))


def reference_on(page):
    groups = re.findall(r'app-reference__group">(\w{4})<', page.text)
    assert len(groups) == 4, page.text
    return "".join(groups)


def test_the_whole_way(session, client, opened, consultation):
    base, _ = opened
    seen = [client.get(f"{base}/1")]
    assert answer_all(client, base) == f"{base}/check"
    seen += [client.get(f"{base}/{page}") for page in (1, 2, 3, 4)]
    check = client.get(f"{base}/check")
    for words in ("My words\nin two lines", "By bus", "By bike\nOn foot", "Agree"):
        assert words in html.unescape(check.text)
    sent = client.post(f"{base}/send", data={"word": ""})
    assert (sent.status_code, sent.location) == (303, f"{base}/receipt")
    receipt = client.get(sent.location)
    code = reference_on(receipt)
    found = queries.by_receipt(session, code)
    assert found is not None
    assert found.status == "counted"
    assert queries.answers_of(session, found.id)[0].text == "My words\nin two lines"
    assert "Your answers are stored" in text_of(receipt)

    for page in (*seen, check, sent, receipt):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in page.headers


def test_send_again_refresh_and_back(session, client, opened):
    base, _ = opened
    answer_all(client, base)
    codes = set()
    for _ in range(3):
        codes.add(reference_on(client.get(client.post(f"{base}/send").location)))
    codes.add(reference_on(client.get(f"{base}/receipt")))
    assert client.get(f"{base}/1").status_code == 200
    changed = client.post(f"{base}/1?back=check", data={"answer": "Other words"})
    assert changed.location == f"{base}/check"
    codes.add(reference_on(client.get(client.post(f"{base}/send").location)))
    assert len(codes) == 1
    assert session.scalars(select(Response.current)).all() == [2]


def test_an_error_is_at_its_field_with_everything_typed_kept(session, client, opened):
    base, key = opened
    words = "a < b & “c”\r\n" * 2000
    page = client.post(f"{base}/1", data={"answer": words})
    assert page.status_code == 422
    assert f"must be {LONGEST:,} characters or fewer" in page.text
    assert '<a href="#answer">' in page.text
    assert "<title>Error: " in page.text
    kept = html.unescape(page.text.split("<textarea")[1].split(">", 1)[1].split("</textarea")[0])
    assert kept.replace("\r\n", "\n") == words.replace("\r\n", "\n")
    draft = queries.kept_in(queries.draft_of(session, key))
    assert [one.given.text for one in draft.values()] == [words.replace("\r\n", "\n")]

    for number, said in ((1, "Write your answer"), (4, "Choose an answer")):
        page = client.post(f"{base}/{number}", data={})
        assert page.status_code == 422
        assert said in page.text


def test_an_option_nobody_offered_is_refused(client, opened):
    base, _ = opened
    assert client.post(f"{base}/2", data={"answer": "<script>"}).status_code == 422
    assert client.post(f"{base}/3", data={"answer": ["bus", "x"]}).status_code == 422
    assert client.post(f"{base}/2", data={"answer": ""}).status_code == 303


def test_sending_too_soon_says_what_is_left_and_links_there(session, client, opened):
    base, _ = opened
    client.post(f"{base}/2", data={"answer": "bus"})
    page = client.post(f"{base}/send")
    assert page.status_code == 422
    assert f'href="{base}/1?back=check"' in page.text
    assert f'href="{base}/4?back=check"' in page.text
    assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_an_answer_to_a_choice_can_be_taken_back(session, client, opened):
    base, _ = opened
    answer_all(client, base)
    client.post(f"{base}/2", data={"answer": ""})
    client.post(f"{base}/send")
    response = session.scalars(select(Response)).one()
    kinds = [one.kind for one in queries.answers_of(session, response.id)]
    assert kinds == ["free_text", "multiple_choice", "agreement"]


def test_changing_language_saves_first_and_comes_back_on_the_same_page(session, client, opened):
    base, key = opened
    got = client.post(f"{base}/1", data={"answer": "Half a sent", "switch_language": "cy"})
    assert (got.status_code, got.location) == (303, f"/cy{base}/1")
    page = client.get(got.location)
    assert '<html lang="cy"' in page.text
    assert "Half a sent" in page.text
    got = client.post(f"/cy{base}/1", data={"answer": "Hanner bra", "switch_language": "en"})
    assert got.location == f"{base}/1"
    kept = queries.kept_in(queries.draft_of(session, key))
    assert [one.language for one in kept.values()] == ["cy"]
    got = client.post(f"{base}/send", data={"word": "blue teapot", "switch_language": "cy"})
    assert got.location == f"/cy{base}/check"
    answer_all(client, base, "/cy")
    client.post(f"/cy{base}/send")
    response = session.scalars(select(Response)).one()
    assert response.language == "cy"
    assert response.word_hash is not None


def test_a_required_answer_may_wait_while_the_language_changes(client, opened):
    base, _ = opened
    got = client.post(f"{base}/1", data={"answer": "", "switch_language": "cy"})
    assert got.status_code == 303


def test_a_word_that_is_too_short_is_said_at_its_field(session, client, opened):
    base, _ = opened
    answer_all(client, base)
    page = client.post(f"{base}/send", data={"word": "abc"})
    assert page.status_code == 422
    assert "6 letters or more" in page.text
    assert 'value="abc"' in page.text
    assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_a_page_of_a_form_that_was_sent_leads_to_its_receipt_when_its_draft_is_gone(
    session, client, opened
):
    base, _ = opened
    answer_all(client, base)
    client.post(f"{base}/send")
    session.execute(Draft.__table__.delete())
    session.commit()
    for page in ("1", "check"):
        assert client.get(f"{base}/{page}").location.startswith(f"{base}/receipt")
    assert client.post(f"{base}/send").location == f"{base}/receipt"
    assert "Change your answers" not in client.get(f"{base}/receipt").text


def test_what_was_typed_when_it_closed_is_shown_not_lost(session, client, opened, consultation):
    base, _ = opened
    client.post(f"{base}/1", data={"answer": "Typed in time"})
    with clock.fixed_at(consultation.closes_at + timedelta(minutes=16)):
        for page in (
            client.post(f"{base}/1", data={"answer": "Typed too late"}),
            client.post(f"{base}/send"),
            client.get(f"{base}/check"),
        ):
            assert page.status_code == 410
            assert "This consultation has closed" in page.text
        late = client.post(f"{base}/1", data={"answer": "Typed too late"})
        assert "Typed too late" in late.text
        assert "Typed in time" in client.get(f"{base}/1").text


def test_a_form_of_the_last_minute_is_taken_in_the_grace(session, client, opened, consultation):
    base, _ = opened
    with clock.fixed_at(consultation.closes_at + timedelta(minutes=14)):
        answer_all(client, base)
        assert client.post(f"{base}/send").status_code == 303
        assert "in time" in text_of(client.get(f"{base}/receipt"))
    assert session.scalars(select(Response.in_grace)).one() is True


def test_pressing_start_with_a_spoilt_key_gives_a_fresh_start(client, consultation):
    got = client.post(f"/consultations/{consultation.slug}/start", data={"form_key": "spoilt"})
    assert (got.status_code, got.location) == (303, f"/consultations/{consultation.slug}")


def test_a_made_up_address_is_not_found(client, opened):
    base, _ = opened
    assert client.get(f"{base}/5").status_code == 404
    assert client.get(f"{base}/0").status_code == 404
    assert client.get("/reply/AAAA/1").status_code == 404
    assert client.get(f"{base[:-1]}!/1").status_code == 404


def test_another_site_cannot_post_here(client, opened):
    base, _ = opened
    got = client.post(f"{base}/send", headers={"Sec-Fetch-Site": "cross-site"})
    assert got.status_code == 403
    got = client.post(f"{base}/1", data={"answer": "x"}, headers={"Origin": "https://evil.example"})
    assert got.status_code == 403


def test_a_receipt_can_be_saved_as_a_small_file(client, opened):
    base, _ = opened
    assert client.get(f"{base}/receipt.txt").status_code == 303
    answer_all(client, base)
    client.post(f"{base}/send")
    file = client.get(f"{base}/receipt.txt")
    code = reference_on(client.get(f"{base}/receipt"))
    assert file.mimetype == "text/plain"
    assert "attachment" in file.headers["Content-Disposition"]
    assert " ".join(re.findall("....", code)) in file.text
    assert "My words" not in file.text
    assert "/reference" in file.text


def test_a_receipt_can_be_posted_to_oneself_and_the_address_is_kept_nowhere_else(
    app, session, client, opened, caplog
):
    base, _ = opened
    answer_all(client, base)
    client.post(f"{base}/send")
    assert "/receipt/email" not in client.get(f"{base}/receipt").text  # no mail server, no offer
    site = app.config["PARTICIPATION"]
    app.config["PARTICIPATION"] = replace(site, smtp_url="smtp://127.0.0.1:9")
    wrong = client.post(f"{base}/receipt/email", data={"to": "nobody at home"})
    assert wrong.status_code == 422
    assert "nobody at home" in wrong.text
    with caplog.at_level(logging.DEBUG):
        got = client.post(f"{base}/receipt/email", data={"to": "zoe@example.org"})
    assert got.location == f"{base}/receipt?emailed=1"
    assert "zoe@example.org" not in client.get(got.location).text
    letter = session.scalars(select(OutboxMessage)).one()
    assert letter.for_staff is False
    assert b"zoe@" not in letter.payload
    for table in Response.metadata.sorted_tables:
        for row in session.execute(select(table)):
            assert "zoe@example.org" not in str(tuple(row))
    assert "zoe@" not in caplog.text
    answers = [
        client.post(f"{base}/receipt/email", data={"to": "zoe@example.org"}).status_code
        for _ in range(5)
    ]
    assert answers == [303] * 4 + [429]


def test_paths_and_words_stay_out_of_the_log(client, opened, caplog):
    base, _ = opened
    with caplog.at_level(logging.DEBUG):
        answer_all(client, base)
        code = reference_on(client.get(client.post(f"{base}/send").location))
    told = " ".join(str(record.__dict__) for record in caplog.records)
    assert caplog.records
    for secret in (base, base.rsplit("/", 1)[1], "My words", code):
        assert secret not in told


def test_somebody_on_a_shared_device_is_asked_once(client, opened):
    base, _ = opened
    assert "data-keep-shared checked" not in client.get(f"{base}/1").text
    client.post(f"{base}/1", data={"answer": "x", "shared_device": "y"})
    assert "data-keep-shared checked" in client.get(f"{base}/1").text
    assert "data-keep-shared checked" in client.get(f"{base}/2").text
