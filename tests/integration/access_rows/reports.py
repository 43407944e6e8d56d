"""Who may come in: the pages that read across rooms."""

from collections.abc import Mapping
from typing import Any

from participation.kernel.actors import P
from tests.factories.missions import make_mission
from tests.factories.order import make_held
from tests.factories.responses import send_answers
from tests.factories.themes import make_settled
from tests.integration.access_rows import Row, Scope, World
from tests.integration.access_rows.feedback import decision


def _mission(world: World) -> Mapping[str, Any]:
    return {"slug": world.once("a mission", lambda: make_mission(world.session)).slug}


def _mission_id(world: World) -> Mapping[str, Any]:
    return {"mission_id": world.own.missions[0].mission_id}


def _slug(world: World) -> Mapping[str, Any]:
    return {"slug": world.own.slug}


def _code(world: World) -> Mapping[str, Any]:
    return {"code": world.once("a reply", lambda: send_answers(world.session, world.own)).code}


def _held(world: World) -> Mapping[str, Any]:
    return world.once("an answer held back", lambda: make_held(world.session))


def _theme(world: World) -> Mapping[str, Any]:
    listed = world.once("a settled list", lambda: make_settled(world.session))
    return {"theme_id": listed.themes["buses"].id}


def _own(world: World) -> Mapping[str, Any]:
    return {"consultation_id": world.own.id}


ROWS = {
    "reports.asked_before": Row(P.CONSULTATION_READ, Scope.ANY_TEAM),
    "reports.monitoring": Row(P.RESPONSE_READ, Scope.OBJECT, values=_own),
    "reports.home": Row(P.SITE_READ, Scope.PUBLIC),
    "reports.finder": Row(P.SITE_READ, Scope.PUBLIC),
    "reports.mission": Row(P.SITE_READ, Scope.PUBLIC, values=_mission),
    "reports.outcome": Row(P.SITE_READ, Scope.PUBLIC, values=_slug),
    "reports.health": Row(P.SITE_READ, Scope.PUBLIC),
    "reports.reference": Row(P.RECEIPT_READ, Scope.PUBLIC, form={"code": "x"}),
    "reports.what_happened": Row(P.RECEIPT_READ, Scope.PUBLIC, values=_code),
    "reports.own_words": Row(P.RECEIPT_READ, Scope.PUBLIC, values=_code, form={"word": "x"}),
    "reports.ask_again": Row(
        P.RECEIPT_READ, Scope.PUBLIC, values=_held, also=frozenset({422}), form={}
    ),
    "reports.desk": Row(P.ACCOUNT_OWN, Scope.STAFF),
    "reports.leader_mission": Row(P.REPORT_READ, Scope.SITE, values=_mission_id),
    # The settled list is of a consultation of its own, so only roles across the site reach it.
    "reports.theme": Row(P.REPORT_READ, Scope.SITE, values=_theme),
    "reports.decision": Row(P.REPORT_READ, Scope.SITE, values=decision),
}
