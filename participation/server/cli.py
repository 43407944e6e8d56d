"""``participation serve``, ``demo``, ``worker``, ``migrate``, ``keys`` and ``backup``.

``serve`` and ``demo`` import nothing of the site: the processes they start do.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]


def _where(command: Command) -> Command:
    for option in (
        click.option(
            "--data",
            type=click.Path(file_okay=False, path_type=Path),
            help="Folder for the database and keys.",
        ),
        click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535)),
        click.option("--host", default="127.0.0.1", show_default=True),
    ):
        command = option(command)
    return command


@click.command()
@_where
def serve(host: str, port: int, data: Path | None) -> None:
    """Migrate the database, serve the site and do its jobs, until Ctrl-C."""
    from participation.server import serving

    serving.main(host=host, port=port, data=data, demo=False)


@click.command()
@_where
def demo(host: str, port: int, data: Path | None) -> None:
    """Serve a made-up council to try. What you enter is kept."""
    from participation.server import serving

    serving.main(host=host, port=port, data=data, demo=True)


@click.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 64))
def worker(threads: int) -> None:
    """Do the site's jobs, until SIGINT or SIGTERM. Run as many as you want, on any host."""
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: asked.append(number))
    from participation.jobs.worker import run_worker
    from participation.server.starting import app_or_exit, wait_for_tables

    app = app_or_exit()
    if wait_for_tables(app, until=lambda: bool(asked)):
        run_worker(app, threads=threads, until=lambda: bool(asked))
    # Threads that are still in the middle of something have given their job back.
    os._exit(0)


@click.command()
def migrate() -> None:
    """Bring the database up to date."""
    from participation.server import starting

    starting.migrate(starting.app_or_exit())
    click.echo("The database is up to date.")


@click.group()
def keys() -> None:
    """The secret keys: make the file, add a new key to it."""


def _key_file(path: Path | None) -> Path:
    if path is not None:
        return path
    named = os.environ.get("PARTICIPATION_KEYS_FILE")
    folder = Path(os.environ.get("PARTICIPATION_DATA") or "var").expanduser().resolve()
    return Path(named) if named else folder / "keys.json"


_FILE = click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))


def _with_keys(deed: str, path: Path) -> None:
    from participation.kernel.keys import BadKeys
    from participation.server import keyfile

    try:
        ring = keyfile.make(path) if deed == "make" else keyfile.rotate(path)
    except BadKeys as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(f"{path}: {len(ring.masters)} key(s), “{ring.current}” signs from now on.")


@keys.command("make")
@_FILE
def make_keys(file: Path | None) -> None:
    """Write a new key file, readable by its owner only."""
    _with_keys("make", _key_file(file))
    click.echo("Keep a copy apart from the database's backups: without it they can't be read.")


@keys.command("rotate")
@_FILE
def rotate_keys(file: Path | None) -> None:
    """Add a key that signs from now on; the older ones are kept to verify and decrypt."""
    _with_keys("rotate", _key_file(file))
    click.echo("Restart the site and its workers to use it.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database to FILE while the site goes on, and check the copy."""
    from participation.server import copying
    from participation.server.starting import settings_or_exit

    settings = settings_or_exit()
    began = time.monotonic()
    try:
        size = copying.backup(settings.database_url, file)
    except copying.BackupFailed as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    click.echo(f"{file}: {size / 1e6:.1f} MB in {time.monotonic() - began:.1f} s, checked.")
    click.echo("The key file isn't in it. Keep a copy of that too, somewhere else.")
