"""An answer parted into the points it makes, each with its place in the text."""

from __future__ import annotations

import re

from participation.analysis.themes.tokens import READ_AT_MOST, WORD

SHORTEST = 3
"""Words that a point needs to stand alone; a shorter piece joins its neighbour."""
MOST_POINTS = 40

# A sentence ends at its sign, at a line break or at a bullet. A full stop inside a number,
# an initial or a web address does not end one: a space must follow it.
_ENDS = re.compile(r"(?:[.!?…]+[\"'”’)\]]*(?=\s)|[。！？؟।॥۔]+|\s*\n\s*|\s+[-–—•*]+\s+|;|\s\|\s)")
# Inside a long sentence, a clause ends where a new thing is joined on.
_JOINS = re.compile(
    r",\s+(?=(?:and|but|also|plus|while|whereas|hefyd|ond|ac|a)\b)",
    re.IGNORECASE,
)
_LONG_SENTENCE = 14
_MAY_CUT = re.compile("[.!?…。！？؟।॥۔;,|\\n•*–—-]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|rd|ave|no|nos|e\.g|i\.e|etc|vs|approx|cllr|prof)|\b[a-z])\.$",
    re.IGNORECASE,
)


def _pieces(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    cuts = []
    at = start
    for match in pattern.finditer(text, start, end):
        if pattern is _ENDS and _ABBREVIATION.search(text, at, match.end()):
            continue
        cuts.append((at, match.end()))
        at = match.end()
    cuts.append((at, end))
    return cuts


def _count(text: str, start: int, end: int) -> int:
    return len(WORD.findall(text, start, end))


def split(text: str) -> list[tuple[int, int]]:
    """Where each point starts and ends, in code points, without surrounding space.

    Linear in the length of the text; at most 40 points, the last taking what remains.

    >>> text = "The bus is always late. We also need a zebra crossing by the school!"
    >>> [text[start:end] for start, end in split(text)]
    ['The bus is always late.', 'We also need a zebra crossing by the school!']
    >>> split("Bins.")
    [(0, 5)]
    """
    limit = min(len(text), READ_AT_MOST)
    if _MAY_CUT.search(text, 0, limit) is None:
        return [_trim(text, 0, limit)] if WORD.search(text, 0, limit) else []
    pieces: list[tuple[int, int, int]] = []
    for start, end in _pieces(text, 0, limit, _ENDS):
        size = _count(text, start, end)
        clauses = [(start, end)]
        if size >= _LONG_SENTENCE:
            clauses = _pieces(text, start, end, _JOINS)
        for low, high in clauses:
            count = size if len(clauses) == 1 else _count(text, low, high)
            if not count:
                if pieces and text[low:high].strip():
                    pieces[-1] = (pieces[-1][0], high, pieces[-1][2])
                continue
            short = count < SHORTEST or (pieces and pieces[-1][2] < SHORTEST)
            if pieces and (short or len(pieces) >= MOST_POINTS):
                pieces[-1] = (pieces[-1][0], high, pieces[-1][2] + count)
            else:
                pieces.append((low, high, count))
    return [_trim(text, start, end) for start, end, _ in pieces]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
