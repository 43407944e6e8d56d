"""The sums themselves, in a child process: no database, no web, only what comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from participation.analysis.campaigns import Shared


def shared_wordings_of(
    texts: Sequence[str], *, progress: Callable[[str, float], None] | None = None
) -> list[Shared]:
    """Group same-wording answers. The heavy libraries are imported here and nowhere above."""
    from participation.analysis.campaigns import shared_wordings

    return shared_wordings(list(texts), progress=progress)
