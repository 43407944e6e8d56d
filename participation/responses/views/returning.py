"""Taking an answer back, by whoever sent it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.extensions import reading, transaction
from participation.kernel.actors import Permission
from participation.responses import queries, services
from participation.responses.rules import CannotChange, NotTaken, Status
from participation.responses.views import bp
from participation.responses.views.opening import ME, keep_name, not_taken, opened, refusal_of
from participation.web.access import needs


@bp.route("/reply/<key>/take-back", methods=["GET", "POST"])
@needs(Permission.RESPONSE_SUBMIT)
def take_back_own(key: str) -> ResponseReturnValue:
    """Ask whether they mean it, then take it back. Only while its form is open to them."""
    here = opened(key)
    sent = queries.by_form(reading(), here.key)
    if sent is None:
        return redirect(url_for(".question", key=key, page=1), 303)
    if here.draft is None or sent.status in {Status.WITHDRAWN, Status.ERASED}:
        return redirect(url_for(".receipt", key=key), 303)
    if refusal := refusal_of(here):
        return not_taken(key, refusal)
    if request.method == "POST":
        try:
            with transaction() as session:
                services.take_back(session, actor=ME, key=here.key)
        except NotTaken as refusal:
            return not_taken(key, refusal)
        except CannotChange:
            pass
        return redirect(url_for(".receipt", key=key), 303)
    return render_template(
        "responses/take_back_own.html",
        consultation=here.consultation,
        back=url_for(".check", key=key),
        keep=keep_name(here.key),
    )
