"""The forms in which people are told things, the check is answered, and changes are explained."""

from participation.evidence.forms.checking import (
    ApproveForm,
    BodyForm,
    CheckForm,
    PeriodForm,
)
from participation.evidence.forms.telling import (
    WHY_CHANGED,
    ChangingForm,
    DocumentForm,
    OptionForm,
    ParticularsForm,
    RemoveForm,
    document_form,
)

__all__ = [
    "WHY_CHANGED",
    "ApproveForm",
    "BodyForm",
    "ChangingForm",
    "CheckForm",
    "DocumentForm",
    "OptionForm",
    "ParticularsForm",
    "PeriodForm",
    "RemoveForm",
    "document_form",
]
