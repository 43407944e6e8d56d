"""Forms of files in and out: choosing one, what its columns are, why replies are taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, Form, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from participation.consultations.rules import SOMETHING_ELSE
from participation.kernel.languages import SUPPORTED, said
from participation.responses.forms.entering import SPOKEN_TOO, channel_words
from participation.responses.rules import Channel, Problem
from participation.responses.rules.columns import FACTS, Column, Definition
from participation.responses.rules.importing import Head, shown_names, targets_of
from participation.web.govuk import language_name

LARGEST = 20 * 1024 * 1024


class FileForm(Form):
    """A file of replies."""

    file = FileField(
        _l("The file"),
        description=_l("CSV or XLSX, up to 20 MB and 100,000 rows."),
        render_kw={"accept": ".csv,.tsv,.txt,.xlsx"},
    )
    name: str = ""
    content: bytes = b""

    def read(self, upload: Any) -> bool:
        """Take what came; says whether there is anything to read."""
        if upload is None or not upload.filename:
            self.file.errors = [_("Choose a file")]
            return False
        self.name, self.content = upload.filename, upload.stream.read(LARGEST + 1)
        if len(self.content) > LARGEST:
            self.file.errors = [_("Choose a file of 20 MB or less, or save it as several")]
        elif not self.content.strip():
            self.file.errors = [_("That file is empty. Choose another")]
        return not self.file.errors


def fact_words() -> dict[str, str]:
    """What may be said of a reply besides its answers."""
    return {
        "channel": _("How it came"),
        "language": _("Language"),
        "received_on": _("Day it came"),
        "late": _("Late"),
        "status": _("Status"),
        "reason": _("Why it is set aside"),
        "kind": _("Who replies"),
        "organisation": _("Name of the organisation"),
        "speaks_for": _("How many people it speaks for"),
        "may_quote": _("May their words be quoted?"),
        "area": _("Area"),
        "signatures": _("How many people signed"),
    }


def target_words(column: Column, definitions: Sequence[Definition]) -> str:
    """What a column of ours is called on screen."""
    if column.name in FACTS:
        return fact_words().get(column.name, column.name)
    question = next(one.newest for one in definitions if one.name == column.question)
    words = f"{column.question}: {said(question.wording)[:60]}"
    if not column.part:
        return words
    part = column.part.removeprefix("=")
    named = {one.code: said(one.words) for one in (*question.rows, *question.options)}
    special = {
        "other": _("in their own words"),
        "as_written": _("as written"),
        SOMETHING_ELSE: _("Something else"),
        "lat": _("latitude"),
        "lon": _("longitude"),
        "area": _("area"),
    }
    return f"{words} – {named.get(part) or special.get(part, part)}"


class MappingForm(Form):
    """What each column of a file is. Make it with :func:`mapping_form`."""

    channel = SelectField(_l("How these replies came"), validate_choice=False)
    language = SelectField(_l("Language they are written in"), validate_choice=False)
    count_late = RadioField(_l("Rows that came after the last day"), validate_choice=False)
    columns: tuple[str, ...] = ()

    def validate_count_late(self, field: Any) -> None:
        if field.data not in {"yes", "no"}:
            raise ValidationError(_("Choose whether late replies are counted"))

    def mapping(self) -> dict[int, str]:
        """Column by column, from 0; those left out aren't in it."""
        found = {}
        for at in range(len(self.columns)):
            target = self._fields[f"c{at}"].data
            if target:
                found[at] = target
        return found


