"""Pages on which staff write the council's missions."""

from flask import Blueprint

bp = Blueprint("missions", __name__)
