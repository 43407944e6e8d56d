"""Charts drawn on the server: SVG that works without scripts, styles or colours, and its table."""

from participation.web.charts.maps import Dot, Frame, Outline, area_map

__all__ = ["Dot", "Frame", "Outline", "area_map"]
