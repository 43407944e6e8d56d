"""Previews: every page as residents see it; a link and a password for those without account."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.consultations import queries, services
from participation.consultations.rules import Kind, SectionDetails
from participation.consultations.services.previewing import CannotShow
from participation.kernel import clock
from participation.kernel.actors import Actor, Role
from participation.kernel.errors import NotAllowed, NotFound
from tests.factories.consultations import make_consultation
from tests.integration.consultations.conftest import Post
from tests.support.htmlcheck import expect_valid

OFFICER = Actor("staff", uuid4(), frozenset({Role.ENGAGEMENT_OFFICER}))
PASSWORD = "a heron on the weir"


def test_every_kind_and_a_section_together_are_previewed(
    session: Session, officer: FlaskClient
) -> None:
    one = make_consultation(session, "draft", questions=[kind.value for kind in Kind])
    words = {"en": "Together", "cy": "Gyda’i gilydd"}
    section = services.add_section(
        session,
        actor=OFFICER,
        consultation_id=one.id,
        details=SectionDetails(words, words, together=True),
    ).id
    for asked in queries.asked(session, one.id)[-4:]:
        services.place_question(
            session,
            actor=OFFICER,
            consultation_id=one.id,
            question_id=asked.question_id,
            section_id=section,
        )
    session.commit()
    here = f"/staff/consultations/{one.id}/preview"
    pages = {"start": officer.get(here)}
    pages |= {f"page-{number}": officer.get(f"{here}/{number}") for number in range(1, 9)}
    assert {page.status_code for page in pages.values()} == {200}
    assert officer.get(f"{here}/9").status_code == 404
    assert "Together" in pages["page-8"].get_data(as_text=True)
    assert "page 8 of 8" in pages["page-8"].get_data(as_text=True)
    expect_valid({name: page.get_data(as_text=True) for name, page in pages.items()})


def test_a_link_and_a_password_open_it_and_nothing_is_put_on_the_device(
    app: Flask, session: Session, officer: FlaskClient, post: Post
) -> None:
    one = make_consultation(session, "draft", questions=["single_choice", "free_text"])
    session.commit()
    here = f"/staff/consultations/{one.id}/preview/share"
    assert post(here, password="short").status_code == 422
    told = post(here, password=PASSWORD).get_data(as_text=True)
    link = re.search(r'href="http://[^/]+(/preview/[^"]+)"', told)
    assert link, told
    assert link[1] not in officer.get(here).get_data(as_text=True)
    anybody = app.test_client()
    asked = anybody.get(link[1])
    assert asked.status_code == 200
    assert asked.headers["Cache-Control"] == "no-store"
    assert asked.headers["Referrer-Policy"] == "no-referrer"
    wrong = anybody.post(link[1], data={"password": "something else"})
    assert (wrong.status_code, "Set-Cookie" in wrong.headers) == (422, False)
    assert anybody.post(link[1], data={}).status_code == 422
    opened = anybody.post(link[1], data={"password": PASSWORD})
    assert opened.status_code == 303
    pages = {"ask": asked, "wrong": wrong, "start": anybody.get(opened.location)}
    for number in (1, 2):
        pages[str(number)] = anybody.get(opened.location[:-1] + str(number))
    for name, page in pages.items():
        assert page.status_code in {200, 422}, name
        assert "Set-Cookie" not in page.headers
        assert "/staff/" not in page.get_data(as_text=True)
    assert "By bus" in pages["1"].get_data(as_text=True)
    expect_valid({name: page.get_data(as_text=True) for name, page in pages.items()})
    forged = opened.location.replace("/0", "0/0")
    assert anybody.get(forged).status_code == 404
    assert post(here.replace("share", "unshare")).status_code == 303
    assert anybody.get(opened.location).status_code == 404
    assert anybody.get(link[1]).status_code == 404


def test_a_pass_is_for_its_link_and_for_two_hours(session: Session) -> None:
    one, other = (make_consultation(session, "draft") for _number in range(2))
    shared, theirs = (
        services.share_preview(session, actor=OFFICER, consultation_id=made.id, password=PASSWORD)
        for made in (one, other)
    )
    held = services.enter_preview(session, shared.secret, PASSWORD)
    assert isinstance(held, str)
    assert services.shown_by(session, shared.secret, held).id == one.id
    with pytest.raises(NotFound):
        services.shown_by(session, theirs.secret, held)
    later = f"{int(held.partition('-')[0], 16) + 3600:x}-{held.partition('-')[2]}"
    for wrong in (later, held[:-1], "", "-", "zz-zz", "f" * 40 + "-0"):
        with pytest.raises(NotFound):
            services.shown_by(session, shared.secret, wrong)
    with (
        clock.fixed_at(clock.now(session) + timedelta(hours=2, minutes=1)),
        pytest.raises(NotFound),
    ):
        services.shown_by(session, shared.secret, held)
    with (
        clock.fixed_at(clock.now(session) + timedelta(days=29)),
        pytest.raises(NotFound),
    ):
        services.enter_preview(session, shared.secret, PASSWORD)


def test_tries_are_limited_and_right_ones_are_not_counted(session: Session) -> None:
    one = make_consultation(session, "draft")
    shared = services.share_preview(
        session, actor=OFFICER, consultation_id=one.id, password=PASSWORD
    )
    for _try in range(12):
        assert isinstance(services.enter_preview(session, shared.secret, PASSWORD), str)
    for number in range(12):
        found = services.enter_preview(session, shared.secret, "wrong words")
        assert isinstance(found, CannotShow)
        assert found.problems == (("wrong_password",) if number < 10 else ("too_many",))
    refused = services.enter_preview(session, shared.secret, PASSWORD)
    assert isinstance(refused, CannotShow)


def test_a_new_link_ends_the_one_before_and_only_writers_share(session: Session) -> None:
    one = make_consultation(session, "draft")
    who = {"actor": OFFICER, "consultation_id": one.id, "password": PASSWORD}
    first = services.share_preview(session, **who)  # type: ignore[arg-type]
    services.share_preview(session, **who)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        services.check_link(session, first.secret)
    leader = Actor("staff", uuid4(), frozenset({Role.LEADER}))
    with pytest.raises(NotAllowed):
        services.share_preview(session, actor=leader, consultation_id=one.id, password=PASSWORD)
