"""One thing against another: what may stand across, and what is counted in a table of two."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from participation.consultations.rules import Kind
from participation.results.rules.questions import QuestionAsked

NOT_SAID = ""
"""Those who gave no answer to what stands across."""

KNOWN_OF_REPLIES = ("channel", "kind", "language", "area")
"""What the ledger itself knows of a reply."""


@dataclass(frozen=True)
class Across:
    """What stands across the top of a table.

    ``name`` is one of :data:`KNOWN_OF_REPLIES`, ``equality:KEY``, or ``question`` with its id and
    perhaps one of its rows. In an address it is written as :attr:`slug`.
    """

    name: str
    question_id: UUID | None = None
    row: str = ""

    @property
    def slug(self) -> str:
        """For an address: ``channel``, ``equality:sex``, ``question:ID:ROW``."""
        if self.question_id is None:
            return self.name
        return f"question:{self.question_id}" + (f":{self.row}" if self.row else "")

    @property
    def equality(self) -> str:
        """The key of the equality question, or nothing."""
        return self.name.removeprefix("equality:") if self.name.startswith("equality:") else ""


def across_from(slug: str) -> Across | None:
    """What an address asks for, or ``None`` where it makes no sense.

    >>> across_from("equality:sex").equality, across_from("shoe")
    ('sex', None)
    """
    kind, _, rest = slug.partition(":")
    if slug in KNOWN_OF_REPLIES:
        return Across(slug)
    if kind == "equality" and rest.isidentifier():
        return Across(slug)
    if kind == "question":
        id_, _, row = rest.partition(":")
        try:
            return Across("question", UUID(id_), row)
        except ValueError:
            return None
    return None


def may_stand_across(question: QuestionAsked) -> bool:
    """Whether a question's answers can head the columns of a table."""
    return question.kind in {
        Kind.SINGLE_CHOICE,
        Kind.MULTIPLE_CHOICE,
        Kind.AGREEMENT,
        Kind.MATRIX,
        Kind.RANKING,
        Kind.SCALE,
        Kind.MAP_PIN,
    }


@dataclass(frozen=True)
class Crossed:
    """A question's answers by what stands across: counts by (row, code, across), and bases."""

    counts: dict[tuple[str, str, str], int]
    bases: dict[str, int]

    def count(self, code: str, across: str, row: str = "") -> int:
        """How many of a column gave an answer."""
        return self.counts.get((row, code, across), 0)
