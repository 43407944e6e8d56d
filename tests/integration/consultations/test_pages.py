"""The pages on which staff write a consultation, and the start page that residents meet."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.consultations import queries
from participation.consultations.models import Consultation
from participation.kernel import clock
from tests.factories.accounts import signed_in
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.evidence import make_lawful
from tests.factories.missions import make_mission
from tests.integration.consultations.conftest import Post
from tests.support.htmlcheck import expect_valid


def made(session: Session, *args: Any, **changes: Any) -> Consultation:
    consultation = make_consultation(session, *args, **changes)
    session.commit()
    return consultation


def stored(session: Session) -> Consultation:
    """The newest consultation, as the database has it now."""
    found = session.scalars(
        select(Consultation)
        .order_by(Consultation.created_at.desc())
        .execution_options(populate_existing=True)
    ).first()
    assert found is not None
    session.commit()
    return found


def asked(session: Session, consultation: Consultation) -> tuple[Any, ...]:
    session.expire_all()
    found = queries.asked(session, consultation.id)
    session.commit()
    return found


def address(consultation: Consultation, *rest: object) -> str:
    return "/".join(["/staff/consultations", str(consultation.id), *map(str, rest)])


def texts(page: TestResponse) -> str:
    """The words of a page, spaces made single."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)))


def test_from_nothing_to_open_by_hand(session: Session, officer: FlaskClient, post: Post) -> None:
    mission = make_mission(session)
    session.commit()
    details = {
        "title_en": "Safer streets in Northgate",
        "title_cy": "Strydoedd mwy diogel",
        "summary_en": "Tell us about your street.",
        "summary_cy": "Soniwch am eich stryd.",
        "mission_ids": [str(mission.id)],
        "decision_owner": "Head of Streets",
        "hide_results": "y",
    }
    sent = post("/staff/consultations/new", **details)
    one = stored(session)
    assert (sent.status_code, sent.location) == (303, address(one))
    assert one.slug == "safer-streets-in-northgate"
    names = ("could_change", "already_decided", "who_decides", "your_words")
    lines = {f"{name}_{language}": "Words" for name in names for language in ("en", "cy")}
    assert post(address(one, "lines"), minutes_needed="5", **lines).status_code == 303
    wording = {"wording_en": "What would help?", "wording_cy": "Beth fyddai’n helpu?"}
    added = post(address(one, "questions/new?kind=free_text"), word_guide="100", **wording)
    assert added.status_code == 303
    today = clock.day_in_london(clock.now(session))
    session.commit()
    days = [today, today + timedelta(days=28)]
    dates = {
        name: [str(day.day), str(day.month), str(day.year)]
        for name, day in zip(("opens_on", "last_day"), days, strict=True)
    }
    assert post(address(one, "dates"), **dates).status_code == 303
    lacking = officer.get(address(one, "publish"))
    assert "Answer in the check before opening" in texts(lacking)
    make_lawful(session, one)
    session.commit()
    looked = officer.get(address(one, "publish"))
    assert looked.status_code == 200
    assert "There is a problem" not in texts(looked)
    assert post(address(one, "open-now")).status_code == 303
    start = officer.get("/consultations/safer-streets-in-northgate")
    assert "Start now" in texts(start)
    assert "About 5 minutes" in texts(start)
    assert [question.word_guide for question in asked(session, one)] == [100]


def test_problems_link_to_where_they_are_mended(
    session: Session, officer: FlaskClient, post: Post
) -> None:
    one = made(session, "draft", questions=[], who_decides={"en": "Cabinet"}, opens_at=None)
    refused = post(address(one, "publish"))
    assert refused.status_code == 422
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', refused.get_data(as_text=True))
    found = [(href, words) for href, words in links if str(one.id) in href]
    assert found == [
        (address(one, "lines#who_decides_cy"), "Write ‘Who decides, and when’ in Welsh too"),
        (address(one, "questions/new"), "Ask at least one question"),
        (address(one, "dates#opens_on-day"), "Set the first day to reply"),
    ]
    for href, _words in found:
        page = officer.get(href)
        assert page.status_code == 200
        anchor = href.partition("#")[2]
        assert not anchor or f'id="{anchor}"' in page.get_data(as_text=True)


