"""Deeds of accounts: signing in and out, passwords, people and teams."""

from participation.accounts.services.people import (
    add_to_team,
    change_roles,
    invite,
    remove_person,
    restore,
    suspend,
    take_off_team,
)
from participation.accounts.services.sessions import (
    change_password,
    count_try,
    end_session,
    end_sessions_of,
    forget_old,
    make_link,
    open_session,
    remember_network,
    saw,
    set_password,
    sign_out_others,
)
from participation.accounts.services.throttle import take

__all__ = [
    "add_to_team",
    "change_password",
    "change_roles",
    "count_try",
    "end_session",
    "end_sessions_of",
    "forget_old",
    "invite",
    "make_link",
    "open_session",
    "remember_network",
    "remove_person",
    "restore",
    "saw",
    "set_password",
    "sign_out_others",
    "suspend",
    "take",
    "take_off_team",
]
