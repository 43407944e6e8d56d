"""A route as one picture: where each box, line and word of it stands. Templates only draw it.

Everybody goes down the line on the left and steps into the boxes beside it. What only some people
see is set back, its step is broken, and a line on the right comes from each question that decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

WIDTH = 720
SPINE = 24
LEFT = 56
INSET = 32
RIGHT = 560
LANE = 14
LINE = 20
PAD = 12
GAP = 16
LETTER = 8.2
"""Roughly how wide a letter is, at the size that the picture is written in."""


@dataclass(frozen=True)
class Step:
    """A question, or the heading of a section (whose ``number`` is ``None``).

    ``who`` says who is asked, where it isn't everybody; ``after`` the numbers of the questions
    that decide it.
    """

    number: int | None
    words: str
    who: str = ""
    after: tuple[int, ...] = ()
    in_section: bool = False
    some: bool = False
    wrong: bool = False


@dataclass(frozen=True)
class Text:
    """A line of words, and how it is written: ``strong`` ``plain`` or ``small``."""

    x: float
    y: float
    words: str
    manner: str


@dataclass(frozen=True)
class Box:
    """A step as it is drawn."""

    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...]
    section: bool
    some: bool
    wrong: bool

    @property
    def middle(self) -> float:
        """How far down its middle is."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Picture:
    """Everything there is to draw. ``arcs`` are paths."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arcs: tuple[str, ...]
    bottom: float


def picture_of(steps: Sequence[Step]) -> Picture:
    """The picture of a route.

    >>> two = picture_of([Step(1, "How?"), Step(2, "Why?", "Only some", after=(1,), some=True)])
    >>> [box.some for box in two.boxes], len(two.arcs)
    ([False, True], 1)
    """
    boxes: list[Box] = []
    down = 3.0 * LINE
    for step in steps:
        box = _box(step, down)
        boxes.append(box)
        down = box.y + box.height + GAP
    arcs = _arcs(steps, boxes)
    bottom = down + LINE / 2
    return Picture(WIDTH, bottom + 2 * LINE, tuple(boxes), arcs, bottom)


def _box(step: Step, down: float) -> Box:
    x = LEFT + (INSET if step.in_section else 0) + (INSET if step.some else 0)
    letters = int((RIGHT - x - 2 * PAD) / LETTER)
    name = step.words if step.number is None else f"{step.number}. {step.words}"
    lines = [(line, "strong" if step.number is None else "plain") for line in _cut(name, letters)]
    lines += [(line, "small") for line in _cut(step.who, int(letters * 1.1))]
    texts = tuple(
        Text(x + PAD, down + PAD + LINE * (at + 0.75), words, manner)
        for at, (words, manner) in enumerate(lines)
    )
    height = 2 * PAD + LINE * len(lines)
    return Box(x, down, RIGHT - x, height, texts, step.number is None, step.some, step.wrong)


def _cut(words: str, letters: int, most: int = 2) -> list[str]:
    lines = wrap(words, letters)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: letters - 1].rstrip() + "…"]
    return lines


def _arcs(steps: Sequence[Step], boxes: Sequence[Box]) -> tuple[str, ...]:
    """A line from each deciding question, each in a lane that no line beside it uses."""
    at = {step.number: box for step, box in zip(steps, boxes, strict=True) if step.number}
    wanted = [
        (at[number], box)
        for step, box in zip(steps, boxes, strict=True)
        for number in dict.fromkeys(step.after)
        if number in at
    ]
    wanted.sort(key=lambda pair: (abs(pair[1].y - pair[0].y), pair[0].y, pair[1].y))
    lanes: list[list[tuple[float, float]]] = []
    drawn = []
    for source, target in wanted:
        span = (min(source.middle, target.middle), max(source.middle, target.middle))
        lane = next(
            (n for n, held in enumerate(lanes) if all(_apart(span, one) for one in held)),
            len(lanes),
        )
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(span)
        x = min(RIGHT + LANE * (lane + 2), WIDTH - LANE)
        drawn.append(f"M{RIGHT:g} {source.middle + 4:g}H{x:g}V{target.middle - 4:g}H{RIGHT + 6:g}")
    return tuple(drawn)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]
