"""After the questions: for whom they reply, what may be done with their words, monitoring."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.equality import queries as equality
from participation.equality.forms import equality_form, given_in
from participation.extensions import reading, transaction
from participation.geography import queries as geography
from participation.geography.rules import normal_postcode
from participation.kernel.actors import Permission
from participation.kernel.languages import current
from participation.responses import queries, services
from participation.responses.forms.about import AboutForm, about_form
from participation.responses.rules import NotTaken
from participation.responses.views import bp
from participation.responses.views.opening import (
    ME,
    Opened,
    asked_to_switch,
    keep_name,
    not_taken,
    opened,
    refusal_of,
)
from participation.web.access import needs
from participation.web.languages import switch_url


def onward(here: Opened, done: str) -> str:
    """Where to go after the questions, after ``about`` or after ``equality``."""
    if request.args.get("back") != "check":
        if done == "questions" and here.asks.anything:
            return url_for(".about", key=here.written)
        if done != "equality" and here.monitoring:
            return url_for(".equality", key=here.written)
    return url_for(".check", key=here.written)


def backward(here: Opened, to: str) -> str:
    """One step back from ``about``, ``equality`` or ``check``."""
    if to != "check" and request.args.get("back") == "check":
        return url_for(".check", key=here.written)
    if to == "check" and here.monitoring:
        return url_for(".equality", key=here.written)
    if to != "about" and here.asks.anything:
        return url_for(".about", key=here.written)
    return url_for(".question", key=here.written, page=here.way[-1].number if here.way else 1)


def _elsewhere(here: Opened) -> ResponseReturnValue | None:
    """What is shown instead, when the form isn't being filled in now."""
    if refusal := refusal_of(here):
        return not_taken(here.written, refusal)
    if here.draft is None:
        sent = queries.by_form(reading(), here.key)
        return redirect(url_for(".receipt" if sent else ".question", key=here.written, page=1), 303)
    return None


@bp.route("/reply/<key>/about", methods=["GET", "POST"])
@needs(Permission.RESPONSE_SUBMIT)
def about(key: str) -> ResponseReturnValue:
    here = opened(key)
    if not here.asks.anything:
        return redirect(onward(here, "about"), 303)
    if request.method == "POST":
        return _keep_about(here)
    if instead := _elsewhere(here):
        return instead
    return _about_page(here, about_form(here.asks, here.about))


def _keep_about(here: Opened) -> ResponseReturnValue:
    """Keep what they said. Of a postcode only its area is ever kept, in the draft as elsewhere."""
    form = about_form(here.asks, here.about, request.form)
    right = form.validate()
    area = None if here.asks.postcode and form["forget_area"].data else here.about.area_code
    typed = (form["postcode"].data or "").strip() if here.asks.postcode else ""
    if typed and (found := geography.area_for(reading(), typed)):
        area = found.code
    elif typed and right and form["postcode_tried"].data != normal_postcode(typed):
        # It may be new, or of elsewhere: said once, then they go on without.
        form["postcode"].errors = [
            _(
                "We don’t know that postcode: it may be new, or outside this area. "
                "Check it. If it is right, press Continue again to go on without it"
            )
        ]
        form["postcode_tried"].data = normal_postcode(typed)
        right = False
    try:
        if right or asked_to_switch():
            with transaction() as session:
                services.keep_about(
                    session,
                    actor=ME,
                    key=here.key,
                    about=form.answer(here.asks, area, here.about.source) if right else here.about,
                    language=current(),
                )
    except NotTaken as refusal:
        return not_taken(here.written, refusal)
    if wanted := asked_to_switch():
        return redirect(switch_url(wanted), 303)
    if not right:
        return _about_page(here, form), 422
    return redirect(onward(here, "about"), 303)


def _about_page(here: Opened, form: AboutForm) -> str:
    names = geography.names(reading()) if here.about.area_code else {}
    return render_template(
        "responses/about.html",
        consultation=here.consultation,
        asks=here.asks,
        form=form,
        area=names.get(here.about.area_code or ""),
        back=backward(here, "about"),
        keep=f"{keep_name(here.key)}:about",
    )


@bp.route("/reply/<key>/equality", methods=["GET", "POST"], endpoint="equality")
@needs(Permission.RESPONSE_SUBMIT)
def equality_page(key: str) -> ResponseReturnValue:
    """Monitoring: every question may be left alone, and none of it is kept with the answers."""
    here = opened(key)
    if not here.monitoring:
        return redirect(onward(here, "equality"), 303)
    if request.method == "POST":
        form = equality_form(here.monitoring, request.form)
        try:
            with transaction() as session:
                services.keep_equality(
                    session, actor=ME, key=here.key, given=given_in(form), language=current()
                )
        except NotTaken as refusal:
            return not_taken(here.written, refusal)
        if wanted := asked_to_switch():
            return redirect(switch_url(wanted), 303)
        return redirect(onward(here, "equality"), 303)
    if instead := _elsewhere(here):
        return instead
    kept = here.draft.answers.get("equality") if here.draft else None
    if kept is None:
        sent = queries.by_form(reading(), here.key)
        kept = equality.held(reading(), sent.id) if sent else {}
    return render_template(
        "responses/equality.html",
        consultation=here.consultation,
        asked=here.monitoring,
        form=equality_form(here.monitoring, held=kept),
        back=backward(here, "equality"),
        keep=f"{keep_name(here.key)}:equality",
    )
