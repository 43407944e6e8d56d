"""Tables of drafts and of the ledger."""

from participation.responses.models.channels import (
    Batch,
    Entry,
    EntryFile,
    Slip,
    SpoiledSlip,
)
from participation.responses.models.documents import SentDocument, SentPart
from participation.responses.models.importing import (
    ExportMade,
    ImportAnswer,
    ImportChoice,
    ImportFile,
    ImportRow,
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
from participation.responses.models.rights import LegalHold, RightsRequest, RightsResponse
from participation.responses.models.same_wording import (
    Flag,
    NetworkKey,
    SetAsideProposal,
    Signal,
    Wording,
    WordingMember,
    WordingRun,
)
from participation.responses.models.worries import Looked, WordRule, Worry

__all__ = [
    "Answer",
    "AnswerChoice",
    "Appeal",
    "Batch",
    "Draft",
    "Entry",
    "EntryFile",
    "ExportMade",
    "Flag",
    "Handling",
    "ImportAnswer",
    "ImportChoice",
    "ImportFile",
    "ImportRow",
    "LegalHold",
    "Looked",
    "Moderation",
    "ModerationReason",
    "NetworkKey",
    "Redaction",
    "Response",
    "ResponseVersion",
    "RightsRequest",
    "RightsResponse",
    "SentDocument",
    "SentPart",
    "SetAsideProposal",
    "Signal",
    "Slip",
    "SpoiledSlip",
    "WordRule",
    "Wording",
    "WordingMember",
    "WordingRun",
    "Worry",
]
