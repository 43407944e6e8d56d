"""Reading a release: its figures by question and by column, as they may be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from participation.analysis.disclosure.tables import cell_of
from participation.consultations.rules import Kind
from participation.results.rules.crossing import NOT_SAID
from participation.results.rules.families import YES, variable_name
from participation.results.rules.questions import QuestionAsked
from participation.results.rules.releasing import FEW, cell_from, cell_key, plan_from

Figure = int | str | None
"""A number, :data:`FEW`, or ``None`` where it is hidden."""


@dataclass(frozen=True)
class Released:
    """The figures of one audience.

    Whatever isn't in the payload is hidden: a figure that can't be found is never made up.
    """

    payload: Mapping[str, Any]
    plan: Mapping[str, Any]

    @property
    def by(self) -> tuple[str, ...]:
        """What questions are counted by."""
        return plan_from(self.plan).by

    @property
    def received(self) -> int:
        """How many replies were counted in all."""
        return int(self.payload["received"])

    @property
    def threshold(self) -> int:
        """Groups of fewer people are hidden."""
        return int(self.payload["threshold"])

    @property
    def round_to(self) -> int:
        """What figures are rounded to; 1 where they aren't."""
        return int(self.payload["round_to"])

    def base(self, question: QuestionAsked) -> Figure:
        """How many answered a question."""
        found: Figure = self.payload["bases"].get(question.name)
        return found

    def numbers(self, question: QuestionAsked) -> Mapping[str, Any] | None:
        """What numbers, budgets and orders come to."""
        found: Mapping[str, Any] | None = self.payload["numbers"].get(question.name)
        return found

    def at(self, **_asked: str) -> Figure:
        """A cell by its parts; :meth:`of` where names aren't words of Python."""
        return self.of(_asked)

    def of(self, asked: Mapping[str, str]) -> Figure:
        """A cell by its parts."""
        found: Figure = self.payload["cells"].get(cell_key(cell_of(asked)))
        return found

    def answer(self, question: QuestionAsked, code: str, row: str = "") -> Figure:
        """How many gave an answer."""
        return self.of(self.parts(question, code, row))

    @staticmethod
    def parts(question: QuestionAsked, code: str, row: str = "") -> dict[str, str]:
        """Where an answer stands."""
        if question.kind == Kind.MULTIPLE_CHOICE:
            return {variable_name(question, code): YES}
        return {variable_name(question, row): code}

    def answered_by(self, question: QuestionAsked, code: str, name: str, column: str) -> Figure:
        """How many of a column gave an answer; for a matrix ``code`` is ``ROW|CODE``."""
        row, _, inner = code.rpartition("|") if question.kind == Kind.MATRIX else ("", "", code)
        return self.of(self.parts(question, inner, row) | {f"by:{name}": column})

    def columns(self, name: str) -> list[str]:
        """The columns of what questions are counted by, those of people who said it."""
        wanted = f"by:{name}"
        found = [
            key[0][1]
            for text in self.payload["cells"]
            if len(key := cell_from(text)) == 1 and key[0][0] == wanted
        ]
        return [column for column in found if column != NOT_SAID]

    def share(self, figure: Figure, base: Figure) -> float | None:
        """A share, where both are numbers and the base is large enough to tell one."""
        if not isinstance(figure, int) or not isinstance(base, int):
            return None
        if base < int(self.payload["smallest_base"]):
            return None
        return min(1.0, figure / base)

    def old(self, asked: Mapping[str, str]) -> bool:
        """Whether a figure is the one of an earlier release."""
        return cell_key(cell_of(asked)) in set(self.payload.get("old", ()))

    def rows(self) -> Iterator[tuple[str, str, str, str, Figure]]:
        """Every shown cell: question’s variable, answer, column’s name, column, figure."""
        for text, figure in self.payload["cells"].items():
            key = cell_from(text)
            across = [one for one in key if one[0].startswith("by:")]
            asked = [one for one in key if not one[0].startswith("by:")]
            variable, answer = asked[0] if asked else ("", "")
            name, column = across[0] if across else ("", "")
            yield variable, answer, name.removeprefix("by:"), column, figure


__all__ = ["FEW", "Figure", "Released"]
