"""The questions of a made-up consultation: in sections, each asked of those it is meant for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from participation.consultations import queries, rules, services
from participation.demo.content import ConsultationWords, OptionWords
from participation.kernel.actors import SYSTEM


def ask_all(session: Session, consultation_id: UUID, words: ConsultationWords) -> dict[str, UUID]:
    """Write the sections and questions of a draft. Gives the questions' ids by their keys."""
    who: dict[str, Any] = {"actor": SYSTEM, "consultation_id": consultation_id}
    sections = {
        one.key: services.add_section(
            session,
            **who,
            details=rules.SectionDetails(dict(one.title), dict(one.intro), one.together),
        ).id
        for one in words.sections
    }
    ids = {
        question.key: services.add_question(
            session,
            **who,
            kind=rules.Kind(question.kind),
            details=rules.QuestionDetails(
                wording=dict(question.wording),
                help=dict(question.help),
                required=question.required,
                word_guide=question.word_guide,
                options=_listed(question.options),
                rows=_listed(question.rows),
                limits=rules.limits_from(question.limits),
            ),
            section_id=sections[question.section] if question.section else None,
        ).id
        for question in words.questions
    }
    for question in words.questions:
        if question.condition:
            services.set_question_condition(
                session,
                **who,
                question_id=ids[question.key],
                condition=_condition(question.condition, ids),
            )
    for section in words.sections:
        if section.condition:
            services.set_section_condition(
                session,
                **who,
                section_id=sections[section.key],
                condition=_condition(section.condition, ids),
            )
    return ids


def begin_a_draft(session: Session, mission_id: UUID) -> UUID:
    """A draft from a ready-made set, whose route an officer still has to mend.

    The last question is asked only of people who never come and come every week: nobody does both.
    """
    made = services.begin_from(session, actor=SYSTEM, key="library")
    services.edit_details(
        session,
        actor=SYSTEM,
        consultation_id=made.id,
        details=rules.ConsultationDetails(
            title={
                "en": "Gwernfa Library: which hours?",
                "cy": "Llyfrgell Gwernfa: pa oriau?",
            },
            summary=dict(made.summary),
            mission_ids=(mission_id,),
        ),
    )
    asked = queries.asked(session, made.id)
    often = asked[0]
    never, weekly = often.options[-1].code, often.options[0].code
    services.set_question_condition(
        session,
        actor=SYSTEM,
        consultation_id=made.id,
        question_id=asked[-1].question_id,
        condition=rules.Condition(
            tuple(
                rules.One(often.question_id, rules.Ask.CHOSE, (code,)) for code in (never, weekly)
            )
        ),
    )
    return made.id


def _listed(options: tuple[OptionWords, ...]) -> tuple[rules.Option, ...]:
    return tuple(rules.Option(option.code, dict(option.words)) for option in options)


def _condition(raw: Mapping[str, Any], ids: Mapping[str, UUID]) -> rules.Condition | None:
    tests = [{**one, "question": str(ids[one["question"]])} for one in raw["tests"]]
    return rules.condition_from({**raw, "tests": tests})
