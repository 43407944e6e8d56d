"""Where somebody who is invited types their code: each code opens one form, and the same one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField
from wtforms.validators import InputRequired

from participation.audiences import queries as audiences
from participation.audiences.rules import form_hash_of, nonce_of, normal_code
from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.extensions import keys, reading, transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.languages import current
from participation.responses import services
from participation.responses.rules import FormKey, NotTaken, written_form_key
from participation.responses.views import bp
from participation.responses.views.opening import ME, not_taken
from participation.web.access import needs


class CodeForm(Form):
    """The code on the invitation."""

    code = StringField(
        _l("Your code"),
        description=_l("16 letters and numbers, on your invitation. Spaces make no difference."),
        validators=[InputRequired(_l("Enter the code on your invitation"))],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )


@bp.route("/consultations/<slug>/code", methods=["GET", "POST"])
@needs(Permission.RESPONSE_SUBMIT)
def by_code(slug: str) -> ResponseReturnValue:
    """Type the code, and begin, or go on where you were."""
    consultation = consultations.public_by_slug(reading(), slug)
    form = CodeForm(request.form if request.method == "POST" else None)
    via = request.values.get("via", "")
    if request.method == "POST" and form.validate():
        key = _form_of(consultation, form.code.data or "")
        if key is not None:
            return _open(consultation, key, via)
        form.code.errors = [
            _("We don’t know that code. Check each letter and number on your invitation")
        ]
    page = render_template("responses/code.html", consultation=consultation, form=form, via=via)
    return page, 422 if form.errors or form.code.errors else 200


def _form_of(consultation: Consultation, typed: str) -> FormKey | None:
    """The one form that a code opens, by whichever key it was made."""
    code, session = normal_code(typed), reading()
    if code is None:
        return None
    for key_id in keys().masters:
        nonce = nonce_of(keys(), code, key_id)
        if audiences.invited(session, consultation.id, form_hash_of(nonce)):
            return FormKey(consultation.id, clock.now(session), keys().current, nonce)
    return None


def _open(consultation: Consultation, key: FormKey, via: str) -> ResponseReturnValue:
    written = written_form_key(keys(), key)
    try:
        with transaction() as session:
            services.open_draft(session, actor=ME, key=key, language=current())
            services.keep_source(session, actor=ME, key=key, tag=via)
    except NotTaken as refusal:
        return not_taken(written, refusal)
    return redirect(url_for(".question", key=written, page=1), 303)
