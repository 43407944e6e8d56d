"""Every kind of question is written on its page, kept as typed, changed, and refused in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.consultations import queries
from participation.consultations.rules import Asked, Kind, Limits
from tests.factories.consultations import make_consultation
from tests.integration.consultations.conftest import Post
from tests.support.htmlcheck import expect_valid

BASE = {
    "wording_en": "What do you think?",
    "wording_cy": "Beth yw’ch barn?",
    "help_en": "Think of last week.",
    "help_cy": "Meddyliwch am yr wythnos diwethaf.",
    "required": "y",
}


def listed(name: str, *words: str) -> dict[str, str]:
    return {
        f"{name}-{place}-words_{language}": f"{said} {language}"
        for place, said in enumerate(words)
        for language in ("en", "cy")
    }


def both(name: str, words: str) -> dict[str, str]:
    return {f"{name}_en": words, f"{name}_cy": f"{words} cy"}


def words(said: str) -> dict[str, str]:
    return {"en": said, "cy": f"{said} cy"}


OPTIONS = listed("options", "Bus", "Bike", "Walk")
WRITTEN: dict[Kind, tuple[dict[str, Any], Limits]] = {
    Kind.FREE_TEXT: ({"word_guide": "100"}, Limits()),
    Kind.SINGLE_CHOICE: (OPTIONS | {"something_else": "y"}, Limits(something_else=True)),
    Kind.MULTIPLE_CHOICE: (
        OPTIONS | {"something_else": "y", "most": "2"},
        Limits(something_else=True, most=2),
    ),
    Kind.AGREEMENT: ({}, Limits()),
    Kind.MATRIX: (listed("rows", "It is safe", "It is clean"), Limits()),
    Kind.RANKING: (OPTIONS | {"most": "2"}, Limits(most=2)),
    Kind.NUMBER: (
        {"least": "0", "greatest": "2.5"} | both("unit", "miles"),
        Limits(least=0, greatest=2.5, whole=False, unit=words("miles")),
    ),
    Kind.SCALE: (
        {"least": "1", "greatest": "7"} | both("low", "never") | both("high", "always"),
        Limits(least=1, greatest=7, low=words("never"), high=words("always")),
    ),
    Kind.BUDGET: (
        OPTIONS | {"total": "1,000"} | both("unit", "pounds"),
        Limits(total=1000, unit=words("pounds")),
    ),
    Kind.DATE: (
        {"earliest-day": "1", "earliest-month": "5", "earliest-year": "2030"}
        | {"latest-day": "31", "latest-month": "May", "latest-year": "2030"},
        Limits(earliest=date(2030, 5, 1), latest=date(2030, 5, 31)),
    ),
    Kind.MAP_PIN: ({}, Limits()),
}


def newest(session: Session, consultation_id: Any) -> Asked:
    session.expire_all()
    found = queries.asked(session, consultation_id)[-1]
    session.commit()
    return found


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_is_written_shown_and_changed(
    session: Session, officer: FlaskClient, post: Post, kind: Kind
) -> None:
    data, limits = WRITTEN[kind]
    one = make_consultation(session, "draft", questions=[])
    session.commit()
    here = f"/staff/consultations/{one.id}"
    assert post(f"{here}/questions/new?kind={kind}", **BASE, **data).status_code == 303
    asked = newest(session, one.id)
    assert (asked.kind, asked.required, asked.limits) == (kind, True, limits)
    assert asked.wording == {"en": BASE["wording_en"], "cy": BASE["wording_cy"]}
    assert asked.help["cy"] == BASE["help_cy"]
    said = {"options": asked.options, "rows": asked.rows}
    for name, held in said.items():
        wanted = [typed for box, typed in data.items() if box.startswith(name) and "_cy" in box]
        assert [option.words["cy"] for option in held] == wanted
    edit = officer.get(f"{here}/questions/{asked.question_id}").get_data(as_text=True)
    for typed in data.values():
        if typed not in {"y", "1,000", "May"}:
            assert typed in edit
    # Kept as it is: what the page shows, sent back, changes nothing.
    assert post(f"{here}/questions/{asked.question_id}", **BASE, **data, **codes(asked)).location
    again = newest(session, one.id)
    assert again == asked


def test_the_page_of_each_kind_is_valid(session: Session, officer: FlaskClient, post: Post) -> None:
    one = make_consultation(session, "draft", questions=[])
    session.commit()
    here = f"/staff/consultations/{one.id}"
    pages = {}
    for kind, (data, _limits) in WRITTEN.items():
        add = f"{here}/questions/new?kind={kind}"
        pages[f"new-{kind}"] = officer.get(add)
        pages[f"wrong-{kind}"] = post(add, **BASE | {"wording_en": ""}, **data)
        post(add, **BASE, **data)
    assert all(page.status_code in {200, 422} for page in pages.values())
    pages["show"] = officer.get(here)
    pages["kinds"] = officer.get(f"{here}/questions/new")
    expect_valid({name: page.get_data(as_text=True) for name, page in pages.items()})


def codes(asked: Asked) -> dict[str, str]:
    """The hidden boxes that carry each option's code."""
    return {
        f"{name}-{place}-code": option.code
        for name, held in (("options", asked.options), ("rows", asked.rows))
        for place, option in enumerate(held)
    }


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        (Kind.MATRIX, {}, "Enter at least one statement"),
        (Kind.RANKING, listed("options", "Bus"), "Enter at least two options"),
        (Kind.RANKING, OPTIONS | {"most": "4"}, "no larger than the number of options"),
        (Kind.MULTIPLE_CHOICE, OPTIONS | {"most": "some"}, "Enter a whole number"),
        (Kind.NUMBER, {"least": "nan"}, "Enter a number, for example 12 or 2.5"),
        (Kind.NUMBER, {"least": "5", "greatest": "5"}, "must be more than the lowest"),
        (Kind.SCALE, {"least": "1"}, "Enter the highest point"),
        (Kind.SCALE, {"least": "0", "greatest": "11"}, "Use 11 points or fewer"),
        (Kind.BUDGET, OPTIONS | both("unit", "points"), "Enter the total"),
        (Kind.BUDGET, OPTIONS | {"total": "0", "unit_en": "p"}, "Enter a number from 1"),
        (Kind.BUDGET, OPTIONS | {"total": "5", "unit_en": ""}, "Enter what people share out"),
        (
            Kind.DATE,
            {"earliest-day": "2", "earliest-month": "5", "earliest-year": "2030"}
            | {"latest-day": "1", "latest-month": "5", "latest-year": "2030"},
            "must be the earliest date or later",
        ),
    ],
)
def test_what_cannot_be_answered_is_refused_with_everything_kept(
    session: Session, post: Post, kind: Kind, data: dict[str, str], said: str
) -> None:
    one = make_consultation(session, "draft", questions=[])
    session.commit()
    refused = post(f"/staff/consultations/{one.id}/questions/new?kind={kind}", **BASE, **data)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert said in page
    assert BASE["wording_cy"] in page
    assert all(typed in page for typed in data.values() if typed)
    session.expire_all()
    assert queries.asked(session, one.id) == ()


