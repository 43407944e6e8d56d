"""Panel draws: fair chances under quotas, certified, as 1,000 equal tickets.

Pure methods: people and quotas in, chances and tickets out; nothing here knows a database, a
page, or a clock. Start at ``draw_panel``.
"""

from participation.analysis.draws.checker import gini, panel_problems, ticket_problems
from participation.analysis.draws.drawing import draw_panel
from participation.analysis.draws.relaxations import Feasibility, check_quotas, in_words, relax
from participation.analysis.draws.types import (
    BadInput,
    Direction,
    Draw,
    DrawError,
    Exclusion,
    Infeasible,
    Method,
    Person,
    Quota,
    Relaxation,
)

__all__ = [
    "BadInput",
    "Direction",
    "Draw",
    "DrawError",
    "Exclusion",
    "Feasibility",
    "Infeasible",
    "Method",
    "Person",
    "Quota",
    "Relaxation",
    "check_quotas",
    "draw_panel",
    "gini",
    "in_words",
    "panel_problems",
    "relax",
    "ticket_problems",
]
