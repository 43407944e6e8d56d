"""A very small site that shows every component, so that the face is tested apart from the rooms."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import Form, fields
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from participation import paths
from participation.web import assets
from participation.web.fields import DayMonthYearField

HERE = paths.PACKAGE.parent / "tests" / "support" / "pages"
POLICY = (
    "default-src 'none'; img-src 'self' data:; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class AnswerForm(Form):
    """One of every field."""

    title = fields.StringField(
        "Title", description="What people see first", validators=[InputRequired("Enter a title")]
    )
    why = fields.TextAreaField(
        "What would make your street safer?", validators=[InputRequired("Enter what you think")]
    )
    agree = fields.RadioField(
        "Do you agree?",
        choices=[SelectChoice("yes", "Agree"), SelectChoice("no", "Disagree")],
        validators=[InputRequired("Choose one")],
    )
    places = fields.SelectMultipleField(
        "Where do you go?",
        choices=[SelectChoice("park", "The park"), SelectChoice("none", "None of these")],
    )
    last_day = DayMonthYearField(
        "Last day to reply",
        description="For example, 27 3 2030",
        validators=[InputRequired("Enter a day")],
    )
    ward = fields.SelectField(
        "Ward", choices=[SelectChoice("", "Choose"), SelectChoice("n", "North")]
    )
    email = fields.EmailField("Email address")
    password = fields.PasswordField("Password")
    age = fields.IntegerField("Age")
    letter = fields.FileField("A letter")
    told = fields.BooleanField("Tell me what happened", description="One email, at the end")


def small_site() -> Flask:
    """The site. ``/`` is a page of components; ``/form`` a form; ``?lang=cy`` is Welsh."""
    app = Flask("participation", static_folder=None)
    app.secret_key = "only for tests"
    app.jinja_loader = ChoiceLoader(  # type: ignore[assignment]
        [FileSystemLoader(paths.resource("templates")), FileSystemLoader(HERE)]
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(paths.PACKAGE / "translations")
    Babel(app, locale_selector=_language)
    app.register_blueprint(assets.bp)
    assets.init_app(app)
    app.jinja_env.globals["switch_url"] = lambda code: f"{request.path}?lang={code}"
    app.context_processor(_what_pages_read)
    app.after_request(_guard)
    app.add_url_rule("/", view_func=_components)
    app.add_url_rule("/staff", view_func=_staff)
    app.add_url_rule("/form", view_func=_form, methods=["GET", "POST"])
    app.add_url_rule("/keep", view_func=_keep, methods=["GET", "POST"])
    app.add_url_rule("/receipt", view_func=_receipt)
    app.add_url_rule("/council.css", view_func=_colours)
    app.add_url_rule("/errors/<int:code>", view_func=_error)
    return app


def _language() -> str:
    return request.args.get("lang", "en")


def _what_pages_read() -> dict[str, Any]:
    return {
        "council": SimpleNamespace(
            name="Northgate Borough Council",
            brand_colour="#5b2a86",
            logo_url=None,
            contact="Town Hall, 1 High Street\n01632 960 001",
        ),
        "language": _language(),
        "languages": ["en", "cy"],
        "footer_links": [{"text": "Privacy notice", "href": "#privacy"}],
        "nav_items": [
            {"text": "Consultations", "href": "#c", "active": True},
            {"text": "Missions", "href": "#m"},
        ],
        "account_items": [{"text": "Sign out", "href": "#out"}],
    }


def _guard(response: Any) -> Any:
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _components() -> ResponseReturnValue:
    return render_template("components.html", page_url=lambda number: f"?page={number}")


def _staff() -> ResponseReturnValue:
    return render_template("staff.html")


def _form() -> ResponseReturnValue:
    form = AnswerForm(request.form)
    if request.method == "POST" and form.validate():
        return redirect("/receipt", 303)
    return render_template("form.html", form=form), 422 if form.errors else 200


def _keep() -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("keep.html")
    if not request.form.get("why"):
        return render_template("keep.html", problem="Enter what you think"), 422
    sent.append(dict(request.form))
    return redirect("/receipt", 303)


sent: list[dict[str, str]] = []
"""What ``/keep`` was sent, for tests to read."""


def _receipt() -> ResponseReturnValue:
    return render_template("receipt.html")


def _colours() -> ResponseReturnValue:
    words = ":root{--govuk-brand-colour:#5b2a86;--govuk-link-colour:#4b2270}"
    return words, 200, {"Content-Type": "text/css"}


def _error(code: int) -> ResponseReturnValue:
    return render_template(f"errors/{code}.html", request_id="abc123"), code
