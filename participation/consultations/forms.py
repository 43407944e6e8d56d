"""The forms that a consultation and its questions are written in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from participation.consultations.rules import (
    EXTENSION_REASONS,
    WITHDRAWAL_REASONS,
    Asked,
    ConsultationDetails,
    FiveLines,
    Kind,
    Option,
    QuestionDetails,
)
from participation.kernel.languages import said
from participation.missions.models import Mission
from participation.web.fields import DayMonthYearField
from participation.web.words import WordsField, WordsForm, named, tidy

KINDS = {
    Kind.FREE_TEXT: _l("In their own words"),
    Kind.SINGLE_CHOICE: _l("Choose one from a list"),
    Kind.MULTIPLE_CHOICE: _l("Choose any from a list"),
    Kind.AGREEMENT: _l("Agree or disagree with a statement"),
}
WHY_LONGER = {
    "people_asked": _l("People asked for more time"),
    "few_replies": _l("We want to hear from more people"),
    "information_changed": _l("Some information was added or corrected"),
    "access": _l("Some people could not take part, for a reason that is now mended"),
    "event": _l("An election, an emergency or another event came between"),
}
WHY_WITHDRAWN = {
    "mistake": _l("There was a mistake in it"),
    "superseded": _l("Another consultation takes its place"),
    "not_needed": _l("The decision no longer has to be made"),
    "advice": _l("We were advised to start again"),
}
MOST_OPTIONS = 40
SPARE = 2


class DetailsForm(WordsForm):
    """What a consultation is about, and who answers for it."""

    title = WordsField(
        _l("Title"),
        description=_l("What people see first, for example ‘Safer streets in Northgate’"),
        required=_l("Enter a title"),
        most=120,
    )
    summary = WordsField(
        _l("Summary"),
        description=_l("Two or three plain sentences: what you ask about, and whom"),
        required=_l("Enter a summary"),
        most=1000,
        area=True,
    )
    mission_ids = SelectMultipleField(
        _l("Which missions does it serve?"),
        description=_l("At least one must be published before the consultation can open."),
        validators=[InputRequired(_l("Choose at least one mission"))],
    )
    decision_owner = StringField(
        _l("Who answers for the decision?"),
        description=_l("A post or a name. Only staff see it."),
        filters=[tidy],
        validators=[Length(max=200, message=_l("Use 200 letters or fewer"))],
    )
    hide_results = BooleanField(
        _l("Hide results and themes from councillors and leaders until it closes"),
        description=_l("So that nobody is swayed before everyone has replied."),
        default=True,
    )

    def offer(self, missions: Iterable[Mission]) -> None:
        """List the missions to choose from."""
        self.mission_ids.choices = [
            SelectChoice(
                str(mission.id),
                said(mission.title)
                if mission.published_at
                else _("%(title)s (not published yet)", title=said(mission.title)),
            )
            for mission in missions
        ]

    def details(self) -> ConsultationDetails:
        """What was typed, as a plain value. Call it once ``validate()`` has said yes."""
        return ConsultationDetails(
            title=self.title.words(),
            summary=self.summary.words(),
            mission_ids=tuple(UUID(one) for one in self.mission_ids.data or ()),
            decision_owner=self.decision_owner.data or "",
            hide_results=bool(self.hide_results.data),
        )


class LinesForm(WordsForm):
    """The five lines. A draft may be kept with some of them empty."""

    could_change = WordsField(
        _l("What could change"),
        description=_l("What people’s answers can really change"),
        most=1000,
        area=True,
    )
    already_decided = WordsField(
        _l("What is already decided"),
        description=_l("What can’t change, and why. Say so if nothing is decided."),
        most=1000,
        area=True,
    )
    who_decides = WordsField(
        _l("Who decides, and when"),
        description=_l("For example ‘The Cabinet, on 14 May’"),
        most=1000,
        area=True,
    )
    minutes_needed = IntegerField(
        _l("How many minutes it takes"),
        description=_l("Try it yourself in the preview, and round up"),
        validators=[Optional(), NumberRange(1, 120, _l("Enter a number between 1 and 120"))],
    )
    your_words = WordsField(
        _l("What happens to people’s words"),
        description=_l("Who reads them, what is published, and where the outcome will be"),
        most=1000,
        area=True,
    )

    def lines(self) -> FiveLines:
        """What was typed, as a plain value."""
        return FiveLines(
            could_change=self.could_change.words(),
            already_decided=self.already_decided.words(),
            who_decides=self.who_decides.words(),
            minutes_needed=self.minutes_needed.data,
            your_words=self.your_words.words(),
        )


class DatesForm(Form):
    """The first and the last day. A draft may be kept without them."""

    opens_on = DayMonthYearField(
        _l("First day to reply"),
        description=_l("It opens as this day begins. For example, 27 3 2030"),
    )
    last_day = DayMonthYearField(
        _l("Last day to reply"),
        description=_l("It closes at midnight at the end of this day. For example, 24 4 2030"),
    )

    def validate_last_day(self, field: DayMonthYearField) -> None:
        """Refuse a last day before the first."""
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_("The last day must be the first day or later"))


class KindForm(Form):
    """How a new question will be answered."""

    kind = RadioField(
        _l("How will people answer?"),
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        validators=[InputRequired(_l("Choose how people will answer"))],
    )


class OptionForm(WordsForm):
    """One thing to choose. Its code stays with it when the words are corrected."""

    spoken: ClassVar[Sequence[str]] = ()

    code = HiddenField()
    words = WordsField(_l("Option"), most=200)

    def __init__(self, formdata: Any = None, **more: Any) -> None:
        super().__init__(formdata, languages=self.spoken, **more)

    def option(self) -> Option:
        """What was typed, as a plain value."""
        return Option(code=self.code.data or "", words=self.words.words())


class QuestionForm(WordsForm):
    """What every question says."""

    wording = WordsField(
        _l("Question"),
        description=_l("One thing at a time, in plain words"),
        required=_l("Enter the question"),
        most=400,
        area=True,
    )
    help = WordsField(
        _l("Help under the question"),
        description=_l("Leave empty if the question says it all"),
        most=600,
        area=True,
    )
    required = BooleanField(_l("People must answer this question to send their reply"))

    def details(self) -> QuestionDetails:
        """What was typed, as a plain value. Call it once ``validate()`` has said yes."""
        return QuestionDetails(
            wording=self.wording.words(),
            help=self.help.words(),
            required=bool(self.required.data),
            word_guide=self.word_guide.data if "word_guide" in self._fields else None,
            options=tuple(self.options_given()),
        )

    def options_given(self) -> Iterable[Option]:
        """The options with any words, in order."""
        rows = self.options if "options" in self._fields else ()
        return [entry.form.option() for entry in rows if any(entry.form.words.words().values())]


class AgreementForm(QuestionForm):
    """A statement to agree or disagree with."""

    wording = WordsField(
        _l("Statement"),
        description=_l("Something people can agree or disagree with, that leans neither way"),
        required=_l("Enter the statement"),
        most=400,
        area=True,
    )


class FreeTextForm(QuestionForm):
    """A question answered in people's own words."""

    word_guide = IntegerField(
        _l("About how many words is enough?"),
        description=_l("A guide for people, never a limit. Leave empty for none."),
        validators=[Optional(), NumberRange(1, 2000, _l("Enter a number between 1 and 2000"))],
    )


