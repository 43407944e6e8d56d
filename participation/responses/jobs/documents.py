"""Words out of documents, as work in the background."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from participation.extensions import transaction
from participation.files import queries as files
from participation.jobs.child import ChildFailed, run_in_child
from participation.jobs.registry import Stopped, job
from participation.responses.queries import documents as queries
from participation.responses.rules.documents import SECONDS, Part, extract_limited
from participation.responses.services import documents as services


def _gave_up(document_id: str) -> None:
    with transaction() as session:
        services.note_unread(session, document_id=UUID(document_id), problem="broken")


@job("responses.read_document", attempts=2, give_up_after=timedelta(minutes=5), gave_up=_gave_up)
def read_document(document_id: str) -> None:
    """Read a document's words in a process of its own, part by part."""
    id_ = UUID(document_id)
    with transaction() as session:
        row = queries.document(session, id_)
        if row.state != "reading" or row.file_id is None:
            return
        file = files.to_send(session, row.file_id)
    try:
        found = run_in_child(
            extract_limited, file.content, file.facts.media_type, timeout=SECONDS * 2
        )
    except Stopped as stopped:
        if stopped.code != "took_too_long":
            raise
        found = "bomb"
    except ChildFailed:
        found = "broken"
    with transaction() as session:
        if isinstance(found, str):
            services.note_unread(session, document_id=id_, problem=found)
        else:
            parts = [Part(heading, text) for heading, text in found]
            services.keep_extracted(session, document_id=id_, parts=parts)
