"""The form of one page of questions, each asked as its kind asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import (
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice

from participation.consultations.rules import SOMETHING_ELSE, Asked, Kind
from participation.kernel.languages import said
from participation.responses.forms.places import Places
from participation.responses.forms.problems import box_problems, problem_words
from participation.responses.forms.words import amount_words, box_words, option_words, plain
from participation.responses.rules import Blank, Given, Problem, box_names, tidy_text
from participation.responses.rules.answers import number_in

NO_ANSWER = ""
"""What the radio button says that takes an answer back: radios can't be unpressed."""

ALONE = "answer"
"""What the field of a question is called that is alone on its page."""

WORDS = "words"
"""The box beside “something else”."""

LONGEST_ROW = 11
"""A scale of more steps is typed, not chosen."""

SEVERAL = frozenset({Kind.MATRIX, Kind.RANKING, Kind.BUDGET, Kind.MAP_PIN})
"""Kinds of several boxes in one frame."""

CHOICES = frozenset({Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.AGREEMENT})


@dataclass
class Part:
    """One question on a page: its fields by box; its own is ``""``, of kinds that have one."""

    question: Asked
    prefix: str
    fields: dict[str, Field] = field(default_factory=dict)
    problem: str = ""
    places: Places | None = None

    @property
    def kind(self) -> str:
        """How it is answered."""
        return self.question.kind

    @property
    def main(self) -> Field:
        """The field of a kind that has only one; else the first box."""
        return self.fields.get("") or next(iter(self.fields.values()))

    @property
    def boxes(self) -> list[Field]:
        """The boxes of a kind that has several."""
        return [one for name, one in self.fields.items() if name]

    @property
    def unit(self) -> str:
        """What a number counts."""
        return said(self.question.limits.unit)

    @property
    def writes(self) -> bool:
        """Whether people write words of their own."""
        return self.kind == Kind.FREE_TEXT or WORDS in self.fields

    @property
    def wrong(self) -> str:
        """The first thing said to be wrong."""
        said_at = (str(one.errors[0]) for one in self.fields.values() if one.errors)
        return self.problem or next(said_at, "")

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is wrong, each with where to put it right."""
        found = [{"text": self.problem, "href": f"#{self.main.id}"}] if self.problem else []
        return found + [
            {"text": str(one.errors[0]), "href": f"#{one.id}"}
            for one in self.fields.values()
            if one.errors
        ]

    @property
    def hint(self) -> str:
        """What is said under the question."""
        return _hint(self.question)

    @property
    def asked(self) -> str:
        """The question."""
        return said(self.question.wording)

    @property
    def typed_scale(self) -> bool:
        """Whether a scale has too many steps to choose from."""
        return self.kind == Kind.SCALE and not steps(self.question)

    def given(self) -> Given:
        """What was given, as typed; whether it is right is for the rules to say."""
        if self.kind == Kind.FREE_TEXT:
            return Given(text=tidy_text(self.main.data or ""))
        if self.kind in CHOICES:
            data: Any = self.fields[""].data
            codes = [
                tidy_text(code) for code in (data if isinstance(data, list) else [data]) if code
            ]
            words = tidy_text(self.fields[WORDS].data or "") if WORDS in self.fields else ""
            # Whoever writes in the box means it. It never takes the place of another choice.
            free = self.kind == Kind.MULTIPLE_CHOICE or not codes
            if words.strip() and free and SOMETHING_ELSE not in codes:
                codes.append(SOMETHING_ELSE)
            return Given(text=words, codes=tuple(codes))
        named = box_names(self.question)
        typed = {n: tidy_text(one.data or "") for n, one in self.fields.items() if n in named}
        if self.places and self.places.shapes and not self._pin_is_in(typed.get("area", "")):
            typed["lat"] = typed["lon"] = ""
        return Given(boxes=tuple((name, words) for name, words in typed.items() if words.strip()))

    def _pin_is_in(self, area: str) -> bool:
        """Whether the mark lies in the area chosen; whoever chose another since meant that one."""
        assert self.places is not None
        lon, lat = (number_in(self.fields[name].data or "") for name in ("lon", "lat"))
        if lon is None or lat is None:
            return False
        return self.places.area_of(float(lon), float(lat)) == area

    def complain(self, problem: Problem) -> None:
        """Say what is wrong: at the boxes that it is about, or of all of them together."""
        given = self.given()
        words = problem_words(problem, self.question, given)
        at = box_problems(problem, self.question, given)
        if self.kind == Kind.DATE:
            at = dict.fromkeys([*at, "day"][:1], words)
        elif self.kind not in SEVERAL:
            at = {next(iter(self.fields)): words}
        for name, said_there in at.items():
            self.fields[name].errors = [said_there]
        self.problem = "" if at else words


class PageForm(Form):
    """The questions of one page. Make it with :func:`page_form`."""

    parts: ClassVar[tuple[Part, ...]] = ()
    together: ClassVar[bool] = False

    @property
    def problems(self) -> list[dict[str, str]]:
        """Everything that is wrong, in the order of the page."""
        return [problem for part in self.parts for problem in part.problems]

    @property
    def writes(self) -> bool:
        """Whether people write words of their own on it."""
        return any(part.writes for part in self.parts)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for part in self.parts:
            part.fields = {name: self._fields[_name(part.prefix, name)] for name in part.fields}


def page_form(
    questions: Sequence[Asked],
    given: Mapping[Any, Given],
    typed: Mapping[str, Any] | None = None,
    *,
    together: bool = False,
    places: Places | None = None,
) -> PageForm:
    """The form of a page, filled in with what was kept or, if there is any, what was typed."""
    parts: list[Part] = []
    fields: dict[str, Any] = {}
    filled: dict[str, Any] = {}
    for question in questions:
        prefix = f"{ALONE}-{question.name}" if together else ALONE
        made, values = _fields_of(question, given.get(question.question_id) or Blank, places)
        here = places if question.kind == Kind.MAP_PIN else None
        parts.append(Part(question, prefix, dict(made), places=here))
        fields |= {_name(prefix, name): one for name, one in made.items()}
        filled |= {_name(prefix, name): value for name, value in values.items()}
    own = {"parts": tuple(parts), "together": together}
    made_class = type("QuestionsForm", (PageForm,), {**fields, **own})
    form = made_class(typed, data=filled)
    assert isinstance(form, PageForm)
    return form


def _name(prefix: str, box: str) -> str:
    return f"{prefix}-{box}" if box else prefix


def steps(question: Asked) -> list[int]:
    """The numbers of a scale, if they are few enough to stand in a row."""
    least, greatest = question.limits.least, question.limits.greatest
    if least is None or greatest is None or greatest - least >= LONGEST_ROW:
        return []
    return list(range(int(least), int(greatest) + 1))


def _fields_of(
    question: Asked, given: Given, places: Places | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A question's fields, not bound yet, and what is in them, by box."""
    words: dict[str, Any] = {"label": said(question.wording), "description": _hint(question)}
    options = [SelectChoice(*option) for option in option_words(question).items()]
    spare = [] if question.required else [SelectChoice(NO_ANSWER, _("I’d rather not answer"))]
    match question.kind:
        case Kind.FREE_TEXT:
            return {"": TextAreaField(**words)}, {"": given.text}
        case Kind.SINGLE_CHOICE | Kind.AGREEMENT:
            one = RadioField(**words, choices=options + spare, validate_choice=False)
            return _with_words(question, given, one, given.codes[0] if given.codes else None)
        case Kind.MULTIPLE_CHOICE:
            many = SelectMultipleField(**words, choices=options, validate_choice=False)
            return _with_words(question, given, many, list(given.codes))
        case Kind.SCALE if steps(question):
            choices = [SelectChoice(str(n), _step(question, n)) for n in steps(question)]
            return (
                {"number": RadioField(**words, choices=choices + spare, validate_choice=False)},
                {"number": given.box.get("number")},
            )
        case Kind.NUMBER | Kind.SCALE:
            mode = "numeric" if question.limits.whole else "decimal"
            box = StringField(**words, render_kw={"inputmode": mode, "autocomplete": "off"})
            return {"number": box}, given.box
        case Kind.MAP_PIN:
            return _place_of(given, places), given.box
        case _:
            return _boxes_of(question, options + spare), given.box


