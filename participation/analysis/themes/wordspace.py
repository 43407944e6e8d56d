"""Texts as points in a space made from their words: word vectors beside weighted word counts.

Blocks stand side by side, each of unit length before it is weighted:

* *meaning*: a static table of word vectors (``wordtable.py``);
* *reading*: what the sentence encoder says of each word alone, sixteen languages in one space;
* *wording*: TF-IDF reduced by a singular value decomposition (latent semantic analysis:
  Deerwester and others, 1990), which keeps rare names and works in any language.

In the first two a word counts a / (a + p(word)) (smooth inverse frequency: Arora, Liang and
Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017), and the mean
of all answers is taken off, so that what every answer shares counts for nothing.

All are linear in the words, so one table (words x dimensions) serves any number of texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from participation.analysis.themes import sentences, words, wordtable
from participation.analysis.themes.packages import Missing
from participation.analysis.themes.tokens import Tokens

Matrix = NDArray[np.float32]

MEANING_SIZE = 96
WORDING_SIZE = 50
SMOOTHING = 1e-2
MOST_WORDS = 60_000
READ_WORDS = 10_000
"""The commonest words are read by the encoder; they are nearly all that is written."""
REPEATS_COUNTED = 2


def unit(rows: Matrix) -> Matrix:
    """Rows of length one; rows of zeros stay."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    return np.asarray(rows / np.where(lengths > 1e-9, lengths, 1)[:, None], np.float32)


def counts(tokens: Tokens, places: NDArray[np.int32], width: int) -> sparse.csr_matrix:
    """Texts x words, each word of a text counted at most twice."""
    to = places[tokens.flat] if len(tokens.flat) else tokens.flat
    known = to >= 0
    kept = np.concatenate(([0], np.cumsum(known)))[tokens.starts]
    ids = to[known]
    matrix = sparse.csr_matrix(
        (np.ones(len(ids), np.float32), ids, kept), shape=(len(tokens), width)
    )
    matrix.sum_duplicates()
    np.minimum(matrix.data, REPEATS_COUNTED, out=matrix.data)
    return matrix


def document_frequency(tokens: Tokens) -> NDArray[np.int64]:
    """In how many texts each word of the vocabulary stands."""
    width = len(tokens.vocabulary)
    total = np.zeros(width, np.int64)
    step = 100_000
    for begin in range(0, len(tokens), step):
        low, high = tokens.starts[begin], tokens.starts[min(begin + step, len(tokens))]
        lengths = tokens.lengths[begin : begin + step]
        rows = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
        keys = np.sort(rows * width + tokens.flat[low:high])
        first = np.ones(len(keys), bool)
        first[1:] = keys[1:] != keys[:-1]
        total += np.bincount(keys[first] % width, minlength=width)
    return total


@dataclass(frozen=True)
class WordSpace:
    """A fitted space.

    Attributes
    ----------
    vocabulary : the words it knows, sorted
    table : (n_words, n_columns) float32, what each word adds to its text
    centres : the mean of the fitted texts in each block of vectors, in the order in which the
        blocks stand in the table; the columns after them are the wording block
    weight : how much the wording block counts beside another block's 1
    """

    vocabulary: list[str]
    table: Matrix
    centres: tuple[Matrix, ...]
    weight: float

    def places(self, vocabulary: list[str]) -> NDArray[np.int32]:
        """Where each word of another vocabulary stands in this one, -1 where it doesn't."""
        known = self._places
        return np.fromiter((known.get(w, -1) for w in vocabulary), np.int32, len(vocabulary))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: at for at, word in enumerate(self.vocabulary)}

    def raw(self, bag: sparse.csr_matrix) -> Matrix:
        """Sums of the table's rows."""
        return np.asarray(bag @ self.table, np.float32)

    def finish(self, raw: Matrix) -> Matrix:
        """Sums of words made into points: blocks scaled, centred, weighted, joined."""
        parts = []
        at = 0
        for centre in self.centres:
            block = unit(raw[:, at : at + len(centre)])
            silent = ~block.any(axis=1)
            block -= centre
            block[silent] = 0
            parts.append(unit(block))
            at += len(centre)
        parts.append(unit(raw[:, at:]) * np.float32(self.weight))
        return unit(np.hstack(parts))

    def transform(self, tokens: Tokens) -> Matrix:
        """Points, shape ``(n_texts, n_dimensions)``, of unit length (or zero: no known word)."""
        places = self.places(tokens.vocabulary)
        return self.finish(self.raw(counts(tokens, places, len(self.vocabulary))))


