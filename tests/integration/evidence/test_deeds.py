"""What people are told is kept as they saw it; a change needs a reason; nothing opens unchecked."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.audit.models import AuditEntry
from participation.consultations import queries as consultation_queries
from participation.consultations import rules as consultation_rules
from participation.consultations import services as consultations
from participation.consultations.models import Consultation
from participation.evidence import queries, services
from participation.evidence.models import Notice, PageVersion, Snapshot
from participation.evidence.rules import (
    CannotApprove,
    CannotTell,
    DocumentDetails,
    NoticeGiven,
    OptionDetails,
    ParticularsFacts,
)
from participation.evidence.rules.gate import Period
from participation.files.models import FileContent, StoredFile
from participation.files.rules import CannotKeep, Upload
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Role
from participation.kernel.errors import NotAllowed, NotFound
from tests.factories.accounts import actor_with
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.evidence import answer_all, approve, both, make_lawful, make_option
from tests.factories.files import PDF

OFFICER = Actor("staff", uuid4(), frozenset({Role.ENGAGEMENT_OFFICER}))
WHY = NoticeGiven("corrected", both("A figure was wrong.", "Roedd ffigur yn anghywir."))
PLAN = DocumentDetails(both("Plan", "Cynllun"), both("It says.", "Mae’n dweud."))


def ready(session: Session, stage: str = "draft", **changes: object) -> Consultation:
    make_council(session)
    return make_consultation(session, stage, **changes)  # type: ignore[arg-type]


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def publish(session: Session, made: Consultation) -> None:
    consultations.publish_consultation(session, actor=OFFICER, consultation_id=made.id)


def test_nothing_opens_unchecked_and_all_that_is_missing_is_told_at_once(session: Session):
    made = ready(session, lawful=False)
    with pytest.raises(consultation_rules.CannotPublish) as refused:
        publish(session, made)
    assert len([code for code in refused.value.problems if code.startswith("gate:")]) == 22
    make_lawful(session, made)
    publish(session, made)
    assert made.published_at


def test_an_approval_is_of_what_stood_then(session: Session):
    made = ready(session)
    option = queries.told(session, made.id).options[0]
    services.edit_option(
        session,
        actor=OFFICER,
        consultation_id=made.id,
        option_id=option.id,
        details=OptionDetails(
            "put_forward", both("Two crossings", "Dwy groesfan"), both("Both.", "Y ddwy.")
        ),
    )
    with pytest.raises(consultation_rules.CannotPublish) as refused:
        publish(session, made)
    assert refused.value.problems == ("gate:approval_stale",)
    approve(session, made)
    publish(session, made)


def test_what_opened_as_approved_stays_approved(session: Session):
    made = ready(session)
    publish(session, made)
    made.opens_at = clock.now(session) - timedelta(hours=1)
    services.add_document(session, actor=OFFICER, consultation_id=made.id, details=PLAN, notice=WHY)
    assert queries.facts_of(session, made).approval.approved


def test_an_empty_box_is_no_change(session: Session):
    made = ready(session)
    held = queries.particulars(session, made.id)
    services.set_particulars(session, actor=OFFICER, consultation_id=made.id, particulars=held)
    publish(session, made)


def test_the_author_cant_approve_where_somebody_else_could(session: Session):
    made = ready(session, lawful=False)
    make_lawful(session, made)
    author, other = (actor_with(session, "engagement_officer") for _ in range(2))
    answers = {"formative": "Cabinet asked for views."}
    services.answer_check(session, actor=author, consultation_id=made.id, answers=answers)
    with pytest.raises(CannotApprove) as refused:
        services.approve_check(
            session, actor=author, consultation_id=made.id, approver="Me, Officer"
        )
    assert refused.value.problems == ("author",)
    row = services.approve_check(
        session, actor=other, consultation_id=made.id, approver=" R. Ahmed, Lawyer "
    )
    assert (row.approver, row.approved_by, row.approved_alone) == (
        "R. Ahmed, Lawyer",
        other.id,
        False,
    )
    publish(session, made)


def test_the_author_may_where_there_is_nobody_else_and_it_says_so(session: Session):
    made = ready(session, lawful=False)
    make_lawful(session, made)
    author = actor_with(session, "engagement_officer")
    actor_with(session, "analyst")
    services.answer_check(session, actor=author, consultation_id=made.id, answers={"duty": "No."})
    row = services.approve_check(session, actor=author, consultation_id=made.id, approver="Me")
    assert row.approved_alone


def test_what_is_incomplete_cant_be_approved(session: Session):
    made = ready(session, lawful=False)
    answer_all(session, made)
    with pytest.raises(CannotApprove) as refused:
        services.approve_check(session, actor=OFFICER, consultation_id=made.id, approver=" ")
    assert {"options", "decides_on", "late_rule", "approver"} <= set(refused.value.problems)


def test_an_election_in_the_calendar_needs_a_reason(session: Session):
    made = ready(session)
    assert made.closes_at
    day = clock.day_in_london(made.closes_at) - timedelta(days=5)
    services.add_period(
        session, actor=OFFICER, period=Period("pre_election", "Elections", day, day)
    )
    row = answer_all(session, made)
    row.answers = {**row.answers, "election_reason": ""}
    approve_anew = approve(session, made)
    approve_anew.answers = {**approve_anew.answers, "election_reason": ""}
    with pytest.raises(consultation_rules.CannotPublish) as refused:
        publish(session, made)
    assert "gate:answer:election_reason" in refused.value.problems


def test_a_trial_copy_needs_no_check(session: Session):
    made = ready(session, lawful=False)
    copy = make_consultation(session, "draft", lawful=False, trial_of_id=made.id)
    publish(session, copy)


def test_what_people_see_is_kept_from_the_first_moment(session: Session):
    made = ready(session)
    assert count(session, PageVersion) == 0
    publish(session, made)
    (seen,) = queries.seen_versions(session, made.id)
    content = queries.snapshot(session, made.id, seen.digest)
    assert content["title"] == made.title
    assert content["options"][1]["why_discarded"]["en"] == "There is no room."
    assert content["questions"][0]["wording"]["en"] == "Question 1?"


def test_each_reply_belongs_to_what_was_shown_when_it_came(session: Session):
    opened = clock.now(session)
    made = ready(session, "open")
    with clock.fixed_at(opened):
        services.keep_what_is_shown(session, actor=SYSTEM)
    first = queries.seen_at(session, made.id, opened)
    with clock.fixed_at(opened + timedelta(hours=1)):
        services.add_document(
            session, actor=OFFICER, consultation_id=made.id, details=PLAN, notice=WHY
        )
    second = queries.seen_at(session, made.id, opened + timedelta(hours=1))
    assert first
    assert second
    assert first != second
    assert queries.seen_at(session, made.id, opened + timedelta(minutes=59)) == first
    assert queries.seen_at(session, made.id, opened - timedelta(seconds=1)) is None
    assert queries.snapshot(session, made.id, first)["documents"] == []
    assert len(queries.snapshot(session, made.id, second)["documents"]) == 1
    with clock.fixed_at(opened + timedelta(hours=2)):
        document = queries.told(session, made.id).documents[0]
        services.remove_document(
            session, actor=OFFICER, consultation_id=made.id, document_id=document.id, notice=WHY
        )
    third = queries.seen_versions(session, made.id)[-1]
    assert third.digest == first  # as it was at first: kept once, shown twice
    assert (count(session, PageVersion), count(session, Snapshot)) == (3, 2)


def test_a_way_that_forgot_to_keep_it_is_caught_by_the_net(session: Session):
    made = ready(session, "open")
    services.keep_what_is_shown(session, actor=SYSTEM)
    assert services.keep_what_is_shown(session, actor=SYSTEM) == 0
    made.summary = both("Corrected.", "Cywirwyd.")
    session.flush()
    assert services.keep_what_is_shown(session, actor=SYSTEM) == 1
    assert len(queries.seen_versions(session, made.id)) == 2


@pytest.mark.parametrize(
    ("notice", "problems"),
    [
        (None, ("reason", "notice:en", "notice:cy")),
        (NoticeGiven("corrected", {"en": "A figure was wrong."}), ("notice:cy",)),
        (NoticeGiven("because", both("A.", "B.")), ("reason",)),
    ],
)
def test_while_open_a_change_needs_a_reason_and_words_for_all(
    session: Session, notice: NoticeGiven | None, problems: tuple[str, ...]
):
    made = ready(session, "open")
    with pytest.raises(CannotTell) as refused:
        services.add_document(
            session, actor=OFFICER, consultation_id=made.id, details=PLAN, notice=notice
        )
    assert refused.value.problems == problems
    assert count(session, Notice) == 0


def test_a_change_while_open_is_told_and_recorded(session: Session):
    made = ready(session, "open")
    services.add_document(session, actor=OFFICER, consultation_id=made.id, details=PLAN, notice=WHY)
    (notice,) = queries.notices(session, made.id)
    assert (notice.kind, notice.reason, notice.words) == ("changed", "corrected", WHY.words)
    deeds = session.scalars(select(AuditEntry.deed).order_by(AuditEntry.at)).all()
    assert {"consultation.document_added", "consultation.notice_given"} <= set(deeds)


@pytest.mark.parametrize("stage", ["closed", "analysing", "decided", "withdrawn"])
def test_what_people_were_told_stays_once_it_is_over(session: Session, stage: str):
    made = ready(session, stage)
    with pytest.raises(CannotTell):
        services.add_document(
            session, actor=OFFICER, consultation_id=made.id, details=PLAN, notice=WHY
        )


def test_only_who_may_publish_changes_what_is_open(session: Session):
    made = ready(session, "open")
    with pytest.raises(NotAllowed):
        services.add_document(
            session,
            actor=actor_with(session, "analyst"),
            consultation_id=made.id,
            details=PLAN,
            notice=WHY,
        )


def test_the_rule_for_late_post_stays_once_people_can_reply(session: Session):
    made = ready(session, "open", lawful=False)
    make_lawful(session, made)
    other = ParticularsFacts(**{**vars(queries.particulars(session, made.id)), "late_rule": "read"})
    with pytest.raises(CannotTell) as refused:
        services.set_particulars(
            session, actor=OFFICER, consultation_id=made.id, particulars=other, notice=WHY
        )
    assert refused.value.problems == ("late_rule",)


def test_extending_and_withdrawing_give_notice_of_themselves(session: Session):
    made = ready(session, "open")
    assert made.closes_at
    later = clock.day_in_london(made.closes_at) + timedelta(days=7)
    consultations.extend(
        session,
        actor=OFFICER,
        consultation_id=made.id,
        last_day=later,
        reason="people_asked",
        words=both("The school asked.", "Gofynnodd yr ysgol."),
    )
    consultations.withdraw(session, actor=OFFICER, consultation_id=made.id, reason="advice")
    kinds = {notice.kind: notice for notice in queries.notices(session, made.id)}
    assert set(kinds) == {"extended", "withdrawn"}
    assert kinds["extended"].words["en"] == "The school asked."
    assert kinds["extended"].detail["closes"][1] == made.closes_at.isoformat()


def test_a_drafts_files_go_and_a_shown_ones_stay(session: Session):
    made = ready(session)
    details = DocumentDetails(PLAN.title, PLAN.summary, uploads={"en": Upload("plan.pdf", PDF)})
    row = services.add_document(session, actor=OFFICER, consultation_id=made.id, details=details)
    newer = DocumentDetails(
        PLAN.title, PLAN.summary, uploads={"en": Upload("plan.pdf", PDF + b"% second")}
    )
    services.edit_document(
        session, actor=OFFICER, consultation_id=made.id, document_id=row.id, details=newer
    )
    assert (count(session, StoredFile), count(session, FileContent)) == (1, 1)
    approve(session, made)
    publish(session, made)
    made.opens_at = clock.now(session) - timedelta(hours=1)
    session.flush()
    services.edit_document(
        session,
        actor=OFFICER,
        consultation_id=made.id,
        document_id=row.id,
        details=details,
        notice=WHY,
    )
    assert count(session, StoredFile) == 2
    shown = queries.document(session, made.id, row.id)
    old = session.scalar(select(StoredFile.id).where(StoredFile.id != shown.files["en"].id))
    assert old
    assert queries.public_file(session, made.id, old)


def test_a_draft_that_is_thrown_away_takes_its_files_with_it(session: Session):
    made = ready(session)
    details = DocumentDetails(PLAN.title, PLAN.summary, uploads={"en": Upload("plan.pdf", PDF)})
    services.add_document(session, actor=OFFICER, consultation_id=made.id, details=details)
    consultations.remove_draft(session, actor=OFFICER, consultation_id=made.id)
    assert (count(session, StoredFile), count(session, FileContent)) == (0, 0)


def test_a_file_that_may_not_be_kept_keeps_nothing_else(session: Session):
    made = ready(session)
    details = DocumentDetails(PLAN.title, PLAN.summary, uploads={"en": Upload("p.pdf", b"<svg/>")})
    with pytest.raises(CannotKeep), session.begin_nested():
        services.add_document(session, actor=OFFICER, consultation_id=made.id, details=details)
    assert queries.told(session, made.id).documents == ()


def test_another_consultations_file_is_not_found(session: Session):
    made, other = ready(session), make_consultation(session, "draft")
    details = DocumentDetails(PLAN.title, PLAN.summary, uploads={"en": Upload("plan.pdf", PDF)})
    row = services.add_document(session, actor=OFFICER, consultation_id=made.id, details=details)
    with pytest.raises(NotFound):
        queries.public_file(session, other.id, row.files[0].file_id)


def test_the_calendar_refuses_days_that_end_before_they_begin(session: Session):
    with pytest.raises(CannotTell):
        services.add_period(
            session,
            actor=OFFICER,
            period=Period("pre_election", "P", date(2031, 5, 2), date(2031, 5, 1)),
        )


def test_options_are_put_in_order(session: Session):
    made = ready(session, lawful=False)
    first, second = (make_option(session, made, position=place) for place in (1, 2))
    services.move_option(
        session, actor=OFFICER, consultation_id=made.id, option_id=second.id, up=True
    )
    assert [one.id for one in queries.told(session, made.id).options] == [second.id, first.id]


def test_asking_otherwise_while_open_is_told_and_kept(session: Session):
    made = ready(session, "open")
    services.keep_what_is_shown(session, actor=SYSTEM)
    asked = consultation_queries.asked(session, made.id)[0]
    consultations.revise_question(
        session,
        actor=OFFICER,
        consultation_id=made.id,
        question_id=asked.question_id,
        details=consultation_rules.QuestionDetails(wording=both("What now?", "Beth nawr?")),
        told=consultation_rules.ToldOfChange(
            consultation_rules.REVISION_REASONS[0], both("It was unclear.", "Roedd yn aneglur.")
        ),
    )
    (notice,) = queries.notices(session, made.id)
    assert (notice.kind, notice.words["en"]) == ("changed", "It was unclear.")
    versions = queries.seen_versions(session, made.id)
    last = queries.snapshot(session, made.id, versions[-1].digest)
    assert len(versions) == 2
    assert last["questions"][0]["wording"]["en"] == "What now?"
    assert last["questions"][0]["version"] == 2
