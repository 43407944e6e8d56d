"""Deeds: choosing what to ask of people themselves, keeping what they said, and forgetting it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import editing_problem
from participation.consultations.services import copying
from participation.equality import queries, rules
from participation.equality.models import EqualityAnswer, EqualityAsked
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission


def choose(session: Session, *, actor: Actor, consultation_id: UUID, chosen: rules.Chosen) -> None:
    """Set which equality questions a consultation asks, before it opens.

    Raises ``CannotAsk`` with ``opened``, ``opening`` or ``withdrawn``, or with what is wrong with
    the choice.
    """
    consultation = consultations.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=consultation)
    if problem := editing_problem(consultation, clock.now(session)):
        raise rules.CannotAsk([problem])
    if problems := rules.choice_problems(chosen.questions):
        raise rules.CannotAsk(problems)
    session.execute(delete(EqualityAsked).where(EqualityAsked.consultation_id == consultation_id))
    for one in chosen.questions:
        session.add(
            EqualityAsked(consultation_id=consultation_id, question=one.key, version=one.version)
        )
    audit.record(
        session,
        actor,
        "equality.chosen",
        consultation,
        questions=[[one.key, one.version] for one in chosen.questions],
    )
    session.flush()


def copy_choice(session: Session, *, source_id: UUID, target_id: UUID) -> None:
    """Ask in one consultation what another asks."""
    for one in queries.asked_by(session, source_id):
        session.add(
            EqualityAsked(consultation_id=target_id, question=one.key, version=one.version.number)
        )
    session.flush()


def store(
    session: Session,
    *,
    response_id: UUID,
    consultation_id: UUID,
    given: Mapping[str, int | None],
) -> None:
    """Keep what somebody said of themselves beside their reply, in the transaction of sending it.

    ``given`` has a number for each question answered; what the consultation doesn't ask, or its
    version doesn't offer, is left out in silence. It takes the place of what was kept before.
    Nothing of it goes into the record.
    """
    answers = rules.answers_among(queries.asked_by(session, consultation_id), given)
    forget(session, response_id=response_id)
    if answers:
        session.execute(
            insert(EqualityAnswer),
            [
                {"response_id": response_id, "question": key, "version": version, "code": code}
                for key, (version, code) in answers.items()
            ],
        )


def forget(session: Session, *, response_id: UUID) -> None:
    """Forget what a reply says of its sender: when it is taken back or erased."""
    session.execute(delete(EqualityAnswer).where(EqualityAnswer.response_id == response_id))


def _also(session: Session, _actor: Actor, source: Consultation, made: Consultation) -> None:
    """A copy of a consultation, and a trial of it, ask the same of people themselves."""
    copy_choice(session, source_id=source.id, target_id=made.id)


copying.ALSO_COPIED.append(_also)
copying.ALSO_TRIED.append(_also)
