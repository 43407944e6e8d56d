"""Bars, and bars in parts. Widths are shares of the page’s, so text keeps its size on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from participation.web.charts.svg import A_LINE, element, label, lines_of, per_cent, picture

BAR = 20
GAP = 14
WIDEST = 0.68
"""How much of the width the longest bar takes: the rest is for its figure."""

INK = "#0b0c0c"

LOOKS = (
    ("#1d4f91", "#ffffff"),
    ("#9cbfe4", INK),
    ("#f3f2f1", INK),
    ("#f4b886", INK),
    ("#a34700", "#ffffff"),
    ("#ffffff", INK),
    ("#5f6f52", "#ffffff"),
    ("#d9c7a0", INK),
)
"""Fill and the colour of what is written on it: from dark blue by grey to dark orange, so that
neighbours differ in lightness too."""

WRITTEN_FROM = 0.13
"""The smallest part on which its share is written."""


@dataclass(frozen=True)
class Bar:
    """One bar: what it counts, how long it is (0 to 1 of the longest possible), what is beside it.

    ``share`` is ``None`` where the figure is hidden; ``said`` says so.
    """

    label: str
    share: float | None
    said: str


def bar_chart(bars: Sequence[Bar], *, name: str, title: str, description: str) -> Markup:
    """A bar for each, the label above it and the figure at its end."""
    longest = max((bar.share or 0.0 for bar in bars), default=0.0) or 1.0
    parts: list[Markup] = []
    y = 0.0
    for bar in bars:
        parts.append(_text(bar.label, 0, y + 15))
        y += A_LINE * len(lines_of(bar.label)) + 2
        if bar.share is None:
            parts.append(_text(bar.said, 0, y + 15, fill="#505a5f"))
        else:
            width = WIDEST * bar.share / longest
            parts += [
                element(
                    "rect",
                    x=0,
                    y=y,
                    width=per_cent(width),
                    height=BAR,
                    class_="app-picture__bar",
                    fill="#1d70b8",
                    stroke=INK,
                    stroke_width=1,
                ),
                _text(bar.said, per_cent(width), y + 15, dx=8),
            ]
        y += BAR + GAP
    return picture(
        parts, name=name, title=title, description=description, width="100%", height=max(y, 1)
    )


@dataclass(frozen=True)
class Part:
    """A kind of part that every stack may have, told in the legend."""

    label: str


@dataclass(frozen=True)
class Stack:
    """A bar in parts that make a whole; ``None`` where the figures are hidden."""

    label: str
    shares: Sequence[float] | None
    said: str


def stacked_chart(
    stacks: Sequence[Stack], parts: Sequence[Part], *, name: str, title: str, description: str
) -> Markup:
    """A whole bar for each statement or group, in parts that the legend explains."""
    drawn: list[Markup] = []
    y = 0.0
    for place, part in enumerate(parts):
        fill, _ink = LOOKS[place % len(LOOKS)]
        drawn += [
            element(
                "rect", x=1, y=y + 3, width=14, height=14, fill=fill, stroke=INK, stroke_width=1
            ),
            _text(part.label, 24, y + 15, letters=34),
        ]
        y += A_LINE * len(lines_of(part.label, 34)) + 4
    y += 10
    for stack in stacks:
        drawn.append(_text(stack.label, 0, y + 15, font_weight="bold"))
        y += A_LINE * len(lines_of(stack.label)) + 2
        if stack.shares is None:
            drawn.append(_text(stack.said, 0, y + 15, fill="#505a5f"))
            y += BAR + GAP
            continue
        drawn += _segments(stack.shares, y)
        y += BAR + 4
        drawn.append(_text(stack.said, 0, y + 15, fill="#505a5f"))
        y += A_LINE + GAP
    return picture(
        drawn, name=name, title=title, description=description, width="100%", height=max(y, 1)
    )


def _segments(shares: Sequence[float], y: float) -> list[Markup]:
    drawn, x = [], 0.0
    for place, share in enumerate(shares):
        if share <= 0:
            continue
        fill, ink = LOOKS[place % len(LOOKS)]
        drawn.append(
            element(
                "rect",
                x=per_cent(x),
                y=y,
                width=per_cent(share),
                height=BAR + 2,
                fill=fill,
                stroke=INK,
                stroke_width=1,
            )
        )
        if share >= WRITTEN_FROM:
            drawn.append(
                element(
                    "text",
                    f"{100 * share:.0f}%",
                    x=per_cent(x + share / 2),
                    y=y + 16,
                    text_anchor="middle",
                    font_size=14,
                    fill=ink,
                    class_="app-picture__inside",
                )
            )
        x += share
    return drawn


def _text(
    words: str, x: float | str, y: float, *, fill: str = INK, letters: int = 38, **more: object
) -> Markup:
    return label(
        words, x, y, letters=letters, font_size=16, fill=fill, class_="app-picture__text", **more
    )