def fit(
    tokens: Tokens,
    sample: NDArray[np.int64],
    *,
    seed: int,
    weight: float,
    meaning: bool = True,
    reading: bool = True,
    processes: int = 1,
) -> WordSpace:
    """Learn the space of these texts.

    Parameters
    ----------
    tokens
        All texts: they decide which words are known and how common each is.
    sample
        Positions of the texts from which the directions are learnt.
    weight
        Weight of the wording block beside another block's 1.
    meaning, reading
        Whether to use the word table, and the sentence encoder's reading of each word.

    Raises
    ------
    Missing
        When a table that is asked for is not there.
    """
    if meaning and len(tokens.vocabulary) == 0:
        raise Missing("no words")
    frequency = document_frequency(tokens)
    fewest = 2 if len(tokens) > 500 else 1
    order = np.lexsort((np.arange(len(frequency)), -frequency))[:MOST_WORDS]
    kept = np.sort(order[frequency[order] >= fewest])
    if not len(kept):
        kept = np.sort(order)
    vocabulary = [tokens.vocabulary[at] for at in kept]
    places = np.full(len(tokens.vocabulary), -1, np.int32)
    places[kept] = np.arange(len(kept), dtype=np.int32)
    bag = counts(tokens.take(sample), places, len(vocabulary))
    frequency = frequency[kept]

    running = np.bincount(tokens.flat, minlength=len(tokens.vocabulary))[kept]
    share = running / max(1, running.sum())
    if reading:
        share = np.maximum(share, sentences.load().usual_words(vocabulary))
    counting = (SMOOTHING / (SMOOTHING + share)).astype(np.float32)[:, None]
    columns: list[Matrix] = []
    centres: list[Matrix] = []

    def add(vectors: Matrix) -> None:
        vectors = vectors * counting
        documents = unit(np.asarray(bag @ vectors, np.float32))
        basis = main_directions(documents, MEANING_SIZE)
        columns.append(vectors @ basis)
        points = unit(documents @ basis)
        said = points.any(axis=1)
        centre = points[said].mean(axis=0) if said.any() else points.sum(axis=0)
        centres.append(centre.astype(np.float32))

    if reading:
        read = np.sort(np.lexsort((np.arange(len(kept)), -frequency))[:READ_WORDS])
        vectors = np.zeros((len(kept), sentences.SIZE), np.float32)
        vectors[read] = sentences.load().words([vocabulary[at] for at in read], processes=processes)
        add(vectors)
    if meaning:
        add(wordtable.load().vectors(vocabulary))
    columns.append(_wording(vocabulary, bag, frequency, len(tokens), seed))
    return WordSpace(vocabulary, np.hstack(columns), tuple(centres), weight)


def main_directions(rows: Matrix, size: int) -> Matrix:
    """Orthogonal directions that hold most of the rows, signs fixed, shape (width, size)."""
    wide = rows.astype(np.float64)
    _, vectors = np.linalg.eigh(wide.T @ wide)
    basis = vectors[:, ::-1][:, :size]
    heavy = np.abs(basis).argmax(axis=0)
    basis *= np.where(basis[heavy, np.arange(basis.shape[1])] < 0, -1, 1)
    return basis.astype(np.float32)


def _wording(
    vocabulary: list[str],
    bag: sparse.csr_matrix,
    frequency: NDArray[np.int64],
    texts: int,
    seed: int,
) -> Matrix:
    """Each word's idf times its row of the right singular vectors.

    Singular and plural count as one word.
    """
    from sklearn.utils.extmath import randomized_svd

    common = words.stop_words()
    ids: dict[str, int] = {}
    key = np.fromiter(
        (ids.setdefault(words.singular(word), len(ids)) for word in vocabulary),
        np.int64,
        len(vocabulary),
    )
    use = np.fromiter((word not in common for word in vocabulary), bool, len(vocabulary))
    few = frequency <= max(1, texts // 2)
    use = use & few if (use & few).any() else use
    together = np.minimum(np.bincount(key, frequency), texts)
    idf = np.log((1 + texts) / (1 + together))[key] + 1
    idf = np.where(use, idf, 0).astype(np.float32)
    fold = sparse.csr_matrix((idf, (np.arange(len(key)), key)), shape=(len(key), len(ids)))
    weighted = sparse.csr_matrix(bag @ fold, dtype=np.float32)
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    scale = sparse.diags(1 / np.where(lengths > 0, lengths, 1))
    size = min(WORDING_SIZE, min(weighted.shape) - 1)
    if size < 1 or not weighted.nnz:
        return idf[:, None].copy()
    _, _, right = randomized_svd(
        sparse.csr_matrix(scale @ weighted).astype(np.float64), size, n_iter=4, random_state=seed
    )
    return np.asarray(right.T[key] * idf[:, None], np.float32)
