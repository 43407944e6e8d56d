"""Commands of the missions room."""

from pathlib import Path

import click

from participation.app import create_app
from participation.extensions import transaction
from participation.missions import services
from participation.missions.rules import BadGoals


@click.group()
def group() -> None:
    """Missions and the national goals they answer to."""


@group.command("load-goals")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_goals(file: Path) -> None:
    """Load national goals from a JSON FILE. Loading it again changes only their words."""
    with create_app().app_context():
        try:
            with transaction() as session:
                total = services.load_goals(session, file)
        except BadGoals as problem:
            click.echo(str(problem), err=True)
            raise SystemExit(2) from problem
    click.echo(f"{total} national goals are loaded.")
