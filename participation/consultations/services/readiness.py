"""What every change shares: holding the row, and keeping what is scheduled fit to open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.consultations import queries, rules
from participation.consultations.models import Consultation
from participation.council import queries as council
from participation.council.rules import missing_notices
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission

FURTHER_PROBLEMS: list[Callable[[Session, Consultation, datetime], Sequence[str]]] = []
"""What later rooms ask before anything opens: each gives codes of its own."""

LAPSED = ":approval_stale"
"""How a later room's code ends that says: what was approved is not what stands now."""


def editable(
    session: Session, actor: Actor, consultation_id: UUID
) -> tuple[Consultation, datetime]:
    """The consultation, held for a change of what it says. Raises ``rules.CannotChange``."""
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=consultation)
    now = clock.now(session)
    if problem := rules.editing_problem(consultation, now):
        raise rules.CannotChange([problem])
    return consultation, now


def problems_of(session: Session, consultation: Consultation, now: datetime) -> tuple[str, ...]:
    """Every reason why it can't open as it stands."""
    session.flush()
    here = council.get(session)
    missions = queries.missions_of(session, consultation.id)
    opens_at = consultation.opens_at
    further = [code for ask in FURTHER_PROBLEMS for code in ask(session, consultation, now)]
    found = rules.publication_problems(
        consultation,
        questions=queries.asked(session, consultation.id),
        sections=queries.sections(session, consultation.id),
        languages=here.languages,
        missions_published=[mission.published_at is not None for mission in missions],
        missing_notices=missing_notices(here),
        now=now,
        today=clock.day_in_london(now),
        opens_on=clock.day_in_london(opens_at) if opens_at else None,
    )
    return (*found, *further)


def require_ready(session: Session, consultation: Consultation, now: datetime) -> None:
    """Raise ``rules.CannotPublish`` with every problem at once, if there is one."""
    if problems := problems_of(session, consultation, now):
        raise rules.CannotPublish(problems)


def stay_ready(session: Session, consultation: Consultation, now: datetime) -> None:
    """The same for one that opens by itself: a change mustn't leave it unfit to.

    Raises ``rules.CannotChange`` with ``approved`` where what opens would no longer be what
    somebody approved: it has to be a draft again first.
    """
    if consultation.published_at is None:
        return
    if problems := problems_of(session, consultation, now):
        others = [code for code in problems if not code.endswith(LAPSED)]
        if not others:
            raise rules.CannotChange(["approved"])
        raise rules.CannotPublish(others)
