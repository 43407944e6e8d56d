"""The space in which answers are grouped: words always, sentences where the grade is full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import sentences, spread, wordspace
from participation.analysis.themes.tokens import Tokens
from participation.analysis.themes.wordspace import SMOOTHING, Matrix, WordSpace, unit

SENTENCE_SIZE = 128
ENCODED_AT_MOST = 10_000
"""Texts read by the sentence encoder; beyond these a linear student stands in for it."""
STUDENT_RIDGE = 1.0
SEEN = 2_048
"""Texts whose vectors are kept, to tell later whether an answer is of a new kind."""


@dataclass(frozen=True)
class SentencePart:
    """What was learnt about the sentence encoder's view of these answers.

    Attributes
    ----------
    share : (n_pieces,), each piece's share of all pieces of the encoded sample, or of its
        language where that is more
    centre : (512,), mean of the encoded sample
    basis : (512, m), its main directions
    student : (word dimensions + 1, m), ridge regression from word points to sentence points
    seen : (n, 512), the encoder's own vectors of some of the sample, all pieces counting 1
    """

    share: Matrix
    centre: Matrix
    basis: Matrix
    student: Matrix
    seen: NDArray[np.float16]

    def encode(
        self,
        texts: sentences.Pieces,
        processes: int = 1,
        tick: Callable[[float], None] | None = None,
    ) -> Matrix:
        """Encoder vectors, common pieces counting less."""
        encoder = sentences.load()
        return encoder.encode(texts, (weights(self.share),), processes=processes, tick=tick)[0]

    def place(self, encoded: Matrix) -> Matrix:
        """Encoder vectors as unit points."""
        return unit(np.asarray((encoded - self.centre) @ self.basis, np.float32))

    def guess(self, points: Matrix) -> Matrix:
        """What the encoder would likely say, from the words alone."""
        return unit(points @ self.student[:-1] + self.student[-1])


@dataclass(frozen=True)
class TextSpace:
    """A fitted space. Points are unit vectors; those of texts with no known word are zero."""

    words: WordSpace
    sentence: SentencePart | None

    def points_by_words(self, tokens: Tokens, places: NDArray[np.int32]) -> Matrix:
        """Points by words and, in full grade, the student. Fast for any number of texts."""
        bag = wordspace.counts(tokens, places, len(self.words.vocabulary))
        points = self.words.finish(self.words.raw(bag))
        if self.sentence is None:
            return points
        return self._join(points, self.sentence.guess(points), len(self.words.centres))

    def from_sentences(
        self,
        texts: Sequence[str],
        tokens: Tokens,
        *,
        processes: int = 1,
        tick: Callable[[float], None] | None = None,
    ) -> Matrix:
        """Points by words and the sentence encoder itself."""
        points = self.words.transform(tokens)
        if self.sentence is None:
            return points
        encoded = self.sentence.encode(sentences.load().cut(texts), processes, tick)
        return self._join(points, self.sentence.place(encoded), len(self.words.centres))

    def without_rare(self, tokens: Tokens) -> TextSpace:
        """The space without words that fewer than two of these texts hold."""
        frequency = wordspace.document_frequency(tokens)
        shared = {
            word for word, texts in zip(tokens.vocabulary, frequency.tolist(), strict=True)
            if texts > 1
        }  # fmt: skip
        kept = [at for at, word in enumerate(self.words.vocabulary) if word in shared]
        words = replace(
            self.words,
            vocabulary=[self.words.vocabulary[at] for at in kept],
            table=self.words.table[kept],
        )
        sentence = self.sentence
        if sentence is not None and sentence.share.any():
            usual = sentences.load().usual
            once = sentence.share[sentence.share > usual].min(initial=1.0)
            share = np.where(sentence.share < 1.5 * once, usual, sentence.share)
            sentence = replace(sentence, share=share.astype(np.float32))
        return TextSpace(words, sentence)

    @staticmethod
    def _join(by_words: Matrix, by_sentence: Matrix, blocks: int) -> Matrix:
        """Sentence beside words, so that the sentence counts as one block among them."""
        return unit(np.hstack([by_sentence, np.float32(max(1, blocks) ** 0.5) * by_words]))


def fit(
    texts: Sequence[str],
    tokens: Tokens,
    sample: NDArray[np.int64],
    *,
    full: bool,
    seed: int,
    weight: float,
    meaning: bool,
    reading: bool,
    processes: int = 1,
    tick: Callable[[float], None] | None = None,
) -> tuple[TextSpace, Matrix]:
    """Learn a space; also the points of the sample, shape ``(len(sample), dimensions)``.

    Raises
    ------
    Missing
        When ``meaning``, ``reading`` or ``full`` asks for a table or encoder that is not there.
    """
    words = wordspace.fit(
        tokens, sample, seed=seed, weight=weight, meaning=meaning, reading=reading,
        processes=processes,
    )  # fmt: skip
    points = words.transform(tokens.take(sample))
    if not full:
        return TextSpace(words, None), points
    encoder = sentences.load()
    cut = encoder.cut([texts[at] for at in sample])
    share = np.maximum(cut.shares(encoder.width), encoder.usual)
    first = min(SEEN, len(cut))
    encoded, seen = encoder.encode(cut.part(0, first), (weights(share), None), processes=processes)
    if first < len(cut):
        rest = encoder.encode(
            cut.part(first, len(cut)), (weights(share),), processes=processes, tick=tick
        )
        encoded = np.vstack([encoded, *rest])
    centre = encoded.mean(axis=0)
    basis = wordspace.main_directions(encoded - centre, SENTENCE_SIZE)
    placed = unit((encoded - centre) @ basis)
    part = SentencePart(share, centre, basis, _student(points, placed), seen.astype(np.float16))
    return TextSpace(words, part), TextSpace._join(points, placed, len(words.centres))


def weights(share: Matrix) -> Matrix:
    """How much each piece counts."""
    return np.asarray(SMOOTHING / (SMOOTHING + share), np.float32)


def _student(points: Matrix, placed: Matrix) -> Matrix:
    """Ridge regression by its normal equations; the last row is the constant."""
    given = np.hstack([points, np.ones((len(points), 1), np.float32)]).astype(np.float64)
    left = given.T @ given + STUDENT_RIDGE * np.eye(given.shape[1])
    return np.linalg.solve(left, given.T @ placed.astype(np.float64)).astype(np.float32)


def processes_for(texts: int, asked: int | None, *, full: bool) -> int:
    """Processes worth starting: one for small work, where starting them costs more."""
    return max(1, asked or (spread.cores() if texts >= (500 if full else 4_000) else 1))
