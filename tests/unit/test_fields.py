"""Fields as components: what a template is given for each kind, and dates in three boxes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Form, fields
from wtforms.validators import InputRequired

from participation.web import govuk
from participation.web.fields import DayMonthYearField
from tests.support.face import AnswerForm, small_site


@pytest.fixture
def site() -> Iterator[Flask]:
    app = small_site()
    with app.test_request_context("/"):
        yield app


def draw(app: Flask, field: object, **options: object) -> str:
    template = '{% from "components/field.html" import field %}{{ field(it, **options) }}'
    page = app.jinja_env.from_string(template).render(it=field, options=options)
    return str(Markup(page))


class DueForm(Form):
    due = DayMonthYearField("Due", validators=[InputRequired("Enter a day")])


def typed(day: str = "", month: str = "", year: str = "") -> DueForm:
    return DueForm(MultiDict({"due-day": day, "due-month": month, "due-year": year}))


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "MARCH"])
def test_a_month_is_a_number_or_a_name(site: Flask, month: str) -> None:
    form = typed("27", month, "2030")
    assert form.validate()
    assert form.due.data == date(2030, 3, 27)


def test_a_welsh_month_is_read_on_a_welsh_page() -> None:
    with small_site().test_request_context("/?lang=cy"):
        form = typed("27", "Mawrth", "2030")
        assert form.validate()
        assert form.due.data == date(2030, 3, 27)


@pytest.mark.parametrize(
    ("boxes", "words", "part"),
    [
        (("", "", ""), "Enter a day", None),
        (("", "3", "2030"), "The date must include a day", "day"),
        (("27", "", "2030"), "The date must include a month", "month"),
        (("27", "3", ""), "The date must include a year", "year"),
        (("27", "3", "30"), "The year must have 4 numbers, for example 2030", "year"),
        (("31", "2", "2030"), "Enter a real date, for example 27 3 2030", None),
        (("x", "3", "2030"), "Enter a real date, for example 27 3 2030", None),
    ],
)
def test_a_wrong_date_is_said_once_and_kept(
    site: Flask, boxes: tuple[str, str, str], words: str, part: str | None
) -> None:
    form = typed(*boxes)
    assert not form.validate()
    assert form.due.errors == [words]
    assert form.due.wrong_part == part
    assert form.due.parts() == boxes
    assert govuk.error_list(form) == [{"text": words, "href": f"#due-{part or 'day'}"}]


def test_a_date_already_known_is_shown(site: Flask) -> None:
    assert DueForm(due=date(2030, 3, 27)).due.parts() == ("27", "3", "2030")


def test_words_typed_are_escaped_and_keep_their_first_line_break(site: Flask) -> None:
    form = AnswerForm(MultiDict({"why": "\n</textarea><script>x</script>"}))
    page = draw(site, form.why)
    assert "<script>" not in page
    assert ">\n\n&lt;/textarea&gt;" in page


def test_a_password_is_never_sent_back(site: Flask) -> None:
    assert "secret" not in draw(site, AnswerForm(MultiDict({"password": "secret"})).password)


def test_a_label_can_be_the_pages_heading(site: Flask) -> None:
    page = draw(site, AnswerForm().title, heading=True)
    assert "<h1" in page
    assert "govuk-label--l" in page
    assert "<h1" not in draw(site, AnswerForm().title)


def test_an_error_belongs_to_its_box(site: Flask) -> None:
    form = AnswerForm(MultiDict({"title": ""}))
    form.validate()
    page = draw(site, form.title)
    assert 'aria-describedby="title-hint title-error"' in page
    assert 'id="title-error"' in page


def test_what_was_chosen_stays_chosen(site: Flask) -> None:
    form = AnswerForm(MultiDict([("agree", "no"), ("places", "park"), ("ward", "n")]))
    assert 'value="no" checked' in draw(site, form.agree)
    assert 'value="park" checked' in draw(site, form.places)
    assert 'value="n" selected' in draw(site, form.ward)


def test_a_count_is_spoken_in_every_plural_form_of_welsh() -> None:
    app = small_site()
    with app.test_request_context("/?lang=cy"):
        page = draw(app, AnswerForm().why, maxlength=500)
    for form in ("zero", "one", "two", "few", "many", "other"):
        assert f'data-i18n.characters-under-limit.{form}="Mae gennych %{{count}} nod' in page
    assert "Gallwch roi hyd at 500 nod" in page


def test_a_field_without_a_component_is_refused(site: Flask) -> None:
    class Odd(Form):
        colour = fields.FormField(AnswerForm)

    with pytest.raises(TypeError, match="no component asks for a FormField"):
        govuk.component(Odd().colour)
