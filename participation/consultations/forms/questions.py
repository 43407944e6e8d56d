"""The forms that questions are written in: one for each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DecimalField, Form, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from participation.consultations.forms.options import ListedForm, listing
from participation.consultations.rules import Asked, Kind, Limits, Option, QuestionDetails
from participation.web.fields import DayMonthYearField
from participation.web.words import WordsField, WordsForm

KINDS: Mapping[Kind, Any] = {
    Kind.FREE_TEXT: _l("In their own words"),
    Kind.SINGLE_CHOICE: _l("Choose one from a list"),
    Kind.MULTIPLE_CHOICE: _l("Choose any from a list"),
    Kind.AGREEMENT: _l("Agree or disagree with a statement"),
    Kind.MATRIX: _l("Agree or disagree with several statements"),
    Kind.RANKING: _l("Put a list in order"),
    Kind.SCALE: _l("Choose a point on a scale"),
    Kind.NUMBER: _l("Give a number"),
    Kind.BUDGET: _l("Share out a budget"),
    Kind.DATE: _l("Give a date"),
    Kind.MAP_PIN: _l("Show a place on a map, or name the area"),
}
KIND_HINTS: Mapping[Kind, Any] = {
    Kind.FREE_TEXT: _l("Best for reasons, experience and what you had not thought of."),
    Kind.SINGLE_CHOICE: _l("You may offer “Something else”, in people’s own words."),
    Kind.MULTIPLE_CHOICE: _l("You may limit how many."),
    Kind.MATRIX: _l("One scale for every statement. On a phone each statement stands alone."),
    Kind.RANKING: _l("Keep the list short: six things or fewer."),
    Kind.SCALE: _l("For example from 1, never, to 5, every day."),
    Kind.BUDGET: _l("Points or pounds that must add up to a total you set."),
}
MOST_POINTS = 11


class KindForm(Form):
    """How a new question will be answered."""

    kind = RadioField(
        _l("How will people answer?"),
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        validators=[InputRequired(_l("Choose how people will answer"))],
    )


class WholeField(IntegerField):
    """A whole number, refused in our own words."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read it. Raises ``ValueError`` with words for whoever typed it."""
        self.data = None
        typed = str(valuelist[0]).strip().replace(",", "") if valuelist else ""
        if not typed:
            return
        try:
            self.data = int(typed)
        except ValueError:
            raise ValueError(_("Enter a whole number, for example 100")) from None
        if abs(self.data) > 10**12:
            raise ValueError(_("Enter a smaller number"))


class NumberField(DecimalField):
    """A number, with a decimal point or without, refused in our own words."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read it. Raises ``ValueError`` with words for whoever typed it."""
        self.data: Any = None
        typed = str(valuelist[0]).strip().replace(",", "") if valuelist else ""
        if not typed:
            return
        try:
            number = Decimal(typed)
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite() or abs(number) > 10**12:
            raise ValueError(_("Enter a number, for example 12 or 2.5"))
        self.data = number

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return str(int(self.data)) if self.data == int(self.data) else str(self.data)


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
        listed = self.listed_options() if isinstance(self, ListedForm) else ()
        rows = isinstance(self, ListedForm) and self.listed == "rows"
        return QuestionDetails(
            wording=self.wording.words(),
            help=self.help.words(),
            required=bool(self.required.data),
            word_guide=self.word_guide.data if "word_guide" in self._fields else None,
            options=() if rows else listed,
            rows=listed if rows else (),
            limits=self.limits(),
        )

    def limits(self) -> Limits:
        """What bounds an answer."""
        return Limits()

    def options_given(self) -> tuple[Option, ...]:
        """The options with any words, in order."""
        return self.listed_options() if isinstance(self, ListedForm) else ()


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


class ChoiceForm(ListedForm, QuestionForm):
    """A question answered by choosing one."""

    something_else = BooleanField(
        _l("Offer “Something else” at the end, with room for people’s own words")
    )

    def limits(self) -> Limits:
        """Whether there is something else to choose."""
        return Limits(something_else=bool(self.something_else.data))


class SeveralForm(ChoiceForm):
    """A question answered by choosing any."""

    most = WholeField(
        _l("At most how many may people choose?"),
        description=_l("Leave empty if they may choose all of them."),
        validators=[Optional(), NumberRange(1, 40, _l("Enter a number between 1 and 40"))],
    )

    def limits(self) -> Limits:
        """How many may be chosen, and whether there is something else."""
        return Limits(something_else=bool(self.something_else.data), most=self.most.data)


class MatrixForm(ListedForm, QuestionForm):
    """Several statements to agree or disagree with, on one scale."""

    listed = "rows"
    fewest = 1


class RankingForm(ListedForm, QuestionForm):
    """A list to put in order."""

    most = WholeField(
        _l("How many should people put in order?"),
        description=_l("For example 3, for their first three. Leave empty for all of them."),
        validators=[Optional(), NumberRange(1, 40, _l("Enter a number between 1 and 40"))],
    )

    def validate_most(self, field: WholeField) -> None:
        """Refuse more places than there are options."""
        if field.data and field.data > max(len(self.listed_options()), self.fewest):
            raise ValidationError(_("Enter a number no larger than the number of options"))

    def limits(self) -> Limits:
        """How many are put in order."""
        return Limits(most=self.most.data)


