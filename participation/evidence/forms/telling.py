"""The forms of particulars, options and documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from participation.evidence import rules
from participation.evidence.rules.changing import CHANGE_REASONS
from participation.files.forms import UploadField
from participation.files.rules import Purpose
from participation.web.fields import DayMonthYearField
from participation.web.words import WordsField, WordsForm, named, tidy

WHY_CHANGED = {
    "corrected": _l("Something was wrong, and is put right"),
    "added": _l("Something was missing, and is added"),
    "people_asked": _l("People asked for it"),
    "clearer": _l("It is said more clearly, and means the same"),
    "advice": _l("We were advised to change it"),
}


class ChangingForm(WordsForm):
    """A form that asks, while people can reply, why something changes and what to tell them."""

    change_reason = RadioField(
        _l("Why does it change?"),
        description=_l("Everyone sees this on the consultation’s page."),
        choices=[SelectChoice(code, WHY_CHANGED[code]) for code in CHANGE_REASONS],
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

    def __init__(
        self, formdata: Any = None, *, running: bool = False, languages: Iterable[str], **more: Any
    ) -> None:
        super().__init__(formdata, languages=languages, **more)
        self.running = running
        if not running:
            del self["change_reason"]
            del self["change_words"]

    def notice(self) -> rules.NoticeGiven | None:
        """What the public will be told, where anything is asked for that."""
        if not self.running:
            return None
        return rules.NoticeGiven(
            reason=self["change_reason"].data or "", words=self["change_words"].words()
        )

    def refuse(self, problems: Iterable[str]) -> bool:
        """Put what a deed refused against its box; whether all of it had one."""
        rest = []
        for code in problems:
            kind, _colon, language = code.partition(":")
            if self.running and kind == "reason":
                self["change_reason"].errors = [_("Choose why it changes")]
            elif self.running and kind == "notice":
                self["change_words"].form[language].errors = [
                    _("Say what has changed in %(language)s", language=named(language))
                ]
            else:
                rest.append(code)
        return not rest


class ParticularsForm(ChangingForm):
    """What is said besides the five lines."""

    decides_on = DayMonthYearField(
        _l("Day of the decision"),
        description=_l("After closing, with time to read every reply. For example, 27 3 2030"),
    )
    open_question = BooleanField(
        _l("There is no proposal yet: we ask before there are options"),
        description=_l("Leave this empty if anything is proposed."),
    )
    contact = WordsField(
        _l("Whom to ask about this consultation"),
        description=_l("A name or a team, a telephone number, an e-mail address"),
        most=600,
        area=True,
    )
    on_paper = WordsField(
        _l("How to reply on paper"),
        description=_l("Where to get the form and where to send it, with other formats on request"),
        most=600,
        area=True,
    )
    by_telephone = WordsField(
        _l("How to reply by telephone or in person"),
        description=_l("Number and hours; interpreters and BSL on request"),
        most=600,
        area=True,
    )
    letters_to = WordsField(
        _l("Where letters, e-mails and petitions go"),
        description=_l(
            "All of them are counted with the other replies, whoever in the council they reach."
        ),
        most=600,
        area=True,
    )
    late_rule = RadioField(
        _l("What becomes of post and e-mail that comes after closing?"),
        description=_l("Said before opening, and not changed after it."),
        choices=[
            SelectChoice("counted", _l("Counted, if it was sent by the last day")),
            SelectChoice("read", _l("Read and noted, but not counted")),
        ],
        validators=[Optional()],
    )
    equality_reference = StringField(
        _l("Equality impact assessment"),
        description=_l("Its reference, or where it is published. Leave empty if there is none."),
        filters=[tidy],
        validators=[Length(max=300, message=_l("Use 300 letters or fewer"))],
    )
    equality = WordsField(
        _l("What the assessment found"),
        description=_l("Who might be affected more than others, in two or three sentences"),
        most=1000,
        area=True,
    )

    def particulars(self) -> rules.ParticularsFacts:
        """What was typed, as a plain value."""
        return rules.ParticularsFacts(
            decides_on=self["decides_on"].data,
            late_rule=self["late_rule"].data or "",
            open_question=bool(self["open_question"].data),
            equality_reference=self["equality_reference"].data or "",
            **{name: self[name].words() for name in rules.WORDED},
        )


STANDINGS = {
    "put_forward": _l("Put forward: it could be chosen"),
    "preferred": _l("Put forward, and the one we prefer now"),
    "discarded": _l("Thought of and dropped"),
}


class OptionForm(ChangingForm):
    """Something that could be done, or could have been."""

    title = WordsField(_l("Name of the option"), required=_l("Enter a name"), most=150)
    standing = RadioField(
        _l("Where does it stand?"),
        choices=[SelectChoice(code, words) for code, words in STANDINGS.items()],
        default="put_forward",
    )
    words = WordsField(
        _l("What it means"),
        description=_l("What would happen, where, when, at what cost"),
        required=_l("Say what it means"),
        most=2000,
        area=True,
    )
    in_favour = WordsField(_l("What speaks for it"), most=2000, area=True)
    against = WordsField(_l("What speaks against it"), most=2000, area=True)
    why_discarded = WordsField(
        _l("Why it was dropped"),
        description=_l("Only for an option that was dropped. People may still argue for it."),
        most=2000,
        area=True,
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """An option that was dropped says why."""
        fine = bool(super().validate(extra_validators))
        box = next(iter(self["why_discarded"]))
        if self["standing"].data == "discarded" and not box.data:
            box.errors = [_("Say why it was dropped")]
            return False
        return fine

    def details(self) -> rules.OptionDetails:
        """What was typed, as a plain value."""
        return rules.OptionDetails(
            standing=self["standing"].data or "put_forward",
            **{
                name: self[name].words()
                for name in ("title", "words", "in_favour", "against", "why_discarded")
            },
        )


FORMATS = {
    "standard": _l("As it is"),
    "easy_read": _l("Easy Read"),
    "large_print": _l("Large print"),
    "signed": _l("British Sign Language (video)"),
    "audio": _l("Audio"),
}


class DocumentForm(ChangingForm):
    """Something to read. Make it with :func:`document_form`, which adds the files."""

    spoken: ClassVar[Sequence[str]] = ()

    title = WordsField(_l("Title"), required=_l("Enter a title"), most=150)
    format = SelectField(
        _l("Format"), choices=[SelectChoice(code, words) for code, words in FORMATS.items()]
    )
    summary = WordsField(
        _l("Summary"),
        description=_l(
            "What it says, in plain words, as a page of this site: many people can’t open the file."
            " Begin a line with ## for a heading, - for a list."
        ),
        required=_l("Write a summary"),
        most=8000,
        area=True,
    )

    def details(self) -> rules.DocumentDetails:
        """What was typed and chosen, as a plain value."""
        uploads = {
            language: upload
            for language in self.spoken
            if (upload := self[f"file_{language}"].upload()) is not None
        }
        return rules.DocumentDetails(
            title=self["title"].words(),
            summary=self["summary"].words(),
            format=self["format"].data,
            uploads=uploads,
            drop=frozenset(
                language
                for language in self.spoken
                if f"drop_{language}" in self and self[f"drop_{language}"].data
            ),
        )


def document_form(
    languages: Sequence[str],
    formdata: Any = None,
    *,
    running: bool = False,
    data: dict[str, Any] | None = None,
    held: Iterable[str] = (),
) -> DocumentForm:
    """The form of a document, with a file in each language; ``held`` are those that have one."""
    fields: dict[str, Any] = {"spoken": tuple(languages)}
    for language in languages:
        label = (
            _l("File in %(language)s", language=named(language))
            if len(languages) > 1
            else _l("File")
        )
        fields[f"file_{language}"] = UploadField(
            label,
            purpose=Purpose.DOCUMENT,
            description=_l(
                "PDF, Word, OpenDocument, Excel, CSV, text, picture, sound or film, up to 20 MB"
            ),
        )
        if language in set(held):
            fields[f"drop_{language}"] = BooleanField(_l("Take this file away"))
    made = type("DocumentForm", (DocumentForm,), fields)
    return made(formdata, running=running, languages=languages, data=data or {})


class RemoveForm(ChangingForm):
    """Taking something out: nothing to fill in, unless people can reply."""
