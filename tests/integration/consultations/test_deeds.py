"""Writing a consultation and taking it through its stages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit.models import AuditEntry
from participation.consultations import queries, rules, services
from participation.consultations.models import Consultation
from participation.consultations.rules import Kind, Option, QuestionDetails, Stage
from participation.jobs.models import Job
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Role
from participation.kernel.errors import NotAllowed, NotFound
from participation.missions import services as missions
from participation.missions.rules import CannotUnpublish
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.evidence import approve
from tests.factories.missions import make_mission

OFFICER = Actor("staff", uuid4(), frozenset({Role.ENGAGEMENT_OFFICER}))
LEADER = Actor("staff", uuid4(), frozenset({Role.LEADER}))
LACKED_BY_A_NEW_ONE = tuple(
    f"gate:{code}"
    for code in (
        "answer:formative",
        "decides_on",
        "options",
        "answer:no_discarded",
        "answer:no_documents",
        "answer:time_reason",
        *(f"route:{name}:{one}" for name in ("on_paper", "by_telephone") for one in ("en", "cy")),
        "answer:affected",
        "answer:consideration",
        *(f"route:{name}:{one}" for name in ("letters_to", "contact") for one in ("en", "cy")),
        "late_rule",
        "answer:no_equality",
        "answer:data_protection",
        "answer:duty",
        "answer:no_bodies",
        "approval",
    )
)
NOON = datetime(2031, 5, 1, 11, tzinfo=UTC)


def both(words: str) -> dict[str, str]:
    return {"en": words, "cy": f"{words} (cy)"}


def deeds(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(AuditEntry.deed).order_by(AuditEntry.at)))


def ready(session: Session, stage: str = "draft", **changes: Any) -> Consultation:
    make_council(session)
    return make_consultation(session, stage, **changes)


def test_a_new_one_is_an_empty_draft_under_its_missions(session: Session) -> None:
    one, two = make_mission(session), make_mission(session, published=False)
    made = services.create_consultation(
        session,
        actor=OFFICER,
        details=rules.ConsultationDetails(
            title=both("Safer streets?"), summary=both("Say."), mission_ids=(two.id, one.id)
        ),
    )
    again = services.create_consultation(
        session,
        actor=OFFICER,
        details=rules.ConsultationDetails(
            title=both("Safer streets"), summary=both("Say."), mission_ids=(one.id,)
        ),
    )
    assert (made.slug, again.slug) == ("safer-streets", "safer-streets-2")
    assert [mission.id for mission in queries.missions_of(session, made.id)] == [two.id, one.id]
    assert rules.stage_of(made, clock.now(session)) is Stage.DRAFT
    assert deeds(session) == ["consultation.created"] * 2


def test_a_leader_may_not_begin_one(session: Session) -> None:
    with pytest.raises(NotAllowed):
        services.create_consultation(
            session,
            actor=LEADER,
            details=rules.ConsultationDetails(both("A"), both("B"), (make_mission(session).id,)),
        )


def test_an_unknown_mission_is_refused(session: Session) -> None:
    with pytest.raises(NotFound):
        services.create_consultation(
            session,
            actor=OFFICER,
            details=rules.ConsultationDetails(both("A"), both("B"), (uuid4(),)),
        )


def test_publishing_tells_every_problem_at_once(session: Session) -> None:
    make_council(session, privacy_notice={"en": "Only English"}, accessibility_statement={})
    hidden = make_mission(session, published=False)
    made = services.create_consultation(
        session,
        actor=OFFICER,
        details=rules.ConsultationDetails({"en": "A", "cy": ""}, both("B"), (hidden.id,)),
    )
    with pytest.raises(rules.CannotPublish) as refused:
        services.publish_consultation(session, actor=OFFICER, consultation_id=made.id)
    assert refused.value.problems == (
        "no_published_mission",
        "no_decision_owner",
        "language:title:cy",
        "line:could_change",
        "line:already_decided",
        "line:who_decides",
        "line:minutes_needed",
        "line:your_words",
        "no_question",
        "no_opening",
        "no_closing",
        "notice:privacy_notice",
        "notice:accessibility_statement",
        *LACKED_BY_A_NEW_ONE,
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"opens_at": NOON - timedelta(days=1)}, "opening_past"),
        ({"opens_at": NOON + timedelta(days=40)}, "closing_first"),
        ({"opens_at": NOON, "closes_at": NOON}, "closing_past"),
        ({"questions": [{"kind": "single_choice", "options": []}]}, "few_options:1"),
        ({"questions": [{"wording": {"en": "Why?"}}]}, "question_language:1:cy"),
        ({"questions": [{"help": {"en": "Help", "cy": " "}}]}, "question_language:1:cy"),
        ({"minutes_needed": None}, "line:minutes_needed"),
    ],
)
def test_each_problem_is_found(session: Session, changes: dict[str, Any], problem: str) -> None:
    with clock.fixed_at(NOON):
        made = ready(session, **changes)
        with pytest.raises(rules.CannotPublish) as refused:
            services.publish_consultation(session, actor=OFFICER, consultation_id=made.id)
        assert refused.value.problems == (problem,)


def test_an_english_council_needs_no_welsh(session: Session) -> None:
    make_council(session, languages=["en"])
    made = make_consultation(
        session, "draft", title={"en": "A"}, questions=[{"wording": {"en": "Why?"}}]
    )
    services.publish_consultation(session, actor=OFFICER, consultation_id=made.id)
    assert rules.stage_of(made, clock.now(session)) is Stage.SCHEDULED


def test_it_opens_and_closes_by_the_clock_alone(session: Session) -> None:
    with clock.fixed_at(NOON):
        made = ready(session)
        services.set_dates(
            session,
            actor=OFFICER,
            consultation_id=made.id,
            opens_on=date(2031, 5, 10),
            last_day=date(2031, 5, 20),
        )
        approve(session, made)
        services.publish_consultation(session, actor=OFFICER, consultation_id=made.id)
    stages = [
        rules.stage_of(made, datetime(2031, 5, day, hour, tzinfo=UTC))
        for day, hour in ((9, 22), (9, 23), (20, 22), (20, 23))
    ]
    assert stages == [Stage.SCHEDULED, Stage.OPEN, Stage.OPEN, Stage.CLOSED]
    assert deeds(session)[-2:] == ["consultation.dated", "consultation.published"]


def test_a_first_day_of_today_opens_at_this_moment(session: Session) -> None:
    with clock.fixed_at(NOON):
        made = ready(session, opens_at=clock.start_of_day(date(2031, 5, 1)))
        services.publish_consultation(session, actor=OFFICER, consultation_id=made.id)
        assert (made.opens_at, rules.stage_of(made, NOON)) == (NOON, Stage.OPEN)


@pytest.mark.parametrize("stage", ["draft", "scheduled"])
def test_open_now(session: Session, stage: str) -> None:
    made = ready(session, stage)
    services.open_now(session, actor=OFFICER, consultation_id=made.id)
    assert rules.stage_of(made, clock.now(session)) is Stage.OPEN
    again = made.opens_at
    services.open_now(session, actor=OFFICER, consultation_id=made.id)
    assert made.opens_at == again
    assert deeds(session) == ["consultation.opened"]


@pytest.mark.parametrize("stage", ["closed", "withdrawn", "reported_back"])
def test_what_has_ended_is_not_opened_again(session: Session, stage: str) -> None:
    made = ready(session, stage)
    with pytest.raises(rules.CannotChange):
        services.open_now(session, actor=OFFICER, consultation_id=made.id)


def test_unscheduling_makes_a_draft_and_is_refused_once_open(session: Session) -> None:
    made = ready(session, "scheduled")
    services.unschedule(session, actor=OFFICER, consultation_id=made.id)
    assert rules.stage_of(made, clock.now(session)) is Stage.DRAFT
    opened = make_consultation(session)
    with pytest.raises(rules.CannotChange):
        services.unschedule(session, actor=OFFICER, consultation_id=opened.id)


DETAILS = QuestionDetails(wording=both("Why?"))


def every_edit(session: Session, made: Consultation) -> list[Any]:
    asked = queries.asked(session, made.id)[0]
    who = {"session": session, "actor": OFFICER, "consultation_id": made.id}
    lines = rules.FiveLines(both("a"), both("b"), both("c"), 3, both("d"))
    mission = queries.missions_of(session, made.id)[0]
    details = rules.ConsultationDetails(both("t"), both("s"), (mission.id,), "Head")
    first, last = date(2099, 1, 1), date(2099, 2, 1)
    return [
        lambda: services.edit_details(**who, details=details),
        lambda: services.edit_lines(**who, lines=lines),
        lambda: services.set_dates(**who, opens_on=first, last_day=last),
        lambda: services.add_question(**who, kind=Kind.FREE_TEXT, details=DETAILS),
        lambda: services.edit_question(**who, question_id=asked.question_id, details=DETAILS),
        lambda: services.move_question(**who, question_id=asked.question_id, up=False),
        lambda: services.remove_question(**who, question_id=asked.question_id),
    ]


@pytest.mark.parametrize("stage", ["open", "closed", "analysing", "decided", "withdrawn"])
def test_nothing_it_says_changes_once_opened(session: Session, stage: str) -> None:
    made = ready(session, stage, questions=["free_text", "agreement"])
    before = queries.asked(session, made.id)
    for edit in every_edit(session, made):
        with pytest.raises(rules.CannotChange) as refused:
            edit()
        assert refused.value.problems == ("withdrawn" if stage == "withdrawn" else "opened",)
    assert queries.asked(session, made.id) == before


def test_nothing_changes_in_the_minute_before_it_opens(session: Session) -> None:
    with clock.fixed_at(NOON):
        made = ready(session, "scheduled", opens_at=NOON + timedelta(seconds=59))
        with pytest.raises(rules.CannotChange) as refused:
            every_edit(session, made)[0]()
    assert refused.value.problems == ("opening",)


def test_what_was_approved_opens_as_it_was_approved(session: Session) -> None:
    made = ready(session, "scheduled", questions=["free_text", "agreement"])
    for edit in every_edit(session, made):
        refusals = (rules.CannotChange, rules.CannotPublish)
        with pytest.raises(refusals) as refused, session.begin_nested():
            edit()
        assert refused.value.problems in {("approved",), ("gate:decides_first",)}


def test_everything_can_be_edited_before(session: Session) -> None:
    made = ready(session, "draft", questions=["free_text", "agreement"])
    for edit in every_edit(session, made):
        edit()
    assert [asked.position for asked in queries.asked(session, made.id)] == [1, 2]
    assert made.title == both("t")
    assert made.minutes_needed == 3
    assert made.opens_at == clock.start_of_day(date(2099, 1, 1))


def test_a_scheduled_one_must_stay_fit_to_open(session: Session) -> None:
    made = ready(session, "scheduled")
    asked = queries.asked(session, made.id)[0]
    with pytest.raises(rules.CannotPublish) as refused:
        services.remove_question(
            session, actor=OFFICER, consultation_id=made.id, question_id=asked.question_id
        )
    assert refused.value.problems == ("no_question",)


def test_another_teams_officer_may_not_edit(session: Session) -> None:
    made = ready(session)
    roles = frozenset({Role.ENGAGEMENT_OFFICER})
    theirs, ours = (
        Actor("staff", uuid4(), teams={uuid4(): roles}),
        Actor("staff", uuid4(), teams={made.id: roles}),
    )
    lines = rules.FiveLines(both("a"), both("b"), both("c"), 3, both("d"))
    with pytest.raises(NotAllowed):
        services.edit_lines(session, actor=theirs, consultation_id=made.id, lines=lines)
    services.edit_lines(session, actor=ours, consultation_id=made.id, lines=lines)


def test_option_codes_stay_when_words_are_corrected(session: Session) -> None:
    made = ready(session, questions=["single_choice"])
    asked = queries.asked(session, made.id)[0]
    services.edit_question(
        session,
        actor=OFFICER,
        consultation_id=made.id,
        question_id=asked.question_id,
        details=QuestionDetails(
            wording=both("How?"),
            options=(
                Option("walk", both("Walking")),
                Option("", both("By train")),
                Option("bus", {"en": "By coach"}),
                Option("forged", both("By train")),
            ),
        ),
    )
    options = queries.asked(session, made.id)[0].options
    assert [(option.code, option.words["en"]) for option in options] == [
        ("walk", "Walking"),
        ("by-train", "By train"),
        ("bus", "By coach"),
        ("by-train-2", "By train"),
    ]
    assert options[2].words["cy"] == "Ar fws"  # a language that the form didn't ask for is kept


def test_questions_are_put_in_order(session: Session) -> None:
    made = ready(session, questions=["free_text", "agreement", "multiple_choice"])
    first, second, third = (asked.question_id for asked in queries.asked(session, made.id))
    for question, up in ((third, True), (first, False), (third, True), (first, False)):
        services.move_question(
            session, actor=OFFICER, consultation_id=made.id, question_id=question, up=up
        )
    assert [a.question_id for a in queries.asked(session, made.id)] == [third, second, first]


def test_a_question_of_another_consultation_is_not_found(session: Session) -> None:
    made, other = ready(session), make_consultation(session)
    theirs = queries.asked(session, other.id)[0].question_id
    with pytest.raises(NotFound):
        services.remove_question(
            session, actor=OFFICER, consultation_id=made.id, question_id=theirs
        )


def test_more_time_is_given_with_a_reason_and_only_later(session: Session) -> None:
    with clock.fixed_at(NOON):
        made = ready(session, "open", closes_at=clock.end_of_day(date(2031, 5, 20)))
        first = made.closes_at
        for day, reason, problem in (
            (date(2031, 5, 20), "few_replies", "not_later"),
            (date(2031, 5, 21), "because", "reason"),
        ):
            with pytest.raises(rules.CannotChange) as refused:
                services.extend(
                    session, actor=OFFICER, consultation_id=made.id, last_day=day, reason=reason
                )
            assert refused.value.problems == (problem,)
        for day in (27, 28):
            services.extend(
                session,
                actor=OFFICER,
                consultation_id=made.id,
                last_day=date(2031, 5, day),
                reason="few_replies",
            )
    assert made.closes_at == clock.end_of_day(date(2031, 5, 28))
    assert made.extended_from == first
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed.like("%extended"))).first()
    assert entry is not None
    assert entry.detail["reason"] == "few_replies"


@pytest.mark.parametrize("stage", ["draft", "scheduled", "closed", "withdrawn"])
def test_only_an_open_one_is_given_longer(session: Session, stage: str) -> None:
    made = ready(session, stage)
    with pytest.raises(rules.CannotChange) as refused:
        services.extend(
            session,
            actor=OFFICER,
            consultation_id=made.id,
            last_day=date(2099, 1, 1),
            reason="few_replies",
        )
    assert refused.value.problems == ("not_open",)


def test_withdrawing_is_for_what_the_public_sees_and_is_final(session: Session) -> None:
    made = ready(session, "open")
    services.withdraw(session, actor=OFFICER, consultation_id=made.id, reason="mistake")
    assert rules.stage_of(made, clock.now(session)) is Stage.WITHDRAWN
    for stage, problem in (("draft", "draft"), ("closed", "ended"), ("withdrawn", "withdrawn")):
        other = make_consultation(session, stage)
        with pytest.raises(rules.CannotChange) as refused:
            services.withdraw(session, actor=OFFICER, consultation_id=other.id, reason="mistake")
        assert refused.value.problems == (problem,)


def test_only_a_draft_is_removed(session: Session) -> None:
    draft, scheduled = ready(session), make_consultation(session, "scheduled")
    services.remove_draft(session, actor=OFFICER, consultation_id=draft.id)
    with pytest.raises(NotFound):
        queries.get(session, draft.id)
    with pytest.raises(rules.CannotChange):
        services.remove_draft(session, actor=OFFICER, consultation_id=scheduled.id)


def test_closing_sets_off_the_reading_once_after_the_grace(session: Session) -> None:
    with clock.fixed_at(NOON):
        made = ready(session, "open", closes_at=NOON)
        withdrawn = make_consultation(session, "withdrawn", closes_at=NOON - timedelta(days=1))
        for minutes, closed in ((14, 0), (15, 1), (16, 0)):
            with clock.fixed_at(NOON + timedelta(minutes=minutes)):
                assert services.close_due(session, actor=SYSTEM) == closed
    jobs = session.scalars(select(Job).order_by(Job.name)).all()
    assert [(job.name, job.arguments) for job in jobs] == [
        ("responses.find_all_wordings", {"consultation_id": str(made.id)}),
        ("themes.start_runs", {"consultation_id": str(made.id)}),
    ]
    assert made.close_handled_at == NOON + timedelta(minutes=15)
    assert withdrawn.close_handled_at is None
    assert deeds(session) == ["consultation.closed"]


def test_a_mission_stays_published_while_something_public_needs_it(session: Session) -> None:
    one, two = make_mission(session), make_mission(session)
    make_consultation(session, "open", missions=[one])
    with pytest.raises(CannotUnpublish):
        missions.unpublish_mission(session, actor=OFFICER, mission_id=one.id)
    missions.unpublish_mission(session, actor=OFFICER, mission_id=two.id)
    make_consultation(session, "draft", missions=[three := make_mission(session)])
    missions.unpublish_mission(session, actor=OFFICER, mission_id=three.id)
    both_serve = [make_mission(session), make_mission(session)]
    make_consultation(session, "open", missions=both_serve)
    missions.unpublish_mission(session, actor=OFFICER, mission_id=both_serve[0].id)
    with pytest.raises(CannotUnpublish):
        missions.unpublish_mission(session, actor=OFFICER, mission_id=both_serve[1].id)
