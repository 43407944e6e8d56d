"""Every kind of question on its page: without scripts, with its errors, on the check, as sent."""

from __future__ import annotations

import html

import pytest

from participation.responses.rules import Mark
from tests.integration.answering.conftest import Answering, words_of

MATRIX = {"answer__safe": "agree", "answer__clean": "disagree"}
RANKING = {"answer__bus": "2", "answer__bike": "1", "answer__walk": "3"}


def answer_everything(somebody: Answering) -> None:
    steps = [
        (1, {"answer": "bus"}, "2"),
        (2, {"answer": "Later buses,\r\nplease"}, "3"),
        (
            3,
            {
                "answer__uses": ["bike", "something-else"],
                "answer__uses__words": "Roller skates",
                "answer__cars__number": "1,2",
            },
            None,
        ),
        (
            3,
            {
                "answer__uses": ["bike", "something-else"],
                "answer__uses__words": "Roller skates",
                "answer__cars__number": "12",
                "answer__since__day": "27",
                "answer__since__month": "3",
                "answer__since__year": "2019",
            },
            "4",
        ),
        (4, MATRIX, "5"),
        (5, RANKING, "6"),
        (6, {"answer__number": "7"}, "7"),
        (7, {"answer__bus": "60", "answer__bike": "40", "answer__walk": ""}, "8"),
        (8, {"answer__area": "By the bridge"}, "9"),
        (9, {"answer": "strongly_agree"}, "check"),
    ]
    for page, data, onward in steps:
        got = somebody.post(page, **data)
        if onward is None:
            assert got.status_code == 422
        else:
            assert somebody.went_to(got) == onward


def test_the_whole_way_with_every_kind(somebody):
    answer_everything(somebody)
    check = html.unescape(somebody.read("check").text)
    for words in (
        "By bus",
        "Later buses,\nplease",
        "By bike\nSomething else: Roller skates",
        "12 cars",
        "27 March 2019",
        "I feel safe here after dark: Agree\nThe street is clean: Disagree",
        "1. By bike\n2. By bus\n3. On foot",
        "By bus: £60\nBy bike: £40",
        "By the bridge",
        "Strongly agree",
    ):
        assert words in check
    assert somebody.post("send").status_code == 303
    sent = {words: one.marks for words, one in somebody.answers().items()}
    assert sent["What do you do on it?"] == (Mark("", "bike"), Mark("", "something-else"))
    assert somebody.answers()["What do you do on it?"].text == "Roller skates"
    assert sent["How many cars do you see?"] == (Mark("", "", 12.0),)
    assert sent["Since when do you live there?"] == (Mark("", "2019-03-27"),)
    assert sent["How far do you agree?"] == (Mark("clean", "disagree"), Mark("safe", "agree"))
    assert sent["What matters most?"] == (
        Mark("", "bike", 1.0),
        Mark("", "bus", 2.0),
        Mark("", "walk", 3.0),
    )
    assert sent["How would you spend £100?"] == (Mark("", "bike", 40.0), Mark("", "bus", 60.0))
    # Opened again after the draft is gone, it says what was sent.
    receipt = somebody.read("receipt")
    assert "Your answers are stored" in receipt.text


@pytest.mark.parametrize(
    ("page", "data", "said", "kept"),
    [
        (1, {}, "Choose an answer", ("how", "codes", ())),
        (1, {"answer": "rocket"}, "Choose from the answers listed", ("how", "codes", ("rocket",))),
        (
            3,
            {"answer__uses": ["bus", "bike", "walk"]},
            "Choose 2 at most. You chose 3",
            ("uses", "codes", ("bus", "bike", "walk")),
        ),
        (
            3,
            {"answer__cars__number": "a dozen"},
            "Enter a number, for example 12",
            ("cars", "boxes", (("number", "a dozen"),)),
        ),
        (3, {"answer__cars__number": "21"}, "Enter 20 or less", None),
        (3, {"answer__cars__number": "-1"}, "Enter 0 or more", None),
        (3, {"answer__cars__number": "1.5"}, "Enter a whole number", None),
        (
            3,
            {
                "answer__since__day": "31",
                "answer__since__month": "2",
                "answer__since__year": "2019",
            },
            "Enter a real date",
            ("since", "boxes", (("day", "31"), ("month", "2"), ("year", "2019"))),
        ),
        (3, {"answer__since__day": "31"}, "Enter a real date", None),
        (
            4,
            {"answer__safe": "agree"},
            "Say how far you agree that: The street is clean",
            ("agree", "boxes", (("safe", "agree"),)),
        ),
        (5, {"answer__bus": "1"}, "By bike: Give each a place, from 1 to 3", None),
        (
            5,
            {"answer__bus": "1", "answer__bike": "1", "answer__walk": "2"},
            "Two things have the same place",
            None,
        ),
        (5, {"answer__bus": "9"}, "By bus: Choose a place from 1 to 3", None),
        (7, {"answer__bus": "60"}, "Share out £40 more", ("spend", "boxes", (("bus", "60"),))),
        (7, {"answer__bus": "160"}, "Take away £60", None),
        (7, {"answer__bus": "some"}, "By bus: Enter a number", None),
    ],
)
def test_what_is_wrong_is_said_where_it_is_with_everything_kept(somebody, page, data, said, kept):
    got = somebody.post(page, **data)
    assert got.status_code == 422
    text = html.unescape(got.text)
    assert said in text
    assert "<title>Error: " in text
    summary = text.split('class="govuk-error-summary"')[1].split("</ul>")[0]
    assert said in summary
    target = summary.split('href="#')[1].split('"')[0]
    assert f'id="{target}"' in text.split("</ul>", 1)[1]
    if kept:
        name, part, value = kept
        assert getattr(somebody.kept(name), part) == value


def test_a_page_of_several_says_everything_wrong_at_once(somebody):
    got = somebody.post(
        3,
        answer__uses=["bus", "bike", "walk"],
        answer__cars__number="many",
        answer__since__day="1",
    )
    summary = html.unescape(got.text).split('class="govuk-error-summary"')[1].split("</ul>")[0]
    assert summary.count("<li>") == 3
    assert 'value="many"' in got.text
    assert "Your street" in words_of(got)


def test_words_beside_something_else_never_take_a_choice_away(somebody):
    somebody.post(1, answer="bike", answer__words="and sometimes a boat")
    assert somebody.kept("how").codes == ("bike",)
    check = words_of(somebody.read("check"))
    assert "and sometimes a boat" in check
    assert "you also wrote words under “Something else”, and didn’t choose it" in check
    somebody.post(1, answer="", answer__words="a boat")
    assert somebody.kept("how").codes == ("something-else",)
    assert somebody.kept("how").text == "a boat"


def test_welsh_asks_in_welsh(somebody):
    page = somebody.client.get(f"/cy{somebody.base}/4")
    assert "I ba raddau ydych chi’n cytuno?" in page.text
    assert "Rwy’n teimlo’n ddiogel" in page.text
