"""Released figures as pictures and tables: nothing here knows more than the release does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from participation.consultations.rules import Kind
from participation.equality.rules import bank
from participation.kernel.languages import said
from participation.results.rules import QuestionAsked, Spread
from participation.results.rules.crossing import NOT_SAID, Across
from participation.results.rules.families import crossable
from participation.results.rules.numbers import Bin
from participation.results.rules.reading import FEW, Released
from participation.results.rules.reading import Figure as Number
from participation.results.views.figures import matrix_figure
from participation.results.views.pictures import (
    LONGEST_TITLE,
    Ground,
    budget_figure,
    map_figure,
    score_note,
    spread_figure,
)
from participation.results.views.words import (
    across_title,
    across_words,
    label_of,
    not_a_sample,
    number,
    option_words,
    percent,
    row_words,
)
from participation.web.charts import Bar, Figure, Stack, bar_chart


def figure_words(figure: Number, threshold: int) -> str:
    """A released number in words."""
    if figure is None:
        return _("hidden")
    if figure == FEW:
        return _("fewer than %(number)s", number=threshold)
    return number(float(figure))


def released_figures(question: QuestionAsked, released: Released, ground: Ground) -> list[Figure]:
    """A question's figures, as far as they are released."""
    if question.kind in {Kind.SINGLE_CHOICE, Kind.AGREEMENT, Kind.MULTIPLE_CHOICE}:
        return [_choices(question, released)]
    if question.kind == Kind.MATRIX:
        return [_matrix(question, released)]
    numbers = released.numbers(question)
    if question.kind == Kind.RANKING and numbers:
        return [_ranking(question, released, numbers["order"])]
    if question.kind in {Kind.NUMBER, Kind.SCALE} and numbers:
        told = [figure_words(count, released.threshold) for _low, _high, count in numbers["bins"]]
        figure = spread_figure(question, _spread(numbers), exact=False, said_of=told)
        more = (
            [_("Parts of fewer than %(number)s are not drawn.", number=released.threshold)]
            if FEW in [count for _low, _high, count in numbers["bins"]]
            else []
        )
        return [_with_notes(figure, [*figure.notes[:-1], *_notes(question, released, *more)])]
    if question.kind == Kind.BUDGET and numbers:
        words = option_words(question)
        spreads = [
            (label_of(question, code, words), _spread(one))
            for code, one in numbers["options"].items()
        ]
        return [budget_figure(question, spreads, _notes(question, released))]
    if question.kind == Kind.MAP_PIN:
        return [_map(question, released, ground)]
    return []


def _with_notes(figure: Figure, notes: Sequence[str]) -> Figure:
    return Figure(
        figure.name,
        figure.caption,
        figure.picture,
        figure.head,
        figure.rows,
        figure.numeric,
        notes,
    )


def _notes(question: QuestionAsked, released: Released, *more: str) -> list[str]:
    base = released.base(question)
    answered = _(
        "Replies that answered this question: %(number)s.",
        number=figure_words(base, released.threshold),
    )
    return [*more, f"{answered} {not_a_sample()}"]


def _said(figure: Number, share: float | None, released: Released) -> str:
    words = figure_words(figure, released.threshold)
    return f"{words} ({percent(share)})" if share is not None else words


def _choices(question: QuestionAsked, released: Released) -> Figure:
    words, base = option_words(question), released.base(question)
    bars, rows = [], []
    for code in question.codes:
        figure = released.answer(question, code)
        share = released.share(figure, base)
        label = label_of(question, code, words)
        length = (
            None
            if figure is None
            else (float(figure) if isinstance(figure, int) else 0.0)
            / max(1.0, float(base) if isinstance(base, int) else 1.0)
        )
        bars.append(Bar(label, length, _said(figure, share, released)))
        rows.append([label, figure_words(figure, released.threshold), percent(share)])
    more = (
        [_("People could choose several answers, so shares add up to more than 100%.")]
        if question.kind == Kind.MULTIPLE_CHOICE
        else []
    )
    return Figure(
        name=question.name,
        caption=said(question.wording),
        picture=bar_chart(
            bars,
            name=question.name,
            title=said(question.wording)[:LONGEST_TITLE],
            description="; ".join(f"{bar.label}: {bar.said}" for bar in bars),
        ),
        head=[_("Answer"), _("Replies"), _("Share")],
        rows=rows,
        numeric=(1, 2),
        notes=_notes(question, released, *more),
    )


def _matrix(question: QuestionAsked, released: Released) -> Figure:
    words, statements = option_words(question), row_words(question)
    stacks, rows = [], []
    for row in question.rows:
        figures = [released.answer(question, code, row.code) for code in question.codes]
        plain = [float(f) if isinstance(f, int) else 0.0 for f in figures]
        total = sum(plain)
        label = statements.get(row.code, row.code)
        shares = [value / total for value in plain] if total else None
        stacks.append(Stack(label, shares, ""))
        rows.append(
            [
                label,
                *(_said(f, released.share(f, int(total)), released) for f in figures),
            ]
        )
    notes = _notes(
        question,
        released,
        *(
            []
            if released.round_to == 1
            else [_("Parts of fewer than %(number)s are not drawn.", number=released.threshold)]
        ),
    )
    codes = list(question.codes)
    figure = matrix_figure(question, stacks, rows, codes, notes, words)
    # Bases of statements aren't released one by one.
    return Figure(
        figure.name,
        figure.caption,
        figure.picture,
        figure.head[:-1],
        figure.rows,
        figure.numeric[:-1],
        figure.notes,
    )


