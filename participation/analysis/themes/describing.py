"""The result in plain values: every answer in one state, every theme with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from participation.analysis.discovery import (
    Campaign,
    Detail,
    Discovery,
    Grade,
    RunFacts,
    State,
    SuggestedTheme,
)
from participation.analysis.themes import guessed, parts, quotes, reading, reasons, titles
from participation.analysis.themes.campaigns import FEWEST_SENT, Standing
from participation.analysis.themes.columns import STATES, Assignments, Points
from participation.analysis.themes.corpus import CODES, Corpus
from participation.analysis.themes.grouping import Grouping
from participation.analysis.themes.results import Coded
from participation.analysis.themes.wordspace import Matrix

REASONS = (*CODES, "too_few_to_group", "no_known_word", "unlike_any_theme")
NAMED_FROM = 4_000
MIXED = 0.1

CODED, OTHER = STATES.index(State.CODED), STATES.index(State.OTHER)
NO_REASON = STATES.index(State.NO_REASON)
UNDECIDED = STATES.index(State.UNDECIDED)
NOT_ANALYSED = STATES.index(State.NOT_ANALYSED)


@dataclass(frozen=True)
class Facts:
    """What was asked for and what happened, for the record of the run."""

    seed: int
    grade: Grade
    detail: Detail
    method: str
    versions: dict[str, str]
    parameters: dict[str, object]
    dropped: tuple[str, ...] = ()
    notices: list[str] = field(default_factory=list)
    quality: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Naming:
    """What names are made with: languages of the texts where told, points of phrases, and the
    middles of the groups."""

    languages: Sequence[str] | None = None
    place: titles.Place | None = None
    centres: Matrix | None = None
    parts: parts.Parts | None = None
    processes: int = 1


def describe(
    texts: Sequence[str],
    corpus: Corpus,
    coded: Coded,
    themes: int,
    grouped: Grouping | None,
    facts: Facts,
    *,
    campaigns: tuple[Campaign, ...] = (),
    known: tuple[SuggestedTheme, ...] | None = None,
    naming: Naming = Naming(),
) -> tuple[Discovery, NDArray[np.int64]]:
    """The result, and the order in which the groups became themes."""
    sizes, distinct = _sizes(corpus, coded, themes)
    order = np.arange(themes) if known else np.lexsort((np.arange(themes), -sizes))
    rank = np.empty(themes, np.int64)
    rank[order] = np.arange(themes)
    width = max(2, len(str(themes)))
    ids = tuple(f"T{at + 1:0{width}d}" for at in range(themes))
    if known:
        ids = tuple(theme.id for theme in known)
    to_rank = np.append(rank, -1)

    assignments = _assignments(corpus, coded, to_rank, ids, themes)
    points = _points(corpus, coded, to_rank, ids)
    found = _themes(
        texts, corpus, coded, order, ids, (sizes, distinct), grouped, facts, known, naming
    )
    narrower: tuple[SuggestedTheme, ...] = ()
    within: dict[str, tuple[int, ...]] = {}
    if naming.parts is not None and len(naming.parts.group):
        said = parts.Said(
            texts,
            _languages(texts, corpus, coded.sample, naming),
            facts.dropped,
            naming.place,
        )
        narrower, within = parts.describe(naming.parts, corpus, coded, found, order, said)
        found = tuple(_of_parts(theme, narrower) for theme in found)
    primary = assignments.state[assignments.primary]
    counts = {state.value: int((primary == at).sum()) for at, state in enumerate(STATES)}
    assert int(assignments.primary.sum()) == len(texts), "every answer is accounted for once"
    assert sum(counts.values()) == len(texts), "count in is count accounted"
    run = RunFacts(
        seed=facts.seed,
        grade=facts.grade,
        detail=facts.detail,
        versions=facts.versions,
        corpus_digest=corpus.digest,
        counts=counts,
        method=facts.method,
        parameters=facts.parameters,
        stability=_rounded(grouped.stability) if grouped else None,
        quality=_quality(coded) | facts.quality,
        notices=tuple(dict.fromkeys(facts.notices)),
        reruns=grouped.reruns if grouped else 0,
    )
    order_to_read = () if themes else reading.reading_order(texts, corpus)
    return Discovery(found, assignments, points, campaigns, run, order_to_read,
                     narrower, within), order  # fmt: skip


def campaigns_of(corpus: Corpus, standing: Standing | None) -> tuple[Campaign, ...]:
    """Same-wording replies, largest first, with every answer in them."""
    if standing is None:
        return ()
    group = np.where(corpus.which >= 0, standing.group[corpus.which], -1)
    texts = np.flatnonzero(group >= 0)
    texts = texts[np.lexsort((texts, group[texts]))]
    numbers = len(standing.template)
    starts = np.searchsorted(group[texts], np.arange(numbers + 1))
    sizes = np.diff(starts)
    distinct = np.bincount(standing.group[standing.group >= 0], minlength=numbers)
    order = [at for at in np.lexsort((np.arange(numbers), -sizes)).tolist()
             if sizes[at] >= FEWEST_SENT]  # fmt: skip
    return tuple(
        Campaign(
            id=f"C{place + 1:02d}",
            template=int(corpus.first[standing.template[at]]),
            indices=tuple(texts[starts[at] : starts[at + 1]].tolist()),
            distinct=int(distinct[at]),
        )
        for place, at in enumerate(order)
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)


def _sizes(
    corpus: Corpus, coded: Coded, themes: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Answers and distinct texts that carry each theme."""
    main = coded.main
    on = main >= 0
    sizes = np.bincount(main[on], corpus.copies[on], minlength=themes).astype(np.int64)
    distinct = np.bincount(main[on], minlength=themes).astype(np.int64)
    for text, theme, _ in coded.further:
        sizes[theme] += corpus.copies[text]
        distinct[theme] += 1
    return sizes, distinct


