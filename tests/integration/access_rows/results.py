"""Who may come in: results for the team, for leaders, for everybody."""

from collections.abc import Mapping
from typing import Any

from participation.analysis.disclosure import Rules
from participation.kernel.actors import SYSTEM, P
from participation.results import services
from participation.results.models import ResultsRelease
from participation.results.rules.releasing import Plan, make
from tests.factories.consultations import make_question
from tests.factories.results import add_replies
from tests.integration.access_rows import Row, Scope, World


def _own(world: World) -> Mapping[str, Any]:
    return {"consultation_id": world.own.id}


def _question(world: World) -> Mapping[str, Any]:
    def add() -> Any:
        return make_question(
            world.session, world.own, kind="single_choice", position=7, name="results"
        ).id

    return {**_own(world), "question_id": world.once("results question", add)}


def _release(world: World) -> Mapping[str, Any]:
    def add() -> Any:
        _question(world)
        add_replies(world.session, world.own, 30, seed=1)
        release = ResultsRelease(
            consultation_id=world.own.id,
            number=1,
            plan=Plan().stored(),
            asked_at=world.own.created_at,
            counted=0,
            threshold=10,
            round_to=5,
        )
        world.session.add(release)
        world.session.flush()
        ledger, earlier, public = services.ledger_of(world.session, release)
        services.store_release(
            world.session,
            actor=SYSTEM,
            release_id=release.id,
            counted=ledger.received,
            made=make(ledger, Rules(), earlier, public),
        )
        services.publish_release(world.session, actor=SYSTEM, release_id=release.id)
        return release.id

    return {**_own(world), "release_id": world.once("results release", add)}


def _shown(world: World) -> Mapping[str, Any]:
    _release(world)
    return _own(world)


def _slug(world: World) -> Mapping[str, Any]:
    _release(world)
    return {"slug": world.own.slug}


ROWS = {
    "results.team": Row(P.RESPONSE_READ, Scope.OBJECT, values=_own),
    "results.by": Row(P.RESPONSE_READ, Scope.OBJECT, values=_question),
    "results.shown": Row(P.REPORT_READ, Scope.OBJECT, values=_shown),
    "results.release": Row(
        P.CONSULTATION_PUBLISH, Scope.OBJECT, values=_own, also=frozenset({422})
    ),
    "results.publish": Row(P.CONSULTATION_PUBLISH, Scope.OBJECT, values=_release),
    "results.public": Row(P.SITE_READ, Scope.PUBLIC, values=_slug),
    "results.table": Row(P.SITE_READ, Scope.PUBLIC, values=_slug),
}
