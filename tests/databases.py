"""Databases for tests: migrated once, then copied for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url

from participation.app import create_app
from participation.kernel.keys import Keyring
from participation.settings import Settings

KEYS = Keyring({"t": b"keys that only the tests use....."})


def settings_for(url: str, data: Path, **more: object) -> Settings:
    """Settings for a test's app: quick, local, with fixed keys."""
    return Settings(
        data=data,
        database_url=url,
        jobs_url=f"sqlite:///{data / 'jobs.sqlite3'}",
        keys=KEYS,
        site_url="http://localhost",
        testing=True,
        **more,  # type: ignore[arg-type]
    )


def _migrate(url: str, data: Path) -> None:
    app = create_app(settings_for(url, data))
    with app.app_context():
        upgrade()
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no rows."""
    folder = tmp_path_factory.mktemp("sqlite")
    path = folder / "migrated.sqlite3"
    _migrate(f"sqlite:///{path}", folder)
    raw = create_engine(f"sqlite:///{path}")
    with raw.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with every table and no rows."""
    name = f"template_{uuid4().hex[:8]}"
    with Server(postgres_url) as run:
        run(f"CREATE DATABASE {name}")
    url = make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    _migrate(url, tmp_path_factory.mktemp("postgres"))
    return name


class Server:
    """A connection to the server's own database, outside any transaction."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def __enter__(self):  # type: ignore[no-untyped-def]
        self.connection = self.engine.connect()
        return self.connection.exec_driver_sql

    def __exit__(self, *error: object) -> None:
        self.connection.close()
        self.engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on; each test that asks for one runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """An empty, migrated database of the test's own."""
    if database_kind == "sqlite":
        path = tmp_path / "site.sqlite3"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("migrated_postgres")
    name = f"test_{uuid4().hex[:12]}"
    with Server(server) as run:
        run(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with Server(server) as run:
        run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
