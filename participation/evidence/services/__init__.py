"""Deeds on what people are told, on the check before opening, and on changes while open."""

from participation.consultations.services import readiness, revising, staging, writing
from participation.evidence.services.checking import (
    add_body,
    add_period,
    answer_check,
    approve_check,
    edit_body,
    gate_problems,
    remove_body,
    remove_period,
)
from participation.evidence.services.showing import asked_anew as _asked_anew
from participation.evidence.services.showing import give_notice, keep_shown, keep_what_is_shown
from participation.evidence.services.showing import shown_anew as _shown_anew
from participation.evidence.services.telling import (
    add_document,
    add_option,
    edit_document,
    edit_option,
    forget_documents,
    move_document,
    move_option,
    remove_document,
    remove_option,
    set_particulars,
)

if gate_problems not in readiness.FURTHER_PROBLEMS:
    readiness.FURTHER_PROBLEMS.append(gate_problems)
if _shown_anew not in staging.AFTER_STAGING:
    staging.AFTER_STAGING.append(_shown_anew)
if _asked_anew not in revising.AFTER_REVISING:
    revising.AFTER_REVISING.append(_asked_anew)
if forget_documents not in writing.BEFORE_REMOVAL:
    writing.BEFORE_REMOVAL.append(forget_documents)

__all__ = [
    "add_body",
    "add_document",
    "add_option",
    "add_period",
    "answer_check",
    "approve_check",
    "edit_body",
    "edit_document",
    "edit_option",
    "gate_problems",
    "give_notice",
    "keep_shown",
    "keep_what_is_shown",
    "move_document",
    "move_option",
    "remove_body",
    "remove_document",
    "remove_option",
    "remove_period",
    "set_particulars",
]
