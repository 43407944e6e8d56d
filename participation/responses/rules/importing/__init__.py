"""Files of replies from elsewhere: what each column means, and what each row says."""

from participation.responses.rules.importing.layouts import (
    CannotImport,
    Head,
    Layout,
    State,
    guess,
    head_of,
    shown_names,
    targets_of,
)
from participation.responses.rules.importing.rows import Read, Reader, Settings, told_apart

__all__ = [
    "CannotImport",
    "Head",
    "Layout",
    "Read",
    "Reader",
    "Settings",
    "State",
    "guess",
    "head_of",
    "shown_names",
    "targets_of",
    "told_apart",
]
