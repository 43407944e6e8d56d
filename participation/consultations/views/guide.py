"""What there is to do: for one consultation, and for a council's first. All read from the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from participation.consultations import queries, services
from participation.consultations.models import Consultation
from participation.consultations.views.base import address
from participation.council import queries as council
from participation.council.rules import missing_notices
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.missions import queries as missions


@dataclass(frozen=True)
class Task:
    """One thing to do. ``status`` is ``done``, ``part``, ``todo`` or ``blocked``."""

    text: str
    hint: str
    status: str
    href: str | None = None


DETAILS = ("no_mission", "no_decision_owner", "line:title", "line:summary")
DATES = ("no_opening", "no_closing", "opening_past", "closing_past", "closing_first")
QUESTIONS = (
    *("no_question", "question_language:", "few_options:", "few_rows:", "no_total:", "no_ends:"),
    *("section_language:", "empty_section:", "route_"),
)

FURTHER_TASKS: list[Callable[[Consultation, Sequence[str]], list[Task]]] = []
"""What later rooms add to what is to be done, after the questions."""


def _any(problems: Sequence[str], starts: tuple[str, ...]) -> bool:
    return any(code.startswith(starts) for code in problems)


def tasks(consultation: Consultation, problems: Sequence[str], actor: Actor) -> list[Task]:
    """What is done and what is left before this consultation can open."""
    one = consultation.id
    details = (*DETAILS, "language:title:", "language:summary:")
    line_problems = [code for code in problems if code.startswith(("line:", "language:"))]
    lines_left = [code for code in line_problems if not code.startswith(details)]
    begun = bool(consultation.minutes_needed) or any(consultation.could_change.values())
    none_asked = "no_question" in problems
    return [
        Task(
            _("What it is about"),
            _("Title, summary, missions, who answers for the decision"),
            "part" if _any(problems, details) else "done",
            address("consultations.details", one),
        ),
        Task(
            _("The five lines"),
            _("What people should know before they give their time"),
            "done" if not lines_left else "part" if begun else "todo",
            address("consultations.lines", one),
        ),
        Task(
            _("Questions"),
            _("Add, change and order them"),
            "todo" if none_asked else "part" if _any(problems, QUESTIONS) else "done",
            address("consultations.add_question", one)
            if none_asked
            else address("consultations.show", one) + "#questions",
        ),
        *(task for further in FURTHER_TASKS for task in further(consultation, problems)),
        Task(
            _("Dates"),
            _("The first and the last day to reply"),
            "todo" if _any(problems, DATES) else "done",
            address("consultations.dates", one),
        ),
        Task(
            _("A published mission"),
            _("So that people can see what it serves"),
            "todo" if _any(problems, ("no_published_mission", "no_mission")) else "done",
            url_for("missions.index"),
        ),
        Task(
            _("The council’s notices"),
            _("Privacy, accessibility, contact: every form links to them"),
            "todo" if _any(problems, ("notice:",)) else "done",
            url_for("admin.council") if actor.may(Permission.COUNCIL_EDIT) else None,
        ),
    ]


def steps(session: Session, actor: Actor) -> list[Task]:
    """The way to a council's first open consultation."""
    now = clock.now(session)
    here = council.get(session)
    missing = missing_notices(here)
    all_missions = missions.all_for_staff(session)
    published = missions.published(session)
    first = queries.first_of_all(session)
    lacking = services.problems_of(session, first, now) if first else ()
    asked = len(queries.asked(session, first.id)) if first else 0
    may_edit_council = actor.may(Permission.COUNCIL_EDIT)
    return [
        Task(
            _("Name your council and write its notices"),
            _("The privacy notice, the accessibility statement and how to contact you")
            if may_edit_council
            else _("An administrator does this"),
            _state(not missing, begun=len(missing) < len(NOTICES)),
            url_for("admin.council") if may_edit_council else None,
        ),
        Task(
            _("Write and publish your first mission"),
            _("A long-term aim that consultations serve"),
            _state(bool(published), begun=bool(all_missions)),
            url_for("missions.show", mission_id=all_missions[0].id)
            if all_missions
            else url_for("missions.new"),
        ),
        Task(
            _("Begin your first consultation"),
            _("What it is about, and the five lines people read before they begin"),
            "blocked"
            if not all_missions
            else _state(
                first is not None and not _any(lacking, ("no_decision", "line:", "language:")),
                begun=first is not None,
            ),
            None if not all_missions else _show(first) or url_for("consultations.new"),
        ),
        Task(
            _("Write its questions"),
            _("In people’s own words, or by choosing"),
            "blocked" if first is None else _state(not _any(lacking, QUESTIONS), begun=asked > 0),
            address("consultations.add_question", first.id)
            if first and not first.published_at
            else _show(first),
        ),
        Task(
            _("Try it as a resident"),
            _("The preview keeps nothing"),
            "blocked" if not asked else "done" if first and first.published_at else "todo",
            address("consultations.preview", first.id) if first and asked else None,
        ),
        Task(
            _("Set the dates and open it"),
            _("Now, or by itself on the first day"),
            "done"
            if first and first.published_at
            else "blocked"
            if first is None or _any(lacking, QUESTIONS)
            else "todo",
            address("consultations.publish", first.id)
            if first and not first.published_at and not _any(lacking, QUESTIONS)
            else _show(first)
            if first and first.published_at
            else None,
        ),
    ]


NOTICES = ("privacy_notice", "accessibility_statement", "contact")


def _state(done: bool, *, begun: bool) -> str:
    return "done" if done else "part" if begun else "todo"


def _show(consultation: Consultation | None) -> str | None:
    if consultation is None:
        return None
    return address("consultations.show", consultation.id)
