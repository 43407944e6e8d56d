"""People's changes to a theme list: each appends, none is overwritten by the machine."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.responses.queries.quoting import quotable
from participation.responses.rules.redaction import touched
from participation.themes import queries, rules
from participation.themes.models import Assignment, Codebook, Theme, ThemeQuote


def open_codebook(session: Session, actor: Actor, codebook_id: UUID) -> Codebook:
    """A list that this actor may change, held until the deed ends; ``CannotChange`` if settled."""
    codebook = queries.codebook_for_change(session, codebook_id)
    actor.require(
        Permission.THEME_REVIEW, on=queries.question(session, codebook.question_id).consultation
    )
    if queries.is_settled(session, codebook):
        raise rules.CannotChange(["settled"])
    return codebook


def rename_theme(
    session: Session, *, actor: Actor, theme_id: UUID, details: rules.ThemeDetails
) -> Theme:
    """Give a theme other words. Raises ``CannotChange`` when the list is settled."""
    theme = queries.theme(session, theme_id)
    codebook = open_codebook(session, actor, theme.codebook_id)
    if not details.label.strip():
        raise rules.CannotChange(["label_missing"])
    theme.label = details.label.strip()
    theme.label_cy = details.label_cy.strip()
    theme.description = details.description.strip()
    audit.record(session, actor, "theme.renamed", theme, version=codebook.version)
    session.flush()
    return theme


def add_theme(
    session: Session, *, actor: Actor, codebook_id: UUID, details: rules.ThemeDetails
) -> Theme:
    """Add a theme that the computer didn't find, for people to place answers in."""
    codebook = open_codebook(session, actor, codebook_id)
    if not details.label.strip():
        raise rules.CannotChange(["label_missing"])
    last = session.scalar(select(func.max(Theme.position)).where(Theme.codebook_id == codebook.id))
    theme = Theme(
        codebook_id=codebook.id,
        position=(last if last is not None else -1) + 1,
        label=details.label.strip(),
        label_cy=details.label_cy.strip(),
        description=details.description.strip(),
        added_in=codebook.version,
    )
    session.add(theme)
    audit.record(session, actor, "theme.added", theme, version=codebook.version)
    session.flush()
    return theme


def retire_theme(session: Session, *, actor: Actor, theme_id: UUID) -> None:
    """Take a theme that no counted answer is in off the list; with answers, merge it instead."""
    theme = queries.theme(session, theme_id)
    codebook = open_codebook(session, actor, theme.codebook_id)
    if queries.people_by_theme(session, codebook.id).get(theme.id, 0):
        raise rules.CannotChange(["theme_has_answers"])
    theme.retired_in = codebook.version
    audit.record(session, actor, "theme.retired", theme, version=codebook.version)
    session.flush()


def _close(rows: Iterable[Assignment], version: int) -> None:
    for row in rows:
        row.current = False
        row.to_version = version


def merge_themes(
    session: Session, *, actor: Actor, source_ids: Iterable[UUID], into_id: UUID
) -> Theme:
    """Put every answer of some themes into another and retire them.

    An answer that had several of them keeps one row. Raises ``CannotChange`` when a theme is of
    another list, is the target itself, or is already retired.
    """
    target = queries.theme(session, into_id)
    codebook = open_codebook(session, actor, target.codebook_id)
    sources = [queries.theme(session, source_id) for source_id in dict.fromkeys(source_ids)]
    if not sources:
        raise rules.CannotChange(["nothing_to_merge"])
    if any(t.codebook_id != codebook.id or t.retired_in for t in [*sources, target]):
        raise rules.CannotChange(["not_in_this_list"])
    if target in sources:
        raise rules.CannotChange(["into_itself"])
    gone = {source.id for source in sources}
    rows = session.scalars(
        select(Assignment)
        .where(
            Assignment.codebook_id == codebook.id,
            Assignment.current,
            Assignment.theme_id.in_([*gone, target.id]),
        )
        .order_by(Assignment.answer_id, Assignment.primary.desc(), Assignment.id)
    ).all()
    by_answer: dict[UUID, list[Assignment]] = {}
    for row in rows:
        by_answer.setdefault(row.answer_id, []).append(row)
    now = clock.now(session)
    for held in by_answer.values():
        if all(row.theme_id == target.id for row in held):
            continue
        first = held[0]
        _close(held, codebook.version)
        session.add(
            Assignment(
                codebook_id=codebook.id,
                answer_id=first.answer_id,
                theme_id=target.id,
                state=rules.State.CODED.value,
                primary=any(row.primary for row in held),
                by_person=any(row.by_person for row in held),
                actor_id=actor.id,
                confidence=first.confidence,
                start=first.start,
                end=first.end,
                reason="merged",
                from_version=codebook.version,
                current=True,
                created_at=now,
            )
        )
    for source in sources:
        source.merged_into_id = target.id
        source.retired_in = codebook.version
        quotes = session.scalars(select(ThemeQuote).where(ThemeQuote.theme_id == source.id))
        for quote in quotes:
            quote.theme_id = target.id
    audit.record(
        session,
        actor,
        "theme.merged",
        target,
        sources=sorted(str(source) for source in gone),
        answers=len(by_answer),
        version=codebook.version,
    )
    session.flush()
    return target


