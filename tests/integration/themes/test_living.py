"""Themes live on: later answers are coded, a new run is matched, new kinds are noticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit.models import AuditEntry
from participation.jobs.models import Job
from participation.jobs.worker import Worker
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.kernel.errors import NotAllowed
from participation.themes import jobs, queries, rules, services
from participation.themes.models import Assignment, NewKind, Theme, ThemeModelFile, ThemeRun
from participation.themes.rules import Placing, State, ThemeDetails
from tests.factories.accounts import actor_with
from tests.factories.consultations import make_consultation
from tests.factories.responses import make_response
from tests.factories.themes import SAID, found_in, make_list, store

BUSES = [
    f"{first} {rest}"
    for first in ("More buses at night", "The late bus never comes", "Cheaper bus fares", "Buses")
    for rest in ("from Mill Lane", "to the hospital", "please", "for shift workers", "in winter")
]
TREES = [
    f"{first} {rest}"
    for first in ("Plant trees", "Shade from trees", "Trees by the river", "Save the old trees")
    for rest in ("on Mill Lane", "near the school", "now", "for the birds", "in the park")
]
CATS = [
    f"{first} {rest}"
    for first in ("No vet will see my cat", "The vet is closed", "Vet bills are too dear")
    for rest in ("at weekends", "again")
]


def open_question(session: Session, texts: list[str]):
    consultation = make_consultation(session, stage="open")
    for text in texts:
        make_response(session, consultation, text)
    return consultation, consultation.questions[0]


def run_it(app: Flask, session: Session, run: ThemeRun) -> None:
    """Do the run's job as a worker does."""
    job_id = run.job_id
    session.commit()
    assert Worker(app).run(job_id)
    session.expire_all()


def code_arrivals(app: Flask, session: Session) -> None:
    services.look_for_arrivals(session)
    waiting = session.scalars(select(Job.id).where(Job.name == "themes.arrivals")).all()
    session.commit()
    for job_id in waiting:
        Worker(app).run(job_id)
    session.expire_all()


def states(session: Session, codebook) -> dict[str, int]:
    accounted = queries.accounted(session, codebook)
    assert accounted.whole
    return dict(accounted.states)


def here(function, *args, progress=None, timeout=None, **options):
    """In place of a child process, whose start is most of the time it takes."""
    return function(*args, **options)


@pytest.fixture
def real_child():
    """Asked for by a test that lets the sums run where they do on the site."""


@pytest.fixture(autouse=True)
def in_this_process(request, monkeypatch):
    if "real_child" not in request.fixturenames:
        monkeypatch.setattr(jobs, "run_in_child", here)


@pytest.fixture
def grouped(app: Flask, session: Session):
    consultation, question = open_question(session, [*BUSES, *TREES])
    run = services.start_run(session, actor=SYSTEM, question_id=question.id, grade="light", about=2)
    run_it(app, session, run)
    return consultation, question, session.get(ThemeRun, run.id)


def test_answers_that_come_later_are_given_the_runs_themes_by_the_computer(
    app, session, real_child, grouped
):
    consultation, question, run = grouped
    codebook = queries.codebook_of(session, question.id)
    assert queries.has_model(session, run.id)
    late = make_response(session, consultation, "Buses from the hospital at night please")
    assert not queries.accounted(session, codebook).whole

    code_arrivals(app, session)

    row = session.scalars(
        select(Assignment)
        .where(Assignment.current, Assignment.primary, Assignment.codebook_id == codebook.id)
        .join(Theme, Theme.id == Assignment.theme_id)
        .where(Assignment.answer_id == late.versions[0].answers[0].id)
    ).one()
    label = session.get(Theme, row.theme_id).label.casefold()
    assert "bus" in label
    assert not row.by_person
    assert states(session, codebook)["coded"] == len(BUSES) + len(TREES) + 1