def _with_words(
    question: Asked, given: Given, choosing: Any, chosen: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    fields, filled = {"": choosing}, {"": chosen}
    if question.limits.something_else:
        fields[WORDS] = TextAreaField(_("If something else: say it in your own words"))
        filled[WORDS] = given.text
    return fields, filled


def _boxes_of(question: Asked, scale: list[SelectChoice]) -> dict[str, Any]:
    named = box_words(question)
    if question.kind == Kind.MATRIX:
        return {
            name: RadioField(label, choices=scale, validate_choice=False)
            for name, label in named.items()
        }
    if question.kind == Kind.RANKING:
        places = range(1, (question.limits.most or len(question.options)) + 1)
        numbers = [SelectChoice("", _("No place")), *(SelectChoice(str(n), str(n)) for n in places)]
        return {
            name: SelectField(label, choices=numbers, validate_choice=False)
            for name, label in named.items()
        }
    if question.kind == Kind.BUDGET:
        box = {"inputmode": "numeric", "autocomplete": "off", "data-amount": ""}
        return {name: StringField(label, render_kw=box) for name, label in named.items()}
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    return {
        name: StringField(label, render_kw={"autocomplete": "off"})
        for name, label in labels.items()
    }


def _place_of(given: Given, places: Places | None) -> dict[str, Any]:
    pin = {"lat": HiddenField(), "lon": HiddenField()}
    if not places or not places.areas:
        label = _("Name the place, the street or the area")
        return {"area": StringField(label, render_kw={"autocomplete": "off"}), **pin}
    # What was said before the areas were known stays to be chosen.
    held = given.box.get("area", "")
    named = ({} if held in {"", *places.areas} else {held: held}) | dict(places.areas)
    choices = [SelectChoice("", _("No place chosen"))]
    choices += [SelectChoice(*one) for one in named.items()]
    area = SelectField(_("Choose an area"), choices=choices, validate_choice=False)
    if not places.postcodes:
        return {"area": area, **pin}
    postcode = StringField(
        _("Or enter a postcode"),
        description=_("It gives us the area it lies in. We don’t keep the postcode."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
    return {"area": area, "postcode": postcode, **pin}


def _step(question: Asked, number: int) -> str:
    """A step of a scale; the ends say what they mean."""
    ends = {
        question.limits.least: question.limits.low,
        question.limits.greatest: question.limits.high,
    }
    words = said(ends.get(number) or {})
    return f"{number}, {words}" if words else str(number)


def _hint(question: Asked) -> str:
    parts = [said(question.help), *_bounds(question)]
    if not question.required:
        parts.append(_("You don’t have to answer this one."))
    return " ".join(part for part in parts if part)


def _bounds(question: Asked) -> list[str]:
    limits, kind = question.limits, question.kind
    if kind == Kind.FREE_TEXT and question.word_guide:
        return [
            ngettext(
                "About %(num)s word is enough, but you can write more or less.",
                "About %(num)s words is enough, but you can write more or less.",
                question.word_guide,
            )
        ]
    if kind == Kind.MULTIPLE_CHOICE:
        most = _("Choose up to %(most)s.", most=limits.most)
        return [most if limits.most else _("Choose all that apply.")]
    if kind == Kind.RANKING:
        first = _("Give a place to your first %(most)s: 1 is the first.", most=limits.most)
        some = limits.most and limits.most < len(question.options)
        return [first if some else _("Give each a place: 1 is the first.")]
    if kind == Kind.BUDGET:
        total = amount_words(str(limits.total or 0), limits)
        return [_("Share out %(total)s. What you give must add up to that.", total=total)]
    if kind == Kind.DATE:
        return [_("For example, 27 3 2030.")]
    if kind == Kind.NUMBER or (kind == Kind.SCALE and not steps(question)):
        return _from_to(plain(limits.least), plain(limits.greatest))
    return []


def _from_to(least: str, greatest: str) -> list[str]:
    if least and greatest:
        return [_("A number from %(least)s to %(greatest)s.", least=least, greatest=greatest)]
    if least:
        return [_("A number of %(least)s or more.", least=least)]
    return [_("A number of %(greatest)s or less.", greatest=greatest)] if greatest else []


__all__ = ["ALONE", "NO_ANSWER", "SOMETHING_ELSE", "PageForm", "Part", "page_form"]
