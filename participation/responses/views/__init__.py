"""Doors: the form that residents fill in, their receipt, and the ledger for officers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, Response, request

from participation.consultations.rules import Asked
from participation.extensions import keys, reading
from participation.kernel import clock
from participation.kernel.actors import P
from participation.responses.forms import Part, answer_words, page_form
from participation.responses.queries import AnswerShown, moderation, waiting
from participation.responses.queries import worries as found
from participation.responses.rules import new_form_key as make_form_key
from participation.responses.rules import shown_receipt
from participation.responses.views.opening import area_names
from participation.web.access import current_actor
from participation.web.headers import keep_private

bp = Blueprint("responses", __name__)


@bp.after_request
def keep_forms_private(response: Response) -> Response:
    """A resident's own pages are never cached, and never named to another page."""
    own = "key" in (request.view_args or {}) or request.endpoint == "responses.start"
    return keep_private(response) if own else response


def new_form_key(consultation_id: UUID) -> str:
    """A key for one more form, for the hidden field ``form_key`` of a start page."""
    return make_form_key(keys(), consultation_id, clock.now(reading()))


def unanswered_parts(questions: Sequence[Asked], together: bool) -> Sequence[Part]:
    """A page of questions with nothing in it, for previews."""
    return page_form(questions, {}, together=together).parts


def shown_words(shown: AnswerShown) -> str:
    """What an answer says, in words."""
    return answer_words(shown, area_names([shown]))


def answers_are_published(consultation_id: UUID) -> bool:
    """Whether answers to a consultation are put on a public page, for its start page to say so."""
    return moderation.handling(reading(), consultation_id).publishes


def order_waiting() -> dict[str, Any]:
    """What waits for whoever is looking, for the desk to say so."""
    actor, session = current_actor(), reading()
    reads = actor.may_somewhere(P.RESPONSE_READ)
    return {
        "worries": found.how_many(session, actor) if reads else 0,
        "opinions": waiting.second_opinions(session, actor),
        "looks": waiting.other_looks(session, actor),
        "requests": waiting.requests_due(session, actor),
    }


def init_app(app: Flask) -> None:
    """Give templates what start pages and reference pages need."""
    app.jinja_env.globals.update(
        new_form_key=new_form_key,
        unanswered_parts=unanswered_parts,
        answers_are_published=answers_are_published,
        order_waiting=order_waiting,
    )
    app.jinja_env.filters.update(receipt=shown_receipt, answer_words=shown_words)


# The views hang themselves on the blueprint above.
from participation.responses.views import (  # noqa: E402
    about,
    batches,
    by_code,
    channels,
    documents,
    exporting,
    form,
    handled,
    importing,
    ledger,
    moderating,
    paper,
    places,
    receipt,
    redacting,
    resuming,
    returning,
    rights,
    same_wording,
    sending,
    taking_back,
    worries,
)

__all__ = [
    "about",
    "batches",
    "bp",
    "by_code",
    "channels",
    "documents",
    "exporting",
    "form",
    "handled",
    "importing",
    "init_app",
    "ledger",
    "moderating",
    "paper",
    "places",
    "receipt",
    "redacting",
    "resuming",
    "returning",
    "rights",
    "same_wording",
    "sending",
    "taking_back",
    "worries",
]
