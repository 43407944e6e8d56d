"""Deeds on panels."""

from participation.panels.services.drawing import (
    give_up,
    hold_draw,
    pack,
    pool_rows,
    prepare_draw,
    prepare_replacement,
    seal_draw,
    shown_number,
    store_draw,
    unpack,
)
from participation.panels.services.members import record_outcome
from participation.panels.services.panels import (
    create_panel,
    edit_panel,
    keep_category,
    publish_panel,
    remove_category,
    set_dates,
)
from participation.panels.services.register import (
    Registered,
    merge_households,
    note_reading,
    register,
    take_out,
)

__all__ = [
    "Registered",
    "create_panel",
    "edit_panel",
    "give_up",
    "hold_draw",
    "keep_category",
    "merge_households",
    "note_reading",
    "pack",
    "pool_rows",
    "prepare_draw",
    "prepare_replacement",
    "publish_panel",
    "record_outcome",
    "register",
    "remove_category",
    "seal_draw",
    "set_dates",
    "shown_number",
    "store_draw",
    "take_out",
    "unpack",
]
