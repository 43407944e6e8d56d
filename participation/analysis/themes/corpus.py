"""Answers made ready: which say something, which are the same, and in what order they stand.

Order comes from the SHA-256 of each text, never from where it stood, so that the same
answers in any order give the same result, and the first so many are a fair sample.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import reasons, spread
from participation.analysis.themes.tokens import READ_AT_MOST

BLOCK = 25_000
CODES = (
    "",
    reasons.BLANK,
    reasons.NO_WORDS,
    reasons.NOTHING_TO_ADD,
    reasons.AS_BEFORE,
    reasons.DO_NOT_KNOW,
    reasons.BARE_VERDICT,
)
_CODE = {reason: at for at, reason in enumerate(CODES)}
_KEY = np.dtype("S32")


def _look(texts: Sequence[str]) -> tuple[bytes, NDArray[np.int8], int]:
    digests = []
    codes = np.zeros(len(texts), np.int8)
    long = 0
    why, sha = reasons.why_nothing, hashlib.sha256
    for at, text in enumerate(texts):
        digests.append(sha(text.encode("utf-8", "surrogatepass")).digest())
        reason = why(text)
        if reason is not None:
            codes[at] = _CODE[reason]
        long += len(text) > READ_AT_MOST
    return b"".join(digests), codes, long


@dataclass(frozen=True)
class Corpus:
    """What was asked to be analysed.

    Attributes
    ----------
    digest : SHA-256 over the sorted digests of the texts, repeats included, in hex
    code : (n,) int8, place in ``CODES`` of why an answer says nothing, 0 if it says something
    which : (n,) int64, position among the distinct texts, -1 for those that say nothing
    first : (n_distinct,) int64, the lowest index at which each distinct text stands
    copies : (n_distinct,) int64, how many answers have that text
    long : how many answers are longer than is read
    """

    digest: str
    code: NDArray[np.int8]
    which: NDArray[np.int64]
    first: NDArray[np.int64]
    copies: NDArray[np.int64]
    long: int


def prepare(texts: Sequence[str], *, processes: int = 1) -> Corpus:
    """Look at every answer once."""
    looked = spread.over_blocks(_look, texts, BLOCK, processes=processes)
    raw = b"".join(part for part, _, _ in looked)
    words = np.frombuffer(raw, dtype=">u8").reshape(len(texts), 4)
    code = np.concatenate([codes for _, codes, _ in looked] or [np.empty(0, np.int8)])
    order = np.lexsort((words[:, 3], words[:, 2], words[:, 1], words[:, 0]))
    digest = hashlib.sha256(words[order].tobytes()).hexdigest()

    order = order[code[order] == 0]
    new = np.ones(len(order), bool)
    new[1:] = (words[order[1:]] != words[order[:-1]]).any(axis=1)
    place = np.cumsum(new) - 1
    which = np.full(len(texts), -1, np.int64)
    which[order] = place
    distinct = int(new.sum())
    copies = np.bincount(place, minlength=distinct).astype(np.int64)
    first = np.full(distinct, len(texts), np.int64)
    np.minimum.at(first, place, order)
    return Corpus(digest, code, which, first, copies, sum(count for _, _, count in looked))
