"""A place on the council's own map: pressed on the picture, chosen from a list, or by postcode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from participation.geography.rules import Shape, area_at
from participation.web.charts.maps import Frame, Outline

WIDTH = 288
"""As wide as the narrowest phone has room for: where it is pressed is counted in its pixels."""


@dataclass(frozen=True)
class Places:
    """The areas that may be chosen, by code; those with an outline; whether postcodes are known."""

    areas: Mapping[str, str]
    shapes: tuple[Shape, ...]
    postcodes: bool

    @property
    def outlines(self) -> list[Outline]:
        """What the picture draws."""
        return [Outline(one.code, one.name, one.rings) for one in self.shapes]

    @cached_property
    def frame(self) -> Frame | None:
        """What part of the world the picture shows."""
        return Frame.around(self.outlines, WIDTH)

    @property
    def height(self) -> int:
        """How high the picture is."""
        return round(self.frame.height) if self.frame else 0

    def pressed(self, prefix: str, typed: Mapping[str, Any]) -> tuple[float, float] | None:
        """The longitude and latitude of a press on the picture, if it was one.

        A button pressed by a key says 0, 0, which is no place.
        """
        try:
            x, y = (int(typed[f"{prefix}-map.{axis}"]) for axis in "xy")
        except (KeyError, ValueError):
            return None
        if self.frame is None or (x, y) == (0, 0):
            return None
        lon, lat = self.frame.pointed_at(x, y)
        return round(lon, 5), round(lat, 5)

    def area_of(self, lon: float, lat: float) -> str | None:
        """The code of the area that a place lies in."""
        found = area_at(lon, lat, self.shapes)
        return found.code if found else None
