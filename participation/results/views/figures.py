"""Results as figures: for each kind of question a picture, a table, and who is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from participation.consultations.rules import AGREEMENT, Kind
from participation.geography.rules import Shape
from participation.kernel.languages import said
from participation.results.rules import (
    Counted,
    QuestionAsked,
    Spread,
    ranked_of,
    spread_of,
    wordings_of,
)
from participation.results.views.words import (
    not_a_sample,
    number,
    option_words,
    percent,
    row_words,
)
from participation.web.charts import (
    Bar,
    Column,
    Dot,
    Figure,
    Outline,
    Part,
    Stack,
    area_map,
    bar_chart,
    histogram,
    stacked_chart,
)

LONGEST_TITLE = 90


@dataclass(frozen=True)
class Ground:
    """What pins need: the areas' outlines and names, and where pins were put."""

    shapes: Sequence[Shape] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    pins: Sequence[tuple[float, float]] = ()


NO_GROUND = Ground()


def figures_of(
    question: QuestionAsked, counted: Counted, ground: Ground = NO_GROUND
) -> list[Figure]:
    """The figures of one question, in exact numbers: for those who work on the replies."""
    draw: Callable[[QuestionAsked, Counted, Ground], list[Figure]] = {
        Kind.SINGLE_CHOICE: _choices,
        Kind.MULTIPLE_CHOICE: _choices,
        Kind.AGREEMENT: _choices,
        Kind.MATRIX: _matrix,
        Kind.RANKING: _ranking,
        Kind.NUMBER: _numbers,
        Kind.SCALE: _numbers,
        Kind.BUDGET: _budget,
        Kind.MAP_PIN: _map,
        Kind.DATE: _dates,
    }[Kind(question.kind)]
    return draw(question, counted, ground) if counted.base else []


def base_words(base: int) -> str:
    """How many answered."""
    return ngettext(
        "%(num)s reply answered this question.", "%(num)s replies answered this question.", base
    )


def _notes(question: QuestionAsked, base: int, *more: str) -> list[str]:
    return [*more, f"{base_words(base)} {not_a_sample()}"]


def version_notes(question: QuestionAsked) -> list[str]:
    """That a question was asked in several wordings, with each of them."""
    return [
        _(
            "%(number)s answered version %(version)s of the question: “%(wording)s”",
            number=version.answered,
            version=version.number,
            wording=said(version.wording),
        )
        for version in wordings_of(question)
    ]


def label_of(question: QuestionAsked, code: str, words: Mapping[str, str]) -> str:
    """An option's words, with that it is offered no longer."""
    text = words.get(code, code)
    if question.offered_now(code):
        return text
    return _("%(option)s (no longer offered)", option=text)


def _choices(question: QuestionAsked, counted: Counted, _ground: Ground) -> list[Figure]:
    words = option_words(question)
    rows, bars = [], []
    for code in counted.codes_seen(question):
        chose = counted.chose(code)
        share = chose / counted.base
        label = label_of(question, code, words)
        bars.append(Bar(label, share, f"{number(chose)} ({percent(share)})"))
        rows.append([label, number(chose), percent(share)])
    more = (
        [_("People could choose several answers, so shares add up to more than 100%.")]
        if question.kind == Kind.MULTIPLE_CHOICE
        else []
    )
    name = question.name
    return [
        Figure(
            name=name,
            caption=said(question.wording),
            picture=bar_chart(
                bars,
                name=name,
                title=said(question.wording)[:LONGEST_TITLE],
                description="; ".join(f"{bar.label}: {bar.said}" for bar in bars),
            ),
            head=[_("Answer"), _("Replies"), _("Share")],
            rows=rows,
            numeric=(1, 2),
            notes=_notes(question, counted.base, *more),
        )
    ]


def _matrix(question: QuestionAsked, counted: Counted, _ground: Ground) -> list[Figure]:
    words, statements = option_words(question), row_words(question)
    codes = counted.codes_seen(question)
    stacks, rows = [], []
    known = [row.code for row in question.rows]
    more = sorted({row for row, _ in counted.codes} - set(known))
    for row in (*known, *more):
        base = counted.in_row(row)
        label = statements.get(row, row)
        shares = [counted.chose(code, row) / base for code in codes] if base else None
        heard = ngettext("%(num)s reply", "%(num)s replies", base)
        stacks.append(Stack(label, shares, heard))
        rows.append(
            [label]
            + [
                f"{counted.chose(code, row)} ({percent(counted.chose(code, row) / base)})"
                if base
                else "0"
                for code in codes
            ]
            + [number(base)]
        )
    return [matrix_figure(question, stacks, rows, codes, _notes(question, counted.base), words)]