def test_an_answer_after_settling_waits_for_the_next_version(app, session, grouped):
    consultation, question, _ = grouped
    codebook = queries.codebook_of(session, question.id)
    consultation.closes_at = clock.now(session) - timedelta(hours=1)
    for theme in queries.live_themes(session, codebook.id):
        services.rename_theme(
            session, actor=SYSTEM, theme_id=theme.id,
            details=ThemeDetails(theme.label, f"{theme.label} cy"),
        )  # fmt: skip
    services.place_undecided(session, actor=SYSTEM, codebook_id=codebook.id)
    services.settle(session, actor=SYSTEM, codebook_id=codebook.id)
    before = queries.people_by_theme(session, codebook.id)
    consultation.closes_at = clock.now(session) + timedelta(hours=1)
    make_response(session, consultation, "More buses at night by the school")

    code_arrivals(app, session)

    assert queries.people_by_theme(session, codebook.id) == before
    assert states(session, codebook)[queries.LATER] == 1
    services.reopen(session, actor=SYSTEM, codebook_id=codebook.id, reason="One came late")
    assert sum(queries.people_by_theme(session, codebook.id).values()) == sum(before.values()) + 1
    assert queries.LATER not in states(session, codebook)


def test_a_new_kind_of_answer_is_noticed_named_and_made_a_theme(app, session, grouped):
    consultation, question, _ = grouped
    codebook = queries.codebook_of(session, question.id)
    for text in CATS:
        make_response(session, consultation, text)

    code_arrivals(app, session)

    kind = queries.new_kind_of(session, codebook)
    assert kind.unlike >= 4
    assert rules.surprising(kind.unlike, kind.answers)
    assert "vet" in kind.label.casefold()
    waiting = states(session, codebook)["undecided"]
    assert waiting == kind.unlike

    theme = services.add_new_kind(
        session, actor=SYSTEM, kind_id=kind.id, details=ThemeDetails("Somebody to see the cat")
    )
    assert queries.people_by_theme(session, codebook.id)[theme.id] == len(kind.answer_ids)
    assert states(session, codebook).get("undecided", 0) == waiting - len(kind.answer_ids)
    assert queries.new_kind_of(session, codebook) is None
    with pytest.raises(rules.CannotChange, match="kind_handled"):
        services.dismiss_new_kind(session, actor=SYSTEM, kind_id=kind.id)


def test_usual_answers_raise_no_alarm(app, session, grouped):
    consultation, question, _ = grouped
    codebook = queries.codebook_of(session, question.id)
    for text in ("Buses at night in winter", "Trees near the river for the birds",
                 "Bus fares for shift workers", "Old trees in the park please"):  # fmt: skip
        make_response(session, consultation, text)

    code_arrivals(app, session)

    kind = queries.new_kind_of(session, codebook)
    assert kind.answers == 4
    assert not rules.surprising(kind.unlike, kind.answers)


def test_the_kept_model_holds_no_answer_and_no_word_of_one_person(session, grouped):
    _, _, run = grouped
    content = queries.model_of(session, run.id)
    import io

    import numpy as np

    held = np.load(io.BytesIO(content), allow_pickle=False)
    vocabulary = held["vocabulary"].tobytes().decode().split("\n")
    assert "buses" in vocabulary
    counted = {word: sum(word in text.lower() for text in [*BUSES, *TREES]) for word in vocabulary}
    assert min(counted.values()) >= 2
    assert b"Save the old trees now" not in held["about"].tobytes()


def test_a_rerun_of_an_untouched_list_keeps_its_themes_where_they_match(session):
    listed = make_list(session)
    before = {theme.label: theme.id for theme in queries.live_themes(session, listed.codebook.id)}

    store(session, listed.question.id, {"night buses": SAID["buses"], "trees": SAID["trees"],
                                        "": SAID[""]})  # fmt: skip

    after = {theme.label: theme.id for theme in queries.live_themes(session, listed.codebook.id)}
    assert after == {"Night buses": before["Buses"], "Trees": before["Trees"]}


