"""A list that the author writes, in order: the options of a choice, the statements of a matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField

from participation.consultations.rules import Option
from participation.web.words import WordsField, WordsForm, named

MOST_OPTIONS = 40
SPARE = 2


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


class ListedForm(WordsForm):
    """A form with a list in it. Make it with :func:`listing`.

    ``listed`` names the field that holds the list, ``fewest`` how many it must have.
    """

    listed: ClassVar[str] = "options"
    fewest: ClassVar[int] = 2
    spoken: ClassVar[Sequence[str]] = ()

    def __init__(self, formdata: Any = None, **more: Any) -> None:
        super().__init__(formdata, **more)
        self.add_rows(SPARE if formdata is None else 0)

    @property
    def entries(self) -> list[Any]:
        """The rows of the list, written or empty."""
        return list(self[self.listed].entries)

    def add_rows(self, number: int) -> None:
        """Give room for some more, and number them all."""
        for _row in range(min(number, MOST_OPTIONS - len(self.entries))):
            self[self.listed].append_entry()
        for place, entry in enumerate(self.entries, 1):
            for language, box in entry.form.words.form._fields.items():
                box.label.text = self._label(place, language)

    def _label(self, place: int, language: str) -> str:
        if self.listed == "rows":
            if len(self.spoken) == 1:
                return _("Statement %(number)s", number=place)
            return _("Statement %(number)s (%(language)s)", number=place, language=named(language))
        if len(self.spoken) == 1:
            return _("Option %(number)s", number=place)
        return _("Option %(number)s (%(language)s)", number=place, language=named(language))

    def move_up(self, place: int) -> None:
        """Swap a row (from 0) with the one above it."""
        if 0 < place < len(self.entries):
            above, here = (self.entries[n].form for n in (place - 1, place))
            for field, other in zip(_boxes(above), _boxes(here), strict=True):
                field.data, other.data = other.data, field.data
                field.raw_data = other.raw_data = None

    def listed_options(self) -> tuple[Option, ...]:
        """Those with any words, in order."""
        return tuple(
            entry.form.option() for entry in self.entries if any(entry.form.words.words().values())
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Enough of them, all different, each in the council's first language."""
        fine = bool(super().validate(extra_validators))
        first, seen = self.spoken[0], set[str]()
        for entry in self.entries:
            words, box = entry.form.words.words(), entry.form.words.form[first]
            if not any(words.values()):
                continue
            said_so = words[first].casefold()
            if not said_so or said_so in seen:
                box.errors = [self._wrong(first, there=bool(said_so))]
                fine = False
            seen.add(said_so)
        if len(seen) < self.fewest:
            rows = [entry.form.words for entry in self.entries]
            empty = next((row for row in rows if not any(row.words().values())), rows[-1])
            empty.form[first].errors = [
                _("Enter at least one statement")
                if self.listed == "rows"
                else _("Enter at least two options")
            ]
            fine = False
        self[self.listed].errors = [entry.errors for entry in self.entries if entry.errors]
        return fine

    def _wrong(self, language: str, *, there: bool) -> str:
        if self.listed == "rows":
            if there:
                return _("This statement is there already")
            return _("Enter this statement in %(language)s too", language=named(language))
        if there:
            return _("This option is there already")
        return _("Enter this option in %(language)s too", language=named(language))


def _boxes(form: OptionForm) -> Iterable[Any]:
    return [form.code, *form.words.form._fields.values()]


def listing(made: type[ListedForm], languages: Sequence[str]) -> type[ListedForm]:
    """The form in these languages, with its list in it."""
    spoken = tuple(languages)
    option = type("OptionForm", (OptionForm,), {"spoken": spoken})
    several = FieldList(FormField(option), min_entries=made.fewest, max_entries=MOST_OPTIONS)
    return type(made.__name__, (made,), {"spoken": spoken, made.listed: several})
