"""What people must be told and asked, and when it may still change."""

from participation.evidence.rules.changing import (
    CHANGE_REASONS,
    CannotApprove,
    CannotTell,
    Change,
    NoticeGiven,
    changing_problem,
    notice_problems,
)
from participation.evidence.rules.telling import (
    WORDED,
    DocumentDetails,
    DocumentFacts,
    Format,
    LateRule,
    OptionDetails,
    OptionFacts,
    ParticularsFacts,
    Standing,
    Told,
    lacking,
)

__all__ = [
    "CHANGE_REASONS",
    "WORDED",
    "CannotApprove",
    "CannotTell",
    "Change",
    "DocumentDetails",
    "DocumentFacts",
    "Format",
    "LateRule",
    "NoticeGiven",
    "OptionDetails",
    "OptionFacts",
    "ParticularsFacts",
    "Standing",
    "Told",
    "changing_problem",
    "lacking",
    "notice_problems",
]
