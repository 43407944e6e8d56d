"""Tables of one thing by another."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from markupsafe import Markup

from participation.analysis.disclosure import DEFAULT_RULES
from participation.consultations.rules import Kind
from participation.kernel.languages import said
from participation.results.rules import QuestionAsked
from participation.results.rules.crossing import Crossed
from participation.results.views.words import (
    label_of,
    not_a_sample,
    number,
    option_words,
    percent,
    row_words,
)
from participation.web.charts import Figure


def answers_in_order(question: QuestionAsked, seen: set[str]) -> list[str]:
    """The answers that head the rows of a table: all that were offered, then any others."""
    if question.kind == Kind.SCALE:
        return sorted(seen, key=lambda code: (len(code), code))
    if question.kind == Kind.MAP_PIN:
        return sorted(seen)
    known = list(question.codes)
    return known + sorted(seen - set(known))


def crossed_figures(
    question: QuestionAsked,
    found: Crossed,
    columns: Mapping[str, str],
    across: str,
    areas: Mapping[str, str],
) -> list[Figure]:
    """A table for the question, or one for each statement of a matrix; shares are of columns."""
    words = (
        {**areas, **option_words(question)}
        if question.kind == Kind.MAP_PIN
        else option_words(question)
    )
    seen_columns = set(found.bases)
    heads = [code for code in columns if code in seen_columns]
    heads += sorted(seen_columns - set(heads))
    statements = row_words(question)
    seen_rows = sorted({row for row, _code, _column in found.counts})
    if question.kind == Kind.MATRIX:
        known = [row.code for row in question.rows if row.code in seen_rows]
        seen_rows = known + [row for row in seen_rows if row not in known]
    figures = []
    for place, row in enumerate(seen_rows):
        seen = {code for r, code, _column in found.counts if r == row}
        rows = [
            [
                label_of(question, code, words)
                if question.kind != Kind.MAP_PIN
                else words.get(code, code),
                *(_cell(found.count(code, head, row), found.bases[head]) for head in heads),
            ]
            for code in answers_in_order(question, seen)
        ]
        rows.append([_("Replies"), *(number(found.bases[head]) for head in heads)])
        statement = statements.get(row, "")
        figures.append(
            Figure(
                name=f"{question.name}-{place}",
                caption=f"{said(question.wording)} {statement}".strip(),
                picture=Markup(""),
                head=[across, *(columns.get(head, head) for head in heads)],
                rows=rows,
                numeric=tuple(range(1, len(heads) + 1)),
                notes=[_("Shares are of each column. %(note)s", note=not_a_sample())],
            )
        )
    return figures


def _cell(count: int, base: int) -> str:
    """A share of few people would mislead."""
    if base < DEFAULT_RULES.smallest_base:
        return number(count)
    return f"{number(count)} ({percent(count / base)})"
