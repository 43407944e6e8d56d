"""Who may come in: panels. The officer's pages ask for the panel's own team or the whole site."""

from collections.abc import Mapping
from typing import Any

from participation.kernel.actors import P
from tests.factories.panels import fill, make_panel, put_forward
from tests.integration.access_rows import Row, Scope, World


def _panel(world: World) -> Mapping[str, Any]:
    return {"panel_id": world.once("panel", lambda: make_panel(world.session)).id}


def _slug(world: World) -> Mapping[str, Any]:
    return {"slug": world.once("panel", lambda: make_panel(world.session)).slug}


def _category(world: World) -> Mapping[str, Any]:
    panel = world.once("panel", lambda: make_panel(world.session))
    return {"panel_id": panel.id, "category_id": panel.categories[0].id}


def _empty(world: World) -> Mapping[str, Any]:
    panel = world.fresh(lambda: make_panel(world.session))
    return {"panel_id": panel.id, "category_id": panel.categories[0].id}


def _person(world: World) -> Mapping[str, Any]:
    panel = world.once("panel", lambda: make_panel(world.session))
    done = world.once("registrant", lambda: put_forward(world.session, panel))
    return {"panel_id": panel.id, "registrant_id": done.registrant_id}


def _held(world: World) -> Any:
    from participation.kernel.actors import SYSTEM
    from participation.panels import services
    from tests.integration.panels.test_panels import made

    panel = make_panel(world.session, "choosing")
    fill(world.session, panel, 12)
    run = made(world.session, panel)
    services.seal_draw(world.session, actor=SYSTEM, panel_id=panel.id, run_id=run.id)
    services.hold_draw(world.session, actor=SYSTEM, panel_id=panel.id, run_id=run.id, digits="417")
    return panel, run


def _run(world: World) -> Mapping[str, Any]:
    panel, run = world.once("held_panel", lambda: _held(world))
    return {"panel_id": panel.id, "run_id": run.id}


def _member(world: World) -> Mapping[str, Any]:
    from participation.panels import queries

    panel, _run = world.once("held_panel", lambda: _held(world))
    called = queries.calling_list(world.session, panel.id)
    return {"panel_id": panel.id, "membership_id": called[0].membership.id}


def _held_panel(world: World) -> Mapping[str, Any]:
    return {"panel_id": world.once("held_panel", lambda: _held(world))[0].id}


def _record(world: World) -> Mapping[str, Any]:
    panel, run = world.once("held_panel", lambda: _held(world))
    return {"slug": panel.slug, "number": run.number}


def _registered(world: World) -> Mapping[str, Any]:
    from participation.kernel import clock
    from participation.responses.rules import new_form_key

    panel = world.once("panel", lambda: make_panel(world.session))
    keys = world.session.info["keys"]
    return {"slug": panel.slug, "key": new_form_key(keys, panel.id, clock.now(world.session))}


WRITE = Row(P.PANEL_WRITE, Scope.SITE, values=_panel)

ROWS = {
    "panels.public_index": Row(P.SITE_READ, Scope.PUBLIC),
    "panels.about": Row(P.SITE_READ, Scope.PUBLIC, values=_slug),
    "panels.method": Row(P.SITE_READ, Scope.PUBLIC, values=_slug),
    "panels.record": Row(P.SITE_READ, Scope.PUBLIC, values=_record),
    "panels.register": Row(P.PANEL_REGISTER, Scope.PUBLIC, values=_slug),
    "panels.registered": Row(
        P.PANEL_REGISTER, Scope.PUBLIC, values=_registered, also=frozenset({404})
    ),
    "panels.index": Row(P.PANEL_READ, Scope.ANY_TEAM),
    "panels.new": Row(P.PANEL_CREATE, Scope.SITE),
    "panels.show": Row(P.PANEL_READ, Scope.SITE, values=_panel),
    "panels.edit": WRITE,
    "panels.dates": WRITE,
    "panels.publish": WRITE,
    "panels.add_category": WRITE,
    "panels.seats": Row(P.PANEL_WRITE, Scope.SITE, values=_category),
    "panels.remove_category": Row(P.PANEL_WRITE, Scope.SITE, values=_empty),
    "panels.pool": Row(P.PANEL_READ, Scope.SITE, values=_panel),
    "panels.people": Row(P.PANEL_PERSONAL, Scope.SITE, values=_panel),
    "panels.add_person": Row(P.PANEL_PERSONAL, Scope.SITE, values=_panel),
    "panels.person": Row(P.PANEL_PERSONAL, Scope.SITE, values=_person),
    "panels.members": Row(P.PANEL_PERSONAL, Scope.SITE, values=_held_panel),
    "panels.member": Row(P.PANEL_PERSONAL, Scope.SITE, values=_member),
    "panels.draws": Row(P.PANEL_DRAW, Scope.SITE, values=_panel),
    "panels.run": Row(P.PANEL_DRAW, Scope.SITE, values=_run),
    "panels.seal": Row(P.PANEL_DRAW, Scope.SITE, values=_run),
    "panels.hold": Row(P.PANEL_DRAW, Scope.SITE, values=_run, form={"digits": "417"}),
    "panels.give_up": Row(P.PANEL_DRAW, Scope.SITE, values=_run),
    "panels.replacements": Row(P.PANEL_DRAW, Scope.SITE, values=_held_panel),
}
