"""Who may come in: short addresses, links, posters, invitations."""

from collections.abc import Mapping
from typing import Any

from participation.audiences import services
from participation.kernel.actors import SYSTEM, P
from tests.integration.access_rows import Row, Scope, World


def _own(world: World) -> Mapping[str, Any]:
    return {"consultation_id": world.own.id}


def _word(world: World) -> Mapping[str, Any]:
    world.once(
        "word",
        lambda: services.set_word(
            world.session, actor=SYSTEM, consultation_id=world.own.id, word="safer-streets"
        ),
    )
    return {"word": "safer-streets"}


def _tagged(world: World) -> Mapping[str, Any]:
    return {**_word(world), "tag": "bus"}


def _batch(world: World) -> Mapping[str, Any]:
    def make() -> Any:
        services.invite(
            world.session, actor=SYSTEM, consultation_id=world.own.id, name="Tenants", number=1
        )
        return services.queries.batches(world.session, world.own.id)[0]

    return {"consultation_id": world.own.id, "batch_id": world.once("batch", make).id}


READ = Row(P.CONSULTATION_READ, Scope.OBJECT, values=_own)
WRITE = Row(P.CONSULTATION_WRITE, Scope.OBJECT, values=_own)
PUBLISH = Row(P.CONSULTATION_PUBLISH, Scope.OBJECT, values=_own)

ROWS = {
    "audiences.short": Row(P.SITE_READ, Scope.PUBLIC, values=_word),
    "audiences.tagged": Row(P.SITE_READ, Scope.PUBLIC, values=_tagged),
    "audiences.audience": WRITE,
    "audiences.links": READ,
    "audiences.add_link": WRITE,
    "audiences.poster": READ,
    "audiences.invitations": PUBLISH,
    "audiences.invite": PUBLISH,
    "audiences.revoke": Row(P.CONSULTATION_PUBLISH, Scope.OBJECT, values=_batch),
}
