"""Every channel: what came by each, and keying in a reply that came another way than this site."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.extensions import keys, reading, transaction
from participation.files import queries as files
from participation.files import rules as file_rules
from participation.files.forms import asked as uploaded
from participation.files.forms import problem_words
from participation.files.views import send as send_file
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import said
from participation.responses import queries
from participation.responses.forms import reason_words
from participation.responses.forms.entering import (
    EntryForm,
    channel_words,
    entry_form,
    numbered_options,
)
from participation.responses.queries import channels
from participation.responses.rules import (
    BadFormKey,
    Channel,
    FormKey,
    code_for,
    new_form_key,
    read_form_key,
    shown_receipt,
)
from participation.responses.rules.entering import BY_HAND, CannotEnter, check_entry, is_late
from participation.responses.services.entering import Entered, NotRight, enter
from participation.responses.views import bp
from participation.web.access import current_actor, needs
from participation.web.uploads import takes_files

PLACE = "/staff/consultations/<uuid:consultation_id>"


def consultation_for(consultation_id: UUID, permission: Permission) -> Consultation:
    """The consultation, for whoever may on its team. Raises ``NotFound`` or ``NotAllowed``."""
    consultation = consultations.get(reading(), consultation_id)
    current_actor().require(permission, on=consultation)
    return consultation


@bp.get(f"{PLACE}/channels")
@needs(Permission.RESPONSE_READ)
def all_channels(consultation_id: UUID) -> ResponseReturnValue:
    consultation = consultation_for(consultation_id, Permission.RESPONSE_READ)
    session, actor = reading(), current_actor()
    batches = channels.batches(session, consultation_id)
    return render_template(
        "responses/channels.html",
        consultation=consultation,
        tallies=channels.tallies(session, consultation_id),
        tally=queries.tally(session, consultation_id),
        signatures=channels.signatures(session, consultation_id),
        batches=batches,
        counts=channels.counts(session, [one.id for one in batches]),
        slips=channels.slips_printed(session, consultation_id),
        channel_words=channel_words(),
        reason_words=reason_words(),
        by_hand=[one.value for one in BY_HAND],
        may_enter=actor.may(Permission.RESPONSE_ENTER, on=consultation),
        may_import=actor.may(Permission.RESPONSE_IMPORT, on=consultation),
        may_export=actor.may(Permission.RESPONSE_EXPORT, on=consultation)
        and consultation.trial_of_id is None,
    )


def entry_problem_words(problem: str, consultation: Consultation) -> dict[str, str]:
    """Why a reply can't be keyed in, each beside where it is put right."""
    code = problem.partition(":")[0]
    words = {
        "withdrawn": (_("This consultation was withdrawn. No reply can be added"), ""),
        "not_open_yet": (_("Replies can be keyed in once the consultation has opened"), ""),
        "channel": (_("Choose how it came"), ""),
        "not_come_yet": (_("The day it came can’t be after today"), "came_on-day"),
        "late": (
            _("It came after the last day. Say whether it is counted or set aside"),
            "count_late",
        ),
        "batch_closed": (_("This batch is closed. Open another one"), ""),
        "batch_elsewhere": (_("This batch belongs to another consultation"), ""),
        "signatures": (_("Enter how many people signed"), "signatures"),
        "slip_unknown": (
            _("No slip of this consultation has that reference. Check each group of four"),
            "slip_code",
        ),
        "slip_used": (
            _("The slip with that reference is keyed in already. Look whether it is a copy"),
            "slip_code",
        ),
        "nothing": (
            _("Key in at least one answer, attach the original, or note that it is blank"),
            "",
        ),
    }
    text, where = words[code]
    return {"text": text, "href": f"#{where}"} if where else {"text": text}


def contradiction_words(consultation_id: UUID, found: tuple[str, ...]) -> list[str]:
    """What is pointed out about a reply, question by question."""
    names = {one.name: said(one.wording) for one in consultations.asked(reading(), consultation_id)}
    words = []
    for one in found:
        kind, _colon, name = one.partition(":")
        question = names.get(name, name)
        if kind == "missing":
            words.append(_("“%(question)s” must be answered, and isn’t", question=question))
        else:
            words.append(
                _(
                    "“%(question)s” is answered, though other answers lead past it",
                    question=question,
                )
            )
    return words


def read_key(consultation_id: UUID) -> FormKey | None:
    """The key of the form that was posted, if it is one of ours for this consultation."""
    try:
        key = read_form_key(keys(), request.form.get("form_key", ""))
    except BadFormKey:
        return None
    return key if key.consultation_id == consultation_id else None


def fresh_key(consultation_id: UUID) -> str:
    """A key for one more form."""
    return new_form_key(keys(), consultation_id, clock.now(reading()))


