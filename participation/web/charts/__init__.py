"""Charts drawn on the server: SVG that works without scripts, styles or colours, and its table."""

from participation.web.charts.bars import Bar, Part, Stack, bar_chart, stacked_chart
from participation.web.charts.figures import Figure
from participation.web.charts.maps import Dot, Frame, Outline, area_map
from participation.web.charts.spreads import Column, Point, histogram, trend

__all__ = [
    "Bar",
    "Column",
    "Dot",
    "Figure",
    "Frame",
    "Outline",
    "Part",
    "Point",
    "Stack",
    "area_map",
    "bar_chart",
    "histogram",
    "stacked_chart",
    "trend",
]
