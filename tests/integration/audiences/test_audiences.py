"""Who may reply: everybody, or whoever has a code; and by which link they came."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audiences import queries, rules, services
from participation.audiences.models import Invitation
from participation.consultations import services as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import CannotChange
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.responses.models import Response
from tests.factories.accounts import signed_in, token_of
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.evidence import both


def opened(session: Session, **changes: object) -> Consultation:
    make_council(session)
    made = make_consultation(session, "open", **changes)  # type: ignore[arg-type]
    session.commit()
    return made


def begin(client: FlaskClient, one: Consultation, via: str | None = None) -> str:
    """Press start; the path of the first question."""
    page = client.get(
        f"/consultations/{one.slug}", query_string={"via": via} if via else None
    ).get_data(as_text=True)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    answer = client.post(f"/consultations/{one.slug}/start", data=fields)
    return str(answer.headers.get("Location", ""))


def reply(client: FlaskClient, place: str) -> None:
    """Answer the one question, and send."""
    form = place.rsplit("/", 1)[0]
    page = client.get(place).get_data(as_text=True)
    version = re.search(r'name="version" value="([^"]+)"', page)
    data = {"answer": "A crossing, please."}
    if version:
        data["version"] = version.group(1)
    for name in re.findall(r'<textarea[^>]*name="([^"]+)"', page):
        data[name] = "A crossing, please."
    assert client.post(place, data=data).status_code == 303
    assert client.post(f"{form}/send", data={"word": "kingfisher"}).status_code == 303


def test_a_short_address_leads_to_the_page_and_tells_only_known_tags(
    client: FlaskClient, session: Session
):
    one = opened(session)
    who = {"actor": SYSTEM, "consultation_id": one.id}
    services.set_word(session, **who, word="Safer Streets")
    services.add_tag(session, **who, name="Posters in buses", tag="bus")
    session.commit()
    start = f"/consultations/{one.slug}"
    assert client.get("/c/safer-streets").headers["Location"] == start
    assert client.get("/c/SAFER-streets/bus").headers["Location"] == f"{start}?via=bus"
    assert client.get("/c/safer-streets/mrs-jones").headers["Location"] == start
    assert client.get("/c/nowhere").status_code == 404


def test_a_short_address_belongs_to_one(session: Session):
    one, other = opened(session), make_consultation(session)
    services.set_word(session, actor=SYSTEM, consultation_id=one.id, word="streets")
    services.set_word(session, actor=SYSTEM, consultation_id=one.id, word="streets")
    with pytest.raises(rules.CannotAddress) as refused:
        services.set_word(session, actor=SYSTEM, consultation_id=other.id, word="Streets")
    assert refused.value.problems == ("word_taken",)


def test_a_reply_keeps_the_link_it_came_by_and_no_other(client: FlaskClient, session: Session):
    one = opened(session)
    services.add_tag(session, actor=SYSTEM, consultation_id=one.id, name="Buses", tag="bus")
    session.commit()
    for via in ("bus", "mrs-jones", None):
        reply(client, begin(client, one, via))
    sources = session.scalars(select(Response.source)).all()
    assert sorted(sources, key=str) == [None, None, "bus"]


@pytest.fixture
def code(session: Session) -> tuple[Consultation, str]:
    one = opened(session, audience="invited")
    made = services.invite(session, actor=SYSTEM, consultation_id=one.id, name="Tenants", number=3)
    session.commit()
    return one, made.codes[0]


def enter(client: FlaskClient, one: Consultation, typed: str) -> tuple[int, str]:
    answer = client.post(f"/consultations/{one.slug}/code", data={"code": typed})
    return answer.status_code, str(answer.headers.get("Location", ""))


def test_without_a_code_nobody_begins(client: FlaskClient, code: tuple[Consultation, str]):
    one, _code = code
    page = client.get(f"/consultations/{one.slug}").get_data(as_text=True)
    assert "Enter your code" in page
    assert 'name="form_key"' not in page
    other = rules.new_code()
    status, _place = enter(client, one, other)
    assert status == 422
    assert enter(client, one, "short")[0] == 422


def test_a_key_from_elsewhere_doesnt_open_it(
    client: FlaskClient, session: Session, code: tuple[Consultation, str]
):
    from participation.responses.rules import new_form_key

    one, _code = code
    key = new_form_key(session.info["keys"], one.id, clock.now(session))
    session.commit()
    answer = client.post(f"/consultations/{one.slug}/start", data={"form_key": key})
    assert "for people who were invited" in answer.get_data(as_text=True)


def test_a_code_opens_one_form_however_often_and_however_it_is_typed(
    client: FlaskClient, session: Session, code: tuple[Consultation, str]
):
    one, typed = code
    status, place = enter(client, one, rules.shown_code(typed).lower())
    assert status == 303
    reply(client, place)
    again, second = enter(client, one, typed)
    assert again == 303
    assert client.get(second).status_code in {200, 303}
    responses = session.scalars(select(Response)).all()
    assert len(responses) == 1
    assert responses[0].form_hash in session.scalars(select(Invitation.form_hash)).all()


def test_no_code_is_kept(session: Session, code: tuple[Consultation, str]):
    _one, typed = code
    kept = session.scalars(select(Invitation.form_hash)).all()
    assert len(kept) == 3
    assert all(len(one) == 32 for one in kept)
    assert typed.encode() not in b"".join(kept)


def test_codes_that_were_taken_back_open_nothing_new(
    client: FlaskClient, session: Session, code: tuple[Consultation, str]
):
    one, typed = code
    batch = queries.batches(session, one.id)[0]
    services.revoke(session, actor=SYSTEM, consultation_id=one.id, batch_id=batch.id)
    session.commit()
    assert enter(client, one, typed)[0] == 422


def test_the_file_is_given_once_and_holds_every_code(client: FlaskClient, session: Session):
    one = opened(session, audience="invited")
    services.set_word(session, actor=SYSTEM, consultation_id=one.id, word="tenants")
    session.commit()
    signed_in(client, session, "engagement_officer")
    data = {"csrf_token": token_of(client), "name": "Tenants", "number": "4"}
    answer = client.post(f"/staff/consultations/{one.id}/invitations", data=data)
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
    assert all(rules.normal_code(row["code"]) for row in rows)
    assert all(row["address"].endswith("/c/tenants") for row in rows)
    page = client.get(f"/staff/consultations/{one.id}/invitations").get_data(as_text=True)
    assert not any(row["code"] in page for row in rows)


@pytest.mark.parametrize(("audience", "listed"), [("invited", True), ("partners", False)])
def test_what_is_for_partners_is_not_in_the_list(
    client: FlaskClient, session: Session, audience: str, listed: bool
):
    one = opened(session, audience=audience, title=both("Pledges of partners", "Addewidion"))
    page = client.get("/consultations?show=open").get_data(as_text=True)
    assert ("Pledges of partners" in page) is listed
    assert client.get(f"/consultations/{one.slug}").status_code == 200


def test_who_is_asked_stays_once_people_can_reply(session: Session):
    one = opened(session)
    with pytest.raises(rules.CannotAddress) as refused:
        services.set_audience(
            session, actor=SYSTEM, consultation_id=one.id, audience=rules.Audience.INVITED
        )
    assert refused.value.problems == ("opened",)


def test_a_poster_has_a_code_that_leads_to_the_link(client: FlaskClient, session: Session):
    one = opened(session)
    services.set_word(session, actor=SYSTEM, consultation_id=one.id, word="streets")
    session.commit()
    signed_in(client, session, "analyst")
    page = client.get(f"/staff/consultations/{one.id}/poster").get_data(as_text=True)
    assert 'src="data:image/svg+xml' in page
    assert "/c/streets" in page
    assert "style=" not in page


def test_in_a_pause_nobody_replies_and_nothing_is_lost(client: FlaskClient, session: Session):
    one = opened(session)
    who = {"actor": SYSTEM, "consultation_id": one.id}
    place = begin(client, one)
    words = both("A map was wrong.", "Roedd map yn anghywir.")
    consultations.pause(session, **who, reason="mistake", words=words)
    session.commit()
    page = client.get(f"/consultations/{one.slug}").get_data(as_text=True)
    assert "Replying is paused" in page
    assert "Start now" not in page
    told = client.get(f"/consultations/{one.slug}/changes").get_data(as_text=True)
    assert "A map was wrong." in told
    assert "This consultation is paused" in client.get(place).get_data(as_text=True)
    assert one.closes_at
    last = clock.day_in_london(one.closes_at)
    with pytest.raises(CannotChange):
        consultations.resume(session, **who, last_day=last.replace(year=2001), words=words)
    consultations.resume(session, **who, last_day=last, words=words)
    session.commit()
    reply(client, place)
    assert len(session.scalars(select(Response.id)).all()) == 1
