"""Who may come in: what people are told, the check before opening, what was seen and changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from participation.evidence import queries, services
from participation.evidence.rules import DocumentDetails, NoticeGiven
from participation.evidence.rules.bodies import BodyDetails
from participation.evidence.rules.gate import Period
from participation.files.rules import Upload
from participation.kernel.actors import SYSTEM, P
from tests.factories.evidence import both, make_option
from tests.factories.files import PDF
from tests.integration.access_rows import Row, Scope, World


def _own(world: World) -> Mapping[str, Any]:
    return {"consultation_id": world.own.id}


def _slug(world: World) -> Mapping[str, Any]:
    return {"slug": world.own.slug}


def _option(world: World) -> Mapping[str, Any]:
    made = world.once("option", lambda: make_option(world.session, world.own))
    return {"consultation_id": world.own.id, "option_id": made.id}


def _made_document(world: World) -> Any:
    return world.once(
        "document",
        lambda: services.add_document(
            world.session,
            actor=SYSTEM,
            consultation_id=world.own.id,
            details=DocumentDetails(
                both("Plan", "Cynllun"),
                both("It says", "Mae’n dweud"),
                uploads={"en": Upload("plan.pdf", PDF)},
            ),
            notice=NoticeGiven("added", both("A plan.", "Cynllun.")),
        ),
    )


def _document(world: World) -> Mapping[str, Any]:
    return {"consultation_id": world.own.id, "document_id": _made_document(world).id}


def _public_document(world: World) -> Mapping[str, Any]:
    return {"slug": world.own.slug, "document_id": _made_document(world).id}


def _file(world: World) -> Mapping[str, Any]:
    return {"consultation_id": world.own.id, "file_id": _made_document(world).files[0].file_id}


def _public_file(world: World) -> Mapping[str, Any]:
    file_id = _made_document(world).files[0].file_id
    return {"slug": world.own.slug, "file_id": file_id, "name": "plan.pdf"}


def _digest(world: World) -> Mapping[str, Any]:
    _made_document(world)
    versions = queries.seen_versions(world.session, world.own.id)
    return {"consultation_id": world.own.id, "digest": versions[-1].digest}


def _body(world: World) -> Mapping[str, Any]:
    made = world.fresh(
        lambda: services.add_body(
            world.session,
            actor=SYSTEM,
            consultation_id=world.own.id,
            details=BodyDetails("Fire service"),
        )
    )
    return {"consultation_id": world.own.id, "body_id": made.id}


def _period(world: World) -> Mapping[str, Any]:
    day = date(2031, 5, 1)
    made = world.fresh(
        lambda: services.add_period(
            world.session, actor=SYSTEM, period=Period("school_holiday", "Half term", day, day)
        )
    )
    return {"period_id": made.id}


READ = Row(P.CONSULTATION_READ, Scope.OBJECT, values=_own)
WRITE = Row(P.CONSULTATION_WRITE, Scope.OBJECT, values=_own)
OPTION = Row(P.CONSULTATION_WRITE, Scope.OBJECT, values=_option)
DOCUMENT = Row(P.CONSULTATION_WRITE, Scope.OBJECT, values=_document)
BODY = Row(P.CONSULTATION_WRITE, Scope.OBJECT, values=_body)

ROWS = {
    "evidence.options": Row(P.SITE_READ, Scope.PUBLIC, values=_slug),
    "evidence.changes": Row(P.SITE_READ, Scope.PUBLIC, values=_slug),
    "evidence.document": Row(P.SITE_READ, Scope.PUBLIC, values=_public_document),
    "evidence.file": Row(P.SITE_READ, Scope.PUBLIC, values=_public_file),
    "evidence.told": READ,
    "evidence.staff_file": Row(P.CONSULTATION_READ, Scope.OBJECT, values=_file),
    "evidence.seen": READ,
    "evidence.seen_one": Row(P.CONSULTATION_READ, Scope.OBJECT, values=_digest),
    "evidence.particulars": WRITE,
    "evidence.add_option": WRITE,
    "evidence.edit_option": OPTION,
    "evidence.move_option": OPTION,
    "evidence.remove_option": OPTION,
    "evidence.add_document": WRITE,
    "evidence.edit_document": DOCUMENT,
    "evidence.move_document": DOCUMENT,
    "evidence.remove_document": DOCUMENT,
    "evidence.check": READ,
    "evidence.answer": WRITE,
    "evidence.approve": Row(P.CONSULTATION_PUBLISH, Scope.OBJECT, values=_own),
    "evidence.appendix": READ,
    "evidence.bodies": READ,
    "evidence.add_body": WRITE,
    "evidence.edit_body": BODY,
    "evidence.remove_body": BODY,
    "evidence.calendar": Row(P.CONSULTATION_CREATE, Scope.SITE),
    "evidence.remove_period": Row(P.CONSULTATION_CREATE, Scope.SITE, values=_period),
}
