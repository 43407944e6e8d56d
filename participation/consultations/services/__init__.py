"""Deeds on consultations: writing them, asking questions, and taking them through their stages."""

from participation.consultations import queries
from participation.consultations.services.asking import (
    add_question,
    edit_question,
    remove_question,
)
from participation.consultations.services.asking_about import ask_about
from participation.consultations.services.beginning import begin_from
from participation.consultations.services.copying import (
    ALSO_COPIED,
    clone_consultation,
    end_trial,
    make_trial,
)
from participation.consultations.services.previewing import (
    check_link,
    enter_preview,
    link_of,
    share_preview,
    shown_by,
    stop_sharing,
)
from participation.consultations.services.revising import (
    AFTER_REVISING,
    add_while_open,
    correct_spelling,
    retire_question,
    revise_question,
)
from participation.consultations.services.sections import (
    add_section,
    edit_section,
    move_question,
    move_section,
    place_question,
    remove_section,
    set_question_condition,
    set_section_condition,
)
from participation.consultations.services.staging import (
    close_due,
    extend,
    open_now,
    pause,
    problems_of,
    publish_consultation,
    resume,
    unschedule,
    withdraw,
)
from participation.consultations.services.writing import (
    create_consultation,
    edit_details,
    edit_lines,
    remove_draft,
    set_dates,
)
from participation.missions import services as missions

if queries.mission_is_needed not in missions.NEEDED_BY:
    missions.NEEDED_BY.append(queries.mission_is_needed)

__all__ = [
    "AFTER_REVISING",
    "ALSO_COPIED",
    "add_question",
    "add_section",
    "add_while_open",
    "ask_about",
    "begin_from",
    "check_link",
    "clone_consultation",
    "close_due",
    "correct_spelling",
    "create_consultation",
    "edit_details",
    "edit_lines",
    "edit_question",
    "edit_section",
    "end_trial",
    "enter_preview",
    "extend",
    "link_of",
    "make_trial",
    "move_question",
    "move_section",
    "open_now",
    "pause",
    "place_question",
    "problems_of",
    "publish_consultation",
    "remove_draft",
    "remove_question",
    "remove_section",
    "resume",
    "retire_question",
    "revise_question",
    "set_dates",
    "set_question_condition",
    "set_section_condition",
    "share_preview",
    "shown_by",
    "stop_sharing",
    "unschedule",
    "withdraw",
]
