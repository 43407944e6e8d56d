"""Grouping answers, and coding those that come later, as work in the background."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import overload
from uuid import UUID

from sqlalchemy.orm import Session

from participation.council import queries as council_queries
from participation.extensions import reading, transaction
from participation.jobs.child import run_in_child
from participation.jobs.registry import Progress, every, job
from participation.themes import queries, services
from participation.themes.grouping import code_texts, group_file


class Ids(Sequence[UUID]):
    """Answers' ids in sixteen bytes each: a million of them are nothing to hold."""

    def __init__(self) -> None:
        self._held = bytearray()

    def add(self, one: UUID) -> None:
        """Put one more at the end."""
        self._held += one.bytes

    def __len__(self) -> int:
        return len(self._held) // 16

    @overload
    def __getitem__(self, at: int) -> UUID: ...
    @overload
    def __getitem__(self, at: slice) -> list[UUID]: ...
    def __getitem__(self, at: int | slice) -> UUID | list[UUID]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        at %= len(self)
        return UUID(bytes=bytes(self._held[16 * at : 16 * at + 16]))


@job("themes.start_runs", attempts=5)
def start_runs(consultation_id: str) -> None:
    """Queue a grouping for each free-text question of a consultation that closed."""
    with transaction() as session:
        services.start_runs_after_close(session, UUID(consultation_id))


def _gave_up(run_id: str) -> None:
    """Say on the run's page that it came to nothing, so that it can be asked for again."""
    with transaction() as session:
        services.fail_run(session, UUID(run_id), "gave_up")


@job("themes.group", attempts=3, give_up_after=timedelta(minutes=60), gave_up=_gave_up)
def group(run_id: str, progress: Progress) -> None:
    """Group a question's answers by what they say, for people to review.

    The answers are streamed from the database into a file, grouped in a child process that
    holds no transaction, and kept in one transaction at the end: until then the result of
    before is served, and a worker that dies leaves nothing behind but a job to do again.
    Running it for a run that is done, or was stopped, changes nothing.
    """
    with tempfile.TemporaryDirectory(prefix="participation-") as folder:
        path = Path(folder) / "answers.jsonl"
        session = reading()
        run = queries.run(session, UUID(run_id))
        if run.status not in services.UNDER_WAY:
            return
        ids = _spool(session, run.question_id, path)
        options = {
            "seed": run.seed,
            "detail": run.detail,
            "grade": run.grade,
            "about": run.about,
            "question": " ".join(queries.wording(session, run.question_id).values()),
            "drop_words": _place_words(session),
            "earlier": queries.model_of(session, run.earlier_run_id)
            if run.earlier_run_id
            else None,
        }
        session.rollback()
        with transaction() as writing:
            services.begin_run(writing, UUID(run_id), len(ids))
        grouped = run_in_child(
            group_file,
            str(path),
            progress=progress,
            timeout=timedelta(minutes=55).total_seconds(),
            **options,
        )
    with transaction() as writing:
        services.store_run(
            writing,
            run_id=UUID(run_id),
            answer_ids=ids,
            found=grouped.found,
            model=grouped.model,
            earlier=grouped.earlier,
        )


def _spool(session: Session, question_id: UUID, path: Path) -> Ids:
    ids = Ids()
    with path.open("w", encoding="utf-8") as file:
        for answer_id, text, language in queries.stream_texts(session, question_id):
            ids.add(answer_id)
            json.dump([text, language], file)
            file.write("\n")
    return ids


def _place_words(session: Session) -> tuple[str, ...]:
    """The words of the council's name, which name no theme."""
    name = council_queries.get(session).name
    return tuple(word for words in name.values() for word in words.split())


@every(timedelta(seconds=30), "themes.look_for_arrivals")
def look_for_arrivals() -> None:
    """Queue the coding of answers that came after their question was grouped."""
    if not queries.codebooks_with_arrivals(reading()):
        return
    with transaction(durable=False) as session:
        services.look_for_arrivals(session)


@every(timedelta(days=1), "themes.forget_models")
def forget_models() -> None:
    """Forget what runs of long ago learnt."""
    with transaction(durable=False) as session:
        services.forget_models(session)


@job("themes.arrivals", attempts=3, give_up_after=timedelta(minutes=15))
def arrivals(codebook_id: str, progress: Progress) -> None:
    """Give answers that came after a run its themes, and notice new kinds of answer."""
    while True:
        session = reading()
        codebook = queries.codebook(session, UUID(codebook_id))
        come = queries.arrivals(session, codebook)
        waiting = queries.strange_waiting(session, codebook)
        run_id = codebook.from_run_id
        model = queries.model_of(session, run_id) if run_id else None
        session.rollback()
        if not come or model is None or run_id is None:
            return
        progress("coding", 0.1)
        arrived = run_in_child(
            code_texts,
            model,
            [text for _, text, _ in come],
            [language for _, _, language in come],
            [text for _, text in waiting],
            timeout=timedelta(minutes=10).total_seconds(),
        )
        with transaction() as writing:
            placed = services.store_arrivals(
                writing,
                codebook_id=UUID(codebook_id),
                run_id=run_id,
                answer_ids=[answer_id for answer_id, _, _ in come],
                waiting_ids=[answer_id for answer_id, _ in waiting],
                arrived=arrived,
            )
        if not placed or len(come) < queries.AT_ONCE:
            return


@job("themes.forget_hidden_words", attempts=5)
def forget_hidden_words(answer_id: str) -> None:
    """Take words that were hidden in an answer out of what the computer called its themes."""
    with transaction() as session:
        services.forget_hidden_words(session, UUID(answer_id))
