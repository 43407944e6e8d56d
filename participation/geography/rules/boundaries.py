"""Boundaries: read from GeoJSON with care, thinned for drawing, and asked who lies inside.

GeoJSON (RFC 7946) has longitude first and latitude second, in degrees (WGS 84).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from participation.geography.rules.files import AREA_CODE, BadFile, Problem

Ring = tuple[tuple[float, float], ...]
"""A closed line of points, longitude and latitude; the last point isn't repeated."""

WEST, EAST, SOUTH, NORTH = -9.0, 2.5, 49.0, 61.5
"""Where a council of the United Kingdom can lie."""

MOST_POINTS = 400_000
MOST_FEATURES = 2_000
KEPT_POINTS = 400
"""About as many points as an area keeps: more can't be seen in a picture."""

PLACES = 5
"""Decimals of a degree that are kept: about a metre."""


@dataclass(frozen=True)
class Shape:
    """An area with its outline: for each part its outer ring, and rings of holes."""

    code: str
    name: str
    rings: tuple[Ring, ...]


def read_boundaries(content: bytes, areas: Iterable[str]) -> tuple[dict[str, list[list[Any]]], int]:
    """Outlines of these areas from GeoJSON, thinned, and how many features were passed over.

    Raises ``BadFile``.
    """
    features = _features(content)
    known, problems = set(areas), []
    found: dict[str, list[list[Any]]] = {}
    points = passed = 0
    for number, feature in enumerate(features, 1):
        code = _code_of(feature, known)
        if code is None:
            passed += 1
            continue
        rings = _rings(feature.get("geometry"))
        if isinstance(rings, str):
            problems.append(Problem(rings, number, code))
            continue
        points += sum(len(ring) for ring in rings)
        if points > MOST_POINTS:
            raise BadFile([Problem("too_many_points")])
        found.setdefault(code, []).extend([list(point) for point in ring] for ring in rings)
    if problems:
        raise BadFile(problems)
    if not found:
        raise BadFile([Problem("no_boundary")])
    return {code: _thinned_together(rings) for code, rings in found.items()}, passed


def _features(content: bytes) -> Sequence[Any]:
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise BadFile([Problem("not_geojson")]) from problem
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise BadFile([Problem("not_geojson")])
    crs = json.dumps(data.get("crs") or "")
    if crs != '""' and not re.search(r"CRS84|4326", crs):
        raise BadFile([Problem("not_degrees")])
    features = data.get("features")
    if not isinstance(features, list) or not features:
        raise BadFile([Problem("no_boundary")])
    if len(features) > MOST_FEATURES:
        raise BadFile([Problem("too_many_features")])
    return features


def _no_number(name: str) -> float:
    raise ValueError(name)


def _code_of(feature: Any, known: set[str]) -> str | None:
    """The code of an area that we know, from a property that goes by the name of one."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return None
    for name, value in properties.items():
        if value in known and any(re.fullmatch(one, str(name).lower()) for one in AREA_CODE):
            return str(value)
    return None


def _rings(geometry: Any) -> list[Ring] | str:
    """Every ring of a polygon or of several, or the code of what is wrong."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(kind))
    if not isinstance(polygons, list) or not polygons:
        return "not_polygon"
    found: list[Ring] = []
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            return "not_polygon"
        for line in polygon:
            ring = _ring(line)
            if isinstance(ring, str):
                return ring
            found.append(ring)
    return found


def _ring(line: Any) -> Ring | str:
    if not isinstance(line, list) or len(line) < 4:
        return "not_polygon"
    points = []
    for point in line:
        if not isinstance(point, list) or not 2 <= len(point) <= 4:
            return "not_polygon"
        if any(isinstance(n, bool) or not isinstance(n, int | float) for n in point[:2]):
            return "not_polygon"
        lon, lat = float(point[0]), float(point[1])
        if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
            return "not_degrees" if abs(lon) > 180 or abs(lat) > 90 else "elsewhere"
        points.append((round(lon, PLACES), round(lat, PLACES)))
    if points[0] == points[-1]:
        points.pop()
    return tuple(points) if len(set(points)) >= 3 else "not_polygon"


def _thinned_together(rings: list[list[Any]]) -> list[list[Any]]:
    """One tolerance for all rings of an area, coarser until few enough points are left."""
    tolerance = 0.00005
    lines: list[Ring] = [tuple((point[0], point[1]) for point in ring) for ring in rings]
    kept = lines
    while sum(len(ring) for ring in kept) > KEPT_POINTS and tolerance < 0.01:
        kept = [thinned(ring, tolerance) for ring in lines]
        tolerance *= 1.6
    kept = [ring for ring in kept if len(ring) >= 3] or kept[:1]
    return [[list(point) for point in ring] for ring in kept]


def thinned(ring: Ring, tolerance: float) -> Ring:
    """The ring without points that lie nearer than ``tolerance`` to a line between those kept.

    Douglas and Peucker, *Algorithms for the reduction of the number of points required to represent
    a digitized line*, Cartographica 10 (1973), from the two points that lie farthest apart.

    >>> thinned(((0.0, 0.0), (1.0, 0.001), (2.0, 0.0), (2.0, 2.0)), 0.01)
    ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0))
    """
    if len(ring) <= 3:
        return ring
    far = max(range(len(ring)), key=lambda i: math.dist(ring[0], ring[i]))
    keep = {0, far}
    closed = (*ring, ring[0])
    spans = [(0, far), (far, len(ring))]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        worst = max(
            range(first + 1, last), key=lambda i: _away(closed[i], closed[first], closed[last])
        )
        if _away(closed[worst], closed[first], closed[last]) > tolerance:
            keep.add(worst)
            spans += [(first, worst), (worst, last)]
    if len(keep) < 3:
        keep |= {len(ring) // 3, 2 * len(ring) // 3}
    return tuple(ring[i] for i in sorted(keep))


def _away(
    point: tuple[float, float], one: tuple[float, float], other: tuple[float, float]
) -> float:
    across = (other[0] - one[0], other[1] - one[1])
    length = math.hypot(*across)
    if length == 0:
        return math.dist(point, one)
    return abs(across[0] * (one[1] - point[1]) - across[1] * (one[0] - point[0])) / length


def inside(point: tuple[float, float], rings: Iterable[Ring]) -> bool:
    """Whether a point lies inside: it crosses the rings an odd number of times going east.

    >>> square = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    >>> inside((1.0, 1.0), [square]), inside((3.0, 1.0), [square])
    (True, False)
    """
    lon, lat = point
    odd = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                odd = not odd
    return odd


def area_at(lon: float, lat: float, shapes: Iterable[Shape]) -> Shape | None:
    """The area that a point lies in, or ``None`` outside all of them."""
    return next((shape for shape in shapes if inside((lon, lat), shape.rings)), None)
