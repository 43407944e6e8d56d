"""The forms that a consultation and its questions are written in."""

from participation.consultations.forms.details import DatesForm, DetailsForm, LinesForm
from participation.consultations.forms.options import MOST_OPTIONS, SPARE, ListedForm
from participation.consultations.forms.previewing import EnterForm, ShareForm
from participation.consultations.forms.questions import (
    KIND_HINTS,
    KINDS,
    KindForm,
    QuestionForm,
    question_form,
)
from participation.consultations.forms.revising import (
    SPELLING,
    WHY_REVISED,
    RevisionForm,
    ToldForm,
)
from participation.consultations.forms.sections import (
    BEFORE_ANY,
    AboutForm,
    MatchForm,
    OneTestForm,
    PlaceForm,
    SectionForm,
    form_of_test,
)
from participation.consultations.forms.staging import (
    WHY_LONGER,
    WHY_PAUSED,
    WHY_WITHDRAWN,
    ExtendForm,
    PauseForm,
    ResumeForm,
    WithdrawForm,
)
from participation.consultations.forms.words import (
    agreement_words,
    code_words,
    one_test,
    who_is_asked,
)

__all__ = [
    "BEFORE_ANY",
    "KINDS",
    "KIND_HINTS",
    "MOST_OPTIONS",
    "SPARE",
    "SPELLING",
    "WHY_LONGER",
    "WHY_PAUSED",
    "WHY_REVISED",
    "WHY_WITHDRAWN",
    "AboutForm",
    "DatesForm",
    "DetailsForm",
    "EnterForm",
    "ExtendForm",
    "KindForm",
    "LinesForm",
    "ListedForm",
    "MatchForm",
    "OneTestForm",
    "PauseForm",
    "PlaceForm",
    "QuestionForm",
    "ResumeForm",
    "RevisionForm",
    "SectionForm",
    "ShareForm",
    "ToldForm",
    "WithdrawForm",
    "agreement_words",
    "code_words",
    "form_of_test",
    "one_test",
    "question_form",
    "who_is_asked",
]