def test_a_mistake_is_told_at_its_box_and_all_that_was_typed_is_kept(
    session: Session, post: Post
) -> None:
    make_mission(session)
    session.commit()
    page = post(
        "/staff/consultations/new", title_en=" ", title_cy="Teitl", summary_en="Some <words>"
    )
    words = page.get_data(as_text=True)
    assert page.status_code == 422
    assert '<a href="#title_en">Enter a title</a>' in words
    assert '<a href="#mission_ids">Choose at least one mission</a>' in words
    assert 'value="Teitl"' in words
    assert "Some &lt;words&gt;" in words
    assert "<title>Error: " in words


def test_the_last_day_is_not_before_the_first(session: Session, post: Post) -> None:
    one = made(session, "draft")
    wrong = {"opens_on": ["2", "5", "2031"], "last_day": ["1", "May", "2031"]}
    page = post(address(one, "dates"), **wrong)
    assert page.status_code == 422
    assert "The last day must be the first day or later" in texts(page)
    assert 'value="May"' in page.get_data(as_text=True)


OPTIONS = {
    "options-0-words_en": "By bus",
    "options-0-words_cy": "Ar fws",
    "options-1-words_en": "On foot",
    "options-1-words_cy": "Ar droed",
    "options-2-words_en": "",
    "options-2-words_cy": "",
}
WORDING = {"wording_en": "How?", "wording_cy": "Sut?"}


def test_options_are_written_corrected_and_reordered(session: Session, post: Post) -> None:
    one = made(session, "draft", questions=[])
    new = address(one, "questions/new?kind=single_choice")
    more = post(new, more_options="y", **WORDING, **OPTIONS)
    assert more.status_code == 200
    assert "options-5-words_en" in more.get_data(as_text=True)
    assert 'value="By bus"' in more.get_data(as_text=True)
    assert asked(session, one) == ()
    moved = post(new, option_up="1", **WORDING, **OPTIONS).get_data(as_text=True)
    assert moved.index('value="On foot"') < moved.index('value="By bus"')
    assert post(new, required="y", **WORDING, **OPTIONS).status_code == 303
    (question,) = asked(session, one)
    assert [option.code for option in question.options] == ["by-bus", "on-foot"]
    assert question.required
    corrected = OPTIONS | {
        "options-0-code": "on-foot",
        "options-0-words_en": "Walking",
        "options-1-code": "by-bus",
        "options-1-words_en": "By bus",
    }
    path = address(one, "questions", question.question_id)
    assert post(path, **WORDING, **corrected).status_code == 303
    (again,) = asked(session, one)
    assert [(o.code, o.words["en"]) for o in again.options] == [
        ("on-foot", "Walking"),
        ("by-bus", "By bus"),
    ]
    assert again.version_id == question.version_id


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"options-1-words_en": "", "options-1-words_cy": ""}, "Enter at least two options"),
        ({"options-1-words_en": "by BUS"}, "This option is there already"),
        ({"options-1-words_en": ""}, "Enter this option in English too"),
    ],
)
def test_options_that_cannot_be(
    session: Session, post: Post, changes: dict[str, str], error: str
) -> None:
    one = made(session, "draft", questions=[])
    page = post(
        address(one, "questions/new?kind=multiple_choice"), **WORDING, **(OPTIONS | changes)
    )
    assert page.status_code == 422
    assert error in texts(page)
    assert asked(session, one) == ()


def test_a_kind_must_be_chosen_first(session: Session, officer: FlaskClient) -> None:
    one = made(session, "draft")
    assert "How will people answer?" in texts(officer.get(address(one, "questions/new")))
    page = officer.get(address(one, "questions/new?next=y"))
    assert page.status_code == 422
    assert "Choose how people will answer" in texts(page)


def test_questions_move_and_go(session: Session, post: Post) -> None:
    one = made(session, "draft", questions=["free_text", "agreement"])
    first, second = (question.question_id for question in asked(session, one))
    assert post(address(one, "questions", second, "move"), to="up").status_code == 303
    assert [question.question_id for question in asked(session, one)] == [second, first]
    assert post(address(one, "questions", first, "remove")).status_code == 303
    assert [question.question_id for question in asked(session, one)] == [second]


