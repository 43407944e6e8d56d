"""A figure as a page shows it: the picture, its caption, who is counted, and the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Figure:
    """What ``components/figure.html`` draws.

    ``notes`` are told under the picture, one a line. ``head`` and ``rows`` are the table, and
    ``numeric`` its columns of numbers, from 0. ``picture`` may be empty: the table stands open.
    """

    name: str
    caption: str
    picture: Markup
    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    numeric: Sequence[int] = ()
    notes: Sequence[str] = ()
