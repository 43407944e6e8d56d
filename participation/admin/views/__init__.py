"""The staff's own pages: people, teams, the council's settings, work, the record, letters."""

from flask import Flask

from participation.admin import navigation
from participation.admin.views import council, people, teams, work
from participation.admin.views.base import bp


def init_app(app: Flask) -> None:
    """Tell pages where their reader may go."""
    navigation.init_app(app)


__all__ = ["bp", "council", "init_app", "people", "teams", "work"]
