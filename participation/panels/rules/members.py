"""A place on a panel, from being drawn to the end."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from participation.kernel.errors import Refusal


class Place(StrEnum):
    """How somebody's place stands."""

    DRAWN = "drawn"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    STOOD_DOWN = "stood_down"


class Outcome(StrEnum):
    """What came of calling somebody, or of their own word."""

    NO_ANSWER = "no_answer"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    GIVEN_UP = "given_up"
    STOOD_DOWN = "stood_down"


AFTER: Mapping[tuple[Place, Outcome], Place] = {
    (Place.DRAWN, Outcome.NO_ANSWER): Place.DRAWN,
    (Place.DRAWN, Outcome.CONFIRMED): Place.CONFIRMED,
    (Place.DRAWN, Outcome.DECLINED): Place.DECLINED,
    (Place.DRAWN, Outcome.GIVEN_UP): Place.NOT_REACHED,
    (Place.CONFIRMED, Outcome.DECLINED): Place.DECLINED,
    (Place.CONFIRMED, Outcome.STOOD_DOWN): Place.STOOD_DOWN,
    (Place.DECLINED, Outcome.CONFIRMED): Place.CONFIRMED,
    (Place.NOT_REACHED, Outcome.CONFIRMED): Place.CONFIRMED,
}
HOLDING = frozenset({Place.DRAWN, Place.CONFIRMED})
"""Places that hold a seat."""


class CannotChangeMember(Refusal):
    """This can't happen to a place that stands as it does."""


def place_after(place: Place, outcome: Outcome) -> Place:
    """How a place stands after an outcome. Raises :class:`CannotChangeMember`."""
    try:
        return AFTER[place, outcome]
    except KeyError:
        raise CannotChangeMember([f"{place}_to_{outcome}"]) from None