class ChoiceForm(QuestionForm):
    """A question answered by choosing. Make it with :func:`question_form`."""

    options: FieldList
    spoken: ClassVar[Sequence[str]] = ()

    def __init__(self, formdata: Any = None, **more: Any) -> None:
        super().__init__(formdata, **more)
        self.add_rows(SPARE if formdata is None else 0)

    def add_rows(self, number: int) -> None:
        """Give room for some more options, and number them all."""
        for _row in range(min(number, MOST_OPTIONS - len(self.options.entries))):
            self.options.append_entry()
        for place, entry in enumerate(self.options.entries, 1):
            for language, box in entry.form.words.form._fields.items():
                box.label.text = (
                    _("Option %(number)s", number=place)
                    if len(self.spoken) == 1
                    else _(
                        "Option %(number)s (%(language)s)", number=place, language=named(language)
                    )
                )

    def move_up(self, place: int) -> None:
        """Swap an option (from 0) with the one above it."""
        if 0 < place < len(self.options.entries):
            above, here = (self.options.entries[n].form for n in (place - 1, place))
            for field, other in zip(_boxes(above), _boxes(here), strict=True):
                field.data, other.data = other.data, field.data
                field.raw_data = other.raw_data = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Two different options at least, each in the council's first language."""
        fine = bool(super().validate(extra_validators))
        first, seen = self.spoken[0], set[str]()
        for entry in self.options.entries:
            words, box = entry.form.words.words(), entry.form.words.form[first]
            if not any(words.values()):
                continue
            said_so = words[first].casefold()
            if not said_so or said_so in seen:
                box.errors = [
                    _("This option is there already")
                    if said_so
                    else _("Enter this option in %(language)s too", language=named(first))
                ]
                fine = False
            seen.add(said_so)
        if len(seen) < 2:
            rows = [entry.form.words for entry in self.options.entries]
            empty = next((row for row in rows if not any(row.words().values())), rows[-1])
            empty.form[first].errors = [_("Enter at least two options")]
            fine = False
        self.options.errors = [entry.errors for entry in self.options.entries if entry.errors]
        return fine


