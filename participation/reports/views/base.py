"""The blueprint that these pages share."""

from flask import Blueprint, request

bp = Blueprint("reports", __name__)


def page_number() -> int:
    """The page of a list asked for; 1 when it isn't a number."""
    raw = request.args.get("page", "1")
    return max(1, min(int(raw), 100_000)) if raw.isascii() and raw.isdigit() else 1
