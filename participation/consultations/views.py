"""Pages of consultations: writing one, and the start page that residents meet first."""

from flask import Blueprint

bp = Blueprint("consultations", __name__)
