"""Theme lists: the machine proposes, people settle, every answer is accounted for."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from participation.audit.models import AuditEntry
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.kernel.errors import NotAllowed
from participation.responses import services as responses
from participation.themes import queries, rules, services
from participation.themes.models import Assignment, Figure, Theme
from participation.themes.rules import Placing, State, ThemeDetails
from tests.factories.accounts import actor_with
from tests.factories.council import make_council
from tests.factories.responses import make_response
from tests.factories.themes import SAID, found_in, make_list, make_settled, store
from tests.support.scale import enough


def place(session, listed, text, *themes, state=State.CODED, actor=SYSTEM):
    services.place_answer(
        session,
        actor=actor,
        codebook_id=listed.codebook.id,
        answer_id=listed.answers[text],
        placing=Placing(tuple(listed.themes[name].id for name in themes), state),
    )


def test_a_run_becomes_a_list_in_which_every_answer_stands_once(session):
    listed = make_list(session)

    accounted = queries.accounted(session, listed.codebook)

    assert accounted.whole
    assert accounted.total == 7
    assert accounted.of(State.CODED) == 5
    assert accounted.of(State.OTHER) == 2
    assert queries.people_by_theme(session, listed.codebook.id) == {
        listed.themes["buses"].id: 3,
        listed.themes["trees"].id: 2,
    }


def test_storing_a_run_twice_changes_nothing(session):
    listed = make_list(session)
    before = session.scalars(select(Assignment.id)).all()

    services.store_run(session, run_id=listed.run.id, answer_ids=[], found=None)

    assert session.scalars(select(Assignment.id)).all() == before


def test_a_run_that_loses_an_answer_is_refused_whole(session):
    listed = make_list(session)
    run = services.start_run(session, actor=SYSTEM, question_id=listed.question.id)
    found = found_in(["More buses at night."], {"buses": ["More buses at night."]})

    with pytest.raises(ValueError, match="every answer once"):
        services.store_run(
            session, run_id=run.id, answer_ids=list(listed.answers.values()), found=found
        )


def test_a_new_run_remakes_an_untouched_list(session):
    listed = make_list(session)

    run = store(session, listed.question.id, {"all": [t for s in SAID.values() for t in s]})

    codebook = queries.codebook_of(session, listed.question.id)
    assert codebook.from_run_id == run.id
    assert [t.label for t in queries.live_themes(session, codebook.id)] == ["All"]


def test_a_new_run_never_touches_what_people_did(session):
    listed = make_list(session)
    place(session, listed, "none", state=State.NO_REASON)
    services.rename_theme(
        session,
        actor=SYSTEM,
        theme_id=listed.themes["buses"].id,
        details=ThemeDetails("Buses that turn up"),
    )
    before = [
        (row.answer_id, row.theme_id, row.state)
        for row in session.scalars(
            select(Assignment).where(Assignment.current).order_by(Assignment.answer_id)
        )
    ]

    store(session, listed.question.id, {"all": [t for s in SAID.values() for t in s]})

    after = [
        (row.answer_id, row.theme_id, row.state)
        for row in session.scalars(
            select(Assignment).where(Assignment.current).order_by(Assignment.answer_id)
        )
    ]
    assert after == before
    labels = [t.label for t in queries.live_themes(session, listed.codebook.id)]
    assert labels == ["Buses that turn up", "Trees"]


def test_merging_keeps_each_answer_once_and_moves_the_quotes(session):
    listed = make_list(session)
    place(session, listed, "More buses at night.", "buses", "trees")

    services.merge_themes(
        session,
        actor=SYSTEM,
        source_ids=[listed.themes["trees"].id],
        into_id=listed.themes["buses"].id,
    )

    assert queries.people_by_theme(session, listed.codebook.id) == {listed.themes["buses"].id: 5}
    assert queries.accounted(session, listed.codebook).whole
    assert session.get(Theme, listed.themes["trees"].id).merged_into_id == listed.themes["buses"].id
    rows = queries.current_assignments(
        session, listed.codebook.id, listed.answers["More buses at night."]
    )
    assert [row.primary for row in rows] == [True]


def test_a_theme_is_not_merged_into_itself_or_another_list(session):
    one, other = make_list(session), make_list(session)

    for sources, target, problem in (
        ([one.themes["buses"].id], one.themes["buses"].id, "into_itself"),
        ([other.themes["buses"].id], one.themes["buses"].id, "not_in_this_list"),
        ([], one.themes["buses"].id, "nothing_to_merge"),
    ):
        with pytest.raises(rules.CannotChange, match=problem):
            services.merge_themes(session, actor=SYSTEM, source_ids=sources, into_id=target)


def test_placing_appends_and_keeps_who_did_it(session):
    listed = make_list(session)
    officer = actor_with(session, "engagement_officer")

    place(session, listed, "Ask me another.", "trees", actor=officer)

    rows = session.scalars(
        select(Assignment)
        .where(Assignment.answer_id == listed.answers["Ask me another."])
        .order_by(Assignment.current)
    ).all()
    assert [(row.current, row.by_person) for row in rows] == [(False, False), (True, True)]
    assert rows[0].to_version == rows[1].from_version == 1
    assert rows[1].actor_id == officer.id


def test_settling_freezes_the_figures_and_says_who(session):
    make_council(session)
    officer = actor_with(session, "engagement_officer")
    listed = make_settled(session, officer)

    version = queries.version_now(session, listed.codebook)

    assert version.settled_by == officer.id
    figures = {
        (row.theme_id, row.state): row.people
        for row in session.scalars(select(Figure).where(Figure.codebook_version_id == version.id))
    }
    assert figures[listed.themes["buses"].id, "coded"] == 3
    assert figures[None, "other"] == 2


def test_every_reason_not_to_settle_is_told_at_once(session):
    make_council(session)
    listed = make_list(session)
    listed.consultation.closes_at = None

    with pytest.raises(rules.CannotSettle) as refused:
        services.settle(session, actor=SYSTEM, codebook_id=listed.codebook.id)

    assert set(refused.value.problems) == {"still_open", "welsh_missing"}


def test_a_settled_list_changes_only_as_a_new_version_and_old_figures_stay(session):
    make_council(session)
    listed = make_settled(session)
    with pytest.raises(rules.CannotChange, match="settled"):
        place(session, listed, "none", "buses")

    services.reopen(
        session, actor=SYSTEM, codebook_id=listed.codebook.id, reason="A theme was missed"
    )
    place(session, listed, "none", "buses")

    assert [t.people for t in queries.settled(session, listed.consultation.id)] == [3, 2]
    services.settle(session, actor=SYSTEM, codebook_id=listed.codebook.id)
    assert [t.people for t in queries.settled(session, listed.consultation.id)] == [4, 2]


def test_a_quote_is_shown_only_while_it_stands_in_an_answer_of_the_theme(session):
    make_council(session)
    listed = make_list(session)
    theme = listed.themes["buses"]
    assert len(queries.proven_quotes(session, theme.id)) == 2

    quote = services.choose_quote(
        session, actor=SYSTEM, theme_id=theme.id, answer_id=listed.answers["The 4 never comes."]
    )
    quote.text_hash = "0" * 64
    session.flush()
    assert "The 4 never comes." not in {
        q.text for q in queries.proven_quotes(session, theme.id) if q.id == quote.id
    }

    place(session, listed, "More buses at night.", "trees")
    shown = {q.text for q in queries.proven_quotes(session, theme.id)}
    assert "More buses at night." not in shown


def test_a_response_set_aside_leaves_the_counts_and_the_quotes(session):
    listed = make_list(session)
    answer_id = listed.answers["The 4 never comes."]
    row = queries.answer_in(session, listed.codebook, answer_id)

    responses.set_aside(session, actor=SYSTEM, response_id=row.response_id, reason="test")

    assert queries.people_by_theme(session, listed.codebook.id)[listed.themes["buses"].id] == 2
    accounted = queries.accounted(session, listed.codebook)
    assert (accounted.total, accounted.whole) == (6, True)


def test_an_answer_that_came_after_the_run_is_missed_until_it_is_taken_in(session):
    listed = make_list(session)
    place(session, listed, "none", state=State.NO_REASON)
    closes_at, listed.consultation.closes_at = listed.consultation.closes_at, None
    listed.consultation.closes_at = clock.end_of_day(clock.day_in_london(clock.now(session)))
    make_response(session, listed.consultation, "A late bus.")
    listed.consultation.closes_at = closes_at
    assert not queries.accounted(session, listed.codebook).whole

    store(session, listed.question.id, {**SAID, "late": ["A late bus."]})

    accounted = queries.accounted(session, listed.codebook)
    assert accounted.whole
    assert accounted.of(State.UNDECIDED) == 1
    assert services.place_undecided(session, actor=SYSTEM, codebook_id=listed.codebook.id) == 1
    assert queries.accounted(session, listed.codebook).of(State.UNDECIDED) == 0


def test_only_the_team_may_change_a_list(session):
    listed = make_list(session)

    for role in ("leader", "ward_councillor", "partner"):
        with pytest.raises(NotAllowed):
            place(session, listed, "none", "buses", actor=actor_with(session, role))
    member = actor_with(session, "analyst", team=listed.consultation.id)
    place(session, listed, "none", "buses", actor=member)
    with pytest.raises(NotAllowed):
        services.settle(session, actor=member, codebook_id=listed.codebook.id)


def test_each_deed_writes_its_entry(session):
    make_council(session)
    make_settled(session)

    deeds = set(session.scalars(select(AuditEntry.deed)))

    assert {
        "theme_run.started",
        "theme_run.finished",
        "codebook.made",
        "theme.renamed",
        "codebook.settled",
    } <= deeds


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@settings(
    max_examples=enough(15, soak=2000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_counts_add_up_through_any_sequence_of_deeds(session, data):
    listed = make_list(session)
    themes = dict(listed.themes)
    for _ in range(data.draw(st.integers(1, 8))):
        text = data.draw(st.sampled_from(sorted(listed.answers)))
        live = {
            name: t for name, t in themes.items() if session.get(Theme, t.id).retired_in is None
        }
        deed = data.draw(st.sampled_from(["theme", "both", "other", "no_reason", "merge"]))
        if deed == "merge" and len(live) == 2:
            services.merge_themes(
                session,
                actor=SYSTEM,
                source_ids=[live["trees"].id],
                into_id=live["buses"].id,
            )
        elif deed in ("theme", "both"):
            names = sorted(live) if deed == "both" else [data.draw(st.sampled_from(sorted(live)))]
            place(session, listed, text, *names)
        elif deed in ("other", "no_reason"):
            place(session, listed, text, state=State(deed))
        accounted = queries.accounted(session, listed.codebook)
        assert accounted.whole
        assert accounted.total == 7
    session.rollback()


def test_what_the_computer_said_of_a_theme_is_said_only_while_it_is_still_its_own(session):
    listed = make_list(session)
    both = {listed.themes["buses"].id, listed.themes["trees"].id}
    assert queries.still_as_found(session, listed.codebook.id) == both

    place(session, listed, "none", "trees")

    assert queries.still_as_found(session, listed.codebook.id) == {listed.themes["buses"].id}
