"""Answers with nearly the same words: letter-writing campaigns, with or without a personal tail.

Word triples of each text are hashed; 64 minimum hashes in 32 bands bring likely pairs
together (Broder, 1997); a pair counts when the sets of triples overlap enough (Jaccard).
A group is held together by its most typical text, so that chains don't grow, and then
draws in those that use most of its common triples, however much they added or changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from participation.analysis.themes.tokens import Tokens

BANDS, BANDS_OF_MANY = 32, 16
MANY = 200_000
ROWS = 2
"""Two hashes a band; half the bands for very many texts, where the drawing-in makes up."""
ALIKE = 0.4
LIKELY = 0.25
TO_TEMPLATE = 0.3
FAMILIAR = 0.5
LARGE = 4
FEWEST_SENT = 3
SHORTEST = 8
"""Words below which two people may well have written the same by chance."""

BLOCK = 100_000
PLACES = 1 << 26

_PRIME = np.uint64(0x9E3779B97F4A7C15)


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A fixed scramble of 64-bit numbers (the finaliser of SplitMix64; Steele, 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _triples(tokens: Tokens) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Hashes of the word triples, end to end, and where each text's begin."""
    flat = tokens.flat.astype(np.uint64) + np.uint64(1)
    if len(flat) < 3:
        return np.empty(0, np.uint64), np.zeros(len(tokens) + 1, np.int64)
    hashed = _mix(_mix(_mix(flat[:-2]) * _PRIME + flat[1:-1]) * _PRIME + flat[2:])
    lengths = np.maximum(0, tokens.lengths - 2)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    within = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
    return hashed[np.repeat(tokens.starts[:-1], lengths) + within], starts


def _stretch(tokens: Tokens, low: int, high: int) -> Tokens:
    """The texts from ``low`` up to ``high``."""
    begin, end = tokens.starts[low], tokens.starts[high]
    return Tokens(tokens.vocabulary, tokens.flat[begin:end], tokens.starts[low : high + 1] - begin)


