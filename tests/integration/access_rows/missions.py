"""Who may come in: the pages on which missions are written."""

from collections.abc import Mapping
from typing import Any

from participation.kernel.actors import P
from tests.factories.missions import make_mission
from tests.integration.access_rows import Row, Scope, World


def _mission(world: World) -> Mapping[str, Any]:
    return {"mission_id": world.once("mission", lambda: make_mission(world.session)).id}


WRITE = Row(P.MISSION_WRITE, Scope.SITE, values=_mission)
PUBLISH = Row(P.MISSION_PUBLISH, Scope.SITE, values=_mission)

ROWS = {
    "missions.index": Row(P.MISSION_READ, Scope.ANY_TEAM),
    "missions.new": Row(P.MISSION_WRITE, Scope.SITE),
    "missions.show": Row(P.MISSION_READ, Scope.ANY_TEAM, values=_mission),
    "missions.edit": WRITE,
    "missions.move": WRITE,
    "missions.publish": PUBLISH,
    "missions.unpublish": PUBLISH,
}
