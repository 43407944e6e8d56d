"""Deeds: opening and filling in a form, sending it, and what officers may do with what was sent."""

from participation.responses.rules import hash_word
from participation.responses.services.drafts import (
    Saved,
    keep_about,
    keep_word,
    open_draft,
    purge_drafts,
    save_answer,
    save_answers,
)
from participation.responses.services.ledger import (
    erase,
    note_reading,
    restore,
    set_aside,
    withdraw,
)
from participation.responses.services.looking import Opening, email_reference, open_with_word
from participation.responses.services.sending import NothingToSend, NotReady, Sent, send

__all__ = [
    "NotReady",
    "NothingToSend",
    "Opening",
    "Saved",
    "Sent",
    "email_reference",
    "erase",
    "hash_word",
    "keep_about",
    "keep_word",
    "note_reading",
    "open_draft",
    "open_with_word",
    "purge_drafts",
    "restore",
    "save_answer",
    "save_answers",
    "send",
    "set_aside",
    "withdraw",
]
