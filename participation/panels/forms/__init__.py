"""The forms of panels: setting one up, putting a name forward, drawing."""

from participation.panels.forms.drawing import OUTCOMES, DigitsForm, DrawForm, OutcomeForm
from participation.panels.forms.register import OUT_WORDS, OutForm, RegisterForm, register_form
from participation.panels.forms.setup import (
    KINDS,
    DatesForm,
    PanelForm,
    SeatsForm,
    SharesForm,
    seats_details,
    seats_form,
)

__all__ = [
    "KINDS",
    "OUTCOMES",
    "OUT_WORDS",
    "DatesForm",
    "DigitsForm",
    "DrawForm",
    "OutForm",
    "OutcomeForm",
    "PanelForm",
    "RegisterForm",
    "SeatsForm",
    "SharesForm",
    "register_form",
    "seats_details",
    "seats_form",
]
