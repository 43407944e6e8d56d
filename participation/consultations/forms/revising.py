"""The form that says why what is asked changes while people can answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from participation.consultations.rules import REVISION_REASONS, ToldOfChange, wanting
from participation.web.words import WordsField, WordsForm

SPELLING, MEANING = "spelling", "meaning"
WHY_REVISED = {
    "corrected": _l("Something was wrong, and is put right"),
    "added": _l("Something was missing, and is added"),
    "people_asked": _l("People asked for it"),
    "clearer": _l("It is said more clearly, and means the same"),
    "advice": _l("We were advised to change it"),
}


class ToldForm(WordsForm):
    """Why it changes, and what everyone is told."""

    change_reason = RadioField(
        _l("Why does it change?"),
        description=_l("Everyone sees this on the consultation’s page."),
        choices=[SelectChoice(code, WHY_REVISED[code]) for code in REVISION_REASONS],
        validators=[Optional()],
    )
    change_words = WordsField(
        _l("What has changed"),
        description=_l(
            "In a sentence or two, for people who have replied already and for those who have not."
        ),
        most=600,
        area=True,
    )

    def __init__(self, formdata: Any = None, *, languages: Iterable[str], **more: Any) -> None:
        self.spoken = tuple(languages)
        super().__init__(formdata, languages=self.spoken, **more)

    @property
    def tells(self) -> bool:
        """Whether the public has to be told."""
        return True

    def validate(self, extra_validators: Any = None) -> bool:
        """A reason, and words in each language."""
        fine = bool(super().validate(extra_validators))
        if not self.tells:
            return fine
        if not self.change_reason.data:
            self.change_reason.errors = [_("Choose why it changes")]
            fine = False
        for language in wanting(self.change_words.words(), self.spoken):
            self.change_words.form[language].errors = [_("Write what has changed")]
            fine = False
        return fine

    def told(self) -> ToldOfChange:
        """What was typed, as a plain value."""
        return ToldOfChange(self.change_reason.data or "", self.change_words.words())


class RevisionForm(ToldForm):
    """The same, unless it is only spelling."""

    how = RadioField(
        _l("What kind of change is it?"),
        choices=[
            SelectChoice(SPELLING, _l("Spelling: it means exactly what it meant before")),
            SelectChoice(MEANING, _l("More than spelling: people may answer it otherwise")),
        ],
        validators=[Optional()],
    )

    @property
    def tells(self) -> bool:
        """Spelling is corrected without a word to everyone."""
        return self.how.data != SPELLING

    def validate(self, extra_validators: Any = None) -> bool:
        """First what kind of change it is."""
        if self.how.data not in {SPELLING, MEANING}:
            self.how.errors = [_("Say what kind of change it is")]
            return False
        return super().validate(extra_validators)