def place_answer(
    session: Session, *, actor: Actor, codebook_id: UUID, answer_id: UUID, placing: rules.Placing
) -> None:
    """Put one answer in themes, or in other / no reason given. The first theme is primary."""
    codebook = open_codebook(session, actor, codebook_id)
    known = [theme.id for theme in queries.live_themes(session, codebook.id)]
    if problems := rules.placing_problems(placing, known):
        raise rules.CannotChange(problems)
    before = queries.current_assignments(session, codebook.id, answer_id)
    if not before:
        raise rules.CannotChange(["unknown_answer"])
    spans = {row.theme_id: (row.start, row.end) for row in before if row.theme_id}
    _close(before, codebook.version)
    targets: list[UUID | None] = list(dict.fromkeys(placing.themes)) or [None]
    for position, theme_id in enumerate(targets):
        start, end = spans.get(theme_id, (None, None)) if theme_id else (None, None)
        session.add(
            Assignment(
                codebook_id=codebook.id,
                answer_id=answer_id,
                theme_id=theme_id,
                state=(rules.State.CODED if theme_id else placing.state).value,
                primary=position == 0,
                by_person=True,
                actor_id=actor.id,
                start=start,
                end=end,
                from_version=codebook.version,
                current=True,
                created_at=clock.now(session),
            )
        )
    audit.record(
        session,
        actor,
        "answer.placed",
        codebook,
        answer=str(answer_id),
        themes=[str(theme_id) for theme_id in placing.themes],
        state=placing.state.value,
    )
    session.flush()


def place_undecided(session: Session, *, actor: Actor, codebook_id: UUID) -> int:
    """Put every answer still undecided in other, as one deed of one person. Gives how many."""
    codebook = open_codebook(session, actor, codebook_id)
    rows = session.scalars(
        select(Assignment).where(
            Assignment.codebook_id == codebook.id,
            Assignment.current,
            Assignment.state == rules.State.UNDECIDED.value,
        )
    ).all()
    _close(rows, codebook.version)
    now = clock.now(session)
    for row in rows:
        session.add(
            Assignment(
                codebook_id=codebook.id,
                answer_id=row.answer_id,
                state=rules.State.OTHER.value,
                primary=True,
                by_person=True,
                actor_id=actor.id,
                reason="rest_to_other",
                from_version=codebook.version,
                current=True,
                created_at=now,
            )
        )
    audit.record(session, actor, "codebook.rest_to_other", codebook, answers=len(rows))
    session.flush()
    return len(rows)


def choose_quote(session: Session, *, actor: Actor, theme_id: UUID, answer_id: UUID) -> ThemeQuote:
    """Let an answer speak for a theme: its evidence, or all of it if that is short enough."""
    theme = queries.theme(session, theme_id)
    codebook = open_codebook(session, actor, theme.codebook_id)
    placed = next(
        (
            row
            for row in queries.current_assignments(session, codebook.id, answer_id)
            if row.theme_id == theme_id
        ),
        None,
    )
    text, hidden = queries.quotable_text(session, answer_id)
    if placed is None or not text:
        raise rules.CannotChange(["not_in_this_theme"])
    if answer_id not in quotable(session, [answer_id]):
        raise rules.CannotChange(["not_agreed"])
    start, end = rules.quotable(text, placed.start, placed.end)
    if touched(hidden, start, end):
        raise rules.CannotChange(["words_hidden"])
    words = sha256(text[start:end].encode()).hexdigest()
    quote = session.scalar(
        select(ThemeQuote).where(
            ThemeQuote.theme_id == theme_id,
            ThemeQuote.answer_id == answer_id,
            ThemeQuote.text_hash == words,
        )
    )
    if quote is None:
        quote = ThemeQuote(
            theme_id=theme_id,
            answer_id=answer_id,
            start=start,
            end=end,
            text_hash=words,
            created_at=clock.now(session),
        )
        session.add(quote)
    quote.chosen_by, quote.dropped_at = actor.id, None
    audit.record(session, actor, "quote.chosen", quote, theme=str(theme.id))
    session.flush()
    return quote


def drop_quote(session: Session, *, actor: Actor, quote_id: UUID) -> None:
    """Take a quote off a theme. The words stay in the answer."""
    quote = queries.quote(session, quote_id)
    theme = queries.theme(session, quote.theme_id)
    open_codebook(session, actor, theme.codebook_id)
    quote.dropped_at = clock.now(session)
    audit.record(session, actor, "quote.dropped", quote, theme=str(theme.id))
