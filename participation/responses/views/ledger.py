"""The ledger: all replies received, one reply, and leaving one out of the count."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import asks_from
from participation.extensions import reading, transaction
from participation.geography import queries as geography
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import said
from participation.responses import queries, services
from participation.responses.forms import FilterForm, FindForm, SetAsideForm, reason_words
from participation.responses.forms.about import kind_words
from participation.responses.forms.entering import channel_words
from participation.responses.models import Response
from participation.responses.queries import channels, documents
from participation.responses.rules import CannotChange, Status
from participation.responses.services import setting_aside
from participation.responses.views import bp
from participation.web.access import current_actor, needs
from participation.web.govuk import language_name


def status_words() -> dict[str, str]:
    """Where a reply stands, as officers say it."""
    return {
        Status.COUNTED.value: _("Counted"),
        Status.SET_ASIDE.value: _("Set aside"),
        Status.WITHDRAWN.value: _("Taken back"),
        Status.ERASED.value: _("Erased"),
    }


def _consultation(consultation_id: UUID, permission: Permission) -> Consultation:
    consultation = consultations.get(reading(), consultation_id)
    current_actor().require(permission, on=consultation)
    return consultation


@bp.get("/staff/consultations/<uuid:consultation_id>/replies")
@needs(Permission.RESPONSE_READ)
def ledger(consultation_id: UUID) -> ResponseReturnValue:
    consultation = _consultation(consultation_id, Permission.RESPONSE_READ)
    return _ledger_page(consultation, FindForm())


def _choices(words: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice("", _("All")), *(SelectChoice(*pair) for pair in words.items())]


def _ledger_page(consultation: Consultation, find: FindForm) -> str:
    session = reading()
    words = status_words()
    spoken = queries.languages_in(session, consultation.id)
    filters = FilterForm(request.args)
    filters.status.choices = _choices(words)
    filters.language.choices = _choices({code: language_name(code) for code in spoken})
    status = filters.status.data if filters.status.data in words else None
    language = filters.language.data if filters.language.data in spoken else None
    page = queries.listed(
        session,
        consultation.id,
        status=status,
        language=language,
        page=request.args.get("page", 1, type=int),
    )

    def page_url(number: int) -> str:
        return url_for(
            ".ledger",
            consultation_id=consultation.id,
            status=status,
            language=language,
            page=number,
        )

    return render_template(
        "responses/ledger.html",
        consultation=consultation,
        tally=queries.tally(session, consultation.id),
        tallies=channels.tallies(session, consultation.id),
        channel_words=channel_words(),
        page=page,
        page_url=page_url,
        filters=filters,
        filtered=bool(status or language),
        form=find,
        status_words=words,
        reason_words=reason_words(),
        order={
            "moderate": current_actor().may(Permission.RESPONSE_MODERATE, on=consultation),
            "set_aside": current_actor().may(Permission.RESPONSE_SET_ASIDE, on=consultation),
            "handling": current_actor().may(Permission.CONSULTATION_WRITE, on=consultation),
        },
    )


@bp.post("/staff/consultations/<uuid:consultation_id>/replies/find")
@needs(Permission.RESPONSE_READ)
def find(consultation_id: UUID) -> ResponseReturnValue:
    consultation = _consultation(consultation_id, Permission.RESPONSE_READ)
    form = FindForm(request.form)
    if form.validate():
        found = queries.by_receipt(reading(), form.reference.data or "")
        if found and found.consultation_id == consultation.id:
            return redirect(_reply_url(consultation_id, found.id), 303)
        form.reference.errors = [
            _("No reply to this consultation has that reference. Check each group of four")
        ]
    return _ledger_page(consultation, form), 422


def _reply_url(consultation_id: UUID, response_id: UUID) -> str:
    return url_for(".reply", consultation_id=consultation_id, response_id=response_id)


@bp.get("/staff/consultations/<uuid:consultation_id>/replies/<uuid:response_id>")
@needs(Permission.RESPONSE_READ)
def reply(consultation_id: UUID, response_id: UUID) -> ResponseReturnValue:
    return _reply_page(consultation_id, response_id, SetAsideForm())


def _about(consultation: Consultation, response: Response) -> list[dict[str, object]]:
    """What they said of themselves, in rows. Monitoring is never among it."""
    yes = {True: _("Yes"), False: _("No")}
    who = kind_words().get(response.respondent_kind, response.respondent_kind)
    rows: list[dict[str, object]] = [{"key": _("Who they reply for"), "value": who}]
    if response.organisation:
        rows.append({"key": _("Organisation"), "value": response.organisation})
    if response.speaks_for:
        rows.append({"key": _("People it speaks for"), "value": response.speaks_for})
    if response.area_code:
        names = geography.names(reading())
        named = names.get(response.area_code, response.area_code)
        rows.append({"key": _("Ward"), "value": named})
    if response.may_quote is not None:
        rows.append({"key": _("May be quoted"), "value": yes[response.may_quote]})
    for purpose in asks_from(consultation.asks_about).purposes:
        if purpose.code in response.consents:
            agreed = yes[bool(response.consents[purpose.code])]
            rows.append({"key": said(purpose.words), "value": agreed})
    return rows


def _reply_page(consultation_id: UUID, response_id: UUID, form: SetAsideForm) -> str:
    # Reading somebody's words is a deed: it is on the record before the words are on the screen.
    with transaction() as session:
        response = services.note_reading(session, actor=current_actor(), response_id=response_id)
        if response.consultation_id != consultation_id:
            raise NotFound
    session = reading()
    consultation = consultations.get(session, consultation_id)
    versions = [
        (version, queries.answers_of(session, response_id, version.number))
        for version in queries.versions_of(session, response_id)
    ]
    return render_template(
        "responses/reply.html",
        consultation=consultation,
        response=queries.get(session, response_id),
        about=_about(consultation, queries.get(session, response_id)),
        versions=versions,
        form=form,
        entry=channels.entry_of(session, response_id),
        originals=channels.originals_of(session, response_id),
        documents={one.file_id: one for one in documents.documents_of(session, response_id)},
        may_enter=current_actor().may(Permission.RESPONSE_ENTER, on=consultation),
        channel_words=channel_words(),
        may_set_aside=current_actor().may(Permission.RESPONSE_SET_ASIDE, on=consultation),
        may_erase=current_actor().may(Permission.RESPONSE_ERASE, on=consultation),
        may_redact=current_actor().may(Permission.RESPONSE_REDACT, on=consultation),
        tally=queries.tally(session, consultation_id),
        status_words=status_words(),
        reason_words=reason_words(),
    )


@bp.post("/staff/consultations/<uuid:consultation_id>/replies/<uuid:response_id>/set-aside")
@needs(Permission.RESPONSE_SET_ASIDE)
def set_aside(consultation_id: UUID, response_id: UUID) -> ResponseReturnValue:
    form = SetAsideForm(request.form)
    if not form.validate():
        return _reply_page(consultation_id, response_id, form), 422
    if queries.get(reading(), response_id).consultation_id != consultation_id:
        raise NotFound
    with transaction() as session:
        done = setting_aside.set_aside_many(
            session,
            actor=current_actor(),
            consultation_id=consultation_id,
            response_ids=[response_id],
            reason=form.reason.data or "",
            note=form.note.data or "",
        )
    if done.proposal_id:
        flash(_("You have set many aside already. A colleague has to agree to this one."))
    elif done.set_aside:
        flash(_("The reply is set aside. It is kept, and isn’t counted."), "success")
    else:
        flash(_("Somebody changed this reply in the meantime. This is how it stands now."))
    return redirect(_reply_url(consultation_id, response_id), 303)


@bp.post("/staff/consultations/<uuid:consultation_id>/replies/<uuid:response_id>/restore")
@needs(Permission.RESPONSE_SET_ASIDE)
def restore(consultation_id: UUID, response_id: UUID) -> ResponseReturnValue:
    return change(
        consultation_id,
        response_id,
        lambda session: services.restore(session, actor=current_actor(), response_id=response_id),
        _("The reply is counted again."),
    )


def change(
    consultation_id: UUID, response_id: UUID, deed: Callable[[Session], Response], done: str
) -> ResponseReturnValue:
    try:
        with transaction() as session:
            if deed(session).consultation_id != consultation_id:
                raise NotFound
    except CannotChange:
        flash(_("Somebody changed this reply in the meantime. This is how it stands now."))
    else:
        flash(done, "success")
    return redirect(_reply_url(consultation_id, response_id), 303)
