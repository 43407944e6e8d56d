"""Pages of panels: the public's, and the panel officer's."""

from participation.panels.views import draws, people, public, setup
from participation.panels.views.base import bp

__all__ = ["bp", "draws", "people", "public", "setup"]
