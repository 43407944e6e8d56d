"""How large a table may be, and what is said of one that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from participation.kernel.errors import Refusal

MOST_ROWS = 100_000
MOST_COLUMNS = 500
LONGEST_CELL = 100_000
MOST_UNPACKED = 200 * 1024 * 1024
"""How many bytes a spreadsheet may unpack to, counted as they come out."""

MEMORY = 300 * 1024 * 1024
"""How much more memory than it began with the process that reads may take."""

SECONDS = 60


class BadSheet(Refusal):
    """The file can't be read as a table. One code, with ``:`` and a row where one is meant.

    ``kind`` ``empty`` ``encoding`` ``unclosed:ROW`` ``too_many_rows`` ``too_many_columns``
    ``bomb`` ``doctype`` ``broken`` ``no_sheet`` ``old_office``.
    """


@dataclass(frozen=True)
class Row:
    """A row as it stands in the file. ``number`` counts from 1, as a spreadsheet shows it.

    ``faults``: ``long_cell`` ``formula`` ``error_value`` ``too_wide``.
    """

    number: int
    cells: tuple[str, ...]
    faults: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Reading:
    """What was found of a file: how it was read, and notes for whoever looks at it.

    ``rows`` were written, ``seen`` were counted another way: they must be the same. Notes count:
    ``nul`` ``mixed_encoding`` ``formula`` ``hidden_sheet`` ``other_sheet`` ``dimension``
    ``loose_quotes``.
    """

    kind: str
    rows: int
    seen: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    notes: Mapping[str, int] = field(default_factory=dict)
