"""Pages of what people are told, of the check before opening, and of what changed."""

from participation.evidence.views import bodies, calendar, checking, public, seen, telling
from participation.evidence.views.base import bp, init_app

__all__ = ["bodies", "bp", "calendar", "checking", "init_app", "public", "seen", "telling"]
