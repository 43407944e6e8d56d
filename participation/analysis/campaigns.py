"""Same-wording answers: who sent the shared words, and what each added of their own.

Nothing is thrown out: every copy is a person, counted. The shared wording is read once, and the
personal words beside it are read like any other answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from participation.analysis.themes import campaigns
from participation.analysis.themes.tokens import READ_AT_MOST, WORD, plain_word, tokenise

FEWEST = 3
"""People who must have sent a wording for it to be called shared."""

LEAST_OWN = 3
"""Words in a row that aren't shared, for them to be somebody's own."""

Part = tuple[int, int]
Triple = tuple[str, str, str]


@dataclass(frozen=True)
class Shared:
    """One shared wording.

    Attributes
    ----------
    template : the text that stands for it, as an index
    members : indices of every text that has it, in order, the template among them
    own : for each member the parts of its text that are its own, as code points
    distinct : how many different texts its members sent
    """

    template: int
    members: tuple[int, ...]
    own: tuple[tuple[Part, ...], ...]
    distinct: int


def shared_wordings(
    texts: Sequence[str],
    *,
    fewest: int = FEWEST,
    processes: int = 1,
    progress: Callable[[str, float], None] | None = None,
) -> list[Shared]:
    """Group texts that share a wording, the most sent first.

    Parameters
    ----------
    texts
        Answers as people wrote them.
    fewest
        People who must have sent a wording.

    Examples
    --------
    >>> letter = "Please keep our library open: children need a warm place to read after school."
    >>> mine = letter + " My own two go there every single Tuesday."
    >>> (found,) = shared_wordings([letter, "Fix the roads", letter, mine])
    >>> found.members, mine[slice(*found.own[2][0])]
    ((0, 2, 3), 'My own two go there every single Tuesday.')
    """
    tell = progress or (lambda _step, _share: None)
    place: dict[str, int] = {}
    which = [place.setdefault(text, len(place)) for text in texts]
    if not place:
        return []
    distinct = list(place)
    copies = np.bincount(which, minlength=len(distinct)).astype(np.int64)
    tell("words", 0.1)
    tokens = tokenise(distinct, processes=processes)
    tell("alike", 0.3)
    standing = campaigns.stand_for(tokens, copies)
    tell("apart", 0.6)
    people = np.bincount(
        standing.group[standing.group >= 0],
        weights=copies[standing.group >= 0],
        minlength=len(standing.template),
    )
    kept = [group for group in range(len(standing.template)) if people[group] >= fewest]
    of_group: dict[int, list[int]] = {group: [] for group in kept}
    for at, group in enumerate(standing.group.tolist()):
        if group in of_group:
            of_group[group].append(at)
    senders: list[list[int]] = [[] for _ in distinct]
    for index, at in enumerate(which):
        senders[at].append(index)
    found = []
    for number, group in enumerate(kept):
        own = _own_parts(distinct, of_group[group], copies)
        members = sorted((index, at) for at in of_group[group] for index in senders[at])
        found.append(
            Shared(
                template=senders[int(standing.template[group])][0],
                members=tuple(index for index, _ in members),
                own=tuple(own[at] for _, at in members),
                distinct=len(of_group[group]),
            )
        )
        if number % 200 == 0:
            tell("apart", 0.6 + 0.4 * number / len(kept))
    return sorted(found, key=lambda one: (-len(one.members), one.members[0]))


def _own_parts(
    distinct: Sequence[str], members: Sequence[int], copies: np.ndarray
) -> dict[int, tuple[Part, ...]]:
    """The parts of each text that most of the others don't have."""
    places: dict[int, list[Part]] = {}
    words: dict[int, list[str]] = {}
    sent: Counter[Triple] = Counter()
    for at in members:
        text = distinct[at][:READ_AT_MOST]
        places[at] = [found.span() for found in WORD.finditer(text)]
        words[at] = [plain_word(text[start:end].lower()) for start, end in places[at]]
        for triple in set(_triples(words[at])):
            sent[triple] += int(copies[at])
    half = int(copies[list(members)].sum()) / 2
    common = {triple for triple, times in sent.items() if times >= half and times > 1}
    return {at: _runs(distinct[at], words[at], places[at], common) for at in members}


def _triples(words: Sequence[str]) -> list[Triple]:
    return list(zip(words, words[1:], words[2:], strict=False))


def _runs(
    text: str, words: Sequence[str], places: Sequence[Part], common: set[Triple]
) -> tuple[Part, ...]:
    """Runs of words that no common triple covers, each with the signs that close it."""
    covered = [False] * len(words)
    for at, triple in enumerate(_triples(words)):
        if triple in common:
            covered[at] = covered[at + 1] = covered[at + 2] = True
    parts: list[Part] = []
    at = 0
    while at < len(words):
        if covered[at]:
            at += 1
            continue
        first = at
        while at < len(words) and not covered[at]:
            at += 1
        if at - first < LEAST_OWN:
            continue
        end = places[at][0] if at < len(words) else min(len(text), READ_AT_MOST)
        start = places[first][0]
        parts.append((start, start + len(text[start:end].rstrip())))
    return tuple(parts)
