"""The sentence encoder's sums, written out: pieces of words in, vectors out.

Google's Universal Sentence Encoder Multilingual 3 (Yang and others, "Multilingual Universal
Sentence Encoder for Semantic Retrieval", ACL 2020) looks up each piece, mixes it with its
neighbours (windows of 2, 3 and 5 pieces, twice), adds up the pieces of a text and passes
the sum through four dense layers. Here each piece may count more or less in that sum, and
a word may be read alone. What depends on a piece alone is worked out once for each
different piece, which halves the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Pieces = NDArray[np.int64]

SIZE = 512
WINDOWS = ((2, 0), (3, 1), (5, 2))
"""How many pieces a window spans, and how many of them stand to the left of its own."""
WIDTH = 256
TABLES = 17
AT_ONCE = 1_024
"""Pieces taken through the widest layer together, so that it stays in the processor's cache."""


def _levelled(rows: Matrix, scale: Matrix, shift: Matrix, least: float) -> Matrix:
    """Layer normalisation (Ba, Kiros and Hinton, 2016), in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows *= (1 / np.sqrt(spread + least))[:, None]
    rows *= scale
    rows += shift
    return rows


class Network:
    """The weights, and what is done with them.

    Parameters
    ----------
    path
        An ``.npz`` file of plain numbers: a table of whole numbers in 17 parts, with the
        scale and zero of each part, and the layers.
    """

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as held:
            parts = [held[f"q{at + 1}"] for at in range(TABLES)]
            self._table = np.empty((TABLES * len(parts[0]), SIZE), np.uint8)
            for at, part in enumerate(parts):
                self._table[at::TABLES] = part
            layers = {name: held[name] for name in held.files if not name.startswith("q")}
        self._scale, self._zero = layers["scale"], layers["lo"]
        self._project = np.hstack([layers[f"proj{n}"] for n, _ in WINDOWS])
        self._project_by, self._level_scale, self._level_shift = (
            np.concatenate([layers[f"{name}{n}"] for n, _ in WINDOWS])
            for name in ("proj_b", "ln_g", "ln_b")
        )
        self._first = [layers[f"w1_{n}"].reshape(n, WIDTH, WIDTH) for n, _ in WINDOWS]
        self._first_by = [layers[f"b1_{n}"] for n, _ in WINDOWS]
        self._second = [layers[f"w2_{n}"].reshape(n, WIDTH, WIDTH) for n, _ in WINDOWS]
        self._second_by = [layers[f"b2_{n}"] for n, _ in WINDOWS]
        self._level_all = (layers["ln_g"], layers["ln_b"])
        self._out, self._out_by = layers["cnn_W"], layers["cnn_b"]
        self._layers = [layers[name] for name in ("d0", "d1", "d2", "d3", "p1", "p3")]
        self._least = float(layers["eps"])

    @property
    def pieces(self) -> int:
        """How many pieces the table holds."""
        return len(self._table)

    def sentences(self, flat: Pieces, starts: Pieces, weights: Sequence[Matrix]) -> list[Matrix]:
        """Unit vectors of texts, shape ``(len(starts) - 1, 512)``, for each way of weighing.

        ``flat`` are the pieces of all texts end to end, those of text *i* from
        ``starts[i]`` to ``starts[i + 1]`` (at least one each); a weight says how much
        each place in ``flat`` counts. Weights of 1 give the encoder's own vectors.
        """
        said = self._said(flat, starts, np.arange(len(flat)))
        return [self._dense(said, starts, weight) for weight in weights]

    def _dense(self, said: Matrix, starts: Pieces, weight: Matrix) -> Matrix:
        """The weighted sum of what pieces say, taken through the last layers."""
        total = np.add.reduceat(said * weight[:, None], starts[:-1], axis=0)
        each = np.add.reduceat(weight, starts[:-1])
        squares = np.add.reduceat(weight * weight, starts[:-1])
        mean = total @ self._out + each[:, None] * self._out_by
        mean /= np.sqrt(squares)[:, None]
        d0, d1, d2, d3, p1, p3 = self._layers
        one = np.maximum(mean @ p1 + np.maximum(mean @ d0, 0) @ d1, 0)
        last = np.tanh(one @ p3 + np.maximum(one @ d2, 0) @ d3)
        lengths = np.einsum("ij,ij->i", last, last)
        return np.asarray(last / np.sqrt(np.maximum(lengths, self._least))[:, None], np.float32)

    def words(self, flat: Pieces, starts: Pieces, counted: NDArray[np.bool_]) -> Matrix:
        """What each text of few pieces adds to a sum, before the last layers: ``(n, 512)``.

        Pieces that aren't counted are seen by their neighbours and add nothing themselves;
        at least one of each text is.
        """
        rows = np.flatnonzero(counted)
        each = np.add.reduceat(counted.astype(np.int64), starts[:-1])
        said = self._said(flat, starts, rows)
        total = np.add.reduceat(said, np.cumsum(each) - each, axis=0)
        return np.asarray(
            total @ self._out + each[:, None].astype(np.float32) * self._out_by, np.float32
        )

    def _said(self, flat: Pieces, starts: Pieces, counted: Pieces) -> Matrix:
        """What some of the pieces say, each in its place: ``(len(counted), 1280)``."""
        lengths = np.diff(starts)
        different, place = np.unique(flat, return_inverse=True)
        part = different % TABLES
        table = self._table[different].astype(np.float32)
        table *= self._scale[part, None]
        table += self._zero[part, None]
        said = np.empty((len(counted), SIZE + len(WINDOWS) * WIDTH), np.float32)
        said[:, :SIZE] = table[place[counted]]
        ahead = np.arange(len(flat)) - np.repeat(starts[:-1], lengths)
        behind = np.repeat(lengths, lengths) - 1 - ahead
        projected = table @ self._project + self._project_by
        _levelled(projected, self._level_scale, self._level_shift, self._least)
        for at, (size, left) in enumerate(WINDOWS):
            alone = np.ascontiguousarray(projected[:, at * WIDTH : (at + 1) * WIDTH])
            # The first mixing is a sum of what pieces say alone, so each is asked once.
            mixed = np.tile(self._first_by[at], (len(flat), 1))
            for slot in range(size):
                step = slot - left
                seen = alone @ self._first[at][slot]
                to = np.flatnonzero(behind >= step if step > 0 else ahead >= -step)
                mixed[to] += seen[place[to + step]]
            np.maximum(mixed, 0, out=mixed)
            mixed += alone[place]
            weights = self._second[at].reshape(size * WIDTH, WIDTH)
            column = SIZE + at * WIDTH
            for begin in range(0, len(counted), AT_ONCE):
                rows = counted[begin : begin + AT_ONCE]
                window = np.zeros((len(rows), size, WIDTH), np.float32)
                for slot in range(size):
                    step = slot - left
                    fits = behind[rows] >= step if step > 0 else ahead[rows] >= -step
                    window[fits, slot] = mixed[rows[fits] + step]
                again = window.reshape(len(rows), -1) @ weights
                again += self._second_by[at]
                np.maximum(again, 0, out=again)
                again += mixed[rows]
                said[begin : begin + len(rows), column : column + WIDTH] = again
        return _levelled(said, *self._level_all, self._least)
