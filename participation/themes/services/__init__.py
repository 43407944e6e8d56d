"""Deeds on runs and theme lists."""

from participation.themes.services.changing import (
    add_theme,
    choose_quote,
    drop_quote,
    merge_themes,
    place_answer,
    place_undecided,
    rename_theme,
    retire_theme,
)
from participation.themes.services.running import (
    adopt,
    fail_run,
    log_reading,
    start_run,
    start_runs_after_close,
    store_run,
)
from participation.themes.services.settling import reopen, settle

__all__ = [
    "add_theme",
    "adopt",
    "choose_quote",
    "drop_quote",
    "fail_run",
    "log_reading",
    "merge_themes",
    "place_answer",
    "place_undecided",
    "rename_theme",
    "reopen",
    "retire_theme",
    "settle",
    "start_run",
    "start_runs_after_close",
    "store_run",
]
