"""Starting the app for a command: clear words and exit code 2 when the settings won't do."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from participation.app import create_app
from participation.extensions import db
from participation.kernel.keys import BadKeys
from participation.settings import BadSettings, Settings, from_environment
from participation.web import logs

log = logging.getLogger(__name__)

_MIGRATORS_TURN = 0x516E
"""The number of the advisory lock that keeps two hosts from migrating at once."""


def log_level() -> int:
    """The level that ``PARTICIPATION_LOG_LEVEL`` names; INFO by default."""
    named = logging.getLevelNamesMapping().get(
        os.environ.get("PARTICIPATION_LOG_LEVEL", "").upper()
    )
    return logging.INFO if named is None else named


def settings_or_exit() -> Settings:
    """The settings, or a message and exit code 2."""
    try:
        return from_environment()
    except (BadSettings, BadKeys) as error:
        click.echo(f"Participation can't start: {error}", err=True)
        sys.exit(2)


def app_or_exit() -> Flask:
    """The app, with its logs set up, or a message and exit code 2."""
    settings = settings_or_exit()
    logs.set_up(log_level())
    return create_app(settings)


def wait_for_tables(app: Flask, *, until: Callable[[], bool]) -> bool:
    """Wait until the database has its tables. ``False`` when ``until`` said so first."""
    said = False
    while not until():
        try:
            with app.app_context(), db.engine.connect() as connection:
                if inspect(connection).has_table("job"):
                    return True
        except OperationalError:
            log.warning("the database doesn't answer yet")
        if not said:
            log.warning("waiting for the database's tables: run “participation migrate”")
            said = True
        time.sleep(1)
    return False


def migrate(app: Flask) -> None:
    """Bring the database up to date. Two hosts that start at once take turns."""
    level = logging.getLogger().level
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            upgrade()
        else:
            with db.engine.connect() as held:
                held.execute(text("SELECT pg_advisory_lock(:n)"), {"n": _MIGRATORS_TURN})
                upgrade()
        db.engine.dispose()
    logs.set_up(level)
