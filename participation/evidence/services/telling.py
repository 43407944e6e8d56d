"""Writing what people are told. Before opening freely; after it with a reason and a notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import editing_problem, stage_of
from participation.consultations.services.readiness import stay_ready
from participation.council import queries as council
from participation.evidence import queries, rules
from participation.evidence.models import Document, DocumentFile, Particulars, ProposalOption
from participation.evidence.services.showing import give_notice, is_running, keep_shown
from participation.files import services as files
from participation.files.rules import Purpose
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.orm import Words

Given = rules.NoticeGiven | None


def changeable(
    session: Session, actor: Actor, consultation_id: UUID, notice: Given
) -> tuple[Consultation, datetime]:
    """The consultation, held for a change of what it tells. Raises ``rules.CannotTell``.

    While people can reply it takes somebody who may publish, a reason, and words for everyone.
    """
    consultation = consultations.get_for_change(session, consultation_id)
    now = clock.now(session)
    running = is_running(consultation, now)
    actor.require(
        Permission.CONSULTATION_PUBLISH if running else Permission.CONSULTATION_WRITE,
        on=consultation,
    )
    soon = editing_problem(consultation, now) == "opening"
    if problem := rules.changing_problem(stage_of(consultation, now), opening_soon=soon):
        raise rules.CannotTell([problem])
    if running:
        languages = list(council.get(session).languages)
        if lacking := rules.notice_problems(notice, rules.CHANGE_REASONS, languages):
            raise rules.CannotTell(lacking)
    return consultation, now


def _settle(
    session: Session,
    actor: Actor,
    consultation: Consultation,
    now: datetime,
    notice: Given,
    deed: str,
    **detail: Any,
) -> None:
    """After a change: record it; keep what is shown and tell the public, or stay fit to open."""
    session.flush()
    audit.record(session, actor, f"consultation.{deed}", consultation, **detail)
    if is_running(consultation, now):
        assert notice
        keep_shown(session, consultation, now)
        give_notice(
            session,
            actor=actor,
            consultation=consultation,
            kind=rules.Change.CHANGED,
            reason=notice.reason,
            words=notice.words,
            now=now,
            deed=deed,
        )
        return
    stay_ready(session, consultation, now)
    keep_shown(session, consultation, now)


def set_particulars(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    particulars: rules.ParticularsFacts,
    notice: Given = None,
) -> Particulars:
    """Say when it is decided, whom to ask, how else to reply, and what becomes of late post.

    The rule for late post can't change once people can reply. Raises ``rules.CannotTell``.
    """
    consultation, now = changeable(session, actor, consultation_id, notice)
    row = session.get(Particulars, consultation_id)
    if row is None:
        row = Particulars(consultation_id=consultation_id, **{name: {} for name in rules.WORDED})
        session.add(row)
    elif is_running(consultation, now) and particulars.late_rule != row.late_rule:
        raise rules.CannotTell(["late_rule"])
    row.decides_on = particulars.decides_on
    row.equality_reference = particulars.equality_reference.strip()
    row.late_rule = particulars.late_rule
    row.open_question = particulars.open_question
    for name in rules.WORDED:
        setattr(row, name, _merged(getattr(row, name), getattr(particulars, name)))
    _settle(session, actor, consultation, now, notice, "particulars_set")
    return row


def _merged(before: Mapping[str, str] | None, after: Mapping[str, str]) -> Words:
    """The new words; those in a language that is switched off are kept for when it's on again."""
    return {**(before or {}), **after}


OPTION_WORDS = ("title", "words", "in_favour", "against", "why_discarded")


def add_option(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    details: rules.OptionDetails,
    notice: Given = None,
) -> ProposalOption:
    """Add an option after the others. Raises ``rules.CannotTell``."""
    consultation, now = changeable(session, actor, consultation_id, notice)
    row = ProposalOption(
        consultation_id=consultation_id,
        position=_next(session, ProposalOption, consultation_id),
        standing=details.standing,
        **{name: dict(getattr(details, name)) for name in OPTION_WORDS},
    )
    session.add(row)
    _settle(session, actor, consultation, now, notice, "option_added", option=str(row.id))
    return row


def edit_option(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    option_id: UUID,
    details: rules.OptionDetails,
    notice: Given = None,
) -> ProposalOption:
    """Change what is said of an option. Raises ``rules.CannotTell``."""
    consultation, now = changeable(session, actor, consultation_id, notice)
    row = queries.option_row(session, consultation_id, option_id)
    row.standing = details.standing
    for name in OPTION_WORDS:
        setattr(row, name, _merged(getattr(row, name), getattr(details, name)))
    _settle(session, actor, consultation, now, notice, "option_edited", option=str(row.id))
    return row


