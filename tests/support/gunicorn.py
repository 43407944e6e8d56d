"""The site as it really runs: gunicorn with its own processes, on the test's database."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.databases import KEYS

HERE = Path(__file__).resolve().parents[2]


@dataclass
class Served:
    """A running gunicorn."""

    port: int
    master: int

    def connection(self, timeout: float = 20) -> HTTPConnection:
        """A fresh connection to it."""
        return HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def workers(self) -> list[int]:
        """The processes that answer requests now."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children")
        return [int(child) for child in children.read_text().split()]


@contextmanager
def gunicorn(
    database_url: str, folder: Path, *, wsgi: str = "", **changes: str
) -> Iterator[Served]:
    """Serve the site (or another app) as ``participation serve`` does: 2 processes of 4 threads."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = folder / "keys.json"
    keys.write_text(json.dumps({name: secret.hex() for name, secret in KEYS.masters.items()}))
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    port = listener.getsockname()[1]
    environment = os.environ | {
        "PARTICIPATION_DATA": str(folder),
        "PARTICIPATION_DATABASE_URL": database_url,
        "PARTICIPATION_KEYS_FILE": str(keys),
        "PARTICIPATION_SITE_URL": f"http://127.0.0.1:{port}",
        "PARTICIPATION_BIND": f"fd://{listener.fileno()}",
        "PARTICIPATION_WORKERS": "2",
        "PARTICIPATION_THREADS": "4",
        **changes,
    }
    app = [wsgi] if wsgi else []
    config = "python:participation.server.gunicorn_config"
    with (folder / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", config, "--no-control-socket", *app],
            cwd=HERE,
            env=environment,
            pass_fds=(listener.fileno(),),
            stdout=log,
            stderr=log,
        )
    listener.close()
    try:
        _wait(process, port, folder)
        yield Served(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    """Until the site answers."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        if process.poll() is not None:
            break
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/cookies")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    said = (folder / "gunicorn.log").read_text(errors="replace")
    raise RuntimeError(f"gunicorn didn't start:\n{said[-4000:]}")
