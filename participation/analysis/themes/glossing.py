"""Answers as they are read for placing them: in words, and where need be through a word list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import welsh
from participation.analysis.themes.corpus import Corpus
from participation.analysis.themes.tokens import Tokens, tokenise


@dataclass(frozen=True)
class Read:
    """Texts made ready for encoding.

    Attributes
    ----------
    texts : as they go to an encoder; a Welsh one word by word in English
    tokens : their words
    welsh : (n,) bool, which were read as Welsh
    known : share of the words of those that the word list knows, None without any
    """

    texts: Sequence[str]
    tokens: Tokens
    welsh: NDArray[np.bool_]
    known: float | None


def told(languages: Sequence[str] | None, corpus: Corpus) -> list[str] | None:
    """A code for each distinct text, "cy" where any copy of it was sent as Welsh."""
    if languages is None:
        return None
    sent = np.fromiter((code == "cy" for code in languages), bool, len(languages))
    marked = np.zeros(len(corpus.first), bool)
    marked[corpus.which[sent & (corpus.which >= 0)]] = True
    return ["cy" if each else "" for each in marked.tolist()]


def read(texts: Sequence[str], told: Sequence[str] | None = None, *, processes: int = 1) -> Read:
    """Read texts; ``told`` is a language code for each, "" where nobody said.

    >>> read(["More buses please", "Mwy o fysiau i'r dref os gwelwch yn dda"]).texts
    ['More buses please', 'more bus town good']
    """
    tokens = tokenise(texts, processes=processes)
    cymraeg = welsh.which(tokens, told)
    at = np.flatnonzero(cymraeg)
    if not len(at):
        return Read(texts, tokens, cymraeg, None)
    ready = list(texts)
    known = total = 0
    for place in at.tolist():
        said, some, of = welsh.english(texts[place])
        ready[place] = said or texts[place]
        known, total = known + some, total + of
    tokens = tokens.replaced(at, tokenise([ready[place] for place in at.tolist()]))
    return Read(ready, tokens, cymraeg, round(known / total, 4) if total else None)