def test_an_open_question_is_not_edited_and_the_page_says_why(
    session: Session, officer: FlaskClient, post: Post
) -> None:
    one = made(session, "open")
    question = asked(session, one)[0]
    path = address(one, "questions", question.question_id)
    assert "an answer must go on meaning what it meant" in texts(officer.get(path))
    refused = post(path, wording_en="Other", wording_cy="Arall")
    assert refused.status_code == 422
    assert "an answer must go on meaning what it meant" in texts(refused)
    assert "Other" in refused.get_data(as_text=True)
    assert asked(session, one) == (question,)


def test_more_time_is_said_on_the_public_page(
    session: Session, officer: FlaskClient, post: Post
) -> None:
    one = made(session, "open")
    sooner = post(address(one, "extend"), last_day=["1", "1", "2020"], reason="few_replies")
    assert sooner.status_code == 422
    assert "Choose a day after the last day it has now" in texts(sooner)
    empty = post(address(one, "extend"))
    assert "Enter the new last day" in texts(empty)
    assert "Choose why there is more time" in texts(empty)
    later = post(address(one, "extend"), last_day=["1", "1", "2090"], reason="few_replies")
    assert later.status_code == 303
    page = texts(officer.get(f"/consultations/{one.slug}"))
    assert "until the end of Sunday 1 January 2090" in page
    assert "Why there is more time: We want to hear from more people" in page


def test_a_withdrawn_one_says_so_and_why(
    session: Session, officer: FlaskClient, post: Post
) -> None:
    one = made(session, "open")
    assert post(address(one, "withdraw")).status_code == 422
    assert post(address(one, "withdraw"), reason="superseded").status_code == 303
    page = officer.get(f"/consultations/{one.slug}")
    assert "Another consultation takes its place" in texts(page)
    assert "Start now" not in texts(page)


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("scheduled", "You can’t reply yet. It opens on"),
        ("closed", "This consultation closed at the end of"),
        ("decided", "Read what people said and what was decided"),
        ("withdrawn", "This consultation was withdrawn on"),
    ],
)
def test_nobody_starts_what_is_not_open(
    session: Session, client: FlaskClient, stage: str, words: str
) -> None:
    make_council(session)
    one = made(session, stage)
    page = client.get(f"/consultations/{one.slug}")
    assert page.status_code == 200
    assert words in texts(page)
    assert "form_key" not in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers


def test_a_draft_has_no_public_page(session: Session, client: FlaskClient) -> None:
    one = made(session, "draft")
    assert client.get(f"/consultations/{one.slug}").status_code == 404
    assert client.get("/consultations/no-such-thing").status_code == 404


def test_the_start_page_speaks_welsh_and_each_has_its_own_key(
    session: Session, client: FlaskClient
) -> None:
    make_council(session)
    one = made(session, "open")
    page = client.get(f"/cy/consultations/{one.slug}").get_data(as_text=True)
    assert "Strydoedd mwy diogel" in page
    assert f'action="/cy/consultations/{one.slug}/start"' in page
    keys = {
        re.search(r'name="form_key" value="([^"]+)"', client.get(path).get_data(as_text=True))[1]  # type: ignore[index]
        for path in [f"/consultations/{one.slug}"] * 2
    }
    assert len(keys) == 2


def test_the_preview_shows_every_question_and_sends_nothing(
    session: Session, officer: FlaskClient
) -> None:
    kinds = ["free_text", "single_choice", "multiple_choice", "agreement"]
    one = made(session, "draft", questions=kinds)
    seen = [officer.get(address(one, "preview"))]
    seen += [officer.get(address(one, "preview", number)) for number in range(1, 5)]
    for page in seen:
        assert page.status_code == 200
        assert "Preview: nothing is kept" in texts(page)
        assert "<form" not in page.get_data(as_text=True)
    assert "Strongly agree" in texts(seen[4])
    assert "By bike" in texts(seen[2])
    assert officer.get(address(one, "preview/5")).status_code == 404


def test_the_list_keeps_to_somebodys_teams(session: Session, client: FlaskClient) -> None:
    make_council(session)
    mine, other = make_consultation(session), make_consultation(session)
    session.commit()
    signed_in(client, session, "analyst", team=mine.id)
    page = client.get("/staff/consultations").get_data(as_text=True)
    assert str(mine.id) in page
    assert str(other.id) not in page
    assert client.get(address(mine)).status_code == 200
    assert client.get(address(other)).status_code == 403
    assert client.get(address(other, "preview")).status_code == 403
    assert client.get("/staff/consultations/guide").status_code == 403