def _ranking(
    question: QuestionAsked, released: Released, order: Sequence[Mapping[str, object]]
) -> Figure:
    words = option_words(question)
    bars, rows = [], []
    for one in order:
        code, score = str(one["code"]), float(str(one["score"]))
        label = label_of(question, code, words)
        bars.append(Bar(label, score, _("score %(score)s", score=round(100 * score))))
        first = released.answer(question, code)
        rows.append([label, round(100 * score), figure_words(first, released.threshold)])
    return Figure(
        name=question.name,
        caption=said(question.wording),
        picture=bar_chart(
            bars,
            name=question.name,
            title=said(question.wording)[:LONGEST_TITLE],
            description="; ".join(f"{bar.label}: {bar.said}" for bar in bars),
        ),
        head=[_("Option"), _("Score"), _("Put first")],
        rows=rows,
        numeric=(1, 2),
        notes=_notes(question, released, score_note()),
    )


def _spread(numbers: Mapping[str, object]) -> Spread:
    raw = numbers["bins"]
    assert isinstance(raw, list)
    bins = tuple(
        Bin(float(low), float(high), count if isinstance(count, int) else 0)
        for low, high, count in raw
    )
    value = {name: float(str(numbers[name])) for name in ("mean", "low", "median", "high")}
    return Spread(
        count=sum(one.count for one in bins),
        mean=value["mean"],
        low=value["low"],
        median=value["median"],
        high=value["high"],
        least=bins[0].low,
        greatest=bins[-1].high,
        bins=bins,
    )


def _map(question: QuestionAsked, released: Released, ground: Ground) -> Figure:
    base = released.base(question)
    figures = {shape.code: released.answer(question, shape.code) for shape in ground.shapes}
    named = dict(ground.names)
    found = {code: released.answer(question, code) for code in named}
    rows = [
        [
            named[code],
            figure_words(figure, released.threshold),
            percent(released.share(figure, base)),
        ]
        for code, figure in sorted(
            found.items(),
            key=lambda one: (-(one[1] if isinstance(one[1], int) else 0), named[one[0]]),
        )
        if figure is not None
    ]
    plain: dict[str, int | None] = {}
    for code, figure in figures.items():
        if isinstance(figure, int):
            plain[code] = figure
        else:
            plain[code] = None if figure == FEW else 0
    return map_figure(
        question,
        plain,
        rows,
        Ground(ground.shapes, ground.names, ()),
        _notes(question, released),
    )


def column_words(name: str, areas: Mapping[str, str]) -> dict[str, str]:
    """What each column of a released table is called."""
    if name.startswith("equality:"):
        question = bank().get(name.removeprefix("equality:"))
        words: dict[str, str] = {}
        for version in reversed(question.versions if question else ()):
            for group in version.groups:
                words.setdefault(group.key, said(group.words))
            for option in version.options:
                words.setdefault(option.key, said(option.words))
        return words
    return across_words(Across(name), None, areas)


def released_tables(
    question: QuestionAsked, released: Released, areas: Mapping[str, str]
) -> list[Figure]:
    """The question by each thing that the release counts by."""
    if not crossable(question):
        return []
    figures = []
    for place, name in enumerate(released.by):
        columns = released.columns(name)
        order = list(column_words(name, areas))
        columns.sort(key=lambda c: (order.index(c) if c in order else len(order), c))
        if columns:
            figures += _tables_by(question, released, name, columns, areas, place)
    return figures


def _tables_by(
    question: QuestionAsked,
    released: Released,
    name: str,
    columns: Sequence[str],
    areas: Mapping[str, str],
    place: int,
) -> list[Figure]:
    words, heads = option_words(question), column_words(name, areas)
    statements = row_words(question)
    found = []
    rows_of = [row.code for row in question.rows] if question.kind == Kind.MATRIX else [""]
    for row in rows_of:
        codes = [code for code in _codes(question, released) if code != NOT_SAID]
        lines: list[list[object]] = []
        for code in codes:
            inner = f"{row}|{code}" if row else code
            cells = [released.answered_by(question, inner, name, column) for column in columns]
            if any(cell is not None for cell in cells) or len(codes) < 12:
                lines.append(
                    [
                        label_of(question, code, words),
                        *(figure_words(cell, released.threshold) for cell in cells),
                    ]
                )
        everybody = [released.of({f"by:{name}": column}) for column in columns]
        lines.append(
            [_("All replies"), *(figure_words(one, released.threshold) for one in everybody)]
        )
        statement = statements.get(row, "")
        title = f"{_('Question %(number)s', number=question.number)}: " + across_title(
            Across(name), None
        )
        found.append(
            Figure(
                name=f"{question.name}-{place}-{row}",
                caption=f"{title}, {statement}" if statement else title,
                picture=Markup(""),
                head=[_("Answer"), *(heads.get(column, column) for column in columns)],
                rows=lines,
                numeric=tuple(range(1, len(columns) + 1)),
                notes=[],
            )
        )
    return found


def _codes(question: QuestionAsked, released: Released) -> list[str]:
    if question.kind != Kind.SCALE:
        return list(question.codes)
    seen = {
        answer
        for variable, answer, _name, _column, _figure in released.rows()
        if variable == question.name
    }
    return sorted(seen - {NOT_SAID}, key=lambda code: (len(code), code))
