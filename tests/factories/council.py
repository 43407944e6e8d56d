"""The council's settings for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from participation.council import queries
from participation.council.models import Council
from participation.kernel import clock

SMALLEST_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0"
    "f01f00050001ffa2d6b5df0000000049454e44ae426082"
)


def make_council(session: Session, **changes: Any) -> Council:
    """A council with both languages on and every notice written, so that consultations may open."""
    council = queries.default()
    values = {
        "name": {"en": "Northgate Council", "cy": "Cyngor Porth y Gogledd"},
        "languages": ["en", "cy"],
        "email": "say@northgate.example",
        "telephone": "01632 960 001",
        "contact": {"en": "The Town Hall, Northgate.", "cy": "Neuadd y Dref, Porth y Gogledd."},
        "privacy_notice": {"en": "## Why\nWe ask, to know.", "cy": "## Pam\nI wybod."},
        "accessibility_statement": {"en": "All can use it.", "cy": "I bawb."},
        "changed_at": clock.now(session),
    } | changes
    for name, value in values.items():
        setattr(council, name, value)
    session.add(council)
    session.flush()
    return council
