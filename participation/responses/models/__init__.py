"""Tables of drafts and of the ledger."""

from participation.responses.models.channels import (
    Batch,
    Entry,
    EntryFile,
    Slip,
    SpoiledSlip,
)
from participation.responses.models.moderation import (
    Appeal,
    Handling,
    Moderation,
    ModerationReason,
)
from participation.responses.models.redactions import Redaction
from participation.responses.models.responses import (
    Answer,
    AnswerChoice,
    Draft,
    Response,
    ResponseVersion,
)

__all__ = [
    "Answer",
    "AnswerChoice",
    "Appeal",
    "Batch",
    "Draft",
    "Entry",
    "EntryFile",
    "Handling",
    "Moderation",
    "ModerationReason",
    "Redaction",
    "Response",
    "ResponseVersion",
    "Slip",
    "SpoiledSlip",
]
