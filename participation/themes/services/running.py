"""Starting a run, stopping it, and keeping what it found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations.models import Consultation, Question
from participation.jobs import queries as job_queries
from participation.jobs import services as jobs
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.kernel.errors import NotFound
from participation.themes import queries, rules
from participation.themes.models import (
    SuggestedAssignment,
    SuggestedTheme,
    ThemeModelFile,
    ThemeRun,
)
from participation.themes.services.adopting import adopt

if TYPE_CHECKING:
    from participation.analysis.discovery import Discovery
    from participation.themes.grouping import Earlier

BATCH = 5000
UNDER_WAY = ("queued", "running")
MODELS_KEPT = 2
"""What older runs of a question learnt is forgotten when a new one is kept."""


def start_run(
    session: Session,
    *,
    actor: Actor,
    question_id: UUID,
    detail: rules.Detail = rules.Detail.MEDIUM,
    about: int | None = None,
    earlier_run_id: UUID | None = None,
    grade: str = "full",
    seed: int = 0,
) -> ThemeRun:
    """Queue a grouping of one question's answers; one already under way is returned instead.

    Raises ``CannotRun`` for a question that isn't free text or is only tried,
    or that nobody has answered.
    """
    question = queries.question(session, question_id)
    actor.require(Permission.THEME_RUN, on=question.consultation)
    if question.kind != "free_text":
        raise rules.CannotRun(["not_free_text"])
    if question.consultation.trial_of_id is not None:
        raise rules.CannotRun(["trial"])
    # Two presses of one button: the second waits here, and finds the run of the first.
    session.execute(select(Question.id).where(Question.id == question_id).with_for_update())
    if under_way := _under_way(session, question_id):
        return under_way
    if not queries.has_answers(session, question_id):
        raise rules.CannotRun(["no_answers"])
    if earlier_run_id is not None and not queries.has_model(session, earlier_run_id):
        raise rules.CannotRun(["earlier_gone"])
    now = clock.now(session)
    run = ThemeRun(
        question_id=question_id,
        status="queued",
        seed=seed,
        grade=grade,
        detail=detail.value,
        about=about,
        earlier_run_id=earlier_run_id,
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


def _under_way(session: Session, question_id: UUID) -> ThemeRun | None:
    """The run that waits or works. One whose job is over and left it so is marked as failed."""
    found = session.scalars(
        select(ThemeRun).where(ThemeRun.question_id == question_id, ThemeRun.status.in_(UNDER_WAY))
    ).all()
    living = None
    for run in found:
        try:
            over = run.job_id and job_queries.get(session, run.job_id).status in (
                job_queries.FINISHED
            )
        except NotFound:
            over = True
        if over:
            fail_run(session, run.id, "lost")
        else:
            living = run
    return living


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
                ThemeRun.created_at >= closes_at, ThemeRun.status.not_in(["failed", "cancelled"])
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


def cancel_run(session: Session, *, actor: Actor, run_id: UUID) -> ThemeRun:
    """Stop a run that waits or works. What was found before it stays as it is.

    Raises ``CannotRun`` when it is over already.
    """
    session.execute(select(ThemeRun.id).where(ThemeRun.id == run_id).with_for_update())
    run = queries.run(session, run_id)
    question = queries.question(session, run.question_id)
    actor.require(Permission.THEME_RUN, on=question.consultation)
    if run.status not in UNDER_WAY:
        raise rules.CannotRun(["not_under_way"])
    if run.job_id is not None:
        jobs.cancel(session, run.job_id)
    run.status = "cancelled"
    run.finished_at = clock.now(session)
    audit.record(session, actor, "theme_run.cancelled", run)
    session.flush()
    return run


def fail_run(session: Session, run_id: UUID, problem: str) -> None:
    """Mark a run that came to nothing, so that its page can say so."""
    run = queries.run(session, run_id)
    if run.status not in UNDER_WAY:
        return
    run.status = "failed"
    run.facts = {**run.facts, "problem": problem}
    run.finished_at = clock.now(session)
    audit.record(session, SYSTEM, "theme_run.failed", run, problem=problem)


def begin_run(session: Session, run_id: UUID, answers: int) -> ThemeRun:
    """Note that a run is being worked on, over so many answers."""
    run = queries.run(session, run_id)
    run.status = "running"
    run.facts = {"answers": answers, "began": clock.now(session).isoformat()}
    return run


def store_run(
    session: Session,
    *,
    run_id: UUID,
    answer_ids: Sequence[UUID],
    found: Discovery,
    model: bytes | None = None,
    earlier: Sequence[Earlier] = (),
) -> ThemeRun:
    """Keep what a run found, whole. Storing the same run twice changes nothing, nor does storing
    one that was stopped meanwhile.

    ``answer_ids`` stand in the order in which the texts were handed to the analysis.
    """
    session.execute(select(ThemeRun.id).where(ThemeRun.id == run_id).with_for_update())
    run = queries.run(session, run_id)
    session.refresh(run)
    if run.status not in UNDER_WAY:
        return run
    if sum(1 for a in found.assignments if a.primary) != len(answer_ids):
        raise ValueError("the grouping doesn't account for every answer once")
    by_code = _store_themes(session, run, answer_ids, found)
    for batch in _batches(_rows(run, answer_ids, found, by_code), BATCH):
        session.execute(insert(SuggestedAssignment), batch)
    facts = found.run
    run.facts = {
        "method": facts.method,
        "grade": facts.grade,
        "versions": dict(facts.versions),
        "corpus": facts.corpus_digest,
        "counts": {str(state): count for state, count in facts.counts.items()},
        "parameters": dict(facts.parameters),
        "stability": facts.stability,
        "reruns": facts.reruns,
        "notices": list(facts.notices),
        "answers": len(answer_ids),
        "same_wording": [
            {"template": str(answer_ids[one.template]), "answers": len(one.indices),
             "distinct": one.distinct}
            for one in found.campaigns[:20]
        ],
        "reading_order": [str(answer_ids[at]) for at in found.reading_order[:500]],
        "earlier": [
            {"old": one.old, "new": one.new, "likeness": one.likeness, "same": one.same}
            for one in earlier
        ],
    }  # fmt: skip
    run.status = "done"
    run.finished_at = clock.now(session)
    if model is not None:
        _keep_model(session, run, model)
    audit.record(
        session, SYSTEM, "theme_run.finished", run, themes=len(by_code), answers=len(answer_ids)
    )
    session.flush()
    adopt(session, run)
    return run


def _store_themes(
    session: Session, run: ThemeRun, answer_ids: Sequence[UUID], found: Discovery
) -> dict[str, UUID]:
    by_code: dict[str, UUID] = {}
    for position, theme in enumerate((*found.themes, *found.parts)):
        row = SuggestedTheme(
            run_id=run.id,
            code=theme.id,
            position=position,
            label=theme.label,
            language=theme.language,
            titles=dict(theme.titles),
            parent=theme.parent,
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
    return by_code


def _rows(
    run: ThemeRun, answer_ids: Sequence[UUID], found: Discovery, by_code: dict[str, UUID]
) -> Iterator[dict[str, Any]]:
    for one in found.assignments:
        yield {
            "run_id": run.id,
            "answer_id": answer_ids[one.index],
            "theme_id": by_code[one.theme_id] if one.theme_id else None,
            "state": str(one.state),
            "primary": one.primary,
            "confidence": one.confidence,
            "start": one.start,
            "end": one.end,
            "reason": one.reason,
        }
    for code, inside in found.within.items():
        for at in inside:
            yield {
                "run_id": run.id,
                "answer_id": answer_ids[at],
                "theme_id": by_code[code],
                "state": rules.State.CODED.value,
                "primary": False,
                "confidence": None,
                "start": None,
                "end": None,
                "reason": "part",
            }


def _batches(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Rows by so many at a time, so that a million answers are never all rows at once."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def _keep_model(session: Session, run: ThemeRun, model: bytes) -> None:
    session.add(ThemeModelFile(run_id=run.id, content=model, kept_at=clock.now(session)))
    session.flush()
    codebook = queries.codebook_of(session, run.question_id)
    newest = session.scalars(
        select(ThemeModelFile.run_id)
        .join(ThemeRun, ThemeRun.id == ThemeModelFile.run_id)
        .where(ThemeRun.question_id == run.question_id)
        .order_by(ThemeModelFile.kept_at.desc(), ThemeModelFile.run_id)
    ).all()
    in_use = {codebook.from_run_id} if codebook else set()
    old = [run_id for run_id in newest[MODELS_KEPT:] if run_id not in in_use]
    session.execute(delete(ThemeModelFile).where(ThemeModelFile.run_id.in_(old)))


def forget_models(session: Session, older_than: timedelta = timedelta(days=3 * 365)) -> None:
    """Remove what runs learnt so long ago that nobody will code answers with it."""
    session.execute(
        delete(ThemeModelFile).where(ThemeModelFile.kept_at < clock.now(session) - older_than)
    )


def log_reading(
    session: Session, *, actor: Actor, consultation: Consultation, question_id: UUID
) -> None:
    """Record that somebody looked at results before the consultation closed."""
    audit.record(session, actor, "results.read_early", consultation, question=str(question_id))
