"""From a WTForms field to the GOV.UK component that asks for it, in the language being spoken.

Templates call ``field(form.title)`` from ``components/field.html``; it calls :func:`component`,
which says which macro draws the field and with what. Only this module and ``components/`` know
that the macros exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from babel import Locale
from flask import Flask
from flask_babel import get_locale, gettext, ngettext
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from wtforms import Field, Form, fields

from participation.web.fields import DayMonthYearField

Params = dict[str, Any]

SIZES = ("xl", "l", "m", "s")


def init_app(app: Flask) -> None:
    """Let templates find the macros, and give them what ``components/`` calls."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    ours = app.jinja_loader
    app.jinja_loader = ChoiceLoader([ours, macros] if ours else [macros])
    app.jinja_env.globals.update(
        govuk_component=component,
        govuk_errors=error_list,
        text_direction=text_direction,
        language_name=language_name,
    )


def text_direction(language: str) -> str:
    """``ltr`` or ``rtl``.

    >>> text_direction("cy"), text_direction("ur")
    ('ltr', 'rtl')
    """
    return str(Locale.parse(language).text_direction)


def language_name(language: str) -> str:
    """What a language calls itself, with a capital.

    >>> language_name("cy")
    'Cymraeg'
    """
    locale = Locale.parse(language)
    name = locale.get_display_name(locale) or language
    return name[:1].upper() + name[1:]


def component(field: Field, **options: Any) -> tuple[str, Params]:
    """The name of the macro that draws ``field``, and its parameters.

    ``options`` are those listed at the top of ``components/field.html``. Raises ``TypeError`` for a
    kind of field that has no component.
    """
    for kinds, build in BUILDERS:
        if isinstance(field, kinds):
            return build(field, options)
    raise TypeError(f"no component asks for a {type(field).__name__}")


def first_id(field: Field) -> str:
    """The id of the element that a link in the error summary goes to."""
    if isinstance(field, DayMonthYearField):
        return f"{field.id}-{field.wrong_part or 'day'}"
    return str(field.id)


def error_list(form: Form, order: Iterable[str] | None = None) -> list[Params]:
    """The problems of a form, each linked to where it is put right, in the form's order."""
    found = []
    for name in order or form._fields:
        field = form._fields[name]
        if isinstance(field, fields.FormField):
            found += error_list(field.form)
        elif isinstance(field, fields.FieldList):
            for entry in field.entries:
                inner = isinstance(entry, fields.FormField)
                found += error_list(entry.form) if inner else _errors(entry)
        else:
            found += _errors(field)
    return found + [{"text": str(error)} for error in form.form_errors]


def _errors(field: Field) -> list[Params]:
    return [{"text": str(error), "href": f"#{first_id(field)}"} for error in field.errors[:1]]


def _shared(field: Field, options: Params) -> Params:
    """What every component has: its name, its hint, its first error, further attributes."""
    params: Params = {"id": field.id, "name": field.name, "classes": options.get("classes", "")}
    hint = options.get("hint", field.description)
    if hint:
        params["hint"] = {"text": hint}
    if field.errors:
        params["errorMessage"] = {
            "text": str(field.errors[0]),
            "visuallyHiddenText": gettext("Error"),
        }
    params["attributes"] = {
        name: value for name, value in (field.render_kw or {}).items() if value is not False
    } | dict(options.get("attributes") or {})
    return params


def _question(field: Field, options: Params, element: str) -> Params:
    """The label or the legend: plain, of a given size, or the page's only heading."""
    heading = bool(options.get("heading"))
    size = options.get("size") or ("l" if heading else None)
    if size is not None and size not in SIZES:
        raise ValueError(f"size is one of {', '.join(SIZES)}, not {size!r}")
    block = {"legend": "fieldset__legend"}.get(element, element)
    classes = f"govuk-{block}--{size}" if size else ""
    if options.get("hide_label"):
        classes = f"{classes} govuk-visually-hidden".strip()
    return {
        "text": options.get("label") or str(field.label.text),
        "classes": classes,
        "isPageHeading": heading,
    }


def _value(field: Field) -> str:
    value = field._value() if hasattr(field, "_value") else field.data
    return "" if value is None else str(value)


