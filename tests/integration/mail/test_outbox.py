"""The outbox: encrypted words, sent by a job through a real mail server, erased afterwards."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import text

from participation.extensions import db, keys, reading, transaction
from participation.jobs import queries as jobs
from participation.jobs.worker import run_waiting
from participation.kernel import clock
from participation.mail import queries, services

SECRET = "Eich cyfeirnod: 7KQ2 M9TX"


class Postbox:
    """A mail server's handler that remembers, or refuses with ``answer``."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.answer = ""

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, message))
        return "250 OK"


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    """A real mail server that the site knows."""
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    app.config["PARTICIPATION"] = replace(
        app.config["PARTICIPATION"],
        smtp_url=f"smtp://127.0.0.1:{port}",
        mail_from="Cyngor <llais@cyngor.example>",
    )
    yield box
    server.stop()


def post(app: Flask, *, for_staff: bool = False) -> UUID:
    with app.app_context(), transaction() as session:
        return services.post(
            session,
            kind="response.reference",
            to="zoe@example.org",
            subject="Diolch – eich ateb",
            text=f"{SECRET}\n",
            for_staff=for_staff,
        ).id


def everything_stored(app: Flask) -> str:
    with app.app_context(), db.engine.connect() as connection:
        rows = [
            connection.execute(text(f"SELECT * FROM {table}")).all()
            for table in ("outbox_message", "job")
        ]
    return repr(rows)


def look(app: Flask, message_id: UUID) -> Any:
    with app.app_context():
        message = queries.get(reading(), message_id)
        reading().expunge(message)
        return message


def test_words_and_address_are_encrypted_while_they_wait(app: Flask):
    post(app)

    stored = everything_stored(app)
    assert "zoe@example.org" not in stored
    assert "7KQ2" not in stored
    assert "Diolch" not in stored


@pytest.mark.parametrize("for_staff", [True, False])
def test_a_letter_is_sent_once_and_erased(app: Flask, postbox: Postbox, for_staff: bool):
    message_id = post(app, for_staff=for_staff)

    run_waiting(app)
    run_waiting(app)

    ((to, letter),) = postbox.letters
    assert to == ["zoe@example.org"]
    assert letter["Subject"] == "Diolch – eich ateb"
    assert letter["From"] == "Cyngor <llais@cyngor.example>"
    assert letter["Message-ID"] == f"<{message_id}@cyngor.example>"
    assert letter.get_content().strip() == SECRET
    sent = look(app, message_id)
    assert (sent.status, sent.payload) == ("sent", None)
    assert sent.sent_at


def test_without_a_mail_server_staff_can_read_theirs_and_residents_letters_are_erased(app: Flask):
    to_staff, to_resident = post(app, for_staff=True), post(app)

    run_waiting(app)

    assert look(app, to_staff).status == "kept"
    gone = look(app, to_resident)
    assert (gone.status, gone.payload, gone.problem) == ("not_sent", None, "no_mail_server")
    with app.app_context():
        (kept,) = queries.for_staff(reading(), keys().fields)
        assert kept.message.id == to_staff
        assert kept.letter
        assert SECRET in kept.letter.text
        assert queries.resident_counts(reading()) == {"not_sent": 1}


def test_kept_letters_can_be_sent_later(app: Flask, postbox: Postbox):
    site = app.config["PARTICIPATION"]
    app.config["PARTICIPATION"] = replace(site, smtp_url="")
    message_id = post(app, for_staff=True)
    run_waiting(app)
    app.config["PARTICIPATION"] = site
    with app.app_context(), transaction() as session:
        assert services.send_kept(session) == 1
    run_waiting(app)

    assert look(app, message_id).status == "sent"
    assert len(postbox.letters) == 1


def test_kept_letters_are_erased_after_a_week(app: Flask):
    message_id = post(app, for_staff=True)
    run_waiting(app)
    with app.app_context(), transaction() as session:
        with clock.fixed_at(clock.now(session) + timedelta(days=6)):
            assert services.erase_old(session) == 0
        with clock.fixed_at(clock.now(session) + timedelta(days=8)):
            assert services.erase_old(session) == 1
    assert look(app, message_id).payload is None


def test_a_server_that_is_down_for_two_hours_gets_the_letter_then(app: Flask, postbox: Postbox):
    postbox.answer = "451 Try later"
    message_id = post(app)
    with app.app_context():
        began = clock.now(reading())
    for minutes in (0, 1, 10, 30, 60, 115):
        with clock.fixed_at(began + timedelta(minutes=minutes)):
            run_waiting(app)
    waiting = look(app, message_id)
    assert waiting.status == "waiting"
    assert waiting.attempts > 3
    postbox.answer = ""
    with clock.fixed_at(began + timedelta(hours=4)):
        run_waiting(app)

    assert look(app, message_id).status == "sent"
    assert len(postbox.letters) == 1


def test_a_letter_refused_for_good_is_not_tried_again_and_erased(app: Flask, postbox: Postbox):
    postbox.answer = "550 No such person"
    message_id = post(app)

    run_waiting(app)

    failed = look(app, message_id)
    assert (failed.status, failed.payload, failed.attempts) == ("failed", None, 1)
    with app.app_context():
        job = jobs.latest(reading(), message_id)
        assert job
        assert (job.status, job.problem) == ("failed", "refused_550")


def test_a_deed_that_fails_posts_nothing(app: Flask, postbox: Postbox):
    def deed() -> None:
        with transaction() as session:
            services.post(session, kind="x", to="a@b.uk", subject="s", text="t", for_staff=True)
            raise ZeroDivisionError

    with app.app_context(), pytest.raises(ZeroDivisionError):
        deed()
    run_waiting(app)

    assert postbox.letters == []
