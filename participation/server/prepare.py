"""What is done before serving: migrate; for the demo, load its council and find its themes.

Run as ``python -m participation.server.prepare [demo]`` in a process of its own, so that nothing
it loads stays in memory while the site is served.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click
from flask import Flask
from sqlalchemy import select

from participation.accounts.models import Staff
from participation.extensions import reading
from participation.jobs.worker import run_waiting
from participation.server.starting import app_or_exit, migrate


def _is_empty(app: Flask) -> bool:
    with app.app_context():
        return reading().scalar(select(Staff.id).limit(1)) is None


def _say(words: str) -> None:
    click.echo(f"  {words}")


def _say_progress(name: str, step: str, fraction: float) -> None:
    _say(f"{name.replace('.', ': ').replace('_', ' ')} – {step.replace('_', ' ')} {fraction:.0%}")


def _prepare_demo(app: Flask) -> None:
    loader = import_module("participation.demo.loader")
    if _is_empty(app):
        click.echo("Loading the demo council …")
        loader.load(app, _say)
    else:
        click.echo("The demo council is there already: what was entered is kept.")
    run_waiting(app, _say_progress)
    click.echo("\nSign in at /staff as any of these:")
    for role, email, password in loader.SIGN_INS:
        click.echo(f"  {role:<24} {email:<40} {password}")


def main(demo: bool) -> None:
    """Prepare the database to be served."""
    app = app_or_exit()
    click.echo("Bringing the database up to date …")
    migrate(app)
    if demo:
        _prepare_demo(app)
    elif _is_empty(app):
        click.echo(
            "\nNobody can sign in yet. Add the first person, in another terminal:\n"
            "  participation staff add EMAIL --role administrator\n"
        )


if __name__ == "__main__":
    main("demo" in sys.argv[1:])
