"""Making a theme list from a run, and bringing a later run into a list that people work on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.responses.rules.redaction import touched
from participation.themes import queries, rules
from participation.themes.models import (
    Assignment,
    Codebook,
    CodebookVersion,
    SuggestedAssignment,
    SuggestedTheme,
    Theme,
    ThemeQuote,
    ThemeRun,
)

BATCH = 5000
_CARRIED = (
    SuggestedAssignment.answer_id,
    SuggestedAssignment.theme_id,
    SuggestedAssignment.state,
    SuggestedAssignment.primary,
    SuggestedAssignment.confidence,
    SuggestedAssignment.start,
    SuggestedAssignment.end,
    SuggestedAssignment.reason,
)


def adopt(session: Session, run: ThemeRun) -> Codebook | None:
    """Make the theme list from a run, unless people have begun to work on one.

    A run proposes: a list that somebody touched or settled stays as it is. Answers that it
    doesn't know yet join it where the run's themes match its own, the others to be read.
    """
    codebook = queries.codebook_of(session, run.question_id)
    if codebook is not None:
        # Whoever is changing the list now finishes first, so that what they did is seen.
        codebook = queries.codebook_for_change(session, codebook.id)
        session.refresh(codebook)
    now = clock.now(session)
    if codebook is None:
        codebook = Codebook(
            question_id=run.question_id, version=1, from_run_id=run.id, created_at=now
        )
        session.add(codebook)
        session.flush()
        session.add(CodebookVersion(codebook_id=codebook.id, number=1))
        _copy(session, run, codebook, {})
        audit.record(session, SYSTEM, "codebook.made", codebook, run=str(run.id))
        return codebook
    if not queries.touched(session, codebook):
        kept = queries.comparison(session, codebook, run.id).kept
        _forget(session, codebook, {one.theme for one in kept})
        codebook.from_run_id = run.id
        _copy(session, run, codebook, {one.suggested: one.theme for one in kept})
        audit.record(session, SYSTEM, "codebook.remade", codebook, run=str(run.id), kept=len(kept))
        return codebook
    if not queries.is_settled(session, codebook):
        _take_in_new_answers(session, run, codebook)
    return codebook


def take_over(session: Session, *, actor: Actor, run_id: UUID) -> rules.Comparison:
    """Bring a later run into a list that people have worked on, because somebody asked for it.

    Themes that match keep their name, their words and whatever people placed in them; what the
    computer placed is placed anew; themes that only the run has are added; themes that neither
    the run nor any person's answer is in any more go off the list. Everything is appended.
    Raises ``CannotChange``.
    """
    run = queries.run(session, run_id)
    codebook = queries.codebook_of(session, run.question_id)
    if codebook is None or run.status != "done":
        raise rules.CannotChange(["no_grouping"])
    codebook = queries.codebook_for_change(session, codebook.id)
    session.refresh(codebook)
    actor.require(
        Permission.THEME_REVIEW, on=queries.question(session, codebook.question_id).consultation
    )
    if queries.is_settled(session, codebook):
        raise rules.CannotChange(["settled"])
    if codebook.from_run_id == run.id:
        raise rules.CannotChange(["already_taken_over"])
    comparison = queries.comparison(session, codebook, run.id)
    homes = dict(comparison.theme_of)
    suggestions = {row.id: row for row in queries.suggestions_of(session, run.id)}
    named = queries.named_by_people(session, codebook.id)
    for one in comparison.kept:
        theme = queries.theme(session, one.theme)
        theme.suggested_id = one.suggested
        if theme.id not in named:
            theme.label = suggestions[one.suggested].label[:200]
            theme.label_cy = suggestions[one.suggested].in_welsh
    for suggested_id in comparison.new:
        homes[suggested_id] = _add_theme(session, codebook, suggestions[suggested_id]).id
    session.flush()
    for one in comparison.kept:
        _copy_quotes(session, suggestions[one.suggested], one.theme)
    for suggested_id in comparison.new:
        _copy_quotes(session, suggestions[suggested_id], homes[suggested_id])
    _place_anew(session, run, codebook, homes)
    session.flush()
    people = queries.people_by_theme(session, codebook.id)
    gone = [theme_id for theme_id in comparison.gone
            if not people.get(theme_id) and theme_id not in named]  # fmt: skip
    for theme_id in gone:
        queries.theme(session, theme_id).retired_in = codebook.version
    codebook.from_run_id = run.id
    audit.record(
        session,
        actor,
        "codebook.taken_over",
        codebook,
        run=str(run.id),
        kept=len(comparison.kept),
        added=len(comparison.new),
        retired=len(gone),
    )
    session.flush()
    return comparison


def _place_anew(
    session: Session, run: ThemeRun, codebook: Codebook, homes: Mapping[UUID, UUID]
) -> None:
    """End what the computer placed in this list, and place it as the run has it."""
    by_people = select(Assignment.answer_id).where(
        Assignment.codebook_id == codebook.id,
        Assignment.current,
        Assignment.by_person | Assignment.reason.is_not_distinct_from("merged"),
    )
    session.execute(
        update(Assignment)
        .where(
            Assignment.codebook_id == codebook.id,
            Assignment.current,
            Assignment.answer_id.not_in(by_people.scalar_subquery()),
            Assignment.answer_id.in_(
                select(SuggestedAssignment.answer_id).where(SuggestedAssignment.run_id == run.id)
            ),
        )
        .values(current=False, to_version=codebook.version)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    standing = select(Assignment.answer_id).where(
        Assignment.codebook_id == codebook.id, Assignment.current
    )
    found = session.execute(
        select(*_CARRIED)
        .where(
            SuggestedAssignment.run_id == run.id,
            SuggestedAssignment.answer_id.not_in(standing),
        )
        .order_by(SuggestedAssignment.answer_id, SuggestedAssignment.primary.desc())
    ).all()
    write(session, codebook, found, homes)


def write(
    session: Session,
    codebook: Codebook,
    found: Iterable[Any],
    homes: Mapping[UUID, UUID],
    version: int | None = None,
) -> int:
    """Append the computer's placings; an answer that two suggestions bring to one theme stands
    in it once, and one whose theme is no longer in the list is to be read. Gives how many."""
    now = clock.now(session)
    seen: set[tuple[UUID, UUID | None]] = set()
    may_meet = len(set(homes.values())) < len(homes)

    def rows() -> Iterator[dict[str, Any]]:
        for row in found:
            values = dict(row._mapping)
            theme_id = homes.get(row.theme_id) if row.theme_id else None
            if row.theme_id and theme_id is None:
                if not row.primary:
                    continue
                values |= {"state": rules.State.UNDECIDED.value, "start": None, "end": None,
                           "confidence": None, "reason": "theme_gone"}  # fmt: skip
            if may_meet:
                if (row.answer_id, theme_id) in seen:
                    continue
                seen.add((row.answer_id, theme_id))
            yield {
                **values,
                "theme_id": theme_id,
                "codebook_id": codebook.id,
                "by_person": False,
                "from_version": version or codebook.version,
                "current": True,
                "created_at": now,
            }

    count = 0
    left = rows()
    while batch := list(islice(left, BATCH)):
        session.execute(insert(Assignment), batch)
        count += len(batch)
    return count


def _add_theme(session: Session, codebook: Codebook, suggested: SuggestedTheme) -> Theme:
    theme = Theme(
        codebook_id=codebook.id,
        position=suggested.position,
        label=suggested.label[:200],
        label_cy=suggested.in_welsh,
        suggested_id=suggested.id,
        added_in=codebook.version,
    )
    session.add(theme)
    return theme


def _copy(session: Session, run: ThemeRun, codebook: Codebook, kept: Mapping[UUID, UUID]) -> None:
    """Themes, assignments and quotes of a run, as the machine's part of a theme list.

    ``kept`` says which theme of before each suggestion goes on in.
    """
    themes: dict[UUID, UUID] = {}
    suggestions = [row for row in queries.suggestions_of(session, run.id) if row.parent is None]
    for suggested in suggestions:
        if suggested.id in kept:
            theme = queries.theme(session, kept[suggested.id])
            theme.position, theme.suggested_id = suggested.position, suggested.id
            theme.label, theme.label_cy = suggested.label[:200], suggested.in_welsh
        else:
            theme = _add_theme(session, codebook, suggested)
        themes[suggested.id] = theme.id
    session.flush()
    for suggested in suggestions:
        _copy_quotes(session, suggested, themes[suggested.id])
    found = session.execute(
        select(*_CARRIED)
        .where(SuggestedAssignment.run_id == run.id)
        .execution_options(yield_per=BATCH)
    )
    write(session, codebook, found, themes)


def _copy_quotes(session: Session, suggested: SuggestedTheme, theme_id: UUID) -> None:
    for quote in suggested.quotes:
        answer_id = UUID(quote["answer"])
        text, hidden = queries.quotable_text(session, answer_id)
        words = text[quote["start"] : quote["end"]]
        if not words or touched(hidden, quote["start"], quote["end"]):
            continue
        digest = sha256(words.encode()).hexdigest()
        there = select(ThemeQuote.id).where(
            ThemeQuote.theme_id == theme_id,
            ThemeQuote.answer_id == answer_id,
            ThemeQuote.text_hash == digest,
        )
        if session.scalar(there.limit(1)):
            continue
        session.add(
            ThemeQuote(
                theme_id=theme_id,
                answer_id=answer_id,
                start=quote["start"],
                end=quote["end"],
                text_hash=digest,
                created_at=clock.now(session),
            )
        )


def _forget(session: Session, codebook: Codebook, kept: set[UUID]) -> None:
    """Clear a theme list that only the machine has written, before it writes another."""
    theme_ids = select(Theme.id).where(Theme.codebook_id == codebook.id)
    session.execute(delete(ThemeQuote).where(ThemeQuote.theme_id.in_(theme_ids)))
    session.execute(delete(Assignment).where(Assignment.codebook_id == codebook.id))
    session.execute(delete(Theme).where(Theme.codebook_id == codebook.id, Theme.id.not_in(kept)))


def _take_in_new_answers(session: Session, run: ThemeRun, codebook: Codebook) -> None:
    """Give answers that the list doesn't know the themes that match the run's."""
    known = select(Assignment.answer_id).where(Assignment.codebook_id == codebook.id)
    found = session.execute(
        select(*_CARRIED)
        .where(SuggestedAssignment.run_id == run.id, SuggestedAssignment.answer_id.not_in(known))
        .order_by(SuggestedAssignment.answer_id, SuggestedAssignment.primary.desc())
    ).all()
    if not found:
        return
    homes = queries.comparison(session, codebook, run.id).theme_of
    count = write(session, codebook, found, homes)
    audit.record(session, SYSTEM, "codebook.answers_joined", codebook, answers=count)
