"""A theme with its answers, and placing one answer."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.extensions import reading, transaction
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.themes import queries, rules, services
from participation.themes.forms import MergeForm, PlaceForm, ThemeForm
from participation.themes.models import Codebook
from participation.themes.views.base import (
    bp,
    codebook_or_404,
    enter,
    found_again,
    page_number,
    reason_words,
    sentences,
    state_words,
)
from participation.web.access import current_actor, needs

NOT_THEMES = "other, no_reason, undecided, not_analysed, later"


def theme_page(
    theme_id: UUID,
    *,
    form: ThemeForm | None = None,
    merge_form: MergeForm | None = None,
    problems: list[str] | None = None,
) -> str:
    """The page of one theme."""
    session = reading()
    found = queries.theme(session, theme_id)
    question_id = _question_of(found.codebook_id)
    asked = enter(session, question_id, Permission.RESPONSE_READ)
    codebook = codebook_or_404(queries.codebook_of(session, question_id))
    others = [t for t in queries.live_themes(session, codebook.id) if t.id != theme_id]
    merge_form = merge_form or MergeForm()
    merge_form.offer((t.id, t.label) for t in others)
    suggested = (
        {row.id: row for row in queries.suggestions_of(session, codebook.from_run_id)}
        if codebook.from_run_id
        else {}
    )
    return render_template(
        "themes/theme.html",
        theme=found,
        question=asked,
        consultation=asked.consultation,
        codebook=codebook,
        settled=queries.is_settled(session, codebook),
        page=queries.answers_in(session, codebook.id, theme_id=theme_id, page=page_number()),
        quotes=queries.proven_quotes(session, theme_id),
        parts=queries.parts_of(session, found),
        suggested=suggested.get(found.suggested_id)
        if found.suggested_id and theme_id in queries.still_as_found(session, codebook.id)
        else None,
        form=form or ThemeForm(obj=found),
        merge_form=merge_form,
        may_review=current_actor().may(Permission.THEME_REVIEW, on=asked.consultation),
        problems=problems or [],
        others=others,
        found_again=found_again,
    )


def _question_of(codebook_id: UUID) -> UUID:
    codebook = reading().get(Codebook, codebook_id)
    if codebook is None:
        raise NotFound
    return codebook.question_id


@bp.get("/themes/<uuid:theme_id>")
@needs(Permission.RESPONSE_READ)
def theme(theme_id: UUID) -> ResponseReturnValue:
    return theme_page(theme_id)


@bp.post("/themes/<uuid:theme_id>/rename")
@needs(Permission.THEME_REVIEW)
def rename(theme_id: UUID) -> ResponseReturnValue:
    form = ThemeForm(request.form)
    if not form.validate():
        return theme_page(theme_id, form=form), 422
    try:
        with transaction() as session:
            services.rename_theme(
                session, actor=current_actor(), theme_id=theme_id, details=form.details()
            )
    except rules.CannotChange as refusal:
        return theme_page(theme_id, form=form, problems=sentences(refusal.problems)), 422
    flash(_("The theme was renamed."), "success")
    return redirect(url_for(".theme", theme_id=theme_id), 303)


@bp.post("/themes/<uuid:theme_id>/merge")
@needs(Permission.THEME_REVIEW)
def merge(theme_id: UUID) -> ResponseReturnValue:
    session = reading()
    found = queries.theme(session, theme_id)
    form = MergeForm(request.form)
    form.offer((t.id, t.label) for t in queries.live_themes(session, found.codebook_id))
    if not form.validate():
        return theme_page(theme_id, merge_form=form), 422
    try:
        with transaction() as writing:
            target = services.merge_themes(
                writing, actor=current_actor(), source_ids=[theme_id], into_id=form.target()
            )
    except rules.CannotChange as refusal:
        return theme_page(theme_id, merge_form=form, problems=sentences(refusal.problems)), 422
    flash(_("Its answers are now in ‘%(theme)s’.", theme=target.label), "success")
    return redirect(url_for(".theme", theme_id=target.id), 303)


@bp.post("/themes/<uuid:theme_id>/retire")
@needs(Permission.THEME_REVIEW)
def retire(theme_id: UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            services.retire_theme(session, actor=current_actor(), theme_id=theme_id)
    except rules.CannotChange as refusal:
        return theme_page(theme_id, problems=sentences(refusal.problems)), 422
    flash(_("The theme is off the list."), "success")
    question_id = _question_of(queries.theme(reading(), theme_id).codebook_id)
    return redirect(url_for(".question", question_id=question_id), 303)


@bp.post("/themes/<uuid:theme_id>/quotes/<uuid:answer_id>")
@needs(Permission.THEME_REVIEW)
def choose_quote(theme_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            services.choose_quote(
                session, actor=current_actor(), theme_id=theme_id, answer_id=answer_id
            )
    except rules.CannotChange as refusal:
        return theme_page(theme_id, problems=sentences(refusal.problems)), 422
    flash(_("The quote stands with the theme. No name or place is shown beside it."), "success")
    return redirect(url_for(".theme", theme_id=theme_id), 303)


@bp.post("/quotes/<uuid:quote_id>/drop")
@needs(Permission.THEME_REVIEW)
def drop_quote(quote_id: UUID) -> ResponseReturnValue:
    theme_id = queries.quote(reading(), quote_id).theme_id
    try:
        with transaction() as session:
            services.drop_quote(session, actor=current_actor(), quote_id=quote_id)
    except rules.CannotChange as refusal:
        return theme_page(theme_id, problems=sentences(refusal.problems)), 422
    flash(_("The quote is no longer used. The words stay in the answer."), "success")
    return redirect(url_for(".theme", theme_id=theme_id), 303)


@bp.get(f"/questions/<uuid:question_id>/themes/answers/<any({NOT_THEMES}):state>")
@needs(Permission.RESPONSE_READ)
def state(question_id: UUID, state: str) -> ResponseReturnValue:
    """The answers in one state that isn't a theme."""
    session = reading()
    asked = enter(session, question_id, Permission.RESPONSE_READ)
    codebook = codebook_or_404(queries.codebook_of(session, question_id))
    return render_template(
        "themes/state.html",
        question=asked,
        consultation=asked.consultation,
        codebook=codebook,
        settled=queries.is_settled(session, codebook),
        state=state,
        title=state_words()[state],
        page=queries.answers_in(
            session,
            codebook.id,
            state=state,
            page=page_number(),
            order=_reading_order(codebook) if state == rules.State.UNDECIDED else (),
        ),
        reasons=reason_words(),
        may_review=current_actor().may(Permission.THEME_REVIEW, on=asked.consultation),
    )