def _input(field: Field, options: Params) -> tuple[str, Params]:
    params = _shared(field, options) | {"label": _question(field, options, "label")}
    attributes = params["attributes"]
    for name in ("autocomplete", "inputmode", "pattern", "spellcheck", "autocapitalize"):
        if name in attributes:
            params[name] = attributes.pop(name)
    width = options.get("width")
    if width:
        sized = (
            f"govuk-input--width-{width}" if isinstance(width, int) else f"govuk-!-width-{width}"
        )
        params["classes"] = f"{params['classes']} {sized}".strip()
    for name in ("prefix", "suffix"):
        if options.get(name):
            params[name] = {"text": options[name]}
    if isinstance(field, fields.IntegerField):
        params.setdefault("inputmode", "numeric")
    elif isinstance(field, (fields.DecimalField, fields.FloatField)):
        params.setdefault("inputmode", "decimal")
    elif isinstance(field, fields.EmailField):
        params |= {"type": "email"}
        params.setdefault("autocomplete", "email")
        params.setdefault("spellcheck", False)
    elif isinstance(field, fields.TelField):
        params |= {"type": "tel"}
        params.setdefault("autocomplete", "tel")
    elif isinstance(field, fields.URLField):
        params |= {"type": "url"}
        params.setdefault("spellcheck", False)
    elif isinstance(field, fields.TimeField):
        params |= {"type": "time"}
    params["value"] = _value(field)
    return "input", params


def _password(field: Field, options: Params) -> tuple[str, Params]:
    _, params = _input(field, options)
    params.pop("value")  # a password is never sent back to the page
    return "password-input", params | {
        "showPasswordText": gettext("Show"),
        "hidePasswordText": gettext("Hide"),
        "showPasswordAriaLabelText": gettext("Show password"),
        "hidePasswordAriaLabelText": gettext("Hide password"),
        "passwordShownAnnouncementText": gettext("Your password is visible"),
        "passwordHiddenAnnouncementText": gettext("Your password is hidden"),
    }


def _textarea(field: Field, options: Params) -> tuple[str, Params]:
    params = _shared(field, options) | {
        "label": _question(field, options, "label"),
        "rows": options.get("rows", 5),
    }
    words = _value(field)
    # A browser drops the first line break after <textarea>, so one more keeps the resident's own.
    params["value"] = f"\n{words}" if words.startswith(("\n", "\r")) else words
    for name in ("autocomplete", "spellcheck"):
        if name in params["attributes"]:
            params[name] = params["attributes"].pop(name)
    limit = options.get("maxlength")
    if not limit:
        return "textarea", params
    return "character-count", params | {
        "maxlength": limit,
        "threshold": options.get("threshold"),
        "textareaDescriptionText": gettext(
            "You can enter up to %(count)s characters", count="%{count}"
        ),
        "charactersUnderLimitText": _plurals(
            lambda n: ngettext(
                "You have %(count)s character remaining",
                "You have %(count)s characters remaining",
                n,
                count="%{count}",
            )
        ),
        "charactersAtLimitText": gettext("You have 0 characters remaining"),
        "charactersOverLimitText": _plurals(
            lambda n: ngettext(
                "You have %(count)s character too many",
                "You have %(count)s characters too many",
                n,
                count="%{count}",
            )
        ),
    }


def _plurals(words: Callable[[int], str]) -> dict[str, str]:
    """One wording for each plural form of the language (Welsh has six), for the scripts."""
    rule = (get_locale() or Locale("en")).plural_form
    samples: dict[str, int] = {}
    for number in range(201):
        samples.setdefault(rule(number), number)
    samples.setdefault("other", 200)
    return {form: words(number) for form, number in samples.items()}


