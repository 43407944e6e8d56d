"""Grouping answers, as work in the background."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from participation.council import queries as council_queries
from participation.extensions import transaction
from participation.jobs.child import run_in_child
from participation.jobs.registry import Progress, job
from participation.kernel import clock
from participation.themes import queries, services
from participation.themes.grouping import group_texts


@job("themes.start_runs", attempts=5)
def start_runs(consultation_id: str) -> None:
    """Queue a grouping for each free-text question of a consultation that closed."""
    with transaction() as session:
        services.start_runs_after_close(session, UUID(consultation_id))


@job("themes.group", attempts=3, give_up_after=timedelta(minutes=60))
def group(run_id: str, progress: Progress) -> None:
    """Group a question's answers by what they say, for people to review.

    The answers are read in one transaction, grouped in a child process that holds none, and kept
    in another. Running it again for a run that is done changes nothing.
    """
    with transaction() as session:
        run = queries.run(session, UUID(run_id))
        if run.status == "done":
            return
        run.status = "running"
        answers = queries.texts_for_run(session, run.question_id)
        wording = queries.wording(session, run.question_id)
        name = council_queries.get(session).name
        run.facts = {"answers": len(answers), "began": clock.now(session).isoformat()}
        seed, detail, grade = run.seed, run.detail, run.grade
    found = run_in_child(
        group_texts,
        [text for _, text, _ in answers],
        [language for _, _, language in answers],
        seed=seed,
        question=" ".join(wording.values()),
        detail=detail,
        grade=grade,
        drop_words=tuple(word for words in name.values() for word in words.split()),
        progress=progress,
        timeout=timedelta(minutes=55).total_seconds(),
    )
    with transaction() as session:
        services.store_run(
            session,
            run_id=UUID(run_id),
            answer_ids=[answer_id for answer_id, _, _ in answers],
            found=found,
        )