@bp.route(f"{PLACE}/enter/<channel>", methods=["GET", "POST"])
@needs(Permission.RESPONSE_ENTER)
@takes_files()
def enter_reply(consultation_id: UUID, channel: str) -> ResponseReturnValue:
    consultation = consultation_for(consultation_id, Permission.RESPONSE_ENTER)
    if channel not in {one.value for one in BY_HAND}:
        raise NotFound
    asked = consultations.asked(reading(), consultation_id)
    today = clock.day_in_london(clock.now(reading()))
    form = entry_form(asked, Channel(channel), uploaded(), defaults={"came_on": today})
    if request.method == "GET":
        return entry_page(consultation, form, fresh_key(consultation_id))
    done = keep(consultation, form)
    if not isinstance(done, Entered):
        return done
    return redirect(
        url_for(
            ".entered",
            consultation_id=consultation_id,
            channel=channel,
            key=request.form["form_key"],
        ),
        303,
    )


def keep(
    consultation: Consultation, form: EntryForm, batch_id: UUID | None = None
) -> Entered | ResponseReturnValue:
    """Keep what was keyed in, or show the page again with every problem at once."""
    key = read_key(consultation.id)
    written = request.form.get("form_key", "") if key else fresh_key(consultation.id)
    fine = form.validate()
    asked = form.asked
    sections = consultations.sections(reading(), consultation.id)
    checked = check_entry(asked, sections, form.given())
    form.complain(checked.wrong)
    if not fine or checked.wrong or key is None:
        lost = [] if key else [{"text": _("This page was open too long. Save it again")}]
        return entry_page(consultation, form, written, lost, batch_id), 422
    if checked.contradictions and request.form.get("as_written") != "y":
        pointed = contradiction_words(consultation.id, checked.contradictions)
        return entry_page(consultation, form, written, [], batch_id, pointed), 422
    try:
        with transaction() as session:
            return enter(
                session,
                actor=current_actor(),
                key=key,
                details=form.details(),
                batch_id=batch_id,
            )
    except CannotEnter as refusal:
        problems = [entry_problem_words(one, consultation) for one in refusal.problems]
        return entry_page(consultation, form, written, problems, batch_id), 422
    except NotRight as refusal:
        form.complain(refusal.by_question)
        return entry_page(consultation, form, written, [], batch_id), 422
    except file_rules.CannotKeep as refusal:
        form.original.errors = [problem_words(refusal.problems[0], file_rules.Purpose.ORIGINAL)]
        return entry_page(consultation, form, written, [], batch_id), 422


def entry_page(
    consultation: Consultation,
    form: EntryForm,
    written: str,
    problems: Any = (),
    batch_id: UUID | None = None,
    contradictions: Any = (),
) -> str:
    """The page on which one reply is keyed in."""
    session = reading()
    batch = channels.batch(session, batch_id) if batch_id else None
    came_on = form.came_on.data
    return render_template(
        "responses/enter.html",
        consultation=consultation,
        form=form,
        form_key=written,
        problems=problems,
        contradictions=contradictions,
        batch=batch,
        count=channels.count_of(session, batch.id) if batch else None,
        channel_words=channel_words(),
        may_be_late=is_late(
            came_on or clock.day_in_london(clock.now(session)), consultation.closes_at
        )
        or any("came after" in str(one.get("text", "")) for one in problems),
        late_rule=channels.late_counts(session, consultation.id, None),
        options={one.name: numbered_options(one) for one in form.asked},
    )


@bp.get(f"{PLACE}/entered/<channel>/<key>")
@needs(Permission.RESPONSE_ENTER)
def entered(consultation_id: UUID, channel: str, key: str) -> ResponseReturnValue:
    consultation = consultation_for(consultation_id, Permission.RESPONSE_ENTER)
    form_key = read_form_key(keys(), key)
    session = reading()
    response = queries.by_form(session, form_key)
    if response is None or response.consultation_id != consultation_id:
        raise NotFound
    entry = channels.entry_of(session, response.id)
    return render_template(
        "responses/entered.html",
        consultation=consultation,
        response=response,
        entry=entry,
        channel=channel,
        code=None if entry and entry.slip_id else code_for(keys(), form_key),
        pointed=contradiction_words(consultation_id, tuple(entry.contradictions if entry else ())),
        channel_words=channel_words(),
    )


@bp.get(f"{PLACE}/replies/<uuid:response_id>/originals/<uuid:file_id>")
@needs(Permission.RESPONSE_READ)
def original_file(consultation_id: UUID, response_id: UUID, file_id: UUID) -> ResponseReturnValue:
    consultation_for(consultation_id, Permission.RESPONSE_READ)
    session = reading()
    response = queries.get(session, response_id)
    held = {one.id for one in channels.originals_of(session, response_id)}
    if response.consultation_id != consultation_id or file_id not in held:
        raise NotFound
    return send_file(files.to_send(session, file_id), private=True)


def tell(done: Entered) -> None:
    """Say on the next page what was kept."""
    if done.code:
        flash(
            _(
                "Number %(number)s is kept. Its reference: %(code)s",
                number=done.number,
                code=shown_receipt(done.code),
            ),
            "success",
        )
    else:
        flash(_("Number %(number)s is kept.", number=done.number), "success")
