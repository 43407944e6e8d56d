"""Pages of consultations: writing one, and the start page that residents meet first."""

from participation.consultations.views import (
    asking,
    asking_about,
    copying,
    preview,
    public,
    revising,
    routing,
    staging,
    writing,
)
from participation.consultations.views.base import bp, init_app

__all__ = [
    "asking",
    "asking_about",
    "bp",
    "copying",
    "init_app",
    "preview",
    "public",
    "revising",
    "routing",
    "staging",
    "writing",
]
