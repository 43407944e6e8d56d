"""Tables of what people are told, of the check before opening, and of what changed since."""

from participation.evidence.models.changes import Notice, PageVersion, Snapshot
from participation.evidence.models.checking import CalendarPeriod, ConsultedBody, LawfulnessCheck
from participation.evidence.models.telling import (
    Document,
    DocumentFile,
    Particulars,
    ProposalOption,
)

__all__ = [
    "CalendarPeriod",
    "ConsultedBody",
    "Document",
    "DocumentFile",
    "LawfulnessCheck",
    "Notice",
    "PageVersion",
    "Particulars",
    "ProposalOption",
    "Snapshot",
]