def _assignments(
    corpus: Corpus,
    coded: Coded,
    to_rank: NDArray[np.int64],
    ids: tuple[str, ...],
    themes: int,
) -> Assignments:
    n = len(corpus.code)
    which = corpus.which
    said = which >= 0
    of = np.where(said, which, 0)
    blank = corpus.code == CODES.index(reasons.BLANK)
    state = np.where(blank, NOT_ANALYSED, NO_REASON).astype(np.int8)
    reason = corpus.code.astype(np.int8)
    theme = np.full(n, -1, np.int32)
    sure = np.full(n, np.nan)
    start = np.full(n, -1, np.int64)
    end = np.full(n, -1, np.int64)
    if said.any():
        main = np.where(said, coded.main[of], -1)
        unplaced = OTHER if themes else UNDECIDED
        state[said] = np.where(main[said] >= 0, CODED, unplaced)
        why = np.where(
            coded.silent[of], REASONS.index("no_known_word"), REASONS.index("unlike_any_theme")
        )
        why = why if themes else np.full(n, REASONS.index("too_few_to_group"))
        reason[said] = np.where(main[said] >= 0, 0, why[said])
        theme[:] = to_rank[main]
        sure[said] = coded.sure[of[said]]
        proof = np.where(said, coded.proof[of], -1)
        proven = proof >= 0
        start[proven] = coded.points.spans[proof[proven], 0]
        end[proven] = coded.points.spans[proof[proven], 1]
    index = np.arange(n, dtype=np.int64)
    primary = np.ones(n, bool)

    if coded.further:
        more = np.array(coded.further, np.int64)
        texts, places = _copies_of(corpus, more[:, 0])
        rows = more[places]
        spans = coded.points.spans[rows[:, 2]]
        extra = len(rows)
        index = np.concatenate([index, texts])
        theme = np.concatenate([theme, to_rank[rows[:, 1]].astype(np.int32)])
        state = np.concatenate([state, np.full(extra, CODED, np.int8)])
        # A further theme is never surer than the answer's main one.
        sure = np.concatenate([sure, coded.sure[rows[:, 0]] * _relative(coded, rows)])
        primary = np.concatenate([primary, np.zeros(extra, bool)])
        start = np.concatenate([start, spans[:, 0]])
        end = np.concatenate([end, spans[:, 1]])
        reason = np.concatenate([reason, np.zeros(extra, np.int8)])
        order = np.lexsort((theme, ~primary, index))
        index, theme, state, sure = index[order], theme[order], state[order], sure[order]
        primary, start, end, reason = primary[order], start[order], end[order], reason[order]
    return Assignments(ids, REASONS, index, theme, state, sure, primary, start, end, reason)


