"""Taking in a file of replies: read elsewhere, staged a little at a time, stored in one go."""

from participation.responses.rules.importing import CannotImport
from participation.responses.services.importing.checking import (
    check_rows,
    clear_staged,
    reference_key,
)
from participation.responses.services.importing.files import (
    begin,
    begin_again,
    choose,
    confirm,
    forget,
    keep_rows,
    note_checked,
    note_failed,
    note_read,
    purge_imports,
)
from participation.responses.services.importing.storing import store_rows

__all__ = [
    "CannotImport",
    "begin",
    "begin_again",
    "check_rows",
    "choose",
    "clear_staged",
    "confirm",
    "forget",
    "keep_rows",
    "note_checked",
    "note_failed",
    "note_read",
    "purge_imports",
    "reference_key",
    "store_rows",
]
