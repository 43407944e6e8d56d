"""Panel draws: fair chances under quotas, certified, as 1,000 equal tickets.

Pure methods: people and quotas in, chances and tickets out; nothing here knows a database, a
page, or a clock. Start at ``draw_panel``. Names are loaded when first used: what only checks a
draw needs no solver.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_HOMES = {
    "BadInput": "participation.analysis.draws.types",
    "Direction": "participation.analysis.draws.types",
    "Draw": "participation.analysis.draws.types",
    "DrawError": "participation.analysis.draws.types",
    "Exclusion": "participation.analysis.draws.types",
    "Feasibility": "participation.analysis.draws.relaxations",
    "Infeasible": "participation.analysis.draws.types",
    "Method": "participation.analysis.draws.types",
    "Person": "participation.analysis.draws.types",
    "Quota": "participation.analysis.draws.types",
    "Relaxation": "participation.analysis.draws.types",
    "check_quotas": "participation.analysis.draws.relaxations",
    "draw_panel": "participation.analysis.draws.drawing",
    "gini": "participation.analysis.draws.checker",
    "in_words": "participation.analysis.draws.relaxations",
    "panel_problems": "participation.analysis.draws.checker",
    "relax": "participation.analysis.draws.relaxations",
    "ticket_problems": "participation.analysis.draws.checker",
}

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


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
