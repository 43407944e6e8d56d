"""The sums themselves, in a child process: no database, no web, only what comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from participation.analysis.discovery import Discovery


def group_texts(
    texts: Sequence[str],
    languages: Sequence[str],
    *,
    seed: int,
    question: str,
    detail: str,
    grade: str,
    drop_words: Sequence[str] = (),
    progress: Callable[[str, float], None] | None = None,
) -> Discovery:
    """Group one question's answers. The heavy libraries are imported here and nowhere above."""
    from participation.analysis.discovery import discover

    return discover(
        list(texts),
        seed=seed,
        question=question,
        grade=grade,
        detail=detail,
        languages=list(languages),
        drop_words=tuple(drop_words),
        progress=progress,
    )
