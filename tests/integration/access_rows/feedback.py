"""Who may come in: ambitions, their order, and decisions."""

from collections.abc import Mapping
from typing import Any

from participation.feedback.models import Ambition, Decision
from participation.kernel import clock
from participation.kernel.actors import P
from tests.integration.access_rows import Row, Scope, World


def _ambition_row(world: World) -> Any:
    def make() -> Ambition:
        row = Ambition(
            mission_id=world.own.missions[0].mission_id,
            title={"en": "Late buses", "cy": "Bysiau hwyr"},
            rank=1,
            created_at=clock.now(world.session),
        )
        world.session.add(row)
        return row

    return world.once("ambition", make)


def _mission(world: World) -> Mapping[str, Any]:
    return {"mission_id": world.own.missions[0].mission_id}


def ambition(world: World) -> Mapping[str, Any]:
    """An ambition under the own consultation's mission."""
    return {"ambition_id": _ambition_row(world).id}


def fresh_ambition(world: World) -> Mapping[str, Any]:
    """One that may be used up."""

    def make() -> Ambition:
        row = Ambition(
            mission_id=world.own.missions[0].mission_id,
            title={"en": "Trees", "cy": "Coed"},
            rank=2,
            created_at=clock.now(world.session),
        )
        world.session.add(row)
        return row

    return {"ambition_id": world.fresh(make).id}


def decision(world: World) -> Mapping[str, Any]:
    """A decision on the ambition."""

    def make() -> Decision:
        now = clock.now(world.session)
        row = Decision(
            ambition_id=_ambition_row(world).id,
            outcome="we_will_not",
            will_do={},
            because={"en": "Money.", "cy": "Arian."},
            owner="Cllr Rees",
            decided_on=clock.day_in_london(now),
            recorded_at=now,
        )
        world.session.add(row)
        return row

    return {"decision_id": world.once("decision", make).id}


def _own(world: World) -> Mapping[str, Any]:
    return {"consultation_id": world.own.id}


ROWS = {
    "feedback.make": Row(P.AMBITION_WRITE, Scope.SITE, values=_mission),
    "feedback.ambition": Row(P.REPORT_READ, Scope.SITE, values=ambition),
    "feedback.change": Row(P.AMBITION_WRITE, Scope.SITE, values=ambition),
    "feedback.drop": Row(P.AMBITION_WRITE, Scope.SITE, values=fresh_ambition),
    "feedback.move": Row(P.PRIORITY_ORDER, Scope.SITE, values=ambition, form={"to": "up"}),
    "feedback.decide": Row(P.DECISION_RECORD, Scope.SITE, values=ambition),
    "feedback.update": Row(P.DECISION_RECORD, Scope.SITE, values=decision),
    "feedback.report_back": Row(P.CONSULTATION_PUBLISH, Scope.OBJECT, values=_own),
}
