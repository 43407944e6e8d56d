"""Taking replies out as a file, on the record, with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from participation.accounts import queries as accounts
from participation.consultations.models import Consultation
from participation.extensions import db, keys, reading, transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.keys import Keyring
from participation.responses import queries as ledger
from participation.responses.forms import reason_words
from participation.responses.forms.entering import channel_words
from participation.responses.forms.importing import ExportForm
from participation.responses.queries import channels
from participation.responses.queries import exporting as queries
from participation.responses.queries.importing import definitions
from participation.responses.rules.columns import FACTS, columns_of, dictionary_of
from participation.responses.rules.sheets.writing import csv_pieces, xlsx_pieces
from participation.responses.services.exporting import note_export
from participation.responses.views import bp
from participation.responses.views.channels import PLACE, consultation_for
from participation.web.access import current_actor, needs

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
    "dictionary": "application/json",
}


@bp.route(f"{PLACE}/export", methods=["GET", "POST"])
@needs(Permission.RESPONSE_EXPORT)
def export(consultation_id: UUID) -> ResponseReturnValue:
    consultation = consultation_for(consultation_id, Permission.RESPONSE_EXPORT)
    if consultation.trial_of_id is not None:
        raise NotFound
    form = ExportForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _page(consultation, form)
    if not form.validate():
        return _page(consultation, form), 422
    format_ = form.format.data or "csv"
    with transaction() as session:
        note_export(
            session,
            actor=current_actor(),
            consultation_id=consultation_id,
            kind=format_,
            reason=form.reason.data or "",
        )
    day = clock.day_in_london(clock.now(reading())).isoformat()
    ending = "json" if format_ == "dictionary" else format_
    what = "dictionary" if format_ == "dictionary" else "replies"
    response = Response(
        pieces(db.engine, keys(), consultation_id, format_), content_type=TYPES[format_]
    )
    name = f"{consultation.slug}-{what}-{day}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def pieces(
    engine: Engine, keyring: Keyring, consultation_id: UUID, format_: str
) -> Iterator[bytes]:
    """The file, a piece at a time, read in a session of its own that lasts as long as it takes."""
    with Session(engine, info={"keys": keyring}) as session:
        yield from _pieces(session, consultation_id, format_)


def _pieces(session: Session, consultation_id: UUID, format_: str) -> Iterator[bytes]:
    asked = definitions(session, consultation_id)
    match format_:
        case "csv":
            yield from csv_pieces(queries.table(session, consultation_id))
        case "xlsx":
            yield from xlsx_pieces(
                [
                    ("replies", queries.table(session, consultation_id)),
                    ("dictionary", queries.dictionary_table(asked)),
                ]
            )
        case "jsonl":
            for row in queries.rows(session, consultation_id):
                facts = {name: row.pop(name) for name in FACTS if row.get(name)}
                said = {"reply": facts, "answers": {name: row[name] for name in row if row[name]}}
                yield (json.dumps(said, ensure_ascii=False) + "\n").encode()
        case _:
            whole = {"facts": list(FACTS), "questions": dictionary_of(asked)}
            yield (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _page(consultation: Consultation, form: ExportForm) -> str:
    session = reading()
    made = queries.exports_of(session, consultation.id)
    asked = definitions(session, consultation.id)
    return render_template(
        "responses/export.html",
        consultation=consultation,
        form=form,
        made=made,
        names=accounts.names_of(session, {one.made_by for one in made if one.made_by}),
        columns=[(one, [column.name for column in columns_of(one)]) for one in asked],
        tally=ledger.tally(session, consultation.id),
        tallies=channels.tallies(session, consultation.id),
        channel_words=channel_words(),
        reason_words=reason_words(),
    )
