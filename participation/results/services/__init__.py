"""Deeds: asking for a release, making it, publishing it; and noting that equality was read."""

from participation.results.services.releasing import (
    ask_release,
    get,
    latest,
    ledger_of,
    note_equality_reading,
    note_failure,
    publish_release,
    releases,
    store_release,
)

__all__ = [
    "ask_release",
    "get",
    "latest",
    "ledger_of",
    "note_equality_reading",
    "note_failure",
    "publish_release",
    "releases",
    "store_release",
]