def _reading_order(codebook: Codebook) -> list[UUID]:
    """Like after like, as the run that had too few answers to group left them."""
    if codebook.from_run_id is None:
        return []
    facts = queries.run(reading(), codebook.from_run_id).facts
    return [UUID(one) for one in facts.get("reading_order") or ()]


@bp.route("/questions/<uuid:question_id>/themes/answers/<uuid:answer_id>", methods=["GET", "POST"])
@needs(Permission.THEME_REVIEW)
def place(question_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """One answer, whole, and where it belongs."""
    session = reading()
    asked = enter(session, question_id, Permission.THEME_REVIEW)
    codebook = codebook_or_404(queries.codebook_of(session, question_id))
    row = queries.answer_in(session, codebook, answer_id)
    themes = queries.live_themes(session, codebook.id)
    now = {
        "themes": [str(theme_id) for theme_id, _label in row.themes],
        "state": row.reason if row.reason in rules.BY_HAND else "",
    }
    form = PlaceForm(request.form if request.method == "POST" else None, data=now)
    form.offer((theme.id, theme.label) for theme in themes)
    problems: list[str] = []
    if request.method == "POST" and form.validate():
        try:
            with transaction() as writing:
                services.place_answer(
                    writing,
                    actor=current_actor(),
                    codebook_id=codebook.id,
                    answer_id=answer_id,
                    placing=form.placing(),
                )
        except rules.CannotChange as refusal:
            problems = sentences(refusal.problems)
        else:
            flash(_("The answer was placed."), "success")
            placed = form.placing()
            if placed.themes:
                return redirect(url_for(".theme", theme_id=placed.themes[0]), 303)
            return redirect(
                url_for(".state", question_id=question_id, state=placed.state.value), 303
            )
    page = render_template(
        "themes/place.html",
        question=asked,
        consultation=asked.consultation,
        wording=queries.wording(session, question_id),
        settled=queries.is_settled(session, codebook),
        row=row,
        form=form,
        problems=problems,
    )
    return page, (422 if request.method == "POST" else 200)
