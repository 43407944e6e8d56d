"""The demo's replies: sent as residents send them, so that each has a receipt that works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select

from participation.consultations import queries as consultation_queries
from participation.consultations.rules import Asked
from participation.demo.content import Respondent
from participation.demo.content import load as read
from participation.extensions import keys, transaction
from participation.kernel import clock
from participation.kernel.actors import RESIDENT, Actor
from participation.kernel.keys import Keyring
from participation.responses import services
from participation.responses.models import Answer, ResponseVersion
from participation.responses.rules import (
    About,
    FormKey,
    Given,
    RespondentKind,
    code_for,
    hash_word,
    shown_receipt,
)

BATCH = 60
WORD = "kingfisher"
TRIED = ("r001", "r002")
"""Respondents whose references visitors are told, with :data:`WORD` as their word."""
TEST = Respondent(
    id="test",
    language="en",
    channel="web",
    kind="resident",
    organisation=None,
    day=1,
    minute=560,
    campaign=None,
    choices={},
    texts={"corn_street": "Testing from the office, please ignore. Bethan"},
    key={},
)


@dataclass
class Sent:
    """What was stored: the consultation, its questions by key, and answers by respondent."""

    consultation_id: UUID
    questions: dict[str, Asked] = field(default_factory=dict)
    answers: dict[tuple[str, str], UUID] = field(default_factory=dict)
    responses: dict[str, UUID] = field(default_factory=dict)


def form_key(keyring: Keyring, respondent_id: str, consultation_id: UUID, at: datetime) -> FormKey:
    """A form key whose nonce can be made again, so that the demo can tell its references."""
    nonce = sha256(f"demo respondent {respondent_id}".encode()).digest()[:16]
    return FormKey(consultation_id, at, keyring.current, nonce)


def references(keyring: Keyring) -> list[tuple[str, str]]:
    """References to try, each with its word."""
    anywhere, whenever = UUID(int=0), datetime.fromtimestamp(0).astimezone()
    return [
        (shown_receipt(code_for(keyring, form_key(keyring, one, anywhere, whenever))), WORD)
        for one in TRIED
    ]


def agreed(respondent: Respondent) -> bool:
    """Whether somebody said yes to being quoted: nine of ten did."""
    return sha256(f"quote {respondent.id}".encode()).digest()[0] >= 26


def send_all(consultation_id: UUID, respondents: Sequence[Respondent], opened: datetime) -> Sent:
    """Send every reply at its own moment."""
    content = read().answered
    with transaction() as session:
        asked = consultation_queries.asked(session, consultation_id)
    sent = Sent(consultation_id)
    sent.questions = {
        words.key: question for words, question in zip(content.questions, asked, strict=True)
    }
    codes = {
        (words.key, theirs.code): ours.code
        for words, question in zip(content.questions, asked, strict=True)
        for theirs, ours in zip(words.options, question.options, strict=False)
    }
    everyone = sorted((*respondents, TEST), key=lambda one: (one.day, one.minute, one.id))
    word_hash = hash_word(WORD)
    for first in range(0, len(everyone), BATCH):
        with transaction() as session:
            for respondent in everyone[first : first + BATCH]:
                at = opened + timedelta(days=respondent.day, minutes=respondent.minute)
                with clock.fixed_at(at):
                    key = form_key(keys(), respondent.id, consultation_id, at)
                    services.open_draft(
                        session, actor=RESIDENT, key=key, language=respondent.language
                    )
                    for name, question in sent.questions.items():
                        given = Given(
                            text=respondent.texts.get(name, ""),
                            codes=tuple(
                                codes.get((name, code), code)
                                for code in respondent.choices.get(name, ())
                            ),
                        )
                        if not given.blank:
                            services.save_answer(
                                session,
                                actor=RESIDENT,
                                key=key,
                                question_id=question.question_id,
                                version_id=question.version_id,
                                given=given,
                                language=respondent.language,
                            )
                    services.keep_about(
                        session,
                        actor=RESIDENT,
                        key=key,
                        about=About(
                            kind=RespondentKind(respondent.kind), may_quote=agreed(respondent)
                        ),
                        language=respondent.language,
                    )
                    done = services.send(
                        session,
                        actor=RESIDENT,
                        key=key,
                        language=respondent.language,
                        word_hash=word_hash if respondent.id in TRIED else None,
                    )
                    sent.responses[respondent.id] = done.response_id
    _find_answers(sent)
    return sent


def _find_answers(sent: Sent) -> None:
    by_response = {response_id: name for name, response_id in sent.responses.items()}
    by_question = {question.question_id: name for name, question in sent.questions.items()}
    with transaction() as session:
        rows = session.execute(
            select(ResponseVersion.response_id, Answer.question_id, Answer.id)
            .join(Answer, Answer.response_version_id == ResponseVersion.id)
            .where(Answer.live)
        ).all()
    sent.answers = {
        (by_response[response_id], by_question[question_id]): answer_id
        for response_id, question_id, answer_id in rows
        if response_id in by_response and question_id in by_question
    }


def set_aside_the_test(officer: Actor, sent: Sent) -> None:
    """An officer sets aside the reply that a colleague sent to try the form."""
    with transaction() as session:
        services.set_aside(
            session, actor=officer, response_id=sent.responses[TEST.id], reason="test"
        )