def test_taking_a_new_run_over_keeps_names_and_what_people_placed(session):
    listed = make_list(session)
    buses = listed.themes["buses"]
    services.rename_theme(
        session, actor=SYSTEM, theme_id=buses.id, details=ThemeDetails("Buses that turn up")
    )
    services.place_answer(
        session, actor=SYSTEM, codebook_id=listed.codebook.id,
        answer_id=listed.answers["Ask me another."], placing=Placing((buses.id,)),
    )  # fmt: skip
    for text in ("Late trams.", "A tram to the sea."):
        make_response(session, _reopened(session, listed.consultation), text)
    said = {"transport": SAID["buses"], "trees": SAID["trees"], "": SAID[""],
            "trams": ("Late trams.", "A tram to the sea.")}  # fmt: skip
    run = store(session, listed.question.id, said)

    comparison = queries.comparison(session, listed.codebook, run.id)
    assert {one.theme for one in comparison.kept} == {theme.id for theme in listed.themes.values()}
    services.take_over(session, actor=SYSTEM, run_id=run.id)

    labels = [theme.label for theme in queries.live_themes(session, listed.codebook.id)]
    assert sorted(labels) == ["Buses that turn up", "Trams", "Trees"]
    people = queries.people_by_theme(session, listed.codebook.id)
    assert people[buses.id] == len(SAID["buses"]) + 1
    placed = queries.current_assignments(
        session, listed.codebook.id, listed.answers["Ask me another."]
    )
    assert [row.by_person for row in placed] == [True]
    assert states(session, listed.codebook)["coded"] == 8
    with pytest.raises(rules.CannotChange, match="already_taken_over"):
        services.take_over(session, actor=SYSTEM, run_id=run.id)


def test_themes_that_people_put_together_stay_together_when_a_run_is_taken_over(session):
    listed = make_list(session)
    services.merge_themes(
        session, actor=SYSTEM, source_ids=[listed.themes["trees"].id],
        into_id=listed.themes["buses"].id,
    )  # fmt: skip
    run = store(session, listed.question.id)

    services.take_over(session, actor=SYSTEM, run_id=run.id)

    assert [t.id for t in queries.live_themes(session, listed.codebook.id)] == [
        listed.themes["buses"].id
    ]
    assert states(session, listed.codebook)["coded"] == 5


def test_a_settled_list_is_not_taken_over_nor_by_somebody_without_leave(session):
    listed = make_list(session)
    services.place_answer(
        session, actor=SYSTEM, codebook_id=listed.codebook.id,
        answer_id=listed.answers["none"], placing=Placing(state=State.NO_REASON),
    )  # fmt: skip
    run = store(session, listed.question.id)
    with pytest.raises(NotAllowed):
        services.take_over(session, actor=actor_with(session, "leader"), run_id=run.id)
    with pytest.raises(NotAllowed):
        services.cancel_run(session, actor=actor_with(session, "leader"), run_id=run.id)


def test_a_stopped_run_is_not_stored_and_another_can_start(app, session):
    _, question = open_question(session, [*BUSES, *TREES])
    run = services.start_run(session, actor=SYSTEM, question_id=question.id, grade="light")

    services.cancel_run(session, actor=SYSTEM, run_id=run.id)
    jobs_left = session.get(Job, run.job_id)
    assert jobs_left.status == "cancelled"
    run_id = run.id
    session.commit()
    with app.app_context():
        jobs.group(str(run_id), lambda step, share: None)
    session.expire_all()

    assert session.get(ThemeRun, run.id).status == "cancelled"
    assert queries.codebook_of(session, question.id) is None
    again = services.start_run(session, actor=SYSTEM, question_id=question.id)
    assert again.id != run.id
    with pytest.raises(rules.CannotRun, match="not_under_way"):
        services.cancel_run(session, actor=SYSTEM, run_id=run.id)


