"""The language of a text by its common words, where nobody said which it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import words
from participation.analysis.themes.tokens import words_of

FIRST_WORDS = 60


def language_of(text: str) -> str:
    """The code of the language whose own common words stand in a text most; "" for none.

    >>> language_of("Mae angen mwy o fysiau yn y dref"), language_of("The buses are late")
    ('cy', 'en')
    >>> language_of("7A")
    ''
    """
    said = words_of(text)[:FIRST_WORDS]
    found = Counter(code for word in said for code in _listed().get(word, ()))
    if not found:
        return ""
    return max(found, key=lambda code: (found[code], code == "en", code))


@cache
def _listed() -> dict[str, tuple[str, ...]]:
    """The languages in which each common word is one."""
    listed: defaultdict[str, list[str]] = defaultdict(list)
    for code in words.listed_languages():
        for word in words.stop_words(code):
            listed[word].append(code)
    return {word: tuple(sorted(codes)) for word, codes in listed.items()}


def languages_of(texts: Sequence[str], which: NDArray[np.int64]) -> Sequence[str]:
    """A language for each text that is asked about; few words follow the most common one."""
    found = {at: language_of(texts[at]) for at in which.tolist()}
    said = [code for code in found.values() if code]
    usual = max(sorted(set(said)), key=said.count) if said else ""
    told = np.full(len(texts), usual, object)
    for at, code in found.items():
        told[at] = code or usual
    return told  # type: ignore[return-value]
