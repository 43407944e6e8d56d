"""Names for themes in residents' own words, and the answers that show what they mean.

Phrases are scored by log-odds against all other answers with an informative prior
(Monroe, Colaresi and Quinn, "Fightin' Words", Political Analysis 16, 2008), then by how
near they lie to the middle of the theme.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import words
from participation.analysis.themes.tokens import words_of

MOST_PHRASES = 6
LONGEST_TITLE = 60
PRIOR = 0.5
COVERS = 0.08
LONGER = 0.8
"""A phrase of two words beats one word unless that is nearly twice as telling."""
EVERYONE = 0.15
_PAUSE = re.compile(r"[.,;:!?()\[\]\"“”/|…\n]+|\s[-–—]+\s")


@dataclass(frozen=True)
class Phrases:
    """The phrases of each text: keys (folded words) and how they were written."""

    by_text: list[set[tuple[str, ...]]]
    written: dict[tuple[str, ...], Counter[str]]


def phrases_of(texts: Sequence[str], dropped: Iterable[str] = ()) -> Phrases:
    """Phrases of one to three words that begin and end with a word of content.

    A common word may stand inside ("cost of living"), never at an end. Singular and
    plural fold into one key.
    """
    common = words.stop_words()
    out = {words.singular(word) for phrase in dropped for word in words_of(phrase)}
    by_text: list[set[tuple[str, ...]]] = []
    written: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for text in texts:
        keys: set[tuple[str, ...]] = set()
        for part in _PAUSE.split(text):
            for key, form in _in_one_breath(words_of(part), common, out):
                if key not in keys:
                    keys.add(key)
                    written[key][form] += 1
        by_text.append(keys)
    return Phrases(by_text, written)


def _in_one_breath(
    found: list[str], common: frozenset[str], out: set[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Phrases between two pauses, as their key and as written."""
    folded = [words.singular(word) for word in found]
    # 2 may begin or end a phrase, 1 may only stand inside one, 0 breaks it.
    kind = [
        0 if key in out or (len(word) < 2 and word.isascii()) or word.isdigit()
        else 1 if word in common
        else 2
        for word, key in zip(found, folded, strict=True)
    ]  # fmt: skip
    for at, first in enumerate(kind):
        if first != 2:
            continue
        for end in range(at + 1, min(at + 3, len(found)) + 1):
            if kind[end - 1] == 0:
                break
            if kind[end - 1] == 2 and (end == at + 1 or folded[at] != folded[end - 1]):
                yield tuple(folded[at:end]), " ".join(found[at:end])


def _most_written(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))


def name_themes(
    phrases: Phrases,
    labels: NDArray[np.int64],
    groups: int,
    weights: NDArray[np.int64],
    closeness: NDArray[np.float64],
) -> list[tuple[str, tuple[str, ...]]]:
    """A title and key phrases for each group.

    Parameters
    ----------
    phrases : of the texts, in their order
    labels : (n_texts,), the group of each, -1 for none
    groups : how many groups there are
    weights : (n_texts,), how many answers each text stands for
    closeness : (n_texts,), cosine to the middle of its group

    Returns
    -------
    One ``(title, key phrases)`` a group, at most six phrases, best first.
    """
    inside: list[defaultdict[tuple[str, ...], float]] = [defaultdict(float) for _ in range(groups)]
    near: list[defaultdict[tuple[str, ...], float]] = [defaultdict(float) for _ in range(groups)]
    everywhere: Counter[tuple[str, ...]] = Counter()
    sizes = np.zeros(groups)
    for keys, label, weight, close in zip(phrases.by_text, labels, weights, closeness, strict=True):
        for key in keys:
            everywhere[key] += 1
        if label < 0:
            continue
        # A letter sent by a thousand people is one way of putting it, not a thousand.
        damped = 1 + np.log(weight)
        sizes[label] += damped
        for key in keys:
            inside[label][key] += damped
            near[label][key] += damped * max(0.0, float(close))
    total = sizes.sum()
    all_counts: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for counted in inside:
        for key, count in counted.items():
            all_counts[key] += count
    too_common = EVERYONE * max(1.0, total) if groups > 6 else np.inf
    common = words.stop_words()
    named = []
    for group in range(groups):
        size = sizes[group]
        least = max(2.0, COVERS * size) if size > 6 else min(2.0, size / 2)
        if not any(count >= least for count in inside[group].values()):
            least = min(2.0, size / 2)
        scored = []
        for key, count in inside[group].items():
            if count < least or (all_counts[key] > too_common and count < all_counts[key] / 2):
                continue
            prior = PRIOR * all_counts[key] / max(1.0, total)
            rest = all_counts[key] - count
            own = np.log((count + prior) / max(1e-9, size - count + PRIOR))
            other = np.log((rest + prior) / max(1e-9, total - size - rest + PRIOR))
            spread = np.sqrt(1 / (count + prior) + 1 / (rest + prior))
            z = (own - other) / spread
            if z <= 0:
                continue
            content = sum(word not in common for word in key)
            closeness_of = near[group][key] / count
            scored.append((-z * (0.3 + closeness_of) * (1 + LONGER * (content - 1)), key))
        scored.sort()
        chosen: list[tuple[str, ...]] = []
        used: set[str] = set()
        for _, key in scored:
            own_words = {word for word in key if word not in common}
            if own_words & used:
                continue
            chosen.append(key)
            used |= own_words
            if len(chosen) == MOST_PHRASES:
                break
        shown = tuple(_most_written(phrases.written[key]) for key in chosen)
        named.append((_title(shown), shown))
    return _tell_apart(named)


def _title(phrases: Sequence[str]) -> str:
    taken: list[str] = []
    for phrase in phrases[:3]:
        if taken and len(", ".join([*taken, phrase])) > LONGEST_TITLE:
            break
        taken.append(phrase[:LONGEST_TITLE])
    if not taken:
        return ""
    text = taken[0] if len(taken) == 1 else ", ".join(taken[:-1]) + " and " + taken[-1]
    return text[:1].upper() + text[1:]


def _tell_apart(
    named: list[tuple[str, tuple[str, ...]]],
) -> list[tuple[str, tuple[str, ...]]]:
    """No two themes under one title: a later one takes in its next phrase."""
    seen: set[str] = set()
    result = []
    for first, phrases in named:
        title = first
        for more in phrases[3:]:
            if title not in seen:
                break
            title = f"{title}, {more}"
        seen.add(title)
        result.append((title, phrases))
    return result
