"""Narrower themes inside large ones: the same grouping once more, among a theme's own answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.discovery import SuggestedTheme
from participation.analysis.themes import coding, grouping, quotes, titles
from participation.analysis.themes.corpus import Corpus
from participation.analysis.themes.results import Coded
from participation.analysis.themes.textspace import TextSpace
from participation.analysis.themes.tokens import Tokens
from participation.analysis.themes.wordspace import Matrix

LARGE = 0.15
"""The share of all answers with a theme from which one is looked into."""
FEWEST = 30
"""Distinct answers that a theme needs to be looked into: as for the whole."""
LOOKED_AT = 2_000


@dataclass(frozen=True)
class Parts:
    """Parts of the large groups.

    Attributes
    ----------
    group : (n_parts,), the group each is a part of
    of : (n_distinct,), the part that each distinct text is in, -1 for none
    firmness : (n_parts,), how often re-runs kept a part's members together
    centres : (n_parts, dimensions)
    """

    group: NDArray[np.int64]
    of: NDArray[np.int64]
    firmness: NDArray[np.float64]
    centres: Matrix


def divide(
    space: TextSpace,
    tokens: Tokens,
    copies: NDArray[np.int64],
    coded: Coded,
    speaker: NDArray[np.int64],
    themes: int,
    *,
    seed: int,
    processes: int = 1,
) -> Parts:
    """Look for parts in each group that holds more than 15 in 100 of the answers.

    Texts whose points are known are grouped (2,000 of them at most) or go to the nearest
    part; of the others, signatories go with whoever speaks for them, the rest by their words.
    """
    on = coded.main >= 0
    sizes = np.bincount(coded.main[on], copies[on], minlength=themes)
    of = np.full(len(coded.main), -1, np.int64)
    groups: list[int] = []
    firm: list[NDArray[np.float64]] = []
    middles: list[Matrix] = []
    alone = speaker == np.arange(len(speaker))
    for group in np.flatnonzero(sizes > LARGE * max(1.0, sizes.sum())).tolist():
        rows = np.flatnonzero((coded.main[coded.sample] == group) & coded.sampled.any(axis=1))
        if len(rows) < FEWEST:
            continue
        points = coded.sampled[rows]
        found = grouping.group(
            points[:LOOKED_AT], detail="medium", about=None, seed=seed, processes=processes
        )
        if found.groups < 2:
            continue
        centres = grouping.centres(points[:LOOKED_AT], found.labels, found.groups)
        first = sum(map(len, firm))
        labels = coding.closest(points, centres).theme.astype(np.int64)
        labels[: len(found.labels)] = found.labels
        of[coded.sample[rows]] = np.where(labels >= 0, labels + first, -1)
        rest = np.flatnonzero((coded.main == group) & alone & (of < 0))
        if len(rest):
            near = coding.closest_by_words(space, tokens, centres, rest, processes=processes)
            of[rest] = np.where(near.theme >= 0, near.theme + first, -1)
        groups += [group] * found.groups
        firm.append(found.firmness)
        middles.append(centres)
    of = np.where(coded.main == coded.main[speaker], of[speaker], of)
    width = coded.sampled.shape[1] if coded.sampled.ndim == 2 else 0
    return Parts(
        np.array(groups, np.int64),
        of,
        np.concatenate(firm) if firm else np.zeros(0),
        np.vstack(middles) if middles else np.zeros((0, width), np.float32),
    )


@dataclass(frozen=True)
class Said:
    """What names of parts are made from: texts, their languages, and points of phrases."""

    texts: Sequence[str]
    languages: Sequence[str]
    dropped: Sequence[str]
    place: titles.Place | None


def describe(
    parts: Parts,
    corpus: Corpus,
    coded: Coded,
    found: tuple[SuggestedTheme, ...],
    order: NDArray[np.int64],
    said: Said,
) -> tuple[tuple[SuggestedTheme, ...], dict[str, tuple[int, ...]]]:
    """Each part as a suggested theme with the id of its whole, and the answers in each."""
    described: list[SuggestedTheme] = []
    members: dict[str, tuple[int, ...]] = {}
    for place, group in enumerate(order.tolist()):
        own = np.flatnonzero(parts.group == group)
        if not len(own):
            continue
        seen = coded.sample[np.isin(parts.of[coded.sample], own)][: LOOKED_AT * 2]
        sizes = np.array([corpus.copies[parts.of == part].sum() for part in own.tolist()])
        ranked = np.lexsort((own, -sizes))
        own, sizes = own[ranked], sizes[ranked]
        rank = np.full(len(parts.group) + 1, -1)
        rank[own] = np.arange(len(own))
        proof = coded.proof[seen]
        names = titles.name_themes(
            titles.Said(
                [said.texts[at] for at in corpus.first[seen]],
                [tuple(coded.points.spans[at].tolist()) if at >= 0 else (0, 0)
                 for at in proof.tolist()],
                rank[parts.of[seen]],
                corpus.copies[seen],
                [said.languages[at] for at in corpus.first[seen].tolist()],
            ),
            len(own),
            dropped=said.dropped,
            place=said.place,
            centres=parts.centres[own],
            avoid=[] if found[place].mixed else [found[place].label],
        )  # fmt: skip
        row_of = np.full(len(coded.main), -1)
        row_of[coded.sample] = np.arange(len(coded.sample))
        for at, part in enumerate(own.tolist()):
            code = f"{found[place].id}.{at + 1}"
            some = seen[(parts.of[seen] == part) & (coded.proof[seen] >= 0)]
            points = coded.sampled[row_of[some]]
            shown = quotes.pick(
                said.texts,
                corpus.first[some],
                coded.points.spans[coded.proof[some]],
                (points @ parts.centres[part]).astype(np.float32),
                points,
            )
            label = names[at].title or (" ".join(shown[0].text.split()[:6]) if shown else code)
            inside = parts.of == part
            described.append(
                SuggestedTheme(
                    id=code,
                    label=label,
                    keyphrases=names[at].keyphrases,
                    size=int(sizes[at]),
                    distinct=int(inside.sum()),
                    quotes=shown,
                    mixed=names[at].held < titles.HELD,
                    stability=round(float(parts.firmness[part]), 4),
                    parent=found[place].id,
                    primary_size=int(sizes[at]),
                    language=names[at].language,
                    titles=tuple(sorted(names[at].others.items())),
                )
            )
            saying = corpus.which >= 0
            answers = saying & inside[np.where(saying, corpus.which, 0)]
            members[code] = tuple(np.flatnonzero(answers).tolist())
    return tuple(described), members
