"""Releases: asked for by an officer after closing, made by a job, published by an officer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.analysis.disclosure import DEFAULT_RULES, Earlier, due
from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.consultations.rules import ENDED, stage_of
from participation.equality import queries as equality
from participation.jobs import services as jobs
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound
from participation.results import queries
from participation.results.models import ResultsRelease
from participation.results.queries.crossing import crossed, totals
from participation.results.rules.crossing import Across
from participation.results.rules.families import Ledger, crossable
from participation.results.rules.questions import CLOSED
from participation.results.rules.releasing import (
    CannotRelease,
    Made,
    Plan,
    earlier_from,
    plan_from,
    plan_problems,
)

GIVEN_UP = timedelta(hours=2)
"""A release that isn't made after this long never will be: its job gave up, and another may be
asked for."""


def releases(session: Session, consultation_id: UUID) -> Sequence[ResultsRelease]:
    """Every release of a consultation, the newest first."""
    return session.scalars(
        select(ResultsRelease)
        .where(ResultsRelease.consultation_id == consultation_id)
        .order_by(ResultsRelease.number.desc())
    ).all()


def latest(session: Session, consultation_id: UUID, *, published: bool) -> ResultsRelease | None:
    """The newest release that was made, or that was published."""
    wanted = select(ResultsRelease).where(
        ResultsRelease.consultation_id == consultation_id, ResultsRelease.made_at.is_not(None)
    )
    if published:
        wanted = wanted.where(ResultsRelease.published_at.is_not(None))
    return session.scalars(wanted.order_by(ResultsRelease.number.desc()).limit(1)).first()


def ask_release(
    session: Session, *, actor: Actor, consultation_id: UUID, plan: Plan
) -> ResultsRelease:
    """Have figures made for leaders and the public.

    A plan takes in all tables of earlier releases. Raises ``CannotRelease``: while replies still
    come in, without any, while another release is being made, and when fewer than ten replies have
    changed since the last one and nothing is to be added.
    """
    consultation = consultations.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    now = clock.now(session)
    if stage_of(consultation, now) not in ENDED:
        raise CannotRelease(["open"])
    keys = [one.key for one in equality.asked_by(session, consultation_id)]
    if problems := plan_problems(plan, keys):
        raise CannotRelease(problems)
    counted = queries.received(session, consultation_id)
    if not counted:
        raise CannotRelease(["nobody"])
    before = releases(session, consultation_id)
    if any(
        one.made_at is None and one.problem is None and one.asked_at > now - GIVEN_UP
        for one in before
    ):
        raise CannotRelease(["under_way"])
    made = [one for one in before if one.made_at is not None]
    whole = plan.with_all_of(plan_from(one.plan) for one in reversed(made))
    if made:
        grown = set(whole.by) - set(plan_from(made[0].plan).by)
        if not grown and not due(made[0].counted, counted, DEFAULT_RULES):
            raise CannotRelease(["too_soon"])
    release = ResultsRelease(
        consultation_id=consultation_id,
        number=1 + (before[0].number if before else 0),
        plan=whole.stored(),
        asked_at=now,
        asked_by=actor.id,
        counted=counted,
        threshold=DEFAULT_RULES.threshold,
        round_to=DEFAULT_RULES.round_to,
    )
    session.add(release)
    session.flush()
    audit.record(
        session,
        actor,
        "results.release_asked",
        consultation,
        release=release.number,
        by=list(whole.by),
    )
    jobs.enqueue(session, "results.make_release", release_id=str(release.id))
    session.flush()
    return release


def get(session: Session, release_id: UUID) -> ResultsRelease:
    """A release by its id. Raises ``NotFound``."""
    found = session.get(ResultsRelease, release_id)
    if found is None:
        raise NotFound
    return found


def ledger_of(
    session: Session, release: ResultsRelease
) -> tuple[Ledger, list[Earlier], list[Earlier]]:
    """What the ledger counts now, and the earlier releases as leaders and as the public have them.

    Three questions to the database for each thing that is counted by, however many replies.
    """
    consultation_id = release.consultation_id
    asked = tuple(one for one in queries.questions(session, consultation_id) if one.kind in CLOSED)
    crossing = [one for one in asked if crossable(one)]
    by = plan_from(release.plan).by
    ledger = Ledger(
        questions=asked,
        received=queries.received(session, consultation_id),
        counted=queries.counted(session, consultation_id, asked),
        crossed={name: crossed(session, consultation_id, crossing, Across(name)) for name in by},
        totals={name: totals(session, consultation_id, Across(name)) for name in by},
    )
    before = [
        one
        for one in reversed(releases(session, consultation_id))
        if one.made_at is not None and one.number < release.number
    ]
    return (
        ledger,
        [_earlier(one, (one.leaders or {}).get("cells", {})) for one in before],
        [_earlier(one, (one.public or {}).get("cells", {})) for one in before],
    )


def _earlier(release: ResultsRelease, figures: dict[str, object]) -> Earlier:
    counts = release.counts or {}
    return earlier_from(
        counts.get("tables", ()), counts.get("cells", {}), release.shown or (), figures
    )


def store_release(
    session: Session, *, actor: Actor, release_id: UUID, counted: int, made: Made
) -> ResultsRelease:
    """Keep a release that was made. Doing it again changes nothing."""
    release = session.get(ResultsRelease, release_id, with_for_update=True)
    if release is None:
        raise NotFound
    if release.made_at is not None:
        return release
    release.counted = counted
    release.counts, release.shown = made.counts, list(made.shown)
    release.leaders, release.public = made.leaders, made.public
    release.made_at = clock.now(session)
    audit.record(
        session, actor, "results.release_made", release, number=release.number, counted=counted
    )
    session.flush()
    return release


def note_failure(session: Session, *, release_id: UUID, problem: str) -> None:
    """Write down that making a release failed, so that another may be asked for."""
    release = get(session, release_id)
    if release.made_at is None:
        release.problem = problem[:80]
    session.flush()


def publish_release(session: Session, *, actor: Actor, release_id: UUID) -> ResultsRelease:
    """Let everybody see a release."""
    release = session.get(ResultsRelease, release_id, with_for_update=True)
    if release is None or release.made_at is None:
        raise NotFound
    consultation = consultations.get(session, release.consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    if release.published_at is None:
        release.published_at = clock.now(session)
        audit.record(
            session, actor, "results.release_published", consultation, release=release.number
        )
    session.flush()
    return release


def note_equality_reading(
    session: Session, *, actor: Actor, consultation_id: UUID, question: str
) -> None:
    """Write down that somebody looked at exact counts of what people said of themselves."""
    consultation = consultations.get(session, consultation_id)
    actor.require(Permission.EQUALITY_READ, on=consultation)
    audit.record(session, actor, "equality.counts_read", consultation, question=question)


__all__ = [
    "ask_release",
    "get",
    "latest",
    "ledger_of",
    "note_equality_reading",
    "note_failure",
    "publish_release",
    "releases",
    "store_release",
]
