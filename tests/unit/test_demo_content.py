"""The made-up borough's words are whole: counts, keys, both languages, nothing said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from statistics import median

import pytest

from participation.consultations.rules import AGREEMENT, Kind
from participation.demo import content
from participation.feedback.rules import DecisionDetails, Outcome, decision_problems
from participation.kernel.actors import Role
from participation.missions.rules import Stance, read_goals

DEMO = content.load()
FREE_TEXT = ("corn_street", "easier")
STANCES = {"supports", "opposes", "mixed", "unclear"}
WITHOUT_THEME = {"other", "no_reason"}
MAY_BE_EMPTY = {"help", "will_do", "intro"}


def words_in(value: object, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every pair of languages in a value, with the way to it."""
    if is_dataclass(value):
        for field in fields(value):
            yield from words_in(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from words_in(one, f"{path}[{place}]")
    elif isinstance(value, dict):
        if "en" in value or "cy" in value:
            yield path, value
        else:
            for name, one in value.items():
                yield from words_in(one, f"{path}.{name}")


def sizes(question: str) -> Counter[str]:
    return Counter(
        code
        for person in DEMO.respondents
        if question in person.key
        for code in person.key[question].codes
    )


def test_enough_people_answered() -> None:
    answers = Counter(question for person in DEMO.respondents for question in person.texts)

    assert len(DEMO.respondents) >= 460
    assert answers["corn_street"] >= 430
    assert answers["easier"] >= 330
    assert len({person.id for person in DEMO.respondents}) == len(DEMO.respondents)


def test_people_speak_in_many_voices() -> None:
    languages = Counter(person.language for person in DEMO.respondents)
    kinds = Counter(person.kind for person in DEMO.respondents)
    lengths = [
        len(person.texts["corn_street"].split())
        for person in DEMO.respondents
        if "corn_street" in person.texts
    ]

    assert languages["cy"] >= 40
    assert {"pl", "ar", "bn"} <= set(languages)
    assert kinds["organisation"] >= 8
    assert kinds["representative"] >= 2
    assert 15 <= median(lengths) <= 25
    assert sum(length >= 120 for length in lengths) >= 6


def test_the_campaign_has_40_letters() -> None:
    letters = [person for person in DEMO.respondents if person.campaign]

    assert len(letters) == 40
    assert all("push" in person.texts["corn_street"].lower() for person in letters)


@pytest.mark.parametrize("question", FREE_TEXT)
def test_nobody_but_the_campaign_repeats_another(question: str) -> None:
    texts = Counter(
        person.texts[question]
        for person in DEMO.respondents
        if question in person.texts and not person.campaign
    )

    assert [text for text, times in texts.items() if times > 1] == []


@pytest.mark.parametrize("question", FREE_TEXT)
def test_every_text_has_a_key_and_every_key_a_theme(question: str) -> None:
    known = {theme.code for theme in DEMO.themes[question]}

    assert 10 <= len(known - WITHOUT_THEME) <= 16
    for person in DEMO.respondents:
        assert (question in person.texts) == (question in person.key), person.id
        if question not in person.texts:
            continue
        meant = person.key[question]
        assert person.texts[question].strip() == person.texts[question], person.id
        assert meant.codes, person.id
        assert set(meant.codes) <= known, person.id
        assert len(set(meant.codes)) == len(meant.codes), person.id
        assert "no_reason" not in meant.codes or len(meant.codes) == 1, person.id
        if question == "corn_street":
            assert meant.stance in STANCES, person.id
        else:
            assert meant.stance is None, person.id


@pytest.mark.parametrize("question", FREE_TEXT)
def test_themes_are_neither_empty_nor_everything(question: str) -> None:
    counted = sizes(question)

    for theme in DEMO.themes[question]:
        assert 4 <= counted[theme.code] <= 95, theme.code


def test_choices_are_options_and_fit_what_was_said() -> None:
    questions = {question.key: question for question in DEMO.answered.questions}

    for person in DEMO.respondents:
        for key, codes in person.choices.items():
            question = questions[key]
            offered = [option.code for option in question.options] or list(AGREEMENT)
            assert codes, person.id
            assert set(codes) <= set(offered), person.id
            assert question.kind == Kind.MULTIPLE_CHOICE or len(codes) == 1, person.id
        (agree,) = person.choices.get("agree", ("",))
        stance = person.key["corn_street"].stance if "corn_street" in person.key else None
        if stance == "supports":
            assert agree not in {"disagree", "strongly_disagree"}, person.id
        if stance == "opposes":
            assert agree not in {"agree", "strongly_agree"}, person.id


def test_replies_came_while_it_was_open() -> None:
    opens, closes = DEMO.answered.opens_in_days, DEMO.answered.closes_in_days
    assert opens is not None
    assert closes is not None

    assert {person.channel for person in DEMO.respondents} == {"web"}
    assert all(0 <= person.day < closes - opens for person in DEMO.respondents)
    assert all(0 <= person.minute < 24 * 60 for person in DEMO.respondents)


def test_both_languages_are_complete() -> None:
    found = list(words_in(DEMO))

    assert len(found) > 150
    for path, words in found:
        assert set(words) == {"en", "cy"}, path
        filled = [bool(words[language].strip()) for language in ("en", "cy")]
        assert all(filled) or (path.rsplit(".", 1)[-1] in MAY_BE_EMPTY and not any(filled)), path
    for themes in DEMO.codebooks.values():
        assert all(theme.label and theme.label_cy and theme.description for theme in themes)


def test_notices_are_whole_in_both_languages() -> None:
    for page in (DEMO.council.privacy_notice, DEMO.council.accessibility_statement):
        english, welsh = page.text("en"), page.text("cy")
        assert english.count("## ") == welsh.count("## ") == len(page.sections) >= 4
        assert len(english.split()) > 150


def test_consultations_show_each_stage_and_kind() -> None:
    assert Counter(one.stage for one in DEMO.consultations) == Counter(
        ["closed", "closed", "open", "open", "scheduled", "draft"]
    )
    missions = {mission.key for mission in DEMO.missions}
    assert len(missions) == 3
    assert len(DEMO.answered.missions) == 2
    plain = {Kind.FREE_TEXT, Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.AGREEMENT}
    assert {question.kind for question in DEMO.answered.questions} == plain
    asked = {question.kind for one in DEMO.consultations for question in one.questions}
    assert asked >= set(Kind) - {Kind.DATE}
    for consultation in DEMO.consultations:
        assert set(consultation.missions) <= missions
        assert (consultation.opens_in_days is None) == (consultation.stage == "draft")
        assert all(question.kind in set(Kind) for question in consultation.questions)


def test_missions_name_goals_that_are_loaded() -> None:
    goals = {(one.code, code) for one in read_goals(list(DEMO.goals)) for code, _ in one.goals}

    for mission in DEMO.missions:
        assert mission.stances
        for part in mission.stances:
            assert (part.goal_set, part.code) in goals
            assert part.stance in set(Stance)


def test_staff_are_the_boroughs_own() -> None:
    consultations = {one.key for one in DEMO.consultations}

    assert {one.role for one in DEMO.staff} >= {
        Role.ADMINISTRATOR,
        Role.ENGAGEMENT_OFFICER,
        Role.ANALYST,
        Role.LEADER,
        Role.WARD_COUNCILLOR,
        Role.MODERATOR,
    }
    for one in DEMO.staff:
        assert one.email.endswith("@" + DEMO.council.domain)
        assert set(one.teams) <= consultations
    assert DEMO.council.domain.endswith(".example")
    assert len({one.email for one in DEMO.staff}) == len(DEMO.staff) == 8


@pytest.mark.parametrize("question", FREE_TEXT)
def test_settled_themes_take_in_each_key_theme_once(question: str) -> None:
    taken = [code for theme in DEMO.codebooks[question] for code in theme.takes]

    assert sorted(taken) == sorted(
        theme.code for theme in DEMO.themes[question] if theme.code not in WITHOUT_THEME
    )


def test_ambitions_and_decisions_rest_on_settled_themes() -> None:
    settled = {
        (question, theme.code) for question, themes in DEMO.codebooks.items() for theme in themes
    }
    ambitions = {ambition.key: ambition for ambition in DEMO.ambitions}

    assert 4 <= len(ambitions) <= 6
    for mission in DEMO.answered.missions:
        ranks = sorted(one.rank for one in DEMO.ambitions if one.mission == mission)
        assert ranks == list(range(1, len(ranks) + 1))
        assert ranks
    held = [one.themes for one in DEMO.ambitions] + [one.themes for one in DEMO.decisions]
    for themes in held:
        assert themes
        assert {(ref.question, ref.code) for ref in themes} <= settled
    assert {decision.ambition for decision in DEMO.decisions} == set(ambitions)


def test_each_outcome_is_shown_and_each_decision_may_be_recorded() -> None:
    today = date(2030, 1, 31)

    def day(offset: int | None) -> date | None:
        return None if offset is None else today + timedelta(days=offset)

    assert {decision.outcome for decision in DEMO.decisions} == set(Outcome)
    for decision in DEMO.decisions:
        details = DecisionDetails(
            outcome=Outcome(decision.outcome),
            will_do=dict(decision.will_do),
            because=dict(decision.because),
            owner=decision.owner,
            due_on=day(decision.due_in_days),
            passed_to=decision.passed_to,
            answer_by_on=day(decision.answer_by_in_days),
            route=decision.route,
            report_link=decision.report_link,
            decided_on=day(decision.decided_in_days),
        )
        assert decision_problems(details, today=today, languages=("en", "cy")) == []
        assert DEMO.answered.closes_in_days is not None
        assert DEMO.answered.closes_in_days < decision.decided_in_days <= 0
