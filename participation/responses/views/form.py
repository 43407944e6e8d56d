"""The form: one question a page, check your answers, send."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import Asked
from participation.extensions import keys, reading, transaction
from participation.kernel import clock
from participation.kernel.actors import RESIDENT, Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import SUPPORTED, current, said
from participation.responses import queries, services
from participation.responses.forms import (
    NO_ANSWER,
    AnswerForm,
    WordForm,
    answer_form,
    option_words,
    problem_words,
)
from participation.responses.models import Draft
from participation.responses.rules import (
    BadFormKey,
    Blank,
    FormKey,
    Given,
    NotTaken,
    problem_with,
    read_form_key,
)
from participation.responses.services import NothingToSend, NotReady
from participation.responses.views import bp
from participation.web.access import needs
from participation.web.languages import switch_url

# A member of staff who answers does so as a resident: nothing of who they are is kept.
ME = RESIDENT


@dataclass(frozen=True)
class Opened:
    """A form that is being filled in."""

    key: FormKey
    written: str
    consultation: Consultation
    asked: tuple[Asked, ...]
    draft: Draft | None

    def given(self, question: Asked) -> Given | None:
        """What is kept for a question."""
        kept = queries.kept_in(self.draft).get(question.question_id) if self.draft else None
        return kept.given if kept else None


def opened(written: str) -> Opened:
    """Read a form key, and what is kept under it. Raises ``NotFound``."""
    key = read_form_key(keys(), written)
    session = reading()
    return Opened(
        key=key,
        written=written,
        consultation=consultations.get(session, key.consultation_id),
        asked=consultations.asked(session, key.consultation_id),
        draft=queries.draft_of(session, key),
    )


def keep_name(key: FormKey) -> str:
    """What a device keeps unsent words under: it can't be turned back into the form key."""
    return sha256(b"keep" + key.form_hash).hexdigest()[:16]


def asked_to_switch() -> str | None:
    """The language that a press of the switch asks for."""
    wanted = request.form.get("switch_language")
    return wanted if wanted in SUPPORTED else None


@bp.post("/consultations/<slug>/start")
@needs(Permission.RESPONSE_SUBMIT)
def start(slug: str) -> ResponseReturnValue:
    written = request.form.get("form_key", "")
    try:
        key = read_form_key(keys(), written)
    except BadFormKey:
        return redirect(url_for("consultations.start", slug=slug), 303)
    try:
        with transaction() as session:
            services.open_draft(session, actor=ME, key=key, language=current())
    except NotTaken as refusal:
        return not_taken(written, refusal)
    return redirect(url_for(".question", key=written, page=1), 303)


@bp.route("/reply/<key>/<int:page>", methods=["GET", "POST"])
@needs(Permission.RESPONSE_SUBMIT)
def question(key: str, page: int) -> ResponseReturnValue:
    here = opened(key)
    if not 1 <= page <= len(here.asked):
        raise NotFound
    asked = here.asked[page - 1]
    if request.method == "POST":
        return _keep(here, page, asked)
    if refusal := _refusal(here):
        return not_taken(key, refusal)
    if here.draft is None and queries.by_form(reading(), here.key):
        return redirect(url_for(".receipt", key=key), 303)
    return _question_page(here, page, answer_form(asked, here.given(asked)))


def _keep(here: Opened, page: int, asked: Asked) -> ResponseReturnValue:
    """Save what was typed, right or wrong, then go on or say what is wrong."""
    form = answer_form(asked, None, request.form)
    given = form.given()
    try:
        with transaction() as session:
            services.save_answer(
                session,
                actor=ME,
                key=here.key,
                question_id=asked.question_id,
                version_id=asked.version_id,
                given=given,
                language=current(),
                shared=request.form.get("shared_device") == "y",
            )
    except NotTaken as refusal:
        return not_taken(here.written, refusal, unsaved={asked.question_id: given})
    if wanted := asked_to_switch():
        return redirect(switch_url(wanted), 303)
    problem = problem_with(given, asked)
    if problem:
        form.complain(problem)
        return _question_page(here, page, form), 422
    if request.args.get("back") == "check" or page == len(here.asked):
        return redirect(url_for(".check", key=here.written), 303)
    return redirect(url_for(".question", key=here.written, page=page + 1), 303)


def _question_page(here: Opened, page: int, form: AnswerForm) -> str:
    changing = request.args.get("back") == "check"
    if changing:
        back = url_for(".check", key=here.written)
    elif page > 1:
        back = url_for(".question", key=here.written, page=page - 1)
    else:
        back = url_for("consultations.start", slug=here.consultation.slug)
    return render_template(
        "responses/question.html",
        consultation=here.consultation,
        question=here.asked[page - 1],
        form=form,
        page=page,
        pages=len(here.asked),
        back=back,
        changing=changing,
        no_answer=NO_ANSWER,
        shared=_on_shared_device(here),
        keep=f"{keep_name(here.key)}:{page}",
    )