def _boxes(form: OptionForm) -> list[Any]:
    return [form.code, *form.words.form._fields.values()]


FORMS: dict[Kind, type[QuestionForm]] = {
    Kind.FREE_TEXT: FreeTextForm,
    Kind.SINGLE_CHOICE: ChoiceForm,
    Kind.MULTIPLE_CHOICE: ChoiceForm,
    Kind.AGREEMENT: AgreementForm,
}


def question_form(
    kind: Kind, languages: Sequence[str], formdata: Any = None, asked: Asked | None = None
) -> QuestionForm:
    """The form for a kind of question, filled in with what is asked now."""
    data: dict[str, Any] = {}
    if asked is not None:
        data = {
            "wording": asked.wording,
            "help": asked.help,
            "required": asked.required,
            "word_guide": asked.word_guide,
            "options": [{"code": o.code, "words": o.words} for o in asked.options],
        }
    made = FORMS[kind]
    if made is ChoiceForm:
        option = type("OptionForm", (OptionForm,), {"spoken": tuple(languages)})
        several = FieldList(FormField(option), min_entries=2, max_entries=MOST_OPTIONS)
        made = type("ChoiceForm", (ChoiceForm,), {"spoken": tuple(languages), "options": several})
    return made(formdata, languages=languages, data=data)


class ExtendForm(Form):
    """Until when, and why."""

    last_day = DayMonthYearField(
        _l("New last day to reply"),
        description=_l("It closes at midnight at the end of this day. For example, 24 4 2030"),
        validators=[InputRequired(_l("Enter the new last day"))],
    )
    reason = RadioField(
        _l("Why is there more time?"),
        description=_l("Everyone sees this on the consultation’s page."),
        choices=[SelectChoice(code, WHY_LONGER[code]) for code in EXTENSION_REASONS],
        validators=[InputRequired(_l("Choose why there is more time"))],
    )


class WithdrawForm(Form):
    """Why it is stopped."""

    reason = RadioField(
        _l("Why is it withdrawn?"),
        description=_l("Everyone sees this on the consultation’s page."),
        choices=[SelectChoice(code, WHY_WITHDRAWN[code]) for code in WITHDRAWAL_REASONS],
        validators=[InputRequired(_l("Choose why it is withdrawn"))],
    )
