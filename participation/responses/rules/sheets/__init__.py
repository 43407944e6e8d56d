"""Tables that others made, read with suspicion: CSV and XLSX, each row accounted for.

:func:`read_to` runs in a process of its own with little memory and little time. It tells a file's
kind from its bytes, never unpacks more than it may, and writes each row as a line of JSON.
"""

from participation.responses.rules.sheets.limits import (
    MOST_COLUMNS,
    MOST_ROWS,
    BadSheet,
    Reading,
    Row,
)
from participation.responses.rules.sheets.reading import read_limited, read_to, rows_in

__all__ = [
    "MOST_COLUMNS",
    "MOST_ROWS",
    "BadSheet",
    "Reading",
    "Row",
    "read_limited",
    "read_to",
    "rows_in",
]
