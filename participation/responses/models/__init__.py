"""Tables of drafts and of the ledger."""

from participation.responses.models.redactions import Redaction
from participation.responses.models.responses import (
    Answer,
    AnswerChoice,
    Draft,
    Response,
    ResponseVersion,
)

__all__ = ["Answer", "AnswerChoice", "Draft", "Redaction", "Response", "ResponseVersion"]
