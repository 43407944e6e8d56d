"""Files of replies from elsewhere: chosen, read, told what each column is, tried, then stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations.models import Consultation
from participation.extensions import keys, reading, transaction
from participation.jobs import queries as jobs
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.responses.forms.importing import (
    FileForm,
    MappingForm,
    fact_words,
    fault_words,
    file_problem_words,
    mapping_form,
    note_words,
)
from participation.responses.models import ImportFile
from participation.responses.queries import importing as queries
from participation.responses.rules import code_for, shown_receipt
from participation.responses.rules.importing import (
    CannotImport,
    Head,
    Layout,
    State,
    guess,
    shown_names,
)
from participation.responses.rules.sheets.writing import csv_pieces
from participation.responses.services import importing as services
from participation.responses.views import bp
from participation.responses.views.channels import PLACE, consultation_for
from participation.web.access import current_actor, needs
from participation.web.uploads import takes_files

ONE = f"{PLACE}/import/<uuid:import_id>"
PREVIEW = 5


@bp.route(f"{PLACE}/import", methods=["GET", "POST"])
@needs(Permission.RESPONSE_IMPORT)
@takes_files(22)
def imports(consultation_id: UUID) -> ResponseReturnValue:
    consultation = consultation_for(consultation_id, Permission.RESPONSE_IMPORT)
    form = FileForm()
    form.validate()
    if request.method == "GET":
        return _imports_page(consultation, form)
    if not form.read(request.files.get("file")):
        return _imports_page(consultation, form), 422
    try:
        with transaction() as session:
            made = services.begin(
                session,
                actor=current_actor(),
                consultation_id=consultation_id,
                name=form.name,
                content=form.content,
            )
            import_id = made.id
    except CannotImport as refusal:
        form.file.errors = [file_problem_words(one) for one in refusal.problems]
        return _imports_page(consultation, form), 422
    return redirect(_url(consultation_id, import_id), 303)


def _imports_page(consultation: Consultation, form: FileForm) -> str:
    return render_template(
        "responses/imports.html",
        consultation=consultation,
        form=form,
        imports=queries.imports_of(reading(), consultation.id),
        state_words=state_words(),
    )


def state_words() -> dict[str, str]:
    """How far an import has come."""
    return {
        State.READING.value: _("Being read"),
        State.READ.value: _("Read: say what the columns are"),
        State.CHECKING.value: _("Being tried"),
        State.CHECKED.value: _("Tried: nothing is stored yet"),
        State.STORING.value: _("Being stored"),
        State.DONE.value: _("Stored"),
        State.FAILED.value: _("Not taken in"),
    }


def _url(consultation_id: UUID, import_id: UUID) -> str:
    return url_for(".one_import", consultation_id=consultation_id, import_id=import_id)


def _found(consultation_id: UUID, import_id: UUID) -> tuple[Consultation, ImportFile]:
    consultation = consultation_for(consultation_id, Permission.RESPONSE_IMPORT)
    row = queries.import_file(reading(), import_id)
    if row.consultation_id != consultation_id:
        raise NotFound
    return consultation, row


def _head(row: ImportFile) -> Head:
    found = row.found
    return Head(
        Layout(found["layout"]), tuple(found["names"]), tuple(found["labels"]), found["head_rows"]
    )


def _form(row: ImportFile, typed: Any = None) -> MappingForm:
    head, asked = _head(row), queries.definitions(reading(), row.consultation_id)
    chosen = {int(at): to for at, to in row.settings.get("mapping", {}).items()}
    settings = row.settings
    defaults = (
        {
            "channel": settings["channel"],
            "language": settings["language"],
            "count_late": "yes" if settings["count_late"] else "no",
        }
        if settings
        else {}
    )
    return mapping_form(head, asked, typed, chosen or guess(head, asked), defaults)


@bp.get(ONE)
@needs(Permission.RESPONSE_IMPORT)
def one_import(consultation_id: UUID, import_id: UUID) -> ResponseReturnValue:
    consultation, row = _found(consultation_id, import_id)
    return _page(consultation, row)


def _page(
    consultation: Consultation,
    row: ImportFile,
    form: MappingForm | None = None,
    problems: tuple[str, ...] = (),
) -> str:
    session = reading()
    counts = queries.row_counts(session, row.id)
    ready = row.state in {State.READ, State.CHECKED}
    job = jobs.latest(session, row.id)
    return render_template(
        "responses/import.html",
        consultation=consultation,
        row=row,
        form=form or (_form(row) if ready else None),
        problems=[{"text": file_problem_words(one)} for one in problems],
        counts=counts,
        faults=queries.fault_counts(session, row.id) if counts.get("refused") else {},
        fault_words=fault_words,
        late=queries.late_count(session, row.id),
        preview=queries.rows_after(session, row.id, 0, most=PREVIEW) if ready else (),
        names=shown_names(_head(row)) if row.found else [],
        note_words=note_words,
        why=file_problem_words(row.problem) if row.problem else "",
        state_words=state_words(),
        working=row.state in {State.READING, State.CHECKING, State.STORING},
        progress=job.progress if job else 0.0,
    )


@bp.get(f"{ONE}/state")
@needs(Permission.RESPONSE_IMPORT)
def import_state(consultation_id: UUID, import_id: UUID) -> ResponseReturnValue:
    _consultation, row = _found(consultation_id, import_id)
    job = jobs.latest(reading(), row.id)
    working = row.state in {State.READING, State.CHECKING, State.STORING}
    return jsonify(
        status="running" if working else "done", progress=job.progress if job and working else 1.0
    )


@bp.post(f"{ONE}/columns")
@needs(Permission.RESPONSE_IMPORT)
def map_columns(consultation_id: UUID, import_id: UUID) -> ResponseReturnValue:
    consultation, row = _found(consultation_id, import_id)
    if row.state not in {State.READ, State.CHECKED}:
        return redirect(_url(consultation_id, import_id), 303)
    form = _form(row, request.form)
    if not form.validate():
        return _page(consultation, row, form), 422
    try:
        with transaction() as session:
            services.choose(
                session,
                actor=current_actor(),
                import_id=import_id,
                mapping=form.mapping(),
                channel=form.channel.data or "import",
                language=form.language.data or "en",
                count_late=form.count_late.data == "yes",
            )
    except CannotImport as refusal:
        return _page(consultation, row, form, refusal.problems), 422
    return redirect(_url(consultation_id, import_id), 303)


@bp.post(f"{ONE}/store")
@needs(Permission.RESPONSE_IMPORT)
def store_import(consultation_id: UUID, import_id: UUID) -> ResponseReturnValue:
    return _deed(consultation_id, import_id, services.confirm)


@bp.post(f"{ONE}/forget")
@needs(Permission.RESPONSE_IMPORT)
def forget_import(consultation_id: UUID, import_id: UUID) -> ResponseReturnValue:
    return _deed(consultation_id, import_id, services.forget)


def _deed(consultation_id: UUID, import_id: UUID, deed: Any) -> ResponseReturnValue:
    _found(consultation_id, import_id)
    try:
        with transaction() as session:
            deed(session, actor=current_actor(), import_id=import_id)
    except CannotImport as refusal:
        flash(file_problem_words(refusal.problems[0]))
    return redirect(_url(consultation_id, import_id), 303)


@bp.get(f"{ONE}/refused.csv")
@needs(Permission.RESPONSE_IMPORT)
def refused_rows(consultation_id: UUID, import_id: UUID) -> ResponseReturnValue:
    _consultation, row = _found(consultation_id, import_id)
    names = shown_names(_head(row)) if row.found else []

    def lines() -> Iterator[list[str]]:
        yield [_("Row"), _("Column"), _("Why"), _("What is in the cell"), *names]
        for one in queries.each_row(reading(), import_id, "refused"):
            for fault in one.faults:
                place, _colon, code = fault.partition(":")
                at = int(place)
                within = at < len(one.cells)
                yield [
                    str(one.number),
                    names[at] if at < len(names) else "",
                    fault_words(code),
                    str(one.cells[at])[:200] if within else "",
                    *map(str, one.cells),
                ]

    return _csv(lines(), "refused.csv")


@bp.get(f"{ONE}/references.csv")
@needs(Permission.RESPONSE_IMPORT)
def import_references(consultation_id: UUID, import_id: UUID) -> ResponseReturnValue:
    _consultation, row = _found(consultation_id, import_id)

    def lines() -> Iterator[list[str]]:
        yield [_("Row"), _("Reference")]
        for one in queries.each_row(reading(), import_id, "stored"):
            key = services.reference_key(keys(), row, one.number, one.receipt_key or "")
            yield [str(one.number), shown_receipt(code_for(keys(), key))]

    return _csv(lines(), "references.csv")


def _csv(lines: Iterator[list[str]], name: str) -> Response:
    # No larger than the file that came in: it needn't be streamed.
    response = Response(b"".join(csv_pieces(lines)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


__all__ = ["fact_words", "imports", "one_import"]
