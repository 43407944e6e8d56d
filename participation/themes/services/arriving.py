"""Answers that come after a run: given its themes by the computer, and new kinds noticed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.jobs import queries as job_queries
from participation.jobs import services as jobs
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.themes import queries, rules
from participation.themes.models import Assignment, Codebook, NewKind, Theme
from participation.themes.services.changing import add_theme, open_codebook, place_answer

if TYPE_CHECKING:
    from participation.themes.grouping import Arrived

STRANGE = "unlike_any_theme"
SHOWN = 200


def look_for_arrivals(session: Session) -> int:
    """Queue the coding of answers that came after the run their question's list was made from.

    Gives how many lists have some. One job for each list at a time.
    """
    found = 0
    for codebook_id in queries.codebooks_with_arrivals(session):
        subject = f"arrivals:{codebook_id}"
        latest = job_queries.latest(session, subject)
        if latest is None or latest.status not in job_queries.UNFINISHED:
            jobs.enqueue(session, "themes.arrivals", subject=subject, codebook_id=str(codebook_id))
            found += 1
    return found


def store_arrivals(
    session: Session,
    *,
    codebook_id: UUID,
    run_id: UUID,
    answer_ids: Sequence[UUID],
    waiting_ids: Sequence[UUID],
    arrived: Arrived,
) -> int:
    """Append the themes that a kept model gives to answers, as the computer's placing.

    In a settled list they belong to the next version: the settled figures stay as they are.
    Strange answers wait to be read. Answers placed meanwhile are left alone. Gives how many
    were placed.
    """
    codebook = queries.codebook_for_change(session, codebook_id)
    session.refresh(codebook)
    if codebook.from_run_id != run_id:
        return 0
    version = codebook.version + (1 if queries.is_settled(session, codebook) else 0)
    placed = set(
        session.scalars(
            select(Assignment.answer_id).where(
                Assignment.codebook_id == codebook.id, Assignment.answer_id.in_(answer_ids)
            )
        )
    )
    homes = queries.homes_by_code(session, codebook)
    strange = set(arrived.strange)
    now = clock.now(session)
    rows: list[dict[str, Any]] = []
    fresh: set[UUID] = set()
    held: set[tuple[UUID, UUID | None]] = set()
    for one in arrived.found.assignments:
        answer_id = answer_ids[one.index]
        theme_id = homes.get(one.theme_id) if one.theme_id else None
        if answer_id in placed or (answer_id, theme_id) in held:
            continue
        lost = one.theme_id is not None and theme_id is None
        odd = one.index in strange
        if (lost or odd) and not one.primary:
            continue
        held.add((answer_id, None if odd else theme_id))
        fresh.add(answer_id)
        values = {
            "theme_id": theme_id,
            "state": str(one.state),
            "confidence": one.confidence,
            "start": one.start,
            "end": one.end,
            "reason": one.reason,
        }
        if lost or odd:
            values = {
                "theme_id": None,
                "state": rules.State.UNDECIDED.value,
                "confidence": None,
                "start": None,
                "end": None,
                "reason": STRANGE if odd else "theme_gone",
            }
        rows.append(
            {
                **values,
                "codebook_id": codebook.id,
                "answer_id": answer_id,
                "primary": one.primary,
                "by_person": False,
                "from_version": version,
                "current": True,
                "created_at": now,
            }
        )
    if rows:
        session.execute(insert(Assignment), rows)
    saying = sum(row["state"] in ("coded", "undecided") and row["primary"] for row in rows)
    unlike = sum(row["reason"] == STRANGE for row in rows)
    _note_new_kind(session, codebook, arrived, [*answer_ids, *waiting_ids], (saying, unlike))
    audit.record(
        session, SYSTEM, "codebook.arrivals_placed", codebook, answers=len(fresh), strange=unlike
    )
    session.flush()
    return len(fresh)


def _note_new_kind(
    session: Session,
    codebook: Codebook,
    arrived: Arrived,
    everybody: Sequence[UUID],
    counted: tuple[int, int],
) -> None:
    """Add to what has come since the run, and show it once it is more than chance."""
    assert codebook.from_run_id is not None
    note = queries.new_kind_of(session, codebook)
    now = clock.now(session)
    if note is None:
        note = NewKind(
            codebook_id=codebook.id,
            run_id=codebook.from_run_id,
            answers=0,
            unlike=0,
            label="",
            keyphrases=[],
            answer_ids=[],
            first_at=now,
            seen_at=now,
        )
        session.add(note)
    note.answers += counted[0]
    note.unlike += counted[1]
    note.seen_at = now
    if arrived.alike:
        note.label = arrived.label[:200]
        note.keyphrases = list(arrived.keyphrases)
        note.answer_ids = [str(everybody[at]) for at in arrived.alike[:SHOWN]]


def add_new_kind(
    session: Session, *, actor: Actor, kind_id: UUID, details: rules.ThemeDetails
) -> Theme:
    """Make a theme of a new kind of answer, with those of its answers that still wait in it.

    Raises ``CannotChange`` when the list is settled, or the suggestion was dealt with.
    """
    kind = queries.new_kind(session, kind_id)
    codebook = open_codebook(session, actor, kind.codebook_id)
    if kind.handled_at is not None or not kind.answer_ids:
        raise rules.CannotChange(["kind_handled"])
    if not details.label.strip():
        raise rules.CannotChange(["label_missing"])
    theme = add_theme(session, actor=actor, codebook_id=codebook.id, details=details)
    for answer_id in [UUID(each) for each in kind.answer_ids]:
        held = queries.current_assignments(session, codebook.id, answer_id)
        if len(held) == 1 and held[0].state == rules.State.UNDECIDED.value:
            place_answer(
                session,
                actor=actor,
                codebook_id=codebook.id,
                answer_id=answer_id,
                placing=rules.Placing((theme.id,)),
            )
    _handled(session, kind, actor)
    kind.theme_id = theme.id
    audit.record(session, actor, "new_kind.added", theme, answers=len(kind.answer_ids))
    session.flush()
    return theme


def dismiss_new_kind(session: Session, *, actor: Actor, kind_id: UUID) -> None:
    """Put a suggestion aside: its answers stay where they wait, to be read one by one."""
    kind = queries.new_kind(session, kind_id)
    actor.require(
        Permission.THEME_REVIEW,
        on=queries.question(
            session, queries.codebook_for_change(session, kind.codebook_id).question_id
        ).consultation,
    )
    if kind.handled_at is not None:
        raise rules.CannotChange(["kind_handled"])
    _handled(session, kind, actor)
    audit.record(session, actor, "new_kind.dismissed", kind)
    session.flush()


def _handled(session: Session, kind: NewKind, actor: Actor) -> None:
    kind.handled_at = clock.now(session)
    kind.handled_by = actor.id
