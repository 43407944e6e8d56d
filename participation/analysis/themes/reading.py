"""In what order to read answers that are too few to group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from participation.analysis.themes import phrases
from participation.analysis.themes.corpus import Corpus


def reading_order(texts: Sequence[str], corpus: Corpus) -> tuple[int, ...]:
    """For too few answers to group: like after like, copies together, those that say nothing last.

    Begins with the text that shares most words with the others, and goes on each time to the
    one left that is most like the one just read.
    """
    common = phrases.common_words()
    bags = [phrases.content_words(texts[at], frozenset(), common) for at in corpus.first.tolist()]

    def like(one: int, other: int) -> float:
        return len(bags[one] & bags[other]) / max(1, len(bags[one] | bags[other]))

    left = list(range(len(bags)))
    chain: list[int] = []
    while left:
        if chain:
            best = max(left, key=lambda at: (like(chain[-1], at), len(bags[at]), -at))
        else:
            best = max(left, key=lambda at: (sum(like(at, other) for other in left), -at))
        chain.append(best)
        left.remove(best)
    place = np.full(len(bags) + 1, len(bags))
    place[chain] = np.arange(len(chain))
    order = np.lexsort((np.arange(len(corpus.which)), corpus.code, place[corpus.which]))
    return tuple(order.tolist())
