"""Notes about work don't wait for the disk; deeds always do, also on the same connection."""

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from participation.extensions import transaction


def is_durable(session: Session) -> bool:
    if session.get_bind().dialect.name == "sqlite":
        return session.scalar(text("PRAGMA synchronous")) == 2
    return session.scalar(text("SHOW synchronous_commit")) != "off"


def test_a_fleeting_note_weakens_no_deed(app: Flask):
    with app.app_context():
        for durable in (True, False, True, False, True):
            with transaction(durable=durable) as session:
                if session.get_bind().dialect.name == "postgresql" and durable:
                    # The test's own server may be set to be quick: what counts is that
                    # nothing is changed for a deed.
                    usual = session.scalar(
                        text("SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit'")
                    )
                    assert session.scalar(text("SHOW synchronous_commit")) == usual
                else:
                    assert is_durable(session) is durable
