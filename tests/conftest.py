"""What every test may ask for: a database of its own, the site on it, and somebody signed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.extensions import db
from participation.kernel import database
from tests.databases import settings_for

pytest_plugins = [
    "tests.databases",
    "tests.support.postgres",
    "tests.support.browser",
    "tests.support.live",
    "tests.support.scale",
    "tests.support.words",
]


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The site, on an empty database."""
    app = create_app(settings_for(database_url, tmp_path))
    app.before_request_funcs[None].insert(0, _begin_afresh)
    yield app
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def _begin_afresh() -> None:
    """Forget what an earlier request left: one made inside a test's own context shares it."""
    g.__dict__.clear()
    db.session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody's browser, without scripts."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session that may write, inside one transaction of the test's own (kept by ``commit``)."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        with Session(engine.execution_options(**database.WRITE), expire_on_commit=False) as session:
            session.info["keys"] = app.config["PARTICIPATION"].keys
            yield session
            session.rollback()
