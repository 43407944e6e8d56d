"""Starting a run, keeping what it found, and making the first theme list from it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations.models import Consultation, Question
from participation.jobs import services as jobs
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.responses.rules.redaction import touched
from participation.themes import queries, rules
from participation.themes.models import (
    Assignment,
    Codebook,
    CodebookVersion,
    SuggestedAssignment,
    SuggestedTheme,
    Theme,
    ThemeQuote,
    ThemeRun,
)

if TYPE_CHECKING:
    from participation.analysis.discovery import Discovery

BATCH = 5000


def start_run(
    session: Session,
    *,
    actor: Actor,
    question_id: UUID,
    detail: rules.Detail = rules.Detail.MEDIUM,
    grade: str = "full",
    seed: int = 0,
) -> ThemeRun:
    """Queue a grouping of one question's answers; one already under way is returned instead.

    Raises ``CannotRun`` for a question that isn't free text, or that nobody has answered.
    """
    question = queries.question(session, question_id)
    actor.require(Permission.THEME_RUN, on=question.consultation)
    if question.kind != "free_text":
        raise rules.CannotRun(["not_free_text"])
    # Two presses of one button: the second waits here, and finds the run of the first.
    session.execute(select(Question.id).where(Question.id == question_id).with_for_update())
    under_way = session.scalar(
        select(ThemeRun).where(
            ThemeRun.question_id == question_id, ThemeRun.status.in_(["queued", "running"])
        )
    )
    if under_way:
        return under_way
    if not queries.has_answers(session, question_id):
        raise rules.CannotRun(["no_answers"])
    now = clock.now(session)
    run = ThemeRun(
        question_id=question_id,
        status="queued",
        seed=seed,
        grade=grade,
        detail=detail.value,
        facts={},
        created_at=now,
    )
    session.add(run)
    session.flush()
    job = jobs.enqueue(session, "themes.group", subject=f"theme_run:{run.id}", run_id=str(run.id))
    run.job_id = job.id
    consultation = question.consultation
    if (
        consultation.analysing_at is None
        and consultation.closes_at
        and now >= consultation.closes_at
    ):
        consultation.analysing_at = now
    audit.record(session, actor, "theme_run.started", run, seed=seed, detail=detail.value)
    session.flush()
    return run


def start_runs_after_close(session: Session, consultation_id: UUID) -> list[ThemeRun]:
    """Queue a run for each free-text question of a consultation that has just closed.

    A question that was already grouped since it closed is left as it is, so that the job which
    calls this may run twice.
    """
    closes_at = session.scalar(
        select(Consultation.closes_at).where(Consultation.id == consultation_id)
    )
    grouped = set(
        session.scalars(
            select(ThemeRun.question_id).where(
                ThemeRun.created_at >= closes_at, ThemeRun.status != "failed"
            )
        )
        if closes_at
        else ()
    )
    questions = session.scalars(
        select(Question)
        .where(Question.consultation_id == consultation_id, Question.kind == "free_text")
        .order_by(Question.position)
    ).all()
    return [
        start_run(session, actor=SYSTEM, question_id=question.id)
        for question in questions
        if question.id not in grouped and queries.has_answers(session, question.id)
    ]


def fail_run(session: Session, run_id: UUID, problem: str) -> None:
    """Mark a run that came to nothing, so that its page can say so."""
    run = queries.run(session, run_id)
    run.status = "failed"
    run.facts = {**run.facts, "problem": problem}
    run.finished_at = clock.now(session)
    audit.record(session, SYSTEM, "theme_run.failed", run, problem=problem)


def store_run(
    session: Session, *, run_id: UUID, answer_ids: Sequence[UUID], found: Discovery
) -> ThemeRun:
    """Keep what a run found, whole. Storing the same run twice changes nothing.

    ``answer_ids`` stand in the order in which the texts were handed to the analysis.
    """
    session.execute(select(ThemeRun.id).where(ThemeRun.id == run_id).with_for_update())
    run = queries.run(session, run_id)
    session.refresh(run)
    if run.status == "done":
        return run
    if sum(1 for a in found.assignments if a.primary) != len(answer_ids):
        raise ValueError("the grouping doesn't account for every answer once")
    by_code: dict[str, UUID] = {}
    for position, theme in enumerate(found.themes):
        row = SuggestedTheme(
            run_id=run.id,
            code=theme.id,
            position=position,
            label=theme.label,
            keyphrases=list(theme.keyphrases),
            size=theme.size,
            distinct=theme.distinct,
            mixed=theme.mixed,
            stability=theme.stability,
            quotes=[
                {"answer": str(answer_ids[q.index]), "start": q.start, "end": q.end, "kind": q.kind}
                for q in theme.quotes
            ],
        )
        by_code[theme.id] = row.id
        session.add(row)
    session.flush()
    rows = [
        {
            "run_id": run.id,
            "answer_id": answer_ids[a.index],
            "theme_id": by_code[a.theme_id] if a.theme_id else None,
            "state": str(a.state),
            "primary": a.primary,
            "confidence": a.confidence,
            "start": a.start,
            "end": a.end,
            "reason": a.reason,
        }
        for a in found.assignments
    ]
    for first in range(0, len(rows), BATCH):
        session.execute(insert(SuggestedAssignment), rows[first : first + BATCH])
    facts = found.run
    run.facts = {
        "method": facts.method,
        "grade": facts.grade,
        "versions": dict(facts.versions),
        "corpus": facts.corpus_digest,
        "counts": {str(state): count for state, count in facts.counts.items()},
        "parameters": dict(facts.parameters),
        "stability": facts.stability,
        "notices": list(facts.notices),
        "answers": len(answer_ids),
    }
    run.status = "done"
    run.finished_at = clock.now(session)
    audit.record(
        session, SYSTEM, "theme_run.finished", run, themes=len(by_code), answers=len(answer_ids)
    )
    session.flush()
    adopt(session, run)
    return run


def adopt(session: Session, run: ThemeRun) -> Codebook | None:
    """Make the theme list from a run, unless people have begun to work on one.

    A run proposes: a list that somebody touched or settled stays as it is, and answers that it
    doesn't know yet join it as undecided.
    """
    codebook = queries.codebook_of(session, run.question_id)
    if codebook is not None:
        # Whoever is changing the list now finishes first, so that what they did is seen.
        codebook = queries.codebook_for_change(session, codebook.id)
        session.refresh(codebook)
    now = clock.now(session)
    if codebook is None:
        codebook = Codebook(
            question_id=run.question_id, version=1, from_run_id=run.id, created_at=now
        )
        session.add(codebook)
        session.flush()
        session.add(CodebookVersion(codebook_id=codebook.id, number=1))
        _copy(session, run, codebook)
        audit.record(session, SYSTEM, "codebook.made", codebook, run=str(run.id))
        return codebook
    if not queries.touched(session, codebook):
        _forget(session, codebook)
        codebook.from_run_id = run.id
        _copy(session, run, codebook)
        audit.record(session, SYSTEM, "codebook.remade", codebook, run=str(run.id))
        return codebook
    if not queries.is_settled(session, codebook):
        _take_in_new_answers(session, run, codebook)
    return codebook


def _copy(session: Session, run: ThemeRun, codebook: Codebook) -> None:
    """Themes, assignments and quotes of a run, as the machine's part of a theme list."""
    now = clock.now(session)
    themes: dict[UUID, UUID] = {}
    suggestions = session.scalars(
        select(SuggestedTheme).where(SuggestedTheme.run_id == run.id).order_by("position")
    ).all()
    for suggested in suggestions:
        theme = Theme(
            codebook_id=codebook.id,
            position=suggested.position,
            label=suggested.label[:200],
            suggested_id=suggested.id,
            added_in=codebook.version,
        )
        themes[suggested.id] = theme.id
        session.add(theme)
    session.flush()
    for suggested in suggestions:
        _copy_quotes(session, suggested, themes[suggested.id])
    found = session.execute(
        select(
            SuggestedAssignment.answer_id,
            SuggestedAssignment.theme_id,
            SuggestedAssignment.state,
            SuggestedAssignment.primary,
            SuggestedAssignment.confidence,
            SuggestedAssignment.start,
            SuggestedAssignment.end,
            SuggestedAssignment.reason,
        ).where(SuggestedAssignment.run_id == run.id)
    ).all()
    rows = [
        {
            **row._mapping,
            "theme_id": themes[row.theme_id] if row.theme_id else None,
            "codebook_id": codebook.id,
            "by_person": False,
            "from_version": codebook.version,
            "current": True,
            "created_at": now,
        }
        for row in found
    ]
    for first in range(0, len(rows), BATCH):
        session.execute(insert(Assignment), rows[first : first + BATCH])


