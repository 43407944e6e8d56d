"""Save and come back later, on any device: the code, a letter with it, and opening it again."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.extensions import keys, reading, settings, transaction
from participation.kernel.actors import Permission
from participation.kernel.languages import current, said
from participation.responses import queries, services
from participation.responses.forms import EmailForm
from participation.responses.forms.sending import ResumeForm
from participation.responses.rules import NotTaken, code_for, normal_receipt, shown_receipt
from participation.responses.services.looking import TooMany
from participation.responses.views import bp
from participation.responses.views.opening import (
    ME,
    Opened,
    keep_name,
    not_taken,
    opened,
    refusal_of,
)
from participation.web.access import needs
from participation.web.headers import keep_private


@bp.route("/reply/<key>/later", methods=["GET", "POST"])
@needs(Permission.RESPONSE_SUBMIT)
def later(key: str) -> ResponseReturnValue:
    """The code by which an unfinished answer is opened again."""
    here = opened(key)
    if refusal := refusal_of(here):
        return not_taken(key, refusal)
    if request.method == "POST":
        try:
            with transaction() as session:
                services.keep_place(session, actor=ME, key=here.key, language=current())
        except NotTaken as refusal:
            return not_taken(key, refusal)
        return redirect(url_for(".later", key=key), 303)
    if here.draft is None or here.draft.resume_hash is None:
        return redirect(url_for(".question", key=key, page=1), 303)
    return _later_page(here, EmailForm())


def _later_page(here: Opened, form: EmailForm) -> str:
    assert here.draft is not None
    return render_template(
        "responses/later.html",
        consultation=here.consultation,
        code=code_for(keys(), here.key, "resume"),
        until=min(here.draft.expires_at, here.consultation.closes_at or here.draft.expires_at),
        form=form,
        emailed=request.args.get("emailed") == "1",
        email_url=url_for(".email_place", key=here.written)
        if settings().smtp_url and here.consultation.trial_of_id is None
        else None,
        on_url=_on(here),
        resume_url=settings().site_url + url_for(".resume"),
        keep=keep_name(here.key),
    )


def _on(here: Opened) -> str:
    """Where they were: the first page with a question that they haven't seen, or the check."""
    for page in here.way:
        if any(one.question_id not in here.kept for one in page.questions):
            return url_for(".question", key=here.written, page=page.number)
    return url_for(".check", key=here.written)


@bp.post("/reply/<key>/later/email")
@needs(Permission.RESPONSE_SUBMIT)
def email_place(key: str) -> ResponseReturnValue:
    here = opened(key)
    if here.draft is None or here.draft.resume_hash is None:
        return redirect(url_for(".question", key=key, page=1), 303)
    form = EmailForm(request.form)
    if not form.validate():
        return _later_page(here, form), 422
    code = code_for(keys(), here.key, "resume")
    text = render_template(
        "responses/later.txt",
        consultation=here.consultation,
        code=shown_receipt(code),
        until=here.draft.expires_at,
        link=settings().site_url + url_for(".resume", code=code),
    ).strip()
    subject = _("Come back to your answers: %(title)s", title=said(here.consultation.title))
    try:
        with transaction() as session:
            services.email_place(
                session, key=here.key, to=form.address(), subject=subject, text=text
            )
    except TooMany:
        form.to.errors = [_("We’ve sent this several times already. Try again in an hour")]
        return _later_page(here, form), 429
    return redirect(url_for(".later", key=key, emailed=1), 303)


@bp.route("/resume", methods=["GET", "POST"])
@needs(Permission.RESPONSE_SUBMIT)
def resume() -> ResponseReturnValue:
    """Where a code is typed. A link in a letter fills it in, and opens nothing by itself."""
    if request.method == "GET":
        return _resume_page(ResumeForm(data={"code": request.args.get("code", "")}), 200)
    form = ResumeForm(request.form)
    if form.validate():
        typed = form.code.data or ""
        written = queries.form_by_resume_code(reading(), typed)
        if written is not None:
            return keep_private(make_response(redirect(_on(opened(written)), 303)))
        form.code.errors = [_not_found(typed)]
    return _resume_page(form, 422)


def _not_found(typed: str) -> str:
    if normal_receipt(typed) is None:
        return _("Check your code: a letter or number is missing or not as we gave it")
    if queries.by_receipt(reading(), typed) is not None:
        return _(
            "This is the reference of an answer that was sent. "
            "Use it under “What happened to what I said”"
        )
    return _(
        "There is no unfinished answer with this code. It is kept for 28 days after the last "
        "change. If you sent it, use the reference you got then"
    )


def _resume_page(form: ResumeForm, status: int) -> Response:
    page = render_template("responses/resume.html", form=form)
    return keep_private(make_response(page, status))
