"""What the pages of a list say of its groupings: how firm, what a later one would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from participation.themes import queries
from participation.themes.models import Codebook, SuggestedTheme, ThemeRun


@dataclass(frozen=True)
class Change:
    """One row of what a later grouping would change: the theme now, the one found, how alike."""

    theme: str | None
    found: str | None
    overlap: float | None
    joins: bool = False


@dataclass(frozen=True)
class Proposal:
    """A later grouping that the list was not made from."""

    run_id: UUID
    changes: tuple[Change, ...]


def firmness(suggestions: Iterable[SuggestedTheme]) -> float | None:
    """How often an answer's theme was found again, on average over the answers (0 to 1)."""
    rows = [row for row in suggestions if row.stability is not None and row.parent is None]
    total = sum(row.size for row in rows)
    return sum(row.size * (row.stability or 0) for row in rows) / total if total else None


def proposal(session: Session, codebook: Codebook, run: ThemeRun | None) -> Proposal | None:
    """What the newest grouping would change in a list that people have worked on."""
    if run is None or run.status != "done" or run.id == codebook.from_run_id:
        return None
    if queries.is_settled(session, codebook):
        return None
    found = queries.comparison(session, codebook, run.id)
    labels = {theme.id: theme.label for theme in queries.live_themes(session, codebook.id)}
    names = {row.id: row.label for row in queries.suggestions_of(session, run.id)}
    changes = [
        *(Change(labels[one.theme], names[one.suggested], one.overlap) for one in found.kept),
        *(Change(labels[one.theme], names[one.suggested], one.overlap, joins=True)
          for one in found.joins),
        *(Change(None, names[one], None) for one in found.new),
        *(Change(labels[one], None, None) for one in found.gone),
    ]  # fmt: skip
    return Proposal(run.id, tuple(changes))


def earlier_themes(session: Session, run: ThemeRun | None) -> dict[str, tuple[str, bool]]:
    """For each suggestion's code, what the earlier question's people called it, and whether the
    two are alike enough to be called the same."""
    if run is None or run.earlier_run_id is None:
        return {}
    rows = queries.suggestions_of(session, run.earlier_run_id)
    called = queries.names_of_suggestions(session, run.earlier_run_id)
    names = {row.code: called.get(row.id, row.label) for row in rows}
    return {
        pair["new"]: (names[pair["old"]], bool(pair["same"]))
        for pair in run.facts.get("earlier") or ()
        if pair["old"] in names
    }
