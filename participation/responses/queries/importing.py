"""Reading imports: how far each has come, what its rows say, what is refused and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Question, QuestionVersion, Section
from participation.consultations.queries import ORDER
from participation.consultations.rules import Asked, Option, condition_from, limits_from
from participation.kernel.errors import NotFound
from participation.responses.models import ImportFile, ImportRow
from participation.responses.rules.columns import Definition
from participation.responses.rules.sheets import Row

A_BATCH = 500


def definitions(session: Session, consultation_id: UUID) -> tuple[Definition, ...]:
    """Every question that was ever asked, in each of its versions, in the order of asking."""
    rows = session.execute(
        select(Question, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .outerjoin(Section, Section.id == Question.section_id)
        .where(Question.consultation_id == consultation_id)
        .order_by(*ORDER, QuestionVersion.number)
    )
    found: dict[UUID, list[Asked]] = {}
    questions: dict[UUID, Question] = {}
    for question, version in rows:
        questions[question.id] = question
        found.setdefault(question.id, []).append(
            Asked(
                question_id=question.id,
                version_id=version.id,
                number=version.number,
                position=question.position,
                kind=question.kind,
                wording=dict(version.wording),
                help=dict(version.help),
                required=version.required,
                word_guide=version.word_guide,
                options=tuple(Option(one["code"], dict(one["words"])) for one in version.options),
                name=question.name,
                rows=tuple(Option(one["code"], dict(one["words"])) for one in version.rows),
                limits=limits_from(version.limits),
                section_id=question.section_id,
                condition=condition_from(question.condition),
            )
        )
    return tuple(
        Definition(id_, one.name, one.kind, tuple(found[id_]), one.retired_at is not None)
        for id_, one in questions.items()
    )


def import_file(session: Session, import_id: UUID, *, hold: bool = False) -> ImportFile:
    """An import by its id. Raises ``NotFound``."""
    found = select(ImportFile).where(ImportFile.id == import_id)
    row = session.scalar(
        found.with_for_update().execution_options(populate_existing=True) if hold else found
    )
    if row is None:
        raise NotFound
    return row


def imports_of(session: Session, consultation_id: UUID) -> Sequence[ImportFile]:
    """A consultation's imports, the newest first."""
    return session.scalars(
        select(ImportFile)
        .where(ImportFile.consultation_id == consultation_id)
        .order_by(ImportFile.made_at.desc(), ImportFile.id)
    ).all()


def row_counts(session: Session, import_id: UUID) -> Mapping[str, int]:
    """How many rows of an import stand how."""
    return dict(
        session.execute(
            select(ImportRow.state, func.count())
            .where(ImportRow.import_id == import_id)
            .group_by(ImportRow.state)
        ).all()
    )


def late_count(session: Session, import_id: UUID) -> int:
    """How many of the rows that are ready came after the last day."""
    return (
        session.scalar(
            select(func.count())
            .select_from(ImportRow)
            .where(ImportRow.import_id == import_id, ImportRow.state == "ready", ImportRow.late)
        )
        or 0
    )


def rows_after(
    session: Session, import_id: UUID, number: int, *, state: str | None = None, most: int = A_BATCH
) -> Sequence[ImportRow]:
    """Some rows of an import after a number, in order."""
    rows = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.number > number)
    if state:
        rows = rows.where(ImportRow.state == state)
    return session.scalars(rows.order_by(ImportRow.number).limit(most)).all()


def each_row(session: Session, import_id: UUID, state: str) -> Iterator[ImportRow]:
    """Every row that stands so, a batch at a time."""
    number = 0
    while rows := rows_after(session, import_id, number, state=state):
        yield from rows
        number = rows[-1].number


def as_row(row: ImportRow) -> Row:
    """What was read of it."""
    return Row(row.number, tuple(row.cells), tuple(row.read_faults))


def fault_counts(session: Session, import_id: UUID) -> Mapping[str, int]:
    """How many rows are refused for each kind of fault."""
    found: dict[str, int] = {}
    for row in each_row(session, import_id, "refused"):
        for code in {fault.partition(":")[2] for fault in row.faults}:
            found[code] = found.get(code, 0) + 1
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
