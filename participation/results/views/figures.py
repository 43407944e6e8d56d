"""Results as figures: for each kind of question a picture, a table, and who is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from participation.consultations.rules import Kind
from participation.kernel.languages import said
from participation.results.rules import Counted, QuestionAsked, ranked_of, spread_of
from participation.results.views.pictures import (
    LONGEST_TITLE,
    NO_GROUND,
    Ground,
    budget_figure,
    dates_figure,
    map_figure,
    score_note,
    spread_figure,
)
from participation.results.views.words import (
    label_of,
    notes_of,
    number,
    option_words,
    percent,
    row_words,
)
from participation.web.charts import Bar, Figure, Part, Stack, bar_chart, stacked_chart


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
            notes=notes_of(question, counted.base, *more),
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
    return [matrix_figure(question, stacks, rows, codes, notes_of(question, counted.base), words)]


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
            notes=notes_of(question, counted.base, score_note()),
        )
    ]


def _numbers(question: QuestionAsked, counted: Counted, _ground: Ground) -> list[Figure]:
    spread = spread_of(counted.amounts.get("", {}))
    return [] if spread is None else [spread_figure(question, spread, exact=True)]


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
    return [budget_figure(question, spreads, notes_of(question, counted.base))]


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
    return [map_figure(question, dict(shown), rows, ground, notes_of(question, counted.base))]


def _dates(question: QuestionAsked, counted: Counted, _ground: Ground) -> list[Figure]:
    days: dict[date, int] = {}
    for (_row, code), n in counted.codes.items():
        try:
            day = date.fromisoformat(code)
        except ValueError:
            continue
        days[day] = days.get(day, 0) + n
    return [dates_figure(question, days, notes_of(question, counted.base))] if days else []