def _relative(coded: Coded, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    cosine = coded.found.cosine[rows[:, 2]].astype(np.float64)
    lead = coded.found.lead[rows[:, 2]].astype(np.float64)
    return np.clip(0.5 + 0.5 * lead / np.maximum(cosine, 1e-6), 0, 1)


def _copies_of(
    corpus: Corpus, distinct: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All answers whose text is each of these, and which of these it was."""
    order = np.argsort(corpus.which, kind="stable")
    order = order[int((corpus.which < 0).sum()) :]
    starts = np.concatenate(([0], np.cumsum(corpus.copies)))
    lengths = corpus.copies[distinct]
    place = np.repeat(np.arange(len(distinct)), lengths)
    ahead = np.cumsum(lengths) - lengths
    within = np.arange(int(lengths.sum())) - np.repeat(ahead, lengths)
    return order[starts[distinct[place]] + within], place


def _points(
    corpus: Corpus, coded: Coded, to_rank: NDArray[np.int64], ids: tuple[str, ...]
) -> Points:
    """The points of every answer that says something, copies included."""
    which = corpus.which
    index = np.flatnonzero(which >= 0)
    lengths = np.diff(coded.points.starts)[which[index]] if len(index) else index
    row = np.repeat(index, lengths)
    ahead = np.cumsum(lengths) - lengths
    number = np.arange(len(row)) - np.repeat(ahead, lengths)
    at = coded.points.starts[which[row]] + number
    theme = to_rank[coded.found.theme[at]].astype(np.int32)
    sure = np.clip(coded.found.lead[at] / np.maximum(coded.found.cosine[at], 1e-6), 0, 1)
    sure = np.where(theme >= 0, 0.5 + 0.5 * sure.astype(np.float64), np.nan)
    spans = coded.points.spans[at]
    return Points(ids, row, number.astype(np.int32), spans[:, 0], spans[:, 1], theme, sure)


def _themes(
    texts: Sequence[str],
    corpus: Corpus,
    coded: Coded,
    order: NDArray[np.int64],
    ids: tuple[str, ...],
    counted: tuple[NDArray[np.int64], NDArray[np.int64]],
    grouped: Grouping | None,
    facts: Facts,
    known: tuple[SuggestedTheme, ...] | None,
    naming: Naming,
) -> tuple[SuggestedTheme, ...]:
    if not len(order):
        return ()
    sizes, distinct = counted
    to_rank = np.empty(len(order) + 1, np.int64)
    to_rank[order], to_rank[-1] = np.arange(len(order)), -1
    seen = (
        coded.sample[:NAMED_FROM]
        if len(coded.sample)
        else np.arange(min(NAMED_FROM, len(coded.main)))
    )
    labels = coded.main[seen].astype(np.int64)
    proof = coded.proof[seen]
    close = np.where(proof >= 0, coded.found.own[proof], 0).astype(np.float64)
    said = [texts[at] for at in corpus.first[seen]]
    if known:
        names = [titles.Name(theme.label, theme.keyphrases, theme.language, dict(theme.titles))
                 for theme in known]  # fmt: skip
    else:
        languages = _languages(texts, corpus, seen, naming)
        names = titles.name_themes(
            titles.Said(
                said,
                [tuple(coded.points.spans[at].tolist()) if at >= 0 else (0, 0)
                 for at in proof.tolist()],
                to_rank[labels],
                corpus.copies[seen],
                [languages[at] for at in corpus.first[seen].tolist()],
            ),
            len(order),
            dropped=facts.dropped,
            place=naming.place,
            centres=None if naming.centres is None else naming.centres[order],
            processes=naming.processes,
        )  # fmt: skip
    mixed = _mixed(coded, len(order))
    if known:
        mixed = np.array([theme.mixed for theme in known])
    main_sizes = np.bincount(
        coded.main[coded.main >= 0], corpus.copies[coded.main >= 0], minlength=len(order)
    ).astype(int)
    found = []
    for at, theme in enumerate(order.tolist()):
        members = np.flatnonzero(labels == theme)
        shown = quotes.pick(
            texts,
            corpus.first[seen[members]],
            coded.points.spans[proof[members]],
            close[members].astype(np.float32),
            coded.sampled[members]
            if len(coded.sampled)
            else np.zeros((len(members), 1), np.float32),
        )
        name = names[at]
        label = name.title
        if not label and shown:
            label = " ".join(shown[0].text.split()[:6])
        firm = _rounded(float(grouped.firmness[theme])) if grouped else None
        if known:
            firm = known[at].stability
        found.append(
            SuggestedTheme(
                id=ids[at],
                label=label or ids[at],
                keyphrases=name.keyphrases,
                size=int(sizes[theme]),
                distinct=int(distinct[theme]),
                quotes=shown,
                mixed=bool(mixed[theme]) or name.held < titles.HELD,
                stability=firm,
                parent=None,
                primary_size=int(main_sizes[theme]),
                language=name.language,
                titles=tuple(sorted(name.others.items())),
            )
        )
    return tuple(found)


def _of_parts(theme: SuggestedTheme, narrower: tuple[SuggestedTheme, ...]) -> SuggestedTheme:
    """A mixture is called by its two largest parts that are none themselves."""
    inside = [part.label for part in narrower if part.parent == theme.id and not part.mixed][:2]
    if not theme.mixed or len(inside) < 2 or len(" / ".join(inside)) > titles.LONGEST_TITLE:
        return theme
    return replace(theme, label=" / ".join(inside))


def _languages(
    texts: Sequence[str], corpus: Corpus, seen: NDArray[np.int64], naming: Naming
) -> Sequence[str]:
    """Languages of the texts that are looked at: as told, else by their words."""
    if naming.languages:
        return _told(naming.languages, corpus, seen)
    return guessed.languages_of(texts, corpus.first[seen])


def _told(languages: Sequence[str], corpus: Corpus, seen: NDArray[np.int64]) -> Sequence[str]:
    """Languages as they were told; of copies told differently, the first by name, so that the
    order in which answers came changes nothing."""
    copied = seen[corpus.copies[seen] > 1]
    if not len(copied):
        return languages
    told = list(languages)
    for at in np.flatnonzero(np.isin(corpus.which, copied)).tolist():
        first = int(corpus.first[corpus.which[at]])
        told[first] = min(told[first], languages[at])
    return told


def _mixed(coded: Coded, themes: int) -> NDArray[np.bool_]:
    """Themes whose members have as little in common as the loosest tenth of all answers."""
    own = coded.found.own[np.maximum(coded.proof, 0)] if len(coded.found.own) else np.zeros(0)
    on = coded.main >= 0
    if not on.any():
        return np.zeros(themes, bool)
    sums = np.bincount(coded.main[on], own[on], minlength=themes)
    means = sums / np.maximum(1, np.bincount(coded.main[on], minlength=themes))
    return np.asarray(np.round(means, 4) <= np.round(np.quantile(own[on], MIXED), 4))


def _quality(coded: Coded) -> dict[str, float]:
    on = coded.main >= 0
    if not on.any():
        return {}
    return {
        "mean_confidence": round(float(np.nanmean(coded.sure)), 4),
        "mean_lead": round(float(coded.found.lead.mean()), 4),
        "themes_per_answer": round(1 + len(coded.further) / int(on.sum()), 4),
    }


def main_labels(discovery: Discovery) -> NDArray[np.int64]:
    """Place in the themes of each answer's main theme, -1 for none."""
    rows = discovery.assignments
    assert isinstance(rows, Assignments)
    return rows.theme[rows.primary].astype(np.int64)
