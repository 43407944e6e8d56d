"""A static table of word vectors, read straight from the files of the wordllama package.

The table holds 32,000 word pieces of 256 numbers (MIT licence; the token embeddings of
large language models, trained down). A word is the sum of its pieces, as in the package
itself, but each word of the vocabulary is looked up once instead of in every text.
The package's own loader isn't used: it looks for its tokenizer on the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes.packages import checked_file

DIMENSIONS = 256
_TABLE = (
    "weights/l2_supercat_256.safetensors",
    "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5",
)
_PIECES = (
    "tokenizers/l2_supercat_tokenizer_config.json",
    "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68",
)


class WordTable:
    """Vectors for words, whatever the words.

    Raises
    ------
    Missing
        When the package or one of its two files is not as checked.
    """

    def __init__(self) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        table = load_file(checked_file("wordllama", *_TABLE))
        self._table: NDArray[np.float16] = next(iter(table.values()))
        self._pieces = Tokenizer.from_file(str(checked_file("wordllama", *_PIECES)))
        self._pieces.no_padding()
        self._pieces.no_truncation()

    def vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """One row a word, shape ``(len(words), 256)``; zeros for an empty word."""
        found = np.zeros((len(words), DIMENSIONS), np.float32)
        for begin in range(0, len(words), 10_000):
            some = list(words[begin : begin + 10_000])
            encoded = self._pieces.encode_batch(some, add_special_tokens=False)
            pieces = [item.ids for item in encoded]
            lengths = np.fromiter(map(len, pieces), np.int64, len(pieces))
            flat = np.fromiter((i for ids in pieces for i in ids), np.int64, int(lengths.sum()))
            full = np.flatnonzero(lengths)
            if len(full):
                starts = (np.cumsum(lengths) - lengths)[full]
                rows = self._table[flat].astype(np.float32)
                found[begin + full] = np.add.reduceat(rows, starts, axis=0)
        return found


@cache
def load() -> WordTable:
    """The table, read once in a process."""
    return WordTable()
