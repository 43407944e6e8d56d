"""The stage: one rule in Python and in SQL, which must never disagree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations import queries, rules
from participation.consultations.models import Consultation
from participation.consultations.rules import Stage
from participation.kernel import clock
from participation.kernel.actors import Actor, Role
from tests.factories.consultations import make_consultation

NOW = datetime(2031, 5, 1, 12, tzinfo=UTC)
MOMENTS = (
    "published_at",
    "opens_at",
    "closes_at",
    "analysing_at",
    "decided_at",
    "reported_at",
    "paused_at",
    "withdrawn_at",
)

# Moments close to now, on it, and a microsecond to either side, where comparisons go wrong.
moment = st.none() | st.sampled_from(
    [
        NOW + timedelta(microseconds=near) + timedelta(days=far)
        for near in (-1, 0, 1)
        for far in (-1, 0, 1)
    ]
)
facts = st.fixed_dictionaries(dict.fromkeys(MOMENTS, moment))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(several=st.lists(facts, min_size=8, max_size=24))
def test_the_rule_and_its_sql_agree(session: Session, several: list[dict[str, datetime]]) -> None:
    nothing: dict[str, str] = {}
    words = ("title", "summary", "could_change", "already_decided", "who_decides", "your_words")
    rows = [
        Consultation(slug=uuid4().hex, created_at=NOW, **dict.fromkeys(words, nothing), **one)
        for one in several
    ]
    session.add_all(rows)
    session.flush()
    expected = {row.id: rules.stage_of(row, NOW) for row in rows}
    found: dict[object, list[Stage]] = {row.id: [] for row in rows}
    for stage in Stage:
        for key in session.scalars(select(Consultation.id).where(queries.stage_is(stage, NOW))):
            found[key].append(stage)
    assert found == {key: [stage] for key, stage in expected.items()}
    assert queries.counts_by_stage(session, now=NOW) == {
        stage: list(expected.values()).count(stage) for stage in Stage
    }
    session.rollback()


@given(one=facts)
def test_every_set_of_facts_has_a_stage(one: dict[str, datetime]) -> None:
    assert rules.stage_of(SimpleNamespace(**one), NOW) in Stage


@pytest.mark.parametrize("stage", list(Stage))
def test_the_factory_makes_each_stage(session: Session, stage: Stage) -> None:
    made = make_consultation(session, stage)
    assert rules.stage_of(made, clock.now(session)) is stage
    assert [one.id for one in queries.listed(session, stage=stage).items] == [made.id]


def test_the_last_minute_is_in_and_midnight_is_out(session: Session) -> None:
    made = make_consultation(session)
    last_day = datetime(2031, 3, 30).date()  # clocks go forward in the small hours of this day
    made.opens_at, made.closes_at = clock.start_of_day(last_day), clock.end_of_day(last_day)
    assert made.closes_at - made.opens_at == timedelta(hours=23)
    assert rules.stage_of(made, made.closes_at - timedelta(microseconds=1)) is Stage.OPEN
    assert rules.stage_of(made, made.closes_at) is Stage.CLOSED
    assert rules.stage_of(made, made.opens_at - timedelta(microseconds=1)) is Stage.SCHEDULED
    assert rules.stage_of(made, made.opens_at) is Stage.OPEN


LEADER = Actor("staff", uuid4(), frozenset({Role.LEADER}))
ANALYST = Actor("staff", uuid4(), frozenset({Role.ANALYST}))


@pytest.mark.parametrize(
    ("stage", "hide", "actor", "hidden"),
    [
        ("open", True, LEADER, True),
        ("scheduled", True, LEADER, True),
        ("open", True, ANALYST, False),
        ("open", False, LEADER, False),
        ("closed", True, LEADER, False),
        ("reported_back", True, LEADER, False),
    ],
)
def test_who_sees_results_before_closing(
    session: Session, stage: str, hide: bool, actor: Actor, hidden: bool
) -> None:
    made = make_consultation(session, stage, hide_results=hide)
    assert rules.results_are_hidden(made, clock.now(session), actor) is hidden


def test_somebody_on_another_team_waits_too(session: Session) -> None:
    made = make_consultation(session, hide_results=True)
    now = clock.now(session)
    theirs = Actor("staff", uuid4(), teams={uuid4(): frozenset({Role.ANALYST})})
    ours = Actor("staff", uuid4(), teams={made.id: frozenset({Role.ANALYST})})
    assert rules.results_are_hidden(made, now, theirs)
    assert not rules.results_are_hidden(made, now, ours)


def test_lists_come_in_pages_and_keep_to_teams(session: Session) -> None:
    made = [make_consultation(session) for _number in range(5)]
    for days, one in enumerate(made):
        assert one.closes_at
        one.closes_at += timedelta(days=-days)
    session.flush()
    first = queries.listed(session, stage=Stage.OPEN, size=2)
    assert [one.id for one in first.items] == [made[4].id, made[3].id]
    assert (first.page, first.pages, first.total) == (1, 3, 5)
    last = queries.listed(session, stage=Stage.OPEN, size=2, page=99)
    assert [one.id for one in last.items] == [made[0].id]
    ours = queries.listed(session, teams=frozenset({made[1].id}))
    assert [one.id for one in ours.items] == [made[1].id]
    assert queries.listed(session, teams=frozenset()).total == 0


def test_a_question_is_asked_in_its_newest_version(session: Session) -> None:
    made = make_consultation(session, questions=["free_text", "single_choice"])
    first, second = queries.asked(session, made.id)
    assert (first.kind, second.kind) == ("free_text", "single_choice")
    assert [option.code for option in second.options] == ["bus", "bike", "walk"]
    session.add(
        queries.QuestionVersion(
            question_id=first.question_id,
            number=2,
            wording={"en": "Again?"},
            help={},
            required=True,
            options=[],
            created_at=NOW,
        )
    )
    session.flush()
    again, _other = queries.asked(session, made.id)
    assert (again.number, again.wording, again.required) == (2, {"en": "Again?"}, True)
