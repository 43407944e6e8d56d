"""The forms that a consultation and its questions are written in."""

from participation.consultations.forms.details import DatesForm, DetailsForm, LinesForm
from participation.consultations.forms.options import MOST_OPTIONS, SPARE, ListedForm
from participation.consultations.forms.questions import (
    KIND_HINTS,
    KINDS,
    KindForm,
    QuestionForm,
    question_form,
)
from participation.consultations.forms.staging import (
    WHY_LONGER,
    WHY_WITHDRAWN,
    ExtendForm,
    WithdrawForm,
)

__all__ = [
    "KINDS",
    "KIND_HINTS",
    "MOST_OPTIONS",
    "SPARE",
    "WHY_LONGER",
    "WHY_WITHDRAWN",
    "DatesForm",
    "DetailsForm",
    "ExtendForm",
    "KindForm",
    "LinesForm",
    "ListedForm",
    "QuestionForm",
    "WithdrawForm",
    "question_form",
]
