"""The receipt: the reference, how to keep it, and what happens next."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.extensions import keys, reading, settings, transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import said
from participation.responses import models, queries, services
from participation.responses.forms import EmailForm
from participation.responses.rules import RespondentKind, Status, code_for, shown_receipt
from participation.responses.services.looking import TooMany
from participation.responses.views import bp
from participation.responses.views.opening import Opened, keep_name, opened
from participation.web.access import needs


def _stored(here: Opened) -> models.Response | None:
    return queries.by_form(reading(), here.key)


@bp.get("/reply/<key>/receipt")
@needs(Permission.RESPONSE_SUBMIT)
def receipt(key: str) -> ResponseReturnValue:
    here = opened(key)
    stored = _stored(here)
    if stored is None:
        return redirect(url_for(".question", key=key, page=1), 303)
    return _receipt_page(here, stored, EmailForm())


def _may_post(here: Opened) -> bool:
    """Whether a letter would go anywhere: there is a mail server, and it isn't a trial."""
    return bool(settings().smtp_url) and here.consultation.trial_of_id is None


def _receipt_page(here: Opened, stored: models.Response, form: EmailForm) -> str:
    session = reading()
    taking = queries.taking(session, here.key, clock.now(session))
    return render_template(
        "responses/receipt.html",
        consultation=here.consultation,
        code=code_for(keys(), here.key),
        response=stored,
        sent_at=queries.versions_of(session, stored.id)[0].received_at,
        form=form,
        emailed=request.args.get("emailed") == "1",
        again=_again(here, stored) if taking.yes else [],
        withdrawn=stored.status == Status.WITHDRAWN,
        take_back_url=url_for(".take_back_own", key=here.written)
        if here.draft and taking.yes
        else None,
        change_url=url_for(".check", key=here.written) if here.draft and taking.yes else None,
        save_url=url_for(".receipt_file", key=here.written),
        email_url=url_for(".email_receipt", key=here.written) if _may_post(here) else None,
        keep=keep_name(here.key),
    )


def _again(here: Opened, stored: models.Response) -> list[dict[str, str]]:
    """For whom else they may reply from this device, each with a form of its own."""
    if not here.asks.kind:
        return []
    words = {
        RespondentKind.RESIDENT: _("Reply for myself"),
        RespondentKind.REPRESENTATIVE: _("Reply for someone I care for"),
        RespondentKind.ORGANISATION: _("Reply for an organisation or a group"),
    }
    return [
        {"kind": kind.value, "words": said_so}
        for kind, said_so in words.items()
        if kind.value != stored.respondent_kind
    ]


@bp.get("/reply/<key>/receipt.txt")
@needs(Permission.RESPONSE_SUBMIT)
def receipt_file(key: str) -> ResponseReturnValue:
    here = opened(key)
    stored = _stored(here)
    if stored is None:
        return redirect(url_for(".question", key=key, page=1), 303)
    response = Response(_letter(here, stored) + "\n", mimetype="text/plain")
    response.headers["Content-Disposition"] = 'attachment; filename="reference.txt"'
    return response


@bp.post("/reply/<key>/receipt/email")
@needs(Permission.RESPONSE_SUBMIT)
def email_receipt(key: str) -> ResponseReturnValue:
    here = opened(key)
    stored = _stored(here)
    if stored is None:
        return redirect(url_for(".question", key=key, page=1), 303)
    if here.consultation.trial_of_id is not None:
        raise NotFound
    form = EmailForm(request.form)
    if not form.validate():
        return _receipt_page(here, stored, form), 422
    subject = _("Your reference: %(title)s", title=said(here.consultation.title))
    text = _letter(here, stored)
    try:
        with transaction() as session:
            services.email_reference(
                session, key=here.key, to=form.address(), subject=subject, text=text
            )
    except TooMany:
        form.to.errors = [_("We’ve sent this several times already. Try again in an hour")]
        return _receipt_page(here, stored, form), 429
    return redirect(url_for(".receipt", key=key, emailed=1), 303)


def _letter(here: Opened, stored: models.Response) -> str:
    """The reference as plain words, for a file or a letter. It holds no answer."""
    return render_template(
        "responses/receipt.txt",
        consultation=here.consultation,
        code=shown_receipt(code_for(keys(), here.key)),
        response=stored,
        reference_url=settings().site_url + url_for("reports.reference"),
    ).strip()
