"""Names for themes in residents' own words.

A title is a phrase that somebody spoke. Words are weighed by log-odds against all other
answers with an informative prior (Monroe, Colaresi and Quinn, "Fightin' Words", Political
Analysis 16, 2008); a phrase by the words it holds, by how many said it, and by how near it
lies to the middle of the theme and how far from the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import log, log2, sqrt

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import phrases, spread
from participation.analysis.themes.phrases import Casing, Key, Phrase
from participation.analysis.themes.wordspace import Matrix

MOST_PHRASES = 6
LONGEST_TITLE = 70
PRIOR = 0.5
EVERYONE = 0.15
"""A word that this share of all answers hold, and no theme above others, names nothing."""
LOOKED_AT = 40
"""Phrases of a theme whose nearness to its middle is worked out."""
COVERS_ENOUGH, ADDS_ENOUGH = 0.34, 0.12
"""A title whose words fewer answers share than the first takes in a second phrase, if that
brings in the second share more."""
FAINT = 0.5
NAME_ALONE = 0.9
HOLLOW, RARE, AGAIN = 0.6, 0.7, 0.35
WISH = 0.3
NEAR, LEAD = 0.9, 0.5
EVERYONES = 0.3
LEADS, NEAT = 0.4, 0.15
HELD = 0.35
"""A theme is a mixture when fewer of its members hold any of its six most telling words."""
TOO_ALIKE = 0.67
FEWEST_IN_LANGUAGE = 5
"""Texts in another language from which a theme gets a phrase in it as well."""

Place = Callable[[list[str]], Matrix]


@dataclass(frozen=True)
class Name:
    """What a theme is called.

    ``title`` is in ``language``, that of most of its texts ("" when not known); ``others``
    holds phrases in the languages of enough other texts; ``held`` is the share of the members
    in that language that hold any of the six most telling words.
    """

    title: str
    keyphrases: tuple[str, ...]
    language: str = ""
    others: dict[str, str] = field(default_factory=dict)
    held: float = 1.0


PHRASES_FROM, CASING_FROM = 120, 2_000
"""Texts of a theme whose phrases are weighed, and texts that show how words are written: the
first in the order of digests, so a sample by chance. Words are counted in all."""


@dataclass(frozen=True)
class Said:
    """What the members of all themes said.

    Attributes
    ----------
    texts : the distinct texts
    spans : for each, the stretch that shows its theme best
    labels : (n,), the theme of each, -1 for none
    weights : (n,), how many answers each stands for
    languages : a code for each, "" where not known
    """

    texts: Sequence[str]
    spans: Sequence[tuple[int, int]]
    labels: NDArray[np.int64]
    weights: NDArray[np.int64]
    languages: Sequence[str]


def name_themes(
    said: Said,
    groups: int,
    *,
    dropped: Sequence[str] = (),
    place: Place | None = None,
    centres: Matrix | None = None,
    avoid: Sequence[str] = (),
    processes: int = 1,
) -> list[Name]:
    """A name for each theme, no two nearly the same.

    Parameters
    ----------
    said : what was said, theme by theme
    groups : how many themes there are, numbered by size, largest first
    dropped : phrases whose words stay out of titles: the question, the place
    place : gives unit points of phrases, shape (n, dimensions)
    centres : (groups, dimensions), the middles of the themes
    avoid : titles that these should not resemble either
    processes : how many to share the themes among
    """
    out = phrases.folded(dropped)
    casing = Casing(said.texts[:CASING_FROM])
    heard = _Heard(said, out)
    told = [_main_language(said, group) for group in range(groups)]

    def draft(some: Sequence[int]) -> list[_Draft]:
        return [
            _draft(said, heard, group, told[group][0], out, casing, place, centres)
            for group in some
        ]

    drafts = [one for part in spread.over_blocks(draft, range(groups), 1, processes=processes)
              for one in part]  # fmt: skip
    names = []
    given = _given(drafts, [phrases.folded([title]) for title in avoid], casing)
    for mine, (language, rest) in zip(drafts, told, strict=True):
        title = given[mine.group]
        others = {}
        for code in rest:
            other = _draft(said, heard, mine.group, code, out, casing, place, centres)
            lead = other.ranked[0][1].key if other.ranked else ()
            if any(len(other.having[word]) > 2 for word in lead if other.telling.get(word)):
                others[code], _ = _title(other, [], casing, alone=True)
        names.append(
            Name(
                title,
                tuple(casing(phrase.shown, begin=False) for phrase in mine.shared),
                language,
                others,
                _held(mine),
            )
        )
    return names


def _given(drafts: Sequence[_Draft], taken: list[frozenset[str]], casing: Casing) -> dict[int, str]:
    """A title for each theme, no two nearly the same. Of themes that want one title, that which
    it fits best has it."""
    order = sorted(
        drafts, key=lambda draft: (-(draft.ranked[0][0] if draft.ranked else 0), draft.group)
    )
    given = {}
    for draft in order:
        given[draft.group], used = _title(draft, taken, casing)
        taken.append(used)
    return given


def _held(draft: _Draft) -> float:
    """The share of a theme's members that hold one of its six most telling words."""
    best = sorted(draft.telling, key=lambda word: (-draft.telling[word], word))[:MOST_PHRASES]
    together: set[int] = set().union(*(draft.having[word] for word in best))
    return len(together) / draft.members if draft.members else 0.0


