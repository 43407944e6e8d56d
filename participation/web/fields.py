"""Fields that WTForms has not: a date asked for in three boxes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from babel import Locale
from babel.dates import get_month_names
from flask_babel import get_locale, gettext
from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

Width = Literal["wide", "abbreviated"]
WIDTHS: tuple[Width, ...] = ("wide", "abbreviated")
PARTS = ("day", "month", "year")


class _Posted(dict[str, list[str]]):
    """As much of a posted form as a field reads."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


class DayMonthYearField(Field):
    """A date as day, month and year, the month as a number or a name.

    A field ``due`` is posted as ``due-day``, ``due-month`` and ``due-year``. ``data`` is a ``date``
    or ``None``; ``wrong_part`` names the box that an error is about, or is ``None`` for all three.
    """

    data: date | None
    wrong_part: str | None = None

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Gather the three boxes as one answer."""
        names = [f"{self.name}-{part}" for part in PARTS]
        if formdata is not None and any(name in formdata for name in names):
            formdata = _Posted({self.name: [formdata.get(name, "") for name in names]})
        super().process(formdata, data, extra_filters)

    def parts(self) -> tuple[str, str, str]:
        """What each box shows: what was typed, else the date."""
        if self.raw_data:
            typed = [str(part) for part in self.raw_data[:3]]
            return tuple(typed + [""] * (3 - len(typed)))  # type: ignore[return-value]
        if self.data is None:
            return ("", "", "")
        return (str(self.data.day), str(self.data.month), str(self.data.year))

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the three boxes. Raises ``ValueError`` with words for whoever typed them."""
        self.data = None
        day, month, year = (part.strip() for part in self.parts())
        if not (day or month or year):
            return
        missing = [part for part, typed in zip(PARTS, (day, month, year), strict=True) if not typed]
        if missing:
            self.wrong_part = missing[0]
            words = {
                "day": gettext("The date must include a day"),
                "month": gettext("The date must include a month"),
                "year": gettext("The date must include a year"),
            }
            raise ValueError(words[missing[0]])
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            self.wrong_part = "year"
            raise ValueError(gettext("The year must have 4 numbers, for example 2030"))
        try:
            self.data = date(int(year), self._month(month), int(day))
        except ValueError:
            raise ValueError(gettext("Enter a real date, for example 27 3 2030")) from None

    def pre_validate(self, form: Any) -> None:
        """Keep to what was found wrong while reading: “enter a date” fits no half of one."""
        if self.process_errors:
            raise StopValidation

    @staticmethod
    def _month(typed: str) -> int:
        """A month by number, or by its name in the language being spoken or in English."""
        if typed.isascii() and typed.isdigit():
            return int(typed)
        for locale in (get_locale() or "en", "en"):
            for width in WIDTHS:
                for number, name in _month_names(locale, width):
                    if name.casefold().rstrip(".") == typed.casefold().rstrip("."):
                        return number
        raise ValueError(typed)


def _month_names(locale: Locale | str, width: Width) -> list[tuple[int, str]]:
    return list(get_month_names(width, locale=locale).items())
