"""What answers add up to: shares, ranks, spreads; and what is released to whom."""

from participation.results.rules.numbers import Spread, spread_of
from participation.results.rules.questions import (
    AskedOnce,
    Counted,
    Mark,
    QuestionAsked,
    Ranked,
    ranked_of,
    wordings_of,
)

__all__ = [
    "AskedOnce",
    "Counted",
    "Mark",
    "QuestionAsked",
    "Ranked",
    "Spread",
    "ranked_of",
    "spread_of",
    "wordings_of",
]
