"""Reading what people are told, the check, and what changed."""

from participation.evidence.queries.changes import (
    Seen,
    notices,
    seen_at,
    seen_versions,
    snapshot,
)
from participation.evidence.queries.checking import (
    authors_of,
    bodies,
    body,
    calendar,
    check_of,
    facts_of,
    others_who_may_approve,
    periods,
)
from participation.evidence.queries.content import content_of, content_to_approve
from participation.evidence.queries.telling import (
    document,
    document_row,
    option,
    option_row,
    particulars,
    public_file,
    told,
)

__all__ = [
    "Seen",
    "authors_of",
    "bodies",
    "body",
    "calendar",
    "check_of",
    "content_of",
    "content_to_approve",
    "document",
    "document_row",
    "facts_of",
    "notices",
    "option",
    "option_row",
    "others_who_may_approve",
    "particulars",
    "periods",
    "public_file",
    "seen_at",
    "seen_versions",
    "snapshot",
    "told",
]
