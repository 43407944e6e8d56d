"""Pages on which staff order questions in sections, and say who is asked which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from participation.consultations import queries, rules, services
from participation.consultations.forms import (
    AboutForm,
    MatchForm,
    OneTestForm,
    PlaceForm,
    SectionForm,
    form_of_test,
    one_test,
    who_is_asked,
)
from participation.consultations.rules import Asked, Condition, Match
from participation.consultations.views.base import ONE, bp, enter, languages, refusals, sentences
from participation.consultations.views.parts import parts_of, steps_of
from participation.consultations.views.writing import Problems, keep, show_page
from participation.extensions import reading
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.languages import said
from participation.web.access import current_actor, needs

QUESTION = f"{ONE}/questions/<uuid:question_id>"
SECTION = f"{ONE}/sections/<uuid:section_id>"


def _questions(consultation_id: UUID) -> str:
    return url_for(".show", consultation_id=consultation_id, _anchor="questions")


def closed(session: Session, consultation_id: UUID) -> Problems:
    """Why it can't be changed, said before anybody types."""
    problem = rules.editing_problem(queries.get(session, consultation_id), clock.now(session))
    return refusals([problem]) if problem else []


@bp.get(f"{ONE}/route")
@needs(Permission.CONSULTATION_READ)
def route(consultation_id: UUID) -> ResponseReturnValue:
    """Who sees which question: as a picture and as a list, with what is wrong."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    asked = queries.asked(session, consultation_id)
    sections = queries.sections(session, consultation_id)
    faults = rules.route_problems(asked, sections)
    parts = parts_of(asked, sections)
    return render_template(
        "consultations/route.html",
        consultation=consultation,
        parts=parts,
        pages=rules.pages_of(asked, sections),
        picture=rules.picture_of(steps_of(parts, asked, faults)),
        problems=sentences(consultation_id, faults),
        asked=asked,
    )


# Sections


def _section_page(
    name: str, consultation_id: UUID, form: SectionForm, problems: Problems, **more: object
) -> ResponseReturnValue:
    page = render_template(
        f"consultations/{name}.html",
        consultation=queries.get(reading(), consultation_id),
        form=form,
        problems=problems,
        **more,
    )
    return page, 422 if form.errors or (problems and request.method == "POST") else 200


@bp.route(f"{ONE}/sections/new", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def add_section(consultation_id: UUID) -> ResponseReturnValue:
    session, _consultation = enter(consultation_id, Permission.CONSULTATION_WRITE)
    problems = closed(session, consultation_id)
    posted = request.form if request.method == "POST" else None
    form = SectionForm(posted, languages=languages())
    if posted and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.add_section(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                details=form.details(),
            ),
        )
        if not problems:
            flash(_("The section is added. Put questions in it."), "success")
            return redirect(_questions(consultation_id), 303)
    return _section_page("add_section", consultation_id, form, problems)


@bp.route(SECTION, methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def edit_section(consultation_id: UUID, section_id: UUID) -> ResponseReturnValue:
    session, _consultation = enter(consultation_id, Permission.CONSULTATION_WRITE)
    section = queries.section_row(session, consultation_id, section_id)
    problems = closed(session, consultation_id)
    posted = request.form if request.method == "POST" else None
    data = {"title": section.title, "intro": section.intro, "together": section.together}
    form = SectionForm(posted, languages=languages(), data=data)
    if posted and form.validate():
        problems = keep(
            consultation_id,
            lambda writing: services.edit_section(
                writing,
                actor=current_actor(),
                consultation_id=consultation_id,
                section_id=section_id,
                details=form.details(),
            ),
        )
        if not problems:
            flash(_("Your changes are kept."), "success")
            return redirect(_questions(consultation_id), 303)
    return _section_page("edit_section", consultation_id, form, problems, section_id=section_id)


@bp.post(f"{SECTION}/move")
@needs(Permission.CONSULTATION_WRITE)
def move_section(consultation_id: UUID, section_id: UUID) -> ResponseReturnValue:
    problems = keep(
        consultation_id,
        lambda writing: services.move_section(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            section_id=section_id,
            up=request.form.get("to") == "up",
        ),
    )
    if problems:
        return show_page(consultation_id, problems), 422
    return redirect(_questions(consultation_id), 303)


@bp.post(f"{SECTION}/remove")
@needs(Permission.CONSULTATION_WRITE)
def remove_section(consultation_id: UUID, section_id: UUID) -> ResponseReturnValue:
    """Take a section away; its questions stay."""
    problems = keep(
        consultation_id,
        lambda writing: services.remove_section(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            section_id=section_id,
        ),
    )
    if problems:
        return show_page(consultation_id, problems), 422
    flash(_("The section is taken away. Its questions are kept."), "success")
    return redirect(_questions(consultation_id), 303)


@bp.post(f"{QUESTION}/place")
@needs(Permission.CONSULTATION_WRITE)
def place_question(consultation_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Put a question in another section."""
    session, _consultation = enter(consultation_id, Permission.CONSULTATION_WRITE)
    form = PlaceForm(request.form)
    form.offer(queries.sections(session, consultation_id))
    if not form.validate():
        return show_page(consultation_id, [{"text": _("Choose a section")}]), 422
    problems = keep(
        consultation_id,
        lambda writing: services.place_question(
            writing,
            actor=current_actor(),
            consultation_id=consultation_id,
            question_id=question_id,
            section_id=form.section_id(),
        ),
    )
    if problems:
        return show_page(consultation_id, problems), 422
    flash(_("The question is moved."), "success")
    return redirect(_questions(consultation_id), 303)