def matrix_figure(
    question: QuestionAsked,
    stacks: Sequence[Stack],
    rows: Sequence[Sequence[object]],
    codes: Sequence[str],
    notes: Sequence[str],
    words: Mapping[str, str],
) -> Figure:
    """A bar in parts for each statement."""
    labels = [words.get(code, code) for code in codes]
    told = [
        f"{stack.label}: "
        + ", ".join(
            f"{label} {percent(share)}"
            for label, share in zip(labels, stack.shares or (), strict=False)
        )
        for stack in stacks
    ]
    return Figure(
        name=question.name,
        caption=said(question.wording),
        picture=stacked_chart(
            stacks,
            [Part(label) for label in labels],
            name=question.name,
            title=said(question.wording)[:LONGEST_TITLE],
            description=". ".join(told),
        ),
        head=[_("Statement"), *labels, _("Replies")],
        rows=rows,
        numeric=tuple(range(1, len(labels) + 2)),
        notes=notes,
    )


def _ranking(question: QuestionAsked, counted: Counted, _ground: Ground) -> list[Figure]:
    words = option_words(question)
    ranked = ranked_of(counted, counted.codes_seen(question))
    bars = [
        Bar(
            label_of(question, one.code, words),
            one.score,
            _("score %(score)s", score=round(100 * one.score)),
        )
        for one in ranked
    ]
    rows = [
        [
            bar.label,
            round(100 * one.score),
            number(one.first),
            number(one.ranked),
            "–" if one.mean is None else number(one.mean),
        ]
        for bar, one in zip(bars, ranked, strict=True)
    ]
    return [
        Figure(
            name=question.name,
            caption=said(question.wording),
            picture=bar_chart(
                bars,
                name=question.name,
                title=said(question.wording)[:LONGEST_TITLE],
                description="; ".join(f"{bar.label}: {bar.said}" for bar in bars),
            ),
            head=[
                _("Option"),
                _("Score"),
                _("Put first"),
                _("Put in order at all"),
                _("Mean place"),
            ],
            rows=rows,
            numeric=(1, 2, 3, 4),
            notes=_notes(question, counted.base, score_note()),
        )
    ]


def score_note() -> str:
    """What the score of a ranking is."""
    return _(
        "The score is Borda’s: a first place counts most, each place after it one less, and an "
        "option left out nothing; 100 would mean that everybody put it first."
    )


def _numbers(question: QuestionAsked, counted: Counted, _ground: Ground) -> list[Figure]:
    spread = spread_of(counted.amounts.get("", {}))
    return [] if spread is None else [spread_figure(question, spread, exact=True)]


def spread_figure(question: QuestionAsked, spread: Spread, *, exact: bool) -> Figure:
    """How numbers spread. The least and the greatest are single people's: for the team alone."""
    limits = question.newest.limits
    unit = said(limits.unit)
    told = _(
        "Half of the answers lie between %(low)s and %(high)s; the middle one is %(median)s",
        low=number(spread.low, 2),
        high=number(spread.high, 2),
        median=number(spread.median, 2),
    )
    columns = []
    for one in spread.bins:
        single = one.high - one.low == 1 and float(one.low).is_integer()
        label = number(one.low, 2) if single else f"{number(one.low, 2)}–{number(one.high, 2)}"
        columns.append(Column(label, one.count, number(one.count)))
    rows: list[list[object]] = [[column.label, column.said] for column in columns]
    summary: list[list[object]] = [
        [_("Mean"), number(spread.mean, 2)],
        [_("Middle answer (median)"), number(spread.median, 2)],
        [_("Lower quarter ends at"), number(spread.low, 2)],
        [_("Upper quarter starts at"), number(spread.high, 2)],
    ]
    if exact:
        summary += [
            [_("Least"), number(spread.least, 2)],
            [_("Greatest"), number(spread.greatest, 2)],
        ]
    half = (
        0.5 / len(spread.bins)
        if len(spread.bins) and all(one.high - one.low == 1 for one in spread.bins)
        else 0.0
    )
    ends = [
        _("%(number)s means “%(words)s”.", number=number(end), words=said(meaning))
        for end, meaning in ((limits.least or 1, limits.low), (limits.greatest or 10, limits.high))
        if said(meaning)
    ]
    return Figure(
        name=question.name,
        caption=f"{said(question.wording)} ({unit})" if unit else said(question.wording),
        picture=histogram(
            columns,
            name=question.name,
            title=said(question.wording)[:LONGEST_TITLE],
            description=told,
            quartiles=(
                min(1.0, spread.place(spread.low) + half),
                min(1.0, spread.place(spread.median) + half),
                min(1.0, spread.place(spread.high) + half),
            ),
            quartile_words=_("The middle half, and the median"),
        ),
        head=[_("Answer"), _("Replies")],
        rows=rows + summary,
        numeric=(1,),
        notes=[
            *ends,
            f"{told}; {_('mean %(mean)s', mean=number(spread.mean, 2))}.",
            f"{base_words(spread.count)} {not_a_sample()}",
        ],
    )


def _budget(question: QuestionAsked, counted: Counted, _ground: Ground) -> list[Figure]:
    words = option_words(question)
    spreads = []
    for code in counted.codes_seen(question):
        amounts = dict(counted.amounts.get(code, {}))
        # Who gave an option nothing made no mark on it.
        nothing = counted.base - sum(amounts.values())
        if nothing > 0:
            amounts[0.0] = amounts.get(0.0, 0) + nothing
        spread = spread_of(amounts)
        if spread is not None:
            spreads.append((label_of(question, code, words), spread))
    return [budget_figure(question, spreads, _notes(question, counted.base))]


