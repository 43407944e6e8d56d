"""Who may come in: keying in what came another way, batches, paper forms, files in and out."""

from collections.abc import Mapping
from typing import Any

from participation.files.rules import Upload
from participation.kernel.actors import P
from participation.responses.queries import channels
from participation.responses.rules import Channel
from tests.factories.channels import key_in, make_batch, make_document, take_in
from tests.factories.responses import make_form_key
from tests.integration.access_rows import Row, Scope, World


def _own(world: World) -> Mapping[str, Any]:
    return {"consultation_id": world.own.id}


def _channel(world: World) -> Mapping[str, Any]:
    return {**_own(world), "channel": "paper"}


def _batch(world: World) -> Mapping[str, Any]:
    made = world.once("batch", lambda: make_batch(world.session, world.own).id)
    return {**_own(world), "batch_id": made}


def _closed_batch(world: World) -> Mapping[str, Any]:
    return {**_own(world), "batch_id": world.fresh(lambda: make_batch(world.session, world.own).id)}


def _entered(world: World) -> Mapping[str, Any]:
    def made() -> str:
        written, key = make_form_key(world.session, world.own)
        key_in(world.session, world.own, key=key, channel=Channel.TELEPHONE)
        return written

    return {**_own(world), "channel": "telephone", "key": world.once("entered", made)}


def _original(world: World) -> Mapping[str, Any]:
    def made() -> tuple[Any, Any]:
        letter = Upload("letter.txt", b"Dear council")
        done = key_in(world.session, world.own, channel=Channel.LETTER, originals=(letter,))
        found = channels.originals_of(world.session, done.response_id)
        return done.response_id, found[0].id

    response_id, file_id = world.once("original", made)
    return {**_own(world), "response_id": response_id, "file_id": file_id}


def _import(world: World) -> Mapping[str, Any]:
    content = b"Question 1?\r\nWords\r\n"
    made = world.once("import", lambda: take_in(world.session, world.own, content).id)
    return {**_own(world), "import_id": made}


FILE = Row(P.RESPONSE_IMPORT, Scope.OBJECT, values=_import)


def _document(world: World) -> Mapping[str, Any]:
    found = world.once("document", lambda: make_document(world.session, world.own).id)
    return {**_own(world), "document_id": found}


ROWS = {
    "responses.read_original": Row(P.RESPONSE_ENTER, Scope.OBJECT, values=_original),
    "responses.document_words": Row(
        P.RESPONSE_ENTER, Scope.OBJECT, values=_document, form={"words": "# Roads\nToo fast."}
    ),
    "responses.imports": Row(P.RESPONSE_IMPORT, Scope.OBJECT, values=_own, also=frozenset({422})),
    "responses.one_import": FILE,
    "responses.import_state": FILE,
    "responses.map_columns": FILE,
    "responses.store_import": FILE,
    "responses.forget_import": FILE,
    "responses.refused_rows": FILE,
    "responses.import_references": FILE,
    "responses.export": Row(
        P.RESPONSE_EXPORT,
        Scope.OBJECT,
        values=_own,
        form={"format": "csv", "reason": "Reading"},
    ),
    "responses.all_channels": Row(P.RESPONSE_READ, Scope.OBJECT, values=_own),
    "responses.original_file": Row(P.RESPONSE_READ, Scope.OBJECT, values=_original),
    "responses.enter_reply": Row(
        P.RESPONSE_ENTER, Scope.OBJECT, values=_channel, form={"q1": ""}, also=frozenset({422})
    ),
    "responses.entered": Row(P.RESPONSE_ENTER, Scope.OBJECT, values=_entered),
    "responses.open_batch": Row(
        P.RESPONSE_ENTER, Scope.OBJECT, values=_own, form={"name": ""}, also=frozenset({422})
    ),
    "responses.batch": Row(P.RESPONSE_ENTER, Scope.OBJECT, values=_batch),
    "responses.enter_in_batch": Row(
        P.RESPONSE_ENTER, Scope.OBJECT, values=_batch, form={"q1": ""}, also=frozenset({422})
    ),
    "responses.note_spoiled": Row(
        P.RESPONSE_ENTER, Scope.OBJECT, values=_batch, form={"reason": "blank"}
    ),
    "responses.count_again": Row(
        P.RESPONSE_ENTER, Scope.OBJECT, values=_batch, form={"counted": "4"}
    ),
    "responses.close_batch": Row(
        P.RESPONSE_ENTER, Scope.OBJECT, values=_closed_batch, also=frozenset({422})
    ),
    "responses.check_batch": Row(
        P.RESPONSE_ENTER, Scope.OBJECT, values=_batch, also=frozenset({422})
    ),
    "responses.paper": Row(
        P.RESPONSE_ENTER,
        Scope.OBJECT,
        values=_own,
        form={"number": "1", "language": "en"},
    ),
}