def test_a_run_whose_job_is_over_blocks_nothing(session):
    _, question = open_question(session, BUSES)
    run = services.start_run(session, actor=SYSTEM, question_id=question.id)
    session.get(Job, run.job_id).status = "failed"

    again = services.start_run(session, actor=SYSTEM, question_id=question.id)

    assert again.id != run.id
    assert session.get(ThemeRun, run.id).status == "failed"


def test_a_run_that_gave_up_says_so(app, session):
    _, question = open_question(session, BUSES)
    run = services.start_run(session, actor=SYSTEM, question_id=question.id)
    run_id = run.id
    session.commit()
    with app.app_context():
        jobs._gave_up(str(run_id))
    session.expire_all()
    assert session.get(ThemeRun, run.id).status == "failed"
    assert "theme_run.failed" in session.scalars(select(AuditEntry.deed)).all()


def test_only_the_newest_models_are_kept(app, session, grouped):
    _, question, first = grouped
    for _ in range(2):
        run = services.start_run(
            session, actor=SYSTEM, question_id=question.id, grade="light", about=2
        )
        run_it(app, session, run)
    kept = session.scalars(select(ThemeModelFile.run_id)).all()
    assert len(kept) == 2
    assert first.id not in kept
    assert session.scalars(select(NewKind)).all() == []


def test_themes_are_matched_with_those_of_an_earlier_consultation(app, session, grouped):
    _, _, run = grouped
    _, question = open_question(
        session,
        [text.replace("Mill Lane", "Castle Street") for text in [*TREES, *BUSES]],
    )
    again = services.start_run(
        session, actor=SYSTEM, question_id=question.id, grade="light", about=2,
        earlier_run_id=run.id,
    )  # fmt: skip
    run_it(app, session, again)

    old = {row.code: row.label for row in queries.suggestions_of(session, run.id)}
    new = {row.code: row.label for row in queries.suggestions_of(session, again.id)}
    matched = session.get(ThemeRun, again.id).facts["earlier"]
    assert len(matched) == 2
    for pair in matched:
        assert ("bus" in old[pair["old"]].casefold()) == ("bus" in new[pair["new"]].casefold())


def _reopened(session, consultation):
    consultation.closes_at = clock.now(session) + timedelta(hours=1)
    session.flush()
    return consultation


def test_a_large_theme_is_parted_into_what_was_found_inside_it(app, session):
    _, question = open_question(session, [*BUSES, *TREES])
    run = services.start_run(session, actor=SYSTEM, question_id=question.id, grade="light")
    texts = queries.texts_for_run(session, question.id)
    ids = [answer_id for answer_id, _, _ in texts]
    found = found_in([text for _, text, _ in texts], {"everything": [text for _, text, _ in texts]})
    inside = {
        "T01.1": tuple(
            at for at, (_, text, _) in enumerate(texts) if "us" in text.split()[0] or "bus" in text
        ),
        "T01.2": tuple(at for at, (_, text, _) in enumerate(texts) if "rees" in text),
    }
    parts = tuple(
        replace(found.themes[0], id=code, label=label, parent="T01", size=len(inside[code]))
        for code, label in (("T01.1", "Night buses"), ("T01.2", "Old trees"))
    )
    services.store_run(
        session, run_id=run.id, answer_ids=ids, found=replace(found, parts=parts, within=inside)
    )
    codebook = queries.codebook_of(session, question.id)
    whole = queries.live_themes(session, codebook.id)[0]
    assert queries.people_by_theme(session, codebook.id) == {whole.id: 40}
    assert [part.label for part in queries.parts_of(session, whole)] == ["Night buses", "Old trees"]

    made = services.split_theme(session, actor=SYSTEM, theme_id=whole.id)

    people = queries.people_by_theme(session, codebook.id)
    assert [people[theme.id] for theme in made] == [len(inside["T01.1"]), len(inside["T01.2"])]
    assert sum(people.values()) == 40
    assert states(session, codebook) == {"coded": 40}
    with pytest.raises(rules.CannotChange, match="no_parts"):
        services.split_theme(session, actor=SYSTEM, theme_id=made[0].id)
