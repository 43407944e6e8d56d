"""Who may come in: the form and its receipt (anybody with its key), and the ledger (the team)."""

from collections.abc import Mapping
from typing import Any

from participation.kernel.actors import SYSTEM, P
from participation.responses import queries
from participation.responses.queries import moderation, worries
from participation.responses.rules.redaction import Span
from participation.responses.services import redacting, rights
from tests.factories.order import (
    make_proposal,
    make_publishing,
    make_request,
    make_wording,
    make_worry,
)
from tests.factories.responses import fill_in, make_form_key, make_response, send_answers
from tests.integration.access_rows import Row, Scope, World


def _slug(world: World) -> Mapping[str, Any]:
    return {"slug": world.own.slug}


def _draft(world: World) -> str:
    written, key = make_form_key(world.session, world.own)
    fill_in(world.session, key, ["Words"])
    return written


def _sent(world: World) -> str:
    written, key = make_form_key(world.session, world.own)
    send_answers(world.session, world.own, key=key)
    return written


def _open(world: World) -> Mapping[str, Any]:
    return {"key": world.once("draft", lambda: _draft(world))}


def _page(world: World) -> Mapping[str, Any]:
    return {**_open(world), "page": 1}


def _stored(world: World) -> Mapping[str, Any]:
    return {"key": world.once("sent", lambda: _sent(world))}


def _own(world: World) -> Mapping[str, Any]:
    return {"consultation_id": world.own.id}


def _reply(world: World) -> Mapping[str, Any]:
    made = world.once("reply", lambda: make_response(world.session, world.own).id)
    return {"consultation_id": world.own.id, "response_id": made}


def _answer(world: World) -> Mapping[str, Any]:
    reply = _reply(world)
    shown = queries.answers_of(world.session, reply["response_id"])
    return {**reply, "answer_id": shown[0].answer_id}


def _hidden(world: World) -> Mapping[str, Any]:
    answer = _answer(world)
    chosen = [(Span(0, 4), "names_somebody")]
    made = world.once(
        "hidden",
        lambda: (
            redacting.redact(
                world.session, actor=SYSTEM, answer_id=answer["answer_id"], chosen=chosen
            )[0].id
        ),
    )
    return {**answer, "redaction_id": made}


def _published(world: World) -> Mapping[str, Any]:
    answer = _answer(world)
    return {name: answer[name] for name in ("consultation_id", "answer_id")}


def _publishing(world: World) -> Mapping[str, Any]:
    made = world.once("publishing", lambda: make_publishing(world.session, stage="closed").slug)
    return {"slug": made}


def _reason(world: World) -> Mapping[str, Any]:
    return {"reason_id": moderation.reasons(world.session)[0].id}


def _wording(world: World) -> Mapping[str, Any]:
    made = world.once("a wording", lambda: make_wording(world.session, world.own))
    return {**_own(world), "wording_id": made}


def _proposal(world: World) -> Mapping[str, Any]:
    made = world.once("a proposal", lambda: make_proposal(world.session, world.own))
    return {**_own(world), "proposal_id": made}


def _worry(world: World) -> Mapping[str, Any]:
    return {"worry_id": world.once("a worry", lambda: make_worry(world.session, world.own))}


def _rule(world: World) -> Mapping[str, Any]:
    return {"rule_id": worries.rules(world.session)[0].id}


def _asked(world: World) -> Mapping[str, Any]:
    return {"request_id": world.once("a request", lambda: make_request(world.session).id)}


def _asked_reply(world: World) -> Mapping[str, Any]:
    return {**_asked(world), "response_id": _reply(world)["response_id"]}


def _hold(world: World) -> Mapping[str, Any]:
    made = world.once(
        "a hold",
        lambda: (
            rights.hold(
                world.session, actor=SYSTEM, consultation_id=world.own.id, reason="A claim"
            ).id
        ),
    )
    return {**_own(world), "hold_id": made}


WRONG = frozenset({422})
FORM = Row(P.RESPONSE_SUBMIT, Scope.PUBLIC, values=_stored)

