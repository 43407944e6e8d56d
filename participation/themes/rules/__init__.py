"""What may be done to a theme list, how answers are accounted for, how groupings compare."""

from participation.themes.rules.lists import (
    BY_HAND,
    GRACE,
    LONGEST_QUOTE,
    Accounted,
    CannotChange,
    CannotRun,
    CannotSettle,
    Detail,
    Placing,
    State,
    ThemeDetails,
    placing_problems,
    quotable,
    settling_problems,
)
from participation.themes.rules.matching import KIN, SAME, Comparison, Kept, compare, surprising

__all__ = [
    "BY_HAND",
    "GRACE",
    "KIN",
    "LONGEST_QUOTE",
    "SAME",
    "Accounted",
    "CannotChange",
    "CannotRun",
    "CannotSettle",
    "Comparison",
    "Detail",
    "Kept",
    "Placing",
    "State",
    "ThemeDetails",
    "compare",
    "placing_problems",
    "quotable",
    "settling_problems",
    "surprising",
]
