"""The form with which a council's files are loaded, and what is said of files that can't be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from participation.geography.rules import KINDS, USUAL_KIND, Problem
from participation.web.fields import DayMonthYearField

FILES = ("areas", "postcodes", "people", "boundaries")
"""What can be loaded, in the order in which it has to be."""


def file_words() -> dict[str, str]:
    """What each file is called."""
    return {
        "areas": _("List of areas"),
        "postcodes": _("Postcodes"),
        "people": _("Who lives where"),
        "boundaries": _("Boundaries"),
    }


def kind_words() -> dict[str, str]:
    """What each kind of area is called."""
    return {
        "ward": _("Ward"),
        "parish": _("Parish"),
        "community": _("Community"),
        "neighbourhood": _("Neighbourhood"),
        "district": _("The whole council area"),
        "region": _("Region"),
    }


class LoadForm(Form):
    """A file, where it came from and as of which day."""

    file = FileField(_l("File"))
    source = StringField(
        _l("Where it came from"),
        description=_l("For example ‘ONS Postcode Directory, August 2026’. Shown beside figures."),
        validators=[
            InputRequired(_l("Enter where the file came from")),
            Length(max=200, message=_l("Use 200 letters or fewer")),
        ],
    )
    as_of = DayMonthYearField(
        _l("As of which day (optional)"),
        description=_l("For example 21 3 2021 for the census of 2021"),
        validators=[Optional()],
    )
    kind = SelectField(_l("Kind of area"), default=USUAL_KIND)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        words = kind_words()
        self["kind"].choices = [SelectChoice(kind, words[kind]) for kind in KINDS]

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Put what is wrong with the file against it, every problem at once."""
        self["file"].errors = [said_of_file(problem) for problem in problems]


def _about_columns() -> dict[str, str]:
    return {
        "no_column_code": _("The file has no column with the area’s code: call it ‘code’"),
        "no_column_name": _("The file has no column with the area’s name: call it ‘name’"),
        "no_column_variable": _("The file has no column ‘variable’, such as age_band"),
        "no_column_category": _("The file has no column ‘category’, such as 16-24"),
        "no_column_people": _("The file has no column ‘people’ with how many there are"),
        "no_column_postcode": _("The file has no column with postcodes: call it ‘pcds’"),
        "no_column_area": _("The file has no column with the area’s code: call it ‘osward’"),
        "columns_twice": _("Two columns have the same title. Give each its own"),
    }


def _about_the_whole() -> dict[str, str]:
    return {
        "none": _("Choose a file"),
        "too_large": _(
            "The file is too large for this page. Load it on the server with "
            "‘participation geography’, or keep only your own council’s lines"
        ),
        "empty": _("The file has no lines that can be used"),
        "not_csv": _("The file can’t be read as CSV. Save it as CSV (UTF-8) and try again"),
        "no_postcode": _(
            "No postcode in the file lies in one of your areas. Load the list of areas first, and "
            "check that both files use codes of the same year"
        ),
        "not_geojson": _("The file isn’t a GeoJSON feature collection"),
        "not_degrees": _(
            "The boundaries aren’t in degrees of longitude and latitude (WGS 84). Export them "
            "again with that setting"
        ),
        "no_boundary": _("No boundary in the file has the code of one of your areas"),
        "too_many_points": _("The boundaries have too many points. Choose a generalised version"),
        "too_many_features": _("The file has more than 2,000 areas. Keep only your own"),
    }


def _about_a_line() -> dict[str, Callable[[Problem], str]]:
    return {
        "bad_code": lambda p: _(
            "Line %(line)s: ‘%(value)s’ is not a code of letters and numbers",
            line=p.line,
            value=p.value,
        ),
        "twice": lambda p: _(
            "Line %(line)s: ‘%(value)s’ is there twice", line=p.line, value=p.value
        ),
        "no_name": lambda p: _(
            "Line %(line)s: ‘%(value)s’ has no name", line=p.line, value=p.value
        ),
        "bad_kind": lambda p: _(
            "Line %(line)s: ‘%(value)s’ is not a kind of area", line=p.line, value=p.value
        ),
        "unknown_area": lambda p: _(
            "Line %(line)s: ‘%(value)s’ is not in your list of areas", line=p.line, value=p.value
        ),
        "bad_category": lambda p: _(
            "Line %(line)s: ‘%(value)s’ has spaces or signs. Use letters, numbers, - and _",
            line=p.line,
            value=p.value,
        ),
        "bad_number": lambda p: _(
            "Line %(line)s: ‘%(value)s’ is not a whole number", line=p.line, value=p.value
        ),
        "not_polygon": lambda p: _(
            "Feature %(line)s (%(value)s) is not a closed area", line=p.line, value=p.value
        ),
        "elsewhere": lambda p: _(
            "Feature %(line)s (%(value)s) lies outside the United Kingdom. Are longitude and "
            "latitude the wrong way round?",
            line=p.line,
            value=p.value,
        ),
    }


def said_of_file(problem: Problem) -> str:
    """What is wrong with a file, and what to do about it."""
    whole = _about_columns() | _about_the_whole()
    if problem.code in whole:
        return whole[problem.code]
    return _about_a_line()[problem.code](problem)
