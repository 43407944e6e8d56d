"""How numbers spread, with their middle half; and how a count went from day to day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from participation.web.charts.svg import element, number, per_cent, picture

INK = "#0b0c0c"
HIGH = 140
TOP = 24


@dataclass(frozen=True)
class Column:
    """One column: its label under the axis, its height, and the figure above it (or nothing).

    ``told`` is what the table says of it.
    """

    label: str
    value: float
    said: str = ""
    told: str = ""


def histogram(
    columns: Sequence[Column],
    *,
    name: str,
    title: str,
    description: str,
    quartiles: tuple[float, float, float] | None = None,
    quartile_words: str = "",
) -> Markup:
    """Columns side by side. ``quartiles`` are places from 0 to 1 along the axis.

    Every label is written where there are few, else the first, the middle and the last.
    """
    top = max((column.value for column in columns), default=0.0) or 1.0
    count = max(len(columns), 1)
    drawn: list[Markup] = []
    few = count <= 11 and all(len(column.label) <= 3 for column in columns)
    for place, column in enumerate(columns):
        height = HIGH * column.value / top
        x = place / count
        middle = per_cent(x + 0.5 / count)
        drawn.append(
            element(
                "rect",
                x=per_cent(x),
                y=TOP + HIGH - height,
                width=per_cent(1 / count),
                height=height,
                class_="app-picture__bar",
                fill="#1d70b8",
                stroke="#ffffff",
                stroke_width=1,
            )
        )
        if column.said and few:
            drawn.append(_text(column.said, middle, TOP + HIGH - height - 5, "middle", 14))
        if few:
            drawn.append(_text(column.label, middle, TOP + HIGH + 18, "middle"))
    if columns and not few:
        drawn += [
            _text(columns[0].label, "0", TOP + HIGH + 18, "start"),
            _text(columns[-1].label, "100%", TOP + HIGH + 18, "end"),
        ]
    axis = TOP + HIGH
    drawn.append(element("line", x1=0, x2="100%", y1=axis, y2=axis, stroke=INK, stroke_width=1))
    y = axis + 30.0
    if quartiles is not None:
        low, median, high = quartiles
        drawn += [
            element(
                "rect",
                x=per_cent(low),
                y=y,
                width=per_cent(max(high - low, 0.004)),
                height=16,
                fill="#ffffff",
                stroke=INK,
                stroke_width=2,
                class_="app-picture__box",
            ),
            element(
                "line",
                x1=per_cent(median),
                x2=per_cent(median),
                y1=y - 3,
                y2=y + 19,
                stroke="#d4351c",
                stroke_width=4,
            ),
            _text(quartile_words, "0", y + 38, "start"),
        ]
        y += 46
    return picture(drawn, name=name, title=title, description=description, width="100%", height=y)


@dataclass(frozen=True)
class Point:
    """One moment of a line: its label and its value."""

    label: str
    value: float


def trend(
    points: Sequence[Point], *, name: str, title: str, description: str, most: str = ""
) -> Markup:
    """A line from the first moment to the last; ``most`` says what the top of it means."""
    if not points:
        return Markup("")
    top = max(point.value for point in points) or 1.0
    last = max(len(points) - 1, 1)
    line = " ".join(
        f"{number(100 * place / last)},{number(100 - 100 * point.value / top)}"
        for place, point in enumerate(points)
    )
    inside = element(
        "svg",
        [
            element("polygon", points=f"0,100 {line} 100,100", fill="#d2e2f1"),
            element(
                "polyline",
                points=line,
                fill="none",
                stroke="#1d70b8",
                stroke_width=3,
                vector_effect="non-scaling-stroke",
            ),
        ],
        x=0,
        y=TOP,
        width="100%",
        height=HIGH,
        viewBox="0 0 100 100",
        preserveAspectRatio="none",
    )
    axis = TOP + HIGH
    drawn = [
        _text(most, "0", TOP - 8, "start"),
        inside,
        element("line", x1=0, x2="100%", y1=axis, y2=axis, stroke=INK, stroke_width=1),
        _text(points[0].label, "0", axis + 18, "start"),
        _text(points[-1].label, "100%", axis + 18, "end"),
    ]
    return picture(
        drawn, name=name, title=title, description=description, width="100%", height=axis + 26
    )


def _text(words: str, x: str, y: float, anchor: str, size: int = 16) -> Markup:
    return element(
        "text",
        words,
        x=x,
        y=y,
        text_anchor=anchor,
        font_size=size,
        fill=INK,
        class_="app-picture__text",
    )
