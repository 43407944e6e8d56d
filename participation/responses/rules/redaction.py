"""Words hidden everywhere: spans of an answer, and the one way to read a text without them.

Offsets are code points of the stored text, end exclusive. The stored text never changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from participation.kernel.errors import Refusal

MARKS = {"en": "[words hidden]", "cy": "[geiriau wedi’u cuddio]"}
"""What stands for hidden words, in the language of the words around them."""

ANY_MARK = "[…]"
"""The same in any other language."""

LONGEST_TYPED = 500
SHORTEST_NAME = 3
_AROUND = ".,;:!?()“”\"'’"


class Why(StrEnum):
    """Why words are hidden. Public: whoever reads the answer is told."""

    NAMES_SOMEBODY = "names_somebody"
    CONTACT = "contact"
    ADDRESS = "address"
    NUMBER = "number"
    PRIVATE_LIFE = "private_life"
    ACCUSES = "accuses"
    LANGUAGE = "language"


WHYS = tuple(why.value for why in Why)


class CannotRedact(Refusal):
    """The words can't be hidden: ``outside`` ``not_found`` ``empty`` ``reason`` ``no_words``."""


@dataclass(frozen=True, order=True)
class Span:
    """A part of a text, in code points: from ``start`` to just before ``end``."""

    start: int
    end: int

    def touches(self, start: int, end: int) -> bool:
        """Whether it has a code point in common with another."""
        return self.start < end and start < self.end


def joined(spans: Iterable[Span], length: int | None = None) -> tuple[Span, ...]:
    """The same code points as few spans, in order; cut to a text of ``length``.

    >>> joined([Span(4, 9), Span(0, 2), Span(8, 12)])
    (Span(start=0, end=2), Span(start=4, end=12))
    """
    result: list[Span] = []
    for span in sorted(spans):
        start, end = max(0, span.start), span.end if length is None else min(span.end, length)
        if start >= end:
            continue
        if result and start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, end))
        else:
            result.append(Span(start, end))
    return tuple(result)


@dataclass(frozen=True)
class Piece:
    """A run of a text: words that may be seen, or the place of some that may not."""

    text: str
    hidden: bool = False


def pieces(
    text: str, spans: Iterable[Span], start: int = 0, end: int | None = None
) -> tuple[Piece, ...]:
    """A text, or a part of it, as what may be seen and where words are hidden, in order.

    How many words are hidden isn't told: the length of a name can give it away.
    """
    end = len(text) if end is None else min(end, len(text))
    at, found = max(0, start), []
    for span in joined(spans, len(text)):
        if not span.touches(at, end):
            continue
        if span.start > at:
            found.append(Piece(text[at : span.start]))
        found.append(Piece("", hidden=True))
        at = min(span.end, end)
    if at < end:
        found.append(Piece(text[at:end]))
    return tuple(found)


def seen(
    text: str,
    spans: Iterable[Span],
    start: int = 0,
    end: int | None = None,
    *,
    language: str = "",
) -> str:
    """The text, or a part of it, that anybody may see: a mark stands for each hidden run.

    >>> seen("Ask Bob at the depot", [Span(4, 7)], language="en")
    'Ask [words hidden] at the depot'
    """
    mark = MARKS.get(language, ANY_MARK)
    return "".join(mark if p.hidden else p.text for p in pieces(text, spans, start, end))


def blanked(text: str, spans: Iterable[Span]) -> str:
    """The text for a machine to read: as long as before, with a space for each hidden character.

    Offsets found in it hold in the stored text, and no hidden word ends in a theme's name.

    >>> blanked("Ask Bob at the depot", [Span(4, 7)])
    'Ask     at the depot'
    """
    result, at = [], 0
    for span in joined(spans, len(text)):
        result += [text[at : span.start], " " * (span.end - span.start)]
        at = span.end
    result.append(text[at:])
    return "".join(result)


def touched(spans: Iterable[Span], start: int, end: int) -> bool:
    """Whether any hidden run has a code point in common with a part of the text."""
    return any(span.touches(start, end) for span in spans)


def find_words(text: str, typed: str) -> tuple[Span, ...]:
    """Every place where the typed words stand in a text, whatever the capitals and line breaks.

    >>> find_words("Ask Bob  Jones. BOB JONES knows.", "bob jones")
    (Span(start=4, end=14), Span(start=16, end=25))
    """
    words = typed.split()
    if not words or len(typed) > LONGEST_TYPED:
        return ()
    pattern = r"\s+".join(re.escape(word) for word in words)
    return tuple(
        Span(*found.span()) for found in re.finditer(pattern, text, re.IGNORECASE | re.UNICODE)
    )


def problem_with_span(text: str | None, span: Span) -> str | None:
    """Why a span can't be hidden: ``no_words``, ``outside`` or ``empty``; ``None`` if it can."""
    if text is None:
        return "no_words"
    if not 0 <= span.start < span.end <= len(text):
        return "outside"
    return "empty" if not text[span.start : span.end].strip() else None


def carried(before: str, spans: Iterable[Span], after: str) -> tuple[Span, ...]:
    """What to hide in words that were sent again: wherever the hidden ones stand in them still.

    >>> carried("Ask Bob.", [Span(4, 7)], "I said: ask Bob, or bobbins")
    (Span(start=12, end=15),)
    """
    found: list[Span] = []
    for span in joined(spans, len(before)):
        words = before[span.start : span.end].strip()
        found += [place for place in find_words(after, words) if _whole(after, place)]
    return joined(found)


def _whole(text: str, span: Span) -> bool:
    """Whether a place isn't the middle of a longer word."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    inside_before = before.isalnum() and text[span.start].isalnum()
    inside_after = after.isalnum() and text[span.end - 1].isalnum()
    return not inside_before and not inside_after


def without(other: str, text: str, spans: Iterable[Span]) -> str:
    """Another text, such as a theme's title, without what is hidden in an answer.

    Besides the hidden words as a whole, each name among them goes: a word with a capital.

    >>> without("Ask Dewi Prosser about vans", "It is Dewi Prosser again", [Span(6, 18)])
    'Ask […] about vans'
    """
    hidden: list[Span] = []
    for span in joined(spans, len(text)):
        words = text[span.start : span.end].strip()
        names = [word.strip(_AROUND) for word in words.split() if word[:1].isupper()]
        for one in (words, *(name for name in names if len(name) >= SHORTEST_NAME)):
            hidden += [place for place in find_words(other, one) if _whole(other, place)]
    close = [
        Span(a.end, b.start)
        for a, b in pairwise(joined(hidden))
        if not other[a.end : b.start].strip()
    ]
    return seen(other, [*hidden, *close])