def _main_language(said: Said, group: int) -> tuple[str, list[str]]:
    """The language most of a theme's texts are in, and others with enough of them."""
    counted = Counter(said.languages[at] for at in np.flatnonzero(said.labels == group).tolist())
    if not counted:
        return "", []
    order = sorted(counted, key=lambda code: (-counted[code], code))
    rest = [code for code in order[1:] if code and counted[code] >= FEWEST_IN_LANGUAGE]
    return order[0], rest


@dataclass
class _Draft:
    """The phrases of one theme, best first, and which members share each of their words."""

    group: int
    ranked: list[tuple[float, Phrase]]
    shared: list[Phrase]
    having: dict[str, set[int]]
    members: int
    telling: dict[str, float]


def _draft(
    said: Said,
    heard: _Heard,
    group: int,
    language: str,
    out: frozenset[str],
    casing: Casing,
    place: Place | None,
    centres: Matrix | None,
) -> _Draft:
    mine = [
        at for at in np.flatnonzero(said.labels == group).tolist()
        if said.languages[at] == language
    ]  # fmt: skip
    having, telling = _telling_words(said, heard, mine, group, language)
    some = mine[:PHRASES_FROM]
    found = phrases.gather(
        [said.texts[at] for at in some], [said.spans[at] for at in some],
        language=language, out=out,
    )  # fmt: skip
    best = max(telling.values(), default=0.0)
    if best <= 0:
        return _Draft(group, [], [], having, len(mine), telling)
    scored = []
    least = max(2, round(0.03 * len(mine))) if len(mine) > 8 else 1
    for key, phrase in found.items():
        weights = [telling.get(word, 0.0) for word in key]
        if max(weights) <= 0:
            continue
        hollow = all(phrases.faint(word) for word in key)
        rare = sum(len(having.get(word, ())) < least for word in key)
        phrase.shown = min(phrase.said, key=lambda form: (-phrase.said[form], len(form), form))
        words = _diminishing(weights) / best
        again = log2(len(phrase.texts)) if " " in phrase.shown else 0.0
        score = words - RARE * rare - phrase.cost + AGAIN * again + _shape(phrase)
        score -= HOLLOW * (hollow and not phrases.wishes(phrase.shown))
        score += WISH * phrases.wishes(phrase.shown)
        score -= NAME_ALONE * all(casing.is_name(word) for word in key) * (1 + again / 2)
        scored.append((round(float(score), 5), phrase))
    scored.sort(key=lambda one: (-one[0], one[1].key))
    shared = _shared(scored, len(mine))
    few = scored[:LOOKED_AT]
    if place is not None and centres is not None and few:
        points = place([phrase.shown for _, phrase in few])
        cosines = np.round(points @ centres.T, 4).astype(np.float64)
        own = cosines[:, group].copy()
        cosines[:, group] = -1
        lead = own - np.maximum(cosines.max(axis=1), 0)
        near = NEAR * _spread(own) + LEAD * _spread(lead)
        few = [
            (round(score + float(extra), 5), phrase)
            for (score, phrase), extra in zip(few, near, strict=True)
        ]
        few.sort(key=lambda one: (-one[0], one[1].key))
    return _Draft(group, few, shared, having, len(mine), telling)


