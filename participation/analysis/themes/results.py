"""From groups to answers with themes: the main one, further ones, proof, and how sure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import coding, glossing, textspace
from participation.analysis.themes.coding import Closest, Split
from participation.analysis.themes.glossing import Read
from participation.analysis.themes.grouping import Grouping
from participation.analysis.themes.textspace import TextSpace
from participation.analysis.themes.wordspace import Matrix


@dataclass(frozen=True)
class Coded:
    """Themes of the distinct texts, and of the points in them.

    Attributes
    ----------
    main : (n,) theme or -1
    sure : (n,) confidence, not a number where there is no theme
    silent : (n,) whether no word was known
    points : where the points are, end to end
    found : (n_points,) the nearest theme of each point; ``own`` is the cosine to the
        main theme of its answer
    proof : (n,) the point that shows the main theme best, -1 for none
    further : (text, theme, point) of further themes
    sample : texts among which themes were looked for; sampled : their vectors
    """

    main: NDArray[np.int32]
    sure: NDArray[np.float64]
    silent: NDArray[np.bool_]
    points: Split
    found: Closest
    proof: NDArray[np.int64]
    further: list[tuple[int, int, int]]
    sample: NDArray[np.int64]
    sampled: Matrix


def uncoded(texts: list[str]) -> Coded:
    """No theme for anybody; the points of the answers all the same."""
    n = len(texts)
    split = coding.split_all(texts)
    points = len(split.spans)
    zero = np.zeros(points, np.float32)
    found = Closest(np.full(points, -1, np.int32), zero, zero, zero, zero.astype(bool))
    return Coded(
        np.full(n, -1, np.int32), np.full(n, np.nan), np.zeros(n, bool), split, found,
        np.full(n, -1, np.int64), [], np.empty(0, np.int64), np.empty((0, 0), np.float32),
    )  # fmt: skip


def code(
    space: TextSpace,
    centres: Matrix,
    texts: list[str],
    said: Read,
    sample: NDArray[np.int64],
    sampled: Matrix,
    grouped: Grouping | None,
    curve: tuple[NDArray[np.float64], NDArray[np.float64]] | None,
    processes: int,
    speaker: NDArray[np.int64] | None = None,
) -> tuple[Coded, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Give every distinct text its themes, and learn how sure that is.

    ``said`` are the texts as they are read; ``sample`` are those whose vectors are known
    (``sampled``). With ``grouped`` they keep the group they were found in; without it (a model
    used again, with its ``curve``) all go to the nearest centre. ``speaker`` is the text that
    stands for each: the signatories of a letter share its main theme.
    """
    n = len(texts)
    rest = np.setdiff1d(np.arange(n), sample)
    order = np.concatenate([sample, rest])
    near = coding.joined(
        [
            coding.closest(sampled, centres),
            coding.closest_by_words(space, said.tokens, centres, rest, processes=processes),
        ]
    )
    back = np.argsort(order, kind="stable")
    near = Closest(near.theme[back], near.cosine[back], near.lead[back], near.own[back],
                   near.silent[back])  # fmt: skip
    main = near.theme.copy()
    if grouped is not None:
        known = ~near.silent[sample]
        main[sample] = np.where(known, grouped.labels, -1)
        curve = coding.confidence_curve(near.lead[sample][known], grouped.sureness[known])
    assert curve is not None
    sure = np.interp(near.lead, *curve)
    if grouped is not None:
        sure[sample] = (sure[sample] + grouped.sureness) / 2
    if speaker is not None:
        main, sure = main[speaker], sure[speaker]
    sure[main < 0] = np.nan

    split = coding.split_all(texts, processes=processes)
    owner = split.owner()
    theme, cosine, lead = main[owner], near.cosine[owner], near.lead[owner]
    own, silent = near.cosine[owner], near.silent[owner]
    at = np.flatnonzero(np.diff(split.starts)[owner] > 1)
    pieces = [texts[owner[p]][split.spans[p, 0] : split.spans[p, 1]] for p in at.tolist()]
    told = ["cy" if each else "" for each in said.welsh[owner[at]].tolist()]
    pieces_said = glossing.read(pieces, told, processes=processes)
    mains = main[owner[at]]
    spare = textspace.ENCODED_AT_MOST - (len(sample) if space.sentence is not None else 0)
    if len(pieces) <= spare:
        vectors = space.from_sentences(pieces_said.texts, pieces_said.tokens, processes=processes)
        of = coding.closest(vectors, centres, mains)
    else:
        everyone = np.arange(len(pieces))
        of = coding.closest_by_words(
            space, pieces_said.tokens, centres, everyone, mains, processes=processes
        )
    theme[at], cosine[at], lead[at] = of.theme, of.cosine, of.lead
    own[at], silent[at] = of.own, of.silent
    found = Closest(theme, cosine, lead, own, silent)
    typical = _typical(near.cosine, main, len(centres))
    further = coding.further_themes(main, split, found, typical, near.cosine)
    coded = Coded(
        main, sure, near.silent, split, found, _proof(main, split, own), further, sample, sampled
    )
    return coded, curve


def _typical(
    cosine: NDArray[np.float32], main: NDArray[np.int32], themes: int
) -> NDArray[np.float32]:
    """The middle cosine of each theme's members."""
    members = [cosine[main == theme] for theme in range(themes)]
    return np.array([np.median(some) if len(some) else 1 for some in members], np.float32)


def _proof(main: NDArray[np.int32], split: Split, own: NDArray[np.float32]) -> NDArray[np.int64]:
    """For each text the point nearest to its main theme's middle, the first of equals."""
    owner = split.owner()
    order = np.lexsort((np.arange(len(own)), -own, owner))
    whose = owner[order]
    first = np.ones(len(whose), bool)
    first[1:] = whose[1:] != whose[:-1]
    proof = np.full(len(main), -1, np.int64)
    proof[whose[first]] = order[first]
    return np.where(main >= 0, proof, -1)