# Who is asked


@bp.route(f"{QUESTION}/condition", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def question_condition(consultation_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Who is asked a question."""
    session, _consultation = enter(consultation_id, Permission.CONSULTATION_WRITE)
    asked = queries.asked(session, consultation_id)
    question = queries.question(session, consultation_id, question_id)
    here = Target(
        consultation_id,
        question_id,
        "question",
        said(question.wording),
        question.condition,
        _earlier(session, consultation_id, asked, question_id),
        number=1 + [one.question_id for one in asked].index(question_id),
    )
    return _condition_page(here, asked)


@bp.route(f"{SECTION}/condition", methods=["GET", "POST"])
@needs(Permission.CONSULTATION_WRITE)
def section_condition(consultation_id: UUID, section_id: UUID) -> ResponseReturnValue:
    """Who is shown a section."""
    session, _consultation = enter(consultation_id, Permission.CONSULTATION_WRITE)
    queries.section_row(session, consultation_id, section_id)
    asked = queries.asked(session, consultation_id)
    sections = queries.sections(session, consultation_id)
    section = next(one for one in sections if one.section_id == section_id)
    places = [None, *(one.section_id for one in sections)]
    before = places[: places.index(section_id)]
    here = Target(
        consultation_id,
        section_id,
        "section",
        said(section.title),
        section.condition,
        [pair for pair in enumerate(asked, 1) if pair[1].section_id in before],
    )
    return _condition_page(here, asked)


def _earlier(
    session: Session, consultation_id: UUID, asked: Sequence[Asked], question_id: UUID
) -> list[tuple[int, Asked]]:
    """The questions on earlier pages than this one's, with their numbers."""
    pages = rules.pages_of(asked, queries.sections(session, consultation_id))
    page_of = {one.question_id: page.number for page in pages for one in page.questions}
    own = page_of[question_id]
    return [pair for pair in enumerate(asked, 1) if page_of[pair[1].question_id] < own]


@dataclass(frozen=True)
class Target:
    """What a condition is set on: a question or a section, and what it may depend on."""

    consultation_id: UUID
    id: UUID
    kind: str
    words: str
    condition: Condition | None
    earlier: Sequence[tuple[int, Asked]]
    number: int | None = None

    @property
    def address(self) -> str:
        """The page of its condition."""
        values: dict[str, Any] = {f"{self.kind}_id": self.id}
        return url_for(f".{self.kind}_condition", consultation_id=self.consultation_id, **values)

    def store(self, condition: Condition | None) -> Problems:
        """Keep another condition; the problems if it was refused."""
        deeds: dict[str, Callable[..., None]] = {
            "question": services.set_question_condition,
            "section": services.set_section_condition,
        }
        return keep(
            self.consultation_id,
            lambda writing: deeds[self.kind](
                writing,
                actor=current_actor(),
                consultation_id=self.consultation_id,
                condition=condition,
                **{f"{self.kind}_id": self.id},
            ),
        )


def _condition_page(here: Target, asked: Sequence[Asked]) -> ResponseReturnValue:
    """One step at a time, so that it works without scripts: the question, then what was said."""
    about_form = AboutForm(
        request.args if "about" in request.args or "next" in request.args else None
    )
    about_form.offer(here.earlier)
    by_id = {str(question.question_id): question for _number, question in here.earlier}
    about = by_id.get(request.args.get("about", ""))
    if about is None and "next" in request.args:
        about_form.validate()
    posted = request.form if request.method == "POST" else None
    test = form_of_test(about, posted if posted and "add" in posted else None) if about else None
    problems = closed(reading(), here.consultation_id)
    if posted:
        wanted = _wanted(here, posted, about, test)
        if wanted is not None:
            problems = here.store(wanted[0])
            if not problems:
                flash(_("Who is asked is kept."), "success")
                return redirect(here.address, 303)
    tests = here.condition.tests if here.condition else ()
    match = MatchForm(data={"match": here.condition.match if here.condition else Match.ALL})
    wrong = bool(about_form.errors or (test and test.errors) or (posted and problems))
    page = render_template(
        "consultations/condition.html",
        consultation=queries.get(reading(), here.consultation_id),
        here=here,
        tests=[one_test(one, asked) for one in tests],
        who=who_is_asked(here.condition, asked, section=here.kind == "section")
        if here.condition
        else "",
        about_form=about_form,
        about=about,
        about_number=next((n for n, one in here.earlier if one is about), None),
        test=test,
        match=match,
        problems=problems,
    )
    return page, 422 if wrong else 200


def _wanted(
    here: Target, posted: Mapping[str, str], about: Asked | None, test: OneTestForm | None
) -> tuple[Condition | None] | None:
    """The condition that a press asks for, in a tuple; ``None`` while something is wrong."""
    tests = here.condition.tests if here.condition else ()
    match = here.condition.match if here.condition else Match.ALL
    if "take_away" in posted:
        place = posted["take_away"]
        left = tuple(one for at, one in enumerate(tests) if str(at) != place)
        return (Condition(left, match if len(left) > 1 else Match.ALL) if left else None,)
    if "match" in posted:
        chosen = posted["match"]
        return (
            (Condition(tests, Match(chosen)),)
            if tests and chosen in set(Match)
            else (here.condition,)
        )
    if about is None or test is None or not test.validate():
        return None
    one = test.one(about.question_id)
    return (Condition((*tests, one) if one not in tests else tests, match),)
