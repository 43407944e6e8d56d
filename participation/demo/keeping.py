"""Keeping order in the demo: words hidden, a letter passed round, answers published, a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from participation.demo.content import Respondent
from participation.demo.replies import Sent, agreed
from participation.extensions import transaction
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor
from participation.responses import jobs
from participation.responses.queries import moderation
from participation.responses.rules.moderation import HandlingDetails, Verdict
from participation.responses.rules.personal import suggestions
from participation.responses.rules.rights import RequestDetails
from participation.responses.services import moderating, redacting, rights

Say = Callable[[str], None]
PUBLISHES = "corn-street"
NAMED = ("r507", "corn_street", "Dewi Prosser")
"""Who names a neighbour, where, and what an officer hides besides what the site suggests."""
READ = 60
"""How many answers an officer has read for the public page; others still wait."""


def names_somebody(text: str) -> bool:
    """Whether an answer may tell who somebody is: nobody would quote it."""
    return bool(suggestions(text))


def promise(session: Session, key: str, consultation_id: UUID) -> None:
    """Say before it opens that answers are published, and how long words are kept."""
    if key == PUBLISHES:
        moderating.set_handling(
            session,
            actor=SYSTEM,
            consultation_id=consultation_id,
            details=HandlingDetails(publishes=True, keep_months=24),
        )


def in_order(officer: Actor, sent: Sent, respondents: Sequence[Respondent], say: Say) -> None:
    """Hide what names a neighbour, find the letter, publish some answers, find what worries."""
    say("names hidden, a letter that 40 people sent, answers for the public page")
    _hide(officer, sent, respondents)
    _publish(officer, sent, respondents)
    for question in sent.questions.values():
        if question.kind == "free_text":
            jobs.find_wordings(str(question.question_id), lambda _step, _share: None)
    jobs.look_at_new()


def _hide(officer: Actor, sent: Sent, respondents: Sequence[Respondent]) -> None:
    who, question, name = NAMED
    text = next(one.texts[question] for one in respondents if one.id == who)
    answer_id = sent.answers[who, question]
    with transaction() as session:
        redacting.redact(
            session,
            actor=officer,
            answer_id=answer_id,
            chosen=[(found.span, found.why.value) for found in suggestions(text)],
        )
        redacting.redact_words(
            session, actor=officer, answer_id=answer_id, typed=name, why="names_somebody"
        )


def _publish(officer: Actor, sent: Sent, respondents: Sequence[Respondent]) -> None:
    """The first answers are read: most are published, a few held back."""
    read = [
        (one, sent.answers[one.id, "easier"])
        for one in respondents
        if (one.id, "easier") in sent.answers and agreed(one)
    ][:READ]
    held = [answer_id for one, answer_id in read if one.texts["easier"].isupper()]
    held = held or [read[7][1], read[23][1]]
    with transaction() as session:
        reasons = {row.words["en"]: row.id for row in moderation.reasons(session)}
        decide = {"actor": officer, "consultation_id": sent.consultation_id}
        moderating.moderate(
            session,
            answer_ids=[answer_id for _, answer_id in read if answer_id not in held],
            verdict=Verdict.PUBLISHED,
            **decide,  # type: ignore[arg-type]
        )
        moderating.moderate(
            session,
            answer_ids=held,
            verdict=Verdict.HELD,
            reason_id=reasons["It isn’t about this consultation"],
            **decide,  # type: ignore[arg-type]
        )


def asked_for_a_copy(now: datetime) -> None:
    """Somebody asked three weeks ago for a copy of what is kept about them; it is due soon."""
    day = clock.day_in_london(now) - timedelta(days=22)
    with clock.fixed_at(now - timedelta(days=22)), transaction() as session:
        rights.open_request(
            session,
            actor=SYSTEM,
            details=RequestDetails("access", "Eirlys Bowen", "by letter, 3 Cae Glas", day),
        )
