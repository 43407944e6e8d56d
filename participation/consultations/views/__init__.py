"""Pages of consultations: writing one, and the start page that residents meet first."""

from participation.consultations.views import asking, preview, public, routing, staging, writing
from participation.consultations.views.base import bp, init_app

__all__ = ["asking", "bp", "init_app", "preview", "public", "routing", "staging", "writing"]
