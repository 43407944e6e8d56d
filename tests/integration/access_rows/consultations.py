"""Who may come in: consultations, their questions, and the start page."""

from collections.abc import Mapping
from typing import Any

from participation.consultations import queries
from participation.kernel.actors import P
from tests.integration.access_rows import Row, Scope, World


def _own(world: World) -> Mapping[str, Any]:
    return {"consultation_id": world.own.id}


def _page(world: World) -> Mapping[str, Any]:
    return {"consultation_id": world.own.id, "page": 1}


def _question(world: World) -> Mapping[str, Any]:
    asked = world.once("asked", lambda: queries.asked(world.session, world.own.id))
    return {"consultation_id": world.own.id, "question_id": asked[0].question_id}


def _slug(world: World) -> Mapping[str, Any]:
    return {"slug": world.own.slug}


READ = Row(P.CONSULTATION_READ, Scope.OBJECT, values=_own)
WRITE = Row(P.CONSULTATION_WRITE, Scope.OBJECT, values=_own)
WRITE_QUESTION = Row(P.CONSULTATION_WRITE, Scope.OBJECT, values=_question)
PUBLISH = Row(P.CONSULTATION_PUBLISH, Scope.OBJECT, values=_own)

ROWS = {
    "consultations.start": Row(P.SITE_READ, Scope.PUBLIC, values=_slug),
    "consultations.index": Row(P.CONSULTATION_READ, Scope.ANY_TEAM),
    "consultations.guide": Row(P.CONSULTATION_CREATE, Scope.SITE),
    "consultations.new": Row(P.CONSULTATION_CREATE, Scope.SITE),
    "consultations.show": READ,
    "consultations.preview": READ,
    "consultations.preview_question": Row(P.CONSULTATION_READ, Scope.OBJECT, values=_page),
    "consultations.details": WRITE,
    "consultations.lines": WRITE,
    "consultations.dates": WRITE,
    "consultations.remove": WRITE,
    "consultations.add_question": WRITE,
    "consultations.edit_question": WRITE_QUESTION,
    "consultations.move_question": WRITE_QUESTION,
    "consultations.remove_question": WRITE_QUESTION,
    "consultations.publish": PUBLISH,
    "consultations.open_now": PUBLISH,
    "consultations.unschedule": PUBLISH,
    "consultations.extend": PUBLISH,
    "consultations.withdraw": PUBLISH,
}