def _shared_only(tokens: Tokens) -> NDArray[np.int64]:
    """Texts that could be alike to another: enough of their triples stand elsewhere too.

    Half of each hash is kept, and a table of 64 million places says which stand more than
    once. Two triples that meet there by chance can only let a text through that is looked at
    more closely afterwards. Block by block, so that memory stays bounded.
    """
    blocks = range(0, len(tokens), BLOCK)
    halves = []
    for low in blocks:
        hashed, _ = _triples(_stretch(tokens, low, min(low + BLOCK, len(tokens))))
        halves.append((hashed >> np.uint64(32)).astype(np.uint32))
    ranked = np.concatenate(halves)
    ranked.sort()
    again = ranked[1:][ranked[1:] == ranked[:-1]]
    del ranked
    seen = np.zeros(PLACES, bool)
    seen[again & np.uint32(PLACES - 1)] = True
    found = []
    for low, half in zip(blocks, halves, strict=True):
        size = np.maximum(0, tokens.lengths[low : low + BLOCK] - 2)
        total = np.concatenate(([0], np.cumsum(seen[half & np.uint32(PLACES - 1)])))
        ends = np.cumsum(size)
        count = total[ends] - total[ends - size]
        found.append(low + np.flatnonzero((size >= SHORTEST - 2) & (count >= TO_TEMPLATE * size)))
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _signatures(hashes: NDArray[np.uint64], starts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The least of each text's hashes under 64 scrambles, shape (n_texts, hashes)."""
    draws = np.random.default_rng(20_000)
    bands = BANDS if len(starts) <= MANY else BANDS_OF_MANY
    factors = draws.integers(1, 1 << 32, bands * ROWS, dtype=np.uint64).astype(
        np.uint32
    ) | np.uint32(1)
    small = (hashes >> np.uint64(32)).astype(np.uint32)
    found = np.empty((len(starts) - 1, bands * ROWS), np.uint32)
    for at, factor in enumerate(factors):
        scrambled = small * factor
        scrambled ^= scrambled >> np.uint32(15)
        scrambled *= np.uint32(0x2C1B3C6D)
        found[:, at] = np.minimum.reduceat(scrambled, starts[:-1])
    return found


def _likely_pairs(signatures: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Pairs that agree in a band, each once. A bucket links each to the few before it."""
    n = len(signatures)
    bits = np.uint64(max(1, int(n - 1).bit_length()))
    place = np.arange(n, dtype=np.uint64)
    keys = []
    for band in range(signatures.shape[1] // ROWS):
        part = signatures[:, band * ROWS : (band + 1) * ROWS].astype(np.uint64)
        # The position rides in the low bits, so that sorting needs no rule for ties.
        ranked = np.sort((_mix(part[:, 0] << np.uint64(32) | part[:, 1]) << bits) | place)
        bucket = ranked >> bits
        at = (ranked & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
        for step in (1, 2, 3):
            same = np.flatnonzero(bucket[step:] == bucket[:-step])
            keys.append(at[same] * n + at[same + step])
    pairs = np.sort(np.concatenate(keys))
    pairs = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))[: len(pairs)]]
    likely = np.empty(len(pairs), bool)
    for begin in range(0, len(pairs), 100_000):
        some = pairs[begin : begin + 100_000]
        agree = (signatures[some // n] == signatures[some % n]).mean(axis=1)
        likely[begin : begin + 100_000] = agree >= LIKELY
    return np.asarray(pairs[likely], np.int64)


def _overlap(
    bag: sparse.csr_matrix, low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Triples in common of each pair of rows."""
    both = np.empty(len(low), np.int64)
    for begin in range(0, len(low), 50_000):
        some = slice(begin, begin + 50_000)
        product = bag[low[some]].multiply(bag[high[some]])
        both[some] = np.asarray(product.sum(axis=1)).ravel()
    return both


def find(tokens: Tokens) -> NDArray[np.int64]:
    """Campaigns among texts.

    Parameters
    ----------
    tokens
        The texts. Only those of at least eight words are looked at.

    Returns
    -------
    (n_texts,) a campaign number for each text, -1 for none; numbers follow the first member.

    Examples
    --------
    >>> from participation.analysis.themes.tokens import tokenise
    >>> letter = "Please keep our library open: children need a warm place to read after school"
    >>> find(tokenise([letter, "Fix the roads", letter + " Thank you", "More buses"])).tolist()
    [0, -1, 0, -1]
    """
    n = len(tokens)
    groups = np.full(n, -1, np.int64)
    which = _shared_only(tokens)
    if len(which) < 2:
        return groups
    hashes, starts = _triples(tokens.take(which))
    pairs = _likely_pairs(_signatures(hashes, starts))
    if not len(pairs):
        return groups
    low, high = pairs // len(which), pairs % len(which)
    near = np.unique(np.concatenate([low, high]))
    low, high = np.searchsorted(near, low), np.searchsorted(near, high)
    some, own = _taken(hashes, starts, near)
    triples, ids = np.unique(some, return_inverse=True)
    bag = sparse.csr_matrix((np.ones(len(ids), np.int32), ids.astype(np.int64), own))
    bag.sum_duplicates()
    bag.data[:] = 1
    size = np.diff(bag.indptr).astype(np.int64)
    alike = _jaccard(_overlap(bag, low, high), size[low], size[high]) >= ALIKE
    low, high = low[alike], high[alike]
    graph = sparse.csr_matrix((np.ones(len(low)), (low, high)), shape=(len(near), len(near)))
    _, component = connected_components(graph, directed=False)
    held = _held_together(bag, size, component)
    found = np.full(len(which), -1, np.int64)
    found[near] = held
    groups[which] = _drawn_in(hashes, starts, found, *_wording(bag, held, triples))
    return _in_order(groups)


def _taken(
    hashes: NDArray[np.uint64], starts: NDArray[np.int64], which: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The triples of some texts, end to end, and where each text's begin."""
    lengths = np.diff(starts)[which]
    own = np.concatenate(([0], np.cumsum(lengths)))
    return hashes[np.arange(own[-1]) + np.repeat(starts[which] - own[:-1], lengths)], own


def _jaccard(
    both: NDArray[np.int64], one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.float64]:
    return np.asarray(both / np.maximum(1, one + other - both), np.float64)


def _held_together(
    bag: sparse.csr_matrix, size: NDArray[np.int64], component: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Keep of each component those alike to its most typical text; the others try again."""
    result = np.full(len(component), -1, np.int64)
    counts = np.bincount(component)
    order = np.argsort(component, kind="stable")
    starts = np.concatenate(([0], np.cumsum(counts)))
    pairs = np.flatnonzero(counts == 2)
    for at in (0, 1):
        result[order[starts[pairs] + at]] = np.arange(len(pairs))
    number = len(pairs)
    for each in np.flatnonzero(counts > 2).tolist():
        members = order[starts[each] : starts[each + 1]]
        for _ in range(20):
            if len(members) < 2:
                break
            mine = bag[members]
            ids, place = np.unique(mine.indices, return_inverse=True)
            usual = np.bincount(place)
            sums = np.add.reduceat(usual[place], mine.indptr[:-1])
            typical = np.round(sums / np.sqrt(np.diff(mine.indptr)), 6)
            template = int(typical.argmax())
            own = np.zeros(len(ids), np.int64)
            own[place[mine.indptr[template] : mine.indptr[template + 1]]] = 1
            both = np.add.reduceat(own[place], mine.indptr[:-1])
            near = _jaccard(both, size[members], np.full(len(members), int(own.sum())))
            close = near >= TO_TEMPLATE
            if close.sum() > 1:
                result[members[close]] = number
                number += 1
            members = members[~close]
    return result


def _wording(
    bag: sparse.csr_matrix, groups: NDArray[np.int64], triples: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The common wording of each group of at least four: the triples in half its texts.

    Returned as triples, and the group of each.
    """
    on = np.flatnonzero(groups >= 0)
    counts = np.bincount(groups[on], minlength=1)
    member = sparse.csr_matrix(
        (np.ones(len(on), np.int32), (groups[on], on)), shape=(len(counts), len(groups))
    )
    usual = sparse.coo_matrix(member @ bag)
    common = (usual.data * 2 >= counts[usual.row]) & (counts[usual.row] >= LARGE)
    return triples[usual.col[common]], usual.row[common].astype(np.int64)


def _drawn_in(
    hashes: NDArray[np.uint64],
    starts: NDArray[np.int64],
    groups: NDArray[np.int64],
    wording: NDArray[np.uint64],
    whose: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Add texts that hold most of a campaign's common wording, or little besides it."""
    if not len(wording):
        return groups
    known = np.unique(wording)
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    hit = np.flatnonzero(known[at] == hashes)
    text = np.searchsorted(starts, hit, side="right") - 1
    held = sparse.csr_matrix(
        (np.ones(len(hit), np.int32), (text, at[hit])), shape=(len(groups), len(known))
    )
    held.data[:] = 1
    template = sparse.csr_matrix(
        (np.ones(len(whose), np.int32), (np.searchsorted(known, wording), whose)),
        shape=(len(known), int(whose.max()) + 1),
    )
    wide = np.asarray(template.sum(axis=0)).ravel()
    size = np.diff(starts)
    shared = sparse.coo_matrix(held @ template)
    row, column, both = shared.row, shared.col, shared.data
    enough = (both >= FAMILIAR * wide[column]) | (both >= FAMILIAR * size[row])
    enough &= (both >= SHORTEST) & (groups[row] < 0)
    row, column, both = row[enough], column[enough], both[enough]
    order = np.lexsort((column, -both, row))
    row, column = row[order], column[order]
    first = np.ones(len(row), bool)
    first[1:] = row[1:] != row[:-1]
    result = groups.copy()
    result[row[first]] = column[first]
    return result


def same_words(tokens: Tokens) -> NDArray[np.int64]:
    """For each text the first that has the same words in the same order."""
    n = len(tokens)
    starts = tokens.starts[:-1]
    within = np.arange(len(tokens.flat)) - np.repeat(starts, tokens.lengths)
    signs = _mix(tokens.flat.astype(np.uint64) + np.uint64(1)) + within.astype(np.uint64) * _PRIME
    total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(_mix(signs), dtype=np.uint64)))
    sums = total[tokens.starts[1:]] - total[starts]
    order = np.lexsort((np.arange(n), sums, tokens.lengths))
    new = np.ones(n, bool)
    new[1:] = (np.diff(sums[order]) != 0) | (np.diff(tokens.lengths[order]) != 0)
    first = np.empty(n, np.int64)
    first[order] = order[new][np.cumsum(new) - 1] if n else order
    return first


@dataclass(frozen=True)
class Standing:
    """Who stands for whom in the search for themes.

    Attributes
    ----------
    group : (n_texts,) campaign of each text, -1 for none
    speaker : (n_texts,) the text that stands for each, often itself
    template : (n_groups,) the text that stands for each campaign
    """

    group: NDArray[np.int64]
    speaker: NDArray[np.int64]
    template: NDArray[np.int64]


def stand_for(tokens: Tokens, copies: NDArray[np.int64]) -> Standing:
    """Campaigns, and one text to speak for each: the most sent, then of the middling length.

    A text of eight words or more that three people sent is a campaign too.
    """
    group = find(tokens)
    alone = np.flatnonzero((group < 0) & (copies >= FEWEST_SENT) & (tokens.lengths >= SHORTEST))
    group[alone] = np.arange(len(alone)) + (group.max(initial=-1) + 1)
    group = _in_order(group)
    speaker = same_words(tokens)
    member = np.flatnonzero(group >= 0)
    template = np.empty(int(group.max(initial=-1)) + 1, np.int64)
    if len(member):
        middle = np.zeros(len(template))
        order = member[np.lexsort((tokens.lengths[member], group[member]))]
        starts = np.searchsorted(group[order], np.arange(len(template) + 1))
        middle = tokens.lengths[order[(starts[:-1] + starts[1:] - 1) // 2]].astype(np.float64)
        far = np.abs(tokens.lengths[member] - middle[group[member]])
        ranked = member[np.lexsort((member, far, -copies[member], group[member]))]
        template = ranked[np.searchsorted(group[ranked], np.arange(len(template)))]
        speaker[member] = template[group[member]]
    return Standing(group, speaker[speaker], template)


def _in_order(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers by first member."""
    member = np.flatnonzero(groups >= 0)
    if not len(member):
        return groups
    _, first, inverse = np.unique(groups[member], return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    groups = groups.copy()
    groups[member] = rank[inverse]
    return groups
