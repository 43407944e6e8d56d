"""Pages of the themes room."""

from participation.themes.views import answers, documents, lists, living
from participation.themes.views.base import bp

__all__ = ["answers", "bp", "documents", "lists", "living"]
