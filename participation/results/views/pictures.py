"""Figures that the team’s pages and released ones share: spreads, budgets, days and maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from participation.geography.rules import Shape
from participation.kernel.languages import said
from participation.results.rules import QuestionAsked, Spread
from participation.results.views.words import base_words, not_a_sample, number, percent
from participation.web.charts import (
    Bar,
    Column,
    Dot,
    Figure,
    Outline,
    area_map,
    bar_chart,
    histogram,
)

LONGEST_TITLE = 90


@dataclass(frozen=True)
class Ground:
    """What pins need: the areas' outlines and names, and where pins were put."""

    shapes: Sequence[Shape] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    pins: Sequence[tuple[float, float]] = ()


NO_GROUND = Ground()


def spread_figure(
    question: QuestionAsked, spread: Spread, *, exact: bool, said_of: Sequence[str] = ()
) -> Figure:
    """How numbers spread. The least and the greatest are single people's: for the team alone.

    ``said_of`` is what is said of each column, where that isn't its count.
    """
    limits = question.newest.limits
    unit = said(limits.unit)
    told = _(
        "Half of the answers lie between %(low)s and %(high)s; the middle one is %(median)s",
        low=number(spread.low, 2),
        high=number(spread.high, 2),
        median=number(spread.median, 2),
    )
    columns = []
    for place, one in enumerate(spread.bins):
        single = one.high - one.low == 1 and float(one.low).is_integer()
        label = number(one.low, 2) if single else f"{number(one.low, 2)}–{number(one.high, 2)}"
        counted = said_of[place] if said_of else number(one.count)
        columns.append(Column(label, one.count, counted if one.count else "", counted))
    rows: list[list[object]] = [[column.label, column.told] for column in columns]
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
    if picture and None in by_area.values():
        more.append(_("Hatched: too few to tell."))
    return Figure(
        name=question.name,
        caption=said(question.wording),
        picture=picture or Markup(""),
        head=[_("Area"), _("Pins"), _("Share")],
        rows=rows,
        numeric=(1, 2),
        notes=[*more, *notes],
    )


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


def score_note() -> str:
    """What the score of a ranking is."""
    return _(
        "The score is Borda’s: a first place counts most, each place after it one less, and an "
        "option left out nothing; 100 would mean that everybody put it first."
    )