def remove_option(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    option_id: UUID,
    notice: Given = None,
) -> None:
    """Take an option out. One that nobody outside has seen goes; another is kept, unshown."""
    consultation, now = changeable(session, actor, consultation_id, notice)
    row = queries.option_row(session, consultation_id, option_id)
    if consultation.published_at is None:
        session.delete(row)
    else:
        row.removed_at = now
    _settle(session, actor, consultation, now, notice, "option_removed", option=str(option_id))


def move_option(
    session: Session, *, actor: Actor, consultation_id: UUID, option_id: UUID, up: bool
) -> None:
    """Swap an option with the one before it, or after it; before anybody can reply."""
    _move(session, actor, consultation_id, ProposalOption, option_id, up=up)


def move_document(
    session: Session, *, actor: Actor, consultation_id: UUID, document_id: UUID, up: bool
) -> None:
    """Swap a document with the one before it, or after it; before anybody can reply."""
    _move(session, actor, consultation_id, Document, document_id, up=up)


def _move(
    session: Session,
    actor: Actor,
    consultation_id: UUID,
    table: type[ProposalOption] | type[Document],
    one: UUID,
    *,
    up: bool,
) -> None:
    consultation, now = changeable(session, actor, consultation_id, None)
    rows: list[Any] = list(
        session.scalars(
            select(table)
            .where(table.consultation_id == consultation_id, table.removed_at.is_(None))
            .order_by(table.position, table.id)
        )
    )
    keys = [row.id for row in rows]
    place = keys.index(one) if one in keys else -1
    other = place - 1 if up else place + 1
    if place < 0 or not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, 1):
        row.position = position
    deed = f"{table.__tablename__.removeprefix('proposal_')}_moved"
    _settle(session, actor, consultation, now, None, deed, moved=str(one), up=up)


def _next(
    session: Session, table: type[ProposalOption] | type[Document], consultation_id: UUID
) -> int:
    last = session.scalar(
        select(func.max(table.position)).where(table.consultation_id == consultation_id)
    )
    return (last or 0) + 1


def add_document(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    details: rules.DocumentDetails,
    notice: Given = None,
) -> Document:
    """Add a document after the others. Raises ``rules.CannotTell`` or ``files.CannotKeep``."""
    consultation, now = changeable(session, actor, consultation_id, notice)
    row = Document(
        consultation_id=consultation_id,
        position=_next(session, Document, consultation_id),
        format=details.format,
        title=dict(details.title),
        summary=dict(details.summary),
    )
    session.add(row)
    session.flush()
    _attach(session, actor, consultation, row, details, now)
    _settle(session, actor, consultation, now, notice, "document_added", document=str(row.id))
    return row


def edit_document(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    document_id: UUID,
    details: rules.DocumentDetails,
    notice: Given = None,
) -> Document:
    """Change a document's words and files. A file that was shown is kept, for what people saw."""
    consultation, now = changeable(session, actor, consultation_id, notice)
    row = queries.document_row(session, consultation_id, document_id)
    row.format = details.format
    row.title = _merged(row.title, details.title)
    row.summary = _merged(row.summary, details.summary)
    _attach(session, actor, consultation, row, details, now)
    _settle(session, actor, consultation, now, notice, "document_edited", document=str(row.id))
    return row


def _attach(
    session: Session,
    actor: Actor,
    consultation: Consultation,
    row: Document,
    details: rules.DocumentDetails,
    now: datetime,
) -> None:
    for file in list(row.files):
        going = file.language in details.uploads or file.language in details.drop
        if not going or file.replaced_at is not None:
            continue
        if consultation.published_at is None:
            _forget(session, actor, row, file)
        else:
            file.replaced_at = now
    for language, upload in details.uploads.items():
        stored = files.keep_file(session, actor=actor, upload=upload, purpose=Purpose.DOCUMENT)
        row.files.append(DocumentFile(language=language, file_id=stored.id, attached_at=now))
    session.flush()


def _forget(session: Session, actor: Actor, row: Document, file: DocumentFile) -> None:
    file_id = file.file_id
    row.files.remove(file)
    session.flush()
    files.forget_file(session, actor=actor, file_id=file_id)


def remove_document(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    document_id: UUID,
    notice: Given = None,
) -> None:
    """Take a document out. One that nobody outside has seen goes, its files with it."""
    consultation, now = changeable(session, actor, consultation_id, notice)
    row = queries.document_row(session, consultation_id, document_id)
    if consultation.published_at is None:
        for file in list(row.files):
            _forget(session, actor, row, file)
        session.delete(row)
    else:
        row.removed_at = now
    _settle(
        session, actor, consultation, now, notice, "document_removed", document=str(document_id)
    )


def forget_documents(session: Session, actor: Actor, consultation: Consultation) -> None:
    """Forget a draft's documents with their files, before the draft itself goes."""
    rows = session.scalars(select(Document).where(Document.consultation_id == consultation.id))
    for row in rows.all():
        for file in list(row.files):
            _forget(session, actor, row, file)
        session.delete(row)
    session.flush()
