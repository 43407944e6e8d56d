"""Work in the background: drafts that lasted their time, shared wordings, word rules, flags."""

from datetime import timedelta
from uuid import UUID

from participation.extensions import reading, transaction
from participation.jobs.child import run_in_child
from participation.jobs.registry import Progress, every, job
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.responses import services
from participation.responses.grouping import shared_wordings_of
from participation.responses.queries import rights as rights_queries
from participation.responses.queries import same_wording as wordings
from participation.responses.services import rights, same_wording, worrying


@every(timedelta(hours=1), "responses.purge_drafts")
def purge_drafts() -> None:
    """Throw away unfinished answers that nobody came back to. Safe to run twice."""
    with transaction() as session:
        services.purge_drafts(session)


@job("responses.find_all_wordings", attempts=5)
def find_all_wordings(consultation_id: str) -> None:
    """Queue a look for shared wordings among the answers to a consultation that closed."""
    with transaction() as session:
        same_wording.look_for_wordings(session, actor=SYSTEM, consultation_id=UUID(consultation_id))


def _failed(question_id: str) -> None:
    with transaction() as session:
        same_wording.fail_run(session, UUID(question_id))


@job(
    "responses.find_wordings",
    attempts=3,
    give_up_after=timedelta(minutes=20),
    gave_up=_failed,
)
def find_wordings(question_id: str, progress: Progress) -> None:
    """Find the answers of a question that share a wording, and flag what meets the criteria.

    The answers are read first, grouped in a child process that holds no transaction, and kept in
    another. Running it again finds the same.
    """
    session = reading()
    session.rollback()  # see what others have kept since this worker last looked
    answers = wordings.texts(session, UUID(question_id))
    session.rollback()
    found = run_in_child(
        shared_wordings_of,
        [text for _, text in answers],
        progress=progress,
        timeout=timedelta(minutes=15).total_seconds(),
    )
    with transaction() as writing:
        same_wording.store_wordings(
            writing,
            question_id=UUID(question_id),
            answer_ids=[answer_id for answer_id, _ in answers],
            found=found,
        )
        same_wording.flag(
            writing, consultation_id=wordings.consultation_of(writing, UUID(question_id))
        )


@every(timedelta(seconds=30), "responses.look_at_new")
def look_at_new() -> None:
    """Read new replies with the word rules, so that an officer sees a worrying one at once."""
    session = reading()
    session.rollback()
    waiting = wordings.anything_new(session)
    session.rollback()
    if not waiting:
        return
    for _ in range(20):
        with transaction() as writing:
            if not worrying.look_at_new(writing):
                return


@every(timedelta(hours=6), "responses.destroy_network_keys")
def destroy_network_keys() -> None:
    """Destroy the keys of network hashes a month after closing. Safe to run twice."""
    with transaction() as session:
        same_wording.destroy_network_keys(session)


@every(timedelta(hours=6), "responses.erase_due_words")
def erase_due_words() -> None:
    """Erase words that were kept for as long as was promised; forget who asked about their data.

    A batch at a time, so that nobody waits. Safe to run twice.
    """
    session = reading()
    session.rollback()
    due = rights_queries.words_due(session, clock.now(session))
    session.rollback()
    for consultation_id in due:
        more = True
        while more:
            with transaction() as writing:
                more = rights.erase_due_words(writing, consultation_id)
    with transaction() as writing:
        rights.forget_names(writing)


# Declared beside their work.
from participation.responses.jobs import documents, importing  # noqa: E402, F401
