"""Quotes that show what a theme is about: three from its middle, and one that goes against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from participation.analysis.discovery import Quote, QuoteKind
from participation.analysis.themes.tokens import words_of
from participation.analysis.themes.wordspace import Matrix

CENTRAL = 3
SHORTEST, LONGEST = 5, 60
LONGEST_SIGNS = 400
TOO_ALIKE = 0.6

# Words with which people turn against a thing; their share tells which way a theme leans.
_AGAINST = frozenset(
    [
        "not",
        "never",
        "against",
        "don't",
        "dont",
        "doesn't",
        "doesnt",
        "isn't",
        "isnt",
        "won't",
        "wont",
        "shouldn't",
        "can't",
        "cannot",
        "oppose",
        "opposed",
        "object",
        "disagree",
        "scrap",
        "waste",
        "wasteful",
        "pointless",
        "unnecessary",
        "unfair",
        "wrong",
        "unlike",
        "nid",
        "peidio",
        "erbyn",
    ]
)


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _goes_against(words: Sequence[str]) -> bool:
    return any(word in _AGAINST for word in words)


def pick(
    texts: Sequence[str],
    index: NDArray[np.int64],
    spans: NDArray[np.int64],
    cosines: NDArray[np.float32],
    vectors: Matrix,
) -> tuple[Quote, ...]:
    """Quotes from the points of one theme.

    Parameters
    ----------
    texts : all answers as stored
    index : (n,), the answer of each point of the theme
    spans : (n, 2), where in that answer
    cosines : (n,), closeness to the theme's middle
    vectors : (n, dimensions) of the points
    """
    # Ties go to whom the digests put first, never to whom the post brought first.
    order = np.lexsort((np.arange(len(cosines)), -np.round(cosines, 4)))
    quotes: list[Quote] = []
    taken: list[set[str]] = []
    words: dict[int, list[str]] = {}
    for strict in (True, False):
        for at in order[:200].tolist():
            if len(quotes) == CENTRAL:
                break
            text = _text(texts, index[at], spans[at])
            words[at] = words.get(at) or words_of(text)
            size = len(words[at])
            if strict and not SHORTEST <= size <= LONGEST:
                continue
            bag = set(words[at])
            if any(_likeness(bag, other) >= (TOO_ALIKE if strict else 1) for other in taken):
                continue
            taken.append(bag)
            quotes.append(_quote(texts, index[at], spans[at], QuoteKind.CENTRAL))
    against = _dissent(texts, index, spans, order, {quote.index for quote in quotes}, vectors)
    return (*quotes, against) if against else tuple(quotes)


def _dissent(
    texts: Sequence[str],
    index: NDArray[np.int64],
    spans: NDArray[np.int64],
    order: NDArray[np.int64],
    quoted: set[int],
    vectors: Matrix,
) -> Quote | None:
    """Of the half nearest the middle, the point least like it; one that leans the other way first."""
    some = order[:400].tolist()
    lean = {at: _goes_against(words_of(_text(texts, index[at], spans[at]))) for at in some}
    mostly = sum(lean.values()) * 2 > len(some)
    left = [
        at
        for at in some
        if int(index[at]) not in quoted
        and SHORTEST <= len(words_of(_text(texts, index[at], spans[at]))) <= LONGEST
    ]
    if not left:
        return None
    firm = left[: max(1, len(left) // 2)]
    firm = [at for at in firm if lean[at] is not mostly] or firm
    middle = vectors[order[:CENTRAL]].mean(axis=0)
    apart = np.round(vectors[firm] @ middle, 4)
    at = firm[int(apart.argmin())]
    return _quote(texts, index[at], spans[at], QuoteKind.DISSENTING)


def _text(texts: Sequence[str], index: np.int64, span: NDArray[np.int64]) -> str:
    return texts[int(index)][int(span[0]) : int(span[1])]


def _quote(
    texts: Sequence[str], index: np.int64, span: NDArray[np.int64], kind: QuoteKind
) -> Quote:
    start, end = int(span[0]), int(span[1])
    text = texts[int(index)]
    if end - start > LONGEST_SIGNS:
        cut = text.rfind(" ", start, start + LONGEST_SIGNS)
        end = cut if cut > start else start + LONGEST_SIGNS
    while end - start > 1 and text[end - 1] in ",;:-–— ":
        end -= 1
    return Quote(int(index), start, end, text[start:end], kind)
