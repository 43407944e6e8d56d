"""The methods: text and numbers in and out, no database and no web.

Names are loaded when first used, so that importing this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from participation.analysis.discovery import (
        Assignment,
        Discovery,
        Quote,
        State,
        SuggestedTheme,
        discover,
    )
    from participation.analysis.draws import draw_panel
    from participation.analysis.themes.model import ThemeModel

_HOMES = {
    "Assignment": "participation.analysis.discovery",
    "Discovery": "participation.analysis.discovery",
    "Quote": "participation.analysis.discovery",
    "State": "participation.analysis.discovery",
    "SuggestedTheme": "participation.analysis.discovery",
    "discover": "participation.analysis.discovery",
    "draw_panel": "participation.analysis.draws",
    "ThemeModel": "participation.analysis.themes.model",
}

__all__ = [
    "Assignment",
    "Discovery",
    "Quote",
    "State",
    "SuggestedTheme",
    "ThemeModel",
    "discover",
    "draw_panel",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