def _copy_quotes(session: Session, suggested: SuggestedTheme, theme_id: UUID) -> None:
    for quote in suggested.quotes:
        answer_id = UUID(quote["answer"])
        text, hidden = queries.quotable_text(session, answer_id)
        words = text[quote["start"] : quote["end"]]
        if not words or touched(hidden, quote["start"], quote["end"]):
            continue
        session.add(
            ThemeQuote(
                theme_id=theme_id,
                answer_id=answer_id,
                start=quote["start"],
                end=quote["end"],
                text_hash=sha256(words.encode()).hexdigest(),
                created_at=clock.now(session),
            )
        )


def _forget(session: Session, codebook: Codebook) -> None:
    """Clear a theme list that only the machine has written, before it writes another."""
    theme_ids = select(Theme.id).where(Theme.codebook_id == codebook.id)
    session.execute(delete(ThemeQuote).where(ThemeQuote.theme_id.in_(theme_ids)))
    session.execute(delete(Assignment).where(Assignment.codebook_id == codebook.id))
    session.execute(delete(Theme).where(Theme.codebook_id == codebook.id))


def _take_in_new_answers(session: Session, run: ThemeRun, codebook: Codebook) -> None:
    known = select(Assignment.answer_id).where(Assignment.codebook_id == codebook.id)
    fresh = session.scalars(
        select(SuggestedAssignment.answer_id).where(
            SuggestedAssignment.run_id == run.id,
            SuggestedAssignment.primary,
            SuggestedAssignment.answer_id.not_in(known),
        )
    ).all()
    now = clock.now(session)
    rows = [
        {
            "codebook_id": codebook.id,
            "answer_id": answer_id,
            "theme_id": None,
            "state": rules.State.UNDECIDED.value,
            "primary": True,
            "by_person": False,
            "from_version": codebook.version,
            "current": True,
            "reason": "arrived_later",
            "created_at": now,
        }
        for answer_id in fresh
    ]
    if rows:
        session.execute(insert(Assignment), rows)
        audit.record(session, SYSTEM, "codebook.answers_joined", codebook, answers=len(rows))


def log_reading(
    session: Session, *, actor: Actor, consultation: Consultation, question_id: UUID
) -> None:
    """Record that somebody looked at results before the consultation closed."""
    audit.record(session, actor, "results.read_early", consultation, question=str(question_id))
