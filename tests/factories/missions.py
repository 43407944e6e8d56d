"""Missions and national goals for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from participation.missions.models import Mission, NationalGoal

_number = count(1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def make_mission(session: Session, *, published: bool = True, **changes: Any) -> Mission:
    """A mission with words in both languages."""
    number = next(_number)
    mission = Mission(
        **{
            "slug": f"warm-homes-{number}",
            "title": {"en": f"Warm homes {number}", "cy": f"Cartrefi cynnes {number}"},
            "ambition": {"en": "A warm home for all.", "cy": "Cartref cynnes i bawb."},
            "target": {"en": "No cold home", "cy": "Dim cartref oer"},
            "target_year": 2035,
            "lead_member": "Councillor Ann Hughes",
            "lead_officer": "Sam Okoro",
            "horizon": {"en": "Ten years", "cy": "Deng mlynedd"},
            "position": number,
            "created_at": LONG_AGO,
            "published_at": LONG_AGO if published else None,
        }
        | changes
    )
    session.add(mission)
    session.flush()
    return mission


def make_goal(session: Session, **changes: Any) -> NationalGoal:
    """A national goal of a made-up set."""
    number = next(_number)
    goal = NationalGoal(
        **{
            "set_code": "aims",
            "set_title": {"en": "National aims", "cy": "Amcanion cenedlaethol"},
            "version": "2030",
            "source": "https://example.gov.uk/aims",
            "code": f"aim-{number}",
            "position": number,
            "title": {"en": f"Aim {number}", "cy": f"Amcan {number}"},
        }
        | changes
    )
    session.add(goal)
    session.flush()
    return goal
