"""Replies as rows of a file, streamed: what may be seen of each, in one order for ever.

Rows come by the day on which each reply came, then as they were received. Withdrawn and erased
replies aren't among them, nor is anything of what people said of themselves for equality.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from participation.kernel.clock import day_in_london
from participation.responses.models import (
    Answer,
    AnswerChoice,
    Entry,
    ExportMade,
    Response,
    ResponseVersion,
)
from participation.responses.queries.importing import definitions
from participation.responses.queries.words import hidden_in_consultation, seen_in
from participation.responses.rules import Mark, Status
from participation.responses.rules.columns import Definition, all_columns, cells_of

AT_ONCE = 1000
SHOWN = (Status.COUNTED.value, Status.SET_ASIDE.value)


def rows(session: Session, consultation_id: UUID) -> Iterator[dict[str, str]]:
    """Each reply as cells by column; a column with nothing in it is left out."""
    plain = session.get_bind().dialect.name == "sqlite"
    asked = {_raw(one.question_id, plain): one for one in definitions(session, consultation_id)}
    kept = hidden_in_consultation(session, consultation_id)
    hidden = {_raw(answer_id, plain): spans for answer_id, spans in kept.items()}
    order = _order(session, consultation_id)
    for first in range(0, len(order), AT_ONCE):
        some = order[first : first + AT_ONCE]
        ids = [id_ for _day, id_ in some]
        found = _facts(session, some, first)
        facts = {_raw(id_, plain): cells for id_, cells in found.items()}
        marks = _marks(session, ids, plain)
        for answer_id, response_id, question_id, text, language in _answers(session, ids, plain):
            question = asked[question_id]
            seen = seen_in(hidden, answer_id, text, language)
            said = cells_of(question.kind, question.name, seen, marks.get(answer_id, ()))
            facts[response_id] |= said
        yield from facts.values()


def _raw(id_: UUID, plain: bool) -> Any:
    """A key as the database gives it: SQLite's is hexadecimal, and making keys of it is half of
    the work of reading an answer."""
    return id_.hex if plain else id_


def _key(column: Any, plain: bool) -> Any:
    return type_coerce(column, String) if plain else column


def _order(session: Session, consultation_id: UUID) -> Sequence[tuple[date, UUID]]:
    found = session.connection().execute(
        select(Response.received_at, Response.id, Entry.came_on)
        .outerjoin(Entry, Entry.response_id == Response.id)
        .where(Response.consultation_id == consultation_id, Response.status.in_(SHOWN))
    )
    keyed = sorted(
        (came or day_in_london(at), at, id_)  # type: ignore[truthy-bool]
        for at, id_, came in found
    )
    return [(day, id_) for day, _at, id_ in keyed]


def _facts(
    session: Session, some: Sequence[tuple[date, UUID]], first: int
) -> dict[UUID, dict[str, str]]:
    r = Response
    found = {
        row.id: row
        for row in session.connection().execute(
            select(
                *(r.id, r.channel, r.language, r.late, r.status, r.reason, r.respondent_kind),
                *(r.organisation, r.speaks_for, r.may_quote, r.area_code, Entry.signatures),
            )
            .outerjoin(Entry, Entry.response_id == r.id)
            .where(r.id.in_([id_ for _day, id_ in some]))
        )
    }
    return {
        id_: _fact_cells(found[id_], day, number)
        for number, (day, id_) in enumerate(some, first + 1)
        if id_ in found
    }


def _fact_cells(row: Any, day: date, number: int) -> dict[str, str]:
    return {
        "number": str(number),
        "channel": row.channel,
        "language": row.language,
        "received_on": day.isoformat(),
        "late": "yes" if row.late else "",
        "status": row.status,
        "reason": row.reason or "",
        "kind": row.respondent_kind,
        "organisation": row.organisation or "",
        "speaks_for": "" if row.speaks_for is None else str(row.speaks_for),
        "may_quote": {True: "yes", False: "no"}.get(row.may_quote, ""),
        "area": row.area_code or "",
        "signatures": "" if row.signatures is None else str(row.signatures),
    }


def _answers(session: Session, ids: Sequence[UUID], plain: bool) -> Sequence[Any]:
    return (
        session.connection()
        .execute(
            select(
                _key(Answer.id, plain),
                _key(ResponseVersion.response_id, plain),
                _key(Answer.question_id, plain),
                Answer.text,
                Answer.language,
            )
            .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
            .where(ResponseVersion.response_id.in_(ids), Answer.live)
        )
        .all()
    )


def _marks(session: Session, ids: Sequence[UUID], plain: bool) -> dict[Any, list[Mark]]:
    found: dict[Any, list[Mark]] = {}
    key = _key(AnswerChoice.answer_id, plain)
    for answer_id, row, code, amount in session.connection().execute(
        select(key, AnswerChoice.row, AnswerChoice.code, AnswerChoice.amount)
        .join(Answer, Answer.id == AnswerChoice.answer_id)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .where(ResponseVersion.response_id.in_(ids), Answer.live)
    ):
        found.setdefault(answer_id, []).append(Mark(row, code, amount))
    return found


def table(session: Session, consultation_id: UUID) -> Iterator[list[str]]:
    """The same as a table: a row of names, then a row for each reply."""
    names = [column.name for column in all_columns(definitions(session, consultation_id))]
    yield names
    for row in rows(session, consultation_id):
        yield [row.get(name, "") for name in names]


def dictionary_table(asked: Sequence[Definition]) -> Iterator[list[str]]:
    """The data dictionary as a table, a row for each code of each version."""
    yield ["column", "kind", "version", "code", "language", "words", "retired"]
    for one in asked:
        retired = "yes" if one.retired else ""
        for version in one.versions:
            number = str(version.number)
            for language, words in sorted(version.wording.items()):
                yield [one.name, one.kind, number, "", language, words, retired]
            for option in (*version.rows, *version.options):
                for language, words in sorted(option.words.items()):
                    yield [one.name, one.kind, number, option.code, language, words, retired]


def exports_of(session: Session, consultation_id: UUID) -> Sequence[ExportMade]:
    """What was taken out so far, the newest first."""
    return session.scalars(
        select(ExportMade)
        .where(ExportMade.consultation_id == consultation_id)
        .order_by(ExportMade.made_at.desc(), ExportMade.id)
        .limit(50)
    ).all()
