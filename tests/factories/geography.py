"""Areas for tests: two square wards side by side, with postcodes and people."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from participation.geography import services
from participation.kernel.actors import SYSTEM

AREAS = "WD25CD,WD25NM,WD25NMW\nX01,Northside,Y Gogledd\nX02,Southside,\n"
POSTCODES = (
    "pcds,doterm,osward\nMW1 1AA,,X01\nMW1 1AB,,X01\nMW2 2BB,,X02\nMW3 3CC,202001,X02\n"
    "SY1 1AA,,X99\nnonsense,,X01\n"
)
PEOPLE = (
    'area,variable,category,people\nX01,age_band,16-24,600\nX01,age_band,25-34,"1,400"\n'
    "X02,age_band,16-24,300\nX02,age_band,25-34,700\n"
)


def square(west: float, south: float) -> list[list[float]]:
    """A ring of a tenth of a degree."""
    east, north = west + 0.1, south + 0.1
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def geojson(*rings: tuple[str, list[list[float]]]) -> str:
    """A feature for each code and ring."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"WD25CD": code},
                    "geometry": {"type": "Polygon", "coordinates": [ring]},
                }
                for code, ring in rings
            ],
        }
    )


def make_areas(session: Session) -> None:
    """Northside (X01) above Southside (X02)."""
    more = {"actor": SYSTEM, "source": "Made up"}
    services.load_areas(session, content=AREAS.encode(), **more)
    services.load_postcodes(session, content=POSTCODES.encode(), **more)
    services.load_people(session, content=PEOPLE.encode(), **more)
    both = geojson(("X01", square(-3.0, 52.1)), ("X02", square(-3.0, 52.0)))
    services.load_boundaries(session, content=both.encode(), **more)