def _on_shared_device(here: Opened) -> bool:
    if request.method == "POST":
        return request.form.get("shared_device") == "y"
    return bool(here.draft and here.draft.answers.get("shared"))


@bp.get("/reply/<key>/check")
@needs(Permission.RESPONSE_SUBMIT)
def check(key: str) -> ResponseReturnValue:
    here = opened(key)
    if refusal := _refusal(here):
        return not_taken(key, refusal)
    if here.draft is None:
        sent = queries.by_form(reading(), here.key)
        return redirect(url_for(".receipt" if sent else ".question", key=key, page=1), 303)
    return _check_page(here, WordForm())


@bp.post("/reply/<key>/send")
@needs(Permission.RESPONSE_SUBMIT)
def send(key: str) -> ResponseReturnValue:
    form_key = read_form_key(keys(), key)
    form = WordForm(request.form)
    wanted = asked_to_switch()
    if not form.validate() and not wanted:
        return _check_page(opened(key), form), 422
    # Slow on purpose, so before the transaction: nobody waits for it with the database held.
    word_hash = None if form.errors else services.hash_word(form.word.data or "")
    try:
        with transaction() as session:
            if wanted:
                if word_hash:
                    services.keep_word(
                        session, actor=ME, key=form_key, word_hash=word_hash, language=current()
                    )
                return redirect(switch_url(wanted, url_for_plain(".check", key=key)), 303)
            services.send(session, actor=ME, key=form_key, language=current(), word_hash=word_hash)
    except NotReady as refusal:
        return _check_page(opened(key), form, refusal), 422
    except NotTaken as refusal:
        return not_taken(key, refusal)
    except NothingToSend:
        return redirect(url_for(".question", key=key, page=1), 303)
    return redirect(url_for(".receipt", key=key), 303)


def url_for_plain(endpoint: str, **values: Any) -> str:
    """An address without the language in front of it."""
    return url_for(endpoint, **values).removeprefix(request.script_root)


def _check_page(here: Opened, form: WordForm, refusal: NotReady | None = None) -> str:
    wrong = refusal.by_question if refusal else {}
    problems = [
        {
            "text": f"{said(asked.wording)}: "
            + problem_words(wrong[asked.question_id], asked.kind, here.given(asked) or Blank),
            "href": url_for(".question", key=here.written, page=page, back="check"),
        }
        for page, asked in enumerate(here.asked, 1)
        if asked.question_id in wrong
    ]
    return render_template(
        "responses/check.html",
        consultation=here.consultation,
        rows=rows_of(here),
        form=form,
        problems=problems,
        back=url_for(".question", key=here.written, page=len(here.asked)),
        send_url=url_for(".send", key=here.written),
        word_chosen=bool(here.draft and here.draft.answers.get("word")),
        keep=f"{keep_name(here.key)}:send",
    )


def rows_of(
    here: Opened, *, changing: bool = True, unsaved: dict[Any, Given] | None = None
) -> list[dict[str, Any]]:
    """Each question with what was answered, and a link to change it."""
    rows = []
    for page, asked in enumerate(here.asked, 1):
        given = (unsaved or {}).get(asked.question_id) or here.given(asked) or Blank
        words = option_words(asked)
        row: dict[str, Any] = {
            "key": said(asked.wording),
            "value": given.text or "\n".join(words.get(code, code) for code in given.codes),
        }
        if changing:
            href = url_for(".question", key=here.written, page=page, back="check")
            row["actions"] = [{"text": _("Change"), "href": href, "about": said(asked.wording)}]
        rows.append(row)
    return rows


def _refusal(here: Opened) -> NotTaken | None:
    session = reading()
    taking = queries.taking(session, here.key, clock.now(session))
    return None if taking.yes else NotTaken([taking])


def not_taken(
    written: str, refusal: NotTaken, unsaved: dict[Any, Given] | None = None
) -> ResponseReturnValue:
    """No more answers are taken: say so, and show every word, so that it isn't lost."""
    here = opened(written)
    page = render_template(
        "responses/not_taken.html",
        consultation=here.consultation,
        why=refusal.problems[0],
        rows=[row for row in rows_of(here, changing=False, unsaved=unsaved) if row["value"]],
        sent=queries.by_form(reading(), here.key) is not None,
        receipt_url=url_for("responses.receipt", key=written),
        start_url=url_for("consultations.start", slug=here.consultation.slug),
    )
    return page, 410