def test_the_list_by_stage(session: Session, officer: FlaskClient) -> None:
    drafts, opened = made(session, "draft"), made(session, "open")
    page = officer.get("/staff/consultations?stage=draft").get_data(as_text=True)
    assert str(drafts.id) in page
    assert str(opened.id) not in page
    assert officer.get("/staff/consultations?stage=nonsense&page=x").status_code == 200


def test_an_unknown_one_is_not_found(officer: FlaskClient) -> None:
    for rest in ("", "/lines", "/preview", "/publish", f"/questions/{uuid4()}"):
        assert officer.get(f"/staff/consultations/{uuid4()}{rest}").status_code == 404


def statuses(client: FlaskClient) -> list[str]:
    page = client.get("/staff/consultations/guide").get_data(as_text=True)
    return re.findall(r'id="steps-\d+-status">\s*(?:<strong[^>]*>)?\s*([^<]+?)\s*<', page)


def test_the_guide_reads_each_step_from_the_data(session: Session, client: FlaskClient) -> None:
    signed_in(client, session, "administrator")
    todo, blocked, done = "To do", "Cannot start yet", "Completed"
    assert statuses(client) == [todo, todo, blocked, blocked, blocked, blocked]
    make_council(session)
    mission = make_mission(session, published=False)
    session.commit()
    assert statuses(client) == [done, "In progress", todo, blocked, blocked, blocked]
    mission.published_at = clock.now(session)
    one = make_consultation(session, "draft", missions=[mission], questions=[], minutes_needed=None)
    session.commit()
    assert statuses(client) == [done, done, "In progress", todo, blocked, blocked]
    one.minutes_needed = 5
    session.add(one)
    from tests.factories.consultations import make_question

    make_question(session, one)
    session.commit()
    assert statuses(client) == [done, done, done, done, todo, todo]
    one.published_at = clock.now(session)
    session.commit()
    assert statuses(client) == [done] * 6


def test_all_markup_is_valid(session: Session, officer: FlaskClient, post: Post) -> None:
    kinds = ["free_text", "single_choice", "multiple_choice", "agreement"]
    draft = make_consultation(session, "draft", questions=kinds)
    empty = make_consultation(session, "draft", questions=[], opens_at=None, summary={})
    others = [
        make_consultation(session, stage)
        for stage in ("scheduled", "open", "closed", "decided", "withdrawn")
    ]
    session.commit()
    paths = ["/staff/consultations", "/staff/consultations/new", "/staff/consultations/guide"]
    paths += [address(one) for one in (draft, empty, *others)]
    paths += [f"/consultations/{one.slug}" for one in others]
    names = ("details", "lines", "dates", "preview", "publish", "questions/new")
    paths += [address(draft, name) for name in names]
    paths += [address(draft, "preview", number) for number in range(1, 5)]
    paths += [address(draft, f"questions/new?kind={kind}") for kind in kinds]
    paths += [address(draft, "questions", one.question_id) for one in asked(session, draft)]
    paths += [address(others[1], "extend"), address(others[1], "withdraw")]
    pages = {path: officer.get(path) for path in paths}
    pages["empty publish"] = officer.get(address(empty, "publish"))
    pages["wrong new"] = post("/staff/consultations/new")
    pages["wrong lines"] = post(address(draft, "lines"), minutes_needed="x")
    pages["wrong dates"] = post(address(draft, "dates"), opens_on=["1", "", ""])
    pages["wrong options"] = post(address(draft, "questions/new?kind=single_choice"))
    pages["wrong extend"] = post(address(others[1], "extend"))
    for path, page in pages.items():
        assert page.status_code == (422 if path.startswith("wrong") else 200), path
    expect_valid({path: page.get_data(as_text=True) for path, page in pages.items()})


def test_every_page_of_the_room_wants_its_permission(app: Flask) -> None:
    rules = [
        rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("consultations.")
    ]
    assert len({rule.endpoint for rule in rules}) >= 20


def test_ids_in_addresses_are_ids(officer: FlaskClient) -> None:
    assert officer.get(f"/staff/consultations/{UUID(int=1).hex}x").status_code == 404
