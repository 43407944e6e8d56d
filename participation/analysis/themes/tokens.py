"""Answers as numbers: one pass that turns every text into the ids of its words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import spread

READ_AT_MOST = 10_000
"""Characters of an answer that are read. The rest is kept, and the run says so."""

BLOCK = 20_000
_BREAK = "\x00"

# Signs that Python's ``\w`` leaves out although they are part of words: combining marks,
# the vowel signs of the Indic scripts, Thai and Lao, and joiners.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0900-\u0963\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u200c\u200d"
)
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
# Chinese and Japanese are written without spaces: each sign counts as a word.
_IDEOGRAPH = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
WORD = re.compile(rf"{_IDEOGRAPH}|{_LETTER}+(?:['’]{_LETTER}+)*")
_ASCII_WORD = re.compile(r"\x00|[a-z0-9]+(?:'[a-z0-9]+)*")
_TYPOGRAPHY = (("’", "'"), ("‘", "'"), ("“", " "), ("”", " "), ("–", " "), ("—", " "),
               ("…", " "), ("£", " "), ("\xa0", " "))  # fmt: skip
_ANY_WORD = re.compile(rf"\x00|{WORD.pattern}")


def plain_word(word: str) -> str:
    """The form under which a word is counted: lower case, one apostrophe, no possessive."""
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word).lower().replace("’", "'")
    return word[:-2] if word.endswith("'s") and len(word) > 3 else word


def words_of(text: str) -> list[str]:
    """The counted words of one text, in order.

    >>> words_of("The Council’s bins, not MINE!")
    ['the', 'council', 'bins', 'not', 'mine']
    """
    return [plain_word(word) for word in WORD.findall(text[:READ_AT_MOST].lower())]


@dataclass(frozen=True)
class Tokens:
    """Texts as runs of word ids.

    Attributes
    ----------
    vocabulary : sorted by code point
    flat : (n_tokens,) int32, ids into ``vocabulary``
    starts : (n_texts + 1,) int64, where each text begins in ``flat``
    """

    vocabulary: list[str]
    flat: NDArray[np.int32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def rows(self) -> NDArray[np.int32]:
        """The text each token stands in."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.lengths)

    def take(self, which: NDArray[np.int64]) -> Tokens:
        """The texts at these positions, in this order."""
        lengths = self.lengths[which]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        where = np.arange(starts[-1]) + np.repeat(self.starts[which] - starts[:-1], lengths)
        return Tokens(self.vocabulary, self.flat[where], starts)

    def replaced(self, which: NDArray[np.int64], other: Tokens) -> Tokens:
        """The same with the texts at these positions as another reading has them."""
        vocabulary = sorted({*self.vocabulary, *other.vocabulary})
        place = {word: at for at, word in enumerate(vocabulary)}
        flats = []
        for tokens in (self, other):
            to = np.fromiter((place[word] for word in tokens.vocabulary), np.int32,
                             len(tokens.vocabulary))  # fmt: skip
            flats.append(to[tokens.flat] if len(to) else tokens.flat)
        both = Tokens(
            vocabulary,
            np.concatenate(flats),
            np.concatenate([self.starts, self.starts[-1] + other.starts[1:]]),
        )
        order = np.arange(len(self))
        order[which] = len(self) + np.arange(len(which))
        return both.take(order).tidy()

    def tidy(self) -> Tokens:
        """The same without words that no text holds."""
        used = np.bincount(self.flat, minlength=len(self.vocabulary)) > 0
        to = (np.cumsum(used) - 1).astype(np.int32)
        vocabulary = [word for word, here in zip(self.vocabulary, used.tolist(), strict=True)
                      if here]  # fmt: skip
        return Tokens(vocabulary, to[self.flat] if len(to) else self.flat, self.starts)


def _block(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int32], NDArray[np.int64]]:
    """Words of one block of texts, with ids in the order they were met."""
    ids: defaultdict[str, int] = defaultdict()
    ids.default_factory = ids.__len__
    ids[_BREAK]
    parts = []
    for begin in range(0, len(texts), 2_000):
        joined = f" {_BREAK} ".join(
            [text[:READ_AT_MOST].replace(_BREAK, " ") for text in texts[begin : begin + 2_000]]
        )
        joined = f"{joined} {_BREAK}".lower()
        if not joined.isascii():
            for sign, plain in _TYPOGRAPHY:
                joined = joined.replace(sign, plain)
        # Most answers are plain letters, for which the short pattern is twice as fast.
        if joined.isascii():
            found = _ASCII_WORD.findall(joined)
        else:
            found = []
            for line in joined.split(_BREAK)[:-1]:
                found += (_ASCII_WORD if line.isascii() else _ANY_WORD).findall(line)
                found.append(_BREAK)
        parts.append(np.fromiter(map(ids.__getitem__, found), np.int32, len(found)))
    flat = np.concatenate(parts) if parts else np.empty(0, np.int32)
    ends = np.flatnonzero(flat == 0)
    counts = np.diff(np.concatenate(([-1], ends))) - 1
    return list(ids)[1:], flat[flat != 0] - 1, counts


def tokenise(texts: Sequence[str], *, processes: int = 1) -> Tokens:
    """Split texts into words; the same whatever the number of processes.

    >>> found = tokenise(["Fix the roads", "roads!"])
    >>> found.vocabulary, found.flat.tolist(), found.starts.tolist()
    (['fix', 'roads', 'the'], [0, 2, 1, 1], [0, 3, 4])
    """
    blocks = spread.over_blocks(_block, texts, BLOCK, processes=processes)
    raw = sorted({word for words, _, _ in blocks for word in words})
    plain = {word: plain_word(word) for word in raw}
    vocabulary = sorted(set(plain.values()))
    place = {word: at for at, word in enumerate(vocabulary)}
    flats = []
    for words, flat, _ in blocks:
        to = np.fromiter((place[plain[word]] for word in words), np.int32, len(words))
        flats.append(to[flat] if len(words) else flat)
    lengths = np.concatenate([counts for _, _, counts in blocks] or [np.empty(0, np.int64)])
    flat = np.concatenate(flats) if flats else np.empty(0, np.int32)
    return Tokens(vocabulary, flat, np.concatenate(([0], np.cumsum(lengths))).astype(np.int64))
