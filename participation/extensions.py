"""What Flask is extended with, and the two ways to the database: reading and one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask, current_app
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from participation.kernel import database
from participation.kernel.keys import Keyring
from participation.kernel.orm import Base
from participation.settings import Settings

db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate(render_as_batch=True)
login = LoginManager()
babel = Babel()


def settings() -> Settings:
    """The settings of the running app."""
    return cast("Settings", current_app.config["PARTICIPATION"])


def keys() -> Keyring:
    """The secret keys of the running app."""
    return settings().keys


def reading() -> Session:
    """This request's session for reading. The database refuses any write through it."""
    session = cast("Session", db.session())
    session.info["keys"] = keys()
    return session


@contextmanager
def transaction(*, durable: bool = True) -> Iterator[Session]:
    """One deed: all of it is kept when the block ends, or none when it raises.

    Without ``durable`` a power cut may undo it: never for what somebody did or was told.
    """
    db.session.rollback()
    try:
        with database.writing(db.engine, durable=durable) as session:
            session.info["keys"] = keys()
            if not settings().testing:
                session.info["jobs_url"] = settings().jobs_url
            yield session
    finally:
        db.session.rollback()  # what was read meanwhile is of before the deed


def prepare_engines(app: Flask) -> None:
    """Set up every engine's connections before the first is used."""
    with app.app_context():
        for engine in db.engines.values():
            database.prepare(engine)
