"""Who may come in: weighing letters and other documents part by part."""

from collections.abc import Mapping
from typing import Any

from participation.kernel.actors import P
from participation.responses.queries import documents
from tests.factories.channels import make_document
from tests.integration.access_rows import Row, Scope, World


def _document(world: World) -> Mapping[str, Any]:
    made = world.once("weighed", lambda: make_document(world.session, world.own).id)
    return {"document_id": made}


def _part(world: World) -> Mapping[str, Any]:
    found = _document(world)
    parts = documents.sections_of(world.session, found["document_id"])
    return {**found, "section_id": parts[0].id}


ROWS = {
    "themes.documents": Row(
        P.THEME_READ, Scope.OBJECT, values=lambda world: {"consultation_id": world.own.id}
    ),
    "themes.consider_document": Row(P.RESPONSE_READ, Scope.OBJECT, values=_document),
    "themes.mark_part": Row(P.THEME_REVIEW, Scope.OBJECT, values=_part, form={"says": "none"}),
}
