"""Ambitions, their order, decisions: made from settled themes, with reasons, by those who may."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from participation.audit.models import AuditEntry
from participation.feedback import queries, rules, services
from participation.feedback.rules import AmbitionDetails, DecisionDetails, Outcome
from participation.kernel import clock
from participation.kernel.errors import NotAllowed
from tests.factories.accounts import actor_with
from tests.factories.council import make_council
from tests.factories.themes import make_list, make_settled

TITLE = {"en": "A bus we can count on", "cy": "Bws y gallwn ddibynnu arno"}
BECAUSE = {"en": "It costs less.", "cy": "Mae’n costio llai."}


@pytest.fixture
def leader(session):
    make_council(session)
    return actor_with(session, "leader")


@pytest.fixture
def listed(session, leader):
    return make_settled(session)


def want(session, leader, listed, *names, title=TITLE):
    return services.make_ambition(
        session,
        actor=leader,
        mission_id=listed.mission_id,
        details=AmbitionDetails(title, tuple(listed.themes[name].id for name in names)),
    )


def decide(session, leader, ambition, outcome=Outcome.WE_WILL_NOT, **details):
    facts = {"because": BECAUSE, "owner": "Cllr Rees"} | details
    return services.record_decision(
        session,
        actor=leader,
        ambition_id=ambition.id,
        details=DecisionDetails(outcome=outcome, **facts),
    )


def test_a_settled_theme_becomes_what_local_people_want(session, leader, listed):
    ambition = want(session, leader, listed, "buses")

    row = queries.ambitions(session, listed.mission_id)[0]

    assert row.ambition is ambition
    assert [theme.people for theme in row.themes] == [3]
    assert row.most_people == 3
    assert row.decisions == ()


def test_an_unsettled_theme_does_not(session, leader):
    open_list = make_list(session)

    with pytest.raises(rules.CannotMake, match="theme_not_settled_here"):
        want(session, leader, open_list, "buses")


def test_words_are_owed_in_each_language(session, leader, listed):
    with pytest.raises(rules.CannotMake, match="title_missing_cy"):
        want(session, leader, listed, "buses", title={"en": "A bus"})


def test_priorities_are_ordered_by_hand_and_stay_whole(session, leader, listed):
    first, second = (want(session, leader, listed, name) for name in ("buses", "trees"))

    services.move_ambition(session, actor=leader, ambition_id=second.id, step=-1)

    assert queries.order_of(session, listed.mission_id) == [second.id, first.id]
    assert (second.rank, first.rank) == (1, 2)
    with pytest.raises(rules.CannotMake, match="order_incomplete"):
        services.order_priorities(
            session, actor=leader, mission_id=listed.mission_id, order=[first.id]
        )


def test_a_decision_reaches_its_themes_and_moves_the_stage(session, leader, listed):
    ambition = want(session, leader, listed, "buses")
    assert listed.consultation.decided_at is None

    decision = decide(session, leader, ambition)

    by_theme = queries.decisions_for_themes(
        session, [listed.themes["buses"].id, listed.themes["trees"].id]
    )
    assert by_theme == {listed.themes["buses"].id: [decision]}
    session.refresh(listed.consultation)
    assert listed.consultation.decided_at is not None


def test_a_later_decision_replaces_the_one_whose_themes_it_answers(session, leader, listed):
    ambition = want(session, leader, listed, "buses", "trees")
    buses, trees = listed.themes["buses"].id, listed.themes["trees"].id
    first = decide(session, leader, ambition, themes=(buses,))
    other = decide(session, leader, ambition, themes=(trees,))

    second = decide(session, leader, ambition, Outcome.ALREADY, themes=(buses,))

    assert (first.replaced_by_id, other.replaced_by_id) == (second.id, None)
    assert queries.decisions_for_themes(session, [buses])[buses] == [second]
    assert len(queries.decisions_of(session, ambition.id)) == 3


def test_everything_that_a_decision_lacks_is_told_at_once(session, leader, listed):
    ambition = want(session, leader, listed, "buses")

    with pytest.raises(rules.CannotDecide) as refused:
        decide(session, leader, ambition, Outcome.WE_WILL, because={}, owner="")

    assert set(refused.value.problems) == {
        "because_missing_en",
        "because_missing_cy",
        "owner_missing",
        "due_missing",
        "will_do_missing",
    }
    assert queries.decisions_of(session, ambition.id) == []


def test_a_decided_ambition_stays_and_an_undecided_one_may_go(session, leader, listed):
    kept, dropped = (want(session, leader, listed, name) for name in ("buses", "trees"))
    decide(session, leader, kept)

    services.drop_ambition(session, actor=leader, ambition_id=dropped.id)
    with pytest.raises(rules.CannotMake, match="already_decided"):
        services.drop_ambition(session, actor=leader, ambition_id=kept.id)

    assert queries.order_of(session, listed.mission_id) == [kept.id]


def test_updates_are_added_in_both_languages(session, leader, listed):
    decision = decide(session, leader, want(session, leader, listed, "buses"))

    with pytest.raises(rules.CannotDecide, match="words_missing_cy"):
        services.add_update(session, actor=leader, decision_id=decision.id, words={"en": "Done"})
    services.add_update(
        session, actor=leader, decision_id=decision.id, words={"en": "Done", "cy": "Wedi’i wneud"}
    )

    session.refresh(decision)
    assert [update.words["en"] for update in decision.updates] == ["Done"]


def test_reported_back_only_when_every_theme_has_its_answer(session, leader, listed):
    officer = actor_with(session, "engagement_officer")
    decide(session, leader, want(session, leader, listed, "buses"))
    with pytest.raises(rules.CannotReport, match="theme_unanswered"):
        services.report_back(session, actor=officer, consultation_id=listed.consultation.id)

    decide(session, leader, want(session, leader, listed, "trees"))
    services.report_back(session, actor=officer, consultation_id=listed.consultation.id)

    assert listed.consultation.reported_at is not None


@pytest.mark.parametrize("role", ["engagement_officer", "administrator", "ward_councillor"])
def test_only_leaders_decide(session, leader, listed, role):
    ambition = want(session, leader, listed, "buses")
    other = actor_with(session, role)

    with pytest.raises(NotAllowed):
        decide(session, other, ambition)
    with pytest.raises(NotAllowed):
        services.move_ambition(session, actor=other, ambition_id=ambition.id, step=1)


def test_each_deed_writes_its_entry_without_words(session, leader, listed):
    ambition = want(session, leader, listed, "buses")
    decide(session, leader, ambition)
    services.move_ambition(session, actor=leader, ambition_id=ambition.id, step=1)

    entries = session.scalars(select(AuditEntry)).all()

    deeds = {entry.deed for entry in entries}
    assert {"ambition.made", "decision.recorded", "priority.ordered"} <= deeds
    for entry in entries:
        assert "count on" not in str(entry.detail)
        assert "costs less" not in str(entry.detail)


def test_a_day_of_decision_ahead_is_refused(session, leader, listed):
    ambition = want(session, leader, listed, "buses")
    tomorrow = clock.day_in_london(clock.now(session)) + timedelta(days=1)

    with pytest.raises(rules.CannotDecide, match="decided_in_future"):
        decide(session, leader, ambition, decided_on=tomorrow)
