"""``serve`` and ``demo``: one command for the database, the site and its worker."""

from __future__ import annotations

import os
import socket
import sys
from functools import partial
from pathlib import Path

import click

from participation.server.supervisor import (
    PortTaken,
    Program,
    Supervisor,
    answers,
    environment,
    listen,
    python,
)


def serve(*, host: str, port: int, data: Path | None, demo: bool) -> int:
    """Migrate, serve and work until told to stop. Gives the exit code."""
    try:
        listener = listen(host, port)
    except PortTaken as problem:
        click.echo(str(problem), err=True)
        return 2
    port = int(listener.getsockname()[1])
    folder = _folder(data, demo)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        click.echo(f"Can't keep data in {folder}: {error.strerror}", err=True)
        return 2
    near = _reachable(listener)
    url = f"http://{f'[{near}]' if ':' in near else near}:{port}"
    settings = environment(
        PARTICIPATION_DATA=str(folder),
        PARTICIPATION_SITE_URL=os.environ.get("PARTICIPATION_SITE_URL") or url,
        PARTICIPATION_LOG_LEVEL=os.environ.get("PARTICIPATION_LOG_LEVEL") or "warning",
        **({"PARTICIPATION_DEMO": "1"} if demo else {}),
    )
    with Supervisor() as supervisor:
        prepare = python("-m", "participation.server.prepare", *(["demo"] if demo else []))
        if code := supervisor.run_once(Program("preparing", prepare, settings)):
            return code
        if supervisor.stopping:
            return 0
        programs = [_site(listener, settings)]
        if not os.environ.get("PARTICIPATION_JOBS_URL"):
            programs.append(
                Program("the worker", python("-m", "participation", "worker"), settings)
            )
        return supervisor.watch(
            programs,
            is_ready=partial(answers, near, port),
            on_ready=f"Ready: {settings['PARTICIPATION_SITE_URL'] if not demo else url}",
        )


def _site(listener: socket.socket, settings: dict[str, str]) -> Program:
    handed = listener.fileno()
    command = python(
        *("-m", "gunicorn", "--config", "python:participation.server.gunicorn_config"),
        "--no-control-socket",
    )
    bound = settings | {"PARTICIPATION_BIND": f"fd://{handed}"}
    return Program("the site", command, bound, hand_on=(handed,))


def _folder(data: Path | None, demo: bool) -> Path:
    named = data or os.environ.get("PARTICIPATION_DATA") or ("var/demo" if demo else "var")
    return Path(named).expanduser().resolve()


def _reachable(listener: socket.socket) -> str:
    host = str(listener.getsockname()[0])
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def main(*, host: str, port: int, data: Path | None, demo: bool) -> None:
    """Serve, and leave with the right code."""
    sys.exit(serve(host=host, port=port, data=data, demo=demo))