class BudgetForm(ListedForm, QuestionForm):
    """Points or pounds to share out."""

    total = WholeField(
        _l("What must it add up to?"),
        description=_l("For example 100"),
        validators=[
            InputRequired(_l("Enter the total that people share out")),
            NumberRange(1, 10**9, _l("Enter a number from 1 to 1,000,000,000")),
        ],
    )
    unit = WordsField(
        _l("What do they share out?"),
        description=_l("For example ‘points’ or ‘pounds’"),
        required=_l("Enter what people share out, for example ‘points’"),
        most=40,
    )

    def limits(self) -> Limits:
        """The total, and what it counts."""
        return Limits(total=self.total.data, unit=self.unit.words())


class BetweenForm(QuestionForm):
    """What a number and a scale share: a lower and an upper end."""

    least: Any
    greatest: Any

    def validate_greatest(self, field: Any) -> None:
        """Refuse ends that are the wrong way round."""
        low, high = self.least.data, field.data
        if low is not None and high is not None and high <= low:
            raise ValidationError(_("The highest must be more than the lowest"))


class NumberForm(BetweenForm):
    """A question answered with a number."""

    unit = WordsField(
        _l("What does the number count?"),
        description=_l("Shown after the box, for example ‘miles’. Leave empty for nothing."),
        most=40,
    )
    least = NumberField(_l("The lowest that is possible"), validators=[Optional()])
    greatest = NumberField(_l("The highest that is possible"), validators=[Optional()])
    whole = BooleanField(_l("Whole numbers only"), default=True)

    def limits(self) -> Limits:
        """The ends, if there are any, and what is counted."""
        return Limits(
            least=_float(self.least.data),
            greatest=_float(self.greatest.data),
            whole=bool(self.whole.data),
            unit=self.unit.words(),
        )


class ScaleForm(BetweenForm):
    """A question answered by choosing a point between two ends."""

    least = WholeField(
        _l("Lowest point"), validators=[InputRequired(_l("Enter the lowest point, for example 1"))]
    )
    low = WordsField(_l("What the lowest point means"), description=_l("For example ‘never’"))
    greatest = WholeField(
        _l("Highest point"),
        validators=[InputRequired(_l("Enter the highest point, for example 5"))],
    )
    high = WordsField(_l("What the highest point means"), description=_l("For example ‘every day’"))

    def validate_greatest(self, field: Any) -> None:
        """Refuse a scale with too many points to choose from."""
        super().validate_greatest(field)
        low, high = self.least.data, field.data
        if low is not None and high is not None and high - low >= MOST_POINTS:
            raise ValidationError(
                _(
                    "Use %(most)s points or fewer, or ask for a number instead",
                    most=MOST_POINTS,
                )
            )

    def limits(self) -> Limits:
        """The ends and what they mean."""
        return Limits(
            least=_float(self.least.data),
            greatest=_float(self.greatest.data),
            low=self.low.words(),
            high=self.high.words(),
        )


class DateForm(QuestionForm):
    """A question answered with a date."""

    earliest = DayMonthYearField(
        _l("The earliest date that is possible"), description=_l("Leave empty for none.")
    )
    latest = DayMonthYearField(
        _l("The latest date that is possible"), description=_l("Leave empty for none.")
    )

    def validate_latest(self, field: DayMonthYearField) -> None:
        """Refuse dates that are the wrong way round."""
        if field.data and self.earliest.data and field.data < self.earliest.data:
            raise ValidationError(_("The latest date must be the earliest date or later"))

    def limits(self) -> Limits:
        """The ends, if there are any."""
        return Limits(earliest=self.earliest.data, latest=self.latest.data)


def _float(number: Any) -> float | None:
    return None if number is None else float(number)


FORMS: Mapping[Kind, type[QuestionForm]] = {
    Kind.FREE_TEXT: FreeTextForm,
    Kind.SINGLE_CHOICE: ChoiceForm,
    Kind.MULTIPLE_CHOICE: SeveralForm,
    Kind.AGREEMENT: AgreementForm,
    Kind.MATRIX: MatrixForm,
    Kind.RANKING: RankingForm,
    Kind.NUMBER: NumberForm,
    Kind.SCALE: ScaleForm,
    Kind.BUDGET: BudgetForm,
    Kind.DATE: DateForm,
    Kind.MAP_PIN: QuestionForm,
}
BEGIN_WITH: Mapping[Kind, Mapping[str, Any]] = {
    Kind.SCALE: {"least": 1, "greatest": 5},
    Kind.BUDGET: {"total": 100, "unit": {"en": "points", "cy": "pwyntiau"}},
}
"""What stands in the boxes of a new question."""

_LIMITS = (
    *("something_else", "most", "least", "greatest", "whole", "unit", "low", "high", "total"),
    *("earliest", "latest"),
)


def question_form(
    kind: Kind, languages: Sequence[str], formdata: Any = None, asked: Asked | None = None
) -> QuestionForm:
    """The form for a kind of question, filled in with what is asked now."""
    data: dict[str, Any] = dict(BEGIN_WITH.get(kind, {}))
    if asked is not None:
        data = {name: getattr(asked.limits, name) for name in _LIMITS} | {
            "wording": asked.wording,
            "help": asked.help,
            "required": asked.required,
            "word_guide": asked.word_guide,
            "options": [{"code": o.code, "words": o.words} for o in asked.options],
            "rows": [{"code": o.code, "words": o.words} for o in asked.rows],
        }
        if kind is Kind.SCALE:
            data |= {"least": _whole(data["least"]), "greatest": _whole(data["greatest"])}
    made = FORMS[kind]
    if issubclass(made, ListedForm):
        made = listing(made, languages)
    return made(formdata, languages=languages, data=data)


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
