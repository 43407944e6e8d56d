"""The forms of sections, and of who is asked what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from participation.consultations.forms.questions import NumberField
from participation.consultations.forms.words import code_words
from participation.consultations.rules import (
    BY_CODE,
    BY_NUMBER,
    TELLING_CODES,
    TELLING_NUMBERS,
    Ask,
    Asked,
    AskedSection,
    Match,
    One,
    SectionDetails,
)
from participation.kernel.languages import said
from participation.web.words import WordsField, WordsForm

BEFORE_ANY = "first"
"""Where a question stands that is in no section."""


class SectionForm(WordsForm):
    """What a section says, and whether its questions stand on one page."""

    title = WordsField(
        _l("Title of the section"),
        description=_l("For example ‘Getting to school’"),
        required=_l("Enter a title"),
        most=120,
    )
    intro = WordsField(
        _l("Words above its questions"),
        description=_l("What people should know first. Leave empty if the title says it all."),
        most=2000,
        area=True,
    )
    together = BooleanField(
        _l("Ask all its questions on one page"),
        description=_l("Best for a few short questions. Otherwise each has a page of its own."),
    )

    def details(self) -> SectionDetails:
        """What was typed, as a plain value."""
        return SectionDetails(
            title=self.title.words(),
            intro=self.intro.words(),
            together=bool(self.together.data),
        )


class PlaceForm(Form):
    """Which section a question belongs to."""

    section = SelectField(_l("Section"))

    def offer(self, sections: Iterable[AskedSection]) -> None:
        """List the sections to choose from."""
        self.section.choices = [
            SelectChoice(BEFORE_ANY, _("Before the first section")),
            *(SelectChoice(str(one.section_id), said(one.title)) for one in sections),
        ]

    def section_id(self) -> UUID | None:
        """The section chosen; ``None`` for before the first."""
        return None if self.section.data == BEFORE_ANY else UUID(self.section.data)


class AboutForm(Form):
    """Which earlier question a new test is about."""

    about = RadioField(
        _l("Which earlier question does it depend on?"),
        validators=[InputRequired(_l("Choose a question"))],
    )

    def offer(self, earlier: Iterable[tuple[int, Asked]]) -> None:
        """List the questions to choose from, each with its number."""
        self.about.choices = [
            SelectChoice(
                str(question.question_id),
                _("%(number)s. %(question)s", number=number, question=said(question.wording)),
            )
            for number, question in earlier
        ]


class OneTestForm(Form):
    """What is asked of an earlier answer. Make it with :func:`form_of_test`."""

    test = RadioField(
        _l("Who should be asked?"), validators=[InputRequired(_l("Choose who should be asked"))]
    )
    codes: SelectMultipleField
    number: NumberField

    def validate(self, extra_validators: Any = None) -> bool:
        """An option where options are asked about, a number where numbers are."""
        fine = bool(super().validate(extra_validators))
        if not fine:
            return False
        if self.test.data in BY_CODE and not self.codes.data:
            self.codes.errors = [_("Choose at least one answer")]
            fine = False
        if self.test.data in BY_NUMBER and self.number.data is None:
            self.number.errors = [_("Enter a number")]
            fine = False
        return fine

    def one(self, question_id: UUID) -> One:
        """What was chosen, as a plain value. Call it once ``validate()`` has said yes."""
        test = Ask(self.test.data)
        return One(
            question_id,
            test,
            tuple(self.codes.data or ()) if test in BY_CODE else (),
            float(self.number.data) if test in BY_NUMBER else None,
        )


def form_of_test(question: Asked, formdata: Any = None) -> OneTestForm:
    """The form of a test about this question: what its kind can tell."""
    fields: dict[str, Any] = {}
    tests: list[Ask] = []
    if question.kind in TELLING_CODES:
        tests += [Ask.CHOSE, Ask.DID_NOT_CHOOSE]
        fields["codes"] = SelectMultipleField(
            _l("Which answers?"),
            choices=[SelectChoice(*pair) for pair in code_words(question).items()],
        )
    if question.kind in TELLING_NUMBERS:
        tests += [Ask.AT_LEAST, Ask.AT_MOST]
        fields["number"] = NumberField(_l("Number"), validators=[Optional()])
    tests += [Ask.ANSWERED, Ask.NOT_ANSWERED]
    form = type("TestForm", (OneTestForm,), fields)(formdata)
    assert isinstance(form, OneTestForm)
    words = {
        Ask.CHOSE: _("People who chose any of the answers below"),
        Ask.DID_NOT_CHOOSE: _("People who answered, but chose none of the answers below"),
        Ask.ANSWERED: _("People who answered it, whatever they said"),
        Ask.NOT_ANSWERED: _("People who did not answer it"),
        Ask.AT_LEAST: _("People who gave the number below, or more"),
        Ask.AT_MOST: _("People who gave the number below, or less"),
    }
    form.test.choices = [SelectChoice(test.value, words[test]) for test in tests]
    return form


class MatchForm(Form):
    """How many of several tests must hold."""

    match = RadioField(
        _l("When there are several"),
        choices=[
            SelectChoice(Match.ALL.value, _l("All of them must be true")),
            SelectChoice(Match.ANY.value, _l("Any one of them is enough")),
        ],
        validators=[InputRequired(_l("Choose one"))],
    )