ROWS = {
    "responses.by_code": Row(P.RESPONSE_SUBMIT, Scope.PUBLIC, values=_slug),
    "responses.start": Row(P.RESPONSE_SUBMIT, Scope.PUBLIC, values=_slug),
    "responses.question": Row(
        P.RESPONSE_SUBMIT, Scope.PUBLIC, values=_page, form={"answer": "Words"}
    ),
    "responses.map_of_places": Row(P.SITE_READ, Scope.PUBLIC),
    "responses.about": Row(P.RESPONSE_SUBMIT, Scope.PUBLIC, values=_open),
    "responses.equality": Row(P.RESPONSE_SUBMIT, Scope.PUBLIC, values=_open),
    "responses.later": Row(P.RESPONSE_SUBMIT, Scope.PUBLIC, values=_open),
    "responses.email_place": Row(
        P.RESPONSE_SUBMIT,
        Scope.PUBLIC,
        values=_open,
        form={"to": "not an address"},
        also=frozenset({422}),
    ),
    "responses.resume": Row(
        P.RESPONSE_SUBMIT, Scope.PUBLIC, form={"code": "nonsense"}, also=frozenset({422})
    ),
    "responses.take_back_own": FORM,
    "responses.check": Row(P.RESPONSE_SUBMIT, Scope.PUBLIC, values=_open),
    "responses.send": FORM,
    "responses.receipt": FORM,
    "responses.receipt_file": FORM,
    "responses.email_receipt": Row(
        P.RESPONSE_SUBMIT,
        Scope.PUBLIC,
        values=_stored,
        form={"to": "not an address"},
        also=WRONG,
    ),
    "responses.ledger": Row(P.RESPONSE_READ, Scope.OBJECT, values=_own),
    "responses.find": Row(
        P.RESPONSE_READ,
        Scope.OBJECT,
        values=_own,
        form={"reference": "nonsense"},
        also=WRONG,
    ),
    "responses.reply": Row(P.RESPONSE_READ, Scope.OBJECT, values=_reply),
    "responses.set_aside": Row(
        P.RESPONSE_SET_ASIDE, Scope.OBJECT, values=_reply, form={"reason": "test"}
    ),
    "responses.restore": Row(P.RESPONSE_SET_ASIDE, Scope.OBJECT, values=_reply),
    "responses.hide": Row(P.RESPONSE_REDACT, Scope.OBJECT, values=_answer),
    "responses.hide_words": Row(
        P.RESPONSE_REDACT,
        Scope.OBJECT,
        values=_answer,
        form={"typed": "crossings", "why": "language"},
        also=WRONG,
    ),
    "responses.show_again": Row(
        P.RESPONSE_REDACT, Scope.OBJECT, values=_hidden, form={}, also=WRONG
    ),
    "responses.original": Row(P.RESPONSE_ORIGINAL, Scope.OBJECT, values=_answer),
    "responses.take_back": Row(P.RESPONSE_SET_ASIDE, Scope.OBJECT, values=_reply, also=WRONG),
    "responses.erase": Row(P.RESPONSE_ERASE, Scope.OBJECT, values=_reply, also=WRONG),
    "responses.handling": Row(P.CONSULTATION_WRITE, Scope.OBJECT, values=_own, also=WRONG),
    "responses.moderate": Row(P.RESPONSE_MODERATE, Scope.OBJECT, values=_own, also=WRONG),
    "responses.decisions": Row(P.RESPONSE_MODERATE, Scope.OBJECT, values=_published, also=WRONG),
    "responses.reasons": Row(P.ORDER_EDIT, Scope.SITE, also=WRONG),
    "responses.edit_reason": Row(P.ORDER_EDIT, Scope.SITE, values=_reason, also=WRONG),
    "responses.retire_reason": Row(P.ORDER_EDIT, Scope.SITE, values=_reason, form={"back": "y"}),
    "responses.published": Row(P.SITE_READ, Scope.PUBLIC, values=_publishing),
    "responses.handled": Row(P.SITE_READ, Scope.PUBLIC, values=_slug),
    "responses.wordings": Row(P.RESPONSE_READ, Scope.OBJECT, values=_own),
    "responses.look_for_wordings": Row(P.RESPONSE_SET_ASIDE, Scope.OBJECT, values=_own),
    "responses.wording": Row(P.RESPONSE_READ, Scope.OBJECT, values=_wording),
    "responses.read_wording": Row(P.RESPONSE_READ, Scope.OBJECT, values=_wording),
    "responses.set_wording_aside": Row(
        P.RESPONSE_SET_ASIDE, Scope.OBJECT, values=_wording, also=WRONG
    ),
    "responses.flagged": Row(P.RESPONSE_SET_ASIDE, Scope.OBJECT, values=_own, also=WRONG),
    "responses.decide_proposal": Row(P.RESPONSE_SET_ASIDE, Scope.OBJECT, values=_proposal),
    "responses.counted": Row(P.RESPONSE_READ, Scope.OBJECT, values=_own),
    "responses.worries": Row(P.RESPONSE_READ, Scope.ANY_TEAM),
    "responses.deal_with": Row(P.RESPONSE_READ, Scope.OBJECT, values=_worry, also=WRONG),
    "responses.word_rules": Row(P.ORDER_EDIT, Scope.SITE, also=WRONG),
    "responses.retire_rule": Row(P.ORDER_EDIT, Scope.SITE, values=_rule),
    "responses.data_requests": Row(P.RIGHTS_HANDLE, Scope.SITE, also=WRONG),
    "responses.data_request": Row(P.RIGHTS_HANDLE, Scope.SITE, values=_asked),
    "responses.search_replies": Row(P.RIGHTS_HANDLE, Scope.SITE, values=_asked, also=WRONG),
    "responses.link_reply": Row(P.RIGHTS_HANDLE, Scope.SITE, values=_asked_reply),
    "responses.copy_replies": Row(P.RIGHTS_HANDLE, Scope.SITE, values=_asked),
    "responses.erase_replies": Row(P.RIGHTS_HANDLE, Scope.SITE, values=_asked, also=WRONG),
    "responses.extend_request": Row(P.RIGHTS_HANDLE, Scope.SITE, values=_asked, also=WRONG),
    "responses.close_request": Row(P.RIGHTS_HANDLE, Scope.SITE, values=_asked, also=WRONG),
    "responses.holds": Row(P.RIGHTS_HANDLE, Scope.SITE, values=_own, also=WRONG),
    "responses.lift_hold": Row(P.RIGHTS_HANDLE, Scope.SITE, values=_hold),
}
