"""Forms with which officers key in replies: a reply, a batch, what is spoiled, slips to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    Form,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from participation.consultations.rules import AGREEMENT, SOMETHING_ELSE, Asked, Kind
from participation.files.forms import UploadField
from participation.files.rules import Purpose
from participation.kernel.languages import SUPPORTED, said
from participation.responses.forms import agreement_words
from participation.responses.rules import About, Channel, Given, Problem, RespondentKind
from participation.responses.rules.answers import LONGEST
from participation.responses.rules.entering import (
    BY_HAND,
    BatchDetails,
    Box,
    EntryDetails,
    Spoiled,
    boxes_of,
    given_from_boxes,
    typed_in,
)
from participation.web.fields import DayMonthYearField
from participation.web.govuk import language_name

SPOKEN_TOO = ("en", "cy", "ar", "bn", "fa", "pa", "pl", "pt", "ro", "so", "uk", "ur", "zh")
"""Languages in which replies are often written here, besides those that the site speaks."""


def channel_words() -> dict[str, str]:
    """How replies come."""
    return {
        Channel.WEB.value: _("On this site"),
        Channel.PAPER.value: _("On paper"),
        Channel.TELEPHONE.value: _("By telephone"),
        Channel.EMAIL.value: _("By email"),
        Channel.LETTER.value: _("By letter"),
        Channel.PETITION.value: _("Petitions"),
        Channel.EVENT.value: _("Notes from events"),
        Channel.EASY_READ.value: _("Easy Read forms"),
        Channel.BSL.value: _("In British Sign Language"),
        Channel.AUDIO.value: _("Audio recordings"),
        Channel.OTHER.value: _("In another way"),
        Channel.IMPORT.value: _("From a file"),
    }


def spoiled_words() -> dict[str, str]:
    """Why one in an envelope can't be keyed in."""
    return {
        Spoiled.BLANK.value: _("Nothing is written on it"),
        Spoiled.UNREADABLE.value: _("It can’t be read"),
        Spoiled.OTHER_FORM.value: _("It isn’t a reply to this consultation"),
        Spoiled.COPY.value: _("It is a copy of one in the same envelope"),
        Spoiled.OTHER.value: _("Another reason"),
    }


def _language_choices() -> list[SelectChoice]:
    return [
        SelectChoice(code, language_name(code)) for code in dict.fromkeys([*SUPPORTED, *SPOKEN_TOO])
    ]


