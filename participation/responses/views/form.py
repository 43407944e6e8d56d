"""The form: a page of questions at a time, along the route that the answers make."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.consultations import queries as consultations
from participation.consultations.rules import Asked, RoutePage
from participation.extensions import keys, reading, transaction
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import current
from participation.responses import queries, services
from participation.responses.forms import NO_ANSWER, PageForm, page_form
from participation.responses.rules import (
    BadFormKey,
    NotTaken,
    RespondentKind,
    problem_with,
    read_form_key,
)
from participation.responses.services import Saved
from participation.responses.views import bp
from participation.responses.views.about import onward
from participation.responses.views.opening import (
    ME,
    Opened,
    asked_to_switch,
    keep_name,
    not_taken,
    opened,
    refusal_of,
)
from participation.responses.views.places import map_url, places_for, settle_places
from participation.web.access import needs
from participation.web.languages import switch_url


@bp.post("/consultations/<slug>/start")
@needs(Permission.RESPONSE_SUBMIT)
def start(slug: str) -> ResponseReturnValue:
    written = request.form.get("form_key", "")
    try:
        key = read_form_key(keys(), written)
    except BadFormKey:
        return redirect(url_for("consultations.start", slug=slug), 303)
    behalf = request.form.get("reply_for", "")
    try:
        with transaction() as session:
            services.open_draft(session, actor=ME, key=key, language=current())
            if behalf in set(RespondentKind):
                services.keep_behalf(session, actor=ME, key=key, kind=RespondentKind(behalf))
            services.keep_source(session, actor=ME, key=key, tag=request.form.get("via", ""))
    except NotTaken as refusal:
        return not_taken(written, refusal)
    return redirect(url_for(".question", key=written, page=1), 303)


@bp.route("/reply/<key>/<int:page>", methods=["GET", "POST"])
@needs(Permission.RESPONSE_SUBMIT)
def question(key: str, page: int) -> ResponseReturnValue:
    """A page of the form. One that isn't asked now leads on to the next that is."""
    here = opened(key)
    if not 1 <= page <= len(here.pages) and request.method == "GET":
        raise NotFound
    if request.method == "POST":
        return _keep(here, page)
    if refusal := refusal_of(here):
        return not_taken(key, refusal)
    if here.draft is None and queries.by_form(reading(), here.key):
        return redirect(url_for(".receipt", key=key), 303)
    shown = next((one for one in here.way if one.number == page), None)
    if shown is None:
        return redirect(_after(here, page), 303)
    form = page_form(
        shown.questions,
        here.givens,
        together=_together(shown),
        places=places_for(shown.questions),
    )
    return _question_page(here, shown, form)


def _together(page: RoutePage) -> bool:
    return page.section is not None and page.section.together


def _posted(here: Opened, page: int) -> RoutePage:
    """The page as whoever posted it saw it, whatever was changed in the consultation since.

    Raises ``NotFound``.
    """
    now = next((one for one in here.pages if one.number == page), None)
    versions = []
    for written in request.form.get("version", "").split():
        try:
            versions.append(UUID(written))
        except ValueError:
            raise NotFound from None
    if not versions:
        shown = next((one for one in here.way if one.number == page), now)
        if shown is None:
            raise NotFound
        return shown
    held = {one.version_id: one for one in here.asked}
    if not all(version in held for version in versions):
        held |= {
            one.version_id: one
            for one in consultations.as_they_were(reading(), here.key.consultation_id, versions)
        }
    questions = tuple(held[version] for version in versions if version in held)
    if not questions:
        raise NotFound
    # A question that is no longer asked has no page, and its words are kept all the same.
    gone = RoutePage(page, questions, None, begins_section=False)
    first = next((p for p in here.pages if _holds(p, questions[0])), now) or gone
    return replace(first, questions=questions)


def _holds(page: RoutePage, question: Asked) -> bool:
    return any(one.question_id == question.question_id for one in page.questions)


def _keep(here: Opened, page: int) -> ResponseReturnValue:
    """Save what was typed, right or wrong, then go on or say what is wrong."""
    shown = _posted(here, page)
    together = "together" in request.form if "version" in request.form else _together(shown)
    form = page_form(
        shown.questions,
        {},
        request.form,
        together=together,
        places=places_for(shown.questions),
    )
    marked = settle_places(form)
    given = {part.question.question_id: part.given() for part in form.parts}
    try:
        with transaction() as session:
            services.save_answers(
                session,
                actor=ME,
                key=here.key,
                saved=[
                    Saved(one.question_id, one.version_id, given[one.question_id])
                    for one in shown.questions
                ],
                language=current(),
                shared=request.form.get("shared_device") == "y",
            )
            if "later" in request.form:
                services.keep_place(session, actor=ME, key=here.key, language=current())
    except NotTaken as refusal:
        return not_taken(here.written, refusal, unsaved=given)
    if wanted := asked_to_switch():
        return redirect(switch_url(wanted), 303)
    if "later" in request.form:
        return redirect(url_for(".later", key=here.written), 303)
    now = opened(here.written)
    still_asked = {one.question_id for one in now.asked}
    for part in form.parts:
        problem = problem_with(given[part.question.question_id], part.question)
        if problem and part.question.question_id in still_asked:
            part.complain(problem)
    if form.problems:
        return _question_page(now, shown, form), 422
    if marked:
        # The mark is shown before they go on.
        back = request.args.get("back")
        page_again = url_for(".question", key=here.written, page=page, back=back)
        return redirect(f"{page_again}#{marked}", 303)
    return redirect(_after(now, shown.number), 303)


def _after(here: Opened, page: int) -> str:
    """Where to go on from a page: the next that is asked, or to check everything.

    Whoever came from the check goes back to it, by way of questions that this brought up.
    """
    changing = request.args.get("back") == "check"
    for later in here.way:
        unseen = any(one.question_id not in here.kept for one in later.questions)
        if later.number > page and (unseen or not changing):
            back = "check" if changing else None
            return url_for(".question", key=here.written, page=later.number, back=back)
    return onward(here, "questions")


def _question_page(here: Opened, page: RoutePage, form: PageForm) -> str:
    changing = request.args.get("back") == "check"
    before = [one.number for one in here.way if one.number < page.number]
    if changing:
        back = url_for(".check", key=here.written)
    elif before:
        back = url_for(".question", key=here.written, page=before[-1])
    else:
        back = url_for("consultations.start", slug=here.consultation.slug)
    return render_template(
        "responses/question.html",
        consultation=here.consultation,
        shown=page,
        form=form,
        problems=form.problems,
        place=len(before) + 1,
        places=max(len(here.way), len(before) + 1),
        varies=here.varies,
        several=any(len(one.questions) > 1 for one in here.pages),
        back=back,
        changing=changing,
        no_answer=NO_ANSWER,
        map_url=map_url,
        shared=_on_shared_device(here),
        keep=f"{keep_name(here.key)}:{page.number}",
    )


def _on_shared_device(here: Opened) -> bool:
    if request.method == "POST":
        return request.form.get("shared_device") == "y"
    return bool(here.draft and here.draft.answers.get("shared"))
