"""Texts as points in a space made from their words: word vectors beside weighted word counts.

Two blocks stand side by side, each of unit length before it is weighted:

* *meaning*: word vectors weighted by a / (a + p(word)) (smooth inverse frequency: Arora,
  Liang and Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017),
  less their mean, so that what every answer shares counts for nothing;
* *wording*: TF-IDF reduced by a singular value decomposition (latent semantic analysis:
  Deerwester and others, 1990), which keeps rare names and works in any language.

Both are linear in the words, so one table (words x dimensions) serves any number of texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from participation.analysis.themes import words, wordtable
from participation.analysis.themes.packages import Missing
from participation.analysis.themes.tokens import Tokens

Matrix = NDArray[np.float32]

MEANING_SIZE = 96
WORDING_SIZE = 50
SMOOTHING = 1e-2
MOST_WORDS = 60_000
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
    table : (n_words, meaning + wording) float32, what each word adds to its text
    meaning : number of columns that are the meaning block
    centre : (meaning,) float32, the mean of the fitted texts
    weight : how much the wording block counts beside the meaning block
    covered : share of running words that stand in the vocabulary and are not common words
    """

    vocabulary: list[str]
    table: Matrix
    meaning: int
    centre: Matrix
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
        if self.meaning:
            meaning = unit(raw[:, : self.meaning])
            silent = ~meaning.any(axis=1)
            meaning -= self.centre
            meaning[silent] = 0
            parts.append(unit(meaning))
        parts.append(unit(raw[:, self.meaning :]) * np.float32(self.weight))
        return unit(np.hstack(parts))

    def transform(self, tokens: Tokens) -> Matrix:
        """Points, shape ``(n_texts, n_dimensions)``, of unit length (or zero: no known word)."""
        places = self.places(tokens.vocabulary)
        return self.finish(self.raw(counts(tokens, places, len(self.vocabulary))))


def fit(
    tokens: Tokens, sample: NDArray[np.int64], *, seed: int, weight: float, meaning: bool = True
) -> WordSpace:
    """Learn the space of these texts.

    Parameters
    ----------
    tokens
        All texts: they decide which words are known and how common each is.
    sample
        Positions of the texts from which the directions are learnt.
    weight
        Weight of the wording block beside the meaning block's 1.
    meaning
        Whether to use word vectors.

    Raises
    ------
    Missing
        When ``meaning`` is asked for and the word table is not there.
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

    blocks: list[Matrix] = []
    centre = np.empty(0, np.float32)
    if meaning:
        running = np.bincount(tokens.flat, minlength=len(tokens.vocabulary))[kept]
        share = running / max(1, running.sum())
        vectors = wordtable.load().vectors(vocabulary)
        vectors *= (SMOOTHING / (SMOOTHING + share)).astype(np.float32)[:, None]
        documents = unit(np.asarray(bag @ vectors, np.float32))
        basis = main_directions(documents, MEANING_SIZE)
        blocks.append(vectors @ basis)
        points = unit(documents @ basis)
        centre = points[points.any(axis=1)].mean(axis=0) if points.any() else points.sum(axis=0)
    blocks.append(_wording(vocabulary, bag, frequency, len(tokens), seed))
    return WordSpace(vocabulary, np.hstack(blocks), len(centre), centre.astype(np.float32), weight)


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
    """Each word's idf times its row of the right singular vectors."""
    from sklearn.utils.extmath import randomized_svd

    common = words.stop_words()
    use = np.fromiter((word not in common for word in vocabulary), bool, len(vocabulary))
    few = frequency <= max(1, texts // 2)
    use = use & few if (use & few).any() else use
    idf = np.log((1 + texts) / (1 + frequency)) + 1
    idf = np.where(use, idf, 0).astype(np.float32)
    weighted = sparse.csr_matrix(bag.multiply(idf[None, :]), dtype=np.float32)
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    scale = sparse.diags(1 / np.where(lengths > 0, lengths, 1))
    size = min(WORDING_SIZE, min(weighted.shape) - 1)
    if size < 1 or not weighted.nnz:
        return idf[:, None].copy()
    _, _, right = randomized_svd(
        sparse.csr_matrix(scale @ weighted).astype(np.float64), size, n_iter=4, random_state=seed
    )
    return np.asarray(right.T * idf[:, None], np.float32)