def test_an_option_called_something_else_has_a_code_of_its_own(
    session: Session, post: Post
) -> None:
    one = make_consultation(session, "draft", questions=[])
    session.commit()
    data = {"options-0-words_en": "Something else", "options-1-words_en": "Bus"}
    path = f"/staff/consultations/{one.id}/questions/new?kind=single_choice"
    post(path, **BASE, **data, something_else="y")
    assert newest(session, one.id).codes == ("something-else-2", "bus", "something-else")


@pytest.mark.parametrize(
    ("question", "said", "anchor"),
    [
        ({"kind": "matrix"}, "Give question 1 at least one statement", ""),
        ({"kind": "budget"}, "what the amounts of question 1 must add up to", "#total"),
        ({"kind": "scale"}, "lowest and the highest point of question 1", "#least"),
    ],
)
def test_what_a_kind_lacks_is_said_and_linked(
    session: Session, officer: FlaskClient, question: dict[str, Any], said: str, anchor: str
) -> None:
    one = make_consultation(session, "draft", questions=[question])
    session.commit()
    asked = newest(session, one.id)
    page = officer.get(f"/staff/consultations/{one.id}/publish").get_data(as_text=True)
    assert said in page
    assert f"/questions/{asked.question_id}{anchor}" in page
    edit = officer.get(f"/staff/consultations/{one.id}/questions/{asked.question_id}")
    assert not anchor or f'id="{anchor[1:]}"' in edit.get_data(as_text=True)
