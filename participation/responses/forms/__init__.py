"""Forms: a page of questions, sending, and what officers do with a reply."""

from participation.responses.forms.ledger import FilterForm, FindForm, SetAsideForm, reason_words
from participation.responses.forms.problems import problem_words
from participation.responses.forms.questions import (
    NO_ANSWER,
    PageForm,
    Part,
    page_form,
)
from participation.responses.forms.sending import EmailForm, WordForm
from participation.responses.forms.words import (
    agreement_words,
    answer_words,
    given_words,
    option_words,
)

__all__ = [
    "NO_ANSWER",
    "EmailForm",
    "FilterForm",
    "FindForm",
    "PageForm",
    "Part",
    "SetAsideForm",
    "WordForm",
    "agreement_words",
    "answer_words",
    "given_words",
    "option_words",
    "page_form",
    "problem_words",
    "reason_words",
]
