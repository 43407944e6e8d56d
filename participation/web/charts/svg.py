"""The parts that charts are made of. Every text is escaped; numbers are written short."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import Any

from markupsafe import Markup, escape

A_LINE = 20
"""Pixels from one line of text to the next."""

LETTERS = 38
"""How many letters of a label fit in the narrowest screen."""


def number(value: float) -> str:
    """Two decimals at most, no more than needed: ``1``, ``0.5``, ``33.33``."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def per_cent(share: float) -> str:
    """Of the width: ``33.33%``."""
    return f"{number(100 * share)}%"


def element(tag: str, inside: Iterable[Any] | Any = None, **attributes: Any) -> Markup:
    """One element. ``class_`` is class; underscores in names are hyphens; ``None`` is left out.

    >>> element("rect", width=3.0, fill_opacity=".5")
    Markup('<rect width="3" fill-opacity=".5"/>')
    >>> element("text", "<b>", x=1)
    Markup('<text x="1">&lt;b&gt;</text>')
    """
    named = Markup("").join(
        Markup(' {}="{}"').format(
            name.rstrip("_").replace("_", "-"),
            number(value) if isinstance(value, float | int) else value,
        )
        for name, value in attributes.items()
        if value is not None
    )
    if inside is None:
        return Markup("<{}{}/>").format(tag, named)
    parts = [inside] if isinstance(inside, str) else inside
    content = Markup("").join(escape(part) for part in parts)
    return Markup("<{0}{1}>{2}</{0}>").format(tag, named, content)


def picture(
    parts: Iterable[Any],
    *,
    name: str,
    title: str,
    description: str,
    class_: str = "app-picture",
    **attributes: Any,
) -> Markup:
    """A whole picture that says what it is. ``name`` is unique on the page."""
    return element(
        "svg",
        [
            element("title", title, id=f"{name}-title"),
            element("desc", description, id=f"{name}-desc"),
            *parts,
        ],
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        class_=class_,
        focusable="false",
        **attributes,
    )


def label(words: str, x: Any, y: float, *, letters: int = LETTERS, **attributes: Any) -> Markup:
    """Words in as many lines as they need, the first on ``y``."""
    lines = lines_of(words, letters)
    return element(
        "text",
        [element("tspan", line, x=x, y=y + place * A_LINE) for place, line in enumerate(lines)],
        **attributes,
    )


def lines_of(words: str, letters: int = LETTERS) -> list[str]:
    """Words in lines of so many letters."""
    return wrap(words, letters) or [""]
