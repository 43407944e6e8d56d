"""Check your answers, and send."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.accounts.rules import network_of
from participation.extensions import keys, reading, transaction
from participation.geography import queries as geography
from participation.kernel.actors import Permission
from participation.kernel.languages import current, said
from participation.responses import queries, services
from participation.responses.forms import WordForm, problem_words
from participation.responses.forms.about import kind_words
from participation.responses.rules import NotTaken, RespondentKind, read_form_key
from participation.responses.services import AboutIsDue, NothingToSend, NotReady, same_wording
from participation.responses.views import bp
from participation.responses.views.about import backward
from participation.responses.views.effort import Effort, asked_of, is_due
from participation.responses.views.opening import (
    ME,
    Opened,
    asked_to_switch,
    keep_name,
    not_taken,
    opened,
    refusal_of,
    rows_of,
)
from participation.web.access import needs
from participation.web.languages import switch_url


@bp.get("/reply/<key>/check")
@needs(Permission.RESPONSE_SUBMIT)
def check(key: str) -> ResponseReturnValue:
    here = opened(key)
    if refusal := refusal_of(here):
        return not_taken(key, refusal)
    if here.draft is None:
        sent = queries.by_form(reading(), here.key)
        return redirect(url_for(".receipt" if sent else ".question", key=key, page=1), 303)
    if here.about_is_due:
        return redirect(url_for(".about", key=key), 303)
    return _check_page(here, WordForm())


@bp.post("/reply/<key>/send")
@needs(Permission.RESPONSE_SUBMIT)
def send(key: str) -> ResponseReturnValue:
    form_key = read_form_key(keys(), key)
    form = WordForm(request.form)
    wanted = asked_to_switch()
    if not form.validate() and not wanted:
        return _check_page(opened(key), form), 422
    if not wanted and is_due(form_key):
        return _wait_page(key, form)
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
            sent = services.send(
                session,
                actor=ME,
                key=form_key,
                language=current(),
                word_hash=word_hash,
                about_first=True,
            )
            if sent.new and sent.version == 1:
                same_wording.note_signal(
                    session,
                    response_id=sent.response_id,
                    consultation_id=form_key.consultation_id,
                    opened_at=form_key.issued_at,
                    received_at=sent.received_at,
                    network=network_of(request.remote_addr),
                    trap=bool(request.form.get("website")),
                )
    except AboutIsDue:
        if word_hash:
            with transaction() as session:
                services.keep_word(
                    session, actor=ME, key=form_key, word_hash=word_hash, language=current()
                )
        return redirect(url_for(".about", key=key), 303)
    except NotReady as refusal:
        return _check_page(opened(key), form, refusal), 422
    except NotTaken as refusal:
        return not_taken(key, refusal)
    except NothingToSend:
        return redirect(url_for(".question", key=key, page=1), 303)
    return redirect(url_for(".receipt", key=key), 303)


def _wait_page(key: str, form: WordForm) -> ResponseReturnValue:
    """Very many people are sending: everything stays as it is, and goes in a moment."""
    here = opened(key)
    if refusal := refusal_of(here):
        return not_taken(key, refusal)
    if here.draft is None:
        return redirect(url_for(".question", key=key, page=1), 303)
    effort = asked_of(here.key, pressed=True)
    left = str(effort.seconds if effort else 0)
    return _check_page(here, form, effort=effort), 429, {"Retry-After": left}


def url_for_plain(endpoint: str, **values: Any) -> str:
    """An address without the language in front of it."""
    return url_for(endpoint, **values).removeprefix(request.script_root)


def _about_rows(here: Opened) -> list[dict[str, Any]]:
    """What they said of themselves, with a way to change it."""
    if not here.asks.anything:
        return []
    about, rows = here.about, []
    yes = {True: _("Yes"), False: _("No"), None: ""}
    if here.asks.kind:
        who = kind_words()[about.kind.value]
        if about.kind is RespondentKind.ORGANISATION:
            who = f"{who}: {about.organisation}"
        rows.append((_("Who are you replying for?"), who))
    if here.asks.postcode:
        name = geography.names(reading()).get(about.area_code or "", "")
        rows.append((_("Ward"), name))
    if here.asks.quote:
        rows.append((_("May we quote your words?"), yes[about.may_quote]))
    rows += [(said(one.words), yes[about.consents.get(one.code)]) for one in here.asks.purposes]
    href = url_for(".about", key=here.written, back="check")
    return [
        {
            "key": key,
            "value": value,
            "actions": [{"text": _("Change"), "href": href, "about": key}],
        }
        for key, value in rows
    ]


def _check_page(
    here: Opened,
    form: WordForm,
    refusal: NotReady | None = None,
    effort: Effort | None = None,
) -> str:
    wrong = refusal.by_question if refusal else {}
    problems = [
        {
            "text": f"{said(asked.wording)}: "
            + problem_words(wrong[asked.question_id], asked, here.given(asked)),
            "href": url_for(".question", key=here.written, page=here.page_of(asked), back="check"),
        }
        for asked in here.route
        if asked.question_id in wrong
    ]
    return render_template(
        "responses/check.html",
        consultation=here.consultation,
        rows=rows_of(here, here.route),
        unused=[
            (said(asked.wording), words)
            for asked in here.route
            if (words := here.words_left_out(asked))
        ],
        left_out=rows_of(here, here.left_out, changing=False),
        changed=[
            said(asked.wording)
            for asked in here.route
            if (kept := here.kept.get(asked.question_id)) and kept.version_id != asked.version_id
        ],
        form=form,
        problems=problems,
        back=backward(here, "check"),
        about=_about_rows(here),
        monitoring_url=url_for(".equality", key=here.written, back="check")
        if here.monitoring
        else None,
        sent_before=queries.by_form(reading(), here.key) is not None,
        take_back_url=url_for(".take_back_own", key=here.written),
        key=here.written,
        send_url=url_for(".send", key=here.written),
        word_chosen=bool(here.draft and here.draft.answers.get("word")),
        keep=f"{keep_name(here.key)}:send",
        effort=effort or asked_of(here.key),
    )