def budget_figure(
    question: QuestionAsked, spreads: Sequence[tuple[str, Spread]], notes: Sequence[str]
) -> Figure:
    """What people gave each option."""
    total = question.newest.limits.total or 1
    unit = said(question.newest.limits.unit)
    ordered = sorted(spreads, key=lambda one: -one[1].mean)
    bars = [Bar(label, s.mean / total, number(s.mean)) for label, s in ordered]
    return Figure(
        name=question.name,
        caption=f"{said(question.wording)} ({unit})" if unit else said(question.wording),
        picture=bar_chart(
            bars,
            name=question.name,
            title=said(question.wording)[:LONGEST_TITLE],
            description="; ".join(f"{bar.label}: {bar.said}" for bar in bars),
        ),
        head=[
            _("Option"),
            _("Mean"),
            _("Middle answer (median)"),
            _("Lower quarter ends at"),
            _("Upper quarter starts at"),
        ],
        rows=[
            [label, number(s.mean), number(s.median), number(s.low), number(s.high)]
            for label, s in ordered
        ],
        numeric=(1, 2, 3, 4),
        notes=[
            _("Bars show the mean of what people gave, of %(total)s in all.", total=number(total)),
            *notes,
        ],
    )


def _map(question: QuestionAsked, counted: Counted, ground: Ground) -> list[Figure]:
    by_area = {code: n for (row, code), n in counted.codes.items() if row == "area"}
    outside = counted.base - sum(by_area.values())
    rows: list[list[object]] = [
        [ground.names.get(code, code), number(n), percent(n / counted.base)]
        for code, n in sorted(by_area.items(), key=lambda one: (-one[1], one[0]))
    ]
    if outside > 0:
        rows.append([_("Elsewhere, or not said"), number(outside), percent(outside / counted.base)])
    shown = {shape.code: by_area.get(shape.code, 0) for shape in ground.shapes}
    return [map_figure(question, dict(shown), rows, ground, _notes(question, counted.base))]


def map_figure(
    question: QuestionAsked,
    by_area: Mapping[str, int | None],
    rows: Sequence[Sequence[object]],
    ground: Ground,
    notes: Sequence[str],
) -> Figure:
    """Pins by area; an area whose figure is hidden is hatched."""
    top = max((n for n in by_area.values() if n), default=0) or 1
    picture = area_map(
        [Outline(shape.code, shape.name, shape.rings) for shape in ground.shapes],
        name=question.name,
        title=said(question.wording)[:LONGEST_TITLE],
        description="; ".join(f"{row[0]}: {row[1]}" for row in rows[:12]),
        shades={
            code: 0 if n == 0 else min(4, 1 + int(3.999 * n / top))
            for code, n in by_area.items()
            if n is not None
        },
        words={code: str(n) for code, n in by_area.items() if n is not None},
        dots=[Dot(lon, lat) for lon, lat in ground.pins],
    )
    more = [_("Each dot is a pin.")] if ground.pins and picture else []
    return Figure(
        name=question.name,
        caption=said(question.wording),
        picture=picture or Markup(""),
        head=[_("Area"), _("Pins"), _("Share")],
        rows=rows,
        numeric=(1, 2),
        notes=[*more, *notes],
    )


def _dates(question: QuestionAsked, counted: Counted, _ground: Ground) -> list[Figure]:
    days: dict[date, int] = {}
    for (_row, code), n in counted.codes.items():
        try:
            day = date.fromisoformat(code)
        except ValueError:
            continue
        days[day] = days.get(day, 0) + n
    return [dates_figure(question, days, _notes(question, counted.base))] if days else []


def dates_figure(question: QuestionAsked, days: Mapping[date, int], notes: Sequence[str]) -> Figure:
    """Days that people gave, by day where there are few, else by month."""
    by_day = len(days) <= 14
    counts: dict[date, int] = {}
    for day, n in days.items():
        start = day if by_day else day.replace(day=1)
        counts[start] = counts.get(start, 0) + n
    base = sum(counts.values())
    style = "d MMMM y" if by_day else "MMMM y"
    bars = [
        Bar(str(format_date(day, style)), n / base, f"{number(n)} ({percent(n / base)})")
        for day, n in sorted(counts.items())
    ]
    return Figure(
        name=question.name,
        caption=said(question.wording),
        picture=bar_chart(
            bars[:40],
            name=question.name,
            title=said(question.wording)[:LONGEST_TITLE],
            description="; ".join(f"{bar.label}: {bar.said}" for bar in bars[:40]),
        ),
        head=[_("Day") if by_day else _("Month"), _("Replies")],
        rows=[[bar.label, bar.said] for bar in bars],
        numeric=(1,),
        notes=notes,
    )


__all__ = [
    "AGREEMENT",
    "NO_GROUND",
    "Ground",
    "base_words",
    "budget_figure",
    "dates_figure",
    "figures_of",
    "label_of",
    "map_figure",
    "matrix_figure",
    "score_note",
    "spread_figure",
    "version_notes",
]
