"""What the council says of itself, and how every page shows it."""

from __future__ import annotations

import io

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit.models import AuditEntry
from participation.council import queries
from participation.council.models import Council
from tests.factories.accounts import signed_in, token_of
from tests.factories.council import SMALLEST_PNG, make_council
from tests.integration.conftest import Counting


def save(client: FlaskClient, part: str, **data: object) -> int:
    data["csrf_token"] = token_of(client)
    return client.post(f"/staff/council/{part}", data=data).status_code


def council_of(session: Session) -> Council:
    session.expire_all()
    council = queries.get(session)
    session.rollback()
    return council


def test_an_english_council_shows_no_switch_and_has_no_welsh_pages(
    client: FlaskClient, session: Session
) -> None:
    make_council(session, languages=["en"])
    session.commit()
    page = client.get("/privacy").get_data(as_text=True)
    assert "app-languages" not in page
    assert "hreflang" not in page
    missing = client.get("/cy/privacy")
    assert missing.status_code == 404
    assert 'lang="en"' in missing.get_data(as_text=True)
    assert 'href="/privacy"' in missing.get_data(as_text=True)
    assert "/cy/" not in missing.get_data(as_text=True)


def test_a_council_with_welsh_offers_it_on_the_same_page(
    client: FlaskClient, session: Session
) -> None:
    make_council(session)
    session.commit()
    assert 'href="/cy/privacy"' in client.get("/privacy").get_data(as_text=True)
    welsh = client.get("/cy/privacy").get_data(as_text=True)
    assert "Cyngor Porth y Gogledd" in welsh
    assert '<html lang="cy"' in welsh
    assert 'href="/privacy"' in welsh


def test_the_name_and_languages_are_changed_and_recorded_without_words(
    client: FlaskClient, session: Session
) -> None:
    signed_in(client, session, "administrator")
    assert save(client, "name", name_en="", name_cy="") == 422
    assert save(client, "name", name_en="Northgate", name_cy="Y Porth", languages=["cy"]) == 303
    council = council_of(session)
    assert (council.name["cy"], council.languages) == ("Y Porth", ["en", "cy"])
    entries = session.scalars(select(AuditEntry).where(AuditEntry.deed == "council.changed")).all()
    assert [entry.detail for entry in entries] == [{"parts": ["languages", "name"]}]


def test_words_in_a_language_switched_off_are_kept(client: FlaskClient, session: Session) -> None:
    make_council(session, languages=["en"])
    signed_in(client, session, "administrator")
    assert save(client, "privacy-notice", words_en="New words") == 303
    assert council_of(session).privacy_notice == {"en": "New words", "cy": "## Pam\nI wybod."}


def test_colours_that_cannot_be_read_are_refused_with_one_that_can(
    client: FlaskClient, session: Session
) -> None:
    signed_in(client, session, "administrator")
    answer = client.post(
        "/staff/council/colours",
        data={"brand": "#ffcc00", "link": "1a65a6", "csrf_token": token_of(client)},
    )
    assert answer.status_code == 422
    assert "The nearest that works is #" in answer.get_data(as_text=True)
    assert save(client, "colours", brand="#5F1F4E", link="1a65a6") == 303
    sheet = client.get("/council.css")
    assert "--govuk-brand-colour:#5f1f4e" in sheet.get_data(as_text=True)
    again = client.get("/council.css", headers={"If-None-Match": sheet.headers["ETag"]})
    assert again.status_code == 304


def test_a_logo_is_what_its_bytes_say_and_is_served_as_a_picture_only(
    client: FlaskClient, session: Session
) -> None:
    signed_in(client, session, "administrator")
    for content in (b"<svg onload='x'/>", b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"0" * 200_001):
        upload = (io.BytesIO(content), "logo.png", "image/png")
        assert save(client, "logo", logo=upload) == 422
    assert save(client, "logo", logo=(io.BytesIO(SMALLEST_PNG), "x.svg", "image/svg+xml")) == 303
    logo = client.get("/logo")
    assert logo.mimetype == "image/png"
    assert logo.get_data() == SMALLEST_PNG
    assert logo.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in logo.headers["Content-Security-Policy"]
    assert 'src="/logo?v=' in client.get("/privacy").get_data(as_text=True)
    assert save(client, "logo/remove") == 303
    assert client.get("/logo").status_code == 404


def test_markup_in_a_notice_is_words(client: FlaskClient, session: Session) -> None:
    hostile = '## <script>alert(1)</script>\n- <img src=x onerror=alert(1)>\n"><b>javascript:x'
    make_council(session, privacy_notice={"en": hostile, "cy": hostile})
    session.commit()
    page = client.get("/privacy").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_public_pages_make_one_query(
    client: FlaskClient, session: Session, count_queries: Counting
) -> None:
    make_council(session)
    session.commit()
    with count_queries() as seen:
        client.get("/privacy")
    assert len(seen) == 1


def test_a_notice_that_was_written_is_not_left_empty(client: FlaskClient, session: Session) -> None:
    make_council(session)
    signed_in(client, session, "administrator")
    data = {"csrf_token": token_of(client), "words_en": " ", "words_cy": " "}

    answer = client.post("/staff/council/privacy-notice", data=data)

    assert answer.status_code == 422
    assert "left empty" in answer.text
    assert "not written its privacy notice" not in client.get("/privacy").text
