"""Which texts are like some words: by rare words in common, spelt or bent a little otherwise.

Light enough for a page: plain counting, in any language. A word counts the more the fewer texts
have it; one that shares most of its letters in order counts in part, which bears with “crossings”
for “crossing” and with Welsh words whose first letter changes.

>>> texts = {1: "How do you get to school?", 2: "Which crossing first?", 3: "Ble mae’r groesfan?"}
>>> [key for key, _score in ranked("crossings near schools", texts)]
[2, 1]
>>> [key for key, _score in ranked("croesfan", texts)]
[3]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from math import log
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
ENOUGH = 0.34
"""The share of what was sought that a text must have."""

ALIKE = 0.55
"""How much of two words' letters must be the same for one to stand for the other."""

_PLAIN = frozenset(
    {
        *("a", "an", "and", "are", "at", "be", "by", "do", "does", "for", "from", "have", "how"),
        *("if", "in", "is", "it", "its", "near", "of", "on", "or", "our", "should", "that", "the"),
        *("their", "there", "they", "this", "to", "us", "was", "we", "what", "when", "where"),
        *("which", "who", "why", "will", "with", "would", "you", "your", "about", "think"),
        *("y", "yr", "ar", "yn", "i", "o", "a’r", "ac", "ag", "am", "at", "beth", "ble", "chi"),
        *("eich", "ei", "eu", "gan", "mae", "neu", "pa", "pam", "pwy", "sut", "sydd", "ydych"),
    }
)


def words_of(text: str) -> list[str]:
    """The words that say what a text is about."""
    found = re.findall(r"[^\W\d_]+|\d+", text.casefold().replace("’", " ").replace("'", " "))
    return [word for word in found if word not in _PLAIN and len(word) > 1]


def ranked(sought: str, texts: Mapping[Key, str]) -> list[tuple[Key, float]]:
    """The keys of the texts that are like what is sought and how much (to 1), the likest first."""
    wanted = list(dict.fromkeys(words_of(sought)))
    held = {key: frozenset(words_of(text)) for key, text in texts.items()}
    if not wanted or not held:
        return []
    known = Counter(word for words in held.values() for word in words)
    weights, near = {}, {}
    for word in wanted:
        likes = {other: how for other in known if (how := _like(word, other)) >= ALIKE}
        near[word] = likes
        having = sum(known[other] for other in likes)
        weights[word] = log(1 + len(held) / (1 + having))
    total = sum(weights.values())
    scores = {
        key: sum(
            weights[word] * max((near[word].get(other, 0.0) for other in words), default=0.0)
            for word in wanted
        )
        / total
        for key, words in held.items()
    }
    order = {key: place for place, key in enumerate(held)}
    return sorted(
        ((key, score) for key, score in scores.items() if score >= ENOUGH),
        key=lambda pair: (-pair[1], order[pair[0]]),
    )


def _like(one: str, other: str) -> float:
    """How much of two words is the same: pairs of letters in common, to 1."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < 4:
        return 0.0
    pairs = [Counter(word[at : at + 2] for at in range(len(word) - 1)) for word in (one, other)]
    shared = sum((pairs[0] & pairs[1]).values())
    return 2 * shared / (pairs[0].total() + pairs[1].total())
