"""Batches, slips and keyed-in replies for tests."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.files.rules import Upload
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor
from participation.responses.jobs.importing import settings_of
from participation.responses.models import Batch, ImportFile, SentDocument
from participation.responses.queries import channels
from participation.responses.queries.importing import definitions
from participation.responses.rules import Channel, Given
from participation.responses.rules.documents import Part
from participation.responses.rules.entering import BatchDetails, EntryDetails, given_from_boxes
from participation.responses.rules.importing import Layout, Reader, guess, head_of
from participation.responses.rules.sheets import BadSheet, read_to, rows_in
from participation.responses.services import documents
from participation.responses.services import importing as services
from participation.responses.services.batches import open_batch
from participation.responses.services.entering import Entered, enter
from tests.factories.responses import make_form_key


def make_batch(session: Session, consultation: Consultation, **changes: Any) -> Batch:
    """A batch of paper with three slips in it."""
    details = {
        "channel": Channel.PAPER,
        "name": "Library box",
        "language": "en",
        "came_on": clock.day_in_london(clock.now(session)),
        "counted": 3,
    } | changes
    return open_batch(
        session, actor=SYSTEM, consultation_id=consultation.id, details=BatchDetails(**details)
    )


def entry_details(
    session: Session, consultation: Consultation, typed: dict[str, str], **changes: Any
) -> EntryDetails:
    """What was keyed in, by the names of boxes."""
    asked = consultations.asked(session, consultation.id)
    answers = {one.question_id: given_from_boxes(one, typed) for one in asked}
    given = {
        "channel": Channel.PAPER,
        "language": "en",
        "came_on": clock.day_in_london(clock.now(session)) - timedelta(days=0),
        "answers": answers,
    } | changes
    return EntryDetails(**given)


def key_in(
    session: Session,
    consultation: Consultation,
    typed: dict[str, str] | None = None,
    *,
    actor: Actor = SYSTEM,
    batch: Batch | None = None,
    key: Any = None,
    **changes: Any,
) -> Entered:
    """Key in one reply."""
    return enter(
        session,
        actor=actor,
        key=key or make_form_key(session, consultation)[1],
        details=entry_details(session, consultation, typed or {"q1": "More trees"}, **changes),
        batch_id=batch.id if batch else None,
    )


def make_document(
    session: Session, consultation: Consultation, *parts: tuple[str, str], read: bool = True
) -> SentDocument:
    """A letter with its words here, of these parts (two by default)."""
    letter = Upload("letter.txt", b"Dear council")
    done = key_in(session, consultation, channel=Channel.LETTER, originals=(letter,))
    file_id = channels.originals_of(session, done.response_id)[0].id
    document = documents.read_original(
        session, actor=SYSTEM, response_id=done.response_id, file_id=file_id
    )
    if read:
        documents.keep_extracted(
            session,
            document_id=document.id,
            parts=[Part(*one) for one in parts or (("Roads", "Too fast."), ("Trees", "Too few."))],
        )
    return document


def take_in(
    session: Session,
    consultation: Consultation,
    content: bytes,
    mapping: dict[int, str] | None = None,
    *,
    name: str = "replies.csv",
    store: bool = True,
    count_late: bool = True,
    channel: str = "import",
) -> ImportFile:
    """Read, check and store a file as the jobs do, in the test's own transaction."""
    with TemporaryDirectory() as folder:
        out = str(Path(folder) / "rows")
        row = services.begin(
            session, actor=SYSTEM, consultation_id=consultation.id, name=name, content=content
        )
        try:
            found = read_to(content, out)
        except BadSheet as refusal:
            services.note_failed(session, import_id=row.id, problem=refusal.problems[0])
            return row
        rows = list(rows_in(out))
    head = head_of([one for one in rows if not one.blank][:3])
    below = [one for one in rows if one.number > head.rows]
    twins = services.keep_rows(
        session,
        import_id=row.id,
        rows=below,
        ids=sorted(uuid4() for _ in below),
        consultation_id=consultation.id,
        skip=head.names.index("number") if head.layout is Layout.OWN else None,
        times={},
    )
    services.note_read(session, import_id=row.id, reading=found, head=head, twins=twins)
    services.choose(
        session,
        actor=SYSTEM,
        import_id=row.id,
        mapping=mapping or guess(head, definitions(session, consultation.id)),
        channel=channel,
        language="en",
        count_late=count_late,
    )
    reader = Reader(
        consultations.asked(session, consultation.id),
        consultations.sections(session, consultation.id),
        settings_of(row, clock.day_in_london(clock.now(session))),
    )
    services.clear_staged(session, import_id=row.id)
    after, number = 0, 1
    while number:
        after, number = services.check_rows(session, import_id=row.id, reader=reader, after=after)
    services.note_checked(session, import_id=row.id)
    session.flush()
    if store:
        services.confirm(session, actor=SYSTEM, import_id=row.id)
        services.store_rows(session, import_id=row.id)
        session.expire_all()
    return row


__all__ = ["Given", "entry_details", "key_in", "make_batch", "make_document", "take_in"]
