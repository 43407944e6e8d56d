"""Maps of a council's areas: outlines with shades, numbers and dots. No tiles, nothing fetched."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from participation.web.charts.svg import element, number, picture

Point = tuple[float, float]

SHADES = 5
"""How many shades there are, from 0 (none) to 4."""


@dataclass(frozen=True)
class Outline:
    """An area to draw: its code, its name, its rings of longitude and latitude."""

    code: str
    name: str
    rings: Sequence[Sequence[Point]]


@dataclass(frozen=True)
class Dot:
    """A place to mark."""

    lon: float
    lat: float


@dataclass(frozen=True)
class Frame:
    """The part of the world in the picture, and how large the picture is, in pixels.

    Degrees of longitude are drawn as wide as they are at the middle's latitude, which is exact
    enough for one council.
    """

    west: float
    south: float
    east: float
    north: float
    width: float
    edge: float = 8.0

    @classmethod
    def around(cls, outlines: Iterable[Outline], width: float = 320.0) -> Frame | None:
        """The frame that holds these areas; ``None`` where there are none."""
        points = [point for one in outlines for ring in one.rings for point in ring]
        if not points:
            return None
        lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
        return cls(min(lons), min(lats), max(lons), max(lats), width)

    @property
    def _scale(self) -> tuple[float, float]:
        """Pixels for a degree of longitude and of latitude."""
        across = max(self.east - self.west, 1e-6)
        narrowing = math.cos(math.radians((self.south + self.north) / 2))
        lon = (self.width - 2 * self.edge) / across
        return lon, lon / narrowing

    @property
    def height(self) -> float:
        """How high the picture is."""
        return (self.north - self.south) * self._scale[1] + 2 * self.edge

    def place(self, lon: float, lat: float) -> Point:
        """Where a place is in the picture, from its top left."""
        across, up = self._scale
        return self.edge + (lon - self.west) * across, self.edge + (self.north - lat) * up

    def pointed_at(self, x: float, y: float) -> Point:
        """The longitude and latitude of a point in the picture.

        >>> frame = Frame(-3.2, 52.0, -3.0, 52.1, 320)
        >>> lon, lat = frame.pointed_at(*frame.place(-3.1, 52.05))
        >>> round(lon, 6), round(lat, 6)
        (-3.1, 52.05)
        """
        across, up = self._scale
        return self.west + (x - self.edge) / across, self.north - (y - self.edge) / up


def area_map(
    outlines: Sequence[Outline],
    *,
    name: str,
    title: str,
    description: str,
    width: float = 320.0,
    shades: Mapping[str, int] | None = None,
    words: Mapping[str, str] | None = None,
    dots: Iterable[Dot] = (),
    size: bool = False,
) -> Markup:
    """A map. Without areas there is nothing to draw, and it is empty.

    ``shades`` are from 0 to 4 by area; an area without one is hatched. ``words`` are written in the
    middle of an area: keep them short. ``size`` writes the size into the picture, for one that
    stands by itself.
    """
    frame = Frame.around(outlines, width)
    if frame is None:
        return Markup("")
    parts = [element("defs", [_hatching(name)])] if shades is not None else []
    for one in outlines:
        shade = (shades or {}).get(one.code)
        look = (
            f"app-picture__area app-picture__shade-{shade}"
            if shade is not None
            else "app-picture__area"
        )
        hatched = shades is not None and shade is None
        fill = f"url(#{name}-hatch)" if hatched else _fill(shade)
        parts.append(
            element(
                "path",
                [element("title", one.name)],
                d=_line(one, frame),
                class_=f"{look} app-picture__area--hidden" if hatched else look,
                fill=fill,
                fill_rule="evenodd",
                stroke="#0b0c0c",
                stroke_width=1,
            )
        )
    for dot in dots:
        x, y = frame.place(dot.lon, dot.lat)
        if 0 <= x <= width and 0 <= y <= frame.height:
            parts.append(
                element(
                    "circle",
                    cx=x,
                    cy=y,
                    r=4,
                    class_="app-picture__dot",
                    fill="#d4351c",
                    stroke="#ffffff",
                    stroke_width=1,
                )
            )
    said = words or {}
    parts += [_said(one, said[one.code], frame) for one in outlines if one.code in said]
    sized = {"width": width, "height": frame.height} if size else {}
    return picture(
        parts,
        name=name,
        title=title,
        description=description,
        class_="app-picture app-picture--map",
        viewBox=f"0 0 {number(width)} {number(frame.height)}",
        **sized,
    )


def _fill(shade: int | None) -> str:
    """Light to dark; white words are never written on them."""
    return "#f3f2f1" if not shade else ("#d9e8f1", "#a9cce0", "#78aecd", "#4b90b9")[shade - 1]


def _hatching(name: str) -> Markup:
    line = element("path", d="M0 8L8 0", stroke="#505a5f", stroke_width=1)
    return element(
        "pattern", [line], id=f"{name}-hatch", width=8, height=8, patternUnits="userSpaceOnUse"
    )


def _line(outline: Outline, frame: Frame) -> str:
    rings = []
    for ring in outline.rings:
        points = (frame.place(lon, lat) for lon, lat in ring)
        rings.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(rings)


def _said(outline: Outline, words: str, frame: Frame) -> Markup:
    x, y = frame.place(*_middle(max(outline.rings, key=len)))
    return element(
        "text",
        words,
        x=x,
        y=y + 5,
        text_anchor="middle",
        class_="app-picture__said",
        font_family="sans-serif",
        font_size=14,
        font_weight="bold",
        paint_order="stroke",
        stroke="#ffffff",
        stroke_width=3,
        fill="#0b0c0c",
    )


def _middle(ring: Sequence[Point]) -> Point:
    doubled = lon = lat = 0.0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = x1 * y2 - x2 * y1
        doubled += cross
        lon += (x1 + x2) * cross
        lat += (y1 + y2) * cross
    return ring[0] if doubled == 0 else (lon / (3 * doubled), lat / (3 * doubled))
