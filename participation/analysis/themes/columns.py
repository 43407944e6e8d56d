"""Assignments and points kept as columns of numbers, made into values when asked for.

A million answers as a million objects would cost more than finding their themes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from participation.analysis.discovery import Assignment, Point, State

STATES = tuple(State)


def _optional(value: np.float64) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)


@dataclass(frozen=True, eq=False)
class Assignments(Sequence[Assignment]):
    """Rows in order of the answer's index, the primary one of each answer first.

    Attributes
    ----------
    answer, theme, state, confidence, primary, start, end, reason : one entry a row;
        ``theme`` is a place in ``themes`` or -1, ``start`` is -1 for no span,
        ``reason`` is a place in ``reasons``, 0 for none
    """

    themes: tuple[str, ...]
    reasons: tuple[str, ...]
    answer: NDArray[np.int64]
    theme: NDArray[np.int32]
    state: NDArray[np.int8]
    confidence: NDArray[np.float64]
    primary: NDArray[np.bool_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    reason: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.answer)

    @overload
    def __getitem__(self, at: int) -> Assignment: ...
    @overload
    def __getitem__(self, at: slice) -> list[Assignment]: ...
    def __getitem__(self, at: int | slice) -> Assignment | list[Assignment]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        theme = int(self.theme[at])
        spanned = self.start[at] >= 0
        return Assignment(
            index=int(self.answer[at]),
            theme_id=self.themes[theme] if theme >= 0 else None,
            state=STATES[self.state[at]],
            confidence=_optional(self.confidence[at]),
            primary=bool(self.primary[at]),
            start=int(self.start[at]) if spanned else None,
            end=int(self.end[at]) if spanned else None,
            reason=self.reasons[self.reason[at]] or None,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, eq=False)
class Points(Sequence[Point]):
    """Rows in order of the answer's index and place in the answer."""

    themes: tuple[str, ...]
    answer: NDArray[np.int64]
    point: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    theme: NDArray[np.int32]
    confidence: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.answer)

    @overload
    def __getitem__(self, at: int) -> Point: ...
    @overload
    def __getitem__(self, at: slice) -> list[Point]: ...
    def __getitem__(self, at: int | slice) -> Point | list[Point]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        theme = int(self.theme[at])
        return Point(
            index=int(self.answer[at]),
            point=int(self.point[at]),
            start=int(self.start[at]),
            end=int(self.end[at]),
            theme_id=self.themes[theme] if theme >= 0 else None,
            confidence=_optional(self.confidence[at]),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
