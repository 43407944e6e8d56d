"""Deeds: opening and filling in a form, sending it, and what officers may do with what was sent."""

from participation.responses.rules import hash_word
from participation.responses.services.drafts import (
    Saved,
    keep_about,
    keep_behalf,
    keep_equality,
    keep_place,
    keep_source,
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
from participation.responses.services.looking import (
    Opening,
    email_place,
    email_reference,
    open_with_word,
)
from participation.responses.services.returning import open_to_change, take_back
from participation.responses.services.sending import AboutIsDue, NothingToSend, NotReady, Sent, send

__all__ = [
    "AboutIsDue",
    "NotReady",
    "NothingToSend",
    "Opening",
    "Saved",
    "Sent",
    "email_place",
    "email_reference",
    "erase",
    "hash_word",
    "keep_about",
    "keep_behalf",
    "keep_equality",
    "keep_place",
    "keep_source",
    "keep_word",
    "note_reading",
    "open_draft",
    "open_to_change",
    "open_with_word",
    "purge_drafts",
    "restore",
    "save_answer",
    "save_answers",
    "send",
    "set_aside",
    "take_back",
    "withdraw",
]