def mapping_form(
    head: Head,
    definitions: Sequence[Definition],
    typed: Any = None,
    chosen: Mapping[int, str] | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> MappingForm:
    """The form for the columns of a file, filled in with what they probably are."""
    names = shown_names(head)
    choices = [SelectChoice("", _("Leave out"))] + [
        SelectChoice(column.name, target_words(column, definitions))
        for column in targets_of(definitions)
    ]
    fields = {
        f"c{at}": SelectField(name, choices=choices, validate_choice=False)
        for at, name in enumerate(names)
    }
    made = type("MappingFormOfThis", (MappingForm,), fields)
    data = {f"c{at}": target for at, target in (chosen or {}).items()}
    data |= {"channel": Channel.IMPORT.value, "language": "en", **(defaults or {})}
    form = made(typed, data=data)
    assert isinstance(form, MappingForm)
    form.columns = tuple(names)
    form.channel.choices = [
        SelectChoice(code, words)
        for code, words in channel_words().items()
        if code != Channel.WEB.value
    ]
    form.language.choices = [
        SelectChoice(code, language_name(code)) for code in dict.fromkeys([*SUPPORTED, *SPOKEN_TOO])
    ]
    form.count_late.choices = [
        SelectChoice("yes", _("Count them, and mark them as late")),
        SelectChoice("no", _("Set them aside as late")),
    ]
    return form


def fault_words(code: str) -> str:
    """Why a row is refused, or what was noted of a file."""
    words = {
        "too_many_cells": _("It has more cells than there are columns"),
        "long_cell": _("A cell has more than 100,000 characters"),
        "formula": _("A formula in it has no value"),
        "error_value": _("A cell holds an error, such as #REF!"),
        "too_wide": _("It reaches past the 500th column"),
        "nothing": _("It answers no question"),
        "received_on": _("The day isn’t a day, or hasn’t come yet"),
        "channel": _("It names no way in which replies come"),
        "language": _("It names no language that is known"),
        "kind": _("It doesn’t say who replies"),
        "may_quote": _("It says neither yes nor no"),
        "status": _("It names no status"),
        "reason": _("It names no reason"),
        "speaks_for": _("It isn’t a whole number above nought"),
        "signatures": _("It isn’t a whole number above nought"),
        Problem.UNKNOWN_OPTION.value: _("No option is called that"),
        Problem.TOO_MANY.value: _("It chooses more options than may be chosen"),
        Problem.NOT_A_NUMBER.value: _("It isn’t a number"),
        Problem.NOT_WHOLE.value: _("It isn’t a whole number"),
        Problem.TOO_SMALL.value: _("The number is smaller than may be given"),
        Problem.TOO_LARGE.value: _("The number is larger than may be given"),
        Problem.NOT_A_PLACE.value: _("It isn’t a place in the order"),
        Problem.SAME_PLACE.value: _("Two options have the same place"),
        Problem.PLACES_LEFT_OUT.value: _("A place in the order is left out"),
        Problem.NOT_THE_TOTAL.value: _("The amounts don’t add up"),
        Problem.NOT_A_DATE.value: _("It isn’t a day"),
        Problem.TOO_EARLY.value: _("The day is too early"),
        Problem.TOO_LATE.value: _("The day is too late"),
        Problem.OFF_THE_MAP.value: _("It isn’t a place on the map"),
        Problem.TOO_LONG.value: _("It has more than 20,000 characters"),
    }
    return words.get(code, code)


def file_problem_words(problem: str) -> str:
    """Why a file can’t be taken, and what to do."""
    code, _colon, place = problem.partition(":")
    if code == "unclosed":
        return _(
            "A quotation mark that begins about line %(line)s is never closed, so the rows after "
            "it can’t be told apart. Put it right in the file, and choose it again",
            line=place,
        )
    words = {
        "empty": _("There is no row in the file"),
        "encoding": _("The letters of the file can’t be read. Save it as CSV UTF-8"),
        "too_many_rows": _("The file has more than 100,000 rows. Save it as several files"),
        "too_many_columns": _("A row of the file has more than 500 columns"),
        "bomb": _("The file unpacks to more than a file of replies can be"),
        "doctype": _("The file holds instructions that no spreadsheet writes"),
        "broken": _("The file is damaged, or isn’t a table. Save it again as CSV or XLSX"),
        "no_sheet": _("The file has no sheet that can be seen"),
        "old_office": _(
            "The file has a password or is of an old kind (XLS). Save it as CSV or XLSX"
        ),
        "too_slow": _("Reading the file took too long. Save it as CSV, or as several files"),
        "gave_up": _("Something went wrong on this site. Try again, or ask your administrator"),
        "withdrawn": _("This consultation was withdrawn. No reply can be added"),
        "not_open_yet": _("Replies can be taken in once the consultation has opened"),
        "forgotten": _("The file and what was read of it were removed"),
        "no_question": _("Say of at least one column which question it answers"),
        "twice": _("Two columns are the same thing. Leave one of them out"),
        "unknown": _("One of those questions is no longer asked. Choose again"),
        "nothing_ready": _("No row can be taken in as it stands"),
        "state": _("Somebody has gone on with this file. This is how it stands now"),
    }
    return words.get(code, code)


def note_words(code: str, number: int) -> str:
    """What was odd about a file that could be read."""
    words = {
        "nul": _("Signs that stand for nothing (NUL) were left out: %(n)s", n=number),
        "mixed_encoding": _(
            "Lines written in another way than the rest (Windows letters): %(n)s", n=number
        ),
        "formula": _("Cells with a formula, of which the value was taken: %(n)s", n=number),
        "hidden_sheet": _("Hidden sheets, which weren’t read: %(n)s", n=number),
        "other_sheet": _("Other sheets, which weren’t read: %(n)s", n=number),
        "dimension": _(
            "The file says that it ends at row %(n)s, and doesn’t. All rows were read", n=number
        ),
        "loose_quotes": _("Quotation marks stand inside cells. They were taken as letters"),
    }
    return words.get(code, code)


class ExportForm(Form):
    """Taking replies out as a file."""

    format = RadioField(_l("Kind of file"), validate_choice=False)
    reason = StringField(
        _l("What is it for?"),
        description=_l("It goes on the record with your name, for example ‘Analysis by the team’."),
        validators=[InputRequired(_l("Say what it is for")), Length(max=300)],
    )

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        self.format.choices = [
            SelectChoice("csv", _("CSV, for spreadsheets and statistics")),
            SelectChoice("xlsx", _("XLSX, for Excel")),
            SelectChoice("jsonl", _("JSON Lines, for programs")),
            SelectChoice("dictionary", _("The data dictionary alone (JSON)")),
        ]

    def validate_format(self, field: Any) -> None:
        if field.data not in {"csv", "xlsx", "jsonl", "dictionary"}:
            raise ValidationError(_("Choose a kind of file"))
