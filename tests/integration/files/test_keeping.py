"""Files ride in their deed's transaction, are kept once, and are never run as our pages."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from wtforms import Form

from participation.audit.models import AuditEntry
from participation.extensions import transaction
from participation.files import queries, rules, services, views
from participation.files.forms import UploadField, asked
from participation.files.models import FileContent, StoredFile
from participation.kernel.actors import SYSTEM, Permission
from participation.kernel.errors import NotFound
from participation.web import uploads
from participation.web.access import needs
from tests.factories.accounts import signed_in, token_of
from tests.factories.council import SMALLEST_PNG
from tests.factories.files import PDF


def keep(session: Session, name: str = "plan.pdf", content: bytes = PDF) -> StoredFile:
    return services.keep_file(
        session,
        actor=SYSTEM,
        upload=rules.Upload(name, content),
        purpose=rules.Purpose.DOCUMENT,
    )


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_same_bytes_are_kept_once_and_go_with_the_last_that_has_them(session: Session):
    one, other = keep(session), keep(session, "the plan again.pdf")
    assert one.digest == other.digest
    assert count(session, FileContent) == 1

    services.forget_file(session, actor=SYSTEM, file_id=one.id)
    assert queries.to_send(session, other.id).content == PDF
    services.forget_file(session, actor=SYSTEM, file_id=other.id)

    assert count(session, FileContent) == 0
    with pytest.raises(NotFound):
        queries.to_send(session, other.id)


def test_a_deed_that_fails_keeps_no_file(app: Flask):
    def fail(session: Session) -> None:
        keep(session)
        raise ZeroDivisionError

    with app.app_context():
        with pytest.raises(ZeroDivisionError), transaction() as session:
            fail(session)
        with transaction() as session:
            assert count(session, StoredFile) == count(session, FileContent) == 0
            assert count(session, AuditEntry) == 0


def test_the_record_knows_the_digest_and_not_the_name(session: Session):
    row = keep(session, "Mrs Jones’s letter.pdf")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "file.kept")).one()
    assert entry.object_id == row.id
    assert entry.detail["digest"] == rules.digest_of(PDF)
    assert "Jones" not in str(entry.detail)


def test_what_is_refused_is_not_kept(session: Session):
    with pytest.raises(rules.CannotKeep):
        keep(session, "page.pdf", b"<html>")
    assert count(session, FileContent) == 0


@pytest.mark.parametrize("show", [False, True])
def test_only_a_picture_is_ever_shown_and_never_with_rights(
    app: Flask, session: Session, show: bool
):
    pdf = queries.to_send(session, keep(session).id)
    png = queries.to_send(session, keep(session, "map.png", SMALLEST_PNG).id)
    with app.test_request_context("/"):
        for file in (pdf, png):
            sent = views.send(file, private=False, show=show)
            sent.direct_passthrough = False
            assert sent.data == file.content
            assert "sandbox" in sent.headers["Content-Security-Policy"]
            assert "default-src 'none'" in sent.headers["Content-Security-Policy"]
            assert sent.headers["X-Content-Type-Options"] == "nosniff"
            saved = sent.headers["Content-Disposition"].startswith("attachment")
            assert saved is not (show and file is png)
        private = views.send(pdf, private=True)
        assert private.headers["Cache-Control"] == "no-store"


def test_an_unchanged_document_is_not_sent_twice(app: Flask, session: Session):
    file = queries.to_send(session, keep(session).id)
    with app.test_request_context("/"):
        etag = views.send(file, private=False).headers["ETag"]
    with app.test_request_context("/", headers={"If-None-Match": etag}):
        assert views.send(file, private=False).status_code == 304


class LetterForm(Form):
    letter = UploadField("Letter", required=True, largest=5_000_000)


@uploads.takes_files(12)
@needs(Permission.ACCOUNT_OWN)
def take() -> ResponseReturnValue:
    form = LetterForm(asked())
    form.validate()
    upload = form.letter.upload()
    return {"problems": form.letter.errors, "size": len(upload.content) if upload else 0}


@needs(Permission.ACCOUNT_OWN)
def take_none() -> ResponseReturnValue:
    return {"size": len(request.get_data())}


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    app.add_url_rule("/staff/take", view_func=take, methods=["POST"])
    app.add_url_rule("/staff/take-none", view_func=take_none, methods=["POST"])
    return app.test_client()


def post(client: FlaskClient, where: str, content: bytes, name: str = "letter.pdf") -> Any:
    data = {"letter": (BytesIO(content), name), "csrf_token": token_of(client)}
    answer = client.post(where, data=data, content_type="multipart/form-data")
    return answer.json if answer.status_code == 200 else answer.status_code


def test_a_file_too_big_is_told_so_beside_its_field(desk: FlaskClient, session: Session):
    signed_in(desk, session, "engagement_officer")
    assert post(desk, "/staff/take", PDF) == {"problems": [], "size": len(PDF)}
    assert post(desk, "/staff/take", PDF + b"x" * 6_000_000) == {
        "problems": ["Choose a file of 4.8 MB or less"],
        "size": 5_000_001,
    }
    assert post(desk, "/staff/take", b"", "")["problems"] == ["Choose a file"]
    assert post(desk, "/staff/take", b"<svg/>")["problems"][0].startswith("That file is a web page")
    assert post(desk, "/staff/take", PDF + b"x" * 13_000_000) == 413


def test_a_view_that_takes_no_files_keeps_its_small_limit(desk: FlaskClient, session: Session):
    signed_in(desk, session, "engagement_officer")
    assert post(desk, "/staff/take-none", PDF + b"x" * 6_000_000) == 413


def test_who_may_not_come_in_may_not_send_much_either(desk: FlaskClient):
    data = {"letter": (BytesIO(PDF + b"x" * 6_000_000), "letter.pdf")}
    answer = desk.post("/staff/take", data=data, content_type="multipart/form-data")
    assert answer.status_code in {401, 413}