def _spread(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values from 0 for the least to 1 for the greatest."""
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.zeros(len(values))


def _diminishing(weights: Sequence[float]) -> float:
    """The first word counts whole, each further one less: length alone buys little."""
    return sum(
        weight * share
        for weight, share in zip(
            sorted(weights, reverse=True), (1, 0.4, 0.2, 0.1, 0.05), strict=False
        )
    )


def _shape(phrase: Phrase) -> float:
    """What the form of a phrase is worth: two to five words tell more than one."""
    length = len(phrase.shown.split())
    return {1: -0.6, 2: 0.0, 3: 0.15, 4: 0.2, 5: 0.15, 6: 0.0}.get(length, -0.2)


class _Heard:
    """The content words of every text in its stretch, read once, and in how many each stands."""

    def __init__(self, said: Said, out: frozenset[str]) -> None:
        self.words: list[set[str]] = []
        self.texts: Counter[str] = Counter(
            language
            for language, label in zip(said.languages, said.labels.tolist(), strict=True)
            if label >= 0
        )
        self.holding: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text, (start, end), language, label in zip(
            said.texts, said.spans, said.languages, said.labels.tolist(), strict=True
        ):
            common = phrases.common_words(language)
            self.words.append(phrases.content_words(text[start:end], out, common))
            if label >= 0:
                self.holding[language].update(self.words[-1])


def _telling_words(
    said: Said, heard: _Heard, mine: list[int], group: int, language: str
) -> tuple[dict[str, set[int]], dict[str, float]]:
    """Which members hold each word, and how telling it is of them: the share of the theme's
    own rate in the divergence from the rate elsewhere, nothing where chance would do."""
    having: defaultdict[str, set[int]] = defaultdict(set)
    for at in mine:
        for word in heard.words[at]:
            having[word].add(at)
    inside = {word: sum(1 + log(said.weights[at]) for at in held)
              for word, held in having.items()}  # fmt: skip
    size = sum(1 + log(said.weights[at]) for at in mine)
    rest = heard.texts[language] - len(mine)
    telling = {}
    total = size + rest
    for word, count in inside.items():
        other = heard.holding[language][word] - len(having[word])
        prior = PRIOR * (count + other) / max(1.0, total)
        own_odds = log((count + prior) / max(PRIOR, size - count + PRIOR))
        other_odds = log((other + prior) / max(PRIOR, rest - other + PRIOR))
        z = (own_odds - other_odds) / sqrt(1 / (count + prior) + 1 / (other + prior))
        everyone = (count + other) > EVERYONE * total and count < 0.6 * (count + other)
        if rest and z <= 0:
            continue
        share = count / max(1.0, size)
        faint = FAINT if phrases.faint(word) else 1.0
        if everyone and rest:
            faint *= EVERYONES
        apart = min(z, 6.0) if rest else 1.0
        telling[word] = round(float(share**0.5 * apart * faint), 5)
    return dict(having), telling


def _covered(draft: _Draft, key: Key) -> set[int]:
    """The members that share a word of a phrase that tells of the theme."""
    return {at for word in key if draft.telling.get(word, 0) > 0 for at in draft.having[word]}


def _title(
    draft: _Draft, taken: list[frozenset[str]], casing: Casing, *, alone: bool = False
) -> tuple[str, frozenset[str]]:
    """The best phrase that no other title nearly is; two where one says too little."""
    apart = [one for one in draft.ranked if not _near(one[1].key, taken)] or draft.ranked
    if not apart:
        return "", frozenset()
    # A phrase before a word: one word is a title only where no phrase carries the theme.
    wordy = [one for one in apart if " " in one[1].shown and one[0] >= apart[0][0] - 0.8]
    score, first = (wordy or apart)[0]
    covered = _covered(draft, first.key)
    text = casing(first.shown)
    used = frozenset(first.key)
    if not alone and len(covered) < COVERS_ENOUGH * draft.members:
        for other_score, other in apart:
            if set(other.key) & used or other_score < score - 0.9 or " " not in other.shown:
                continue
            if other.cost > NEAT or _strongest(draft, other.key) < LEADS * _strongest(
                draft, first.key
            ):
                continue
            more = _covered(draft, other.key) - covered
            if len(more) < ADDS_ENOUGH * draft.members:
                continue
            joined = f"{text}; {casing(other.shown, begin=False)}"
            if len(joined) > LONGEST_TITLE:
                continue
            return joined, used | frozenset(other.key)
    return text, used


def _strongest(draft: _Draft, key: Key) -> float:
    """How telling the most telling word of a phrase is, words of time and number apart."""
    return max((draft.telling.get(word, 0.0) for word in key if not phrases.faint(word)),
               default=0.0)  # fmt: skip


def _near(key: Key, taken: list[frozenset[str]]) -> bool:
    mine = set(key)
    return any(len(mine & other) >= TOO_ALIKE * min(len(mine), len(other)) for other in taken)


def _shared(scored: list[tuple[float, Phrase]], members: int) -> list[Phrase]:
    """Up to six phrases, each said by several where the theme is large enough for that; where
    people put things in so many ways that fewer than three are, by one."""
    ranked = sorted(
        scored,
        key=lambda one: (-round(one[0] + 0.3 * log2(len(one[1].texts)), 5), one[1].key),
    )
    chosen: list[Phrase] = []
    used: set[str] = set()
    for least, most in ((2, MOST_PHRASES), (1, 3)) if members > 8 else ((1, MOST_PHRASES),):
        for _, phrase in ranked:
            if len(chosen) >= most:
                break
            if len(phrase.texts) >= least and not set(phrase.key) & used:
                chosen.append(phrase)
                used |= set(phrase.key)
    return chosen
