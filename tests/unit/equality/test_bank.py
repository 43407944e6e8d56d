"""The bank of equality questions is whole, in both languages, and its numbers never change."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from participation.equality.forms import choosing_form, chosen_in, equality_form, given_in
from participation.equality.rules import (
    PREFER_NOT_TO_SAY,
    Wanted,
    answers_among,
    asked,
    bank,
    choice_problems,
)

VERSIONS = [(question, version) for question in bank().values() for version in question.versions]


@pytest.mark.parametrize(("question", "version"), VERSIONS, ids=lambda one: getattr(one, "key", ""))
def test_every_version_is_whole(question, version):
    for words in (
        question.name,
        question.why,
        version.wording,
        *(o.words for o in version.options),
    ):
        assert words["en"]
        assert words["cy"]
        assert words["en"] != words["cy"] or words["en"] == "Roma"
    codes = [option.code for option in version.options]
    assert len(set(codes)) == len(codes)
    assert len({option.key for option in version.options}) == len(codes)
    assert version.options[-1].code == PREFER_NOT_TO_SAY
    groups = {group.key for group in version.groups}
    assert {option.group for option in version.options if option.group} == groups
    assert version.standard
    assert version.source.startswith("https://")


def test_a_number_means_the_same_in_every_version():
    for question in bank().values():
        meant = {}
        for version in question.versions:
            for option in version.options:
                assert meant.setdefault(option.code, option.key) == option.key
        assert [v.number for v in question.versions] == list(range(1, len(question.versions) + 1))
        dates = [version.since for version in question.versions]
        assert dates == sorted(dates)
        assert {option.code for option in question.every_choice} == set(meant)


def test_the_nine_protected_characteristics_and_more_can_be_asked():
    protected = {
        *("age_band", "disability", "gender_identity", "marital_status", "pregnancy"),
        *("ethnic_group", "religion", "sex", "sexual_orientation"),
    }
    assert protected <= set(bank())


def test_only_what_is_asked_and_offered_is_kept():
    now = asked([Wanted("ethnic_group", 1), Wanted("sex", 1)])
    assert [one.key for one in now] == ["sex", "ethnic_group"]
    given = {"sex": 0, "ethnic_group": 19, "religion": 2, "age_band": None}
    assert answers_among(now, given) == {"sex": (1, 0)}
    assert answers_among(asked([Wanted("ethnic_group", 2)]), given) == {"ethnic_group": (2, 19)}


def test_what_is_not_in_the_bank_cannot_be_asked():
    wanted = [Wanted("sex", 1), Wanted("sex", 1), Wanted("shoe_size", 1), Wanted("religion", 9)]
    assert choice_problems(wanted) == ("twice:sex", "unknown:shoe_size", "unknown:religion")


def test_forms_hold_what_was_chosen_and_nothing_odd(app: Flask):
    with app.test_request_context():
        now = asked([Wanted("ethnic_group", 2), Wanted("sex", 1)])
        form = equality_form(
            now, MultiDict({"equality-ethnic_group": "9", "equality-sex": "x" * 9})
        )
        assert form.validate()
        assert given_in(form) == {"ethnic_group": 9}
        assert given_in(equality_form(now, None, {"sex": 2})) == {"sex": 2}
        picked = choosing_form(
            (), MultiDict({"ask_ethnic_group": "y", "version_ethnic_group": "1"})
        )
        assert picked.validate()
        assert chosen_in(picked).questions == (Wanted("ethnic_group", 1),)