def _choices(field: Field, options: Params, kind: str) -> tuple[str, Params]:
    params = _shared(field, options)
    params["idPrefix"] = params.pop("id")
    params["fieldset"] = {"legend": _question(field, options, "legend")}
    if options.get("inline"):
        params["classes"] = f"{params['classes']} govuk-{kind}--inline".strip()
    if options.get("small"):
        params["classes"] = f"{params['classes']} govuk-{kind}--small".strip()
    hints: Mapping[str, str] = options.get("hints") or {}
    reveals: Mapping[str, str] = options.get("reveal") or {}
    alone = options.get("exclusive")
    items: list[Params] = []
    for choice in field.iter_choices():
        value = str(choice.value)
        item: Params = {
            "value": value,
            "text": str(choice.label),
            "checked": bool(choice.selected),
            "attributes": dict(choice.render_kw or {}),
        }
        if value in hints:
            item["hint"] = {"text": hints[value]}
        if value in reveals:
            item["conditional"] = {"html": reveals[value]}
        if value == alone:
            items.append({"divider": gettext("or")})
            item["behaviour"] = "exclusive"
        items.append(item)
    return kind, params | {"items": items}


def _radios(field: Field, options: Params) -> tuple[str, Params]:
    return _choices(field, options, "radios")


def _checkboxes(field: Field, options: Params) -> tuple[str, Params]:
    return _choices(field, options, "checkboxes")


def _one_checkbox(field: Field, options: Params) -> tuple[str, Params]:
    params = _shared(field, options)
    item: Params = {
        "value": "y",
        "id": params.pop("id"),
        "text": options.get("label") or str(field.label.text),
        "checked": bool(field.data),
    }
    # A hint belongs to the box itself: there is no group for it to describe.
    if "hint" in params:
        item["hint"] = params.pop("hint")
    item["attributes"] = params.pop("attributes")
    return "checkboxes", params | {"idPrefix": field.id, "items": [item]}


def _select(field: Field, options: Params) -> tuple[str, Params]:
    params = _shared(field, options) | {"label": _question(field, options, "label")}
    if options.get("width"):
        params["classes"] = f"{params['classes']} govuk-!-width-{options['width']}".strip()
    params["items"] = [
        {
            "value": str(choice.value),
            "text": str(choice.label),
            "selected": bool(choice.selected),
            "attributes": dict(choice.render_kw or {}),
        }
        for choice in field.iter_choices()
    ]
    return "select", params


def _date(field: Field, options: Params) -> tuple[str, Params]:
    assert isinstance(field, DayMonthYearField)
    params = _shared(field, options)
    parts = zip(("day", "month", "year"), field.parts(), strict=True)
    labels = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}
    completes = options.get("autocomplete")
    items = []
    for part, value in parts:
        wrong = bool(field.errors) and field.wrong_part in (None, part)
        width = "govuk-input--width-4" if part == "year" else "govuk-input--width-2"
        items.append(
            {
                "id": f"{field.id}-{part}",
                "name": f"{field.name}-{part}",
                "label": labels[part],
                "value": value,
                "classes": f"{width} govuk-input--error" if wrong else width,
                "autocomplete": f"{completes}-{part}" if completes else None,
            }
        )
    params["fieldset"] = {"legend": _question(field, options, "legend")}
    return "date-input", params | {"items": items}


def _file(field: Field, options: Params) -> tuple[str, Params]:
    params = _shared(field, options) | {"label": _question(field, options, "label")}
    params["multiple"] = isinstance(field, fields.MultipleFileField)
    return "file-upload", params


def _button(field: Field, options: Params) -> tuple[str, Params]:
    return "button", {
        "text": options.get("label") or str(field.label.text),
        "name": field.name,
        "value": "y",
        "classes": options.get("classes", ""),
    }


BUILDERS: tuple[tuple[tuple[type[Field], ...], Callable[[Field, Params], tuple[str, Params]]], ...]
BUILDERS = (
    ((DayMonthYearField,), _date),
    ((fields.TextAreaField,), _textarea),
    ((fields.PasswordField,), _password),
    ((fields.RadioField,), _radios),
    ((fields.SelectMultipleField,), _checkboxes),
    ((fields.SelectField,), _select),
    ((fields.FileField,), _file),
    ((fields.SubmitField,), _button),
    ((fields.BooleanField,), _one_checkbox),
    ((fields.StringField, fields.IntegerField, fields.DecimalField, fields.TimeField), _input),
)
"""Kinds of field, the most particular first."""
