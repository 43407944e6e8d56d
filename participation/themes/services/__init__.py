"""Deeds on runs and theme lists."""

from participation.themes.services.adopting import adopt, take_over
from participation.themes.services.arriving import (
    add_new_kind,
    dismiss_new_kind,
    look_for_arrivals,
    store_arrivals,
)
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
from participation.themes.services.hiding import forget_hidden_words
from participation.themes.services.running import (
    UNDER_WAY,
    begin_run,
    cancel_run,
    fail_run,
    forget_models,
    log_reading,
    start_run,
    start_runs_after_close,
    store_run,
)
from participation.themes.services.settling import reopen, settle
from participation.themes.services.splitting import split_theme

__all__ = [
    "UNDER_WAY",
    "add_new_kind",
    "add_theme",
    "adopt",
    "begin_run",
    "cancel_run",
    "choose_quote",
    "dismiss_new_kind",
    "drop_quote",
    "fail_run",
    "forget_hidden_words",
    "forget_models",
    "log_reading",
    "look_for_arrivals",
    "merge_themes",
    "place_answer",
    "place_undecided",
    "rename_theme",
    "reopen",
    "retire_theme",
    "settle",
    "split_theme",
    "start_run",
    "start_runs_after_close",
    "store_arrivals",
    "store_run",
    "take_over",
]
