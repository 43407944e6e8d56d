"""Who may come in: consultations, their questions, and the start page."""

from collections.abc import Mapping
from typing import Any

from participation.consultations import queries, services
from participation.consultations.models import Section
from participation.kernel.actors import SYSTEM, P
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


def _section(world: World) -> Mapping[str, Any]:
    def made() -> Section:
        section = Section(consultation_id=world.own.id, position=1, title={"en": "A"}, intro={})
        world.session.add(section)
        world.session.commit()
        return section

    return {"consultation_id": world.own.id, "section_id": world.once("section", made).id}


def _shared(world: World) -> Mapping[str, Any]:
    def made() -> str:
        shared = services.share_preview(
            world.session,
            actor=SYSTEM,
            consultation_id=world.own.id,
            password="heron umbrella",
        )
        return shared.secret

    return {"secret": world.once("a shared preview", made)}


def _passed(world: World) -> Mapping[str, Any]:
    secret = _shared(world)["secret"]

    def held() -> str:
        found = services.enter_preview(world.session, secret, "heron umbrella")
        assert isinstance(found, str)
        return found

    return {"secret": secret, "held": world.once("a pass", held), "page": 1}


READ = Row(P.CONSULTATION_READ, Scope.OBJECT, values=_own)
WRITE = Row(P.CONSULTATION_WRITE, Scope.OBJECT, values=_own)
WRITE_QUESTION = Row(P.CONSULTATION_WRITE, Scope.OBJECT, values=_question)
WRITE_SECTION = Row(P.CONSULTATION_WRITE, Scope.OBJECT, values=_section)
PUBLISH = Row(P.CONSULTATION_PUBLISH, Scope.OBJECT, values=_own)
PUBLISH_QUESTION = Row(P.CONSULTATION_PUBLISH, Scope.OBJECT, values=_question)

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
    "consultations.asks_about": WRITE,
    "consultations.dates": WRITE,
    "consultations.remove": WRITE,
    "consultations.add_question": WRITE,
    "consultations.edit_question": WRITE_QUESTION,
    "consultations.move_question": WRITE_QUESTION,
    "consultations.remove_question": WRITE_QUESTION,
    "consultations.place_question": WRITE_QUESTION,
    "consultations.question_condition": WRITE_QUESTION,
    "consultations.route": READ,
    "consultations.add_section": WRITE,
    "consultations.edit_section": WRITE_SECTION,
    "consultations.move_section": WRITE_SECTION,
    "consultations.remove_section": WRITE_SECTION,
    "consultations.section_condition": WRITE_SECTION,
    "consultations.ready_made": Row(P.CONSULTATION_CREATE, Scope.SITE),
    "consultations.begin_from": Row(
        P.CONSULTATION_CREATE, Scope.SITE, values=lambda _world: {"key": "park"}
    ),
    "consultations.share_preview": WRITE,
    "consultations.unshare_preview": WRITE,
    "consultations.enter_shared": Row(P.SITE_READ, Scope.PUBLIC, values=_shared),
    "consultations.shared_preview": Row(P.SITE_READ, Scope.PUBLIC, values=_passed),
    "consultations.copy": Row(P.CONSULTATION_CREATE, Scope.SITE, values=_own),
    "consultations.trial": WRITE,
    "consultations.make_trial": WRITE,
    "consultations.end_trial": WRITE,
    "consultations.revise_question": PUBLISH_QUESTION,
    "consultations.retire_question": PUBLISH_QUESTION,
    "consultations.ask_more": PUBLISH,
    "consultations.versions": Row(P.CONSULTATION_READ, Scope.OBJECT, values=_question),
    "consultations.publish": PUBLISH,
    "consultations.open_now": PUBLISH,
    "consultations.unschedule": PUBLISH,
    "consultations.extend": PUBLISH,
    "consultations.withdraw": PUBLISH,
    "consultations.pause": PUBLISH,
    "consultations.resume": PUBLISH,
}
