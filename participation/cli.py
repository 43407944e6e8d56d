"""The command: ``participation``. Each room's commands are loaded only when they're asked for."""

from __future__ import annotations

from importlib import import_module

import click

import participation

ROOMS = {
    "audit": "participation.audit.cli:group",
    "backup": "participation.server.cli:backup",
    "demo": "participation.server.cli:demo",
    "geography": "participation.geography.cli:group",
    "keys": "participation.server.cli:keys",
    "missions": "participation.missions.cli:group",
    "migrate": "participation.server.cli:migrate",
    "panels": "participation.panels.cli:group",
    "serve": "participation.server.cli:serve",
    "staff": "participation.accounts.cli:group",
    "themes": "participation.themes.cli:group",
    "worker": "participation.server.cli:worker",
}


class Rooms(click.Group):
    """A group that imports a command when it is first used, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name, in order."""
        return sorted(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or ``None``."""
        if cmd_name not in ROOMS:
            return None
        module, _, name = ROOMS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(participation.__version__, prog_name="participation")
def main() -> None:
    """Ask residents, understand every answer, and show what changed because of them."""


if __name__ == "__main__":
    main()
