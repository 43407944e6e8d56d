"""What is done before serving: migrate; for the demo, load its council and find its themes.

Run as ``python -m participation.server.prepare [demo]`` in a process of its own, so that nothing
it loads stays in memory while the site is served.
"""

from __future__ import annotations

import shlex
import sys
from importlib import import_module
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from participation.accounts.models import Staff
from participation.extensions import db, reading
from participation.jobs.worker import run_waiting
from participation.server.starting import app_or_exit, migrate

EXAMPLES = 3


def _is_empty(app: Flask) -> bool:
    with app.app_context():
        return reading().scalar(select(Staff.id).limit(1)) is None


def _say(words: str) -> None:
    click.echo(f"  {words}")


def _say_progress(name: str, step: str, fraction: float) -> None:
    _say(f"{name.replace('.', ': ').replace('_', ' ')} – {step.replace('_', ' ')} {fraction:.0%}")


def _prepare_demo(app: Flask) -> None:
    loader = import_module("participation.demo.loader")
    if not _is_empty(app):
        click.echo("The demo council is there already: what was entered is kept.")
    else:
        click.echo("Loading the demo council …")
        try:
            loader.load(app, _say)
        except loader.HalfLoaded as problem:
            # Nobody could sign in or reply before loading ended, so nothing is lost.
            if not _remove_sqlite(app):
                click.echo(str(problem), err=True)
                sys.exit(1)
            click.echo("An earlier loading was broken off. Starting afresh …")
            migrate(app)
            loader.load(app, _say)
    run_waiting(app, _say_progress)
    if references := loader.references(app):
        click.echo("\nSee what happened to a reply at /reference, with one of these and its word:")
        for code, word in references[:EXAMPLES]:
            click.echo(f"  {code}  {word}")
    click.echo("\nSign in at /staff as any of these:")
    for role, email, password in loader.SIGN_INS:
        click.echo(f"  {role:<20} {email:<38} {password}")


def _remove_sqlite(app: Flask) -> bool:
    with app.app_context():
        engine = db.engine
        path = engine.url.database if engine.dialect.name == "sqlite" else None
        db.session.remove()
        engine.dispose()
    if not path:
        return False
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    return True


def main(demo: bool) -> None:
    """Prepare the database to be served."""
    app = app_or_exit()
    click.echo("Bringing the database up to date …")
    migrate(app)
    if demo:
        _prepare_demo(app)
    elif _is_empty(app):
        folder = app.config["PARTICIPATION"].data
        usual = folder == Path("var").resolve()
        where = "" if usual else f"PARTICIPATION_DATA={shlex.quote(str(folder))} "
        click.echo(
            "\nNobody can sign in yet. Add the first person, in another terminal:\n"
            f"  {where}participation staff add EMAIL --role administrator\n"
        )


if __name__ == "__main__":
    main("demo" in sys.argv[1:])
