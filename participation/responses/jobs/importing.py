"""Files of replies, as work in the background: read, checked, stored."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid4

from flask_babel import force_locale
from flask_babel import gettext as _

from participation.consultations import queries as consultations
from participation.extensions import transaction
from participation.jobs.child import ChildFailed, run_in_child
from participation.jobs.registry import Progress, Stopped, every, job
from participation.kernel import clock
from participation.kernel.languages import SUPPORTED, speaking
from participation.responses.forms import agreement_words
from participation.responses.forms.entering import SPOKEN_TOO, channel_words
from participation.responses.models import ImportFile
from participation.responses.queries import importing as queries
from participation.responses.rules.importing import (
    CannotImport,
    Layout,
    Reader,
    Settings,
    State,
    head_of,
)
from participation.responses.rules.sheets import Reading, Row, read_limited, rows_in
from participation.responses.rules.sheets.limits import SECONDS
from participation.responses.services import importing as services
from participation.web.govuk import language_name

A_BATCH = 500


def _gave_up(import_id: str) -> None:
    with transaction() as session:
        services.note_failed(session, import_id=UUID(import_id), problem="gave_up")


@job("responses.read_file", attempts=2, give_up_after=timedelta(minutes=10), gave_up=_gave_up)
def read_file(import_id: str, progress: Progress) -> None:
    """Read a file in a process of its own, then stage its rows in short transactions."""
    id_ = UUID(import_id)
    with transaction() as session:
        row = services.begin_again(session, import_id=id_)
        if row.state != State.READING or row.content is None:
            return
        content, consultation_id = row.content, row.consultation_id
    with tempfile.TemporaryDirectory(prefix="participation-") as folder:
        out = str(Path(folder) / "rows.jsonl")
        try:
            found = run_in_child(read_limited, content, out, timeout=SECONDS * 2)
        except Stopped as stopped:
            if stopped.code != "took_too_long":
                raise
            found = "too_slow"
        except ChildFailed as failed:
            found = "too_slow" if failed.code in {"died:24", "died:9"} else "broken"
        if isinstance(found, str):
            with transaction() as session:
                services.note_failed(session, import_id=id_, problem=found)
            return
        progress("staging", 0.3)
        _stage(id_, consultation_id, found, out, progress)


def _stage(id_: UUID, consultation_id: UUID, found: Reading, out: str, progress: Progress) -> None:
    first = list(islice((row for row in rows_in(out) if not row.blank), 3))
    head = head_of(first)
    skip = head.names.index("number") if head.layout is Layout.OWN else None
    # Replies that came on one day stand in the order of their ids: in the order of the file.
    ids = iter(sorted(uuid4() for _ in range(found.rows)))
    times: dict[bytes, int] = {}
    twins = staged = 0
    for batch in _batches(row for row in rows_in(out) if row.number > head.rows):
        with transaction(durable=False) as session:
            twins += services.keep_rows(
                session,
                import_id=id_,
                rows=batch,
                ids=[next(ids) for _row in batch],
                consultation_id=consultation_id,
                skip=skip,
                times=times,
            )
        staged += len(batch)
        progress("staging", 0.3 + 0.7 * staged / max(1, found.rows))
    with transaction() as session:
        services.note_read(session, import_id=id_, reading=found, head=head, twins=twins)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, A_BATCH)):
        yield batch


@job("responses.check_file", attempts=2, give_up_after=timedelta(minutes=10), gave_up=_gave_up)
def check_file(import_id: str, progress: Progress) -> None:
    """Try what every row would become, and stage it beside the ledger."""
    id_ = UUID(import_id)
    with transaction() as session:
        row = queries.import_file(session, id_)
        if row.state != State.CHECKING:
            return
        services.clear_staged(session, import_id=id_)
        reader = Reader(
            consultations.asked(session, row.consultation_id),
            consultations.sections(session, row.consultation_id),
            settings_of(row, clock.day_in_london(clock.now(session))),
        )
        total = max(1, sum(queries.row_counts(session, id_).values()))
    after, done = 0, 0
    while True:
        with transaction(durable=False) as session:
            after, number = services.check_rows(session, import_id=id_, reader=reader, after=after)
        if not number:
            break
        done += number
        progress("checking", done / total)
    with transaction() as session:
        services.note_checked(session, import_id=id_)


def settings_of(row: ImportFile, today: object) -> Settings:
    """How a file is taken in, with the words that other tools use for our codes."""
    words: dict[str, dict[str, str]] = {
        "agreement": {},
        "something_else": {"other": "", "other (please specify)": "", "something else": ""},
        "channel": {},
        "language": {},
        "may_quote": {"true": "yes", "1": "yes", "y": "yes", "false": "no", "0": "no", "n": "no"},
    }
    for language in SUPPORTED:
        with speaking(language), force_locale(language):
            for code, said in agreement_words().items():
                words["agreement"][said.casefold()] = code
            for code, said in channel_words().items():
                words["channel"][said.casefold()] = code
            words["something_else"][_("Something else").casefold()] = ""
            words["may_quote"][_("Yes").casefold()] = "yes"
            words["may_quote"][_("No").casefold()] = "no"
    for code in (*SUPPORTED, *SPOKEN_TOO):
        words["language"] |= {code: code, language_name(code).casefold(): code}
    words["language"] |= {"english": "en", "welsh": "cy"}
    own = row.found["layout"] == Layout.OWN and row.found["kind"] == "csv"
    return Settings(
        mapping={int(at): target for at, target in row.settings["mapping"].items()},
        own=own,
        channel=row.settings["channel"],
        language=row.settings["language"],
        today=today,  # type: ignore[arg-type]
        words=words,
    )


@job("responses.store_file", attempts=5, give_up_after=timedelta(minutes=10), gave_up=_gave_up)
def store_file(import_id: str) -> None:
    """Bring what was made ready into the ledger, in one transaction."""
    try:
        with transaction() as session:
            services.store_rows(session, import_id=UUID(import_id))
    except CannotImport as refusal:
        with transaction() as session:
            services.note_failed(session, import_id=UUID(import_id), problem=refusal.problems[0])


@every(timedelta(hours=12), "responses.purge_imports")
def purge_imports() -> None:
    """Forget what was left of imports that are thirty days old. Safe to run twice."""
    with transaction() as session:
        services.purge_imports(session)