class EntryForm(Form):
    """One reply as it came. Make it with :func:`entry_form`, which adds the questions."""

    slip_code = StringField(
        _l("Reference printed on the slip"),
        description=_l("Sixteen letters and numbers. Leave it empty if there is none."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    came_on = DayMonthYearField(_l("Day it came"), validators=[InputRequired(_l("Enter a day"))])
    language = SelectField(_l("Language it is written in"), validate_choice=False)
    count_late = SelectField(_l("It came after the last day"), validate_choice=False)
    kind = SelectField(_l("Who replies"), validate_choice=False)
    organisation = StringField(_l("Name of the organisation"), validators=[Length(max=300)])
    speaks_for = IntegerField(
        _l("How many people it speaks for"),
        validators=[Optional(), NumberRange(min=1, max=100_000_000)],
    )
    signatures = IntegerField(
        _l("How many people signed"), validators=[Optional(), NumberRange(min=1, max=10_000_000)]
    )
    may_quote = SelectField(_l("May their words be quoted?"), validate_choice=False)
    note = TextAreaField(
        _l("What else is on it, or can’t be keyed in as asked"),
        description=_l("Only staff see this. It is erased with the reply."),
        validators=[Length(max=2000)],
    )
    original = UploadField(
        _l("The original"),
        purpose=Purpose.ORIGINAL,
        description=_l("A scan, letter, email or recording. Only staff can open it."),
    )

    asked: tuple[Asked, ...] = ()
    channel: Channel = Channel.PAPER

    def names_of(self, question: Asked) -> list[str]:
        """The names of a question's boxes."""
        return [box.name for box in boxes_of(question)]

    def given(self) -> dict[UUID, Given]:
        """The answers as they were keyed in."""
        typed = {name: str(field.data or "") for name, field in self._fields.items()}
        return {one.question_id: given_from_boxes(one, typed) for one in self.asked}

    def details(self) -> EntryDetails:
        """All of it as a plain value. Call it once ``validate()`` has said yes."""
        assert self.came_on.data
        upload = self.original.upload()
        quote = {"yes": True, "no": False}.get(self.may_quote.data or "")
        return EntryDetails(
            channel=self.channel,
            language=self.language.data if self.language.data in _spoken() else "en",
            came_on=self.came_on.data,
            answers=self.given(),
            about=About(
                kind=RespondentKind(self.kind.data)
                if self.kind.data in set(RespondentKind)
                else RespondentKind.RESIDENT,
                organisation=(self.organisation.data or "").strip(),
                speaks_for=self.speaks_for.data,
                may_quote=quote,
            ),
            note=self.note.data or "",
            signatures=self.signatures.data,
            slip_code=self.slip_code.data or "",
            count_late={"yes": True, "no": False}.get(self.count_late.data or ""),
            originals=(upload,) if upload else (),
        )

    def complain(self, wrong: Mapping[UUID, Problem]) -> None:
        """Say at each question what is wrong with what was keyed in."""
        for question in self.asked:
            problem = wrong.get(question.question_id)
            if problem:
                field = self._fields[boxes_of(question)[0].name]
                field.errors = [entry_problem(problem)]


def _spoken() -> set[str]:
    return {*SUPPORTED, *SPOKEN_TOO}


def entry_problem(problem: Problem) -> str:
    """What is wrong with what was keyed in, and what to do."""
    words = {
        Problem.UNKNOWN_OPTION: _("No option has that number. Type a number from the list"),
        Problem.TOO_MANY: _(
            "More options than may be chosen. If the slip says so, leave it empty and say in the "
            "note what is on it"
        ),
        Problem.NOT_A_NUMBER: _("Type a number, such as 12 or 12.5"),
        Problem.NOT_WHOLE: _("Type a whole number"),
        Problem.NOT_A_PLACE: _("Type a place in the order: 1, 2, 3 and so on"),
        Problem.SAME_PLACE: _("Two options have the same place"),
        Problem.PLACES_LEFT_OUT: _("A place in the order is left out"),
        Problem.NOT_THE_TOTAL: _("The amounts don’t add up to what may be spent"),
        Problem.NOT_A_DATE: _("Type a day such as 27 3 2030"),
        Problem.OFF_THE_MAP: _("Type both degrees, such as 51.58 and -3.0"),
        Problem.TOO_LONG: _(
            "More than %(most)s characters. Attach it as a document instead", most=f"{LONGEST:,}"
        ),
    }
    return words.get(
        problem,
        _("This can’t be counted. Leave it empty and say in the note what is on the slip"),
    )


def entry_form(
    asked: Sequence[Asked],
    channel: Channel,
    typed: Any = None,
    *,
    defaults: Mapping[str, Any] | None = None,
) -> EntryForm:
    """The form for one reply by a channel, with a box for everything that is asked."""
    fields: dict[str, Field] = {}
    for question in asked:
        for number, box in enumerate(boxes_of(question)):
            fields[box.name] = _field(question, box, number)
    made = type("EntryFormOfThis", (EntryForm,), fields)
    form = made(typed, data={"may_quote": "", "count_late": "", **(defaults or {})})
    assert isinstance(form, EntryForm)
    form.asked, form.channel = tuple(asked), channel
    form.language.choices = _language_choices()
    form.kind.choices = [
        SelectChoice(RespondentKind.RESIDENT.value, _("A resident, for themselves")),
        SelectChoice(RespondentKind.REPRESENTATIVE.value, _("Someone on behalf of another")),
        SelectChoice(RespondentKind.ORGANISATION.value, _("An organisation")),
    ]
    form.may_quote.choices = [
        SelectChoice("", _("They weren’t asked, or don’t say")),
        SelectChoice("yes", _("Yes")),
        SelectChoice("no", _("No")),
    ]
    form.count_late.choices = [
        SelectChoice("", _("Choose, if it is late")),
        SelectChoice("yes", _("Count it, and mark it as late")),
        SelectChoice("no", _("Set it aside as late")),
    ]
    return form


def _field(question: Asked, box: Box, number: int) -> Any:
    label = said(question.wording)
    hint = _number_hint(question, box)
    part = _part_words(question, box.part)
    words: dict[str, Any] = {"label": f"{label} – {part}" if part else label, "description": hint}
    if box.long:
        return TextAreaField(**words)
    if number and box.part != "other":
        words["description"] = ""
    return StringField(**words, render_kw={"autocomplete": "off", "spellcheck": "false"})


def _part_words(question: Asked, part: str) -> str:
    if not part:
        return ""
    if part == "other":
        return _("in their own words")
    places = {"area": _("area"), "lat": _("latitude"), "lon": _("longitude")}
    if question.kind == Kind.MAP_PIN:
        return places[part]
    return next(
        (said(one.words) for one in (*question.rows, *question.options) if one.code == part), part
    )


def numbered_options(question: Asked) -> list[tuple[int, str]]:
    """What 1, 2, 3 … stand for, on the printed form and here."""
    if question.kind in {Kind.AGREEMENT, Kind.MATRIX}:
        words = agreement_words()
        return [(number, words[code]) for number, code in enumerate(AGREEMENT, 1)]
    if question.kind not in {Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE}:
        return []
    words = {one.code: said(one.words) for one in question.options}
    words[SOMETHING_ELSE] = _("Something else")
    return [(number, words[code]) for number, code in enumerate(question.codes, 1)]


def _number_hint(question: Asked, box: Box) -> str:
    if box.numbers:
        return " · ".join(f"{number} {words}" for number, words in numbered_options(question))
    match question.kind:
        case Kind.RANKING:
            return _("Type each one’s place: 1 for the first")
        case Kind.BUDGET:
            return _("Type how much of %(total)s each one gets", total=question.limits.total)
        case Kind.DATE:
            return _("Day, month and year, such as 27 3 2030")
        case _:
            return ""


def kept_defaults(asked: Sequence[Asked], answers: Mapping[UUID, Given]) -> dict[str, str]:
    """What stands in the boxes for answers that are kept."""
    found: dict[str, str] = {}
    for question in asked:
        if question.question_id in answers:
            found |= typed_in(question, answers[question.question_id])
    return found


class BatchForm(Form):
    """A count sheet."""

    name = StringField(
        _l("Name of the batch"),
        description=_l("Such as ‘Library box, 3 March’"),
        validators=[InputRequired(_l("Enter a name")), Length(max=200)],
    )
    channel = SelectField(_l("How they came"), validate_choice=False)
    counted = IntegerField(
        _l("How many are in it"),
        description=_l("Count them before you begin. The batch closes when all are accounted for."),
        validators=[
            InputRequired(_l("Enter how many are in it")),
            NumberRange(min=1, max=10_000, message=_l("Enter a number from 1 to 10,000")),
        ],
    )
    came_on = DayMonthYearField(_l("Day they came"), validators=[InputRequired(_l("Enter a day"))])
    language = SelectField(_l("Language most are written in"), validate_choice=False)

    def __init__(self, typed: Any = None, *, today: date | None = None) -> None:
        super().__init__(typed, data={"came_on": today, "channel": "paper"})
        self.language.choices = _language_choices()
        words = channel_words()
        self.channel.choices = [SelectChoice(one.value, words[one.value]) for one in BY_HAND]

    def validate_channel(self, field: Field) -> None:
        if field.data not in {one.value for one in BY_HAND}:
            raise ValidationError(_("Choose how they came"))

    def details(self) -> BatchDetails:
        """As a plain value. Call it once ``validate()`` has said yes."""
        assert self.name.data
        assert self.came_on.data
        assert self.counted.data
        return BatchDetails(
            channel=Channel(self.channel.data),
            name=self.name.data,
            language=self.language.data if self.language.data in _spoken() else "en",
            came_on=self.came_on.data,
            counted=self.counted.data,
        )


class SpoiledForm(Form):
    """One that can't be keyed in."""

    reason = SelectField(_l("Why it can’t be keyed in"), validate_choice=False)
    note = StringField(_l("Say what the reason is"), validators=[Length(max=300)])

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        self.reason.choices = [SelectChoice(*pair) for pair in spoiled_words().items()]

    def validate_note(self, field: Field) -> None:
        if self.reason.data == Spoiled.OTHER and not (field.data or "").strip():
            raise ValidationError(_("Say what the reason is"))


class CountForm(Form):
    """Another count of the same envelope."""

    counted = IntegerField(
        _l("How many are in it, counted again"),
        validators=[
            InputRequired(_l("Enter how many are in it")),
            NumberRange(min=1, max=10_000, message=_l("Enter a number from 1 to 10,000")),
        ],
    )


class SlipsForm(Form):
    """How many paper forms to print."""

    number = IntegerField(
        _l("How many slips"),
        validators=[
            InputRequired(_l("Enter how many")),
            NumberRange(min=1, max=500, message=_l("Enter a number from 1 to 500")),
        ],
    )
    language = SelectField(_l("Language"), validate_choice=False)
    large = BooleanField(_l("Large print (18 point)"))

    def __init__(self, typed: Any = None, *, languages: Sequence[str] = ("en",)) -> None:
        super().__init__(typed)
        self.language.choices = [SelectChoice(code, language_name(code)) for code in languages]
