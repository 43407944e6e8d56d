"""Pages of results: the team's, the leaders', and everybody's."""

from participation.results.views import outward, staff
from participation.results.views.base import bp

__all__ = ["bp", "outward", "staff"]
