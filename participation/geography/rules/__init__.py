"""What may be of areas, postcodes and boundaries: plain values, and what is wrong with files."""

from participation.geography.rules.boundaries import (
    Ring,
    Shape,
    area_at,
    read_boundaries,
    thinned,
)
from participation.geography.rules.files import (
    LARGEST_ON_A_PAGE,
    AreaRow,
    BadFile,
    PeopleRow,
    PostcodeRow,
    Problem,
    read_areas,
    read_people,
    read_postcodes,
)
from participation.geography.rules.postcodes import normal_postcode, shown_postcode

KINDS = ("ward", "parish", "community", "neighbourhood", "district", "region")
"""Kinds of area. ``ward`` is the usual one; ``district`` is the whole of the council's area."""

USUAL_KIND = "ward"
WHOLE_KIND = "district"

__all__ = [
    "KINDS",
    "LARGEST_ON_A_PAGE",
    "USUAL_KIND",
    "WHOLE_KIND",
    "AreaRow",
    "BadFile",
    "PeopleRow",
    "PostcodeRow",
    "Problem",
    "Ring",
    "Shape",
    "area_at",
    "normal_postcode",
    "read_areas",
    "read_boundaries",
    "read_people",
    "read_postcodes",
    "shown_postcode",
    "thinned",
]
